//! How a replication is to be run, and what came of it.

use crate::model::{ClockId, InterventionId};
use crate::random::Who;
use crate::units::Days;
use std::sync::atomic::AtomicBool;

/// How to run one replication.
#[derive(Debug, Clone, Copy)]
pub struct Conditions<'a> {
    /// Number of the replication, from 1.
    pub replication: u32,
    /// A client who stays away, to see what difference they make.
    pub without: Option<Who>,
    /// Whether every service takes everyone at once, to see what load is offered.
    pub endless: bool,
    /// Raised to stop early.
    pub stop: &'a AtomicBool,
}

/// What came of a replication.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// How it ended.
    pub ending: RunEnding,
    /// Instant at which it ended.
    pub at: Days,
    /// Calendar entries that fired.
    pub events: u64,
    /// Clients who came.
    pub clients: u64,
    /// Most clients present at once.
    pub most_present: usize,
}

/// Where a client got stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Starting this intervention.
    Intervention(InterventionId),
    /// When this risk fired.
    Risk(ClockId),
}

/// How a replication ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RunEnding {
    /// At the horizon.
    Horizon,
    /// It was told to stop.
    Stopped,
    /// To one client things happened without end in almost no time, here.
    Stuck(Spot),
    /// More clients were present than can be kept.
    TooMany,
}
