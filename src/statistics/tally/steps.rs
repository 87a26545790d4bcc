//! Attrition step by step: how far each episode came on its way to structured treatment, and where it was lost.

use super::Tally;
use super::perhaps::Perhaps;
use super::rows::{Rows, share};
use crate::model::{Component, Intervention, InterventionId, Keyworker, Model, ServiceId, Setting};
use crate::statistics::Measure::{LostBeforeTreatment, ReachedIntervention};
use crate::statistics::subject::Subject;
use crate::statistics::window::Moment;

/// How far the episode of one client has come.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    /// Interventions that have started on the main strand, a bit each; those of numbers from 64 on in words of their own.
    started: u64,
    #[allow(
        clippy::box_collection,
        reason = "seldom there: eight bytes in each client instead of 24"
    )]
    more_started: Option<Box<Vec<u64>>>,
    /// The service for which the client waits, or last waited or was turned away, and has started nothing since.
    pub(super) waits_for: Perhaps,
    /// The intervention of the main strand that is running or ran last.
    last: Perhaps,
    /// Whether the episode opened in the window and it is not known yet how far it comes.
    pub(super) is_counted: bool,
    /// Steps reached.
    pub(super) had_first: bool,
    pub(super) had_care_plan: bool,
    pub(super) had_structured: bool,
}

impl Way {
    /// An episode begins, in the window or not: nothing has started.
    #[inline]
    pub(super) fn begin(&mut self, now: Moment) {
        *self = Way { is_counted: now.is_inside(), ..Way::default() };
    }

    #[inline]
    fn start(&mut self, id: InterventionId) {
        (self.waits_for, self.last) = (Perhaps::NONE, Perhaps::number(id.index()));
        if id.index() < 64 {
            self.started |= 1 << id.index();
        } else {
            self.start_more(id);
        }
    }

    fn start_more(&mut self, id: InterventionId) {
        let (word, bit) = (id.index() / 64, id.index() % 64);
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
    #[inline(always)]
    pub(super) fn settle(&mut self, way: &Way) {
        self.count_started(0, way.started);
        if let Some(more) = &way.more_started {
            self.count_more_started(more);
        }
        if way.had_structured {
            return;
        }
        match (way.waits_for.index(), way.last.index()) {
            (Some(service), _) => self.lost_waiting[service] += 1,
            (None, Some(intervention)) => self.lost_in[intervention] += 1,
            (None, None) => self.lost_at_referral += 1,
        }
    }

    #[cold]
    fn count_more_started(&mut self, more: &[u64]) {
        for (word, &bits) in more.iter().enumerate() {
            self.count_started(64 * (word + 1), bits);
        }
    }

    #[inline]
    fn count_started(&mut self, first: usize, bits: u64) {
        let mut rest = bits;
        while rest != 0 {
            self.started[first + rest.trailing_zeros() as usize] += 1;
            rest &= rest - 1;
        }
    }
}

impl Tally<'_> {
    /// An intervention starts on the main strand.
    #[inline]
    pub(super) fn step_to(&mut self, now: Moment, slot: u32, id: InterventionId) {
        self.go_on_to(now, slot, id);
        self.clients[slot as usize].way.start(id);
    }

    /// The interventions in which an episode can be before structured treatment, on the main strand.
    fn early_interventions(&self) -> impl Iterator<Item = (InterventionId, &Intervention)> {
        let all = (0u16..).map(InterventionId).zip(&self.system.interventions);
        all.filter(|(_, item)| {
            let closes = item.setting == Setting::Prison && !item.keeps_care_plan;
            item.then.is_some() && !closes && !item.is_treatment()
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
        let group = self.group(group);
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
        let group = self.group(group);
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
