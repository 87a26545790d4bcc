//! `throughcare snapshot`: the state of one replication at an instant, and a scenario that begins with it.

use super::prose::{instant_of, wrapped};
use super::reading::read_one;
use super::terminal::{Trouble, line_width, note, say};
use super::whole::replications;
use crate::engine::{Conditions, RunEnding, snapshot};
use crate::model::{Initial, Model};
use crate::output::{
    Existing, FolderError, from_folder, state_scenario, told_state, write_document, write_state,
};
use crate::scenario::{Scenario, instant};
use crate::units::Days;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// The largest file that a scenario can name. \[bytes\]
const LARGEST: usize = 8 << 20;

const LONG_ABOUT: &str = "\
Run one replication of a scenario to an instant and write how it stands then: a table with a row for each client (what they \
receive or wait for and for how long, since when the care plan is open, when and how they left, the ages of their risks), and \
a scenario that extends this one and begins with that state, at that instant. What had been drawn and was still to come is \
not in it: who begins with the state draws it anew, given the time that has passed. Nothing is ever overwritten.

Where the state is of an instant after the warm-up, that scenario is measured from there to the end of the run: to compare it \
with the original, give the original the same days (--set run.warm_up=…, --set run.horizon=…).";

const AFTER_HELP: &str = "\
Examples:
  throughcare snapshot town.toml                     at the end of the warm-up
  throughcare snapshot town.toml --at 2008-04-01     on a date
  throughcare snapshot town.toml --at 3y --replication 7 --output busy.toml
  throughcare run busy.toml                          run on from there

Exit codes: 0 written, 1 could not be done, 2 refused (the scenario, the instant, or the file is there already).";

/// Write the state of a replication at an instant, and a scenario that begins with it.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct SnapshotArguments {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// When: a date, or a duration after the start; the end of the warm-up unless stated
    #[arg(long, value_name = "DATE|DURATION")]
    at: Option<String>,
    /// Which replication: each is another possible history
    #[arg(short, long, value_name = "NUMBER", default_value_t = 1, value_parser = replications, allow_negative_numbers = true)]
    replication: u32,
    /// The scenario to write, ending in .toml; the table stands beside it, ending in .csv
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl SnapshotArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let scenario = read_one(Some(&self.scenario), &[])?;
        let model = &scenario.model;
        let at = self.instant(model)?;
        let told = instant_of(&model.run, at);
        let path = self.path(&scenario, at)?;
        let table = path.with_extension("csv");
        let stop = AtomicBool::new(false);
        let conditions = Conditions {
            replication: self.replication,
            without: None,
            endless: false,
            stop: &stop,
        };
        let state = snapshot(model, conditions, at).map_err(|ending| failed(ending, &told))?;
        if state.groups.is_empty() {
            note(&format!("warning: nobody is there on {told}"));
        }
        let mut rows = Vec::new();
        write_state(model, &state, &mut rows)
            .map_err(|why| Trouble::Failed(format!("the table cannot be made: {why}")))?;
        if rows.len() > LARGEST {
            return Err(Trouble::Failed(format!(
                "the {} clients take {} MiB, and a scenario can name files of at most {} MiB",
                state.groups.len(),
                rows.len() >> 20,
                LARGEST >> 20
            )));
        }
        for written in [&path, &table] {
            if written.exists() {
                return Err(taken(written));
            }
        }
        write(&table, &rows)?;
        write(&path, self.text(&scenario, &state, &path, &table).as_bytes())?;
        let shown = path.display();
        let what = format!(
            "Written: {shown} and {}. The state on {told}, in replication {}, of \"{}\": {}.",
            table.display(),
            self.replication,
            model.title,
            told_state(&state)
        );
        let run = if measured_alike(model, at) {
            format!("throughcare run {} {shown}", self.scenario.display())
        } else {
            format!("throughcare run {shown}")
        };
        say(&format!("{}\nNext:\n  {run}\n", wrapped(&what, line_width()).trim_end()))
    }

    /// When the state is taken.
    fn instant(&self, model: &Model) -> Result<Days, Trouble> {
        let refused = |why: String| Err(Trouble::Refused(why));
        let run = &model.run;
        let at = match &self.at {
            Some(text) => match instant(text, run) {
                Ok(at) => at,
                Err(why) => return refused(format!("--at {text}: {why}")),
            },
            None if run.warm_up > model.begins() => run.warm_up,
            None if run.finds_warm_up => {
                return refused(
                    "the warm-up is found only when the scenario is run; say when, with --at"
                        .to_owned(),
                );
            }
            None => {
                return refused(
                    "there is no warm-up to take the state after; say when, with --at".to_owned(),
                );
            }
        };
        if at < model.begins() || at >= run.end() {
            return refused(format!(
                "--at is {}, and the run lasts from {} to {}: choose a day before its end, or lengthen run.horizon",
                instant_of(run, at),
                instant_of(run, model.begins()),
                instant_of(run, run.end())
            ));
        }
        Ok(at)
    }

    /// Where the scenario is written.
    fn path(&self, scenario: &Scenario, at: Days) -> Result<PathBuf, Trouble> {
        let Some(path) = &self.output else {
            return Ok(PathBuf::from(format!("{}_at_{}d.toml", scenario.name, at.0)));
        };
        if path.extension().is_none_or(|ending| ending != "toml" && ending != "csv") {
            let why = format!("--output {}: the scenario to write ends in .toml", path.display());
            return Err(Trouble::Refused(why));
        }
        Ok(path.with_extension("toml"))
    }

    fn text(&self, scenario: &Scenario, state: &Initial, path: &Path, table: &Path) -> String {
        let extends = from_folder(path.parent().unwrap_or(Path::new("")), &self.scenario);
        let file =
            table.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
        let title = format!(
            "{}, from {} of replication {}",
            scenario.model.title,
            instant_of(&scenario.model.run, state.at),
            self.replication
        );
        let said = format!(
            "# Begins with the state of one replication at an instant, a client in each row of {file}.\n\
             # What had been drawn and was still to come is drawn anew, given the time that has passed.\n\n"
        );
        said + &state_scenario(&scenario.model, state, &extends, &file, &title)
    }
}

/// Whether the scenario that begins with the state is measured over the same days as this one.
fn measured_alike(model: &Model, at: Days) -> bool {
    !model.run.finds_warm_up && at <= model.run.warm_up
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    write_document(path, bytes, Existing::Refuse).map_err(|error| match error {
        FolderError::Io { .. } => Trouble::Failed(error.to_string()),
        _ => taken(path),
    })
}

fn taken(path: &Path) -> Trouble {
    Trouble::Refused(format!(
        "{} is there already, and nothing is overwritten; choose another with --output",
        path.display()
    ))
}

fn failed(ending: RunEnding, at: &str) -> Trouble {
    let why = match ending {
        RunEnding::Stuck(_) => "to one client things happen without end in almost no time",
        RunEnding::TooMany => "more clients are there than can be kept",
        RunEnding::Stopped | RunEnding::Horizon => "it was stopped",
    };
    Trouble::Failed(format!("the replication does not come to {at}: {why}"))
}
