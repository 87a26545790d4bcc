//! Scenarios times replications, in parallel, with results that do not depend on how many threads there are.

mod order;
mod lead;
mod log;
mod replications;
mod load;

pub use load::{LoadUnit, ServiceLoad, offered_load};
pub use log::{Chapter, Draft, EventLog, Keeping};
pub use replications::{Done, Failure, Plan, Progress, replicate};
