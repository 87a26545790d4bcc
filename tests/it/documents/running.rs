//! Runs what a document is written from, and says how far it has come.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use throughcare::experiment::{Plan, Progress};
use throughcare::model::Model;
use throughcare::scenario;
use throughcare::statistics::Results;

/// Whether the documents are to be written anew, and then from how many replications: `UPDATE_DOCUMENTS=1` for as many as
/// the document is meant to have, a larger number for a draft.
pub(super) fn update(meant: u32) -> Option<u32> {
    let asked = std::env::var("UPDATE_DOCUMENTS").ok()?;
    let asked: u32 =
        asked.parse().expect("UPDATE_DOCUMENTS is a number: 1, or so many replications");
    Some(if asked <= 1 { meant } else { asked })
}

/// A path from the root of the project.
pub(super) fn path(from_root: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(from_root)
}

/// A text of the project.
pub(super) fn text(from_root: &str) -> String {
    std::fs::read_to_string(path(from_root))
        .unwrap_or_else(|error| panic!("{from_root} can be read: {error}"))
}

/// Writes a document.
pub(super) fn write(from_root: &str, page: &str) {
    std::fs::write(path(from_root), page)
        .unwrap_or_else(|error| panic!("{from_root} can be written: {error}"));
    println!("{from_root} is written");
}

/// The model of a scenario, run so many times, reported by these attributes alone, and with more set otherwise.
pub(super) fn model(
    from_root: &str,
    replications: u32,
    report_by: &[&str],
    more: &[String],
) -> Model {
    let mut sets =
        vec![format!("run.replications={replications}"), format!("report_by={report_by:?}")];
    sets.extend_from_slice(more);
    let read = scenario::read_file(&path(from_root), &sets);
    read.unwrap_or_else(|refusal| panic!("{from_root} can be run: {:?}", refusal.problems)).model
}

/// Runs every replication of every model, on common random numbers.
pub(super) fn run(models: &[(&str, Model)]) -> Vec<Results> {
    let told = |progress: Progress| {
        let step = (progress.all / 20).max(1);
        if update(1).is_some() && progress.done.is_multiple_of(step) {
            println!("{} of {} replications", progress.done, progress.all);
        }
    };
    let plan = Plan {
        scenarios: models.iter().map(|(name, model)| (*name, model)).collect(),
        threads: None,
        stop: &AtomicBool::new(false),
        progress: &told,
    };
    plan.run().unwrap_or_else(|failure| panic!("{failure}")).results
}
