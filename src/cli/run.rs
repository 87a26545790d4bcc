//! `throughcare run`: scenarios into results, on the disk and in the terminal.

use super::interrupt::on_interrupt;
use super::prose::wrapped;
use super::reading::read_all;
use super::summary;
use super::terminal::{Trouble, line_width, note, say, stderr_is_styled};
use super::whole::{few, replications, seed};
use crate::findings::grouped;
use crate::experiment::{Done, EventLog, Keeping, Plan, Progress};
use crate::output::{
    self, EventFiles, EventFormat, Existing, FolderError, MEMORY_EACH, Manifest, Place, ScenarioRun,
};
use crate::scenario::{self, Scenario, Setting};
use crate::statistics::Results;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::{Path, PathBuf};

#[allow(
    clippy::disallowed_types,
    reason = "how long a run took is told in run.json and at the end"
)]
type Stopwatch = std::time::Instant;

/// Where results go when nobody says otherwise.
const RESULTS: &str = "results";
/// Longest name made up of the names of several scenarios.
const LONGEST_NAME: usize = 60;

/// Size of the table of all replications above which a run warns. \[GB\]
const MUCH: f64 = 4.0;

const AFTER_HELP: &str = "\
Examples:
  throughcare run                                    the embedded baseline
  throughcare run town.toml --replications 20        a quick look
  throughcare run town.toml more_beds.toml           the second compared with the first, replication by replication
  throughcare run --set services.specialist_unit_beds.places=5

Exit codes: 0 done, 1 could not be done or interrupted, 2 refused, 130 stopped at once (Ctrl-C twice).";

const LONG_ABOUT: &str = "\
Run scenarios and write their results: a short summary here, and every measure in a folder of CSV files.

Several scenarios are compared with the first. The same client meets the same luck in each (common random numbers), so \
that far fewer replications are needed to see a difference.";

/// Run scenarios, and compare them when there are several.
#[derive(Debug, Default, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct RunArguments {
    /// Scenario files; the embedded baseline when none is named
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Change a parameter, in every scenario; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Independent replications [default: what the scenario says]
    #[arg(short, long, value_name = "NUMBER", value_parser = replications)]
    replications: Option<u32>,
    /// Seed of all randomness [default: what the scenario says]
    #[arg(long, value_name = "NUMBER", value_parser = seed)]
    seed: Option<u64>,
    /// Threads; results do not depend on it [default: one for each processor]
    #[arg(short, long, value_name = "NUMBER", value_parser = few)]
    threads: Option<u16>,
    /// Folder for the results [default: results/NAME, or results/NAME-2 and so on when that is taken]
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "name")]
    output: Option<PathBuf>,
    /// Name of the results, below the folder `results` [default: the scenario's]
    #[arg(short, long, value_parser = file_name)]
    name: Option<String>,
    /// Replace results that are already there
    #[arg(short, long)]
    force: bool,
    /// Write down every activity of every client, too: events.csv, events.parquet, or both (csv,parquet)
    #[arg(long, value_name = "FORMAT", value_enum, value_delimiter = ',')]
    events: Vec<EventChoice>,
    /// Write no files
    #[arg(long, conflicts_with_all = ["output", "name", "force", "events"])]
    no_files: bool,
    /// No progress and no warnings
    #[arg(short, long)]
    quiet: bool,
}

/// How events are written down.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum EventChoice {
    /// As text, for a spreadsheet or any program
    Csv,
    /// As columns: a seventh of the size, and quick to read
    Parquet,
}

impl From<EventChoice> for EventFormat {
    fn from(choice: EventChoice) -> EventFormat {
        match choice {
            EventChoice::Csv => EventFormat::Csv,
            EventChoice::Parquet => EventFormat::Parquet,
        }
    }
}

fn file_name(text: &str) -> Result<String, String> {
    let odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
    let is_visible = !text.trim().is_empty() && !text.starts_with('.');
    if !is_visible || text.contains(odd) {
        return Err("a name is a single folder's, without slashes and not hidden".to_owned());
    }
    Ok(text.to_owned())
}

impl RunArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let started = jiff::Timestamp::now();
        let stopwatch = Stopwatch::now();
        let settings = self.settings();
        let scenarios = read_all(&self.scenarios, &settings)?;
        let sets: Vec<String> = settings.iter().map(Setting::to_string).collect();
        self.warn(&scenarios);
        let place = if self.no_files { None } else { Some(self.place(&scenarios)?) };
        let log = place.as_ref().map(|place| self.log(place, &scenarios)).transpose()?;
        let aside = place.as_ref().map(Place::parent);
        let done = self.replicate(&scenarios, log.as_ref(), aside)?;
        let kept = kept(&done, &scenarios)?;
        let named: Vec<(&str, &Results)> =
            scenarios.iter().map(|scenario| scenario.name.as_str()).zip(&done.results).collect();
        let wall_seconds = stopwatch.elapsed().as_secs_f64();
        let written = place.zip(log).map(|(place, log)| {
            let whole: Vec<usize> =
                done.results.iter().map(|results| results.replications()).collect();
            let events = log.finish(&whole)?;
            let manifest = manifest(&scenarios, &done, &sets, started.to_string(), wall_seconds);
            let files = output::files(&named, &manifest);
            let names: Vec<_> = files.iter().map(|file| file.name).chain(events).collect();
            let folder = place.fill(&files)?;
            Ok(format!("Results: {} ({})", folder.display(), names.join(", ")))
        });
        let pairs: Vec<_> = scenarios.iter().zip(&done.results).collect();
        let mut text = summary::text(&pairs, &sets);
        let is_read = done.results.iter().try_for_each(Results::checked);
        is_read.map_err(|why| {
            Trouble::Failed(format!("cannot read back what came of the replications: {why}"))
        })?;
        if let Some(Ok(words)) = &written {
            text.push_str(&format!("\n{}", wrapped(words, line_width())));
        }
        text.push_str(&summary::took(wall_seconds, done.threads));
        let said = say(&text);
        // The work is done by now: what it came to is told even where it cannot be kept.
        written.transpose().map_err(refused_or_failed)?;
        said?;
        kept.map_or(Ok(()), |words| Err(Trouble::Failed(words)))
    }

    /// Everything that is changed, with replications and seed among it.
    fn settings(&self) -> Vec<Setting> {
        let option = |name: &str, value: String| Setting {
            option: Some(format!("--{name}")),
            path: format!("run.{name}"),
            value: Some(value),
        };
        let replications =
            self.replications.map(|number| option("replications", number.to_string()));
        let seed = self.seed.map(|seed| option("seed", seed.to_string()));
        Setting::all(&self.sets).into_iter().chain(replications).chain(seed).collect()
    }

    fn warn(&self, scenarios: &[Scenario]) {
        if self.quiet {
            return;
        }
        for scenario in scenarios.iter().filter(|scenario| !scenario.warnings.is_empty()) {
            let (found, sources) = (&scenario.warnings, &scenario.sources);
            note(scenario::render(found, sources, stderr_is_styled()).trim_end());
        }
        let seeds = scenarios.iter().map(|scenario| scenario.model.run.seed);
        if seeds.clone().min() != seeds.max() {
            note(
                "warning: the scenarios have different seeds, so nothing is paired between them; \
                 give all the same with --seed",
            );
        }
        let size: f64 = scenarios.iter().map(|s| output::size(&s.name, &s.model)).sum();
        if size / 1e9 > MUCH && !self.no_files {
            note(&format!(
                "warning: the table of all replications, replications.csv, will have about {} GB; --no-files \
                 writes none",
                grouped(size / 1e9, 0)
            ));
        }
    }

    /// Where the results will go; refused, or found unwritable, before the work is done rather than after.
    fn place(&self, scenarios: &[Scenario]) -> Result<Place, Trouble> {
        let names: Vec<_> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        let joined = names.join("+");
        let made_up = if joined.len() > LONGEST_NAME { "comparison".to_owned() } else { joined };
        let (path, is_asked_for) = match (&self.output, &self.name) {
            (Some(output), _) => (output.clone(), true),
            (None, Some(name)) => (PathBuf::from(RESULTS).join(name), true),
            (None, None) => (PathBuf::from(RESULTS).join(made_up), false),
        };
        let existing = match (self.force, is_asked_for) {
            (true, _) => Existing::Replace,
            (false, true) => Existing::Refuse,
            (false, false) => Existing::NextFree,
        };
        Place::prepare(&path, existing).map_err(|error| match error {
            FolderError::Io { .. } => {
                Trouble::Failed(format!("{error}; choose another place with --output FOLDER"))
            }
            _ => refused_or_failed(error),
        })
    }

    /// The files for what happens, of the formats asked for.
    fn log(&self, place: &Place, scenarios: &[Scenario]) -> Result<EventFiles, Trouble> {
        let formats: Vec<EventFormat> = self.events.iter().map(|&choice| choice.into()).collect();
        let models: Vec<_> = scenarios.iter().map(|s| (s.name.as_str(), &s.model)).collect();
        let most = scenarios.iter().map(|s| s.model.run.replications as usize).sum::<usize>();
        let memory = MEMORY_EACH * self.threads().min(most).max(1);
        EventFiles::begin(place, &formats, &models, memory).map_err(refused_or_failed)
    }

    fn threads(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.threads.map_or_else(processors, usize::from)
    }

    fn replicate(
        &self,
        scenarios: &[Scenario],
        log: Option<&EventFiles>,
        aside: Option<&Path>,
    ) -> Result<Done, Trouble> {
        let stop = on_interrupt()?;
        let all: u64 = scenarios.iter().map(|s| u64::from(s.model.run.replications)).sum();
        let bar = self.progress_bar(all);
        let plan = Plan {
            scenarios: scenarios.iter().map(|s| (s.name.as_str(), &s.model)).collect(),
            threads: self.threads.map(usize::from),
            stop: &stop,
            progress: &|progress: Progress| bar.set_position(progress.done as u64),
        };
        let events = log.filter(|log| log.is_any()).map(|log| log as &dyn EventLog);
        let done = plan.run_keeping(Keeping { events, aside });
        bar.finish_and_clear();
        done.map_err(|failure| Trouble::Failed(failure.to_string()))
    }

    fn progress_bar(&self, all: u64) -> ProgressBar {
        // Drawn on stderr, and by indicatif only where that is a terminal.
        let target =
            if self.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(all), target);
        let template = "{bar:30} {pos} of {len} replications, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar
    }
}

fn refused_or_failed(error: FolderError) -> Trouble {
    match error {
        FolderError::Io { .. } => Trouble::Failed(error.to_string()),
        _ => Trouble::Refused(error.to_string()),
    }
}

/// Nothing to add when all was done; what was kept when it was interrupted; an error when that is nothing.
fn kept(done: &Done, scenarios: &[Scenario]) -> Result<Option<String>, Trouble> {
    if !done.is_interrupted {
        return Ok(None);
    }
    let kept = done.results.iter().map(|results| results.replications()).min().unwrap_or(0);
    let asked = scenarios.iter().map(|s| s.model.run.replications).max().unwrap_or(0);
    if kept == 0 {
        let words =
            "interrupted before a replication of every scenario was complete; nothing is kept";
        return Err(Trouble::Failed(words.to_owned()));
    }
    Ok(Some(format!("interrupted; {kept} of {asked} replications were complete and are kept")))
}

fn manifest(
    scenarios: &[Scenario],
    done: &Done,
    sets: &[String],
    started: String,
    wall_seconds: f64,
) -> Manifest {
    let runs = scenarios.iter().zip(&done.results).map(|(scenario, results)| ScenarioRun {
        name: scenario.name.clone(),
        title: scenario.model.title.clone(),
        digest: scenario.digest.to_string(),
        set: sets.to_vec(),
        seed: scenario.model.run.seed,
        replications_asked: scenario.model.run.replications,
        replications: results.replications(),
    });
    Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect(),
        scenarios: runs.collect(),
        interrupted: done.is_interrupted,
        threads: done.threads,
        os: std::env::consts::OS.to_owned(),
        architecture: std::env::consts::ARCH.to_owned(),
        processors: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        build: if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned(),
        started,
        wall_seconds,
    }
}
