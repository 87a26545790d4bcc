//! `run.json`: enough to run it again and get the same bytes, and how this run went.

use crate::scenario::{Scenario, TextFile};
use crate::statistics::Results;
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
    /// Every file that a scenario was read from, as it was.
    #[serde(default)]
    pub files: Vec<TextFile>,
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
    /// Whether the last of these was not set but found: the warm-up.
    #[serde(default)]
    pub found_warm_up: bool,
    /// Seed of all randomness.
    pub seed: u64,
    /// Number of the first replication.
    #[serde(default = "one")]
    pub first_replication: u32,
    /// Replications asked for.
    pub replications_asked: u32,
    /// Replications in the results.
    pub replications: usize,
    /// Whether it is the scenario that comes with the program.
    #[serde(default)]
    pub embedded: bool,
    /// Paths of the files it was read from, the scenario itself first; what stood in them is in `files`.
    #[serde(default)]
    pub files: Vec<String>,
}

fn one() -> u32 {
    1
}

impl ScenarioRun {
    /// A scenario of which so many replications were asked for, and what came of it.
    #[must_use]
    pub fn of(scenario: &Scenario, results: &Results, asked: u32) -> ScenarioRun {
        let path = |file: &TextFile| file.path.clone();
        ScenarioRun {
            name: scenario.name.clone(),
            title: scenario.model.title.clone(),
            digest: scenario.digest.clone(),
            set: scenario.set.clone(),
            found_warm_up: scenario.found_warm_up,
            seed: scenario.model.run.seed,
            first_replication: results.first(),
            replications_asked: asked,
            replications: results.replications(),
            embedded: scenario.is_embedded(),
            files: scenario.files.iter().map(path).collect(),
        }
    }
}

impl Manifest {
    /// The files of these scenarios, each once.
    #[must_use]
    pub fn files_of(scenarios: &[Scenario]) -> Vec<TextFile> {
        let mut files: Vec<TextFile> = Vec::new();
        for file in scenarios.iter().flat_map(|scenario| &scenario.files) {
            if !files.iter().any(|other| other.path == file.path) {
                files.push(file.clone());
            }
        }
        files
    }

    /// The file.
    #[must_use]
    pub(super) fn bytes(&self) -> Vec<u8> {
        // Strings and numbers only: nothing that JSON cannot hold.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
