//! Keyed random numbers, and what is drawn with them: durations, thresholds of hazards, referrals.
//!
//! Every draw is named by who it is for, what it is for and which occurrence it is, so that the same
//! client has the same luck in every scenario. All mathematics goes through `libm`, so that a draw has
//! the same bits on every platform and in every build.

mod philox;
mod keyed;
mod parameter;
mod normal;
mod gamma;
mod tails;
mod fit;
mod distribution;
mod hazard;
mod rate;

pub use distribution::Distribution;
pub use hazard::Hazard;
pub use keyed::{Draws, Named, Purpose, Stream, Uniforms, Who};
pub(crate) use normal::{gathered as normal_gathered, log_density as normal_log_density};
pub use parameter::{ParameterError, ParameterUnit};
pub use rate::{Cycle, RateCurve};
