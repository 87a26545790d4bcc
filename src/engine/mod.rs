//! One replication: calendar, places, waiting lists, risk clocks and the event loop.
//!
//! The engine does no input or output, keeps no statistics and returns no errors: a model that exists can be run.

mod outcome;
mod calendar;
mod places;
mod strands;
mod waiting;
mod clocks;
mod clock_set;
mod steering;
mod blocks;
mod running;
mod counters;
mod clients;
mod route;
mod service;
mod replication;
mod eras;
mod referrals;
mod staffing;
mod serving;
mod appointments;
mod loads;
mod journey;
mod care_plan;
mod custody;
mod befalling;
mod attributes;
mod settle;
mod reporting;
mod past;
mod midway;
mod initial;
mod watch;
mod snapshot;
#[doc(hidden)]
pub mod parts;

pub use outcome::{Conditions, Outcome, RunEnding, Spot};
pub use snapshot::snapshot;

use crate::model::Model;
use crate::records::Recorder;

/// Runs one replication of a model and reports to a recorder.
pub fn simulate<R: Recorder>(
    model: &Model,
    conditions: Conditions<'_>,
    recorder: &mut R,
) -> Outcome {
    replication::Replication::new(model, conditions, recorder).run()
}
