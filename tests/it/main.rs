//! The integration tests: what belongs where.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says what it measured"
)]

/// A recorder that writes everything down.
mod trace;
/// A recorder that keeps books, and fails where they do not add up.
mod audit;
/// Closed forms of queueing and survival theory, and scenarios that must agree with them.
mod theory;
/// Constant durations, a schedule worked out by hand, exact.
mod deterministic;
/// Corners where two things meet: an instant shared, a change within a spell, a state that ends.
mod corners;
/// Nobody comes; no place; endless places; everyone leaves.
mod extreme;
/// With common random numbers, more of something never does the opposite of what it must do.
mod monotone;
/// The 31 parts of the source at work in the baseline.
mod journey;
/// In = out + inside; property tests over one small system with everything in it.
mod conservation;
/// Scenarios made of chance that reach every key of the language, and what holds of all of them.
mod generated;
/// Scenarios with mistakes made of chance: a clear problem, or a run whose books add up.
mod fuzz;
/// The same luck whatever else happens.
mod reproducible;
/// Committed reference results come back exactly.
mod back;
/// Every file in `tests/scenarios/bad`, its message as a snapshot.
mod refused;
/// The import map, first doc lines, that ARCHITECTURE.md names every folder.
mod tidy;
/// Hand-made streams of happenings, and the measures they come to.
mod measures;
/// The same for the way through treatment: attrition, continuity, what runs at once, what follows an exit.
mod way;
/// Levels of outcome domains and quality of life, told by hand.
mod domains;
/// The lessons of `scenarios/teaching`, and every figure of the teacher's guide.
mod teaching;
/// Exit codes, stdout against stderr, a broken pipe, an interrupted run.
mod cli;
/// The model in words: every item of the checklist, every name, every source, and the command.
mod describe;
/// One client's journey: the words against schedules worked out by hand, the chances against closed forms.
mod story;
/// The commands to start with: a client's story, a new scenario, completions, the manual.
mod starting;
/// The documents that are written from runs, against runs of now.
mod documents;
