//! What a measure is reported of, and for whom: subjects, groups and the labels they carry in the results.

use super::Measure;
use crate::model::{AttributeId, ClockId, ExitId, Facts, InterventionId, Model, Reason, ServiceId};
use std::ops::Range;

/// What a measure is reported of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    All,
    Service(ServiceId),
    ReferralToTreatment,
    Intervention(InterventionId),
    Exit(ExitId),
    Reason(Reason),
    Risk(ClockId),
    Kind(ExitKind),
    Period(Period),
    Stage(Stage),
    Components(u8),
    Referral,
    WaitingFor(ServiceId),
    Weeks(u16),
    AtOnce(u8),
    Next(InterventionId, Next),
    Payer(u16),
    /// A level of an attribute of an outcome domain.
    Level(AttributeId, u8),
    /// The same at a review, so many weeks after the care plan opened.
    Review(AttributeId, u8, u16),
}

/// Which exits from treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ExitKind {
    All,
    Planned,
    Unplanned,
}

/// What comes after an intervention of the main strand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Next {
    StructuredTreatment,
    OtherIntervention,
    Prison,
    PlannedExit,
    UnplannedExit,
    Died,
}

impl Next {
    pub(super) const ALL: [Next; 6] = [
        Next::StructuredTreatment,
        Next::OtherIntervention,
        Next::Prison,
        Next::PlannedExit,
        Next::UnplannedExit,
        Next::Died,
    ];

    fn name(self) -> &'static str {
        match self {
            Next::StructuredTreatment => "structured_treatment",
            Next::OtherIntervention => "other_intervention",
            Next::Prison => "prison",
            Next::PlannedExit => "planned_exit",
            Next::UnplannedExit => "unplanned_exit",
            Next::Died => "died",
        }
    }
}

/// A period of life in which deaths are counted, the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Period {
    InCustody,
    AfterRelease,
    InTreatment,
    AfterExit,
    Otherwise,
}

impl Period {
    pub(super) const ALL: [Period; 5] = [
        Period::InCustody,
        Period::AfterRelease,
        Period::InTreatment,
        Period::AfterExit,
        Period::Otherwise,
    ];
}

/// A period of life, in parts where the risk of death changes fast; they partition a client's time as the periods do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    InCustody,
    AfterRelease,
    LaterAfterRelease,
    StartingTreatment,
    LaterInTreatment,
    AfterExit,
    LaterAfterExit,
    Otherwise,
}

impl Stage {
    pub(super) const ALL: [Stage; 8] = [
        Stage::InCustody,
        Stage::AfterRelease,
        Stage::LaterAfterRelease,
        Stage::StartingTreatment,
        Stage::LaterInTreatment,
        Stage::AfterExit,
        Stage::LaterAfterExit,
        Stage::Otherwise,
    ];

    /// The period it belongs to.
    pub(super) fn period(self) -> Period {
        match self {
            Stage::InCustody => Period::InCustody,
            Stage::AfterRelease | Stage::LaterAfterRelease => Period::AfterRelease,
            Stage::StartingTreatment | Stage::LaterInTreatment => Period::InTreatment,
            Stage::AfterExit | Stage::LaterAfterExit => Period::AfterExit,
            Stage::Otherwise => Period::Otherwise,
        }
    }

    /// Whether it is a part of its period and not the whole.
    pub(super) fn is_part(self) -> bool {
        !matches!(self, Stage::InCustody | Stage::Otherwise)
    }
}

/// One value that a replication reports: of which measure, of what and for whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// `all`, or `attribute=level`.
    pub group: String,
    /// A service, an intervention, an exit, …, or `all`.
    pub subject: String,
    /// The measure.
    pub measure: Measure,
}

/// The groups for which measures are reported: everybody, and each level of each `report_by` attribute.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    /// Each attribute, and the position of its first level among the groups besides everybody, of which there are fewer than
    /// 256: every level is a fact.
    attributes: Vec<(AttributeId, u8)>,
    labels: Vec<String>,
}

impl Groups {
    pub(super) fn of(model: &Model) -> Groups {
        let mut labels = vec!["all".to_owned()];
        let mut attributes = Vec::new();
        for &id in &model.report_by {
            let attribute = &model.system().attributes[id.index()];
            attributes.push((id, (labels.len() - 1) as u8));
            labels
                .extend(attribute.levels.iter().map(|level| format!("{}={level}", attribute.name)));
        }
        Groups { attributes, labels }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }

    /// To how many besides everybody a client belongs at once.
    #[inline]
    pub(super) fn per_client(&self) -> usize {
        self.attributes.len()
    }

    /// Where the groups of the client in this slot stand, in a list of those of all slots.
    #[inline]
    pub(super) fn of_slot(&self, slot: u32) -> Range<usize> {
        let first = slot as usize * self.per_client();
        first..first + self.per_client()
    }

    /// The groups besides everybody of a client with these facts.
    #[inline]
    pub(super) fn fill(&self, model: &Model, facts: &Facts, members: &mut [u8]) {
        for (member, &(attribute, first)) in members.iter_mut().zip(&self.attributes) {
            *member = first + model.system().level(facts, attribute);
        }
    }

    pub(super) fn label(&self, group: usize) -> &str {
        &self.labels[group]
    }
}

/// Every payer named in the costs, in order of first mention.
pub(super) fn payers(model: &Model) -> Vec<String> {
    let mut payers = Vec::new();
    for era in &model.eras {
        let services = era.system.services.iter().map(|service| &service.cost);
        let interventions = era.system.interventions.iter().map(|intervention| &intervention.cost);
        for payer in services.chain(interventions).flatten().filter_map(|cost| cost.payer.as_ref())
        {
            if !payers.contains(payer) {
                payers.push(payer.clone());
            }
        }
    }
    payers
}

/// How a subject is written in the results.
pub(super) fn label(model: &Model, subject: Subject) -> String {
    let system = model.system();
    let text = match subject {
        Subject::All | Subject::Kind(ExitKind::All) => "all",
        Subject::Service(id) => &system.service(id).name,
        Subject::ReferralToTreatment => "referral_to_treatment",
        Subject::Intervention(id) => &system.intervention(id).name,
        Subject::Exit(id) => &system.exit(id).name,
        Subject::Reason(reason) => reason_name(reason),
        Subject::Risk(id) => &system.clocks[id.index()].name,
        Subject::Kind(ExitKind::Planned) => "planned",
        Subject::Kind(ExitKind::Unplanned) => "unplanned",
        Subject::Period(period) => match period {
            Period::InCustody => "in_custody",
            Period::AfterRelease => "within_4_weeks_of_release",
            Period::InTreatment => "in_treatment",
            Period::AfterExit => "within_4_weeks_of_exit",
            Period::Otherwise => "otherwise",
        },
        Subject::Stage(stage) => match stage {
            Stage::InCustody => "in_custody",
            Stage::AfterRelease => "weeks_1_and_2_after_release",
            Stage::LaterAfterRelease => "weeks_3_and_4_after_release",
            Stage::StartingTreatment => "weeks_1_and_2_in_treatment",
            Stage::LaterInTreatment => "later_in_treatment",
            Stage::AfterExit => "weeks_1_and_2_after_exit",
            Stage::LaterAfterExit => "weeks_3_and_4_after_exit",
            Stage::Otherwise => "otherwise",
        },
        Subject::Components(mask) => return components(mask),
        Subject::Referral => "referral",
        Subject::WaitingFor(id) => return format!("waiting_for_{}", system.service(id).name),
        Subject::Weeks(weeks) => return format!("week_{weeks}"),
        Subject::Next(id, next) => {
            return format!("{}>{}", system.intervention(id).name, next.name());
        }
        Subject::AtOnce(number) => AT_ONCE[usize::from(number)],
        Subject::Payer(index) => return payers(model)[usize::from(index)].clone(),
        Subject::Level(attribute, level) => return level_label(model, attribute, level),
        Subject::Review(attribute, level, week) => {
            return format!("{}@week_{week}", level_label(model, attribute, level));
        }
    };
    text.to_owned()
}

/// How many interventions run at once.
pub(super) const AT_ONCE: [&str; 5] = ["0", "1", "2", "3", "4_or_more"];
/// How a level of an attribute of an outcome domain is written in the results: `domain:attribute=level`.
#[must_use]
pub fn level_label(model: &Model, attribute: AttributeId, level: u8) -> String {
    let domain = model.domain_of(attribute).map_or("", |domain| domain.name.as_str());
    let attribute = &model.system().attributes[attribute.index()];
    let level = attribute.levels.get(usize::from(level)).map_or("", String::as_str);
    format!("{domain}:{}={level}", attribute.name)
}

/// A combination of components: bit 0 engagement, 1 delivery, 2 community integration, 3 completion.
fn components(mask: u8) -> String {
    const NAMES: [&str; 4] = ["engagement", "delivery", "community_integration", "completion"];
    let named: Vec<_> =
        (0..NAMES.len()).filter(|bit| mask >> bit & 1 == 1).map(|bit| NAMES[bit]).collect();
    if named.is_empty() { "none".to_owned() } else { named.join("+") }
}

/// Every discharge reason.
pub(super) const REASONS: [Reason; 16] = [
    Reason::CompletedDrugFree,
    Reason::CompletedOccasionalUser,
    Reason::Completed,
    Reason::Transferred,
    Reason::TransferredInCustody,
    Reason::ReferredOn,
    Reason::DroppedOut,
    Reason::Prison,
    Reason::Declined,
    Reason::Withdrawn,
    Reason::MovedAway,
    Reason::Died,
    Reason::NoSuitableTreatment,
    Reason::NotKnown,
    Reason::Other,
    Reason::DidNotEngage,
];

/// A discharge reason as it is written in scenarios and results.
fn reason_name(reason: Reason) -> &'static str {
    match reason {
        Reason::CompletedDrugFree => "completed_drug_free",
        Reason::CompletedOccasionalUser => "completed_occasional_user",
        Reason::Completed => "completed",
        Reason::Transferred => "transferred",
        Reason::TransferredInCustody => "transferred_in_custody",
        Reason::ReferredOn => "referred_on",
        Reason::DroppedOut => "dropped_out",
        Reason::Prison => "prison",
        Reason::Declined => "declined",
        Reason::Withdrawn => "withdrawn",
        Reason::MovedAway => "moved_away",
        Reason::Died => "died",
        Reason::NoSuitableTreatment => "no_suitable_treatment",
        Reason::NotKnown => "not_known",
        Reason::Other => "other",
        Reason::DidNotEngage => "did_not_engage",
    }
}
