//! Waits of many clients in fixed memory: an exact mean, and centiles from a histogram of whole seconds.

use super::Sum;
use crate::units::Days;
use hdrhistogram::Histogram;

const SECONDS: f64 = 86_400.0;
/// Decimal digits to which the histogram tells values apart: centiles are within one part in a hundred.
const DIGITS: u8 = 2;

/// Completed (or still running) waits.
///
/// Counts are integers, so that waits of several replications merge to the same centiles in any order.
#[derive(Debug, Clone, Default)]
pub struct Waits {
    days: Sum,
    number: u64,
    within_target: u64,
    seconds: Option<Histogram<u64>>,
}

impl Waits {
    /// Adds a wait.
    pub fn add(&mut self, wait: Days, target: Days) {
        // A wait is a difference of instants: one of exactly the target can come out a hair longer.
        const HAIR: f64 = 1e-9;
        self.days.add(wait.0);
        self.number += 1;
        self.within_target += u64::from(wait.0 <= target.0 + HAIR);
        if self.seconds.is_none() {
            self.seconds = Histogram::new(DIGITS).ok();
        }
        if let Some(seconds) = &mut self.seconds {
            // It grows as it needs, so that recording cannot fail. (`saturating_record` would not let it grow.)
            let _ = seconds.record((wait.0 * SECONDS + 0.5) as u64);
        }
    }

    /// Adds all waits of another collection.
    pub fn merge(&mut self, other: &Waits) {
        self.days.add(other.days.value());
        self.number += other.number;
        self.within_target += other.within_target;
        match (&mut self.seconds, &other.seconds) {
            (Some(mine), Some(theirs)) => {
                // Both grow as they need, so adding cannot fail.
                let _ = mine.add(theirs);
            }
            (None, Some(theirs)) => self.seconds = Some(theirs.clone()),
            (_, None) => {}
        }
    }

    /// How many.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Their mean; none of nothing. \[days\]
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.number > 0).then(|| self.days.value() / self.number as f64)
    }

    /// The wait below which a share `q` of them lies, within one part in a hundred; none of nothing. \[days\]
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let seconds = self.seconds.as_ref()?;
        let value = seconds.value_at_quantile(q);
        let middle = if value == 0 { 0 } else { seconds.median_equivalent(value) };
        Some(middle as f64 / SECONDS)
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
        assert_eq!(waits.share_within_target(), Some(0.21));
        let median = waits.quantile(0.5).unwrap();
        assert!((median - 50.0).abs() < 0.5, "{median}");
    }

    #[test]
    fn nothing_has_no_mean_and_no_centile() {
        let none = Waits::default();
        assert_eq!(
            (none.mean(), none.quantile(0.5), none.share_within_target()),
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
            assert_eq!(ab.quantile(q), ba.quantile(q));
        }
        assert_eq!((ab.number(), ab.quantile(0.0)), (3, Some(0.0)));
        // Two of the three are within the target.
        for both in [ab, ba] {
            assert_eq!(both.share_within_target(), Some(2.0 / 3.0));
            assert_eq!(both.share_beyond_target(), Some(1.0 / 3.0));
            assert_eq!(both.mean(), Some(400.5 / 3.0));
        }
    }
}
