//! What is wrong with a file, in words.

use std::fmt;

/// Most mistakes that are listed; the rest are counted.
const MOST_LISTED: usize = 100;

/// One thing that is wrong with a file, and what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mistake {
    line: Option<u64>,
    column: Option<String>,
    what: String,
    hint: Option<String>,
}

impl Mistake {
    pub(super) fn of_file(what: impl Into<String>) -> Mistake {
        Mistake { line: None, column: None, what: what.into(), hint: None }
    }

    pub(super) fn of_column(column: &str, what: impl Into<String>) -> Mistake {
        Mistake { column: Some(column.to_owned()), ..Mistake::of_file(what) }
    }

    pub(super) fn of_line(line: u64, what: impl Into<String>) -> Mistake {
        Mistake { line: Some(line), ..Mistake::of_file(what) }
    }

    pub(super) fn of_cell(line: u64, column: &str, what: impl Into<String>) -> Mistake {
        Mistake { line: Some(line), ..Mistake::of_column(column, what) }
    }

    /// Where it stands in the file; those of the whole file first.
    pub(super) fn line(&self) -> Option<u64> {
        self.line
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Mistake {
        self.hint = Some(hint.into());
        self
    }
}

/// Every mistake of a file, in words.
pub(super) struct Mistakes<'a> {
    pub(super) file: &'a str,
    pub(super) found: &'a [Mistake],
}

impl fmt::Display for Mistakes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for mistake in &self.found[..self.found.len().min(MOST_LISTED)] {
            write!(f, "error: {}", self.file)?;
            if let Some(line) = mistake.line {
                write!(f, ", line {line}")?;
            }
            if let Some(column) = &mistake.column {
                write!(f, ", column `{column}`")?;
            }
            writeln!(f, ": {}", mistake.what)?;
            if let Some(hint) = &mistake.hint {
                writeln!(f, "  hint: {hint}")?;
            }
        }
        match self.found.len().saturating_sub(MOST_LISTED) {
            0 => Ok(()),
            1 => writeln!(f, "and 1 more"),
            more => writeln!(f, "and {more} more"),
        }
    }
}
