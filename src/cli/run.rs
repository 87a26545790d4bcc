//! `throughcare run`: scenarios into results, on the disk and in the terminal.

use super::before::Before;
use super::goals;
use super::interrupt::on_interrupt;
use super::prose::wrapped;
use super::reading::{read_all, read_kept};
use super::report::{FormatChoice, asked_for, reports_in};
use super::summary;
use super::terminal::{Trouble, line_width, note, refused_or_failed, say, stderr_is_styled};
use super::warm_up;
use super::whole::{few, numbers, replications, seed};
use super::working::{Begun, Work, write};
use crate::experiment::{Done, Goal};
use crate::findings::{grouped, other_days};
use crate::output::{
    self, EventFormat, Existing, FolderError, FoundWarmUp, Place, RESULTS, ResultFile, WholeRun,
    events_in, kept_warm_up_file,
};
use crate::report::{self, Format};
use crate::scenario::{self, MOST_REPLICATIONS, Scenario, Setting};
use crate::statistics::Results;
use clap::{Args, ValueEnum};
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Longest name made up of the names of several scenarios.
const LONGEST_NAME: usize = 60;

/// Size of the table of all replications above which a run warns. \[GB\]
const MUCH: f64 = 4.0;

/// What is said where the results cannot be written.
const LEFT: &str = "what was done is kept beside it under a hidden name with .unfinished in it (to be deleted where it \
is not wanted), and the same command goes on from there";

const AFTER_HELP: &str = "\
Examples:
  throughcare run                                    the embedded baseline
  throughcare run town.toml --replications 20        a quick look
  throughcare run town.toml more_beds.toml           the second compared with the first, replication by replication
  throughcare run --set services.specialist_unit_beds.places=5
  throughcare run town.toml --until precision=2%     until the main figures are known to 2%, within --replications
  throughcare run town.toml --until wait_days_mean:detox=0.5
  throughcare run results/town --extend 100          a hundred replications more
  throughcare run results/town --resume              the rest of a run that was interrupted
  throughcare run town.toml --replication-range 501..1000
  throughcare run town.toml more_beds.toml --report  with a page to read: report.html

Exit codes: 0 done, 1 could not be done or interrupted, 2 refused, 130 stopped at once (Ctrl-C twice).";

const LONG_ABOUT: &str = "\
Run scenarios and write their results: a short summary here, and every measure in a folder of CSV files.

Several scenarios are compared with the first. The same client meets the same luck in each (common random numbers), so \
that far fewer replications are needed to see a difference.

A run that was killed goes on where it was when the same command is given again. In place of scenarios a folder of results \
may stand: its scenarios are run as they were, whatever has become of their files.";

/// Run scenarios, and compare them when there are several.
#[derive(Debug, Default, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct RunArguments {
    /// Scenario files, or a folder of results; the embedded baseline when none is named
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Change a parameter, in every scenario; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Independent replications [default: what the scenario says]
    #[arg(short, long, value_name = "NUMBER", value_parser = replications)]
    replications: Option<u32>,
    /// Replications of these numbers alone, both ends among them, to be joined with others by `throughcare merge`
    #[arg(long, value_name = "FIRST..LAST", value_parser = numbers, conflicts_with = "replications")]
    replication_range: Option<RangeInclusive<u32>>,
    /// End as soon as this is known so well (half of the 95% interval): precision=2% for the main figures, or a measure of
    /// docs/measures.md with =2% of it or with =0.5 in its unit; --replications is the most that are run; may be given again
    #[arg(long, value_name = "WHAT=HOW WELL")]
    until: Vec<String>,
    /// Add so many replications to a folder of results
    #[arg(long, value_name = "NUMBER", value_parser = replications, conflicts_with_all = GOING_ON)]
    extend: Option<u32>,
    /// Run the replications that are missing in a folder of results of a run that was interrupted
    #[arg(long, conflicts_with_all = GOING_ON, conflicts_with = "extend")]
    resume: bool,
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
    /// Write down every activity of every client, too: events.csv, events.parquet, events_vidigi.csv, or several (csv,parquet)
    #[arg(long, value_name = "FORMAT", value_enum, value_delimiter = ',')]
    events: Vec<EventChoice>,
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
    report: Vec<FormatChoice>,
    /// Write no files
    #[arg(long, conflicts_with_all = ["output", "name", "force", "events", "report"])]
    no_files: bool,
    /// No progress and no warnings
    #[arg(short, long)]
    quiet: bool,
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
enum EventChoice {
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

/// What is to be run, and where it goes.
struct Job {
    scenarios: Vec<Scenario>,
    /// Numbers of the replications of each scenario, with those there are.
    numbers: Vec<Range<u32>>,
    /// Replications there are.
    known: Option<Vec<Results>>,
    /// Results whose place these take.
    before: Option<Before>,
    place: Option<Place>,
    events: Vec<EventFormat>,
    reports: Vec<Format>,
    /// The warm-up, where it was found for this run; the file that tells of it, where it was for the one gone on from.
    warm_up: Option<FoundWarmUp>,
    warm_up_file: Option<ResultFile<'static>>,
}

impl RunArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let begun = Begun::now();
        let stop = on_interrupt()?;
        let Some(job) = self.job(&stop)? else { return Ok(()) };
        let Job { scenarios, numbers, known, before, .. } = job;
        let Job { place, events, reports, warm_up, warm_up_file, .. } = job;
        let goals = self.goals(&scenarios, &numbers)?;
        let work = Work {
            scenarios: &scenarios,
            numbers: &numbers,
            goals: &goals,
            threads: self.threads.map(usize::from),
            stop: &stop,
            is_quiet: self.quiet,
        };
        let log = place.as_ref().map(|place| work.log(place, &events)).transpose();
        let log = log.map_err(refused_or_failed)?;
        let done = work.replicate(known, place.as_ref(), log.as_ref())?;
        if let Some(before) = &before {
            before.gives_way_to(&done.results)?;
        }
        let kept = kept(&done, &numbers)?;
        let pairs: Vec<_> = scenarios.iter().zip(&done.results).collect();
        let named: Vec<(&str, &Results)> =
            scenarios.iter().map(|scenario| scenario.name.as_str()).zip(&done.results).collect();
        let manifest = work.manifest(&done, &begun);
        let written = place.zip(log).map(|(place, log)| {
            let more = warm_up.as_ref().map(output::warm_up_file).into_iter().chain(warm_up_file);
            let reports = reports.iter().map(|&it| report::file(&pairs, &manifest, it));
            let (folder, names) = write(place, log, &named, &manifest, more.chain(reports))?;
            Ok(format!("Results: {} ({})", folder.display(), names.join(", ")))
        });
        let sets = scenarios.first().map_or(&[][..], |scenario| &scenario.set);
        let mut text = summary::text(&pairs, sets);
        let is_read = done.results.iter().try_for_each(Results::checked);
        is_read.map_err(|why| {
            Trouble::Failed(format!("cannot read back what came of the replications: {why}"))
        })?;
        if let Some(found) = &warm_up {
            text.push_str(&format!("\n{}", warm_up::told(found)));
        }
        if let Some(is_enough) = done.is_enough.filter(|_| !done.is_interrupted) {
            text.push_str(&format!("\n{}", goals::outcome(&goals, is_enough, &pairs)));
        }
        if let Some(Ok(words)) = &written {
            text.push_str(&format!("\n{}", wrapped(words, line_width())));
        }
        text.push_str(&summary::took(manifest.wall_seconds, done.threads));
        let said = say(&text);
        // The work is done by now: what it came to is told even where it cannot be kept.
        written.transpose().map_err(|error| match refused_or_failed(error) {
            Trouble::Failed(words) if events.is_empty() => {
                Trouble::Failed(format!("{words}; {LEFT}"))
            }
            trouble => trouble,
        })?;
        said?;
        kept.map_or(Ok(()), |words| Err(Trouble::Failed(words)))
    }

    /// What is to be done; none where it has been.
    fn job(&self, stop: &AtomicBool) -> Result<Option<Job>, Trouble> {
        let folder = match self.scenarios.as_slice() {
            [one] if one.is_dir() => Some(one),
            several => {
                if let Some(folder) = several.iter().find(|path| path.is_dir()) {
                    return Err(Trouble::Refused(format!(
                        "{} is a folder; a folder of results stands alone, without other scenarios",
                        folder.display()
                    )));
                }
                None
            }
        };
        let option = if self.resume { "--resume" } else { "--extend NUMBER" };
        match folder {
            Some(folder) if self.extend.is_some() || self.resume => self.going_on(folder),
            None if (self.extend.is_some() || self.resume)
                && self.scenarios.first().is_some_and(|path| !path.exists()) =>
            {
                let path = self.scenarios[0].display();
                Err(Trouble::Refused(format!("there is no folder {path}")))
            }
            None if self.extend.is_some() || self.resume => Err(Trouble::Refused(format!(
                "{option} goes on from a folder of results; name it, as in throughcare run results/town {option}"
            ))),
            _ => self.anew(folder.map(PathBuf::as_path), stop).map(Some),
        }
    }

    /// Replications that begin at their first.
    fn anew(&self, folder: Option<&Path>, stop: &AtomicBool) -> Result<Job, Trouble> {
        let settings = self.settings();
        let scenarios = match folder {
            Some(folder) => read_kept(folder, &settings)?.1,
            None => read_all(&self.scenarios, &settings)?,
        };
        self.warn(&scenarios);
        let threads = self.threads.map(usize::from);
        let (scenarios, warm_up) = warm_up::found(scenarios, threads, stop)?;
        self.warn_of_other_days(&scenarios);
        let first = self.replication_range.as_ref().map_or(1, |range| *range.start());
        let numbers = scenarios.iter().map(|it| first..first + it.model.run.replications);
        let numbers = numbers.collect();
        let place = if self.no_files { None } else { Some(self.place(&scenarios)?) };
        let events = self.events.iter().map(|&choice| choice.into()).collect();
        Ok(Job {
            scenarios,
            numbers,
            known: None,
            before: None,
            place,
            events,
            reports: asked_for(&self.report),
            warm_up,
            warm_up_file: None,
        })
    }

    /// Replications that come after those in a folder of results, which they take the place of.
    fn going_on(&self, folder: &Path) -> Result<Option<Job>, Trouble> {
        let (before, past) = Before::read(folder)?;
        let folder = before.folder();
        let WholeRun { manifest, scenarios, results } = past;
        self.warn(&scenarios);
        let last = |(results, run): (&Results, &output::ScenarioRun)| match self.extend {
            Some(more) => results.next().saturating_add(more),
            None if manifest.interrupted => {
                run.first_replication.saturating_add(run.replications_asked).max(results.next())
            }
            None => results.next(),
        };
        let ends = results.iter().zip(&manifest.scenarios).map(last);
        let numbers: Vec<_> = results.iter().zip(ends).map(|(it, end)| it.first()..end).collect();
        if numbers.iter().any(|numbers| numbers.end > MOST_REPLICATIONS + 1) {
            let most = grouped(f64::from(MOST_REPLICATIONS), 0);
            return Err(Trouble::Refused(format!("no replication has a number above {most}")));
        }
        if results.iter().zip(&numbers).all(|(results, numbers)| results.next() >= numbers.end) {
            let words =
                "all the replications that were asked for are there; --extend NUMBER adds others\n";
            return say(words).map(|()| None);
        }
        let events = events_in(folder);
        if !events.is_empty() && !self.quiet {
            note(
                "all replications are run again, because the events of new ones alone would not do",
            );
        }
        let known = events.is_empty().then_some(results);
        let place = Some(Place::prepare(folder, Existing::Replace).map_err(refused_or_failed)?);
        let (warm_up, warm_up_file) = (None, kept_warm_up_file(folder));
        // A report of fewer replications would be out of date.
        let mut reports = asked_for(&self.report);
        reports.extend(
            reports_in(folder).into_iter().filter(|it| !asked_for(&self.report).contains(it)),
        );
        let before = Some(before);
        Ok(Some(Job {
            scenarios,
            numbers,
            known,
            before,
            place,
            events,
            reports,
            warm_up,
            warm_up_file,
        }))
    }

    /// What is to be known before it ends.
    fn goals(&self, scenarios: &[Scenario], numbers: &[Range<u32>]) -> Result<Vec<Goal>, Trouble> {
        let goals = goals::goals(&self.until, scenarios).map_err(Trouble::Refused)?;
        let are_alike = numbers.iter().all(|of| of.end == numbers[0].end);
        if !goals.is_empty() && !are_alike {
            return Err(Trouble::Refused(
                "the scenarios have different numbers of replications; say with --replications how many --until \
                 may run of each"
                    .to_owned(),
            ));
        }
        Ok(goals)
    }

    /// Everything that is changed, with replications and seed among it.
    fn settings(&self) -> Vec<Setting> {
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

    fn warn_of_other_days(&self, scenarios: &[Scenario]) {
        let runs: Vec<_> = scenarios.iter().map(|it| (it.name.as_str(), &it.model.run)).collect();
        if let Some(words) = other_days(&runs).filter(|_| !self.quiet) {
            note(&format!("warning: {words}"));
        }
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
        let existing = existing(self.force, is_asked_for);
        Place::prepare(&path, existing).map_err(|error| match error {
            FolderError::Io { .. } => {
                Trouble::Failed(format!("{error}; choose another place with --output FOLDER"))
            }
            _ => refused_or_failed(error),
        })
    }
}

/// Nothing to add when all was done; what was kept when it was interrupted; an error when that is nothing.
fn kept(done: &Done, numbers: &[Range<u32>]) -> Result<Option<String>, Trouble> {
    if !done.is_interrupted {
        return Ok(None);
    }
    let kept = done.results.iter().map(|results| results.replications()).min().unwrap_or(0);
    let asked = numbers.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
    if kept == 0 {
        let words =
            "interrupted before a replication of every scenario was complete; nothing is kept";
        return Err(Trouble::Failed(words.to_owned()));
    }
    Ok(Some(format!("interrupted; {kept} of {asked} replications were complete and are kept")))
}
