//! How a client moves: referral, interventions one after another, the care plan, exits, custody.

use super::Spot;
use super::replication::Replication;
use super::serving::Answer;
use super::strands::{NO_STRAND, State, StrandId};
use crate::model::{
    Action, ClockId, DurationCase, Effect, ExitId, FactId, InterventionId, Keyworker, LevelDraw,
    Phase, Setting, SupportId, System, Target, WhileWaiting,
};
use crate::records::{Ending, Happening, Recorder, Strand as StrandKind};
use crate::units::Days;

impl<R: Recorder> Replication<'_, R> {
    // Where a client stands.

    fn set_phase(&mut self, slot: u32, phase: Phase) {
        let before = self.clients[slot].phase;
        if before != phase {
            self.drop_fact(slot, before.fact());
            self.clients[slot].phase = phase;
            self.clients[slot].facts.insert(phase.fact());
            self.touch(slot);
        }
    }

    /// A referral: a new client's first episode, or a re-presentation.
    pub(super) fn open_episode(&mut self, slot: u32) {
        let client = &mut self.clients[slot];
        let again = client.episode > 0;
        client.episode += 1;
        client.episode_open = true;
        client.referred = self.now;
        self.set_phase(slot, Phase::Engaging);
        self.record(slot, Happening::Referred { again });
    }

    fn open_care_plan(&mut self, slot: u32) {
        if self.clients[slot].care_plan_open {
            return;
        }
        self.clients[slot].care_plan_open = true;
        self.clients[slot].planned = self.now;
        self.set_phase(slot, Phase::InTreatment);
        self.record(slot, Happening::CarePlanOpened);
    }

    fn close_care_plan(&mut self, slot: u32) {
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

    /// The main strand waits and has no place meanwhile, or not: keeps the fact in step.
    fn review_waiting(&mut self, slot: u32) {
        let client = &self.clients[slot];
        if !client.is_present {
            return;
        }
        let on_list = |id: StrandId| id != NO_STRAND && self.strands[id].state == State::Waiting;
        let waits = on_list(client.main)
            || (client.main == NO_STRAND && !client.care_plan_open && on_list(client.keyworker));
        if waits {
            self.clients[slot].facts.insert(FactId::WAITING);
            self.touch(slot);
        } else {
            self.drop_fact(slot, FactId::WAITING);
        }
    }

    // Going somewhere on the main strand. Whatever ran there has ended before.

    pub(super) fn go(&mut self, slot: u32, target: Target) {
        match target {
            Target::Intervention(intervention) => self.enter(slot, intervention),
            Target::Exit(exit) => self.exit(slot, exit, true),
            Target::Community => self.come_out(slot),
        }
        self.review_waiting(slot);
    }

    /// Custody, if the client is in custody, is over.
    fn come_out(&mut self, slot: u32) {
        if self.clients[slot].phase != Phase::InCustody {
            return;
        }
        let client = &self.clients[slot];
        let phase = match (client.care_plan_open, client.episode_open) {
            (true, _) => Phase::InTreatment,
            (false, true) => Phase::Engaging,
            (false, false) => Phase::AfterExit,
        };
        self.set_phase(slot, phase);
        self.record(slot, Happening::Released);
        let keyworker = self.clients[slot].keyworker;
        if keyworker != NO_STRAND && self.strands[keyworker].state == State::Kept {
            self.strands[keyworker].state = State::Running;
            self.strands[keyworker].ends = Days::NEVER;
        } else if self.clients[slot].care_plan_open && keyworker == NO_STRAND {
            self.ask_keyworker(slot, InterventionId(0), 0);
        }
    }

    fn enter(&mut self, slot: u32, id: InterventionId) {
        let intervention = self.system.intervention(id);
        if intervention.setting == Setting::Prison {
            self.enter_custody(slot, id);
        } else {
            self.come_out(slot);
            let client = &self.clients[slot];
            if client.care_plan_open {
                if let Some(exit) = intervention.closes_as.filter(|_| !intervention.is_structured())
                {
                    self.exit(slot, exit, false);
                }
            } else if !client.episode_open && intervention.component.begins_an_episode() {
                self.open_episode(slot);
            }
        }
        if !self.clients[slot].is_present {
            return;
        }
        let strand = self.strands.add(slot, StrandKind::Main, id, intervention.service);
        self.clients[slot].main = strand;
        self.ask_or_start(slot, strand);
        self.drop_kept(slot);
    }

    /// Asks for the place a new main strand needs, or starts at once where it needs none.
    fn ask_or_start(&mut self, slot: u32, strand: StrandId) {
        let Some(service) = self.strands[strand].service else {
            self.start(strand);
            return;
        };
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

    /// Places kept during custody and not used again are given back.
    fn drop_kept(&mut self, slot: u32) {
        if !self.clients[slot].is_present || self.clients[slot].phase == Phase::InCustody {
            return;
        }
        for strand in self.strands_of(slot) {
            if self.strands[strand].state == State::Kept {
                self.drop_strand(slot, strand);
            }
        }
    }

    // Interventions.

    /// A strand's intervention starts.
    fn start(&mut self, strand: StrandId) {
        let system = self.system;
        let (slot, id, kind) = (
            self.strands[strand].client,
            self.strands[strand].intervention,
            self.strands[strand].kind,
        );
        let intervention = system.intervention(id);
        for &fact in intervention.after.iter().chain(&intervention.after_completing) {
            self.drop_fact(slot, fact);
        }
        if let Some(fact) = intervention.during {
            self.clients[slot].facts.insert(fact);
        }
        let occurrence = self.clients.occurrence(slot, id.index());
        self.record(slot, Happening::Started { intervention: id, strand: kind });
        self.apply(slot, &intervention.on_start, occurrence);
        let facts = &self.clients[slot].facts;
        let case = intervention.durations.iter().find(|case| case.when.holds(facts));
        let lasts = case.map_or(Days::ZERO, |DurationCase { duration, .. }| {
            let who = self.clients[slot].who;
            duration.draw(&mut self.draws.stream(who, intervention.purpose, occurrence))
        });
        let strand = &mut self.strands[strand];
        strand.state = State::Running;
        strand.occurrence = occurrence;
        strand.started = self.now;
        strand.ends = self.now + lasts;
        self.touch(slot);
        self.keep_pace(slot, Spot::Intervention(id));
    }

    /// A strand's intervention ends, and the strand with it.
    fn end(&mut self, slot: u32, strand: StrandId, how: Ending) {
        self.end_intervention(slot, strand, how);
        self.drop_strand(slot, strand);
    }

    /// What ran on a strand ends; the strand and its place stay. Nothing runs on one that waits, nor on the keyworker's.
    fn end_intervention(&mut self, slot: u32, strand: StrandId, how: Ending) {
        if !matches!(self.strands[strand].state, State::Running | State::Staying)
            || self.strands[strand].kind == StrandKind::Keyworker
        {
            return;
        }
        let id = self.strands[strand].intervention;
        let kind = self.strands[strand].kind;
        let lasted = self.now - self.strands[strand].started;
        let system = self.system;
        let intervention = system.intervention(id);
        if let Some(fact) = intervention.during {
            self.drop_fact(slot, fact);
        }
        for &fact in &intervention.after {
            self.clients[slot].facts.insert(fact);
        }
        if how == Ending::Completed {
            for &fact in &intervention.after_completing {
                self.clients[slot].facts.insert(fact);
            }
        }
        self.touch(slot);
        self.record(slot, Happening::Ended { intervention: id, strand: kind, lasted, how });
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
        let system = self.system;
        let id = self.strands[strand].intervention;
        let intervention = system.intervention(id);
        let occurrence = self.strands[strand].occurrence;
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
        self.touch(slot);
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
        self.strands[strand].joined = self.now;
        if let Some(service) = service {
            self.record_served(strand, service);
        }
        self.start(strand);
    }

    /// The place waited for is free: from where they stayed to the next.
    fn move_over(&mut self, slot: u32) {
        let (main, pending) = (self.clients[slot].main, self.clients[slot].pending);
        self.end(slot, main, Ending::Completed);
        self.clients[slot].pending = NO_STRAND;
        self.clients[slot].main = pending;
        self.start(pending);
        self.review_waiting(slot);
    }

    // The care plan.

    /// Assessment is done: the care plan opens, at once or when there is a keyworker.
    fn agree_care_plan(&mut self, slot: u32, assessment: InterventionId, occurrence: u32) {
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
    fn ask_keyworker(&mut self, slot: u32, assessment: InterventionId, occurrence: u32) {
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

    // Leaving.

    /// Whatever the main strand is doing is cut short.
    fn clear_main(&mut self, slot: u32) {
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
    fn exit(&mut self, slot: u32, id: ExitId, goes_on: bool) {
        let exit = self.system.exit(id);
        self.clear_main(slot);
        self.close_care_plan(slot);
        if self.clients[slot].phase == Phase::InCustody {
            self.record(slot, Happening::Released);
        }
        self.set_phase(slot, Phase::AfterExit);
        self.drop_kept(slot);
        self.trim_supports(slot);
        let episode = self.clients[slot].episode;
        self.apply(slot, &exit.effects, episode);
        let was_open = std::mem::take(&mut self.clients[slot].episode_open);
        let lasted = was_open.then(|| self.now - self.clients[slot].referred);
        self.record(slot, Happening::Exited { exit: id, lasted });
        if exit.is_final {
            self.remove(slot);
        } else if let Some(then) = exit.then.as_ref().filter(|_| goes_on)
            && let Some(target) = self.pick(slot, then, episode)
        {
            self.go(slot, target);
        }
    }

    /// The client leaves the simulation from wherever they are.
    fn remove(&mut self, slot: u32) {
        self.clear_main(slot);
        for strand in self.strands_of(slot) {
            self.end(slot, strand, Ending::CutShort);
        }
        self.depart(slot);
    }

    /// Supports whose state is over end.
    fn trim_supports(&mut self, slot: u32) {
        let system = self.system;
        for strand in self.strands_of(slot) {
            let Some((support, _)) = self.strands[strand].support else { continue };
            if !self.holds(slot, &system.supports[usize::from(support.0)].lasts_while) {
                self.end(slot, strand, Ending::CutShort);
            }
        }
    }

    // Custody.

    /// Custody interrupts every strand; the care plan goes on where treatment does, otherwise the episode ends.
    fn enter_custody(&mut self, slot: u32, id: InterventionId) {
        let prison = self.system.intervention(id);
        if self.clients[slot].phase == Phase::InCustody {
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
        for strand in self.strands_of(slot) {
            self.interrupt(slot, strand, plan_goes_on);
        }
        self.set_phase(slot, Phase::InCustody);
        self.record(slot, Happening::TakenIntoCustody);
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
            self.strands[strand].ends = self.now + kept;
            if self.clients[slot].main == strand {
                self.clients[slot].main = NO_STRAND;
                self.strands[strand].next = self.clients[slot].sides;
                self.clients[slot].sides = strand;
            }
            self.touch(slot);
        } else {
            self.drop_strand(slot, strand);
        }
    }

    // Clocks.

    /// A clock fires.
    pub(super) fn on_clock(&mut self, slot: u32, index: usize) {
        let system = self.system;
        let spec = &system.clocks[index];
        let bit = 1u128 << index;
        let client = &mut self.clients[slot];
        client.running &= !bit;
        // The offer of a support that repeats starts anew when the support ends.
        if spec.recurs && !matches!(spec.action, Action::Offer(_)) {
            client.recheck |= bit;
        } else {
            client.fired |= bit;
        }
        let occurrence = self.clients.latest(slot, system.interventions.len() + index);
        self.touch(slot);
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
    fn offer(&mut self, slot: u32, id: SupportId, index: usize, occurrence: u32) {
        let support = &self.system.supports[usize::from(id.0)];
        let who = self.clients[slot].who;
        let accepted = support.take_up >= 1.0
            || self.draws.uniform(who, support.purpose, occurrence) < support.take_up;
        let already = self.strands_of(slot).into_iter().any(|strand| {
            self.strands[strand].intervention == support.intervention
                && self.strands[strand].kind != StrandKind::Keyworker
        });
        if !accepted || already {
            return;
        }
        let service = self.system.intervention(support.intervention).service;
        let strand = self.strands.add(slot, StrandKind::Support, support.intervention, service);
        self.strands[strand].support = Some((id, index as u16));
        self.strands[strand].next = self.clients[slot].sides;
        self.clients[slot].sides = strand;
        self.touch(slot);
        match service.map_or(Answer::Served, |service| self.ask(strand, service)) {
            Answer::Served => self.start(strand),
            Answer::Waiting => {}
            Answer::TurnedAway => {
                // Not received; it is not offered again before the spell is over.
                self.strands[strand].support = None;
                self.drop_strand(slot, strand);
            }
        }
    }

    // Attributes.

    /// Attributes change by the effects whose conditions hold.
    pub(super) fn apply(&mut self, slot: u32, effects: &[Effect], occurrence: u32) {
        for effect in effects {
            if !self.holds(slot, &effect.when) {
                continue;
            }
            for set in &effect.sets {
                let level = match &set.to {
                    LevelDraw::Level(level) => *level,
                    LevelDraw::Shares(purpose, shares) => {
                        let who = self.clients[slot].who;
                        LevelDraw::pick(shares, self.draws.uniform(who, *purpose, occurrence))
                    }
                };
                self.set_level(slot, set.attribute, level);
            }
        }
    }

    fn set_level(&mut self, slot: u32, attribute: crate::model::AttributeId, level: u8) {
        let system: &System = self.system;
        let from = system.level(&self.clients[slot].facts, attribute);
        if from == level {
            return;
        }
        let first = system.attributes[attribute.index()].first.0;
        self.drop_fact(slot, FactId(first + from));
        self.clients[slot].facts.insert(FactId(first + level));
        self.touch(slot);
        self.record(slot, Happening::Changed { attribute, from, to: level });
    }
}
