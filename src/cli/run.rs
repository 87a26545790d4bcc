//! `throughcare run`: scenarios into results, on the disk and in the terminal.

use super::goals;
use super::interrupt::on_interrupt;
use super::job::Job;
use super::options::RunArguments;
use super::prose::wrapped;
use super::summary;
use super::terminal::{Trouble, line_width, refused_or_failed, say};
use super::warm_up;
use super::working::{Begun, Work, write};
use crate::experiment::{Done, Goal};
use crate::output::{self, Manifest};
use crate::report;
use crate::scenario::Scenario;
use crate::statistics::Results;
use std::ops::Range;
use std::path::Path;

/// What is said where the results cannot be written.
const LEFT: &str = "what was done is kept beside it under a hidden name with .unfinished in it (to be deleted where it \
is not wanted), and the same command goes on from there";

impl RunArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let begun = Begun::now();
        let stop = on_interrupt()?;
        let Some(job) = self.job(&stop)? else { return Ok(()) };
        let Job { scenarios, numbers, known, before, .. } = job;
        let Job { place, events, reports, until: asked_until, warm_up, warm_up_file, .. } = job;
        let goals = goals_of(&asked_until, &scenarios, &numbers)?;
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
        let until = goals::until(&goals, &asked_until, done.is_enough, &pairs);
        let manifest = Manifest { until, ..work.manifest(&done, &begun) };
        let asked =
            place.as_ref().filter(|_| before.is_none()).map(|place| place.path().to_path_buf());
        let written = place.zip(log).map(|(place, log)| {
            let more = warm_up.as_ref().map(output::warm_up_file).into_iter().chain(warm_up_file);
            let reports = reports.iter().map(|&it| report::file(&pairs, &manifest, it));
            write(place, log, &named, &manifest, more.chain(reports))
        });
        let sets = scenarios.first().map_or(&[][..], |scenario| &scenario.set);
        let mut text = summary::text(&pairs, sets, self.quiet);
        let is_read = done.results.iter().try_for_each(Results::checked);
        is_read.map_err(|why| {
            Trouble::Failed(format!("cannot read back what came of the replications: {why}"))
        })?;
        if let Some(found) = &warm_up {
            text.push_str(&format!("\n{}", warm_up::told(found, written.is_some())));
        }
        if let Some(is_enough) = done.is_enough.filter(|_| !done.is_interrupted) {
            text.push_str(&format!("\n{}", goals::outcome(&goals, is_enough, &pairs)));
        }
        if let Some(Ok((folder, names))) = &written {
            let words = format!(
                "Results: {} ({}){}",
                folder.display(),
                names.join(", "),
                not_at(asked.as_deref(), folder)
            );
            text.push_str(&format!("\n{}", wrapped(&words, line_width())));
        }
        text.push_str(&summary::took(manifest.wall_seconds, done.threads));
        let said = say(&text);
        // The work is done by now: what it came to is told even where it cannot be kept.
        let written = written.transpose().map_err(|error| match refused_or_failed(error) {
            Trouble::Failed(words) if events.is_empty() => {
                Trouble::Failed(format!("{words}; {LEFT}"))
            }
            trouble => trouble,
        })?;
        said?;
        let elsewhere = before.zip(written).and_then(|(before, (to, _))| before.left_for(&to));
        let words: Vec<String> = kept.into_iter().chain(elsewhere).collect();
        match done.is_enough {
            _ if !words.is_empty() => Err(Trouble::Failed(words.join("; "))),
            Some(false) => Err(Trouble::FellShort),
            _ => Ok(()),
        }
    }
}

/// What is to be known before it ends.
fn goals_of(
    asked: &[String],
    scenarios: &[Scenario],
    numbers: &[Range<u32>],
) -> Result<Vec<Goal>, Trouble> {
    let goals = goals::goals(asked, scenarios).map_err(Trouble::Refused)?;
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

/// What is said where the results did not go where they were to: others were there.
fn not_at(asked: Option<&Path>, folder: &Path) -> String {
    let other = asked.filter(|asked| *asked != folder);
    other.map_or_else(String::new, |asked| {
        format!("; {} was there already, so these went to {}", asked.display(), folder.display())
    })
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
