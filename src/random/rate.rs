//! Rates over time.
use crate::units::{Days, PerDay};
/// cycle
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// Length
    pub period: Days,
}
/// A rate that varies in cycles.
#[derive(Debug, Clone, PartialEq)]
pub struct RateCurve {
    /// Mean rate.
    pub mean: PerDay,
    /// cycles
    pub cycles: Vec<Cycle>,
}
impl RateCurve {
    /// The rate at an instant
    #[must_use]
    pub fn at(&self, _instant: Days) -> PerDay {
        self.mean
    }
    /// Expected number between two instants.
    #[must_use]
    pub fn expected(&self, _from: Days, _to: Days) -> f64 {
        0.0
    }
    /// The instant by which `count` more are expected after `from`.
    #[must_use]
    pub fn instant_after(&self, _from: Days, _count: f64) -> Days {
        Days::NEVER
    }
}
