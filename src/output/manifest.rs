//! `run.json`: enough to run it again and get the same bytes, and how this run went.

use serde::{Deserialize, Serialize};

/// What was run, how, and where.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of Throughcare.
    pub version: String,
    /// The command as it was given.
    pub command: Vec<String>,
    /// Each scenario.
    pub scenarios: Vec<ScenarioRun>,
    /// Whether it was interrupted before all replications were done.
    pub interrupted: bool,
    /// Threads used.
    pub threads: usize,
    /// Operating system.
    pub os: String,
    /// Kind of processor.
    pub architecture: String,
    /// Processors the machine has.
    pub processors: usize,
    /// How Throughcare was built: `debug` or `release`.
    pub build: String,
    /// When it began, UTC.
    pub started: String,
    /// How long it took. \[s\]
    pub wall_seconds: f64,
}

/// One scenario of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScenarioRun {
    /// Name in the results.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Digest of the scenario as it was run, with whatever it extends and whatever was set.
    pub digest: String,
    /// What was set on the command line.
    pub set: Vec<String>,
    /// Seed of all randomness.
    pub seed: u64,
    /// Replications asked for.
    pub replications_asked: u32,
    /// Replications in the results.
    pub replications: usize,
}

impl Manifest {
    /// The file.
    #[must_use]
    pub(super) fn bytes(&self) -> Vec<u8> {
        // Strings and numbers only: nothing that JSON cannot hold.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
