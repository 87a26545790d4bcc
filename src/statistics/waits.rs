//! Waits of many clients in fixed memory: an exact mean, and centiles from bins of whole seconds.

use super::Sum;
use super::bins::Bins;
use crate::units::Days;
use serde::{Deserialize, Serialize};

const SECONDS: f64 = 86_400.0;

/// Completed (or still running) waits: their sum, and what can be counted of them.
#[derive(Debug, Clone, Default)]
pub struct Waits {
    days: Sum,
    counts: WaitCounts,
}

/// What can be counted of waits.
///
/// Counts are integers, so that waits of several replications merge to the same in any order and in any parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitCounts {
    number: u64,
    within_target: u64,
    /// Those of no time, which are many, are counted here alone.
    at_once: u64,
    seconds: Bins,
}

impl Waits {
    /// Adds a wait.
    #[inline]
    pub fn add(&mut self, wait: Days, target: Days) {
        // A wait is a difference of instants: one of exactly the target can come out a hair longer.
        const HAIR: f64 = 1e-9;
        let counts = &mut self.counts;
        counts.number += 1;
        counts.within_target += u64::from(wait.0 <= target.0 + HAIR);
        if wait == Days::ZERO {
            counts.at_once += 1;
        } else {
            self.days.add(wait.0);
            counts.seconds.add((wait.0 * SECONDS + 0.5) as u64);
        }
    }

    /// Adds all waits of another collection.
    pub fn merge(&mut self, other: &Waits) {
        self.days.add(other.days.value());
        self.counts.merge(&other.counts);
    }

    /// What can be counted of them.
    #[must_use]
    pub fn counts(&self) -> &WaitCounts {
        &self.counts
    }

    /// The same, for good.
    #[must_use]
    pub fn into_counts(self) -> WaitCounts {
        self.counts
    }

    /// How many.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.counts.number
    }

    /// Their mean; none of nothing. \[days\]
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let number = self.counts.number;
        (number > 0).then(|| self.days.value() / number as f64)
    }
}

impl WaitCounts {
    /// Adds those of other waits.
    pub fn merge(&mut self, other: &WaitCounts) {
        self.number += other.number;
        self.within_target += other.within_target;
        self.at_once += other.at_once;
        self.seconds.merge(&other.seconds);
    }

    /// How many.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The wait below which a share `q` of them lies, within one part in a hundred; none of nothing. \[days\]
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        if self.number == 0 {
            return None;
        }
        // The first wait such that so large a share of all is no longer.
        let rank = ((q.min(1.0) * self.number as f64).ceil() as u64).max(1);
        let later = rank.saturating_sub(self.at_once);
        let seconds = if later == 0 { None } else { self.seconds.of_rank(later) };
        Some(seconds.unwrap_or(0) as f64 / SECONDS)
    }

    /// Share longer than the target; none of nothing.
    #[must_use]
    pub fn share_beyond_target(&self) -> Option<f64> {
        let beyond = self.number - self.within_target;
        (self.number > 0).then(|| beyond as f64 / self.number as f64)
    }

    /// Share no longer than the target; none of nothing.
    #[must_use]
    pub fn share_within_target(&self) -> Option<f64> {
        (self.number > 0).then(|| self.within_target as f64 / self.number as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_is_exact_and_centiles_are_within_a_hundredth() {
        let mut waits = Waits::default();
        for day in 1..=100 {
            waits.add(Days(f64::from(day)), Days(21.0));
        }
        assert_eq!(waits.mean(), Some(50.5));
        assert_eq!(waits.counts().share_within_target(), Some(0.21));
        let median = waits.counts().quantile(0.5).unwrap();
        assert!((median - 50.0).abs() < 0.5, "{median}");
    }

    /// Four thousand million waits of a day and as many of two: a bin holds more than 32 bits count.
    #[test]
    fn more_waits_than_32_bits_count_are_counted() {
        let mut waits = Waits::default();
        waits.add(Days(1.0), Days(21.0));
        let mut other = Waits::default();
        other.add(Days(2.0), Days(21.0));
        for _ in 0..32 {
            waits.merge(&waits.clone());
            other.merge(&other.clone());
        }
        waits.merge(&other);
        assert_eq!(waits.number(), 2 << 32);
        for (q, days) in [(0.0, 1.0), (0.49, 1.0), (0.51, 2.0), (1.0, 2.0)] {
            assert!((waits.counts().quantile(q).unwrap() - days).abs() < 0.01 * days, "{q}");
        }
        let mut few = Waits::default();
        few.add(Days(3.0), Days(21.0));
        few.merge(&waits);
        assert!((few.counts().quantile(0.4).unwrap() - 1.0).abs() < 0.01);
        waits.add(Days(0.0), Days(21.0));
        assert_eq!((waits.counts().quantile(0.0), waits.number()), (Some(0.0), (2 << 32) + 1));
    }

    #[test]
    fn nothing_has_no_mean_and_no_centile() {
        let none = Waits::default();
        assert_eq!(
            (none.mean(), none.counts().quantile(0.5), none.counts().share_within_target()),
            (None, None, None)
        );
    }

    #[test]
    fn merging_in_any_order_gives_the_same_centiles() {
        let (mut a, mut b) = (Waits::default(), Waits::default());
        a.add(Days(400.0), Days(1.0));
        b.add(Days(0.0), Days(1.0));
        b.add(Days(0.5), Days(1.0));
        let (mut ab, mut ba) = (a.clone(), b.clone());
        ab.merge(&b);
        ba.merge(&a);
        for q in [0.0, 0.3, 0.6, 1.0] {
            assert_eq!(ab.counts().quantile(q), ba.counts().quantile(q));
        }
        assert_eq!((ab.number(), ab.counts().quantile(0.0)), (3, Some(0.0)));
        // Two of the three are within the target.
        for both in [ab, ba] {
            assert_eq!(both.counts().share_within_target(), Some(2.0 / 3.0));
            assert_eq!(both.counts().share_beyond_target(), Some(1.0 / 3.0));
            assert_eq!(both.mean(), Some(400.5 / 3.0));
        }
    }
}
