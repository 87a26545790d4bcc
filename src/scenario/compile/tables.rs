//! CSV files that a scenario names: columns of durations or points of a survival function.

use crate::scenario::file::told;
use crate::scenario::leaf::{Duration, FileName};
use crate::scenario::problem::{KeyPath, Problem, Sources, TextFile};
use crate::units::Days;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Files read so far, so that each is read once; their texts are part of what the scenario says.
#[derive(Debug, Default)]
pub(super) struct Tables {
    folders: Sources,
    read: BTreeMap<PathBuf, Result<String, String>>,
}

impl Tables {
    /// Files are looked for in the folders of these sources.
    pub(super) fn new(sources: &Sources) -> Tables {
        Tables { folders: sources.clone(), read: BTreeMap::new() }
    }

    /// All files that could be read.
    pub(super) fn files(&self) -> impl Iterator<Item = TextFile> {
        self.read.iter().filter_map(|(path, text)| {
            let text = text.as_ref().ok()?.clone();
            Some(TextFile { path: path.display().to_string(), text })
        })
    }

    /// Rows of a file as durations and numbers: the columns whose headers are given, durations in days
    /// where the header is `days`. Without the second column its number is 1.
    pub(super) fn rows(
        &mut self,
        file: &FileName,
        second: &str,
        needed: Needed,
        path: &KeyPath<'_>,
    ) -> Result<Vec<(Days, f64)>, Problem> {
        let (place, text) = self.text(file, path)?;
        rows(text, second, needed).map_err(|message| path.error(format!("{place}: {message}")))
    }

    /// The text of a file, and what it is called in messages.
    pub(super) fn text(
        &mut self,
        file: &FileName,
        path: &KeyPath<'_>,
    ) -> Result<(String, &str), Problem> {
        let Some(folder) = self.folders.folder(file.at.file) else {
            let problem = path.error("a scenario that stands in no file cannot name files");
            return Err(problem.hint("write the values here"));
        };
        let place = folder.join(&file.name);
        let folders = &self.folders;
        let text = self.read.entry(place.clone()).or_insert_with(|| folders.read(&place));
        let name = told(&place).to_string();
        match text {
            Ok(text) => Ok((name, text)),
            Err(why) => Err(path.error(format!("{name}: {why}"))),
        }
    }
}

/// Whether a second column must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    Yes,
    No,
}

fn rows(text: &str, second: &str, needed: Needed) -> Result<Vec<(Days, f64)>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let first = headers.iter().position(|header| header == "days");
    let other = headers.iter().position(|header| header == second);
    // A column of durations may have any header.
    let durations = first.or_else(|| (0..headers.len()).find(|place| Some(*place) != other));
    let Some(durations) = durations else {
        return Err("there is no column of durations".to_owned());
    };
    if needed == Needed::Yes && other.is_none() {
        return Err(format!("there is no column `{second}`"));
    }
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let line = number + 2;
        let record = record.map_err(|error| error.to_string())?;
        let cell = |column: usize| record.get(column).unwrap_or_default();
        let duration = match first {
            Some(column) => {
                finite(cell(column)).filter(|days| *days >= 0.0).map(Days).ok_or_else(|| {
                    format!("line {line}: \"{}\" is no number of days", short(cell(column)))
                })?
            }
            None => {
                let parsed = Duration::parse(cell(durations));
                parsed.map_err(|wrong| format!("line {line}: {}", wrong.why))?.0
            }
        };
        let number = match other {
            Some(column) => finite(cell(column))
                .ok_or_else(|| format!("line {line}: \"{}\" is no number", short(cell(column))))?,
            None => 1.0,
        };
        rows.push((duration, number));
    }
    if rows.is_empty() { Err("there are no rows below the header".to_owned()) } else { Ok(rows) }
}

fn finite(cell: &str) -> Option<f64> {
    cell.parse().ok().filter(|number: &f64| number.is_finite())
}

fn short(cell: &str) -> String {
    cell.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_durations_weights_and_survival_are_read() {
        let read = |text: &str, second, needed| rows(text, second, needed).unwrap();
        let days = read("days,weight\n1.5,2\n3,1\n", "weight", Needed::No);
        assert_eq!(days, [(Days(1.5), 2.0), (Days(3.0), 1.0)]);
        let durations = read("stay\n2d\n1w\n", "weight", Needed::No);
        assert_eq!(durations, [(Days(2.0), 1.0), (Days(7.0), 1.0)]);
        let survival = read("days, survival\n0, 1\n90, 0.9\n", "survival", Needed::Yes);
        assert_eq!(survival, [(Days(0.0), 1.0), (Days(90.0), 0.9)]);
    }

    #[test]
    fn a_bad_cell_is_named_with_its_line() {
        let wrong = |text: &str| rows(text, "survival", Needed::Yes).unwrap_err();
        assert_eq!(wrong("days,survival\n0,1\nx,1\n"), "line 3: \"x\" is no number of days");
        assert_eq!(wrong("days,survival\n0,inf\n"), "line 2: \"inf\" is no number");
        assert_eq!(wrong("days\n0\n"), "there is no column `survival`");
        assert_eq!(wrong("days,survival\n"), "there are no rows below the header");
    }
}
