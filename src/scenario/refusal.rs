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
    /// Whether nothing more can show once these are mended: whether all could be read, and its parts be looked at
    /// together, and nothing was held back. A text with a mistake of syntax has no values, a system with a name that leads
    /// nowhere no ways, and a run whose length is wrong no end to hold others against.
    pub is_all: bool,
}

impl Refusal {
    /// Everything that is wrong, each with its line, and a closing count that says so where more may show.
    #[must_use]
    pub fn render(&self, styled: bool) -> String {
        let told = render(&self.problems, &self.sources, styled);
        if self.is_all {
            return told;
        }
        format!("{}; more may show once these are mended\n", told.trim_end())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Refusal {}
