//! The work that engines are timed on (`docs/performance.md`), written by hand for speed alone.
//!
//! [`Journey`] and [`queue()`] run one replication each of `scenarios/bench/`. Every step is an event at its own instant, in
//! the order of time, and nothing else is done: no statistics but what is needed to see that the outcomes are right.
//!
//! Each runs on either of two calendars, with the same outcomes: an ordinary heap, which is what is written by hand for any
//! work, and one that is made for this work alone.

mod calendar;
mod heap;
mod buckets;
mod ahead;
mod draws;
mod outcomes;
mod journey;
mod queue;

pub use calendar::Calendar;
pub use journey::Journey;
pub use outcomes::{JourneyOutcomes, QueueOutcomes};
pub use queue::queue;
