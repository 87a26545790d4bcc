//! Custody: it interrupts every strand, may keep places for a time, and ends with release.

use super::replication::Replication;
use super::strands::{NO_STRAND, State, StrandId};
use crate::model::{ExitId, InterventionId, Phase};
use crate::records::{Ending, Happening, Recorder, Strand as StrandKind};
use crate::units::Days;

impl<R: Recorder> Replication<'_, R> {
    /// Custody, if the client is in custody, is over.
    #[inline(always)]
    pub(super) fn come_out(&mut self, slot: u32) {
        if self.clients[slot].phase == Phase::InCustody {
            self.release(slot);
        }
    }

    fn release(&mut self, slot: u32) {
        let client = &self.clients[slot];
        let phase = match (client.care_plan_open, client.episode_open) {
            (true, _) => Phase::InTreatment,
            (false, true) => Phase::Engaging,
            (false, false) => Phase::AfterExit,
        };
        self.set_phase(slot, phase);
        self.record(slot, Happening::Released);
        self.trim_supports(slot);
        let keyworker = self.clients[slot].keyworker;
        if keyworker != NO_STRAND && self.strands[keyworker].state == State::Kept {
            self.strands[keyworker].state = State::Running;
            self.strands[keyworker].ends = Days::NEVER;
        } else if self.clients[slot].care_plan_open && keyworker == NO_STRAND {
            self.ask_keyworker(slot, InterventionId(0), 0);
        }
    }

    /// Custody interrupts every strand; the care plan goes on where treatment does, otherwise the episode ends.
    pub(super) fn enter_custody(&mut self, slot: u32, id: InterventionId) {
        let prison = self.system.intervention(id);
        if self.clients[slot].phase == Phase::InCustody {
            if self.clients[slot].care_plan_open && !prison.keeps_care_plan {
                self.end_inside(slot, prison.closes_as);
            }
            return;
        }
        let plan_goes_on = self.clients[slot].care_plan_open && prison.keeps_care_plan;
        if self.clients[slot].episode_open && !plan_goes_on {
            if let Some(exit) = prison.closes_as {
                self.exit(slot, exit, false);
            }
            if !self.clients[slot].is_present {
                return;
            }
        }
        self.for_each_strand(slot, |this, strand| this.interrupt(slot, strand, plan_goes_on));
        self.set_phase(slot, Phase::InCustody);
        self.record(slot, Happening::TakenIntoCustody);
    }

    /// The care plan goes on no longer, in custody: the episode ends, and nothing is kept.
    fn end_inside(&mut self, slot: u32, closes_as: Option<ExitId>) {
        self.close_care_plan(slot);
        self.give_back_kept(slot);
        if let Some(exit) = closes_as {
            self.end_episode(slot, exit);
            if self.system.exit(exit).is_final {
                self.remove(slot);
            }
        }
    }

    /// A strand is interrupted by custody; a place may be kept for a time.
    fn interrupt(&mut self, slot: u32, strand: StrandId, plan_goes_on: bool) {
        let is_support = self.strands[strand].kind == StrandKind::Support;
        let kept = match self.strands[strand].service {
            Some(service) if self.strands[strand].has_place && plan_goes_on && !is_support => {
                self.system.service(service).kept_in_custody
            }
            _ => Days::ZERO,
        };
        self.end_intervention(slot, strand, Ending::CutShort);
        if kept > Days::ZERO {
            self.strands[strand].state = State::Kept;
            if let Some(service) = self.strands[strand].service {
                self.services[service.index()].has_kept = true;
            }
            self.strands[strand].started = self.now;
            self.strands[strand].ends = self.now + kept;
            if self.clients[slot].main == strand {
                self.clients[slot].main = NO_STRAND;
                self.strands[strand].next = self.clients[slot].sides;
                self.clients[slot].sides = strand;
            }
        } else {
            self.drop_strand(slot, strand);
        }
    }

    /// Places kept during custody and not used again are given back.
    #[inline(always)]
    pub(super) fn drop_kept(&mut self, slot: u32) {
        if self.clients[slot].is_present && self.clients[slot].phase != Phase::InCustody {
            self.give_back_kept(slot);
        }
    }

    #[inline(always)]
    fn give_back_kept(&mut self, slot: u32) {
        // A place is kept for the keyworker's strand or beside the main one.
        if self.clients[slot].has_more_than_main() {
            self.give_back_all_kept(slot);
        }
    }

    fn give_back_all_kept(&mut self, slot: u32) {
        self.for_each_strand(slot, |this, strand| {
            if this.strands[strand].state == State::Kept {
                this.drop_strand(slot, strand);
            }
        });
    }
}
