//! One client's journey in plain words: what happened, when, why, and what else might have happened.
//!
//! A [`Scout`] looks over the clients of a replication to find one worth following; a [`Journey`] keeps what happens to
//! one client in another run of the same replication; [`tell`] puts that into words. All names are the scenario's own.

mod words;
mod holding;
mod chances;
mod line;
mod journey;
mod scout;
mod choices;
mod waits;
mod moment;
mod closing;
mod teller;

pub use chances::chance_within;
pub use journey::Journey;
pub use line::{Line, Tells};
pub use scout::{Scout, Sketch};
pub use teller::{Step, Story, tell};
pub use words::duration;
