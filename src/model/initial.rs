//! The state in which a replication begins, where that is not an empty system: who is there, doing what, and since when.

use super::{AttributeId, ClockId, ExitId, InterventionId, RouteId, ServiceId, SupportId};
use crate::random::{Distribution, Purpose};
use crate::units::Days;

/// Who is there when a replication begins, and how the routes stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Initial {
    /// When it begins: the state is that of this instant, before anything happens in it.
    pub at: Days,
    /// The clients, in groups of those who are described alike.
    pub groups: Vec<Group>,
    /// How each route stands, in the order of routes; empty: as at the start of a run.
    pub routes: Vec<RoutePast>,
}

/// What has gone before on a route.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RoutePast {
    /// Since the last client came, where the time between clients matters.
    pub since: Option<Days>,
    /// The wait that people have heard of, where demand answers to it.
    pub wait: Option<Days>,
    /// Since they last heard of one.
    pub heard: Option<Days>,
}

/// Clients who are described alike. All times are those that have passed by [`Initial::at`].
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Name in the scenario.
    pub name: String,
    /// First half of the key of each of its clients; no route has it.
    pub key: u32,
    /// Number within the key of the first of them.
    pub first: u32,
    /// How many.
    pub clients: u32,
    /// Routes by which they came, by cumulative share. Never empty.
    pub routes: Vec<(f64, RouteId)>,
    /// Levels when the episode opened, where they are others now.
    pub at_referral: Vec<(AttributeId, u8)>,
    /// Whether structured treatment has started in the episode, beside what they receive.
    pub treated: bool,
    /// Since the journey of treatment began of which the care plan is a part, where that is longer.
    pub journey: Option<Distribution>,
    /// Levels (by cumulative share) that are stated; others are drawn as for new clients.
    pub levels: Vec<(AttributeId, Vec<(f64, u8)>)>,
    /// Number of the present episode, or of the last.
    pub episodes: u32,
    /// Since the episode opened; unless stated the longest of the other times.
    pub referred: Option<Distribution>,
    /// Since the care plan opened; none: it is not open, and was not.
    pub in_treatment: Option<Distribution>,
    /// How the last episode ended, and since when; none: it is open.
    pub left: Option<(ExitId, Distribution)>,
    /// Since they were taken into custody.
    pub in_custody: Option<Distribution>,
    /// What they receive on the main strand.
    pub receives: Option<Receiving>,
    /// What they wait for on the main strand; with `receives`: while they stay where they are.
    pub awaits: Option<Awaiting>,
    /// The keyworker's place.
    pub keyworker: KeyworkerPast,
    /// Supports that run or are waited for.
    pub supports: Vec<SupportPast>,
    /// Places that are kept while they are in custody.
    pub kept: Vec<KeptPlace>,
    /// Interventions that have ended, where it matters.
    pub ended: Vec<EndedPast>,
    /// Ages of clocks where they are not to be worked out from the other times.
    pub ages: Vec<(ClockId, Days)>,
    /// Clocks that have fired and do not start again in their spell.
    pub fired: Vec<ClockId>,
}

/// An intervention that runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Receiving {
    /// Which.
    pub intervention: InterventionId,
    /// For how long.
    pub spent: Distribution,
    /// The case of its duration that applied when it started; none: the one that applies.
    pub case: Option<usize>,
    /// The place it takes.
    pub seat: Seat,
}

/// A place on a waiting list.
#[derive(Debug, Clone, PartialEq)]
pub struct Awaiting {
    /// For which intervention; for the keyworker's place, the one whose completion asked for it.
    pub intervention: InterventionId,
    /// For how long.
    pub waited: Distribution,
    /// Appointments missed meanwhile.
    pub missed: u32,
    /// Place in line where that does not follow from how long they have waited.
    pub position: Option<u32>,
}

/// Which place is taken, where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seat {
    /// Its number, from 0; none: the lowest that is free.
    pub place: Option<u32>,
    /// The ring-fenced places it counts against.
    pub ring_fence: Option<u8>,
}

/// How it stands with the keyworker's place.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyworkerPast {
    /// There is none, and none is waited for.
    None,
    /// It is had, for so long; unless stated since the care plan opened.
    Had(Option<Distribution>, Seat),
    /// It is waited for.
    Awaited(Awaiting),
}

/// A support that is had by some.
#[derive(Debug, Clone, PartialEq)]
pub struct SupportPast {
    /// Which.
    pub support: SupportId,
    /// The share of the group that has it.
    pub share: f64,
    /// How it stands.
    pub how: SupportHow,
}

/// How a support stands.
#[derive(Debug, Clone, PartialEq)]
pub enum SupportHow {
    /// It runs.
    Runs(Receiving),
    /// It is waited for.
    Waits(Awaiting),
}

/// A place that is kept during custody.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPlace {
    /// For whom it was taken: the intervention, or the keyworker.
    pub intervention: Option<InterventionId>,
    /// Of which service.
    pub service: ServiceId,
    /// For how long it has been kept.
    pub ago: Distribution,
    /// Which place.
    pub seat: Seat,
}

/// An intervention that has ended and has not started again.
#[derive(Debug, Clone, PartialEq)]
pub struct EndedPast {
    /// Which.
    pub intervention: InterventionId,
    /// How long ago.
    pub ago: Distribution,
    /// Whether it ran its full course.
    pub completed: bool,
}

impl Group {
    /// The name of those who stand in a file, a row each.
    pub const OF_FILE: &'static str = "file";

    /// The key of the clients of a group of this name.
    #[must_use]
    pub fn key_of(name: &str) -> u32 {
        Purpose::new("initial", name).0
    }
}

impl Initial {
    /// How many clients there are in all.
    #[must_use]
    pub fn clients(&self) -> u64 {
        self.groups.iter().map(|group| u64::from(group.clients)).sum()
    }
}
