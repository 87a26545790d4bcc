//! `run.json`: enough to run it again and get the same bytes, and how this run went.

use crate::scenario::{Scenario, TextFile};
use crate::statistics::Results;
use serde::{Deserialize, Serialize};
use std::ops::Range;

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
    /// What was to be known before it ended; none: all replications were to be run.
    #[serde(default)]
    pub until: Option<Until>,
    /// Every file that a scenario was read from, as it was.
    #[serde(default)]
    pub files: Vec<TextFile>,
}

/// What a run was to know before it ended, and how well it knew it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Until {
    /// As it was asked for: `precision=2%`.
    pub asked: Vec<String>,
    /// Whether it ended because all of it was known.
    pub reached: bool,
    /// Each measure that was asked for.
    pub measures: Vec<KnownTo>,
}

/// How well a measure was to be known, and was. All in its unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KnownTo {
    /// Name of the scenario in the results.
    pub scenario: String,
    /// Name of the measure.
    pub measure: String,
    /// What it is about.
    pub subject: String,
    /// The largest half of its 95% interval that would do; none where that is a part of a mean that there is not.
    pub asked: Option<f64>,
    /// Half of its 95% interval; none where it has none.
    pub half_width: Option<f64>,
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
    /// The numbers of the replications in the results.
    #[must_use]
    pub fn numbers(&self) -> Range<u32> {
        let count = u32::try_from(self.replications).unwrap_or(u32::MAX);
        self.first_replication..self.first_replication.saturating_add(count)
    }

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
