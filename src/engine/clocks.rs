//! Risk clocks: exact competing risks under ratios that change.
//!
//! A clock has a threshold drawn once from the exponential distribution of mean 1. Hazard gathers as the baseline hazard
//! at the clock's age times the ratio that holds; the clock fires when the sum reaches the threshold. Between changes of the
//! ratio the gathered hazard is ratio x (H(age) - H(age at the last change)), H being the cumulative baseline hazard, so the
//! firing time is exact and nothing is drawn again.

use crate::random::Hazard;
use crate::units::Days;

/// One running clock of one client.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// When it fires, as things stand.
    pub(super) fires: Days,
    /// When its spell began.
    started: Days,
    /// Hazard still to gather at the last change. \[1\]
    left: f64,
    /// Cumulative baseline hazard at the last change. \[1\]
    base: f64,
    /// Ratio since the last change. \[1\]
    pub(super) ratio: f64,
}

impl Clock {
    /// A clock that does not run.
    pub(super) const STILL: Clock =
        Clock { fires: Days::NEVER, started: Days::ZERO, left: 0.0, base: 0.0, ratio: 0.0 };

    /// Starts at age zero.
    #[inline]
    pub(super) fn start(now: Days, hazard: &Hazard, threshold: f64, ratio: f64) -> Clock {
        let mut clock =
            Clock { fires: Days::NEVER, started: now, left: threshold, base: 0.0, ratio };
        clock.foresee(now, hazard);
        clock
    }

    /// Since its spell began.
    pub(super) fn age(&self, now: Days) -> Days {
        now - self.started
    }

    /// From now on another ratio holds.
    #[inline]
    pub(super) fn change_ratio(&mut self, now: Days, hazard: &Hazard, ratio: f64) {
        if self.is_due(now) && ratio > 0.0 {
            self.ratio = ratio;
            return;
        }
        self.gather(now, hazard);
        self.ratio = ratio;
        self.foresee(now, hazard);
    }

    /// From now on another baseline hazard holds, at the same age. One that nobody outlasts to this age is due at once.
    pub(super) fn change_hazard(&mut self, now: Days, before: &Hazard, after: &Hazard) {
        if self.is_due(now) {
            return;
        }
        self.gather(now, before);
        self.base = after.gathered(now - self.started);
        self.foresee(now, after);
        if self.base.is_infinite() && self.ratio > 0.0 {
            self.fires = now;
        }
    }

    /// Whether the threshold is reached at this very instant, whatever else changes in it.
    #[inline]
    fn is_due(&self, now: Days) -> bool {
        self.fires <= now
    }

    fn gather(&mut self, now: Days, hazard: &Hazard) {
        let base = hazard.gathered(now - self.started);
        if self.base.is_finite() && base > self.base && self.ratio > 0.0 {
            self.left = (self.left - self.ratio * (base - self.base)).max(0.0);
        }
        self.base = base;
    }

    #[inline]
    fn foresee(&mut self, now: Days, hazard: &Hazard) {
        self.fires = if self.ratio > 0.0 && self.base.is_finite() {
            (self.started + hazard.age_at(self.base + self.left / self.ratio)).max(now)
        } else {
            Days::NEVER
        };
    }
}
