//! Closed forms and numerical integration: the true value of a textbook system.

// How long things last.
pub(crate) mod laws;
pub(crate) mod queues;
// Endless services whose arrivals change.
pub(crate) mod cyclic;
pub(crate) mod competing;
// From state to state, in the long run or up to an end.
pub(crate) mod careers;
// What happens again and again.
pub(crate) mod renewal;
// Queues on their way from an empty start.
pub(crate) mod chains;
// Waits client by client: Lindley, Kiefer and Wolfowitz.
pub(crate) mod workload;
