//! One line of a story: what happened, or what stands beside it.

/// One line of a story, not yet broken to a width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its words.
    pub text: String,
    /// What it tells.
    pub tells: Tells,
}

/// What a line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// What happened.
    Happening,
    /// Why it did, and what else might have.
    Background,
}

impl Line {
    pub(super) fn happening(text: impl Into<String>) -> Line {
        Line { text: text.into(), tells: Tells::Happening }
    }

    pub(super) fn background(text: impl Into<String>) -> Line {
        Line { text: text.into(), tells: Tells::Background }
    }
}
