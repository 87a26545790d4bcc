//! What can be chosen on the command line: the unit of the times, and the form of the hazard.

use clap::ValueEnum;

/// What the times are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TimeUnit {
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

impl TimeUnit {
    pub(super) fn days(self) -> f64 {
        match self {
            TimeUnit::Hours => 1.0 / 24.0,
            TimeUnit::Days => 1.0,
            TimeUnit::Weeks => 7.0,
            TimeUnit::Months => 365.25 / 12.0,
            TimeUnit::Years => 365.25,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            TimeUnit::Hours => "hours",
            TimeUnit::Days => "days",
            TimeUnit::Weeks => "weeks",
            TimeUnit::Months => "months",
            TimeUnit::Years => "years",
        }
    }

    /// The unit, other than days, that the name of a column speaks of.
    pub(super) fn in_name(column: &str) -> Option<TimeUnit> {
        let column = column.to_lowercase();
        let units = [TimeUnit::Hours, TimeUnit::Weeks, TimeUnit::Months, TimeUnit::Years];
        let named = |unit: &TimeUnit| column.contains(unit.name().trim_end_matches('s'));
        units.into_iter().find(|unit| named(unit) && !column.contains("day"))
    }
}

/// A form of hazard to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Family {
    /// Constant
    Exponential,
    /// Falling or rising with a power of age
    Weibull,
    /// Falling or rising exponentially with age
    Gompertz,
    /// Of a time whose logarithm is normal
    Lognormal,
    /// Of a time whose logarithm is logistic
    LogLogistic,
    /// Constant in steps
    Piecewise,
    /// The curve itself, with nothing assumed
    Empirical,
    /// All of these but the curve itself; the best by AIC is written
    All,
}

impl Family {
    pub(super) const FITTED: [Family; 6] = [
        Family::Exponential,
        Family::Weibull,
        Family::Gompertz,
        Family::Lognormal,
        Family::LogLogistic,
        Family::Piecewise,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Family::Exponential => "exponential",
            Family::Weibull => "Weibull",
            Family::Gompertz => "Gompertz",
            Family::Lognormal => "lognormal",
            Family::LogLogistic => "log-logistic",
            Family::Piecewise => "piecewise",
            Family::Empirical => "the curve itself",
            Family::All => "all",
        }
    }
}
