//! Reads back what a run wrote: its manifest, its summary, its scenarios as they were, and all that was kept of the
//! replications.

use super::beside::{Left, left_at};
use super::folder::RUN;
use super::kept::{self, Head, KEPT};
use super::manifest::{Manifest, ScenarioRun};
use crate::experiment::Start;
use crate::scenario::{Scenario, TextFile, read_again};
use crate::statistics::Results;
use serde::Deserialize;
use std::fs::{self, File};
use std::io::{BufReader, ErrorKind};
use std::path::{Path, PathBuf};

/// What a folder of results says of a run.
#[derive(Debug, Clone)]
pub struct PastRun {
    /// What was run, how, and where.
    pub manifest: Manifest,
    /// What the replications say of every measure.
    pub summary: Vec<SummaryRow>,
}

/// What a folder of results holds in all: enough to go on from it.
#[derive(Debug)]
pub struct WholeRun {
    /// What was run, how, and where.
    pub manifest: Manifest,
    /// The scenarios, as they were run.
    pub scenarios: Vec<Scenario>,
    /// What came of them.
    pub results: Vec<Results>,
}

/// A row of `summary.csv`, as far as it is told.
#[derive(Debug, Clone, Deserialize)]
pub struct SummaryRow {
    /// Name of the scenario in the results.
    pub scenario: String,
    /// `all`, or an attribute and its level.
    pub group: String,
    /// What the measure is about: a service, an exit, or `all`.
    pub subject: String,
    /// Name of the measure.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Mean over replications; none where there is none.
    pub mean: Option<f64>,
    /// Lower end of the 95% interval of the mean.
    #[serde(rename = "low95")]
    pub low: Option<f64>,
    /// Upper end of the same.
    #[serde(rename = "high95")]
    pub high: Option<f64>,
}

/// Why results cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    /// There are no results.
    #[error("{} holds no results (it has no run.json); name the folder that a run wrote", .0.display())]
    NoResults(PathBuf),
    /// The run that was to write them was killed.
    #[error(
        "{} holds no results: the run that was to write them was killed. Give the command that began it again, as it \
         was: what is left of its work is gone on from",
        .0.display()
    )]
    Killed(PathBuf),
    /// A run is about to write them.
    #[error("{} holds no results yet: a run that will write them is at work; wait until it has ended", .0.display())]
    AtWork(PathBuf),
    /// The results were written before what is asked for was kept.
    #[error(
        "{} does not hold the texts of its scenarios: it was written by a version of Throughcare that kept none; run \
         them again",
        .0.join(RUN).display()
    )]
    NoTexts(PathBuf),
    /// The values of the replications are not there.
    #[error("{} has no {KEPT}, which holds what the replications came to, to the last bit{}", .0.display(), again(.0))]
    NotKept(PathBuf),
    /// The scenario that is kept cannot be run by this version, or has been changed.
    #[error("{}: the scenario {name} {why}", .folder.join(RUN).display())]
    Scenario {
        /// The results.
        folder: PathBuf,
        /// Its name.
        name: String,
        /// What is the matter with it.
        why: String,
    },
    /// `run.json` is not as a run writes it.
    #[error(
        "cannot read {}: {why}; this is not as a run wrote it: put back a copy of the file, or run the scenarios again",
        .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The reader's words, with the line.
        why: String,
    },
    /// A file cannot be read, or does not say what it should.
    #[error("cannot read {}: {why}{}", .path.display(), .path.parent().map_or_else(String::new, again))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reader's words.
        why: String,
    },
}

impl PastRun {
    /// Reads a folder of results.
    ///
    /// # Errors
    /// When it holds none, or they cannot be read.
    pub fn read(folder: &Path) -> Result<PastRun, PastError> {
        let manifest = manifest_of(folder)?;
        let table = folder.join("summary.csv");
        let rows = text(&table)?;
        let mut reader = csv::Reader::from_reader(rows.as_bytes());
        let summary: Result<Vec<SummaryRow>, csv::Error> = reader.deserialize().collect();
        Ok(PastRun { manifest, summary: summary.map_err(unreadable(&table))? })
    }
}

/// Why a folder has no results, or is none: what a run that was to write them has left tells.
#[must_use]
pub fn no_results(folder: &Path) -> PastError {
    let place = folder.to_path_buf();
    match left_at(folder) {
        Some(Left::AtWork) => PastError::AtWork(place),
        Some(Left::Killed) => PastError::Killed(place),
        None => PastError::NoResults(place),
    }
}

/// How to have all results of a folder again, where its `run.json` is there.
fn again(folder: &Path) -> String {
    let is_there = folder.join(RUN).is_file();
    let command =
        format!("; to have all of it again: throughcare run {} --output OTHER", folder.display());
    if is_there { command } else { String::new() }
}

/// `run.json` as it stands.
///
/// # Errors
/// When the folder holds no results, or it cannot be read.
pub fn manifest_text(folder: &Path) -> Result<String, PastError> {
    let run = folder.join(RUN);
    if !run.is_file() {
        return Err(no_results(folder));
    }
    fs::read_to_string(&run).map_err(|why| match why.kind() {
        ErrorKind::InvalidData => PastError::Damaged { path: run, why: "it is no text".to_owned() },
        _ => unreadable(&run)(why),
    })
}

/// What was run, how, and where, as `run.json` says.
///
/// # Errors
/// When the folder holds no results, or they cannot be read.
pub fn manifest_of(folder: &Path) -> Result<Manifest, PastError> {
    serde_json::from_str(&manifest_text(folder)?)
        .map_err(|why| PastError::Damaged { path: folder.join(RUN), why: why.to_string() })
}

/// The scenarios of a run, as they were then.
///
/// # Errors
/// When `run.json` does not hold them, or this version of the program does not take them.
pub fn scenarios_of(manifest: &Manifest, folder: &Path) -> Result<Vec<Scenario>, PastError> {
    manifest.scenarios.iter().map(|run| scenario_of(manifest, run, folder)).collect()
}

fn scenario_of(
    manifest: &Manifest,
    run: &ScenarioRun,
    folder: &Path,
) -> Result<Scenario, PastError> {
    let kept = |path: &String| manifest.files.iter().find(|file| file.path == *path).cloned();
    let files: Option<Vec<TextFile>> = run.files.iter().map(kept).collect();
    let files = files.filter(|files| !files.is_empty());
    let files = files.ok_or_else(|| PastError::NoTexts(folder.to_path_buf()))?;
    let wrong = |why: String| PastError::Scenario {
        folder: folder.to_path_buf(),
        name: run.name.clone(),
        why,
    };
    let scenario = read_again(&files, run.embedded, &run.set).map_err(|refusal| {
        wrong(format!("is refused by this version:\n{}", refusal.render(false).trim_end()))
    })?;
    if scenario.digest != run.digest {
        let digests = format!("its digest is {}, not {}", scenario.digest, run.digest);
        return Err(wrong(format!("is not as it was run: {digests}")));
    }
    Ok(Scenario { name: run.name.clone(), found_warm_up: run.found_warm_up, ..scenario })
}

impl WholeRun {
    /// Reads a folder of results.
    ///
    /// # Errors
    /// When it holds none, or not all that is needed, or that cannot be read.
    pub fn read(folder: &Path) -> Result<WholeRun, PastError> {
        let manifest = manifest_of(folder)?;
        let scenarios = scenarios_of(&manifest, folder)?;
        let path = folder.join(KEPT);
        if !path.is_file() {
            return Err(PastError::NotKept(folder.to_path_buf()));
        }
        let file = File::open(&path).map_err(unreadable(&path))?;
        let models: Vec<_> = scenarios.iter().map(|scenario| (&scenario.model, 1..1)).collect();
        let empty = Start::fresh(&models, None).results;
        let results = kept::read(&Head::of_all(&scenarios), empty, &mut BufReader::new(file));
        let results = results.map_err(unreadable(&path))?;
        Ok(WholeRun { manifest, scenarios, results })
    }
}

fn text(path: &Path) -> Result<String, PastError> {
    fs::read_to_string(path).map_err(unreadable(path))
}

fn unreadable<E: std::fmt::Display>(path: &Path) -> impl FnOnce(E) -> PastError {
    let path = path.to_path_buf();
    move |why| PastError::Unreadable { path, why: why.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_wrote_is_read_back_and_what_is_missing_stays_missing() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = Manifest {
            version: "0.1.0".to_owned(),
            command: vec!["throughcare".to_owned()],
            scenarios: vec![ScenarioRun {
                name: "town".to_owned(),
                title: "A town".to_owned(),
                digest: "00ff".to_owned(),
                set: Vec::new(),
                found_warm_up: false,
                seed: u64::MAX,
                first_replication: 1,
                replications_asked: 3,
                replications: 2,
                embedded: false,
                files: Vec::new(),
            }],
            interrupted: true,
            threads: 2,
            os: "linux".to_owned(),
            architecture: "x86_64".to_owned(),
            processors: 8,
            build: "release".to_owned(),
            started: "2026-01-01T00:00:00Z".to_owned(),
            wall_seconds: 1.5,
            until: None,
            files: Vec::new(),
        };
        fs::write(folder.path().join("run.json"), manifest.bytes()).unwrap();
        let table = "scenario,group,subject,measure,unit,n,mean,sd,low95,high95\n\
                     town,all,all,referrals_per_year,per year,2,10.5,1,9,12\n\
                     town,all,ward,wait_days_mean,days,0,,,,\n";
        fs::write(folder.path().join("summary.csv"), table).unwrap();
        let past = PastRun::read(folder.path()).unwrap();
        assert_eq!(past.manifest.scenarios[0].seed, u64::MAX);
        assert_eq!(past.summary[0].low, Some(9.0));
        assert_eq!((past.summary[1].subject.as_str(), past.summary[1].mean), ("ward", None));
    }

    #[test]
    fn a_folder_without_results_and_a_broken_manifest_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let none = PastRun::read(folder.path()).unwrap_err().to_string();
        assert!(none.contains("holds no results"), "{none}");
        for (damaged, why) in [
            (&b"{}"[..], "run.json: missing field `version` at line 1 column 2; "),
            (
                b"{\n  \"version\": \"0.1",
                "run.json: EOF while parsing a string at line 2 column 17; ",
            ),
            (b"", "run.json: EOF while parsing a value at line 1 column 0; "),
            (b"name = 3", "at line 1 column "),
            (b"[]", "at line 1 column "),
            (b"\xff\xfe", "run.json: it is no text; "),
        ] {
            fs::write(folder.path().join("run.json"), damaged).unwrap();
            let broken = PastRun::read(folder.path()).unwrap_err().to_string();
            let words = "not as a run wrote it: put back a copy of the file, or run";
            assert!(broken.contains(why) && broken.contains(words), "{broken}");
        }
    }
}
