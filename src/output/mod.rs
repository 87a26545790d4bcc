//! The results as files: one format in each file of this folder, bytes out. `folder` and `document` put
//! them on the disk, `past` reads them back.

mod number;
mod table;
mod replications;
mod summary;
mod comparison;
mod waits;
mod timeline;
mod manifest;
mod trouble;
mod beside;
mod folder;
mod document;
mod past;
mod events;

pub use document::{check_document, is_same_place, write_document, write_page};
pub use events::{EventFiles, EventFormat, MEMORY_EACH};
pub use folder::{Existing, Place};
pub use manifest::{Manifest, ScenarioRun};
pub use number::{number, rounded};
pub use past::{PastError, PastRun, SummaryRow};
pub use trouble::FolderError;

use crate::statistics::Results;

/// One file of the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFile {
    /// Its name.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Every file of the results of these scenarios, the first being the one others are compared with.
///
/// `run.json` alone may differ between two runs of the same thing.
#[must_use]
pub fn files(scenarios: &[(&str, &Results)], manifest: &Manifest) -> Vec<ResultFile> {
    let mut files = vec![
        ResultFile { name: "replications.csv", bytes: replications::bytes(scenarios) },
        ResultFile { name: "summary.csv", bytes: summary::bytes(scenarios) },
    ];
    if scenarios.len() > 1 {
        files.push(ResultFile { name: "comparison.csv", bytes: comparison::bytes(scenarios) });
    }
    files.push(ResultFile { name: "waits.csv", bytes: waits::bytes(scenarios) });
    files.push(ResultFile { name: "timeline.csv", bytes: timeline::bytes(scenarios) });
    files.push(ResultFile { name: "run.json", bytes: manifest.bytes() });
    files
}
