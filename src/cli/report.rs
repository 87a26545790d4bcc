//! `throughcare report`: results as a page for people, a workbook or a short text.

use super::terminal::{Trouble, note, refused_or_failed, say};
use crate::output::{Existing, WholeRun, check_document, write_document};
use crate::report::{Answer, Format, bytes};
use crate::scenario::Scenario;
use crate::statistics::Results;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

const AFTER_HELP: &str = "\
Examples:
  throughcare report results/town                           results/town/report.html, to open in a browser
  throughcare report results/town --format xlsx             results/town/report.xlsx
  throughcare report results/town --format md --output town.md
  throughcare run town.toml more_beds.toml --report=html,xlsx   the same, right after a run

Exit codes: 0 done, 1 could not be done, 2 refused.";

const LONG_ABOUT: &str = "\
Report what a run came to: the question, the answer in plain words with its uncertainty, the journey, waits, retention, exits, \
where clients are lost, groups, costs, comparison, what the numbers rest on, and how to have them again.

The page is one file that needs no network and no script, and prints. The workbook holds the tables with real numbers, for an \
analyst to go on with. The results themselves are left as they are.";

/// Report results as a page, a workbook or a text.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct ReportArguments {
    /// Folder of the results of a run
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Which kind of report
    #[arg(long, value_enum, default_value = "html")]
    format: FormatChoice,
    /// File for the report [default: report.html, report.xlsx or report.md in the folder]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is already there
    #[arg(short, long)]
    force: bool,
}

/// A format as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatChoice {
    /// A page for people
    Html,
    /// A workbook for Excel or LibreOffice
    Xlsx,
    /// A short text in Markdown
    Md,
}

impl From<FormatChoice> for Format {
    fn from(choice: FormatChoice) -> Format {
        match choice {
            FormatChoice::Html => Format::Html,
            FormatChoice::Xlsx => Format::Xlsx,
            FormatChoice::Md => Format::Markdown,
        }
    }
}

impl ReportArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let format = Format::from(self.format);
        let path = self.output.clone().unwrap_or_else(|| self.folder.join(format.file_name()));
        let existing = if self.force { Existing::Replace } else { Existing::Refuse };
        let whole =
            WholeRun::read(&self.folder).map_err(|error| Trouble::Refused(error.to_string()))?;
        check_document(&path, existing).map_err(refused_or_failed)?;
        let version = env!("CARGO_PKG_VERSION");
        if whole.manifest.version != version {
            note(&format!(
                "warning: these results are of version {}, and reported by {version}",
                whole.manifest.version
            ));
        }
        let pairs: Vec<(&Scenario, &Results)> =
            whole.scenarios.iter().zip(&whole.results).collect();
        let Some(answer) = Answer::of(&pairs, &whole.manifest) else {
            return Err(Trouble::Refused("there is no scenario in these results".to_owned()));
        };
        let made = bytes(&answer, format);
        let made = made.map_err(|why| Trouble::Failed(format!("cannot make the report: {why}")))?;
        write_document(&path, &made, existing).map_err(refused_or_failed)?;
        say(&format!("{}\n", path.display()))
    }
}

/// The formats of the reports that lie in a folder of results.
pub(super) fn reports_in(folder: &Path) -> Vec<Format> {
    Format::ALL.into_iter().filter(|format| folder.join(format.file_name()).is_file()).collect()
}
