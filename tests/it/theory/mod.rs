//! Closed forms: the true value of a textbook system, written without any of Throughcare's own code.

// Queues: Erlang, Pollaczek and Khinchine, Palm, Cobham, Jackson.
pub(crate) mod formulas;
// Two risks that compete, with ratios that change while a spell lasts.
mod competing;
// Scenario files of textbook systems, simulated, against these.
mod simulated;
