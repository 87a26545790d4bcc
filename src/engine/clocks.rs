//! Risk clocks: exact competing risks under ratios that change.
//!
//! A clock has a threshold drawn once from the exponential distribution of mean 1. Hazard gathers as the baseline hazard
//! at the clock's age times the ratio that holds; the clock fires when the sum reaches the threshold. Between changes of the
//! ratio the gathered hazard is ratio x (H(age) - H(age at the last change)), H being the cumulative baseline hazard, so the
//! firing time is exact and nothing is drawn again.

use crate::random::Hazard;
use crate::units::Days;

/// One running clock of one client. The ratio that holds is not kept: it follows from the facts that held when the client
/// was settled last, and there are many clocks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clock {
    /// When it fires, as things stand.
    pub(super) fires: Days,
    /// When its spell began.
    started: Days,
    /// Hazard still to gather at the last change. \[1\]
    left: f64,
    /// Cumulative baseline hazard at the last change. \[1\]
    base: f64,
}

impl Clock {
    /// Starts at age zero.
    #[inline]
    pub(super) fn start(now: Days, hazard: &Hazard, threshold: f64, ratio: f64) -> Clock {
        let mut clock = Clock { fires: Days::NEVER, started: now, left: threshold, base: 0.0 };
        clock.foresee(now, hazard, ratio);
        clock
    }

    /// Since its spell began.
    pub(super) fn age(&self, now: Days) -> Days {
        now - self.started
    }

    /// From now on another ratio holds.
    #[inline]
    pub(super) fn change_ratio(&mut self, now: Days, hazard: &Hazard, before: f64, after: f64) {
        if self.is_due(now) && after > 0.0 {
            return;
        }
        self.gather(now, hazard, before);
        self.foresee(now, hazard, after);
    }

    /// From now on another baseline hazard holds, at the same age. One that nobody outlasts to this age is due at once.
    pub(super) fn change_hazard(&mut self, now: Days, before: &Hazard, after: &Hazard, ratio: f64) {
        if self.is_due(now) {
            return;
        }
        self.gather(now, before, ratio);
        self.base = after.gathered(now - self.started);
        self.foresee(now, after, ratio);
        if self.base.is_infinite() && ratio > 0.0 {
            self.fires = now;
        }
    }

    /// Whether the threshold is reached at this very instant, whatever else changes in it.
    #[inline]
    fn is_due(&self, now: Days) -> bool {
        self.fires <= now
    }

    fn gather(&mut self, now: Days, hazard: &Hazard, ratio: f64) {
        let base = hazard.gathered(now - self.started);
        if base > self.base && ratio > 0.0 {
            self.left = (self.left - ratio * (base - self.base)).max(0.0);
        }
        self.base = base;
    }

    #[inline]
    fn foresee(&mut self, now: Days, hazard: &Hazard, ratio: f64) {
        self.fires = if ratio > 0.0 && self.base.is_finite() {
            (self.started + hazard.age_at(self.base + self.left / ratio)).max(now)
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

    fn fires_at(clock: &Clock, expected: f64) {
        assert!((clock.fires.0 - expected).abs() < 1e-9, "{:?} is not {expected}", clock.fires);
    }

    /// Threshold 1 and started on day 5: 0.36 have gathered by day 11 at ratio 1, 2 x 0.13 more by day 12 at ratio 2,
    /// nothing by day 20 at ratio 0, and the 0.38 left take 0.76 of the baseline at ratio 0.5.
    #[test]
    fn hazard_gathers_by_the_ratio_that_holds() {
        let hazard = square(10.0);
        let mut clock = Clock::start(Days(5.0), &hazard, 1.0, 1.0);
        assert_eq!(clock.age(Days(11.0)), Days(6.0));
        fires_at(&clock, 15.0);
        clock.change_ratio(Days(11.0), &hazard, 1.0, 2.0);
        fires_at(&clock, 5.0 + 10.0 * 0.68_f64.sqrt());
        clock.change_ratio(Days(12.0), &hazard, 2.0, 0.0);
        assert_eq!(clock.fires, Days::NEVER);
        clock.change_ratio(Days(20.0), &hazard, 0.0, 0.5);
        fires_at(&clock, 5.0 + 10.0 * 3.01_f64.sqrt());
    }

    /// At age 4 0.16 have gathered; the new hazard has 0.04 at that age, and 0.84 more are wanted of it.
    #[test]
    fn under_another_hazard_the_clock_goes_on_at_its_age_with_what_it_has_gathered() {
        let (before, after) = (square(10.0), square(20.0));
        let mut clock = Clock::start(Days(5.0), &before, 1.0, 1.0);
        clock.change_hazard(Days(9.0), &before, &after, 1.0);
        fires_at(&clock, 5.0 + 20.0 * 0.88_f64.sqrt());
    }

    #[test]
    fn what_is_due_fires_whatever_changes_in_that_instant_unless_nothing_more_can_happen() {
        let hazard = Hazard::constant(PerDay(0.1)).unwrap();
        let start = || Clock::start(Days(0.0), &hazard, 1.0, 1.0);
        let now = start().fires;
        let mut clock = start();
        clock.change_ratio(now, &hazard, 1.0, 0.25);
        assert_eq!(clock.fires, now);
        clock.change_hazard(now, &hazard, &Hazard::never(), 0.25);
        assert_eq!(clock.fires, now);
        let mut clock = start();
        clock.change_ratio(now, &hazard, 1.0, 0.0);
        assert_eq!(clock.fires, Days::NEVER);
        clock.change_ratio(now + Days(2.0), &hazard, 0.0, 1.0);
        fires_at(&clock, 12.0);
    }

    #[test]
    fn an_age_that_nobody_outlasts_is_no_danger_while_the_ratio_is_zero() {
        let (steady, certain) =
            (Hazard::constant(PerDay(0.1)).unwrap(), Hazard::fixed(Days(3.0)).unwrap());
        let changed = |ratio| {
            let mut clock = Clock::start(Days(0.0), &steady, 1.0, ratio);
            clock.change_hazard(Days(5.0), &steady, &certain, ratio);
            clock.fires
        };
        assert_eq!((changed(1.0), changed(0.0)), (Days(5.0), Days::NEVER));
        let mut clock = Clock::start(Days(0.0), &certain, 1.0, 0.0);
        assert_eq!(clock.fires, Days::NEVER);
        clock.change_ratio(Days(5.0), &certain, 0.0, 1.0);
        assert_eq!(clock.fires, Days::NEVER, "the age has gone by");
        // The certain age goes by at ratio zero: nothing has gathered, and another hazard takes its full time.
        let mut clock = Clock::start(Days(0.0), &certain, 1.0, 0.0);
        clock.change_hazard(Days(20.0), &certain, &steady, 0.0);
        clock.change_ratio(Days(30.0), &steady, 0.0, 1.0);
        fires_at(&clock, 40.0);
    }
}
