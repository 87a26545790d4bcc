//! How a client moves: referral, interventions one after another, the care plan, exits, custody.

use super::Spot;
use super::replication::Replication;
use super::serving::Answer;
use super::strands::{NO_STRAND, State, Strand, StrandId};
use crate::model::{
    Action, DurationCase, ExitId, FactId, InterventionId, Phase, ServiceId, Setting, Target,
    WhileWaiting,
};
use crate::records::{Ending, Happening, Recorder, Strand as StrandKind};
use crate::units::Days;

impl<R: Recorder> Replication<'_, R> {
    // Where a client stands.

    #[inline(always)]
    pub(super) fn set_phase(&mut self, slot: u32, phase: Phase) {
        let before = self.clients[slot].phase;
        if before != phase {
            self.touch(slot).dropped.insert(before.fact());
            let client = &mut self.clients[slot];
            client.facts.remove(before.fact());
            client.facts.insert(phase.fact());
            client.phase = phase;
        }
    }

    /// A referral: a new client's first episode, or a re-presentation.
    #[inline(always)]
    pub(super) fn open_episode(&mut self, slot: u32) {
        let client = &mut self.clients[slot];
        let again = client.episode > 0;
        client.episode += 1;
        client.exits = 0;
        client.episode_open = true;
        client.referred = self.now;
        self.set_phase(slot, Phase::Engaging);
        self.record(slot, Happening::Referred { again });
        self.trim_supports(slot);
    }

    /// The main strand waits and has no place meanwhile, or not: keeps the fact in step.
    #[inline(always)]
    pub(super) fn review_waiting(&mut self, slot: u32) {
        let client = &self.clients[slot];
        if !client.is_present {
            return;
        }
        let on_list = |id: StrandId| id != NO_STRAND && self.strands[id].state == State::Waiting;
        let waits = on_list(client.main)
            || (client.main == NO_STRAND && !client.care_plan_open && on_list(client.keyworker));
        if waits != client.facts.contains(FactId::WAITING) {
            self.change_waiting(slot, waits);
        }
        self.trim_supports(slot);
    }

    fn change_waiting(&mut self, slot: u32, waits: bool) {
        if waits {
            self.add_fact(slot, FactId::WAITING);
        } else {
            self.drop_fact(slot, FactId::WAITING);
        }
    }

    // Going somewhere on the main strand. Whatever ran there has ended before.

    #[inline(always)]
    pub(super) fn go(&mut self, slot: u32, target: Target) {
        match target {
            Target::Intervention(intervention) => self.enter(slot, intervention),
            Target::Exit(exit) => self.exit(slot, exit, true),
            Target::Community => self.come_out(slot),
        }
        self.review_waiting(slot);
    }

    #[inline(never)]
    fn enter(&mut self, slot: u32, id: InterventionId) {
        let intervention = self.system.intervention(id);
        if intervention.setting == Setting::Prison {
            self.enter_custody(slot, id);
        } else {
            let closes = intervention.closes_as.filter(|_| !intervention.is_structured());
            // Before coming out, which would ask for a keyworker.
            let was_open = self.clients[slot].care_plan_open;
            if let Some(exit) = closes.filter(|_| was_open) {
                self.exit(slot, exit, false);
            }
            self.come_out(slot);
            let begins = intervention.component.begins_an_episode();
            if begins && !was_open && !self.clients[slot].episode_open {
                self.open_episode(slot);
            }
        }
        let client = &mut self.clients[slot];
        if !client.is_present {
            return;
        }
        let strand = self.strands.add(slot, StrandKind::Main, id, intervention.service);
        client.main = strand;
        match intervention.service {
            Some(service) => self.ask_for_main(slot, strand, service),
            None => self.start(strand),
        }
        self.drop_kept(slot);
    }

    /// Asks for the place that a new main strand needs.
    #[inline(always)]
    fn ask_for_main(&mut self, slot: u32, strand: StrandId, service: ServiceId) {
        match self.ask(strand, service) {
            Answer::Served => self.start(strand),
            Answer::Waiting => {}
            Answer::TurnedAway => {
                if let Some((_, target)) = self.system.service(service).limit {
                    self.drop_strand(slot, strand);
                    self.go(slot, target);
                }
            }
        }
    }

    // Interventions.

    /// A strand's intervention starts.
    pub(super) fn start(&mut self, strand: StrandId) {
        let system = self.system;
        let Strand { client: slot, intervention: id, kind, .. } = self.strands[strand];
        let intervention = system.intervention(id);
        if intervention.is_asked_about() {
            for &fact in intervention.after.iter().chain(&intervention.after_completing) {
                self.drop_fact(slot, fact);
            }
            if let Some(fact) = intervention.during {
                self.add_fact(slot, fact);
            }
        }
        let occurrence = self.clients.occurrence(slot, id.index());
        self.record(slot, Happening::Started { intervention: id, strand: kind });
        self.apply(slot, &intervention.on_start, occurrence);
        let client = &self.clients[slot];
        let case = intervention.durations.iter().find(|case| case.when.holds(&client.facts));
        let lasts = case.map_or(Days::ZERO, |DurationCase { duration, .. }| {
            duration.draw(self.draws.named(client.who, intervention.purpose, occurrence))
        });
        let strand = &mut self.strands[strand];
        strand.state = State::Running;
        strand.occurrence = occurrence;
        strand.started = self.now;
        strand.ends = self.now + lasts;
        self.keep_pace(slot, Spot::Intervention(id));
    }

    /// A strand's intervention ends, and the strand with it.
    #[inline(never)]
    pub(super) fn end(&mut self, slot: u32, strand: StrandId, how: Ending) {
        self.end_intervention(slot, strand, how);
        self.let_go(slot, strand);
    }

    /// What ran on a strand ends; the strand and its place stay. Nothing runs on one that waits, nor on the keyworker's.
    #[inline(always)]
    pub(super) fn end_intervention(&mut self, slot: u32, strand: StrandId, how: Ending) {
        let Strand { state, kind, intervention: id, started, .. } = self.strands[strand];
        if !matches!(state, State::Running | State::Staying) || kind == StrandKind::Keyworker {
            return;
        }
        // Who stays has had the full course.
        let how = if state == State::Staying { Ending::Completed } else { how };
        let intervention = self.system.intervention(id);
        // While it runs on another strand it has not ended.
        if intervention.is_asked_about() && !self.runs_elsewhere(slot, strand) {
            if let Some(fact) = intervention.during {
                self.drop_fact(slot, fact);
            }
            let full = intervention.after_completing.iter().filter(|_| how == Ending::Completed);
            for &fact in intervention.after.iter().chain(full) {
                self.add_fact(slot, fact);
            }
        }
        let lasted = self.now - started;
        self.record(slot, Happening::Ended { intervention: id, strand: kind, lasted, how });
    }

    /// Whether the same intervention runs on another of the client's strands.
    fn runs_elsewhere(&self, slot: u32, strand: StrandId) -> bool {
        let id = self.strands[strand].intervention;
        self.strands_of(slot).any(|other| {
            let strand_of = &self.strands[other];
            other != strand
                && strand_of.intervention == id
                && strand_of.kind != StrandKind::Keyworker
                && matches!(strand_of.state, State::Running | State::Staying)
        })
    }

    /// Something the client is doing ends by itself.
    pub(super) fn on_strand_end(&mut self, slot: u32, strand: StrandId) {
        match (self.strands[strand].kind, self.strands[strand].state) {
            (StrandKind::Main, State::Running) => self.on_main_end(slot, strand),
            (StrandKind::Support, State::Running) => self.on_support_end(slot, strand),
            // A place kept during custody is kept no longer.
            _ => self.drop_strand(slot, strand),
        }
    }

    fn on_support_end(&mut self, slot: u32, strand: StrandId) {
        let intervention = self.system.intervention(self.strands[strand].intervention);
        let occurrence = self.strands[strand].occurrence;
        self.apply(slot, &intervention.on_completion, occurrence);
        self.end(slot, strand, Ending::Completed);
    }

    fn on_main_end(&mut self, slot: u32, strand: StrandId) {
        let Strand { intervention: id, occurrence, .. } = self.strands[strand];
        let intervention = self.system.intervention(id);
        self.apply(slot, &intervention.on_completion, occurrence);
        if intervention.opens_care_plan && !self.clients[slot].care_plan_open {
            self.end(slot, strand, Ending::Completed);
            self.agree_care_plan(slot, id, occurrence);
            return;
        }
        let target = intervention.then.as_ref().and_then(|then| self.pick(slot, then, occurrence));
        match target {
            Some(Target::Intervention(next)) if self.stays_for(slot, next) => {
                self.stay_for(slot, strand, next);
            }
            target => {
                self.end(slot, strand, Ending::Completed);
                self.go(slot, target.unwrap_or(Target::Community));
            }
        }
    }

    /// Whether a client stays where they are while they wait for this: in the community and within an episode.
    fn stays_for(&self, slot: u32, next: InterventionId) -> bool {
        let next = self.system.intervention(next);
        let client = &self.clients[slot];
        next.while_waiting == WhileWaiting::Stay
            && next.setting != Setting::Prison
            && client.phase != Phase::InCustody
            && client.episode_open
            && (next.closes_as.is_none() || next.is_structured() || !client.care_plan_open)
    }

    /// Asks for the next place and stays where they are until it is free.
    fn stay_for(&mut self, slot: u32, strand: StrandId, next: InterventionId) {
        let Some(service) = self.system.intervention(next).service else {
            self.end(slot, strand, Ending::Completed);
            self.go(slot, Target::Intervention(next));
            return;
        };
        if self.strands[strand].has_place && self.strands[strand].service == Some(service) {
            self.stay_on(slot, strand, next);
            return;
        }
        let pending = self.strands.add(slot, StrandKind::Main, next, Some(service));
        self.strands[strand].state = State::Staying;
        self.strands[strand].ends = Days::NEVER;
        self.clients[slot].pending = pending;
        match self.ask(pending, service) {
            Answer::Served => self.move_over(slot),
            Answer::Waiting => {}
            Answer::TurnedAway => {
                if let Some((_, target)) = self.system.service(service).limit {
                    self.drop_strand(slot, pending);
                    self.end(slot, strand, Ending::Completed);
                    self.go(slot, target);
                }
            }
        }
    }

    /// The next intervention takes the place the client already has.
    fn stay_on(&mut self, slot: u32, strand: StrandId, next: InterventionId) {
        let service = self.strands[strand].service;
        self.end_intervention(slot, strand, Ending::Completed);
        self.strands[strand].intervention = next;
        if let Some(service) = service {
            self.record_served(strand, service, Days::ZERO);
        }
        self.start(strand);
    }

    /// The place waited for is free: from where they stayed to the next.
    pub(super) fn move_over(&mut self, slot: u32) {
        let (main, pending) = (self.clients[slot].main, self.clients[slot].pending);
        self.end(slot, main, Ending::Completed);
        self.clients[slot].pending = NO_STRAND;
        self.clients[slot].main = pending;
        self.start(pending);
        self.review_waiting(slot);
    }

    // Leaving.

    /// Whatever the main strand is doing is cut short.
    #[inline(always)]
    pub(super) fn clear_main(&mut self, slot: u32) {
        if self.clients[slot].has_any() {
            self.cut_main_short(slot);
        }
    }

    fn cut_main_short(&mut self, slot: u32) {
        let (main, pending) = (self.clients[slot].main, self.clients[slot].pending);
        if pending != NO_STRAND {
            self.drop_strand(slot, pending);
        }
        if main != NO_STRAND {
            self.end(slot, main, Ending::CutShort);
        }
        let keyworker = self.clients[slot].keyworker;
        if keyworker != NO_STRAND && !self.clients[slot].care_plan_open {
            self.drop_strand(slot, keyworker);
        }
    }

    /// The client exits; `goes_on`: to what follows the exit.
    pub(super) fn exit(&mut self, slot: u32, id: ExitId, goes_on: bool) {
        let exit = self.system.exit(id);
        let client = &self.clients[slot];
        if client.has_any() || client.care_plan_open || client.phase == Phase::InCustody {
            self.clear_main(slot);
            self.close_care_plan(slot);
            // Who dies in custody is not released.
            if self.clients[slot].phase == Phase::InCustody && !exit.is_final {
                self.record(slot, Happening::Released);
            }
        }
        self.set_phase(slot, Phase::AfterExit);
        if self.clients[slot].has_more_than_main() {
            self.drop_kept(slot);
            self.trim_supports(slot);
        }
        let occurrence = self.end_episode(slot, id);
        if exit.is_final {
            self.remove(slot);
        } else if let Some(then) = exit.then.as_ref().filter(|_| goes_on)
            && let Some(target) = self.pick(slot, then, occurrence)
        {
            self.go(slot, target);
        }
    }

    /// The episode, if one is open, ends with this exit; gives the exit's occurrence, which names its draws.
    #[inline(always)]
    pub(super) fn end_episode(&mut self, slot: u32, id: ExitId) -> u32 {
        let client = &mut self.clients[slot];
        let occurrence = client.episode | u32::from(client.exits) << 16;
        client.exits = client.exits.wrapping_add(1);
        let effects = &self.system.exit(id).effects;
        self.apply(slot, effects, occurrence);
        let client = &mut self.clients[slot];
        let was_open = std::mem::take(&mut client.episode_open);
        let lasted = was_open.then(|| self.now - client.referred);
        self.record(slot, Happening::Exited { exit: id, lasted });
        occurrence
    }

    /// The client leaves the simulation from wherever they are.
    #[inline(always)]
    pub(super) fn remove(&mut self, slot: u32) {
        if self.clients[slot].has_any() {
            self.clear_main(slot);
            self.for_each_strand(slot, |this, strand| this.end(slot, strand, Ending::CutShort));
        }
        self.depart(slot);
    }

    /// Supports whose state is over end.
    #[inline(always)]
    pub(super) fn trim_supports(&mut self, slot: u32) {
        if self.clients[slot].sides != NO_STRAND {
            self.trim_sides(slot);
        }
    }

    fn trim_sides(&mut self, slot: u32) {
        let system = self.system;
        self.for_each_strand(slot, |this, strand| {
            if let Some(clock) = this.strands[strand].offer
                && let Action::Offer(support) = system.clocks[usize::from(clock)].action
                && !this.holds(slot, &system.supports[usize::from(support.0)].lasts_while)
            {
                this.end(slot, strand, Ending::CutShort);
            }
        });
    }
}
