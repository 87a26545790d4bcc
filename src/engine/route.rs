//! The state of one route while a replication runs.

use crate::model::Arrivals;
use crate::units::Days;

/// The referrals of one route.
#[derive(Debug, Clone, Copy)]
pub(super) struct RouteState {
    /// Clients so far.
    pub(super) number: u32,
    /// When the rate last changed, and the expected number still to gather to the next client.
    pub(super) since: Days,
    pub(super) left: f64,
    /// What the client of this number is to gather, drawn before it is wanted.
    pub(super) ahead: Option<(u32, f64)>,
    /// How demand answers to waits just now. \[1\]
    pub(super) response: f64,
    /// The smoothed wait, and when it was last updated.
    pub(super) wait: Days,
    pub(super) heard: Days,
    /// The next client comes.
    pub(super) next: Days,
}

impl RouteState {
    pub(super) fn new(arrivals: &Arrivals) -> RouteState {
        let wait = match arrivals {
            Arrivals::Poisson(_, Some(response)) => response.reference,
            _ => Days::ZERO,
        };
        RouteState {
            number: 0,
            since: Days::ZERO,
            left: 0.0,
            ahead: None,
            response: 1.0,
            wait,
            heard: Days::ZERO,
            next: Days::NEVER,
        }
    }
}
