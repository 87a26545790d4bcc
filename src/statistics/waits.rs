//! Waits of many clients in fixed memory: an exact mean, and centiles from a histogram of whole seconds.

use super::Sum;
use crate::units::Days;
use hdrhistogram::{Counter, Histogram};

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
    seconds: Option<Seconds>,
}

/// A histogram with counts of 32 bits while there are no more waits than those can count, which takes half the memory
/// and stays longer in the processor's caches; then of 64.
#[derive(Debug, Clone)]
enum Seconds {
    Few(Histogram<u32>),
    Many(Histogram<u64>),
}

impl Seconds {
    // Histograms grow as they need, so recording and adding cannot fail. (`saturating_record` would not let them grow.)

    fn new() -> Option<Seconds> {
        Histogram::new(DIGITS).ok().map(Seconds::Few)
    }

    /// Adds one; `number` is how many there are with it.
    fn add(&mut self, seconds: u64, number: u64) {
        self.make_room(number);
        let _ = match self {
            Seconds::Few(histogram) => histogram.record(seconds),
            Seconds::Many(histogram) => histogram.record(seconds),
        };
    }

    /// Adds all of another; `number` is how many there are with them.
    fn merge(&mut self, other: &Seconds, number: u64) {
        self.make_room(number);
        match (self, other) {
            (Seconds::Few(mine), Seconds::Few(theirs)) => {
                let _ = mine.add(theirs);
            }
            (Seconds::Many(mine), Seconds::Many(theirs)) => {
                let _ = mine.add(theirs);
            }
            (Seconds::Many(mine), Seconds::Few(theirs)) => add_few(mine, theirs),
            // There are more of the others than 32 bits count, so there is room for them.
            (Seconds::Few(_), Seconds::Many(_)) => {}
        }
    }

    #[inline]
    fn make_room(&mut self, number: u64) {
        if number > u64::from(u32::MAX)
            && let Seconds::Few(few) = self
            && let Ok(mut many) = Histogram::new(DIGITS)
        {
            add_few(&mut many, few);
            *self = Seconds::Many(many);
        }
    }

    fn quantile(&self, q: f64) -> u64 {
        match self {
            Seconds::Few(histogram) => middle(histogram, q),
            Seconds::Many(histogram) => middle(histogram, q),
        }
    }
}

fn add_few(many: &mut Histogram<u64>, few: &Histogram<u32>) {
    for value in few.iter_recorded() {
        let _ = many.record_n(value.value_iterated_to(), value.count_at_value().into());
    }
}

/// The middle of the values that are not told apart from this quantile.
fn middle<C: Counter>(histogram: &Histogram<C>, q: f64) -> u64 {
    let value = histogram.value_at_quantile(q);
    if value == 0 { 0 } else { histogram.median_equivalent(value) }
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
            self.seconds = Seconds::new();
        }
        if let Some(seconds) = &mut self.seconds {
            seconds.add((wait.0 * SECONDS + 0.5) as u64, self.number);
        }
    }

    /// Adds all waits of another collection.
    pub fn merge(&mut self, other: &Waits) {
        self.days.add(other.days.value());
        self.number += other.number;
        self.within_target += other.within_target;
        match (&mut self.seconds, &other.seconds) {
            (Some(mine), Some(theirs)) => mine.merge(theirs, self.number),
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
        Some(self.seconds.as_ref()?.quantile(q) as f64 / SECONDS)
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
        assert!(matches!(waits.seconds, Some(Seconds::Many(_))));
        for (q, days) in [(0.0, 1.0), (0.49, 1.0), (0.51, 2.0), (1.0, 2.0)] {
            assert!((waits.quantile(q).unwrap() - days).abs() < 0.01 * days, "{q}");
        }
        let mut few = Waits::default();
        few.add(Days(3.0), Days(21.0));
        few.merge(&waits);
        assert!((few.quantile(0.4).unwrap() - 1.0).abs() < 0.01);
        waits.add(Days(0.0), Days(21.0));
        assert_eq!((waits.quantile(0.0), waits.number()), (Some(0.0), (2 << 32) + 1));
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
