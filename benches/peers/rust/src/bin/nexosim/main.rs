//! nexosim: models with ports that send one another messages and schedule their own events. It has no services: each is a
//! model with a line of its own. Its time is in nanoseconds. One worker thread.

mod clock;
mod journey;
mod queue;

use std::process::ExitCode;

fn main() -> ExitCode {
    peers::run(
        |triage_places, seed| journey::run(triage_places, seed).expect("no model fails"),
        |seed| queue::run(seed).expect("no model fails"),
    )
}
