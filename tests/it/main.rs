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
/// The auditor fails where it should.
mod audit_fails;
/// Throughcare against closed forms, numerical integration, other programs and published data.
mod verification;
/// Constant durations, a schedule worked out by hand, exact.
mod deterministic;
/// Who has which place: numbers, members of staff, ring fences, places kept.
mod places;
/// Loads that clients feel: from when, until when, and who.
mod loads;
/// Waiting and what hangs on it: giving up, slots nobody waits for, supports that are offered again.
mod waits;
/// What a recorder that asks why is told, and in which order one client's clocks and strands come.
mod why;
/// Waiting for a keyworker, and who does not get one.
mod keyworkers;
/// What custody does to places: kept, given back, asked for again.
mod custody;
/// What goes on across a dated change, and what one brings.
mod changes;
/// When clients are referred and staff leave, under rates that change and demand that answers.
mod referrals;
/// Corners where two things meet: an instant shared, a change within a spell, a state that ends.
mod corners;
/// Corners about places and appointments.
mod capacity_corners;
/// Two events at one instant, in every pair of kinds.
mod ties;
/// Nobody comes; no place; endless places; everyone leaves.
mod extreme;
/// No time, no capacity, no hazard, and changes that change nothing.
mod nought;
/// Beginning with clients who are there already, and the state of a run from which others begin.
mod initial;
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
/// Results run again, and folders that change meanwhile.
mod run_again;
/// Runs that are continued, extended, merged, resumed and reproduced: the bytes of one run.
mod going_on;
/// A warm-up that is found before the run.
mod warm_up;
/// Whether intervals, the number of replications and the warm-up keep their promises where the truth is known.
mod intervals;
/// Committed reference results come back exactly.
mod back;
/// The report: a sound page that fetches and runs nothing, figures as in the tables, and the command that writes it.
mod report;
/// The same of names, texts and dates that mean no good, and what options have otherwise.
mod report_corners;
/// Every file in `tests/scenarios/bad`, its message as a snapshot.
mod refused;
/// The import map, first doc lines, that ARCHITECTURE.md names every folder.
mod tidy;
/// Hand-made streams of happenings, and the measures they come to.
mod measures;
/// The same for the way through treatment: attrition, continuity, what runs at once, what follows an exit.
mod way;
/// What counts and what just does not: more of the same.
mod counted;
/// What things cost, and who pays.
mod paid;
/// Who is in treatment in which year, who comes back after an exit, and who dies when.
mod followed;
/// Which rows a scenario's results have, and shares of all who ask.
mod sheet;
/// How the system stands at a row of instants.
mod timeline;
/// Levels of outcome domains and quality of life, told by hand.
mod domains;
/// The lessons of `scenarios/teaching`, and every figure of the teacher's guide.
mod teaching;
/// Exit codes, stdout against stderr, a broken pipe, an interrupted run.
mod cli;
/// What is told of dates, changes that undo what was set, names that were taken, and runs that fell short.
mod told;
/// Hostile files, full disks, kills at random instants: clear words, and nothing lost or half-written.
#[cfg(unix)]
mod hostile;
/// Event logs: rows worked out by hand, books that add up, the same bytes on any number of threads.
mod events;
/// Event logs as instants: one worked out by hand, stays that add up.
mod moments;
/// The model in words: every item of the checklist, every name, every source, and the command.
mod describe;
/// One client's journey: the words against schedules worked out by hand, the chances against closed forms.
mod story;
/// The commands to start with: a client's story, a new scenario, completions, the manual.
mod starting;
/// `throughcare fit`: what it prints, what it writes and what it refuses.
mod fit;
/// Real people: fitted, simulated, and held against how long they stayed.
mod people;
/// The documents that are written from runs, against runs of now.
mod documents;
/// The pages of the guide: their commands run, their outputs held to what is printed, links that lead somewhere.
mod guide;
/// The same models in SimPy, client by client, on one file of draws.
mod oracle;
/// Results in other tools: event logs in PM4Py and vidigi, the pages on Python and R.
mod tools;
