//! Scenarios times replications, in parallel, with results that do not depend on how many threads there are.

mod failure;
mod order;
mod lead;
mod log;
mod start;
mod watch;
mod fold;
mod replications;
mod load;
mod warm_up;

pub use failure::Failure;
pub use load::{EraLoad, LoadUnit, ServiceLoad, offered_load, offered_loads};
pub use log::{Chapter, Draft, EventLog, Journal, Keeping};
pub use replications::{Done, Plan, Progress, replicate};
pub use start::{Goal, Replicated, Start};
pub use warm_up::{SettlingSeries, Transient};
