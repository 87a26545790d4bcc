//! What is wrong with a scenario: problems, each with its place, and the texts they point into.

use super::file::file_text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario cannot be run.
    Error,
    /// It can be run, but may not mean what was meant.
    Warning,
}

/// A stretch of one of the texts a scenario was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Number of the text in [`Sources`].
    pub file: usize,
    /// Where it begins. \[bytes\]
    pub start: usize,
    /// Where it ends, exclusive. \[bytes\]
    pub end: usize,
}

/// One thing that is wrong, or looks wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Key path, such as `services.detox.places`; list items by number from 0. Empty: the whole file.
    pub path: String,
    /// Where it stands; found from the path where it is not given.
    pub at: Option<At>,
    /// What is wrong: value, unit, range allowed.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// Something that keeps the scenario from being run.
    #[must_use]
    pub fn error(path: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Error,
            path: path.into(),
            at: None,
            message: message.into(),
            hint: None,
        }
    }

    /// Something that looks wrong.
    #[must_use]
    pub fn warning(path: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, ..Problem::error(path, message) }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    /// The same, with what to do about it where that is known.
    #[must_use]
    pub fn hint_if(mut self, hint: Option<String>) -> Problem {
        self.hint = hint.or(self.hint);
        self
    }

    /// The same, at this place.
    #[must_use]
    pub fn at(mut self, at: At) -> Problem {
        self.at = Some(at);
        self
    }
}

/// One text a scenario was read from: a file, the embedded scenario, or a `--set`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called in messages.
    pub name: String,
    /// The text.
    pub text: String,
    /// The folder that paths in it start from; none: it cannot name files.
    pub folder: Option<PathBuf>,
}

/// A file that a scenario was read from, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFile {
    /// Its path as it was looked for, or the name of the embedded scenario.
    pub path: String,
    /// What stood in it.
    pub text: String,
}

/// The texts a scenario was read from, in the order in which they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    texts: Vec<Source>,
    /// Files as they once were, to be read instead of those on the disk.
    kept: Option<Vec<TextFile>>,
}

impl Sources {
    /// None yet, and nothing will be read but these files.
    pub(super) fn of_kept(files: &[TextFile]) -> Sources {
        Sources { texts: Vec::new(), kept: Some(files.to_vec()) }
    }

    /// The text of a file.
    ///
    /// # Errors
    /// In words, when it cannot be had.
    pub(super) fn read(&self, path: &Path) -> Result<String, String> {
        let Some(kept) = &self.kept else { return file_text(path) };
        let wanted = path.display().to_string();
        let found = kept.iter().find(|file| file.path == wanted);
        found.map(|file| file.text.clone()).ok_or_else(|| "it was not kept".to_owned())
    }

    /// Adds a text and gives its number.
    pub(super) fn add(&mut self, name: String, text: String, folder: Option<PathBuf>) -> usize {
        self.texts.push(Source { name, text, folder });
        self.texts.len() - 1
    }

    /// The text of this number.
    #[must_use]
    pub fn get(&self, file: usize) -> Option<&Source> {
        self.texts.get(file)
    }

    /// The folder that paths in this text start from.
    pub(super) fn folder(&self, file: usize) -> Option<&Path> {
        self.texts.get(file)?.folder.as_deref()
    }
}

/// Problems as they are found. Keeps at most [`Problems::MOST`], so that no file can fill the memory.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<Problem>,
    more: usize,
    meant: Vec<String>,
}

impl Problems {
    const MOST: usize = 500;

    /// Adds a problem.
    pub(super) fn add(&mut self, problem: Problem) {
        if self.found.len() < Problems::MOST { self.found.push(problem) } else { self.more += 1 }
    }

    /// Adds that a key is unknown, and which one that is not there was probably meant by it.
    pub(super) fn add_unknown(&mut self, problem: Problem, meant: Option<String>) {
        if self.found.len() < Problems::MOST {
            self.meant.extend(meant);
        }
        self.add(problem);
    }

    /// Paths of what could not be had: of what is wrong, and of what was meant by unknown keys.
    pub(super) fn gaps(&self) -> impl Iterator<Item = &String> {
        self.found.iter().map(|problem| &problem.path).chain(&self.meant)
    }

    /// Whether anything keeps the scenario from being run.
    pub(super) fn refuse(&self) -> bool {
        self.more > 0 || self.found.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// The problems found so far.
    #[cfg(test)]
    pub(super) fn found(&self) -> &[Problem] {
        &self.found
    }

    /// All problems, and one that counts those not kept.
    pub(super) fn into_vec(self) -> Vec<Problem> {
        let mut all = self.found;
        if self.more > 0 {
            all.push(Problem::error("", format!("and {} more problems", self.more)));
        }
        all
    }
}

/// A key path under construction: a list on the stack, put into words only when there is a problem.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyPath<'a> {
    parent: Option<&'a KeyPath<'a>>,
    segment: Segment<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'a> {
    Root,
    Key(&'a str),
    Item(usize),
}

impl KeyPath<'_> {
    /// The path of the whole file.
    pub(super) const ROOT: KeyPath<'static> = KeyPath { parent: None, segment: Segment::Root };

    /// Whether it is the path of the whole file.
    pub(super) fn is_root(&self) -> bool {
        self.parent.is_none()
    }

    /// The path of a key in the table at this path.
    pub(super) fn key<'b>(&'b self, key: &'b str) -> KeyPath<'b> {
        KeyPath { parent: Some(self), segment: Segment::Key(key) }
    }

    /// The path of an item of the list at this path.
    pub(super) fn item(&self, number: usize) -> KeyPath<'_> {
        KeyPath { parent: Some(self), segment: Segment::Item(number) }
    }

    /// An error at this path.
    pub(super) fn error(&self, message: impl Into<String>) -> Problem {
        Problem::error(self.to_string(), message)
    }

    /// A warning at this path.
    pub(super) fn warning(&self, message: impl Into<String>) -> Problem {
        Problem::warning(self.to_string(), message)
    }
}

impl fmt::Display for KeyPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
            if !matches!(parent.segment, Segment::Root) {
                f.write_str(".")?;
            }
        }
        match self.segment {
            Segment::Root => Ok(()),
            Segment::Key(key) => f.write_str(key),
            Segment::Item(number) => write!(f, "{number}"),
        }
    }
}

/// Whether a path is this one, or that of something in it.
pub(super) fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Most names that a hint lists.
const MOST_LISTED: usize = 10;

/// The one of these that was probably meant, or else the first of them, as a hint.
#[must_use]
pub fn meant_or_known<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    did_you_mean(written, known.iter().copied()).or_else(|| {
        let more = if known.len() > MOST_LISTED { ", …" } else { "" };
        let first = &known[..known.len().min(MOST_LISTED)];
        (!first.is_empty()).then(|| format!("there are: {}{more}", first.join(", ")))
    })
}

/// The one of these that was probably meant, as a hint.
pub(super) fn did_you_mean<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(written, known).map(|name| format!("did you mean `{name}`?"))
}

/// The one of these that was probably meant.
pub(super) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if written.len() > 200 {
        return None;
    }
    known
        .into_iter()
        .take(10_000)
        .map(|name| (strsim::jaro_winkler(written, name), name))
        .filter(|&(likeness, name)| {
            // In a short word one wrong letter is much by the measure of likeness.
            likeness > 0.8
                || (name.len() > 1 && strsim::osa_distance(written, name) == 1)
                || (written.len() > 3 && name.split('_').any(|word| word == written))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
