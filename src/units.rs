//! The units everything is measured in: one unit of time (the day), rates per day, probabilities.
//!
//! Other units exist only where people write or read: in a scenario file and in the results.

use std::ops::{Add, AddAssign, Div, Mul, Sub};

/// A length of time, or an instant counted from the start of the run. \[days\]
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Days(pub f64);

impl Days {
    /// No time at all, or the start of the run.
    pub const ZERO: Days = Days(0.0);
    /// Never.
    pub const NEVER: Days = Days(f64::INFINITY);
    /// Days in a week.
    pub const WEEK: Days = Days(7.0);
    /// Days in a year of the Julian calendar: 365.25, so that twelve months are one year.
    pub const YEAR: Days = Days(365.25);

    /// Whether the instant ever comes.
    #[must_use]
    pub fn is_finite(self) -> bool {
        self.0.is_finite()
    }

    /// The earlier (or shorter) of the two.
    #[must_use]
    pub fn min(self, other: Days) -> Days {
        if other.0 < self.0 { other } else { self }
    }

    /// The later (or longer) of the two.
    #[must_use]
    pub fn max(self, other: Days) -> Days {
        if other.0 > self.0 { other } else { self }
    }

    /// The same length in weeks.
    #[must_use]
    pub fn weeks(self) -> f64 {
        self.0 / Days::WEEK.0
    }

    /// The same length in years of 365.25 days.
    #[must_use]
    pub fn years(self) -> f64 {
        self.0 / Days::YEAR.0
    }
}

impl Add for Days {
    type Output = Days;
    fn add(self, other: Days) -> Days {
        Days(self.0 + other.0)
    }
}

impl AddAssign for Days {
    fn add_assign(&mut self, other: Days) {
        self.0 += other.0;
    }
}

impl Sub for Days {
    type Output = Days;
    fn sub(self, other: Days) -> Days {
        Days(self.0 - other.0)
    }
}

impl Mul<f64> for Days {
    type Output = Days;
    fn mul(self, factor: f64) -> Days {
        Days(self.0 * factor)
    }
}

impl Div<Days> for Days {
    type Output = f64;
    fn div(self, other: Days) -> f64 {
        self.0 / other.0
    }
}

/// A rate: how often something happens per day of exposure. \[1/day\]
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct PerDay(pub f64);

impl PerDay {
    /// The rate of something that happens `count` times in `span`.
    #[must_use]
    pub fn per(count: f64, span: Days) -> PerDay {
        PerDay(count / span.0)
    }

    /// The expected number in one year of 365.25 days.
    #[must_use]
    pub fn per_year(self) -> f64 {
        self.0 * Days::YEAR.0
    }
}

impl Mul<f64> for PerDay {
    type Output = PerDay;
    fn mul(self, factor: f64) -> PerDay {
        PerDay(self.0 * factor)
    }
}
