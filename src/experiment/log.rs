//! What becomes of the events of replications that are written down, and of values that there is no room for: the seam
//! between running replications and files.

use crate::events::Keeper;
use crate::statistics::ReplicationResult;
use std::error::Error;

/// A replication in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chapter {
    /// Its place in the plan, from 0: replication by replication, and within each by scenario.
    pub place: usize,
    /// Position of the scenario in the plan.
    pub scenario: usize,
    /// Its number, from 1.
    pub replication: u32,
}

/// Where the events of replications go; many are written down at once, each by its own thread.
pub trait EventLog: Sync {
    /// A replication begins.
    fn begin(&self, chapter: Chapter) -> Box<dyn Draft + '_>;
}

/// A replication while it is written down. Dropped before it is closed, it is as if it had never been.
pub trait Draft: Keeper {
    /// It is whole.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn close(self: Box<Self>) -> Result<(), Box<dyn Error + Send + Sync>>;
}

/// Where each replication is written down as soon as it is done, so that a run that is killed need not do it again.
pub trait Journal: Sync {
    /// A replication of the scenario at this position of the plan is done; many threads tell of theirs at once. Where it
    /// cannot be written down it will be done again.
    fn write(&self, scenario: usize, replication: u32, result: &ReplicationResult);
}

/// How what comes of an experiment is kept, besides in its results.
#[derive(Clone, Copy, Default)]
pub struct Keeping<'a> {
    /// Where all that happens is written down, if anywhere.
    pub events: Option<&'a dyn EventLog>,
    /// Where replications are written down as they are done, if anywhere.
    pub journal: Option<&'a dyn Journal>,
}
