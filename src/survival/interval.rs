//! What a parameter comes to, and how surely.

use super::Z95;

/// An estimate, its standard error and its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The likeliest value.
    pub estimate: f64,
    /// Its standard error.
    pub error: f64,
    /// Lower end of the 95% interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

impl Interval {
    pub(super) fn plain(estimate: f64, error: f64) -> Interval {
        let half = Z95 * error;
        Interval { estimate, error, low: estimate - half, high: estimate + half }
    }

    /// Of exp(x), from x and its standard error: the error by the delta method, the ends those of x.
    pub(super) fn of_exponential(log: f64, error: f64) -> Interval {
        let estimate = libm::exp(log);
        let half = Z95 * error;
        Interval {
            estimate,
            error: estimate * error,
            low: libm::exp(log - half),
            high: libm::exp(log + half),
        }
    }

    pub(super) fn times(self, factor: f64) -> Interval {
        Interval {
            estimate: self.estimate * factor,
            error: self.error * factor,
            low: self.low * factor,
            high: self.high * factor,
        }
    }
}

/// A parameter of a fitted hazard, in the words of the scenario language.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// `shape`, `scale`, `median`, …
    pub name: &'static str,
    /// `d`, `per year`, or nothing.
    pub unit: &'static str,
    /// From which age on, where the hazard has pieces. \[days\]
    pub from: Option<f64>,
    /// What it comes to.
    pub value: Interval,
}
