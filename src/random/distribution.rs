//! Distributions of durations.
use super::Stream;
use crate::units::Days;

/// A distribution of a non-negative duration.
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution {
    /// Always this long.
    Fixed(Days),
}

impl Distribution {
    /// A duration.
    #[must_use]
    pub fn draw(&self, _stream: &mut Stream) -> Days {
        let Distribution::Fixed(d) = self;
        *d
    }
}
