//! Scenarios times replications, in parallel, with results that do not depend on how many threads there are.

mod replications;
mod load;

pub use load::{LoadUnit, ServiceLoad, offered_load};
pub use replications::{Done, Failure, Plan, Progress, replicate};
