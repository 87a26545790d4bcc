//! Where an experiment begins and where it may end: which replications there are already, which are to be run, and what
//! is to be known how well.

use crate::model::Model;
use crate::statistics::{Key, Precision, ReplicationResult, Results};
use std::fmt;
use std::ops::Range;
use std::path::Path;

/// Memory for the values of all replications of all scenarios; what there is no room for goes to a file. \[bytes\]
const MEMORY: usize = 256 << 20;

/// What there is before the first replication is run.
pub struct Start<'a> {
    /// Whole replications of each scenario, in the order of the plan; the next ones are added to them.
    pub results: Vec<Results>,
    /// Of each scenario the number of the last replication to be run.
    pub last: Vec<u32>,
    /// Replications that were done before, in any order; those of no use are passed over.
    pub done: Box<dyn Iterator<Item = Replicated> + 'a>,
    /// The experiment ends as soon as all of these are known; none: at the last replication.
    pub goals: &'a [Goal],
}

/// A replication of a scenario of the plan, by its position there.
#[derive(Debug)]
pub struct Replicated {
    /// Position of the scenario.
    pub scenario: usize,
    /// Number of the replication.
    pub replication: u32,
    /// What it came to.
    pub result: ReplicationResult,
}

/// A measure that is to be known so precisely, in every scenario that reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// The measure.
    pub key: Key,
    /// How precisely.
    pub precision: Precision,
}

impl Start<'_> {
    /// The replications of these numbers of each model, none of which there is yet. Values for which there is no room in
    /// memory go to a file in the folder `aside`, or where the system keeps such files.
    #[must_use]
    pub fn fresh(models: &[(&Model, Range<u32>)], aside: Option<&Path>) -> Start<'static> {
        let memory = MEMORY / models.len().max(1);
        let results = models.iter().map(|(model, numbers)| {
            Results::within(model, memory, aside.map(Path::to_path_buf)).from_number(numbers.start)
        });
        Start {
            results: results.collect(),
            last: models.iter().map(|(_, numbers)| numbers.end.saturating_sub(1)).collect(),
            done: Box::new(std::iter::empty()),
            goals: &[],
        }
    }
}

impl fmt::Debug for Start<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = formatter.debug_struct("Start");
        all.field("results", &self.results).field("last", &self.last).field("goals", &self.goals);
        all.finish_non_exhaustive()
    }
}
