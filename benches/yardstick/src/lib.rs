//! The work that engines are timed on (`docs/performance.md`), written by hand for speed alone: the local limit.
//!
//! [`journey`] and [`queue`] run one replication each of `scenarios/bench/`. Every step is an event at its own instant, in
//! the order of time, and nothing else is done: no statistics but what is needed to see that the outcomes are right.

mod calendar;
mod draws;
mod journey;
mod queue;

pub use journey::{Journey, JourneyOutcomes};
pub use queue::{QueueOutcomes, queue};
