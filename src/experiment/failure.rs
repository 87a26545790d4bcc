//! Why an experiment cannot be done.

/// Why an experiment cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A client goes round and round in almost no time.
    #[error(
        "scenario {scenario}, replication {replication}: on day {day:.1} a client went round and round through \
         {spot} in almost no time; give something in that circle a duration, or a way out"
    )]
    Stuck {
        /// Which scenario.
        scenario: String,
        /// Which replication.
        replication: u32,
        /// Through which intervention or risk.
        spot: String,
        /// When. \[days\]
        day: f64,
    },
    /// More clients than can be kept.
    #[error(
        "scenario {scenario}, replication {replication}: by day {day:.1} more clients were present than can be kept; \
         are referrals stated per the right unit of time, and can clients leave?"
    )]
    TooMany {
        /// Which scenario.
        scenario: String,
        /// Which replication.
        replication: u32,
        /// When. \[days\]
        day: f64,
    },
    /// Events cannot be written down.
    #[error("{0}")]
    Events(Box<dyn std::error::Error + Send + Sync>),
    /// The machine refuses threads.
    #[error("cannot start {threads} threads: {why}")]
    Threads {
        /// How many.
        threads: usize,
        /// The system's words.
        why: rayon::ThreadPoolBuildError,
    },
}
