//! Scenarios times replications, in parallel, with results that do not depend on how many threads there are.

mod replications;
mod log;
mod load;
mod memory;

pub use load::{LoadUnit, ServiceLoad, offered_load};
pub use log::{Chapter, Draft, EventLog};
pub use memory::{Kept, memory_each};
pub use replications::{Done, Failure, Plan, Progress, replicate};
