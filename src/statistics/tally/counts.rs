//! The smallest things that are counted: cohorts and lengths.

use crate::statistics::Sum;
use crate::units::Days;

/// Half a year.
pub(super) const HALF_A_YEAR: Days = Days(Days::YEAR.0 / 2.0);
/// What a difference of instants can fall short of a length by rounding.
pub(super) const HAIR: Days = Days(1e-9);

/// Counts of a population and of those of it to whom something happened.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cohort {
    pub(super) all: u64,
    pub(super) some: u64,
}

impl Cohort {
    /// The share; none of nobody.
    pub(super) fn share(self) -> Option<f64> {
        (self.all > 0).then(|| self.some as f64 / self.all as f64)
    }
}

/// Lengths of things that ended.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lengths {
    pub(super) number: u64,
    pub(super) days: Sum,
}

impl Lengths {
    pub(super) fn add(&mut self, days: f64) {
        self.number += 1;
        self.days.add(days);
    }

    pub(super) fn mean(self) -> Option<f64> {
        (self.number > 0).then(|| self.days.value() / self.number as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_neither_a_share_nor_a_mean_of_none() {
        assert_eq!((Cohort::default().share(), Lengths::default().mean()), (None, None));
        assert_eq!(Cohort { all: 4, some: 3 }.share(), Some(0.75));
        let mut lengths = Lengths::default();
        lengths.add(2.0);
        lengths.add(5.0);
        assert_eq!(lengths.mean(), Some(3.5));
    }
}
