//! The simulator against what must be true of it: closed forms, numerical integration, other programs, published data.
//!
//! `cargo test --test it verification::` makes every check at its short length, as part of the tests.
//! `tests/verify` makes them at their full length and writes `docs/verification-report.md`.

// The list of all checks, how long they are, how often they may fail by chance.
mod suite;
// One figure beside what it must be: interval, verdict, the bias it would catch.
mod comparison;
// What a service does, measured by a recorder of its own.
mod gauge;
// Finer than averages: waits beyond a time, numbers present together, intervals between departures.
mod watch;
// The true values, written without any of Throughcare's own code.
pub(crate) mod formulas;
// One service: Erlang, Pollaczek and Khinchine, Palm, Cobham.
mod queues;
// Several services in a row or in circles: Jackson.
mod networks;
// Arrivals whose rate changes: the number present at every hour.
mod cyclic;
// Recorders of few words.
mod listening;
// The wait of each client: Lindley, Kiefer and Wolfowitz.
mod workload;
// From an empty start, and after a warm-up.
mod start;
// Spells that risks compete for.
mod spells;
// Every form of hazard; that one draw says nothing of another.
mod hazards;
// What happens again and again.
mod renewal;
// Round and round, for ever or until death.
mod careers;
// The measures of `statistics` that have closed forms.
mod measured;
// All of it as a page.
mod report;

pub(crate) use comparison::Comparison;
pub(crate) use suite::Effort;
