//! Beginning with clients who are there already: their past is told step by step, as far as it is known, and they go on from it.
//!
//! The recorder hears of the past as it would have in a warm-up: every step at its own instant, before anything is measured.

use super::clocks::Clock;
use super::past::{Past, Step};
use super::places::Places;
use super::replication::Replication;
use super::service::Room;
use super::strands::{NO_PLACE, NO_STRAND, State, StrandId};
use crate::model::{
    Action, AttributeId, Awaiting, ClockId, FactId, Facts, Group, Initial, InterventionId,
    KeptPlace, Phase, Receiving, RouteId, Seat, ServiceId, SupportHow, SupportPast, System,
};
use crate::records::{Happening, Recorder, Strand as StrandKind};
use crate::units::Days;

/// A client whose past is being told.
#[derive(Debug)]
struct Telling {
    /// Since when the spell of each clock lasts.
    spells: Vec<Option<Days>>,
    /// The facts that have been told.
    told: Facts,
    opened: Option<Days>,
    referred: Days,
}

/// A place in line that is stated.
#[derive(Debug, Clone, Copy)]
struct InLine {
    service: ServiceId,
    strand: StrandId,
    position: u32,
}

impl<'m, R: Recorder> Replication<'m, R> {
    /// Begins with those who are there at the start.
    pub(super) fn begin_with(&mut self, initial: &'m Initial) {
        self.enter_era(initial.at);
        let (pasts, groups) = self.draw_pasts(initial);
        self.now = pasts.first().map_or(initial.at, |past| past.at.min(initial.at));
        self.recorder.time(self.now);
        for index in 0..self.services.len() {
            self.report_capacity(index);
        }
        let clocks = self.system.clocks.len();
        let new = || Telling {
            spells: vec![None; clocks],
            told: Facts::NONE,
            opened: None,
            referred: Days::ZERO,
        };
        let mut telling: Vec<Telling> = groups.iter().map(|_| new()).collect();
        let mut in_line = Vec::new();
        for past in pasts {
            self.now = past.at;
            self.recorder.time(past.at);
            self.tell(past, &mut telling[past.slot as usize], &mut in_line);
            self.note_spells(past.slot, &mut telling[past.slot as usize]);
        }
        self.now = initial.at;
        self.recorder.time(self.now);
        self.put_in_line(in_line);
        self.begin_parts(initial);
        // A service that is crowded is felt from the start.
        for index in 0..self.services.len() {
            self.reloaded.push(ServiceId(index as u16));
        }
        self.review_loads();
        for touched in std::mem::take(&mut self.touched) {
            self.clients[touched.slot].touched = super::clients::UNTOUCHED;
        }
        for (slot, (telling, group)) in (0u32..).zip(telling.iter().zip(groups)) {
            self.go_on(slot, telling, group);
        }
        for index in 0..self.services.len() {
            self.free_up(ServiceId(index as u16));
        }
        self.serve_freed();
        self.settle_all();
    }

    /// One step of a client's past.
    fn tell(&mut self, past: Past<'m>, telling: &mut Telling, in_line: &mut Vec<InLine>) {
        let slot = past.slot;
        match past.step {
            Step::Came(route) => self.tell_coming(slot, route),
            Step::Referred => {
                self.clients[slot].episode += 1;
                self.clients[slot].episode_open = true;
                self.clients[slot].referred = self.now;
                telling.referred = self.now;
                self.set_phase(slot, Phase::Engaging);
                let again = self.clients[slot].episode > 1;
                self.record(slot, Happening::Referred { again });
            }
            Step::Known { treated, journey } => {
                self.record(slot, Happening::KnownBefore { treated, journey });
            }
            Step::Levels(levels) => self.tell_levels(slot, &levels),
            Step::Ended(ended) => {
                let system = self.system;
                let intervention = system.intervention(ended.intervention);
                let full = intervention.after_completing.iter().filter(|_| ended.completed);
                for &fact in intervention.after.iter().chain(full) {
                    self.add_fact(slot, fact);
                }
            }
            Step::CarePlanOpened => {
                let client = &mut self.clients[slot];
                (client.care_plan_open, client.planned) = (true, self.now);
                telling.opened = Some(self.now);
                self.set_phase(slot, Phase::InTreatment);
                self.record(slot, Happening::CarePlanOpened);
            }
            Step::Exited(exit) => {
                if let Some(opened) = telling.opened.take() {
                    self.clients[slot].care_plan_open = false;
                    self.record(slot, Happening::CarePlanClosed { lasted: self.now - opened });
                }
                self.set_phase(slot, Phase::AfterExit);
                let client = &mut self.clients[slot];
                client.exits = client.exits.wrapping_add(1);
                client.episode_open = false;
                let lasted = Some(self.now - telling.referred);
                self.record(slot, Happening::Exited { exit, lasted });
            }
            Step::TakenIntoCustody => {
                self.set_phase(slot, Phase::InCustody);
                self.record(slot, Happening::TakenIntoCustody);
            }
            Step::Kept(kept, ago) => self.tell_kept(slot, kept, ago),
            Step::Keyworker(seat) => self.tell_keyworker(slot, seat),
            Step::AwaitsKeyworker(awaits) => {
                let service = self.system.care_plan.service;
                let strand =
                    self.strands.add(slot, StrandKind::Keyworker, awaits.intervention, service);
                self.clients[slot].keyworker = strand;
                self.tell_waiting(strand, awaits, in_line);
            }
            Step::Receives(receives, spent) => {
                let service = self.system.intervention(receives.intervention).service;
                let strand =
                    self.strands.add(slot, StrandKind::Main, receives.intervention, service);
                let waits = std::mem::replace(&mut self.clients[slot].main, strand);
                self.tell_running(strand, receives, spent);
                if waits != NO_STRAND {
                    self.stay(slot, waits);
                }
            }
            Step::Awaits(awaits) => {
                let service = self.system.intervention(awaits.intervention).service;
                let strand = self.strands.add(slot, StrandKind::Main, awaits.intervention, service);
                if self.clients[slot].main == NO_STRAND {
                    self.clients[slot].main = strand;
                } else {
                    self.stay(slot, strand);
                }
                self.tell_waiting(strand, awaits, in_line);
            }
            Step::Support(support, spent) => self.tell_support(slot, support, spent, in_line),
        }
        self.mark_waiting(slot);
    }

    /// The main strand has run its course, and the client stays until what they wait for is free.
    fn stay(&mut self, slot: u32, waits: StrandId) {
        let main = self.clients[slot].main;
        self.clients[slot].pending = waits;
        self.strands[main].state = State::Staying;
        self.strands[main].ends = Days::NEVER;
    }

    fn tell_coming(&mut self, slot: u32, route: RouteId) {
        self.clients[slot].facts.insert(Phase::AfterExit.fact());
        self.record(slot, Happening::Came { route });
    }

    /// Attributes have changed since the episode opened.
    fn tell_levels(&mut self, slot: u32, levels: &Facts) {
        let system = self.system;
        for (index, attribute) in system.attributes.iter().enumerate().skip(1) {
            let id = AttributeId(index as u16);
            let from = system.level(&self.clients[slot].facts, id);
            let to = system.level(levels, id);
            if from != to {
                self.drop_fact(slot, FactId(attribute.first.0 + from));
                self.add_fact(slot, FactId(attribute.first.0 + to));
                self.record(slot, Happening::Changed { attribute: id, from, to });
            }
        }
    }

    fn tell_kept(&mut self, slot: u32, kept: &KeptPlace, ago: Days) {
        let kind = kept.intervention.map_or(StrandKind::Keyworker, |_| StrandKind::Main);
        let intervention = kept.intervention.unwrap_or(InterventionId(0));
        let strand = self.strands.add(slot, kind, intervention, Some(kept.service));
        self.seat(strand, kept.service, kept.seat);
        self.services[kept.service.index()].has_kept = true;
        self.strands[strand].state = State::Kept;
        let begins = self.model.begins();
        let rest =
            self.model.system_begun_at(begins - ago).service(kept.service).kept_in_custody - ago;
        self.strands[strand].started = begins - ago;
        self.strands[strand].ends = begins + rest.max(Days::ZERO);
        let client = &mut self.clients[slot];
        if kept.intervention.is_some() {
            self.strands[strand].next = client.sides;
            client.sides = strand;
        } else {
            client.keyworker = strand;
        }
    }

    fn tell_keyworker(&mut self, slot: u32, seat: Seat) {
        let Some(service) = self.system.care_plan.service else { return };
        let strand =
            self.strands.add(slot, StrandKind::Keyworker, InterventionId(0), Some(service));
        self.clients[slot].keyworker = strand;
        self.strands[strand].state = State::Running;
        self.seat(strand, service, seat);
    }

    fn tell_support(
        &mut self,
        slot: u32,
        past: &'m SupportPast,
        spent: Days,
        in_line: &mut Vec<InLine>,
    ) {
        let system = self.system;
        let intervention = system.supports[usize::from(past.support.0)].intervention;
        let service = system.intervention(intervention).service;
        let strand = self.strands.add(slot, StrandKind::Support, intervention, service);
        self.strands[strand].offer = offer_of(system, past).map(|clock| clock.0);
        self.strands[strand].next = self.clients[slot].sides;
        self.clients[slot].sides = strand;
        match &past.how {
            SupportHow::Runs(receives) => self.tell_running(strand, receives, spent),
            SupportHow::Waits(awaits) => self.tell_waiting(strand, awaits, in_line),
        }
    }

    /// An intervention has been running since then.
    fn tell_running(&mut self, strand: StrandId, receives: &Receiving, spent: Days) {
        let system = self.system;
        let (slot, kind) = (self.strands[strand].client, self.strands[strand].kind);
        let id = receives.intervention;
        let intervention = system.intervention(id);
        if let Some(service) = intervention.service {
            self.seat(strand, service, receives.seat);
        }
        for &fact in intervention.after.iter().chain(&intervention.after_completing) {
            self.drop_fact(slot, fact);
        }
        if let Some(fact) = intervention.during {
            self.add_fact(slot, fact);
        }
        let occurrence = self.clients.occurrence(slot, id.index());
        let left = self.left_of(slot, id, receives.case, spent, occurrence);
        self.record(slot, Happening::Started { intervention: id, strand: kind });
        let (began, ends) = (self.now, self.model.begins() + left);
        let strand = &mut self.strands[strand];
        strand.state = State::Running;
        strand.occurrence = occurrence;
        strand.started = began;
        strand.ends = ends;
    }

    fn tell_waiting(&mut self, strand: StrandId, awaits: &Awaiting, in_line: &mut Vec<InLine>) {
        let Some(service) = self.strands[strand].service else { return };
        let slot = self.strands[strand].client;
        let standing = self.system.service(service).standing_of(&self.clients[slot].facts);
        let waiting = &mut self.strands[strand];
        (waiting.class, waiting.may_take) = standing;
        (waiting.since, waiting.missed) = (self.now, awaits.missed);
        self.stand_in_line(strand, service);
        in_line.extend(awaits.position.map(|position| InLine { service, strand, position }));
    }

    /// A place is had from then on.
    fn seat(&mut self, strand: StrandId, service: ServiceId, seat: Seat) {
        let slot = self.strands[strand].client;
        let of = self.system.service(service);
        let (class, may_take) = of.standing_of(&self.clients[slot].facts);
        let state = &mut self.services[service.index()];
        let fences = state.fenced.len();
        let stated = seat.ring_fence.filter(|fence| usize::from(*fence) < fences);
        let fence = match (stated, seat.place) {
            // Which place it is and that it counts against none.
            (None, Some(_)) => None,
            (None, None) => state.room_for(of, may_take).flatten(),
            (stated, _) => stated,
        };
        let has_place = !matches!(state.room, Room::Slots { .. });
        let place = match &mut state.room {
            Room::Places(places) => Places::take_over(places, strand, seat.place),
            Room::Endless | Room::Slots { .. } => NO_PLACE,
        };
        let (kind, intervention) = (self.strands[strand].kind, self.strands[strand].intervention);
        let at = &mut self.strands[strand];
        (at.class, at.may_take, at.since) = (class, may_take, self.now);
        if has_place {
            (at.has_place, at.place, at.fence) = (true, place, fence);
            if let Some(fence) = fence {
                state.fenced[usize::from(fence)] += 1;
            }
        }
        let intervention = (kind != StrandKind::Keyworker).then_some(intervention);
        let waited = Days::ZERO;
        self.record(slot, Happening::Served { service, intervention, strand: kind, waited });
        if has_place {
            self.record(slot, Happening::PlaceTaken { service, place });
        }
    }

    fn mark_waiting(&mut self, slot: u32) {
        let client = &self.clients[slot];
        let on_list = |id: StrandId| id != NO_STRAND && self.strands[id].state == State::Waiting;
        let waits = on_list(client.main)
            || (client.main == NO_STRAND && !client.care_plan_open && on_list(client.keyworker));
        match (waits, client.facts.contains(FactId::WAITING)) {
            (true, false) => self.add_fact(slot, FactId::WAITING),
            (false, true) => self.drop_fact(slot, FactId::WAITING),
            _ => {}
        }
    }

    /// Remembers since when each clock's spell lasts, and tells the recorder what holds.
    fn note_spells(&mut self, slot: u32, telling: &mut Telling) {
        let facts = self.clients[slot].facts;
        for (since, clock) in telling.spells.iter_mut().zip(&self.system.clocks) {
            match (clock.spell.holds(&facts), &since) {
                (true, None) => *since = Some(self.now),
                (false, Some(_)) => *since = None,
                _ => {}
            }
        }
        self.report_settled(slot, &(facts ^ telling.told));
        telling.told = facts;
    }

    /// Those whose place in line is stated stand in that order, before others of their class.
    fn put_in_line(&mut self, stated: Vec<InLine>) {
        for index in 0..self.services.len() {
            let of = |strand: StrandId| {
                let mut here = stated.iter().filter(|it| it.service.index() == index);
                here.find(|it| it.strand == strand).map_or(u32::MAX, |it| it.position)
            };
            if !stated.iter().any(|it| it.service.index() == index) {
                continue;
            }
            let list = &mut self.services[index].list;
            let mut all: Vec<(u32, StrandId)> =
                list.all(&self.strands).into_iter().map(|strand| (of(strand), strand)).collect();
            all.sort_by_key(|(position, _)| *position);
            for &(_, strand) in &all {
                list.leave(&mut self.strands, strand);
            }
            for (_, strand) in all {
                list.join(&mut self.strands, strand);
            }
        }
    }

    /// The past is told: the client's clocks go on from their ages.
    fn go_on(&mut self, slot: u32, telling: &Telling, group: &Group) {
        let (system, now) = (self.system, self.now);
        let age_of = |index: usize| {
            let id = ClockId(index as u16);
            let stated = group.ages.iter().find(|(clock, _)| *clock == id).map(|(_, age)| *age);
            stated.unwrap_or_else(|| telling.spells[index].map_or(Days::ZERO, |since| now - since))
        };
        let is_past = |index: usize| {
            let certain = system.clocks[index].hazard.certain_at();
            certain.is_some_and(|certain| age_of(index) >= certain)
        };
        for (index, spec) in system.clocks.iter().enumerate() {
            if let Action::Forget(fact) = spec.action
                && is_past(index)
            {
                self.clients[slot].facts.remove(fact);
            }
        }
        let facts = self.clients[slot].facts;
        let mut is_forgotten = false;
        for (index, spec) in system.clocks.iter().enumerate() {
            if !spec.spell.holds(&facts) {
                continue;
            }
            is_forgotten |= spec.action == Action::EndFollowUp && is_past(index);
            // What is had, or waited for, has been offered.
            let offered = matches!(spec.action, Action::Offer(_))
                && self.strands_of(slot).any(|it| self.strands[it].offer == Some(index as u16));
            if offered || is_past(index) || group.fired.contains(&ClockId(index as u16)) {
                self.clients[slot].fired.insert(index);
            } else {
                self.go_on_with(slot, index, age_of(index), &facts);
            }
        }
        self.report_settled(slot, &(facts ^ telling.told));
        if is_forgotten {
            self.remove(slot);
        } else {
            self.foresee(slot);
        }
    }

    fn go_on_with(&mut self, slot: u32, index: usize, age: Days, facts: &Facts) {
        let spec = &self.system.clocks[index];
        let occurrence = self.clients.occurrence(slot, self.counter_of(index));
        let threshold = self.threshold(slot, spec, occurrence);
        let ratio = spec.ratio(facts);
        let (clock, gathered) = Clock::go_on(self.now, age, &spec.hazard, threshold, ratio);
        self.clients.start(slot, index, clock);
        let (place, ..) = self.clients.clock(slot, index);
        self.clients.change(slot, place, clock, gathered);
    }
}

/// The clock that offers a support.
fn offer_of(system: &System, past: &SupportPast) -> Option<ClockId> {
    let offers = |action: &Action| *action == Action::Offer(past.support);
    let found = system.clocks.iter().position(|clock| offers(&clock.action));
    found.map(|index| ClockId(index as u16))
}
