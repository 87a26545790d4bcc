//! `throughcare report`: results as a page for people, a workbook or a short text.

use super::terminal::{Trouble, note, refused_or_failed, say};
use crate::output::{Existing, WholeRun, check_document, write_document};
use crate::report::{Answer, Format, bytes};
use crate::scenario::Scenario;
use crate::statistics::Results;
use clap::{Args, ValueEnum};
use std::io;
use std::path::{Path, PathBuf};

const AFTER_HELP: &str = "\
Examples:
  throughcare report results/town                           results/town/report.html, to open in a browser
  throughcare report results/town --format xlsx             results/town/report.xlsx
  throughcare report results/town --format md --output town.md
  throughcare report results/town --format html,xlsx --output to_send     both, in the folder to_send
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
    /// Which kind of report, or several (html,xlsx,md)
    #[arg(long, value_name = "FORMAT", value_enum, value_delimiter = ',', default_value = "html")]
    format: Vec<FormatChoice>,
    /// File for the report; for several, a folder that is there [default: report.html, report.xlsx or report.md in FOLDER]
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace files that are already there
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
        let places = self.places()?;
        let existing = if self.force { Existing::Replace } else { Existing::Refuse };
        let whole =
            WholeRun::read(&self.folder).map_err(|error| Trouble::Refused(error.to_string()))?;
        for (_, path) in &places {
            check_document(path, existing).map_err(refused_or_failed)?;
        }
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
        // All are made before any is written.
        let made = places.iter().map(|(format, path)| Ok((path, bytes(&answer, *format)?)));
        let made: Vec<_> = made
            .collect::<io::Result<_>>()
            .map_err(|why| Trouble::Failed(format!("cannot make the report: {why}")))?;
        for (path, bytes) in made {
            write_document(path, &bytes, existing).map_err(refused_or_failed)?;
            say(&format!("{}\n", path.display()))?;
        }
        Ok(())
    }

    /// Each format that is asked for, once, and the file for it.
    fn places(&self) -> Result<Vec<(Format, PathBuf)>, Trouble> {
        let formats = asked_for(&self.format);
        match (formats.as_slice(), &self.output) {
            ([only], Some(file)) => Ok(vec![(*only, file.clone())]),
            (several, Some(folder)) if !folder.is_dir() => Err(Trouble::Refused(format!(
                "--output is a folder for {} reports, and there is no folder {}; make it first, or ask for one format at a time",
                several.len(),
                folder.display()
            ))),
            (formats, folder) => {
                let folder = folder.as_ref().unwrap_or(&self.folder);
                Ok(formats.iter().map(|it| (*it, folder.join(it.file_name()))).collect())
            }
        }
    }
}

/// The formats asked for, each once.
pub(super) fn asked_for(choices: &[FormatChoice]) -> Vec<Format> {
    let is_asked_for = |format: &Format| choices.iter().any(|&it| Format::from(it) == *format);
    Format::ALL.into_iter().filter(is_asked_for).collect()
}

/// The formats of the reports that lie in a folder of results.
pub(super) fn reports_in(folder: &Path) -> Vec<Format> {
    Format::ALL.into_iter().filter(|format| folder.join(format.file_name()).is_file()).collect()
}
