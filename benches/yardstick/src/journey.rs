//! The journey of `scenarios/bench/journey.toml`, by hand. Time is in weeks.
//!
//! A client is nothing but what is still to befall them. Who waits is an event (giving up) and a line in the queue that
//! knows the event's number; whichever comes second finds that the other has been.

use crate::buckets::Buckets;
use crate::calendar::{Calendar, Events, Handle};
use crate::draws::Draws;
use crate::heap::Kinds;
use crate::outcomes::JourneyOutcomes;
use std::collections::VecDeque;

const HORIZON: f64 = 520.0;
const REFERRALS_PER_WEEK: f64 = 60.0;
const KEYWORKING_PLACES: u32 = 1200;
const DETOX_PLACES: u32 = 15;
const REHAB_PLACES: u32 = 40;
/// Mean time to dropping out, of delivery and of waiting for detoxification after it.
const DROP_OUT: f64 = 40.0;
const BUCKETS: usize = 1 << 17;

/// What happens to a client.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Referral,
    Return,
    TriageEnds,
    GivesUpTriage,
    GivesUpKeyworking,
    /// Drops out while waiting for detoxification with the keyworker's place.
    GivesUpDetox,
    /// Does not happen: whoever waited was served before.
    Served,
    /// Has happened: whoever is still in the queue is not there.
    GaveUp,
    DeliveryEnds,
    DropsOut,
    DetoxEnds,
    RehabEnds,
    Relapses,
}

/// Places of a service, and who waits for one and may give up.
struct Service {
    free: u32,
    queue: VecDeque<(f64, Handle)>,
}

/// Places of a service, and since when those wait who never give up.
struct Ward {
    free: u32,
    queue: VecDeque<f64>,
}

impl Service {
    fn new(places: u32) -> Self {
        Self { free: places, queue: VecDeque::with_capacity(4096) }
    }

    /// A place is free: since when the first has waited who is still there.
    #[inline]
    fn next(&mut self, calendar: &mut impl Events<Kind>) -> Option<f64> {
        while let Some((since, handle)) = self.queue.pop_front() {
            if calendar.kind(handle) == Kind::GaveUp {
                calendar.release(handle);
            } else {
                calendar.rename(handle, Kind::Served);
                return Some(since);
            }
        }
        self.free += 1;
        None
    }
}

impl Ward {
    fn new(places: u32) -> Self {
        Self { free: places, queue: VecDeque::with_capacity(256) }
    }

    /// A place is free: since when the first has waited.
    #[inline]
    fn next(&mut self) -> Option<f64> {
        let first = self.queue.pop_front();
        self.free += u32::from(first.is_none());
        first
    }
}

/// The system, from which replication after replication is run.
pub struct Journey {
    triage_places: u32,
    calendar: Kept,
}

/// The calendar, kept from replication to replication.
enum Kept {
    Heap(Kinds<Kind>),
    Buckets(Buckets<Kind>),
}

/// One replication while it runs.
struct Run<'a, C> {
    now: f64,
    draws: Draws,
    calendar: &'a mut C,
    triage: Service,
    keyworking: Service,
    detox: Service,
    rehab: Ward,
    seen: JourneyOutcomes,
}

impl Journey {
    /// The system with so many places for triage.
    pub fn new(triage_places: u32, calendar: Calendar) -> Self {
        let calendar = match calendar {
            Calendar::Heap => Kept::Heap(Kinds::new(HORIZON)),
            Calendar::Buckets => Kept::Buckets(Buckets::new(HORIZON, BUCKETS)),
        };
        Self { triage_places, calendar }
    }

    /// Runs one replication.
    pub fn run(&mut self, seed: u64) -> JourneyOutcomes {
        match &mut self.calendar {
            Kept::Heap(calendar) => run(self.triage_places, calendar, seed),
            Kept::Buckets(calendar) => run(self.triage_places, calendar, seed),
        }
    }
}

fn run(triage_places: u32, calendar: &mut impl Events<Kind>, seed: u64) -> JourneyOutcomes {
    calendar.clear();
    let mut run = Run {
        now: 0.0,
        draws: Draws::new(seed),
        calendar,
        triage: Service::new(triage_places),
        keyworking: Service::new(KEYWORKING_PLACES),
        detox: Service::new(DETOX_PLACES),
        rehab: Ward::new(REHAB_PLACES),
        seen: JourneyOutcomes::default(),
    };
    run.next_referral();
    while let Some((at, handle, kind)) = run.calendar.take() {
        run.now = at;
        run.happens(handle, kind);
    }
    run.seen
}

impl<C: Events<Kind>> Run<'_, C> {
    #[inline]
    fn happens(&mut self, handle: Handle, kind: Kind) {
        match kind {
            Kind::GivesUpTriage => {
                self.seen.gave_up_triage += 1;
                return self.calendar.rename(handle, Kind::GaveUp);
            }
            Kind::GivesUpKeyworking => {
                self.seen.gave_up_keyworking += 1;
                return self.calendar.rename(handle, Kind::GaveUp);
            }
            Kind::GivesUpDetox => {
                self.calendar.rename(handle, Kind::GaveUp);
                return self.drops_out();
            }
            _ => self.calendar.release(handle),
        }
        match kind {
            Kind::Referral => {
                self.next_referral();
                self.referred();
            }
            Kind::Return => self.referred(),
            Kind::TriageEnds => self.triage_ends(),
            Kind::DeliveryEnds => self.delivery_ends(),
            Kind::DropsOut => self.drops_out(),
            Kind::DetoxEnds => self.detox_ends(),
            Kind::RehabEnds => self.rehab_ends(),
            Kind::Relapses => self.relapses(),
            Kind::Served | Kind::GaveUp => {}
            Kind::GivesUpTriage | Kind::GivesUpKeyworking | Kind::GivesUpDetox => {}
        }
    }

    #[inline]
    fn after(&mut self, weeks: f64, kind: Kind) -> Handle {
        self.calendar.put(self.now + weeks, kind)
    }

    #[inline]
    fn next_referral(&mut self) {
        let gap = self.draws.exponential() * (1.0 / REFERRALS_PER_WEEK);
        self.after(gap, Kind::Referral);
    }

    #[inline]
    fn referred(&mut self) {
        self.seen.referrals += 1;
        if self.triage.free > 0 {
            self.triage.free -= 1;
            self.start_triage(self.now);
        } else {
            let patience = self.draws.exponential() * 6.0;
            let handle = self.after(patience, Kind::GivesUpTriage);
            self.triage.queue.push_back((self.now, handle));
        }
    }

    #[inline]
    fn start_triage(&mut self, since: f64) {
        self.seen.triage_starts += 1;
        self.seen.waited[0] += self.now - since;
        let weeks = self.lognormal(TRIAGE);
        self.after(weeks, Kind::TriageEnds);
    }

    fn triage_ends(&mut self) {
        self.seen.triage_ends += 1;
        if let Some(since) = self.triage.next(self.calendar) {
            self.start_triage(since);
        }
        if self.keyworking.free > 0 {
            self.keyworking.free -= 1;
            self.start_delivery(self.now);
        } else {
            let patience = self.draws.exponential() * 8.0;
            let handle = self.after(patience, Kind::GivesUpKeyworking);
            self.keyworking.queue.push_back((self.now, handle));
        }
    }

    #[inline]
    fn start_delivery(&mut self, since: f64) {
        self.seen.delivery_starts += 1;
        self.seen.waited[1] += self.now - since;
        // Weibull with shape 0.8: the exponential to the power of 1.25.
        let unit = self.draws.exponential();
        let course = 30.0 * unit * unit.sqrt().sqrt();
        let drop_out = DROP_OUT * self.draws.exponential();
        if drop_out < course {
            self.after(drop_out, Kind::DropsOut);
        } else {
            self.after(course, Kind::DeliveryEnds);
        }
    }

    /// A keyworker's place is free.
    #[inline]
    fn keyworker_free(&mut self) {
        if let Some(since) = self.keyworking.next(self.calendar) {
            self.start_delivery(since);
        }
    }

    fn drops_out(&mut self) {
        self.seen.drop_outs += 1;
        self.keyworker_free();
        if self.draws.happens(0.5) {
            let away = self.draws.exponential() * 26.0;
            self.after(away, Kind::Return);
        }
    }

    fn delivery_ends(&mut self) {
        self.seen.delivery_ends += 1;
        if !self.draws.happens(0.15) {
            self.keyworker_free();
            self.completes();
        } else if self.detox.free > 0 {
            self.detox.free -= 1;
            self.start_detox(self.now);
        } else {
            let patience = self.draws.exponential() * DROP_OUT;
            let handle = self.after(patience, Kind::GivesUpDetox);
            self.detox.queue.push_back((self.now, handle));
        }
    }

    /// The keyworker's place was kept until now.
    fn start_detox(&mut self, since: f64) {
        self.keyworker_free();
        self.seen.detox_starts += 1;
        self.seen.waited[2] += self.now - since;
        let weeks = self.lognormal(DETOX);
        self.after(weeks, Kind::DetoxEnds);
    }

    fn detox_ends(&mut self) {
        self.seen.detox_ends += 1;
        if let Some(since) = self.detox.next(self.calendar) {
            self.start_detox(since);
        }
        if self.rehab.free > 0 {
            self.rehab.free -= 1;
            self.start_rehab(self.now);
        } else {
            self.rehab.queue.push_back(self.now);
        }
    }

    fn start_rehab(&mut self, since: f64) {
        self.seen.rehab_starts += 1;
        self.seen.waited[3] += self.now - since;
        let weeks = self.lognormal(REHAB);
        self.after(weeks, Kind::RehabEnds);
    }

    fn rehab_ends(&mut self) {
        if let Some(since) = self.rehab.next() {
            self.start_rehab(since);
        }
        self.completes();
    }

    /// After 12 weeks of aftercare a relapse is counted for 52 weeks.
    #[inline]
    fn completes(&mut self) {
        self.seen.completions += 1;
        let relapse = self.draws.exponential() * 100.0;
        if relapse < 52.0 {
            self.after(12.0 + relapse, Kind::Relapses);
        }
    }

    fn relapses(&mut self) {
        self.seen.relapses += 1;
        if self.draws.happens(0.6) {
            let away = self.draws.exponential() * 10.0;
            self.after(away, Kind::Return);
        }
    }

    #[inline]
    fn lognormal(&mut self, (mu, sigma): (f64, f64)) -> f64 {
        #[expect(
            clippy::disallowed_methods,
            reason = "nothing here need have the same bytes elsewhere"
        )]
        (mu + sigma * self.draws.normal()).exp()
    }
}

// A lognormal of mean m and standard deviation s has sigma² = ln(1 + s²/m²) and mu = ln m - sigma²/2; s = m/2 in all three.
const SIGMA: f64 = 0.472_380_727_077_439_2;
const HALF_VARIANCE: f64 = 0.111_571_775_657_104_88;
const TRIAGE: (f64, f64) = (-HALF_VARIANCE, SIGMA);
const DETOX: (f64, f64) = (std::f64::consts::LN_2 - HALF_VARIANCE, SIGMA);
const REHAB: (f64, f64) = (2.564_949_357_461_537 - HALF_VARIANCE, SIGMA);

#[cfg(test)]
mod tests {
    use super::*;

    /// A place that is never empty renews itself: in t weeks of stays of mean 1 and variance 1/4, t - (1 - 1/4) / 2 end.
    /// The twelve are filled by the first twelve referrals, of which the last comes after a fifth of a week.
    #[test]
    fn twelve_places_that_are_always_full_end_as_many_triages_as_renewal_theory_says() {
        let mut journey = Journey::new(12, Calendar::Buckets);
        let ends: Vec<f64> = (1..=20).map(|seed| journey.run(seed).triage_ends as f64).collect();
        let mean = ends.iter().sum::<f64>() / 20.0;
        let variance = ends.iter().map(|end| (end - mean) * (end - mean)).sum::<f64>() / 19.0;
        let truth = 12.0 * (HORIZON - 0.375 - 6.5 / REFERRALS_PER_WEEK);
        assert!((mean - truth).abs() < 5.0 * (variance / 20.0).sqrt(), "{mean} against {truth}");
    }

    #[test]
    fn nobody_is_in_two_places_or_lost() {
        let seen = Journey::new(80, Calendar::Buckets).run(1);
        assert!(seen.referrals >= seen.triage_starts + seen.gave_up_triage);
        assert!(seen.triage_ends >= seen.delivery_starts + seen.gave_up_keyworking);
        assert!(seen.delivery_starts >= seen.delivery_ends);
        assert!(
            seen.delivery_starts - seen.drop_outs
                >= seen.detox_starts + seen.completions - seen.rehab_starts
        );
        assert!(seen.detox_starts - seen.detox_ends <= u64::from(DETOX_PLACES));
        assert!(seen.rehab_starts <= seen.detox_ends);
    }

    #[test]
    fn a_system_that_has_run_before_runs_as_a_new_one() {
        for calendar in [Calendar::Heap, Calendar::Buckets] {
            let mut used = Journey::new(80, calendar);
            used.run(1);
            assert_eq!(used.run(2), Journey::new(80, calendar).run(2));
        }
    }

    #[test]
    fn it_comes_to_the_same_whatever_the_calendar_is_made_of() {
        for (places, seed) in [(80, 1), (80, 2), (12, 3)] {
            let [heap, buckets] = [Calendar::Heap, Calendar::Buckets]
                .map(|calendar| Journey::new(places, calendar).run(seed));
            assert_eq!(heap, buckets);
        }
    }
}
