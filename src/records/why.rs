//! Why something happened, and what else might have: told only to a recorder that asks.

use crate::model::{AttributeId, Case, ClockId, InterventionId, ServiceId, SupportId, Target};
use crate::units::Days;

/// What lies behind the happenings of one client, reported just before what follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why<'a> {
    /// Where the client goes next was settled.
    Chose {
        /// The case that applied, with the shares of its targets.
        case: &'a Case,
        /// The target that it came to be.
        target: Target,
    },
    /// A level of an attribute was drawn; it may be the one there was before.
    Drew {
        /// Of which attribute.
        attribute: AttributeId,
        /// Levels with cumulative shares, the last being 1.
        shares: &'a [(f64, u8)],
        /// The level drawn.
        level: u8,
    },
    /// A support was offered.
    Offered {
        /// Which.
        support: SupportId,
        /// What the client said.
        answer: Reply,
    },
    /// The client has joined a waiting list.
    Behind {
        /// Of this service.
        service: ServiceId,
        /// For this intervention; none for the keyworker's place.
        intervention: Option<InterventionId>,
        /// Clients on the list who would be served before.
        ahead: u32,
    },
    /// A risk is about to befall the client, of all that were running.
    Fires {
        /// The one that fires.
        risk: ClockId,
        /// All risks that were running, the one that fires among them, in the order of the scenario.
        running: &'a [RunningRisk],
    },
    /// The event is over: these risks run from now on.
    Runs {
        /// In the order of the scenario.
        running: &'a [RunningRisk],
    },
}

/// How a client takes the offer of a support.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// It is accepted.
    Accepted,
    /// It is declined.
    Declined,
    /// The client receives it, or waits for it, already.
    HadAlready,
}

/// A risk whose clock runs.
///
/// Its momentary hazard is `ratio` times the baseline hazard at `age`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunningRisk {
    /// Which.
    pub risk: ClockId,
    /// Since its spell began.
    pub age: Days,
    /// The product of the ratios that hold. \[1\]
    pub ratio: f64,
}
