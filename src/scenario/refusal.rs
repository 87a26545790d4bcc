//! A scenario that cannot be run, and everything that is wrong with it.

use super::problem::{Problem, Sources};
use super::render::render;
use std::fmt;

/// A scenario that cannot be run, with every reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in the order of the text.
    pub problems: Vec<Problem>,
    /// The texts the problems point into.
    pub sources: Sources,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render(&self.problems, &self.sources, false))
    }
}

impl std::error::Error for Refusal {}
