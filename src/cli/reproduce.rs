//! `throughcare reproduce`: a run done again from what it wrote, and what of it comes back to the byte.

use super::grid::Grid;
use super::interrupt::on_interrupt;
use super::prose::wrapped;
use super::reading::read_kept;
use super::report::reports_in;
use super::terminal::{Trouble, line_width, note, refused_or_failed, say};
use super::warm_up;
use super::whole::few;
use super::working::{Begun, Work, write};
use crate::findings::grouped;
use crate::output::{self, Existing, Likeness, Manifest, Place, ScenarioRun, events_in, likeness};
use crate::report;
use crate::statistics::Results;
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};

const AFTER_HELP: &str = "\
Examples:
  throughcare reproduce results/baseline
  throughcare reproduce results/town --threads 1

Exit codes: 0 every file comes back byte for byte, 1 some file does not, or it could not be done, 2 refused.";

const LONG_ABOUT: &str = "\
Run again what is in a folder of results, and say of each file whether it comes back byte for byte. Everything is taken \
from run.json: the scenarios with all that they extend and the tables they name (as they were, whatever has become of the \
files since), what was set, the seed and the numbers of the replications.

Nothing is written into the folder. For as long as it takes, there must be room beside it for as much again.";

/// Run the results in a folder again, and compare them byte for byte.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct ReproduceArguments {
    /// Folder of results
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Threads; results do not depend on it [default: one for each processor]
    #[arg(short, long, value_name = "NUMBER", value_parser = few, allow_negative_numbers = true)]
    threads: Option<u16>,
    /// No progress
    #[arg(short, long)]
    quiet: bool,
}

impl ReproduceArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let begun = Begun::now();
        let (manifest, scenarios) = read_kept(&self.folder)?;
        self.doubt(&manifest);
        let stop = on_interrupt()?;
        let threads = self.threads.map(usize::from);
        let (scenarios, warm_up) = warm_up::found(warm_up::unfound(scenarios)?, threads, &stop)?;
        let numbers: Vec<_> = manifest.scenarios.iter().map(ScenarioRun::numbers).collect();
        let work = Work {
            scenarios: &scenarios,
            numbers: &numbers,
            goals: &[],
            threads,
            stop: &stop,
            is_quiet: self.quiet,
        };
        let failed = |why: io::Error| {
            Trouble::Failed(format!("cannot make a folder beside {}: {why}", self.folder.display()))
        };
        let parent = self.folder.canonicalize().map_err(failed)?;
        let parent = parent.parent().unwrap_or(&parent).to_path_buf();
        let mut named = tempfile::Builder::new();
        let scratch = named.prefix(".reproduced-").tempdir_in(parent).map_err(failed)?;
        let place = Place::prepare(&scratch.path().join("again"), Existing::Refuse);
        let place = place.map_err(refused_or_failed)?;
        let log = work.log(&place, &events_in(&self.folder)).map_err(refused_or_failed)?;
        let done = work.replicate(None, Some(&place), Some(&log))?;
        if done.is_interrupted {
            return Err(Trouble::Failed("interrupted; nothing has been compared".to_owned()));
        }
        let pairs: Vec<_> = scenarios.iter().zip(&done.results).collect();
        let named: Vec<(&str, &Results)> =
            scenarios.iter().map(|scenario| scenario.name.as_str()).zip(&done.results).collect();
        let again = work.manifest(&done, &begun);
        // A report tells of the run it was made of: when, where and how long.
        let reports = reports_in(&self.folder).into_iter();
        let reports = reports.map(|format| report::file(&pairs, &manifest, format));
        let more = warm_up.as_ref().map(output::warm_up_file).into_iter().chain(reports);
        let (folder, names) = write(place, log, &named, &again, more).map_err(refused_or_failed)?;
        let told = self.compare(&folder, &names, &manifest)?;
        let others = self.others(&names).map_err(failed)?;
        self.tell(&told, &others)
    }

    /// What may keep the bytes from coming back.
    fn doubt(&self, manifest: &Manifest) {
        let version = env!("CARGO_PKG_VERSION");
        if manifest.version != version && !self.quiet {
            note(&format!(
                "warning: these results are of version {}, this is {version}; another version may give other figures",
                manifest.version
            ));
        }
    }

    /// Each file with its size, but for the one that tells of when and where.
    fn compare(
        &self,
        again: &Path,
        names: &[&'static str],
        manifest: &Manifest,
    ) -> Result<Vec<(&'static str, u64, Likeness)>, Trouble> {
        let mut all = Vec::new();
        for &name in names.iter().filter(|name| **name != "run.json") {
            let (new, old) = (again.join(name), self.folder.join(name));
            let (likeness, size) = likeness(&old, &new).map_err(|why| {
                Trouble::Failed(format!(
                    "cannot compare {} with what came again: {why}",
                    old.display()
                ))
            })?;
            // Of earlier versions, which did not keep it.
            if likeness == Likeness::Absent && manifest.version != env!("CARGO_PKG_VERSION") {
                continue;
            }
            all.push((name, size, likeness));
        }
        Ok(all)
    }

    /// Files that a run does not write, or not this one.
    fn others(&self, names: &[&'static str]) -> io::Result<Vec<String>> {
        let all = output::names_in(&self.folder)?;
        Ok(all.into_iter().filter(|name| !names.contains(&name.as_str())).collect())
    }

    fn tell(&self, told: &[(&str, u64, Likeness)], others: &[String]) -> Result<(), Trouble> {
        let mut grid = Grid::new(["file", "bytes", "again"]);
        for (name, size, likeness) in told {
            let words = match likeness {
                Likeness::Same => "the same".to_owned(),
                Likeness::Differs(at) => format!("differs from byte {} on", grouped(*at as f64, 0)),
                Likeness::Absent => "not in the folder".to_owned(),
            };
            grid.row([(*name).to_owned(), grouped(*size as f64, 0), words]);
        }
        let mut text = grid.render();
        text.push_str("  run.json tells of when and where it was run, and is not compared.\n");
        if !others.is_empty() {
            let words = format!("Not written by a run, and left alone: {}.", others.join(", "));
            text.push_str(&wrapped(&words, line_width()));
        }
        let differing = told.iter().filter(|(_, _, likeness)| *likeness != Likeness::Same).count();
        if differing == 0 {
            text.push_str("\nEvery file comes back byte for byte.\n");
        }
        say(&text)?;
        match differing {
            0 => Ok(()),
            1 => Err(Trouble::Failed("1 file does not come back byte for byte".to_owned())),
            some => Err(Trouble::Failed(format!("{some} files do not come back byte for byte"))),
        }
    }
}
