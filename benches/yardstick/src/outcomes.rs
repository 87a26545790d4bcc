//! What is counted while the work is done.

/// What came of one replication of the journey.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct JourneyOutcomes {
    /// First and later referrals.
    pub referrals: u64,
    /// Triages started.
    pub triage_starts: u64,
    /// Triages ended.
    pub triage_ends: u64,
    /// Left the list for triage unserved.
    pub gave_up_triage: u64,
    /// Left the list for a keyworker unserved.
    pub gave_up_keyworking: u64,
    /// Deliveries started.
    pub delivery_starts: u64,
    /// Dropped out: of delivery, or while waiting for detoxification.
    pub drop_outs: u64,
    /// Deliveries that ran their course.
    pub delivery_ends: u64,
    /// Planned exits.
    pub completions: u64,
    /// Detoxifications started.
    pub detox_starts: u64,
    /// Detoxifications ended.
    pub detox_ends: u64,
    /// Stays in rehabilitation started.
    pub rehab_starts: u64,
    /// Relapses.
    pub relapses: u64,
    /// Weeks waited by those served with triage, a keyworker, detoxification, rehabilitation: the sums.
    pub waited: [f64; 4],
}

/// What came of one replication of the plain queue.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QueueOutcomes {
    /// Customers who came.
    pub arrivals: u64,
    /// Services started.
    pub starts: u64,
    /// Services ended.
    pub ends: u64,
    /// Minutes waited by those served: the sum.
    pub waited: f64,
}
