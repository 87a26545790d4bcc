//! From the units of the draws to nexosim's time, and back.

use nexosim::time::MonotonicTime;
use std::time::Duration;

/// Seconds in the unit of the draws.
pub(crate) const WEEK: f64 = 604_800.0;
pub(crate) const MINUTE: f64 = 60.0;

/// An event can be scheduled for the future only: a nanosecond from now at least.
pub(crate) fn later(units: f64, unit: f64) -> Duration {
    Duration::from_secs_f64(units * unit).max(Duration::from_nanos(1))
}

pub(crate) fn waited(since: MonotonicTime, now: MonotonicTime, unit: f64) -> f64 {
    now.duration_since(since).as_secs_f64() / unit
}
