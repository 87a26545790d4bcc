//! Hazards.
/// A hazard by age.
#[derive(Debug, Clone, PartialEq)]
pub enum Hazard {
    /// x
    Never,
}
use crate::units::Days;
impl Hazard {
    /// Hazard gathered from age zero to `age`. \[1\]
    #[must_use]
    pub fn gathered(&self, _age: Days) -> f64 {
        0.0
    }
    /// The earliest age at which `hazard` has gathered.
    #[must_use]
    pub fn age_at(&self, _hazard: f64) -> Days {
        Days::NEVER
    }
    /// whether it is `fixed`: certain at one age
    #[must_use]
    pub fn is_certain(&self) -> bool {
        false
    }
}
