//! The named parts of a treatment system as written.

use super::conditions::{
    Cases, Condition, Effect, GivenCase, RatioCase, RiskWhile, SetTo, State, When,
};
use super::draws::{Distribution, Durations, Hazard};
use crate::model::{Component, Keyworker, Reason, Setting, WhileWaiting};
use crate::scenario::decode::{Decode, about, key, tables, words, wrong_kind};
use crate::scenario::leaf::{
    Count, Duration, Many, MaybeAppointments, MaybeRate, Must, Named, Share, Shares,
};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::tree::{Node, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

words!(Component, "Component", "component" {
    "engagement" => Component::Engagement,
    "delivery" => Component::Delivery,
    "community_integration" => Component::CommunityIntegration,
    "completion" => Component::Completion,
});

words!(Setting, "Setting", "setting" {
    "community" => Setting::Community,
    "primary_care" => Setting::PrimaryCare,
    "outreach" => Setting::Outreach,
    "specialist_unit" => Setting::SpecialistUnit,
    "psychiatric_ward" => Setting::PsychiatricWard,
    "onsite_unit" => Setting::OnsiteUnit,
    "residential" => Setting::Residential,
    "supported_accommodation" => Setting::SupportedAccommodation,
    "prison" => Setting::Prison,
});

words!(WhileWaiting, "WhileWaiting", "way of waiting" {
    "stay" => WhileWaiting::Stay,
    "leave" => WhileWaiting::Leave,
});

words!(Keyworker, "Keyworker", "way of opening a care plan" {
    "first" => Keyworker::First,
    "alongside" => Keyworker::Alongside,
});

words!(Reason, "Reason", "discharge reason" {
    "completed_drug_free" => Reason::CompletedDrugFree,
    "completed_occasional_user" => Reason::CompletedOccasionalUser,
    "completed" => Reason::Completed,
    "transferred" => Reason::Transferred,
    "transferred_in_custody" => Reason::TransferredInCustody,
    "referred_on" => Reason::ReferredOn,
    "dropped_out" => Reason::DroppedOut,
    "prison" => Reason::Prison,
    "declined" => Reason::Declined,
    "withdrawn" => Reason::Withdrawn,
    "moved_away" => Reason::MovedAway,
    "died" => Reason::Died,
    "no_suitable_treatment" => Reason::NoSuitableTreatment,
    "not_known" => Reason::NotKnown,
    "other" => Reason::Other,
    "did_not_engage" => Reason::DidNotEngage,
});

tables! {
    /// An attribute of clients.
    Attribute {
        /// share of new clients at each level; the keys are the levels, in this order
        shares: Must<Shares>,
        /// cases: the first that holds replaces the shares; may refer to attributes declared above
        given: Vec<GivenCase>,
    }

    /// A route: a source of referrals.
    Route {
        /// instead of a rate: the time between referrals
        every: Option<Distribution>,
        /// instead of a rate: instants, one client each
        at: Option<Vec<Duration>>,
        /// with a rate: how it varies in cycles
        profile: Option<Profiles>,
        /// where clients begin: an intervention, or cases
        enters: Must<Cases>,
        /// shares that replace an attribute's own for clients of this route
        shares: Named<Shares>,
        /// with a rate: how it responds to waits
        responds_to: Option<Response>,
        ..rate: MaybeRate,
    }

    /// How referrals respond to waits: the rate is multiplied by (wait / reference)^elasticity.
    Response {
        /// the service whose waits count
        service: Must<String>,
        /// relative change of the rate for each relative change of the wait
        elasticity: Must<f64>,
        /// the wait at which the rate is as stated
        reference: Must<Duration>,
        /// time constant of the smoothing of waits; 13w unless stated
        memory: Option<Duration>,
    }

    /// How a rate varies in a cycle.
    Profile {
        /// length of the cycle
        cycle: Duration,
        /// weights of equal parts of the cycle, scaled to mean 1
        weights: Vec<f64>,
    }

    /// Places that vary in a cycle.
    Rota {
        /// length of the cycle
        cycle: Duration,
        /// places in each equal part of the cycle
        places: Vec<Count>,
    }

    /// Places that only some clients may take.
    RingFence {
        /// how many
        places: Must<Count>,
        /// for whom
        whom ["for"]: When,
    }

    /// A service: a capacity that clients wait for.
    Service {
        /// how many clients at once; "endless" for no limit
        places: Option<Places>,
        /// instead of places: members of staff
        staff: Option<Count>,
        /// with staff: clients of each
        caseload: Option<Count>,
        /// with places: the places open in each part of a cycle
        rota: Option<Rota>,
        /// with appointments: how they vary in cycles
        profile: Option<Profiles>,
        /// share of appointments missed
        did_not_attend: Option<Share>,
        /// after so many missed in one wait the client goes to `missed_then`
        after_missed: Option<u32>,
        /// where a client goes after `after_missed`: an intervention or an exit
        missed_then: Option<String>,
        /// conditions: clients who meet the first go before those who meet the second, before all others
        priority: Vec<When>,
        /// places that only some clients may take
        ring_fenced: Vec<RingFence>,
        /// most clients on the waiting list; those who come later are turned away
        waiting_list_limit: Option<u32>,
        /// where someone turned away goes: an intervention or an exit
        otherwise: Option<String>,
        /// with staff: how often a year each member leaves and is replaced
        turnover_per_year: Option<f64>,
        /// with turnover: effects on the clients of whoever leaves
        on_change: Vec<Effect>,
        /// how long a place is kept for a client taken into custody; 0d unless stated
        kept_in_custody: Option<Duration>,
        ..appointments: MaybeAppointments,
    }

    /// An intervention: something delivered to a client.
    Intervention {
        /// the component of the journey it belongs to
        component: Must<Component>,
        /// tier, 1 to 4; 3 and 4 are structured treatment
        tier: Must<u32>,
        /// where it takes place; community unless stated
        setting: Option<Setting>,
        /// the kind of programme, shown in reports
        kind: Option<String>,
        /// the service whose place or appointment it takes; open access unless stated
        service: Option<String>,
        /// how long it lasts: a distribution, or cases
        duration: Must<Durations>,
        /// marks substitute prescribing, which is never below tier 3
        substitute_prescribing: bool,
        /// completing it opens the care plan
        opens_care_plan: bool,
        /// prison only: the care plan stays open
        keeps_care_plan: bool,
        /// the exit with which the episode ends on entering this
        closes_as: Option<String>,
        /// "stay" keeps the place held until this one is free, "leave" gives it up first
        while_waiting: Option<WhileWaiting>,
        /// what comes next on the main strand
        then: Option<Cases>,
        /// effects when it starts
        on_start: Vec<Effect>,
        /// effects when it has run its course
        on_completion: Vec<Effect>,
    }

    /// The care plan.
    CarePlan {
        /// the service whose place is the keyworker's
        service: Option<String>,
        /// "first" waits for the keyworker, "alongside" does not
        keyworker: Option<Keyworker>,
    }

    /// A support: an intervention that runs alongside the main strand. Its name is the intervention's.
    Support {
        /// how long state and condition must hold before it is offered
        delay: Option<Duration>,
        /// share who accept, drawn each time it is offered
        take_up: Option<Share>,
        /// goes on when the state ends
        outlasts: bool,
        /// offered again when it ends and the condition still holds
        repeats: bool,
        ..condition: Condition,
    }

    /// A risk: something that befalls clients with a hazard.
    Risk {
        /// when it runs: a state, a list of states, or during, waiting_for or after something
        stretch ["while"]: Must<RiskWhile>,
        /// every attribute named is at (one of) the levels given
        when: When,
        /// (one of) these interventions is running
        during: Option<Many<String>>,
        /// (one of) these interventions has ended and is not running again
        after: Option<Many<String>>,
        /// (one of) these interventions has run its full course and is not running again
        after_completing: Option<Many<String>>,
        /// with `after` or `after_completing`: no longer ago than this
        within: Option<Duration>,
        /// the client holds a place in this service
        in_service: Option<String>,
        /// clients per member of staff
        above_caseload: Option<f64>,
        /// share of places taken
        above_occupancy: Option<f64>,
        /// length of the waiting list
        above_waiting: Option<f64>,
        /// hazard by age of the spell
        hazard: Must<Hazard>,
        /// factors on the hazard; those that hold are multiplied
        ratios: Vec<RatioCase>,
        /// attributes that change
        sets: Option<SetTo>,
        /// where the client goes; stays unless stated
        then: Option<Cases>,
        /// starts anew after firing while its spell lasts
        recurs: bool,
    }

    /// An exit: how an episode ends.
    Exit {
        /// whether it is a planned exit
        planned: bool,
        /// the discharge reason; from the name where it is one
        reason: Option<Reason>,
        /// attributes that change
        sets: Option<SetTo>,
        /// what follows outside the care plan; nothing unless stated
        then: Option<Cases>,
        /// the client is gone for good
        is_final ["final"]: bool,
    }
}

impl Risk {
    /// The further condition of the risk.
    pub(in crate::scenario) fn condition(&self) -> Condition {
        Condition {
            when: self.when.clone(),
            states: None::<Many<State>>,
            during: self.during.clone(),
            after: self.after.clone(),
            after_completing: self.after_completing.clone(),
            within: self.within,
            in_service: self.in_service.clone(),
            above_caseload: self.above_caseload,
            above_occupancy: self.above_occupancy,
            above_waiting: self.above_waiting,
        }
    }
}

/// One profile, or a list of such, multiplied.
pub(in crate::scenario) type Profiles = Many<Profile>;

/// How many clients at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) enum Places {
    Number(u32),
    Endless,
}

impl Decode for Places {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "endless" => Some(Places::Endless),
            Value::Whole(_) => Count::decode(node, path, problems).map(|it| Places::Number(it.0)),
            _ => {
                problems.add(wrong_kind("a whole number or \"endless\"", node, path));
                None
            }
        }
    }
}

impl JsonSchema for Places {
    fn schema_name() -> Cow<'static, str> {
        "Places".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<Count>();
        json_schema!({ "anyOf": [number, { "const": "endless" }] })
    }
}
