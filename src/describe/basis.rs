//! What each number rests on: a source, an assumption, or nothing that is stated.

use super::words::{counted, lengths};
use crate::model::Model;
use crate::names::{joined, readable};
use crate::scenario::Said;

/// Sections that say nothing of the world that is modelled.
const NOT_OF_THE_WORLD: [&str; 5] = ["title", "question", "report_by", "run", "sources"];
/// Keys whose numbers are names of kinds.
const NO_FIGURES: [&str; 1] = ["tier"];
/// Keys whose text names a file of numbers.
const FILES: [&str; 2] = ["file", "survival"];

/// A note of `[sources]`.
#[derive(Debug)]
pub(super) struct Note<'a> {
    /// The path it is about.
    pub(super) path: &'a str,
    /// What it says, without the word that marks an assumption.
    pub(super) words: &'a str,
    /// Whether it is an assumption and nothing else.
    pub(super) is_assumption: bool,
    /// What a source leaves to be assumed, where it says so.
    pub(super) also_assumes: Option<&'a str>,
    /// How it is referred to: `S3`, `A12`.
    pub(super) mark: String,
}

/// All notes of a scenario.
#[derive(Debug)]
pub(super) struct Basis<'a> {
    /// In the order of the file.
    pub(super) notes: Vec<Note<'a>>,
}

/// How many numbers rest on what.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Counts {
    /// On a source.
    pub(super) sourced: usize,
    /// On a source that leaves part of it to be assumed.
    pub(super) partly: usize,
    /// On an assumption.
    pub(super) assumed: usize,
    /// On nothing stated.
    pub(super) neither: usize,
    /// Paths of the things that hold those, as far as their key.
    pub(super) unstated: Vec<String>,
}

impl<'a> Basis<'a> {
    /// The notes of a model.
    pub(super) fn of(model: &'a Model) -> Basis<'a> {
        let (mut sources, mut assumptions) = (0, 0);
        let mut notes = Vec::new();
        for source in &model.sources {
            let note = source.note.trim();
            let mark = if source.is_assumption {
                assumptions += 1;
                format!("A{assumptions}")
            } else {
                sources += 1;
                format!("S{sources}")
            };
            let (words, also_assumes) = if source.is_assumption {
                (note.strip_prefix("assumption:").unwrap_or(note).trim(), None)
            } else {
                (note, note.split_once("Assumption:").map(|(_, rest)| rest.trim()))
            };
            notes.push(Note {
                path: &source.path,
                words,
                is_assumption: source.is_assumption,
                also_assumes,
                mark,
            });
        }
        Basis { notes }
    }

    /// The note that a path rests on: the one whose path goes furthest towards it.
    pub(super) fn note(&self, path: &str) -> Option<&Note<'a>> {
        let notes = self.notes.iter().filter(|note| leads_to(note.path, path));
        notes.max_by_key(|note| note.path.len())
    }

    /// What a thing rests on, key by key where that differs: "A3 (hazard); S7 (ratios)".
    pub(super) fn cell(&self, path: &str, said: &Said) -> String {
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        let mut add = |mark: String, key: &str| match found.iter_mut().find(|(m, _)| *m == mark) {
            Some((_, keys)) if keys.iter().any(|known| known == key) => {}
            Some((_, keys)) => keys.push(key.to_owned()),
            None => found.push((mark, vec![key.to_owned()])),
        };
        for (key, value) in said.entries() {
            let here = format!("{path}.{key}");
            if NO_FIGURES.contains(&key.as_str()) {
                continue;
            }
            let words = said_key(key);
            numbers(value, &here, &mut |number, _| match self.note(number) {
                Some(note) => add(link(&note.mark), &words),
                None => add("no source stated".to_owned(), &words),
            });
            for note in self.notes.iter().filter(|note| leads_to(&here, note.path)) {
                add(link(&note.mark), &words);
            }
        }
        if found.is_empty() {
            let whole = self.notes.iter().filter(|note| note.path == path);
            return whole.map(|note| link(&note.mark)).collect::<Vec<_>>().join(", ");
        }
        match found.as_slice() {
            [(only, _)] => only.clone(),
            several => {
                let parts: Vec<String> = several
                    .iter()
                    .map(|(mark, keys)| format!("{mark} ({})", joined(keys, "and")))
                    .collect();
                super::markdown::lines(&parts)
            }
        }
    }

    /// What one value rests on.
    pub(super) fn of_value(&self, path: &str) -> String {
        self.note(path).map_or_else(|| "no source stated".to_owned(), |note| link(&note.mark))
    }

    /// How many numbers of the world that is modelled rest on what.
    pub(super) fn counts(&self, said: &Said) -> Counts {
        let mut counts = Counts::default();
        numbers_of_the_world(said, &mut |path, _| match self.note(path) {
            Some(note) if note.is_assumption => counts.assumed += 1,
            Some(note) => {
                counts.sourced += 1;
                counts.partly += usize::from(note.also_assumes.is_some());
            }
            None => {
                counts.neither += 1;
                let parts: Vec<&str> = path.split('.').take(3).collect();
                let short = parts.join(".");
                if !counts.unstated.contains(&short) {
                    counts.unstated.push(short);
                }
            }
        });
        counts
    }
}

impl Counts {
    /// Numbers in all.
    pub(super) fn all(&self) -> usize {
        self.sourced + self.assumed + self.neither
    }

    /// In a sentence.
    pub(super) fn sentence(&self) -> String {
        let partly = match self.partly {
            0 => String::new(),
            partly => {
                format!(" (for {partly} of them the source itself leaves a part to be assumed)")
            }
        };
        let neither = match self.neither {
            0 => "Every number has one or the other.".to_owned(),
            neither => format!("For {neither} neither is stated."),
        };
        format!(
            "Of the {} that describe the system (shares, rates, durations, places, prices), {} on a published \
             source{partly} and {} on an assumption. {neither}",
            counted(self.all(), "number", "numbers"),
            rest(self.sourced),
            rest(self.assumed),
        )
    }
}

fn rest(number: usize) -> String {
    format!("{number} {}", if number == 1 { "rests" } else { "rest" })
}

fn link(mark: &str) -> String {
    format!("[{mark}](#{})", mark.to_lowercase())
}

/// Whether one path is another, or leads to it.
fn leads_to(above: &str, path: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A key in words, as the columns of the tables have it.
fn said_key(key: &str) -> String {
    match key {
        "then" => "what comes next".to_owned(),
        "sets" | "on_start" | "on_completion" | "on_change" => "effects".to_owned(),
        "given" => "given cases".to_owned(),
        other => readable(other),
    }
}

/// Visits every number and length of time of the world that is modelled, with its path.
pub(super) fn numbers_of_the_world(said: &Said, visit: &mut dyn FnMut(&str, &Said)) {
    for (section, value) in said.entries() {
        if !NOT_OF_THE_WORLD.contains(&section.as_str()) {
            numbers(value, section, visit);
        }
    }
}

/// Visits every number and length of time, with its path.
fn numbers(said: &Said, path: &str, visit: &mut dyn FnMut(&str, &Said)) {
    match said {
        Said::Number(_) => visit(path, said),
        Said::Text(text) if lengths(text).is_some() => visit(path, said),
        Said::List(items) => {
            for (at, item) in items.iter().enumerate() {
                numbers(item, &format!("{path}.{at}"), visit);
            }
        }
        Said::Table(entries) => {
            for (key, value) in entries {
                // A file of numbers counts as one.
                let names_file = FILES.contains(&key.as_str()) && value.text().is_some();
                if names_file {
                    visit(&format!("{path}.{key}"), value);
                } else if !NO_FIGURES.contains(&key.as_str()) {
                    numbers(value, &format!("{path}.{key}"), visit);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{BASELINE, Scenario, read_text};

    fn with(sources: &str) -> Scenario {
        let text = format!("extends = \"baseline\"\nunset = [\"sources\"]\n[sources]\n{sources}\n");
        read_text("other", &text, &[]).unwrap()
    }

    #[test]
    fn a_number_rests_on_the_note_whose_path_goes_furthest_towards_it() {
        let scenario = with(
            "\"risks.drop_out\" = \"Beynon 2008: this and that\"\n\
             \"risks.drop_out.ratios\" = \"assumption: sizes\"\n\
             \"risks.drop_outs\" = \"\"\n"
                .replace("\"risks.drop_outs\" = \"\"\n", "")
                .as_str(),
        );
        let basis = Basis::of(&scenario.model);
        let mark = |path: &str| basis.note(path).map(|note| note.mark.clone());
        assert_eq!(mark("risks.drop_out.hazard.mean").as_deref(), Some("S1"));
        assert_eq!(mark("risks.drop_out.ratios.3.ratio").as_deref(), Some("A1"));
        assert_eq!(mark("risks.drop_outs.hazard"), None);
        let risk = scenario.said().get("risks").unwrap().get("drop_out").unwrap();
        let cell = basis.cell("risks.drop_out", risk);
        assert_eq!(cell, "[S1](#s1) (hazard)<br>[A1](#a1) (ratios)");
    }

    #[test]
    fn every_number_is_counted_once() {
        let none = with("");
        let counts = Basis::of(&none.model).counts(none.said());
        assert_eq!((counts.sourced, counts.assumed), (0, 0));
        let all = counts.neither;
        let baseline = read_text("baseline", BASELINE, &[]).unwrap();
        let counts = Basis::of(&baseline.model).counts(baseline.said());
        assert_eq!(counts.all(), all);
        assert!(counts.sourced > 20 && counts.assumed > 100, "{counts:?}");
    }
}
