//! What befalls a client when a clock fires: a risk, the offer of a support, a timer of the engine's.

use super::clock_set::ClockSet;
use super::outcome::Spot;
use super::replication::Replication;
use super::serving::Answer;
use crate::model::{Action, ClockId, Setting, SupportId, Target};
use crate::records::{Happening, Recorder, Reply, Strand as StrandKind, Why};

impl<R: Recorder> Replication<'_, R> {
    /// A clock fires.
    pub(super) fn on_clock(&mut self, slot: u32, index: usize) {
        let system = self.system;
        let spec = &system.clocks[index];
        if matches!(spec.action, Action::Risk { .. }) && self.is_asked_why(slot) {
            self.explain_risks(slot, Some(ClockId(index as u16)));
        }
        self.clients.stop(slot, index);
        // The offer of a support that repeats starts anew when the support ends.
        if spec.recurs && !matches!(spec.action, Action::Offer(_)) {
            self.recheck(slot, ClockSet::one(index));
        } else {
            self.clients[slot].fired.insert(index);
        }
        let occurrence = self.clients.latest(slot, self.counter_of(index));
        match &spec.action {
            Action::Risk { effects, then } => {
                let risk = ClockId(index as u16);
                self.record(slot, Happening::Befell { risk });
                self.keep_pace(slot, Spot::Risk(risk));
                self.apply(slot, effects, occurrence);
                let target = then.as_ref().and_then(|then| self.pick(slot, then, occurrence));
                if let Some(target) = target {
                    self.redirect(slot, target);
                }
            }
            Action::Offer(support) => self.offer(slot, *support, index, occurrence),
            Action::Forget(fact) => self.drop_fact(slot, *fact),
            Action::EndFollowUp => self.remove(slot),
        }
    }

    /// A risk takes the client off what they are doing and somewhere else.
    fn redirect(&mut self, slot: u32, target: Target) {
        let is_custody = match target {
            Target::Intervention(id) => self.system.intervention(id).setting == Setting::Prison,
            _ => false,
        };
        if !is_custody {
            self.clear_main(slot);
        }
        self.go(slot, target);
    }

    /// A support is offered; those who accept it start it, or wait for it, alongside.
    pub(super) fn offer(&mut self, slot: u32, id: SupportId, index: usize, occurrence: u32) {
        let support = &self.system.supports[usize::from(id.0)];
        let who = self.clients[slot].who;
        let accepted = support.take_up >= 1.0
            || self.draws.uniform(who, support.purpose, occurrence) < support.take_up;
        let already = self.strands_of(slot).any(|strand| {
            self.strands[strand].intervention == support.intervention
                && self.strands[strand].kind != StrandKind::Keyworker
        });
        let answer = match (already, accepted) {
            (true, _) => Reply::HadAlready,
            (false, true) => Reply::Accepted,
            (false, false) => Reply::Declined,
        };
        self.explain(slot, Why::Offered { support: id, answer });
        if answer != Reply::Accepted {
            return;
        }
        let service = self.system.intervention(support.intervention).service;
        let strand = self.strands.add(slot, StrandKind::Support, support.intervention, service);
        self.strands[strand].offer = Some(index as u16);
        self.strands[strand].next = self.clients[slot].sides;
        self.clients[slot].sides = strand;
        match service.map_or(Answer::Served, |service| self.ask(strand, service)) {
            Answer::Served => self.start(strand),
            Answer::Waiting => {}
            Answer::TurnedAway => {
                // Not received; it is not offered again before the spell is over.
                self.strands[strand].offer = None;
                self.drop_strand(slot, strand);
            }
        }
    }
}
