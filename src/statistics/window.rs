//! The stretch of time in which things are measured, and averages over it.

use super::Sum;
use crate::model::Run;
use crate::units::Days;

/// The measured stretch of a run: from the end of the warm-up to the horizon, both ends included.
///
/// An observation that straddles an end (a wait, a stay, an episode) is counted at the instant when it is
/// completed, in its full length. A quantity that lasts is counted for the part of it that lies inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Where it begins.
    pub opens: Days,
    /// Where it ends.
    pub closes: Days,
}

impl Window {
    /// The window of a run.
    #[must_use]
    pub fn of(run: &Run) -> Window {
        Window { opens: run.warm_up, closes: run.end() }
    }

    /// An instant as it lies to the window.
    #[inline]
    pub(super) fn moment(&self, at: Days) -> Moment {
        Moment { at, counted: self.clip(at) }
    }

    /// Its length.
    #[must_use]
    pub fn length(&self) -> Days {
        self.closes - self.opens
    }

    /// Whether an instant lies in it.
    #[inline]
    #[must_use]
    pub fn contains(&self, at: Days) -> bool {
        self.opens <= at && at <= self.closes
    }

    /// Whether an instant lies in it with `follow_up` left before the end.
    #[inline]
    #[must_use]
    pub fn follows(&self, at: Days, follow_up: Days) -> bool {
        self.opens <= at && at + follow_up <= self.closes
    }

    /// The instant in the window nearest to this one.
    #[inline]
    #[must_use]
    pub fn clip(&self, at: Days) -> Days {
        at.max(self.opens).min(self.closes)
    }
}

/// An instant, and how it lies to the window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) at: Days,
    /// The instant in the window nearest to it: from there, or up to there, time is counted.
    pub(super) counted: Days,
}

impl Moment {
    /// Whether it lies in the window.
    #[inline]
    pub(super) fn is_inside(self) -> bool {
        self.counted == self.at
    }
}

/// A number that changes over time, summed over the time it lasts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Level {
    value: f64,
    /// Time in the window is counted up to here.
    since: Days,
    area: Sum,
    most: f64,
}

impl Level {
    /// The number is this from now on.
    #[inline]
    pub(super) fn set(&mut self, now: Moment, value: f64) {
        if value != self.value {
            self.advance(now);
            self.value = value;
        }
    }

    /// The number changes by so much.
    #[inline]
    pub(super) fn change(&mut self, now: Moment, by: f64) {
        self.advance(now);
        self.value += by;
    }

    /// Counts the time up to an instant.
    #[inline]
    pub(super) fn advance(&mut self, now: Moment) {
        if now.counted > self.since {
            self.area.add(self.value * (now.counted - self.since).0);
            if self.value > self.most {
                self.most = self.value;
            }
            self.since = now.counted;
        }
    }

    /// The number now.
    #[inline]
    pub(super) fn value(&self) -> f64 {
        self.value
    }

    /// The largest that lasted any time in the window.
    pub(super) fn most(&self) -> f64 {
        self.most
    }

    /// Number times time inside the window, as far as [`Level::advance`] has come. \[days\]
    pub(super) fn area(&self) -> f64 {
        self.area.value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_time_inside_the_window_counts() {
        let window = Window { opens: Days(10.0), closes: Days(20.0) };
        let mut level = Level::default();
        level.set(window.moment(Days(0.0)), 7.0);
        level.set(window.moment(Days(4.0)), 2.0);
        level.change(window.moment(Days(15.0)), 1.0);
        level.advance(window.moment(Days(30.0)));
        // 2 for the five days from 10 to 15, 3 for the five from 15 to 20; 7 was over before the window opened.
        assert_eq!(level.area(), 25.0);
        assert_eq!(level.most(), 3.0);
    }
}
