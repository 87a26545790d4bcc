//! What one layer of a scenario changes in the layer below it.

use super::words::{length_in_days, value};
use crate::scenario::Said;

/// Sections that describe rather than decide.
const ABOUT: [&str; 3] = ["title", "question", "sources"];
/// Dated changes are told one by one, each with what it replaces.
const DATED: &str = "changes";
/// The longest value that is shown whole. \[characters\]
const LONGEST: usize = 160;

/// A value that is not what it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Where it stands.
    pub(super) path: String,
    /// What it was; none: not there.
    pub(super) from: Option<String>,
    /// What it is; none: no longer there.
    pub(super) to: Option<String>,
}

impl Difference {
    /// Whether it is one of dated changes.
    pub(super) fn is_dated(&self) -> bool {
        self.path.split('.').next() == Some(DATED)
    }
}

/// A value that a dated change sets.
#[derive(Debug)]
pub(super) struct Dated<'a> {
    /// The number of the change in the list, from 0.
    pub(super) number: usize,
    /// When: a date, or so long after the start.
    pub(super) at: String,
    /// The same, to be compared: from the beginning of 1970 where the run has a start, else from its start. \[days\]
    pub(super) when: f64,
    /// What it sets.
    pub(super) path: &'a str,
    /// What it was before: as in the file, or as the change before left it; none: not there.
    pub(super) from: Option<String>,
    /// What it is from then on.
    pub(super) to: String,
}

/// The list of dated changes.
pub(super) fn dated_items(said: &Said) -> &[Said] {
    said.get(DATED).map_or(&[][..], Said::items)
}

/// Every value that dated changes set, one after another in time.
pub(super) fn dated(said: &Said) -> Vec<Dated<'_>> {
    let day = |date: &str| {
        let date: jiff::civil::Date = date.parse().ok()?;
        Some(f64::from((date - jiff::civil::date(1970, 1, 1)).get_days()))
    };
    let start = at_path(said, "run.start").and_then(|it| day(&it.to_string())).unwrap_or(0.0);
    let mut changes: Vec<(f64, usize, &Said)> = Vec::new();
    for (number, change) in dated_items(said).iter().enumerate() {
        let when = change.get("at").and_then(|at| match at {
            Said::Text(text) => Some(start + length_in_days(text)?),
            date => day(&date.to_string()),
        });
        changes.push((when.unwrap_or(start), number, change));
    }
    changes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut found: Vec<Dated<'_>> = Vec::new();
    for (when, number, change) in changes {
        let at = change.get("at").map_or_else(String::new, |at| match at {
            Said::Text(_) => format!("{} after the start", value(at)),
            date => value(date),
        });
        for (path, to) in change.get("set").map_or(&[][..], Said::entries) {
            let before = found.iter().rev().find(|it| it.path == path).map(|it| it.to.clone());
            let from = before.or_else(|| at_path(said, path).map(Said::to_string));
            found.push(Dated { number, at: at.clone(), when, path, from, to: to.to_string() });
        }
    }
    found
}

/// What stands at a path of the scenario; in lists, a part of the path is a number from 0.
pub(super) fn at_path<'a>(said: &'a Said, path: &str) -> Option<&'a Said> {
    path.split('.').try_fold(said, |said, key| match said {
        Said::List(items) => items.get(key.parse::<usize>().ok()?),
        _ => said.get(key),
    })
}

/// Everything that differs, in the order of the file.
pub(super) fn differences(from: &Said, to: &Said) -> Vec<Difference> {
    let mut found = Vec::new();
    for (key, old, new) in pairs(from, to) {
        if !ABOUT.contains(&key) {
            compare(key, old, new, &mut found);
        }
    }
    found
}

/// The values of two tables by key, first those of the second.
fn pairs<'a>(from: &'a Said, to: &'a Said) -> Vec<(&'a str, Option<&'a Said>, Option<&'a Said>)> {
    let now = to.entries().iter().map(|(key, new)| (key.as_str(), from.get(key), Some(new)));
    let gone = from.entries().iter().filter(|(key, _)| to.get(key).is_none());
    now.chain(gone.map(|(key, old)| (key.as_str(), Some(old), None))).collect()
}

fn compare(path: &str, old: Option<&Said>, new: Option<&Said>, found: &mut Vec<Difference>) {
    match (old, new) {
        (Some(old), Some(new)) if old == new => {}
        (Some(old @ Said::Table(_)), Some(new @ Said::Table(_))) => {
            for (key, old, new) in pairs(old, new) {
                compare(&format!("{path}.{key}"), old, new, found);
            }
        }
        (Some(Said::List(old)), Some(Said::List(new))) if old.len() == new.len() => {
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&format!("{path}.{at}"), Some(old), Some(new), found);
            }
        }
        // Whole tables that come or go are told key by key.
        (None, Some(new @ Said::Table(_))) if depth(path) < 2 => {
            for (key, value) in new.entries() {
                compare(&format!("{path}.{key}"), None, Some(value), found);
            }
        }
        _ => found.push(Difference {
            path: path.to_owned(),
            from: old.map(|said| shortened(said.to_string())),
            to: new.map(|said| shortened(said.to_string())),
        }),
    }
}

fn depth(path: &str) -> usize {
    path.split('.').count()
}

/// A value as it stands in the file, cut short where it is long.
pub(super) fn shortened(text: String) -> String {
    if text.chars().count() <= LONGEST {
        return text;
    }
    let kept: String = text.chars().take(LONGEST).collect();
    kept + " …"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_file;
    use std::path::Path;

    #[test]
    fn an_option_is_told_as_the_values_it_changes_and_takes_away() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/every_form");
        let sets = ["services.beds.places=7".to_owned()];
        let scenario = read_file(&folder.join("option.toml"), &sets).unwrap();
        let between = |below: usize| {
            let layers = &scenario.layers;
            let found = differences(&layers[below].said, &layers[below + 1].said);
            let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            let told =
                found.iter().map(|it| format!("{} {} {}", it.path, value(&it.from), value(&it.to)));
            told.collect::<Vec<_>>()
        };
        assert_eq!(
            between(0),
            [
                "routes.cells.shares.housing.settled 0.5 0.4",
                "routes.cells.shares.housing.none 0.2 0.3",
                "services.clinic.after_missed 2 -",
                "services.clinic.missed_then \"did_not_engage\" -",
                "services.beds.places 4 6",
            ]
        );
        assert_eq!(between(1), ["services.beds.places 6 7"]);
    }
}
