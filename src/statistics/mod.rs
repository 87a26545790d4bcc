//! From what replications report to estimates: the catalogue of measures, the tally of one replication, and what
//! many replications say together.
//!
//! Nothing here knows the engine: a [`Tally`] listens through [`crate::records`]. Whatever has no value (the mean wait
//! of nobody, a rate over no time) is missing, never zero.

mod sum;
mod window;
mod bins;
mod waits;
mod measures;
mod subject;
mod tally;
mod estimate;
mod verdict;
mod enough;
mod settling;
mod results;
mod drift;

pub use crate::store::Column;
pub use drift::Drift;
pub use enough::{Enough, Precision};
pub use estimate::{Comparison, Estimate};
pub use measures::{Measure, Reach, Theme};
pub use results::Results;
pub use settling::{Settling, moving_average, mser_5};
pub use subject::{Key, level_label};
pub use sum::Sum;
pub use tally::{ReplicationResult, Sampled, Series, Sheet, Tally, WaitsOf};
pub use verdict::{Together, Verdict, Wanted};
pub use waits::{WaitCounts, Waits};
pub use window::Window;
