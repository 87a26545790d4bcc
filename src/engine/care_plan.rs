//! The care plan: agreed when assessment is done, opened with a keyworker's place or without, closed by an exit.

use super::replication::Replication;
use super::serving::Answer;
use super::strands::{NO_STRAND, State, StrandId};
use crate::model::{InterventionId, Keyworker, Phase, Target};
use crate::records::{Happening, Recorder, Strand as StrandKind};

impl<R: Recorder> Replication<'_, R> {
    fn open_care_plan(&mut self, slot: u32) {
        if self.clients[slot].care_plan_open {
            return;
        }
        self.clients[slot].care_plan_open = true;
        self.clients[slot].planned = self.now;
        self.set_phase(slot, Phase::InTreatment);
        self.record(slot, Happening::CarePlanOpened);
        self.trim_supports(slot);
    }

    #[inline(always)]
    pub(super) fn close_care_plan(&mut self, slot: u32) {
        let client = &self.clients[slot];
        if client.care_plan_open || client.keyworker != NO_STRAND {
            self.end_care_plan(slot);
        }
    }

    fn end_care_plan(&mut self, slot: u32) {
        let keyworker = self.clients[slot].keyworker;
        if keyworker != NO_STRAND {
            self.drop_strand(slot, keyworker);
        }
        if self.clients[slot].care_plan_open {
            self.clients[slot].care_plan_open = false;
            let lasted = self.now - self.clients[slot].planned;
            self.record(slot, Happening::CarePlanClosed { lasted });
        }
    }

    /// Assessment is done: the care plan opens, at once or when there is a keyworker.
    pub(super) fn agree_care_plan(
        &mut self,
        slot: u32,
        assessment: InterventionId,
        occurrence: u32,
    ) {
        let plan = self.system.care_plan;
        if plan.service.is_none() || plan.keyworker == Keyworker::Alongside {
            self.open_care_plan(slot);
            if plan.service.is_some() {
                self.ask_keyworker(slot, assessment, occurrence);
            }
            self.go_on_from(slot, assessment, occurrence);
            return;
        }
        self.ask_keyworker(slot, assessment, occurrence);
        self.review_waiting(slot);
    }

    /// Goes on to what follows an assessment.
    fn go_on_from(&mut self, slot: u32, assessment: InterventionId, occurrence: u32) {
        let then = self.system.intervention(assessment).then.as_ref();
        let target = then.and_then(|then| self.pick(slot, then, occurrence));
        self.go(slot, target.unwrap_or(Target::Community));
    }

    /// Asks for a keyworker's place, after this assessment.
    pub(super) fn ask_keyworker(&mut self, slot: u32, assessment: InterventionId, occurrence: u32) {
        let Some(service) = self.system.care_plan.service else { return };
        let strand = self.strands.add(slot, StrandKind::Keyworker, assessment, Some(service));
        self.clients[slot].keyworker = strand;
        self.strands[strand].occurrence = occurrence;
        match self.ask(strand, service) {
            Answer::Served => self.on_keyworker(slot, strand),
            Answer::Waiting => {}
            Answer::TurnedAway => {
                let first = !self.clients[slot].care_plan_open;
                let limit = self.system.service(service).limit;
                self.drop_strand(slot, strand);
                if let Some((_, target)) = limit.filter(|_| first) {
                    self.go(slot, target);
                }
            }
        }
    }

    fn on_keyworker(&mut self, slot: u32, strand: StrandId) {
        self.strands[strand].state = State::Running;
        if !self.clients[slot].care_plan_open {
            let (assessment, occurrence) =
                (self.strands[strand].intervention, self.strands[strand].occurrence);
            self.open_care_plan(slot);
            self.go_on_from(slot, assessment, occurrence);
        }
    }

    /// A strand that waited has been served.
    pub(super) fn on_served(&mut self, strand: StrandId) {
        let slot = self.strands[strand].client;
        self.touch(slot);
        match self.strands[strand].kind {
            StrandKind::Main if self.clients[slot].pending == strand => self.move_over(slot),
            StrandKind::Main | StrandKind::Support => {
                self.start(strand);
                self.review_waiting(slot);
            }
            StrandKind::Keyworker => {
                self.on_keyworker(slot, strand);
                self.review_waiting(slot);
            }
        }
    }

    /// A strand was turned off a waiting list: the main strand goes where such clients go.
    pub(super) fn on_refused(&mut self, strand: StrandId, target: Target) {
        let slot = self.strands[strand].client;
        self.touch(slot);
        let kind = self.strands[strand].kind;
        let goes = match kind {
            StrandKind::Main => true,
            StrandKind::Keyworker => !self.clients[slot].care_plan_open,
            StrandKind::Support => false,
        };
        self.drop_strand(slot, strand);
        if goes {
            self.clear_main(slot);
            self.go(slot, target);
        }
    }
}
