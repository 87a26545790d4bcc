//! The results as files: one format in each file of this folder. `folder` and `document` put
//! them on the disk, `past` reads them back.

mod number;
mod table;
mod replications;
mod summary;
mod comparison;
mod waits;
mod timeline;
mod warm_up;
mod manifest;
mod trouble;
mod beside;
mod kept;
mod journal;
mod folder;
mod document;
mod past;
mod likeness;
mod events;
mod state;

pub use beside::put_back;
pub use document::{check_document, is_same_place, write_document, write_page};
pub use events::{EventFiles, EventFormat, Joined, MEMORY_EACH, events_in, join_events};
pub use folder::{Existing, Place};
pub use journal::Journal;
pub use kept::Head;
pub use likeness::{Likeness, likeness, names_in};
pub use manifest::{KnownTo, Manifest, ScenarioRun, Until};
pub use number::{number, rounded};
pub use past::{
    PastError, PastRun, SummaryRow, WholeRun, manifest_of, manifest_text, no_results, scenarios_of,
};
pub use replications::size;
pub use state::{from_folder, state_scenario, told_state, write_state};
pub use trouble::FolderError;
pub use warm_up::FoundWarmUp;

use crate::statistics::Results;
use std::io::{self, Write};
use std::path::Path;

/// Where results go when nobody says otherwise.
pub const RESULTS: &str = "results";

/// Every file that a run may write into a folder of results.
pub const NAMES: [&str; 14] = [
    "replications.csv",
    "summary.csv",
    "comparison.csv",
    "waits.csv",
    "timeline.csv",
    "warm_up.csv",
    "replications.bin",
    "run.json",
    "events.csv",
    "events.parquet",
    "events_vidigi.csv",
    "report.html",
    "report.xlsx",
    "report.md",
];

/// One file of the results, written when there is somewhere to write it to.
pub struct ResultFile<'a> {
    /// Its name.
    pub name: &'static str,
    contents: Box<Contents<'a>>,
}

type Contents<'a> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'a;

impl<'a> ResultFile<'a> {
    /// A file of this name with what this writes.
    pub fn new(
        name: &'static str,
        contents: impl Fn(&mut dyn Write) -> io::Result<()> + 'a,
    ) -> ResultFile<'a> {
        ResultFile { name, contents: Box::new(contents) }
    }

    /// Writes what is in it, in pieces of any size.
    ///
    /// # Errors
    /// When what it is written to takes no more, or what it is made of cannot be read back.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        (self.contents)(to)
    }
}

/// Every file of the results of these scenarios, the first being the one others are compared with.
///
/// `run.json` alone may differ between two runs of the same thing.
#[must_use]
pub fn files<'a>(
    scenarios: &'a [(&'a str, &'a Results)],
    manifest: &'a Manifest,
) -> Vec<ResultFile<'a>> {
    let table = |name, write: WriteTable| ResultFile::new(name, move |to| write(scenarios, to));
    let mut files =
        vec![table("replications.csv", replications::write), table("summary.csv", summary::write)];
    if scenarios.len() > 1 {
        files.push(table("comparison.csv", comparison::write));
    }
    files.push(table("waits.csv", waits::write));
    files.push(table("timeline.csv", timeline::write));
    files.push(ResultFile::new(kept::KEPT, |to| kept::write(&manifest.scenarios, scenarios, to)));
    files.push(ResultFile::new("run.json", |to| to.write_all(&manifest.bytes())));
    files
}

/// How the scenarios settle, where their warm-up was found.
#[must_use]
pub fn warm_up_file(found: &FoundWarmUp) -> ResultFile<'_> {
    ResultFile::new(warm_up::WARM_UP, |to| found.write(to))
}

/// The same as it stands in a folder of results; none where it is not there.
#[must_use]
pub fn kept_warm_up_file(folder: &Path) -> Option<ResultFile<'static>> {
    let bytes = std::fs::read(folder.join(warm_up::WARM_UP)).ok()?;
    Some(ResultFile::new(warm_up::WARM_UP, move |to| to.write_all(&bytes)))
}

/// What writes a table of these scenarios.
type WriteTable = fn(&[(&str, &Results)], &mut dyn Write) -> io::Result<()>;
