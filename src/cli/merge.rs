//! `throughcare merge`: replications of the same scenarios, run apart, as one run.

use super::options::{existing, file_name};
use super::prose::wrapped;
use super::summary;
use super::terminal::{Trouble, line_width, note, refused_or_failed, say};
use super::working::command_given;
use crate::findings::grouped;
use crate::output::{
    self, Manifest, PastError, Place, RESULTS, WholeRun, join_events, manifest_of,
};
use crate::statistics::Results;
use clap::Args;
use std::path::{Path, PathBuf};

const AFTER_HELP: &str = "\
Examples:
  throughcare run town.toml --replication-range 1..500 --name first      on one machine
  throughcare run town.toml --replication-range 501..1000 --name second  on another
  throughcare merge results/first results/second --name town

Exit codes: 0 done, 1 could not be done, 2 refused.";

const LONG_ABOUT: &str = "\
Join results of the same scenarios whose replications have other numbers (run --replication-range): what comes of it is, \
byte for byte, what one run of all of them would have written.

The numbers must follow one another without a gap, and none may be there twice. Event logs that are text are joined as \
well; events.parquet is not.";

/// Join results of replications that were run apart.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct MergeArguments {
    /// Folders of results
    #[arg(value_name = "FOLDER", required = true, num_args = 2..)]
    folders: Vec<PathBuf>,
    /// Folder for the results [default: results/NAME, or results/NAME-2 and so on when that is taken]
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "name")]
    output: Option<PathBuf>,
    /// Name of the results, below the folder `results` [default: merged]
    #[arg(short, long, value_parser = file_name)]
    name: Option<String>,
    /// Replace results that are already there
    #[arg(short, long)]
    force: bool,
    /// No warnings
    #[arg(short, long)]
    quiet: bool,
}

impl MergeArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let started = jiff::Timestamp::now();
        let place = self.place()?;
        let refused = |error: PastError| Trouble::Refused(error.to_string());
        let folders = in_order(&self.folders).map_err(refused)?;
        let mut whole = WholeRun::read(&folders[0]).map_err(refused)?;
        // Each is read when its turn comes, and let go: all of them together may be more than the memory holds.
        for (folder, before) in folders[1..].iter().zip(&folders) {
            let part = WholeRun::read(folder).map_err(refused)?;
            fits(&whole, before, &part, folder)?;
            for (all, more) in whole.results.iter_mut().zip(&part.results) {
                let added = more.each_row(|_, row| {
                    all.add_row(row.iter().copied());
                    Ok(())
                });
                added.map_err(|why| {
                    Trouble::Failed(format!("cannot read {} back: {why}", folder.display()))
                })?;
                all.add_waits(&more.waits);
            }
            for (all, more) in whole.manifest.scenarios.iter_mut().zip(&part.manifest.scenarios) {
                all.replications_asked += more.replications_asked;
                all.replications += more.replications;
            }
            whole.manifest.interrupted |= part.manifest.interrupted;
            whole.manifest.wall_seconds += part.manifest.wall_seconds;
        }
        let WholeRun { manifest, scenarios, results } = whole;
        let manifest = Manifest {
            command: command_given(),
            started: started.to_string(),
            until: None,
            ..manifest
        };
        let events = join_events(&place, &folders).map_err(refused_or_failed)?;
        if events.is_left_out && !self.quiet {
            note(
                "warning: events.parquet, and other event logs where not every folder has one, are not joined; run \
                 all replications together to have them",
            );
        }
        let named: Vec<(&str, &Results)> =
            scenarios.iter().map(|it| it.name.as_str()).zip(&results).collect();
        let mut files = output::files(&named, &manifest);
        files.extend(output::kept_warm_up_file(&folders[0]));
        let mut names: Vec<&str> = files.iter().map(|file| file.name).collect();
        names.extend(events.names);
        let path = place.fill(&files).map_err(refused_or_failed)?;
        let pairs: Vec<_> = scenarios.iter().zip(&results).collect();
        let mut text = summary::text(&pairs, &[], self.quiet);
        let words = format!("Results: {} ({})", path.display(), names.join(", "));
        text.push_str(&format!("\n{}", wrapped(&words, line_width())));
        say(&text)
    }

    fn place(&self) -> Result<Place, Trouble> {
        let name = || PathBuf::from(RESULTS).join(self.name.as_deref().unwrap_or("merged"));
        let path = self.output.clone().unwrap_or_else(name);
        let is_asked_for = self.output.is_some() || self.name.is_some();
        let existing = existing(self.force, is_asked_for);
        Place::prepare(&path, existing).map_err(refused_or_failed)
    }
}

/// Folders of results in the order of their first replications.
fn in_order(folders: &[PathBuf]) -> Result<Vec<PathBuf>, PastError> {
    let with_first = |folder: &PathBuf| {
        let runs = manifest_of(folder)?.scenarios;
        Ok((runs.iter().map(|run| run.first_replication).min(), folder.clone()))
    };
    let mut all: Vec<_> = folders.iter().map(with_first).collect::<Result<_, PastError>>()?;
    all.sort_by_key(|(first, _)| *first);
    Ok(all.into_iter().map(|(_, folder)| folder).collect())
}

/// Whether the part can come after the others.
fn fits(whole: &WholeRun, before: &Path, part: &WholeRun, folder: &Path) -> Result<(), Trouble> {
    let refused = |why: String| {
        Trouble::Refused(format!("{} and {}: {why}", before.display(), folder.display()))
    };
    let digests = |of: &WholeRun| {
        let all = of.manifest.scenarios.iter();
        all.map(|run| (run.name.clone(), run.digest.clone())).collect::<Vec<_>>()
    };
    if digests(whole) != digests(part) {
        let words = |of: &WholeRun| {
            let all = digests(of).into_iter().map(|(name, digest)| format!("{name} ({digest})"));
            all.collect::<Vec<_>>().join(", ")
        };
        return Err(refused(format!(
            "these are not the same scenarios with the same settings and seed: {} and {}",
            words(whole),
            words(part)
        )));
    }
    if whole.manifest.version != part.manifest.version {
        let versions = format!("{} and {}", whole.manifest.version, part.manifest.version);
        return Err(refused(format!("they are of different versions, {versions}")));
    }
    for ((all, more), run) in whole.results.iter().zip(&part.results).zip(&part.manifest.scenarios)
    {
        let (next, first) = (all.next(), more.first());
        let number = |number: u32| grouped(f64::from(number), 0);
        if first < next {
            let both = format!("both have replication {} of {}", number(first), run.name);
            return Err(refused(format!("{both}; each may be there once")));
        }
        if first > next {
            let missing = match first - next {
                1 => format!("replication {}", number(next)),
                _ => format!("replications {} to {}", number(next), number(first - 1)),
            };
            return Err(refused(format!("between them {missing} of {} are missing", run.name)));
        }
    }
    Ok(())
}
