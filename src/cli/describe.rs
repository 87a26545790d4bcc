//! `throughcare describe`: the model in words.

use super::reading::{read, refused};
use super::terminal::{Trouble, note, refused_or_failed, say};
use crate::describe::describe;
use crate::output::{Existing, PastRun, write_document};
use crate::scenario::Scenario;
use clap::Args;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  throughcare describe > baseline.md                        the embedded baseline
  throughcare describe town.toml --output town.md
  throughcare describe more_beds.toml                       what it changes is told in 2.3
  throughcare describe town.toml --results results/town     with the figures of a run

Exit codes: 0 done, 1 could not be done, 2 refused.";

const LONG_ABOUT: &str = "\
Describe a scenario in words, as one Markdown document: the pathway as a diagram, every part of the system in tables, \
each number beside its source or assumption. The headings are those of the checklist STRESS-DES for reporting simulation \
studies, so that the document can stand in the appendix of a report.

The diagrams are Mermaid, which GitHub, GitLab and many editors draw.";

/// Describe a scenario in words, with tables, sources and a diagram.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct DescribeArguments {
    /// Scenario file; the embedded baseline when none is named
    #[arg(value_name = "SCENARIO")]
    scenario: Option<PathBuf>,
    /// Change a parameter first; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Folder of the results of a run of it, to be told as well
    #[arg(long, value_name = "FOLDER")]
    results: Option<PathBuf>,
    /// File for the document [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is already there
    #[arg(short, long, requires = "output")]
    force: bool,
}

impl DescribeArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let scenario = read(self.scenario.as_ref(), &self.sets).map_err(|refusal| {
            refused(&refusal, "the scenario is refused; nothing was described")
        })?;
        let past = match &self.results {
            Some(folder) => {
                Some(PastRun::read(folder).map_err(|why| Trouble::Refused(why.to_string()))?)
            }
            None => None,
        };
        let scenario = match &past {
            Some(past) => self.as_run(scenario, past),
            None => scenario,
        };
        let description = describe(&scenario, past.as_ref());
        for doubt in &description.doubts {
            note(&format!("warning: {doubt}"));
        }
        match &self.output {
            Some(path) => {
                let existing = if self.force { Existing::Replace } else { Existing::Refuse };
                write_document(path, description.markdown.as_bytes(), existing)
                    .map_err(refused_or_failed)
            }
            None => say(&description.markdown),
        }
    }

    /// The scenario with the replications and the seed of the run, where these are all that the two differ in: `run`
    /// has options of its own for them.
    fn as_run(&self, scenario: Scenario, past: &PastRun) -> Scenario {
        let runs = &past.manifest.scenarios;
        if runs.iter().any(|run| run.digest == scenario.digest) {
            return scenario;
        }
        let found = runs.iter().find_map(|run| {
            let mut sets = self.sets.clone();
            sets.push(format!("run.replications={}", run.replications_asked));
            if scenario.model.run.seed != run.seed {
                sets.push(format!("run.seed={}", run.seed));
            }
            let again = read(self.scenario.as_ref(), &sets).ok()?;
            (again.digest == run.digest).then_some(again)
        });
        found.unwrap_or(scenario)
    }
}
