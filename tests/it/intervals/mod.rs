//! Whether statistics keep their promises: how often intervals hold the truth on queues whose truth is known, where the
//! algorithm for the number of replications ends, and what MSER-5 leaves out of a series whose transient is known.
//!
//! `UPDATE_INTERVALS=1 cargo test --release --test it intervals::section -- --nocapture` works at full length, some minutes, and writes
//! the section of `docs/validation.md`. Otherwise a tenth of it is done, and must not speak against what stands there.

/// Queues that are run many times over.
mod queues;
/// How often intervals hold: of a mean, of differences together, of a run that ended by its precision.
mod coverage;
/// MSER-5 where the transient is known.
mod transient;
/// The section.
mod section;

/// Whether the section is to be written anew.
fn is_full() -> bool {
    std::env::var_os("UPDATE_INTERVALS").is_some()
}

/// So many at full length, a tenth of them otherwise.
fn so_many(full: usize) -> usize {
    if is_full() { full } else { full / 10 }
}

/// How often something held.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    times: usize,
    of: usize,
}

impl Held {
    fn add(&mut self, held: bool) {
        self.times += usize::from(held);
        self.of += 1;
    }

    fn share(self) -> f64 {
        self.times as f64 / self.of as f64
    }

    /// Whether a true share between these can have come out so, but for one in ten thousand: by the normal law of so many.
    fn can_be(self, low: f64, high: f64) -> bool {
        let beyond = |share: f64| 3.9 * (share * (1.0 - share) / self.of as f64).sqrt();
        (low - beyond(low)..=high + beyond(high)).contains(&self.share())
    }

    fn row(self) -> String {
        let share = 100.0 * self.share();
        let error = 196.0 * (self.share() * (1.0 - self.share()) / self.of as f64).sqrt();
        format!("{share:.1}% ± {error:.1}")
    }
}
