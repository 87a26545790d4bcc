//! Reads back what a run wrote: its manifest and its summary.

use super::manifest::Manifest;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// What a folder of results says of a run.
#[derive(Debug, Clone)]
pub struct PastRun {
    /// What was run, how, and where.
    pub manifest: Manifest,
    /// What the replications say of every measure.
    pub summary: Vec<SummaryRow>,
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
    /// A file cannot be read, or does not say what it should.
    #[error("cannot read {}: {why}", .path.display())]
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
        let run = folder.join("run.json");
        if !run.is_file() {
            return Err(PastError::NoResults(folder.to_path_buf()));
        }
        let manifest = text(&run)?;
        let manifest = serde_json::from_str(&manifest).map_err(unreadable(&run))?;
        let table = folder.join("summary.csv");
        let rows = text(&table)?;
        let mut reader = csv::Reader::from_reader(rows.as_bytes());
        let summary: Result<Vec<SummaryRow>, csv::Error> = reader.deserialize().collect();
        Ok(PastRun { manifest, summary: summary.map_err(unreadable(&table))? })
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
    use super::super::manifest::ScenarioRun;
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
                seed: u64::MAX,
                replications_asked: 3,
                replications: 2,
            }],
            interrupted: true,
            threads: 2,
            os: "linux".to_owned(),
            architecture: "x86_64".to_owned(),
            processors: 8,
            build: "release".to_owned(),
            started: "2026-01-01T00:00:00Z".to_owned(),
            wall_seconds: 1.5,
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
        fs::write(folder.path().join("run.json"), "{}").unwrap();
        let broken = PastRun::read(folder.path()).unwrap_err().to_string();
        assert!(broken.contains("run.json: missing field"), "{broken}");
    }
}
