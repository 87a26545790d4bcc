//! Closed forms and numerical integration: the true value of a textbook system.

pub(crate) mod queues;
pub(crate) mod competing;
