//! By what a system is judged, as written: quality of life.

use super::conditions::Condition;
use crate::scenario::decode::{about, key, tables};

tables! {
    /// Health-related quality of life of clients of whom a condition holds.
    UtilityCase {
        /// what a year is worth in quality-adjusted life years: 1 in full health, 0 as bad as death, -1 at worst
        utility: f64,
        ..condition: Condition,
    }
}
