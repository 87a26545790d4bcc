//! Risk clocks: exact competing risks under ratios that change.
//!
//! A clock has a threshold drawn once from the exponential distribution of mean 1. Hazard gathers as the baseline hazard
//! at the clock's age times the ratio that holds; the clock fires when the sum reaches the threshold. Between changes of the
//! ratio the gathered hazard is ratio x (H(age) - H(age at the last change)), H being the cumulative baseline hazard, so the
//! firing time is exact and no other threshold is ever drawn.

use crate::random::Hazard;
use crate::units::Days;

/// One running clock of one client. There are many, so only what is looked at again and again is kept: the ratio that
/// holds follows from the facts that held when the client was settled last, and as long as it is the first, the
/// threshold can be drawn again by its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Clock {
    /// When it fires, as things stand.
    pub(super) fires: Days,
    /// When its spell began.
    started: Days,
}

/// How far a clock has come whose ratio or hazard has changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gathered {
    /// The ratio that holds. \[1\]
    pub(super) ratio: f64,
    /// Hazard still to gather at the last change. \[1\]
    left: f64,
    /// Cumulative baseline hazard at the last change. \[1\]
    base: f64,
}

impl Gathered {
    /// Before the first change: all of the threshold is left.
    #[inline]
    pub(super) fn nothing_of(threshold: f64, ratio: f64) -> Gathered {
        Gathered { ratio, left: threshold, base: 0.0 }
    }

    /// As numbers, to be kept.
    #[inline]
    pub(super) fn to_cells(self) -> [f64; 3] {
        [self.ratio, self.left, self.base]
    }

    /// Of such numbers.
    #[inline]
    pub(super) fn of_cells([ratio, left, base]: [f64; 3]) -> Gathered {
        Gathered { ratio, left, base }
    }
}

impl Clock {
    /// Starts at age zero.
    #[inline]
    pub(super) fn start(now: Days, hazard: &Hazard, threshold: f64, ratio: f64) -> Clock {
        let mut clock = Clock { fires: Days::NEVER, started: now };
        clock.foresee(&Gathered::nothing_of(threshold, ratio), now, hazard);
        clock
    }

    /// Goes on at an age that it has come to without firing. What is left to gather has the distribution of a new threshold,
    /// whatever has gathered: the exponential distribution has no memory.
    pub(super) fn go_on(
        now: Days,
        age: Days,
        hazard: &Hazard,
        threshold: f64,
        ratio: f64,
    ) -> (Clock, Gathered) {
        let mut clock = Clock { fires: Days::NEVER, started: now - age };
        let gathered = Gathered { ratio, left: threshold, base: hazard.gathered(age) };
        clock.foresee(&gathered, now, hazard);
        (clock, gathered)
    }

    /// As numbers, to be kept.
    #[inline]
    pub(super) fn to_cells(self) -> [f64; 2] {
        [self.fires.0, self.started.0]
    }

    /// Of such numbers.
    #[inline]
    pub(super) fn of_cells([fires, started]: [f64; 2]) -> Clock {
        Clock { fires: Days(fires), started: Days(started) }
    }

    /// Since its spell began.
    pub(super) fn age(&self, now: Days) -> Days {
        now - self.started
    }

    /// From now on another ratio holds.
    #[inline]
    pub(super) fn change_ratio(
        &mut self,
        gathered: &mut Gathered,
        now: Days,
        hazard: &Hazard,
        ratio: f64,
    ) {
        if self.is_due(now) && ratio > 0.0 {
            gathered.ratio = ratio;
            return;
        }
        self.gather(gathered, now, hazard);
        gathered.ratio = ratio;
        self.foresee(gathered, now, hazard);
    }

    /// From now on another baseline hazard holds, at the same age. One that nobody outlasts to this age is due at once.
    pub(super) fn change_hazard(
        &mut self,
        gathered: &mut Gathered,
        now: Days,
        before: &Hazard,
        after: &Hazard,
    ) {
        if self.is_due(now) {
            return;
        }
        self.gather(gathered, now, before);
        gathered.base = after.gathered(now - self.started);
        self.foresee(gathered, now, after);
        if gathered.base.is_infinite() && gathered.ratio > 0.0 {
            self.fires = now;
        }
    }

    /// Whether the threshold is reached at this very instant, whatever else changes in it.
    #[inline]
    fn is_due(&self, now: Days) -> bool {
        self.fires <= now
    }

    #[inline]
    fn gather(&self, gathered: &mut Gathered, now: Days, hazard: &Hazard) {
        let base = hazard.gathered(now - self.started);
        if base > gathered.base && gathered.ratio > 0.0 {
            let gathers = gathered.ratio * (base - gathered.base);
            gathered.left = (gathered.left - gathers).max(0.0);
        }
        gathered.base = base;
    }

    #[inline(always)]
    fn foresee(&mut self, gathered: &Gathered, now: Days, hazard: &Hazard) {
        let Gathered { ratio, left, base } = *gathered;
        self.fires = if ratio > 0.0 && base.is_finite() {
            (self.started + hazard.age_at(base + left / ratio)).max(now)
        } else {
            Days::NEVER
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::PerDay;

    /// H(t) = (t / scale)^2.
    fn square(scale: f64) -> Hazard {
        Hazard::weibull(2.0, Days(scale)).unwrap()
    }

    /// A clock with what it has gathered.
    struct Whole(Clock, Gathered);

    impl Whole {
        fn start(now: f64, hazard: &Hazard, ratio: f64) -> Whole {
            Whole(Clock::start(Days(now), hazard, 1.0, ratio), Gathered::nothing_of(1.0, ratio))
        }

        fn change_ratio(&mut self, now: f64, hazard: &Hazard, ratio: f64) {
            self.0.change_ratio(&mut self.1, Days(now), hazard, ratio);
        }

        fn change_hazard(&mut self, now: f64, before: &Hazard, after: &Hazard) {
            self.0.change_hazard(&mut self.1, Days(now), before, after);
        }

        fn fires_at(&self, expected: f64) {
            let fires = self.0.fires;
            assert!((fires.0 - expected).abs() < 1e-9, "{fires:?} is not {expected}");
        }
    }

    /// Threshold 1 and started on day 5: 0.36 have gathered by day 11 at ratio 1, 2 x 0.13 more by day 12 at ratio 2,
    /// nothing by day 20 at ratio 0, and the 0.38 left take 0.76 of the baseline at ratio 0.5.
    #[test]
    fn hazard_gathers_by_the_ratio_that_holds() {
        let hazard = square(10.0);
        let mut clock = Whole::start(5.0, &hazard, 1.0);
        assert_eq!(clock.0.age(Days(11.0)), Days(6.0));
        clock.fires_at(15.0);
        clock.change_ratio(11.0, &hazard, 2.0);
        clock.fires_at(5.0 + 10.0 * 0.68_f64.sqrt());
        clock.change_ratio(12.0, &hazard, 0.0);
        assert_eq!(clock.0.fires, Days::NEVER);
        clock.change_ratio(20.0, &hazard, 0.5);
        clock.fires_at(5.0 + 10.0 * 3.01_f64.sqrt());
    }

    /// At age 4 0.16 have gathered; the new hazard has 0.04 at that age, and 0.84 more are wanted of it.
    #[test]
    fn under_another_hazard_the_clock_goes_on_at_its_age_with_what_it_has_gathered() {
        let (before, after) = (square(10.0), square(20.0));
        let mut clock = Whole::start(5.0, &before, 1.0);
        clock.change_hazard(9.0, &before, &after);
        clock.fires_at(5.0 + 20.0 * 0.88_f64.sqrt());
    }

    /// At age 6 0.36 have gathered, whatever the ratio was; a threshold of 1 from there is reached at 1.36 for a ratio of 1.
    #[test]
    fn a_clock_that_goes_on_gathers_from_its_age() {
        let hazard = square(10.0);
        let (clock, mut gathered) = Clock::go_on(Days(2.0), Days(6.0), &hazard, 1.0, 1.0);
        assert!((clock.fires.0 - (-4.0 + 10.0 * 1.36_f64.sqrt())).abs() < 1e-9);
        assert_eq!(clock.age(Days(2.0)), Days(6.0));
        let mut later = clock;
        later.change_ratio(&mut gathered, Days(3.0), &hazard, 2.0);
        // 0.13 have gathered by age 7, and 0.87 are left.
        assert!((later.fires.0 - (-4.0 + 10.0 * (0.49_f64 + 0.87 / 2.0).sqrt())).abs() < 1e-9);
    }

    #[test]
    fn what_is_due_fires_whatever_changes_in_that_instant_unless_nothing_more_can_happen() {
        let hazard = Hazard::constant(PerDay(0.1)).unwrap();
        let start = || Whole::start(0.0, &hazard, 1.0);
        let now = start().0.fires;
        let mut clock = start();
        clock.change_ratio(now.0, &hazard, 0.25);
        assert_eq!(clock.0.fires, now);
        clock.change_hazard(now.0, &hazard, &Hazard::never());
        assert_eq!(clock.0.fires, now);
        let mut clock = start();
        clock.change_ratio(now.0, &hazard, 0.0);
        assert_eq!(clock.0.fires, Days::NEVER);
        clock.change_ratio(now.0 + 2.0, &hazard, 1.0);
        clock.fires_at(12.0);
    }

    #[test]
    fn an_age_that_nobody_outlasts_is_no_danger_while_the_ratio_is_zero() {
        let (steady, certain) =
            (Hazard::constant(PerDay(0.1)).unwrap(), Hazard::fixed(Days(3.0)).unwrap());
        let changed = |ratio| {
            let mut clock = Whole::start(0.0, &steady, ratio);
            clock.change_hazard(5.0, &steady, &certain);
            clock.0.fires
        };
        assert_eq!((changed(1.0), changed(0.0)), (Days(5.0), Days::NEVER));
        let mut clock = Whole::start(0.0, &certain, 0.0);
        assert_eq!(clock.0.fires, Days::NEVER);
        clock.change_ratio(5.0, &certain, 1.0);
        assert_eq!(clock.0.fires, Days::NEVER, "the age has gone by");
        // The certain age goes by at ratio zero: nothing has gathered, and another hazard takes its full time.
        let mut clock = Whole::start(0.0, &certain, 0.0);
        clock.change_hazard(20.0, &certain, &steady);
        clock.change_ratio(30.0, &steady, 1.0);
        clock.fires_at(40.0);
    }
}
