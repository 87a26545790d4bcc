//! Attrition step by step: how far each episode came on its way to structured treatment, and where it was lost.

use super::Tally;
use super::rows::{Rows, share};
use crate::model::{Component, Intervention, InterventionId, Keyworker, Model, ServiceId, Setting};
use crate::records::Strand;
use crate::statistics::Measure::{LostBeforeTreatment, ReachedIntervention};
use crate::statistics::subject::Subject;
use crate::units::Days;

/// How far the episode of one client has come.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    /// Where the client waits, or last waited or was turned away, and has started nothing since.
    waits_for: Option<ServiceId>,
    /// The intervention of the main strand that is running or ran last.
    last: Option<InterventionId>,
    /// Interventions that have started on the main strand, a bit each; those of numbers from 64 on in words of their own.
    started: u64,
    #[allow(
        clippy::box_collection,
        reason = "seldom there: eight bytes in each client instead of 24"
    )]
    more_started: Option<Box<Vec<u64>>>,
}

impl Way {
    /// An episode begins: nothing has started.
    pub(super) fn begin(&mut self) {
        *self = Way::default();
    }

    fn start(&mut self, id: InterventionId) {
        (self.waits_for, self.last) = (None, Some(id));
        let (word, bit) = (id.index() / 64, id.index() % 64);
        if word == 0 {
            self.started |= 1 << bit;
            return;
        }
        let more = self.more_started.get_or_insert_default();
        if word > more.len() {
            more.resize(word, 0);
        }
        more[word - 1] |= 1 << bit;
    }
}

/// Where the episodes of a group were lost, and through what they came.
#[derive(Debug, Clone)]
pub(super) struct Steps {
    started: Vec<u64>,
    lost_at_referral: u64,
    lost_in: Vec<u64>,
    lost_waiting: Vec<u64>,
}

impl Steps {
    pub(super) fn new(model: &Model) -> Steps {
        let system = model.system();
        Steps {
            started: vec![0; system.interventions.len()],
            lost_at_referral: 0,
            lost_in: vec![0; system.interventions.len()],
            lost_waiting: vec![0; system.services.len()],
        }
    }

    /// It is known how far an episode came: it has reached structured treatment or ended without.
    pub(super) fn settle(&mut self, way: &Way, reached: bool) {
        let words = [way.started]
            .into_iter()
            .chain(way.more_started.iter().flat_map(|more| more.iter().copied()));
        for (word, bits) in words.enumerate() {
            let mut rest = bits;
            while rest != 0 {
                self.started[word * 64 + rest.trailing_zeros() as usize] += 1;
                rest &= rest - 1;
            }
        }
        if reached {
            return;
        }
        match (way.waits_for, way.last) {
            (Some(service), _) => self.lost_waiting[service.index()] += 1,
            (None, Some(intervention)) => self.lost_in[intervention.index()] += 1,
            (None, None) => self.lost_at_referral += 1,
        }
    }
}

impl Tally<'_> {
    /// Whether waiting on this strand is a step on the way: the main one, and the keyworker's place as long as the
    /// care plan waits for it.
    fn is_step(&self, slot: u32, strand: Strand) -> bool {
        match strand {
            Strand::Main => true,
            Strand::Keyworker => self.clients[slot as usize].life.care_plan().is_none(),
            Strand::Support => false,
        }
    }

    /// The client has joined a list, or was turned away from it.
    pub(super) fn step_to_list(&mut self, slot: u32, service: ServiceId, strand: Strand) {
        if self.is_step(slot, strand) {
            self.clients[slot as usize].way.waits_for = Some(service);
        }
    }

    /// The client has been served.
    pub(super) fn step_from_list(&mut self, slot: u32, strand: Strand) {
        if self.is_step(slot, strand) {
            self.clients[slot as usize].way.waits_for = None;
        }
    }

    /// An intervention starts.
    pub(super) fn step_to(&mut self, at: Days, slot: u32, id: InterventionId, strand: Strand) {
        if strand == Strand::Main {
            self.go_on_to(slot, id, self.window.contains(at));
            self.clients[slot as usize].way.start(id);
        }
    }

    /// Whether starting it is the start of structured treatment.
    pub(super) fn is_treatment(intervention: &Intervention) -> bool {
        intervention.is_structured()
            && intervention.component != Component::Engagement
            && intervention.setting != Setting::Prison
    }

    /// The interventions in which an episode can be before structured treatment, on the main strand.
    fn early_interventions(&self) -> impl Iterator<Item = (InterventionId, &Intervention)> {
        let all = (0u16..).map(InterventionId).zip(&self.model.system().interventions);
        all.filter(|(_, item)| {
            let closes = item.setting == Setting::Prison && !item.keeps_care_plan;
            item.then.is_some() && !closes && !Tally::is_treatment(item)
        })
    }

    /// Whether the main strand, or the care plan, ever waits for the service.
    fn is_waited_for(&self, service: ServiceId) -> bool {
        self.model.eras.iter().any(|era| {
            let plan = era.system.care_plan;
            let first = plan.keyworker == Keyworker::First && plan.service == Some(service);
            let mut main = era.system.interventions.iter().filter(|item| item.then.is_some());
            first || main.any(|item| item.service == Some(service))
        })
    }

    /// The funnel: what episodes came through.
    pub(super) fn steps_reached(&self, group: usize, out: &mut Rows<'_>) {
        let group = &self.groups[group];
        for (id, intervention) in self.early_interventions() {
            let in_prison = intervention.setting == Setting::Prison;
            if intervention.component == Component::Engagement && !in_prison {
                let started = group.steps.started[id.index()];
                let subject = Subject::Intervention(id);
                out.add(ReachedIntervention, subject, share(started, group.settled));
            }
        }
    }

    /// Where episodes were lost.
    pub(super) fn steps_lost(&self, group: usize, out: &mut Rows<'_>) {
        let group = &self.groups[group];
        let mut lost = |subject, count| {
            out.add(LostBeforeTreatment, subject, share(count, group.settled));
        };
        lost(Subject::Referral, group.steps.lost_at_referral);
        for (id, _) in self.early_interventions() {
            lost(Subject::Intervention(id), group.steps.lost_in[id.index()]);
        }
        let services = (0..self.services.len() as u16).map(ServiceId);
        for id in services.filter(|&id| self.is_waited_for(id)) {
            lost(Subject::WaitingFor(id), group.steps.lost_waiting[id.index()]);
        }
    }
}
