//! Replications run for a command: with progress on the terminal, an ear for Ctrl-C, and a manifest of how it went.

use super::terminal::{Trouble, note};
use crate::experiment::{Done, EventLog, Goal, Journal, Keeping, Plan, Progress, Start};
use crate::output::{self, EventFiles, EventFormat, FolderError, Head, MEMORY_EACH, Manifest};
use crate::output::{Place, ResultFile, ScenarioRun};
use crate::scenario::Scenario;
use crate::statistics::{Results, Sheet};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

#[allow(
    clippy::disallowed_types,
    reason = "how long a run took is told in run.json and at the end"
)]
type Stopwatch = std::time::Instant;

/// Work to be done.
pub(super) struct Work<'a> {
    pub(super) scenarios: &'a [Scenario],
    /// Numbers of the replications of each scenario, those that there are included.
    pub(super) numbers: &'a [Range<u32>],
    /// What is to be known; none: all replications are run.
    pub(super) goals: &'a [Goal],
    /// None: one for each processor.
    pub(super) threads: Option<usize>,
    /// Raised by Ctrl-C.
    pub(super) stop: &'a AtomicBool,
    /// No progress.
    pub(super) is_quiet: bool,
}

/// When work began.
pub(super) struct Begun {
    at: jiff::Timestamp,
    stopwatch: Stopwatch,
}

impl Begun {
    pub(super) fn now() -> Begun {
        Begun { at: jiff::Timestamp::now(), stopwatch: Stopwatch::now() }
    }

    /// How long ago. \[s\]
    pub(super) fn seconds(&self) -> f64 {
        self.stopwatch.elapsed().as_secs_f64()
    }
}

impl Work<'_> {
    /// The files for what happens, of these formats.
    pub(super) fn log(
        &self,
        place: &Place,
        formats: &[EventFormat],
    ) -> Result<EventFiles, FolderError> {
        let models: Vec<_> = self.scenarios.iter().map(|s| (s.name.as_str(), &s.model)).collect();
        let memory = MEMORY_EACH * self.threads().min(self.replications()).max(1);
        EventFiles::begin(place, formats, &models, memory)
    }

    fn threads(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.threads.unwrap_or_else(processors)
    }

    /// Replications of all scenarios.
    fn replications(&self) -> usize {
        self.numbers.iter().map(ExactSizeIterator::len).sum()
    }

    /// Does it, going on from these results where there are any; in a place for results it goes on from what a run that
    /// did not end has left there, and writes down what happens if there is a log.
    pub(super) fn replicate(
        &self,
        known: Option<Vec<Results>>,
        place: Option<&Place>,
        log: Option<&EventFiles>,
    ) -> Result<Done, Trouble> {
        let aside = place.map(Place::parent);
        let models: Vec<_> = self.scenarios.iter().map(|it| &it.model).collect();
        let models: Vec<_> = models.into_iter().zip(self.numbers.iter().cloned()).collect();
        let mut start = Start::fresh(&models, aside);
        start.goals = self.goals;
        start.results = known.unwrap_or(start.results);
        let events = log.filter(|log| log.is_any()).map(|log| log as &dyn EventLog);
        // What a replication came to can be kept, but not what happened in it: with a log all are run again.
        let place = place.filter(|_| events.is_none());
        let head = Head::of_all(self.scenarios).with_numbers(self.numbers);
        let journal = place.map(|place| place.journal(&head)).transpose();
        let journal = journal.map_err(|error| Trouble::Failed(error.to_string()))?;
        if let Some(journal) = &journal
            && journal.replications() > 0
        {
            let sheets = models.iter().map(|(model, _)| Sheet::of(model)).collect();
            let replicated = journal.replicated(sheets);
            start.done = Box::new(replicated.map_err(|why| {
                Trouble::Failed(format!("cannot read what an earlier run left: {why}"))
            })?);
            if !self.is_quiet {
                note(&format!(
                    "going on from the {} replications that a run of the same had done when it ended early",
                    journal.replications()
                ));
            }
        }
        let bar = self.progress_bar();
        let plan = Plan {
            scenarios: self.scenarios.iter().map(|s| (s.name.as_str(), &s.model)).collect(),
            threads: self.threads,
            stop: self.stop,
            progress: &|progress: Progress| bar.set_position(progress.done as u64),
        };
        let journal = journal.as_ref().map(|journal| journal as &dyn Journal);
        let done = plan.run_from(start, Keeping { events, journal });
        bar.finish_and_clear();
        done.map_err(|failure| Trouble::Failed(failure.to_string()))
    }

    fn progress_bar(&self) -> ProgressBar {
        // Drawn on stderr, and by indicatif only where that is a terminal.
        let target =
            if self.is_quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(self.replications() as u64), target);
        let template = "{bar:30} {pos} of {len} replications, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.tick();
        bar
    }

    /// What was run, how, and where.
    pub(super) fn manifest(&self, done: &Done, begun: &Begun) -> Manifest {
        let runs = self.scenarios.iter().zip(&done.results).zip(self.numbers);
        let runs = runs.map(|((scenario, results), numbers)| {
            ScenarioRun::of(scenario, results, numbers.len() as u32)
        });
        Manifest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: command_given(),
            scenarios: runs.collect(),
            interrupted: done.is_interrupted,
            threads: done.threads,
            os: std::env::consts::OS.to_owned(),
            architecture: std::env::consts::ARCH.to_owned(),
            processors: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            build: if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned(),
            started: begun.at.to_string(),
            wall_seconds: begun.seconds(),
            until: None,
            files: Manifest::files_of(self.scenarios),
        }
    }
}

/// The command as it was given.
pub(super) fn command_given() -> Vec<String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect()
}

/// Ends the logs and writes all files of the results, and these; gives where they are, and their names.
pub(super) fn write<'a>(
    place: Place,
    log: EventFiles,
    named: &'a [(&'a str, &'a Results)],
    manifest: &'a Manifest,
    more: impl IntoIterator<Item = ResultFile<'a>>,
) -> Result<(PathBuf, Vec<&'static str>), FolderError> {
    let last: Vec<u32> = named.iter().map(|(_, results)| results.next() - 1).collect();
    let events = log.finish(&last)?;
    let mut files = output::files(named, manifest);
    files.extend(more);
    let names = files.iter().map(|file| file.name).chain(events).collect();
    Ok((place.fill(&files)?, names))
}
