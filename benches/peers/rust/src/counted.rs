//! What is counted, so that the outcomes of engines can be compared.

use std::fmt;

/// A replication of the journey.
#[derive(Clone, Debug, Default)]
pub struct Journey {
    /// First and later referrals.
    pub referrals: u64,
    /// Left the list for triage unserved.
    pub gave_up_triage: u64,
    /// Left the list for a keyworker unserved.
    pub gave_up_keyworking: u64,
    /// Dropped out: of delivery, or while waiting for detoxification.
    pub drop_outs: u64,
    /// Planned exits.
    pub completions: u64,
    /// Relapses.
    pub relapses: u64,
    /// Triages started.
    pub triage: Waits,
    /// Deliveries started.
    pub keyworking: Waits,
    /// Detoxifications started.
    pub detox: Waits,
    /// Stays in rehabilitation started.
    pub rehab: Waits,
}

/// Those served, and how long they had waited.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waits {
    served: u64,
    waited: f64,
}

/// A replication of the plain queue.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Customers who came.
    pub arrivals: u64,
    /// Services ended.
    pub ends: u64,
    /// Services started.
    pub starts: Waits,
}

impl Waits {
    /// Someone is served after a wait.
    pub fn serve(&mut self, waited: f64) {
        self.served += 1;
        self.waited += waited;
    }

    fn add(&mut self, other: &Self) {
        self.served += other.served;
        self.waited += other.waited;
    }

    fn mean(&self) -> f64 {
        self.waited / self.served as f64
    }
}

impl Journey {
    /// Takes in what another part of the system has seen.
    pub fn add(&mut self, other: &Self) {
        self.referrals += other.referrals;
        self.gave_up_triage += other.gave_up_triage;
        self.gave_up_keyworking += other.gave_up_keyworking;
        self.drop_outs += other.drop_outs;
        self.completions += other.completions;
        self.relapses += other.relapses;
        self.triage.add(&other.triage);
        self.keyworking.add(&other.keyworking);
        self.detox.add(&other.detox);
        self.rehab.add(&other.rehab);
    }

    /// The names of what is printed of a replication.
    pub const COLUMNS: &str = "referrals,triage_starts,gave_up_triage,gave_up_keyworking,delivery_starts,drop_outs,\
        completions,detox_starts,rehab_starts,relapses,triage_wait,keyworking_wait,detox_wait,rehab_wait";
}

impl fmt::Display for Journey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{},{},{},{},{},{},{},{},{},{},{:.6},{:.6},{:.6},{:.6}",
            self.referrals,
            self.triage.served,
            self.gave_up_triage,
            self.gave_up_keyworking,
            self.keyworking.served,
            self.drop_outs,
            self.completions,
            self.detox.served,
            self.rehab.served,
            self.relapses,
            self.triage.mean(),
            self.keyworking.mean(),
            self.detox.mean(),
            self.rehab.mean(),
        )
    }
}

impl Queue {
    /// The names of what is printed of a replication.
    pub const COLUMNS: &str = "arrivals,starts,ends,wait";
}

impl fmt::Display for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Queue { arrivals, ends, starts } = self;
        write!(f, "{arrivals},{},{ends},{:.6}", starts.served, starts.mean())
    }
}
