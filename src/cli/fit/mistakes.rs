//! What is wrong with a file, in words.

use std::collections::BTreeMap;
use std::fmt;

/// Most mistakes that are listed; the rest are counted.
const MOST_LISTED: usize = 100;
/// Most further lines of a mistake that are listed; the rest are counted.
const MOST_LINES: usize = 5;

/// One thing that is wrong with a file, and what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mistake {
    line: Option<u64>,
    column: Option<String>,
    what: String,
    hint: Option<String>,
    /// Further lines of which the same is to be said: the first of them, and how many there are.
    also: (Vec<u64>, usize),
}

impl Mistake {
    pub(super) fn of_file(what: impl Into<String>) -> Mistake {
        let what = what.into();
        Mistake { line: None, column: None, what, hint: None, also: (Vec::new(), 0) }
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

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Mistake {
        self.hint = Some(hint.into());
        self
    }

    fn is_also_on(&mut self, line: Option<u64>) {
        let (lines, count) = &mut self.also;
        lines.extend(line.filter(|_| *count < MOST_LINES));
        *count += 1;
    }
}

/// The mistakes of rows, in their order: those of one kind in one column are told once, with their lines.
#[derive(Debug, Default)]
pub(super) struct OfRows {
    found: Vec<Mistake>,
    places: BTreeMap<(Option<String>, String), usize>,
}

impl OfRows {
    pub(super) fn add(&mut self, kind: impl Into<String>, mistake: Mistake) {
        let kind = (mistake.column.clone(), kind.into());
        if let Some(place) = self.places.get(&kind) {
            self.found[*place].is_also_on(mistake.line);
        } else {
            self.places.insert(kind, self.found.len());
            self.found.push(mistake);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Mistake> {
        self.found
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
            writeln!(f, ": {}{}", mistake.what, in_more_rows(&mistake.also))?;
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

fn in_more_rows((lines, count): &(Vec<u64>, usize)) -> String {
    let listed: Vec<String> = lines.iter().map(u64::to_string).collect();
    let listed = listed.join(", ");
    let more = if *count > lines.len() { ", …" } else { "" };
    match count {
        0 => String::new(),
        1 => format!(", and in 1 more row: line {listed}"),
        _ => format!(", and in {count} more rows: lines {listed}{more}"),
    }
}
