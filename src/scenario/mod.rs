//! From the text of a scenario to a model that can be run, or to everything that is wrong with it.
//!
//! In reading order: a text becomes a tree of values that know where they stand (`tree`); trees are
//! merged (`read`, `merge`); the tree becomes the types of docs/language.md (`decode`, `leaf`,
//! `written`); and those become a model (`compile`), which is looked at as a whole
//! (`checks`). No step stops at the first problem; only the last needs a sound system to look at. What was written is kept beside the model, for
//! whoever retells it (`said`).

mod file;
mod problem;
mod render;
mod refusal;
mod tree;
mod said;
mod merge;
mod overtaken;
mod read;
mod digest;
mod decode;
mod leaf;
mod written;
mod schema;
mod compile;
mod checks;
#[cfg(test)]
mod tests;

pub use file::file_text;
pub use merge::Setting;
pub use problem::{At, Problem, Severity, Source, Sources, TextFile, meant_or_known};
pub use refusal::Refusal;
pub use render::render;
pub use said::{Layer, Said};
pub use schema::schema;

use crate::model::Model;
use problem::is_within;
use read::{Read, Reading, suggest};
use std::path::Path;

/// The embedded scenario.
pub const BASELINE: &str = include_str!("../../scenarios/baseline.toml");

/// What the embedded scenario is called.
const BASELINE_NAME: &str = "baseline";

/// Most replications of a scenario.
pub const MOST_REPLICATIONS: u32 = leaf::MOST_REPLICATIONS;

/// A small scenario with every part of the language, to start from.
pub const TEMPLATE: &str = include_str!("../../scenarios/template.toml");

/// A scenario that can be run.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Name of its file, without folder and ending.
    pub name: String,
    /// What is run.
    pub model: Model,
    /// What looks wrong, and may be meant.
    pub warnings: Vec<Problem>,
    /// Digest of its content with all that it extends and sets: the same content has the same digest,
    /// whatever its comments and formatting, and however many replications are run. 16 hexadecimal digits.
    pub digest: String,
    /// The files it was read from, as they were: the scenario itself first.
    pub files: Vec<TextFile>,
    /// What was set from outside, as `path=value`.
    pub set: Vec<String>,
    /// Whether the last of these was not set but found: the warm-up.
    pub found_warm_up: bool,
    /// The texts it was read from.
    pub sources: Sources,
    /// What it says, from the scenario it extends upwards; the last is what is run.
    pub layers: Vec<Layer>,
}

impl Scenario {
    /// The same with these set besides.
    ///
    /// # Errors
    /// With every problem, where it cannot be run so.
    pub fn with(&self, more: &[String]) -> Result<Scenario, Refusal> {
        self.again(&[self.set.as_slice(), more].concat())
    }

    /// The same without the last of what was set.
    ///
    /// # Errors
    /// With every problem, where it cannot be run so.
    pub fn without_last(&self) -> Result<Scenario, Refusal> {
        let sets = self.set.split_last().map_or(&[][..], |(_, sets)| sets);
        self.again(sets)
    }

    /// Whether it is the embedded scenario, and not a file.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.sources.folder(0).is_none()
    }

    fn again(&self, sets: &[String]) -> Result<Scenario, Refusal> {
        let again = read_again(&self.files, self.is_embedded(), sets)?;
        Ok(Scenario { name: self.name.clone(), ..again })
    }

    /// What it says in all, as written.
    #[must_use]
    pub fn said(&self) -> &Said {
        const NOTHING: &Said = &Said::Table(Vec::new());
        self.layers.last().map_or(NOTHING, |layer| &layer.said)
    }
}

/// Reads a scenario file, or the embedded scenario where none is named, with these values in place of what it says.
///
/// # Errors
/// With every problem at once, where the scenario cannot be run; [`Refusal::is_all`] says whether more may show.
pub fn read_with(path: Option<&Path>, settings: &[Setting]) -> Result<Scenario, Refusal> {
    let mut reading = Reading::default();
    let Some(path) = path else {
        let read = reading.text(BASELINE_NAME, BASELINE, settings);
        return finish(BASELINE_NAME, read, reading);
    };
    let name =
        path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let read = reading.file(path, settings);
    // Of a file that is not there nothing more can show.
    finish(&name, read, reading)
        .map_err(|refusal| Refusal { is_all: refusal.is_all || !path.is_file(), ..refusal })
}

/// Reads a scenario file; each of `sets` is a `path=value` that replaces what the file says.
///
/// # Errors
/// With every problem at once, where the scenario cannot be run; [`Refusal::is_all`] says whether more may show.
pub fn read_file(path: &Path, sets: &[String]) -> Result<Scenario, Refusal> {
    read_with(Some(path), &Setting::all(sets))
}

/// Reads a scenario from a text that stands in no file, such as [`BASELINE`]. It can extend only the
/// embedded scenario, `baseline`, and name no files.
///
/// # Errors
/// With every problem at once, where the scenario cannot be run; [`Refusal::is_all`] says whether more may show.
pub fn read_text(name: &str, text: &str, sets: &[String]) -> Result<Scenario, Refusal> {
    let mut reading = Reading::default();
    let read = reading.text(name, text, &Setting::all(sets));
    finish(name, read, reading)
}

/// Reads a scenario again from the files it was once read from ([`Scenario::files`]), whatever has become of those
/// on the disk; `is_embedded`: it was the embedded scenario.
///
/// # Errors
/// With every problem, where this version of the program does not take what stands in them.
pub fn read_again(
    files: &[TextFile],
    is_embedded: bool,
    sets: &[String],
) -> Result<Scenario, Refusal> {
    let mut reading = Reading::of_kept(files);
    let (path, text) = files.first().map_or(("", ""), |file| (&file.path, &file.text));
    let settings = Setting::all(sets);
    if is_embedded {
        let read = reading.text(BASELINE_NAME, text, &settings);
        return finish(BASELINE_NAME, read, reading);
    }
    let path = Path::new(path);
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let read = reading.file(path, &settings);
    finish(&name, read, reading)
}

/// Whether it is about lengths of time that are held against each other: one that is wrong makes others look wrong.
fn is_of_lengths(problem: &Problem) -> bool {
    ["run", "targets"].iter().any(|section| is_within(&problem.path, section))
}

/// The instant that a text names: a date, or a duration after the start.
///
/// # Errors
/// In words, where it is neither, or a date of a run without dates.
pub fn instant(text: &str, run: &crate::model::Run) -> Result<crate::units::Days, String> {
    use crate::units::Days;
    match (text.parse::<jiff::civil::Date>(), run.start) {
        (Ok(date), Some(start)) => Ok(Days(f64::from((date - start).get_days()))),
        (Ok(_), None) => {
            Err("the run has no start to count dates from; write a duration".to_owned())
        }
        (Err(_), _) => leaf::Duration::parse(text).map(|duration| duration.0).map_err(|wrong| {
            format!("{}; write a date, as 2006-04-01, or a duration, as 2y", wrong.why)
        }),
    }
}

/// Where a problem stands among all texts.
fn place(problem: &Problem) -> (usize, usize) {
    problem.at.map_or((0, 0), |at| (at.file, at.start))
}

fn finish(name: &str, read: Read, reading: Reading) -> Result<Scenario, Refusal> {
    let Reading { sources, mut files, set, problems, added, layers } = reading;
    let unread = problems.refuse();
    let mut problems = problems.into_vec();
    let tree = match read {
        Read::Whole(tree) => tree,
        cut_short => {
            if let Read::Alone(tree) = cut_short {
                problems.extend(compile::alone(&tree));
            }
            problems.sort_by_key(place);
            return Err(Refusal { problems, sources, is_all: false });
        }
    };
    let compiled = compile::compile(name, &tree, &sources);
    problems.extend(compiled.problems);
    // Where something could not be read, what the parts come to together would be told of another system.
    let found = compiled.model.as_ref().filter(|_| !unread).map(checks::check).unwrap_or_default();
    let are_lengths_wrong =
        problems.iter().any(|it| it.severity == Severity::Error && is_of_lengths(it));
    let (held_back, found): (Vec<Problem>, Vec<Problem>) =
        found.into_iter().partition(|it| are_lengths_wrong && is_of_lengths(it));
    let is_all = compiled.is_all && !unread && held_back.is_empty();
    problems.extend(found.into_iter().map(|problem| {
        let at = tree.locate(&problem.path);
        problem.at(at)
    }));
    let mut problems: Vec<Problem> =
        problems.into_iter().map(|problem| suggest(&added, problem)).collect();
    let refused = problems.iter().any(|problem| problem.severity == Severity::Error);
    problems.sort_by_key(place);
    match compiled.model {
        Some(model) if !unread && !refused => {
            let digest = digest::digest(&tree, &compiled.tables);
            files.extend(compiled.tables);
            let name = name.to_owned();
            Ok(Scenario {
                name,
                model,
                warnings: problems,
                digest,
                files,
                set,
                found_warm_up: false,
                sources,
                layers,
            })
        }
        _ => Err(Refusal { problems, sources, is_all }),
    }
}
