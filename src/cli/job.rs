//! What `throughcare run` has to do: scenarios or results read, which replications of them are missing, and a place for what
//! comes of them.

use super::before::Before;
use super::options::RunArguments;
use super::reading::{changed, read_all, read_kept};
use super::report::{asked_for, reports_in};
use super::terminal::{Trouble, note, refused_or_failed, say, stderr_is_styled};
use super::warm_up;
use crate::findings::{grouped, other_days};
use crate::output::{
    self, EventFormat, Existing, FoundWarmUp, PastError, Place, ResultFile, ScenarioRun, WholeRun,
    events_in, kept_warm_up_file,
};
use crate::report::Format;
use crate::scenario::{self, MOST_REPLICATIONS, Scenario};
use crate::statistics::Results;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Size of the table of all replications above which a run warns. \[GB\]
const MUCH: f64 = 4.0;

/// What is to be run, and where it goes.
pub(super) struct Job {
    pub(super) scenarios: Vec<Scenario>,
    /// Numbers of the replications of each scenario, with those there are.
    pub(super) numbers: Vec<Range<u32>>,
    /// Replications there are.
    pub(super) known: Option<Vec<Results>>,
    /// Results whose place these take.
    pub(super) before: Option<Before>,
    pub(super) place: Option<Place>,
    pub(super) events: Vec<EventFormat>,
    pub(super) reports: Vec<Format>,
    /// What is to be known before it ends, as it was asked for.
    pub(super) until: Vec<String>,
    /// The warm-up, where it was found for this run; the file that tells of it, where it was for the one gone on from.
    pub(super) warm_up: Option<FoundWarmUp>,
    pub(super) warm_up_file: Option<ResultFile<'static>>,
}

impl RunArguments {
    /// What is to be done; none where it has been.
    pub(super) fn job(&self, stop: &AtomicBool) -> Result<Option<Job>, Trouble> {
        for path in &self.scenarios {
            if output::put_back(path).map_err(refused_or_failed)? && !self.quiet {
                note(&format!(
                    "the results of {} are there again: a run that was to take their place was killed meanwhile",
                    path.display()
                ));
            }
        }
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
                let path = &self.scenarios[0];
                let nothing = || format!("there is no folder {}", path.display());
                Err(Trouble::Refused(unfinished(path).unwrap_or_else(nothing)))
            }
            None if self.extend.is_some() || self.resume => Err(Trouble::Refused(format!(
                "{option} goes on from a folder of results; name it, as in throughcare run results/town {option}"
            ))),
            // Results that were to be there, and no scenario.
            None if let Some(why) = self.scenarios.iter().find_map(|path| unfinished(path)) => {
                Err(Trouble::Refused(why))
            }
            _ => self.anew(folder.map(PathBuf::as_path), stop).map(Some),
        }
    }

    /// Replications that begin at their first.
    fn anew(&self, folder: Option<&Path>, stop: &AtomicBool) -> Result<Job, Trouble> {
        let settings = self.settings();
        let (scenarios, runs) = match folder {
            Some(folder) => {
                let (manifest, scenarios) = read_kept(folder)?;
                (changed(warm_up::unfound(scenarios)?, &settings)?, Some(manifest.scenarios))
            }
            None => (read_all(&self.scenarios, &settings)?, None),
        };
        self.warn(&scenarios);
        let threads = self.threads.map(usize::from);
        let (scenarios, warm_up) = warm_up::found(scenarios, threads, stop)?;
        let runs_of: Vec<_> =
            scenarios.iter().map(|it| (it.name.as_str(), &it.model.run)).collect();
        if let Some(words) = other_days(&runs_of).filter(|_| !self.quiet) {
            note(&format!("warning: {words}"));
        }
        let numbers: Vec<_> = match runs.filter(|_| !self.says_how_many()) {
            Some(runs) => within(runs.iter().map(ScenarioRun::numbers).collect())?,
            None => {
                let first = self.replication_range.as_ref().map_or(1, |range| *range.start());
                scenarios.iter().map(|it| first..first + it.model.run.replications).collect()
            }
        };
        if let Some(folder) = folder.filter(|_| !self.quiet) {
            note(&format!("{} of {}", told(&numbers), folder.display()));
        }
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
            until: self.until.clone(),
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
        let numbers = results.iter().zip(ends).map(|(it, end)| it.first()..end).collect();
        let numbers = within(numbers)?;
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
        let place = Place::prepare(folder, Existing::Replace).map_err(refused_or_failed)?;
        let place = Some(place.instead_of(before.manifest()));
        let (warm_up, warm_up_file) = (None, kept_warm_up_file(folder));
        // A report of fewer replications would be out of date.
        let mut reports = asked_for(&self.report);
        let there = reports_in(folder).into_iter().filter(|it| !reports.contains(it));
        reports.extend(there.collect::<Vec<_>>());
        let before = Some(before);
        // What was interrupted ends where it was to.
        let asked = manifest.until.filter(|_| self.resume && self.until.is_empty());
        let until = asked.map_or_else(|| self.until.clone(), |until| until.asked);
        if until != self.until && !self.quiet {
            note(&format!("as it was begun: --until {}", until.join(" --until ")));
        }
        Ok(Some(Job {
            scenarios,
            numbers,
            known,
            before,
            place,
            events,
            reports,
            until,
            warm_up,
            warm_up_file,
        }))
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
}

/// What is the matter with a place where nothing is, and results were to be.
fn unfinished(path: &Path) -> Option<String> {
    let why = (!path.exists()).then(|| output::no_results(path))?;
    (!matches!(why, PastError::NoResults(_))).then(|| why.to_string())
}

/// The same numbers, where replications may have them.
fn within(numbers: Vec<Range<u32>>) -> Result<Vec<Range<u32>>, Trouble> {
    if numbers.iter().any(|numbers| numbers.end > MOST_REPLICATIONS + 1) {
        let most = grouped(f64::from(MOST_REPLICATIONS), 0);
        return Err(Trouble::Refused(format!("no replication has a number above {most}")));
    }
    Ok(numbers)
}

/// Which replications are run.
fn told(numbers: &[Range<u32>]) -> String {
    let first = numbers.iter().map(|of| of.start).min().unwrap_or(1);
    let last = numbers.iter().map(|of| of.end).max().unwrap_or(1).saturating_sub(1);
    let number = |number: u32| grouped(f64::from(number), 0);
    match last <= first {
        true => format!("running replication {}", number(first)),
        false => format!("running replications {} to {}", number(first), number(last)),
    }
}
