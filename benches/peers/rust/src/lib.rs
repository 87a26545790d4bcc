//! What the engines' programs share: the parameters of the work (`scenarios/bench/`), its draws, what is counted, and how it
//! is printed. Every engine draws with the same generator and the same ziggurats, so that engines are compared and no more.

mod counted;
mod draws;
mod line;
mod program;

pub use counted::{Journey, Queue};
pub use draws::Draws;
pub use line::Line;
pub use program::run;

/// Weeks that the journey is run.
pub const WEEKS: f64 = 520.0;
/// Referrals a week.
pub const REFERRALS_PER_WEEK: f64 = 60.0;
/// Keyworkers' places.
pub const KEYWORKING_PLACES: usize = 1200;
/// Beds for detoxification.
pub const DETOX_PLACES: usize = 15;
/// Places in rehabilitation.
pub const REHAB_PLACES: usize = 40;

/// Minutes that the plain queue is run, with an arrival a minute.
pub const MINUTES: f64 = 1_000_000.0;
/// Its servers.
pub const SERVERS: usize = 20;
/// Mean minutes of a service.
pub const MEAN_SERVICE: f64 = 18.0;
