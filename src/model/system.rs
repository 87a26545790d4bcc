//! The parts of a treatment system, each as the engine needs it.

use super::{
    AttributeId, Cases, Condition, Effect, ExitId, FactId, Facts, InterventionId, RouteId,
    ServiceId, SupportId, Target,
};
use crate::random::{Distribution, Hazard, Purpose, RateCurve};
use crate::units::{Days, PerDay};

/// One treatment system with all its parameters, for one stretch of time between dated changes.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// Attributes in the order in which they are drawn; the first is `route`, which is not.
    pub attributes: Vec<Attribute>,
    /// Routes of referral.
    pub routes: Vec<Route>,
    /// Services.
    pub services: Vec<Service>,
    /// Interventions.
    pub interventions: Vec<Intervention>,
    /// Exits.
    pub exits: Vec<Exit>,
    /// The care plan.
    pub care_plan: CarePlan,
    /// Interventions offered alongside.
    pub supports: Vec<Support>,
    /// Everything that can befall a client after some time: risks first, then offers of supports,
    /// then the engine's own timers.
    pub clocks: Vec<ClockSpec>,
    /// How well clients live: the first that holds; the last has no condition. Empty where it is not said.
    pub utilities: Vec<Utility>,
}

/// Health-related quality of life of clients of whom a condition holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Utility {
    /// Of whom.
    pub when: Condition,
    /// A year of it is worth so many quality-adjusted life years: 1 in full health, 0 as bad as death, -1 at worst.
    pub utility: f64,
}

/// A categorical fact about a client.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Name in the scenario.
    pub name: String,
    /// Names of the levels; level `l` of a client is the fact `first + l`.
    pub levels: Vec<String>,
    /// Fact of level 0.
    pub first: FactId,
    /// All its level facts.
    pub mask: Facts,
    /// Shares of new clients, by cumulative share: the first case that holds; the last has no condition.
    /// Empty for `route`.
    pub shares: Vec<ShareCase>,
    /// Names the draw.
    pub purpose: Purpose,
}

/// Shares of the levels of an attribute, for clients of whom a condition holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareCase {
    /// For whom.
    pub when: Condition,
    /// Cumulative share and level; the last share is 1.
    pub shares: Vec<(f64, u8)>,
}

/// A source of referrals.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Name in the scenario.
    pub name: String,
    /// First half of the key of each of its clients; no two routes share it.
    pub key: u32,
    /// When clients come.
    pub arrivals: Arrivals,
    /// Where they begin.
    pub enters: Cases,
    /// Shares (cumulative) that replace an attribute's own.
    pub shares: Vec<(AttributeId, Vec<(f64, u8)>)>,
    /// Names the draw of the time between referrals.
    pub purpose: Purpose,
}

/// When the clients of a route come.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// A Poisson process with a rate that may vary in cycles and respond to waits.
    Poisson(RateCurve, Option<Response>),
    /// Independent times between referrals.
    Renewal(Distribution),
    /// One client at each of these instants, which never decrease.
    At(Vec<Days>),
}

/// How demand answers to the waits that people hear of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response {
    /// The service whose waits count.
    pub service: ServiceId,
    /// Relative change of the rate per relative change of the wait. \[1\]
    pub elasticity: f64,
    /// The wait at which the rate is as stated.
    pub reference: Days,
    /// Time constant of the exponential smoothing of completed waits.
    pub memory: Days,
}

/// A finite capacity that clients wait for.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Name in the scenario.
    pub name: String,
    /// Places or appointments.
    pub capacity: Capacity,
    /// Classes of the waiting list, first served first; clients who meet none come last.
    pub priority: Vec<Condition>,
    /// Places set aside. Their sum never exceeds the capacity when the era begins.
    pub ring_fenced: Vec<RingFence>,
    /// Most clients on the list, and where those turned away go (the main strand; a support is simply not received).
    pub limit: Option<(u32, Target)>,
    /// Appointments that are not kept.
    pub missed: Option<Missed>,
    /// Staff who leave; only with staff.
    pub turnover: Option<Turnover>,
    /// How long a place is kept for a client in custody.
    pub kept_in_custody: Days,
    /// Loads that clients feel.
    pub crowding: Vec<Crowding>,
    /// The fact that a client's main strand waits for this service, where a condition asks for it.
    pub waiting_for: Option<FactId>,
    /// What it costs, where that is said.
    pub cost: Option<Cost>,
}

/// How much a service can do.
#[derive(Debug, Clone, PartialEq)]
pub enum Capacity {
    /// Everyone at once.
    Endless,
    /// So many clients at once.
    Places {
        /// Places while no rota says otherwise: staff x caseload where there are staff.
        places: u32,
        /// Members of staff and clients of each.
        staff: Option<(u32, u32)>,
        /// Places by part of a cycle.
        rota: Option<Rota>,
    },
    /// Evenly spaced slots, as many as the curve says.
    Appointments(RateCurve),
}

/// Places open in each equal part of a cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Rota {
    /// Length of the cycle.
    pub period: Days,
    /// How far into a cycle time zero is.
    pub offset: Days,
    /// Places in each part, in order; never empty.
    pub places: Vec<u32>,
}

/// Places that only some clients may take.
#[derive(Debug, Clone, PartialEq)]
pub struct RingFence {
    /// How many.
    pub places: u32,
    /// For whom.
    pub reserved_for: Condition,
}

/// Appointments that are not kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Missed {
    /// Share of appointments missed.
    pub share: f64,
    /// After so many in one wait the client goes there.
    pub gives_up: Option<(u32, Target)>,
    /// Names the draw.
    pub purpose: Purpose,
}

/// Staff who leave and are replaced at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Turnover {
    /// Rate for each member of staff.
    pub rate: PerDay,
    /// What it does to the clients of whoever leaves.
    pub effects: Vec<Effect>,
    /// Names the draws.
    pub purpose: Purpose,
}

/// A load above which a fact holds of every client who has a place in the service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crowding {
    /// What is measured.
    pub measure: LoadMeasure,
    /// Above which figure.
    pub above: f64,
    /// The fact.
    pub fact: FactId,
}

/// How the load of a service is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadMeasure {
    /// Clients with a place per member of staff.
    Caseload,
    /// Clients with a place as a share of the places.
    Occupancy,
    /// Clients on the waiting list.
    Waiting,
}

/// One of the four components of the treatment journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// Treatment engagement.
    Engagement,
    /// Treatment delivery, including maintenance.
    Delivery,
    /// Community integration.
    CommunityIntegration,
    /// Treatment completion.
    Completion,
}

impl Component {
    /// Whether going there with no episode open is a re-presentation: engagement and delivery are, what follows
    /// an exit (community integration, completion) is not.
    #[must_use]
    pub fn begins_an_episode(self) -> bool {
        matches!(self, Component::Engagement | Component::Delivery)
    }
}

/// Where an intervention takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// A community service.
    Community,
    /// A general practice.
    PrimaryCare,
    /// Where the client is.
    Outreach,
    /// A specialist inpatient unit.
    SpecialistUnit,
    /// A general psychiatric ward.
    PsychiatricWard,
    /// An inpatient unit on the site of a rehabilitation programme.
    OnsiteUnit,
    /// Residential rehabilitation.
    Residential,
    /// Second-stage or other supported accommodation.
    SupportedAccommodation,
    /// Prison: entering it interrupts every strand.
    Prison,
}

/// What becomes of the place a client has while they wait for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhileWaiting {
    /// It is given up first.
    Leave,
    /// It is kept until the next is free.
    Stay,
}

/// Something delivered to a client.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervention {
    /// Name in the scenario.
    pub name: String,
    /// Component of the journey.
    pub component: Component,
    /// Tier, 1 to 4; 3 and 4 are structured treatment.
    pub tier: u8,
    /// Setting.
    pub setting: Setting,
    /// Kind of programme, for reports.
    pub kind: Option<String>,
    /// The service whose place or appointment it takes; none: open access.
    pub service: Option<ServiceId>,
    /// How long it lasts: the first case that holds; the last has no condition.
    pub durations: Vec<DurationCase>,
    /// Whether it is substitute prescribing, which is never below tier 3.
    pub substitute_prescribing: bool,
    /// Completing it opens the care plan.
    pub opens_care_plan: bool,
    /// In prison: the care plan goes on.
    pub keeps_care_plan: bool,
    /// The exit with which the episode ends on entering it. Always there for prison settings.
    pub closes_as: Option<ExitId>,
    /// What becomes of the place held before.
    pub while_waiting: WhileWaiting,
    /// What comes next on the main strand; none: it is only ever a support.
    pub then: Option<Cases>,
    /// What it changes when it starts.
    pub on_start: Vec<Effect>,
    /// What it changes when it has run its course.
    pub on_completion: Vec<Effect>,
    /// The fact that it is running, where a condition asks for it.
    pub during: Option<FactId>,
    /// The facts that hold from its end, however it ended, until it starts again: those that a
    /// condition asks for, one without limit and one for each `within`.
    pub after: Vec<FactId>,
    /// The same, only where it ran its full course.
    pub after_completing: Vec<FactId>,
    /// What it costs, where that is said.
    pub cost: Option<Cost>,
    /// Names the draw of its duration.
    pub purpose: Purpose,
}

impl Intervention {
    /// Whether any condition asks if it is running, or has been.
    #[inline]
    #[must_use]
    pub fn is_asked_about(&self) -> bool {
        self.during.is_some() || !self.after.is_empty() || !self.after_completing.is_empty()
    }

    /// Whether starting it is the start of structured treatment.
    #[must_use]
    pub fn is_treatment(&self) -> bool {
        self.is_structured()
            && self.component != Component::Engagement
            && self.setting != Setting::Prison
    }

    /// Whether it is structured treatment: tier 3 or 4.
    #[must_use]
    pub fn is_structured(&self) -> bool {
        self.tier >= 3
    }
}

/// A duration for clients of whom a condition holds.
#[derive(Debug, Clone, PartialEq)]
pub struct DurationCase {
    /// For whom.
    pub when: Condition,
    /// How long.
    pub duration: Distribution,
}

/// The care plan and its keyworker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarePlan {
    /// The service whose place is the keyworker's.
    pub service: Option<ServiceId>,
    /// Whether the care plan waits for the keyworker.
    pub keyworker: Keyworker,
}

/// When the care plan opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyworker {
    /// When a keyworker's place is free.
    First,
    /// At once; the place is waited for meanwhile.
    Alongside,
}

/// The offer of an intervention that runs alongside the main strand.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    /// The intervention.
    pub intervention: InterventionId,
    /// The state in which it can run; always, where it outlasts the state in which it was offered.
    pub lasts_while: Condition,
    /// Share who accept.
    pub take_up: f64,
    /// Names the draw of acceptance.
    pub purpose: Purpose,
}

/// Something that befalls a client once enough hazard has gathered: a risk, the offer of a support, or
/// a timer of the engine's.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockSpec {
    /// Name in the scenario.
    pub name: String,
    /// The clock runs while this holds; each spell starts it from age zero with its own luck.
    pub spell: Condition,
    /// Baseline hazard by age of the spell.
    pub hazard: Hazard,
    /// Factors on the hazard; those that hold are multiplied.
    pub ratios: Vec<Ratio>,
    /// Whether it starts anew after firing while its spell lasts.
    pub recurs: bool,
    /// What happens.
    pub action: Action,
    /// Names the draw of the threshold.
    pub purpose: Purpose,
}

impl ClockSpec {
    /// The product of the ratios that hold of a client with these facts.
    #[inline]
    #[must_use]
    pub fn ratio(&self, facts: &Facts) -> f64 {
        let hold = self.ratios.iter().filter(|ratio| ratio.when.holds(facts));
        hold.fold(1.0, |product, ratio| product * ratio.ratio)
    }
}

/// A factor on a hazard.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratio {
    /// While this holds.
    pub when: Condition,
    /// The factor, 0 or more.
    pub ratio: f64,
}

/// What a clock does when it fires.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A risk: attributes change, and the client may go somewhere.
    Risk {
        /// Changes of attributes.
        effects: Vec<Effect>,
        /// Where the client goes; none: stays.
        then: Option<Cases>,
    },
    /// The support is offered.
    Offer(SupportId),
    /// The fact that an intervention ended recently no longer holds.
    Forget(FactId),
    /// The client is no longer followed.
    EndFollowUp,
}

/// How an episode ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Exit {
    /// Name in the scenario.
    pub name: String,
    /// Whether it is a planned exit.
    pub planned: bool,
    /// NDTMS discharge reason.
    pub reason: Reason,
    /// Changes of attributes.
    pub effects: Vec<Effect>,
    /// What follows outside the care plan; none: nothing.
    pub then: Option<Cases>,
    /// Whether the client is gone for good.
    pub is_final: bool,
}

/// Discharge reasons as the National Drug Treatment Monitoring System records them, and one for those
/// who leave before a care plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the reasons")]
pub enum Reason {
    CompletedDrugFree,
    CompletedOccasionalUser,
    Completed,
    Transferred,
    TransferredInCustody,
    ReferredOn,
    DroppedOut,
    Prison,
    Declined,
    Withdrawn,
    MovedAway,
    Died,
    NoSuitableTreatment,
    NotKnown,
    Other,
    DidNotEngage,
}

/// What something costs, in the currency of the scenario.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cost {
    /// For each place, occupied or not, each year.
    pub per_place_year: f64,
    /// For each day a place is occupied (or an intervention runs).
    pub per_occupied_day: f64,
    /// For each appointment slot offered.
    pub per_appointment: f64,
    /// For each client served (or each start).
    pub per_start: f64,
    /// Who pays.
    pub payer: Option<String>,
}

impl System {
    /// The route attribute's number.
    pub const ROUTE: AttributeId = AttributeId(0);

    /// The level at which a client with these facts stands on an attribute.
    #[must_use]
    pub fn level(&self, facts: &Facts, attribute: AttributeId) -> u8 {
        let attribute = &self.attributes[attribute.index()];
        let fact = (*facts & attribute.mask).iter().next().unwrap_or(attribute.first);
        fact.0 - attribute.first.0
    }

    /// The route with this number.
    #[must_use]
    pub fn route(&self, id: RouteId) -> &Route {
        &self.routes[id.index()]
    }

    /// The service with this number.
    #[must_use]
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[id.index()]
    }

    /// The intervention with this number.
    #[must_use]
    pub fn intervention(&self, id: InterventionId) -> &Intervention {
        &self.interventions[id.index()]
    }

    /// The exit with this number.
    #[must_use]
    pub fn exit(&self, id: ExitId) -> &Exit {
        &self.exits[id.index()]
    }
}
