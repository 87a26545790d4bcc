//! What `throughcare run` can be told.

use super::report::FormatChoice;
use super::terminal::{Trouble, refused_or_failed};
use super::whole::{few, numbers, replications, seed};
use crate::output::{EventFormat, Existing, FolderError, Place, RESULTS};
use crate::scenario::{Scenario, Setting};
use clap::{Args, ValueEnum};
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// Longest name made up of the names of several scenarios.
const LONGEST_NAME: usize = 60;

/// What says how many replications are run, where it is set.
const REPLICATIONS: &str = "run.replications";

const AFTER_HELP: &str = "\
Examples:
  throughcare run                                    the embedded baseline
  throughcare run town.toml --replications 20        a quick look
  throughcare run town.toml more_beds.toml           the second compared with the first, replication by replication
  throughcare run --set services.specialist_unit_beds.places=5
  throughcare run town.toml --until precision=2%     until the main figures are known to 2%, within --replications
  throughcare run --until wait_days_mean:specialist_unit_beds=2
  throughcare run results/town --extend 100          a hundred replications more
  throughcare run results/town --resume              the rest of a run that was interrupted
  throughcare run town.toml --replication-range 501..1000
  throughcare run town.toml more_beds.toml --report  with a page to read: report.html

Exit codes: 0 done, 1 could not be done or interrupted, 2 refused, 3 done, but what --until asks for is not known so well, \
130 stopped at once (Ctrl-C twice).";

const LONG_ABOUT: &str = "\
Run scenarios and write their results: a short summary here, and every measure in a folder of CSV files.

Several scenarios are compared with the first. The same client meets the same luck in each (common random numbers), so \
that far fewer replications are needed to see a difference.

A run that was killed goes on where it was when the same command is given again. In place of scenarios a folder of results \
may stand: its scenarios are run as they were, whatever has become of their files, and the same replications of them; others \
where --replications, --replication-range, --until or --set run.replications=NUMBER says so.";

/// Run scenarios, and compare them when there are several.
#[derive(Debug, Default, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct RunArguments {
    /// Scenario files, or a folder of results; the embedded baseline when none is named
    #[arg(value_name = "SCENARIO")]
    pub(super) scenarios: Vec<PathBuf>,
    /// Change a parameter, in every scenario; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(super) sets: Vec<String>,
    /// Independent replications [default: what the scenario says]
    #[arg(short, long, value_name = "NUMBER", value_parser = replications, allow_negative_numbers = true)]
    pub(super) replications: Option<u32>,
    /// Replications of these numbers alone, both ends among them, to be joined with others by `throughcare merge`
    #[arg(long, value_name = "FIRST..LAST", value_parser = numbers, allow_hyphen_values = true, conflicts_with = "replications")]
    pub(super) replication_range: Option<RangeInclusive<u32>>,
    /// End as soon as this is known so well (half of the 95% interval): precision=2% for the main figures, or a measure of
    /// docs/measures.md with =2% of it or with =0.5 in its unit; --replications is the most that are run; may be given again
    #[arg(long, value_name = "WHAT=HOW WELL")]
    pub(super) until: Vec<String>,
    /// Add so many replications to a folder of results
    #[arg(long, value_name = "NUMBER", value_parser = replications, allow_negative_numbers = true, conflicts_with_all = GOING_ON)]
    pub(super) extend: Option<u32>,
    /// Run the replications that are missing in a folder of results of a run that was interrupted
    #[arg(long, conflicts_with_all = GOING_ON, conflicts_with = "extend")]
    pub(super) resume: bool,
    /// Seed of all randomness [default: what the scenario says]
    #[arg(long, value_name = "NUMBER", value_parser = seed, allow_negative_numbers = true)]
    pub(super) seed: Option<u64>,
    /// Threads; results do not depend on it [default: one for each processor]
    #[arg(short, long, value_name = "NUMBER", value_parser = few, allow_negative_numbers = true)]
    pub(super) threads: Option<u16>,
    /// Folder for the results [default: results/NAME, or results/NAME-2 and so on when that is taken]
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "name")]
    pub(super) output: Option<PathBuf>,
    /// Name of the results, below the folder `results` [default: the scenario's]
    #[arg(short, long, value_parser = file_name)]
    pub(super) name: Option<String>,
    /// Replace results that are already there
    #[arg(short, long)]
    pub(super) force: bool,
    /// Write down every activity of every client, too: events.csv, events.parquet, events_vidigi.csv, or several (csv,parquet)
    #[arg(long, value_name = "FORMAT", value_enum, value_delimiter = ',')]
    pub(super) events: Vec<EventChoice>,
    /// Report the results as well, as `throughcare report` does: html, or several of html,xlsx,md
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        value_delimiter = ',',
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "html"
    )]
    pub(super) report: Vec<FormatChoice>,
    /// Write no files
    #[arg(long, conflicts_with_all = ["output", "name", "force", "events", "report"])]
    pub(super) no_files: bool,
    /// No progress and no warnings
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// What cannot be said of results to which replications are added: it stands there already.
const GOING_ON: [&str; 9] = [
    "replications",
    "replication_range",
    "sets",
    "seed",
    "output",
    "name",
    "force",
    "events",
    "no_files",
];

/// How events are written down.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum EventChoice {
    /// As text, for a spreadsheet or any program
    Csv,
    /// As columns: a seventh of the size, and quick to read
    Parquet,
    /// As instants: who comes, queues, is served and leaves, for the animations of vidigi
    Vidigi,
}

impl From<EventChoice> for EventFormat {
    fn from(choice: EventChoice) -> EventFormat {
        match choice {
            EventChoice::Csv => EventFormat::Csv,
            EventChoice::Parquet => EventFormat::Parquet,
            EventChoice::Vidigi => EventFormat::Vidigi,
        }
    }
}

/// What becomes of results in the place: one that nobody asked for gives way to the next that is free.
pub(super) fn existing(force: bool, is_asked_for: bool) -> Existing {
    match (force, is_asked_for) {
        (true, _) => Existing::Replace,
        (false, true) => Existing::Refuse,
        (false, false) => Existing::NextFree,
    }
}

pub(super) fn file_name(text: &str) -> Result<String, String> {
    let odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
    let is_visible = !text.trim().is_empty() && !text.starts_with('.');
    if !is_visible || text.contains(odd) {
        return Err("a name is a single folder's, without slashes and not hidden".to_owned());
    }
    Ok(text.to_owned())
}

impl RunArguments {
    /// Everything that is changed, with replications and seed among it.
    pub(super) fn settings(&self) -> Vec<Setting> {
        let option = |name: &str, path: &str, value: String| Setting {
            option: Some(format!("--{name}")),
            path: format!("run.{path}"),
            value: Some(value),
        };
        let replications = self
            .replications
            .map(|number| option("replications", "replications", number.to_string()))
            .or_else(|| {
                let range = self.replication_range.as_ref()?;
                let count = range.end() - range.start() + 1;
                Some(option("replication-range", "replications", count.to_string()))
            });
        let seed = self.seed.map(|seed| option("seed", "seed", seed.to_string()));
        Setting::all(&self.sets).into_iter().chain(replications).chain(seed).collect()
    }

    /// Whether it says itself which replications are run.
    pub(super) fn says_how_many(&self) -> bool {
        let is_set = |set: &Setting| set.path.trim() == REPLICATIONS;
        !self.until.is_empty() || self.settings().iter().any(is_set)
    }

    /// Where the results will go; refused, or found unwritable, before the work is done rather than after.
    pub(super) fn place(&self, scenarios: &[Scenario]) -> Result<Place, Trouble> {
        let names: Vec<_> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        let joined = names.join("+");
        let made_up = if joined.len() > LONGEST_NAME { "comparison".to_owned() } else { joined };
        let (path, is_asked_for) = match (&self.output, &self.name) {
            (Some(output), _) => (output.clone(), true),
            (None, Some(name)) => (PathBuf::from(RESULTS).join(name), true),
            (None, None) => (PathBuf::from(RESULTS).join(made_up), false),
        };
        let existing = existing(self.force, is_asked_for);
        Place::prepare(&path, existing).map_err(|error| match error {
            FolderError::Io { .. } => {
                Trouble::Failed(format!("{error}; choose another place with --output FOLDER"))
            }
            _ => refused_or_failed(error),
        })
    }
}
