//! Asking for places, being granted them, waiting, giving them back; appointments; loads that clients feel.

use super::clock_set::ClockSet;
use super::replication::Replication;
use super::service::Room;
use super::strands::{NO_PLACE, NO_STRAND, State, StrandId};
use crate::model::{Condition, ServiceId};
use crate::records::{Happening, Recorder, Strand as StrandKind, Why};
use crate::units::Days;

/// What comes of asking for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is had.
    Served,
    /// The strand is on the waiting list.
    Waiting,
    /// The list is full; the strand is on no list and has no place.
    TurnedAway,
}

impl<R: Recorder> Replication<'_, R> {
    /// A strand asks its service for a place or an appointment.
    pub(super) fn ask(&mut self, id: StrandId, service_id: ServiceId) -> Answer {
        let index = service_id.index();
        let service = &self.system.services[index];
        let slot = self.strands[id].client;
        let (class, may_take) = service.standing_of(&self.clients[slot].facts);
        let strand = &mut self.strands[id];
        (strand.class, strand.may_take, strand.since) = (class, may_take, self.now);
        // Kept by the rule of that time, which may be another by now.
        if self.services[index].has_kept && self.take_over_kept(slot, id, service_id) {
            return Answer::Served;
        }
        // Those who wait come before those who ask now.
        self.allot(service_id);
        let state = &self.services[index];
        if !matches!(state.room, Room::Slots { .. })
            && let Some(fence) = state.room_for(service, may_take)
        {
            self.take_place(id, service_id, fence);
            return Answer::Served;
        }
        if service.limit.is_some_and(|(most, _)| state.list.len() >= most) {
            let kind = self.strands[id].kind;
            self.record(slot, Happening::TurnedAway { service: service_id, strand: kind });
            return Answer::TurnedAway;
        }
        self.join(id, service_id);
        Answer::Waiting
    }

    /// A place kept during custody is used again.
    fn take_over_kept(&mut self, slot: u32, id: StrandId, service: ServiceId) -> bool {
        let kind = self.strands[id].kind;
        let kept = self.strands_of(slot).find(|&other| {
            let strand = &self.strands[other];
            strand.state == State::Kept && strand.kind == kind && strand.service == Some(service)
        });
        let Some(kept) = kept else { return false };
        let (place, fence, since) =
            (self.strands[kept].place, self.strands[kept].fence, self.strands[kept].since);
        let strand = &mut self.strands[id];
        (strand.has_place, strand.place, strand.fence, strand.since) = (true, place, fence, since);
        if let Room::Places(places) = &mut self.services[service.index()].room {
            places.hand_over(place, id);
        }
        self.strands[kept].has_place = false;
        self.drop_strand(slot, kept);
        self.record_served(id, service, Days::ZERO);
        true
    }

    #[inline(always)]
    pub(super) fn record_served(&mut self, id: StrandId, service: ServiceId, waited: Days) {
        let strand = &self.strands[id];
        let (slot, kind) = (strand.client, strand.kind);
        let intervention = (kind != StrandKind::Keyworker).then_some(strand.intervention);
        self.record(slot, Happening::Served { service, intervention, strand: kind, waited });
        if self.demand_responds {
            self.hear_of_wait(service, waited);
        }
    }

    /// Occupies a place, counted against this ring fence or the general places.
    #[inline(always)]
    fn take_place(&mut self, id: StrandId, service: ServiceId, fence: Option<u8>) {
        let index = service.index();
        let state = &mut self.services[index];
        let place = match &mut state.room {
            Room::Places(places) => places.take(id),
            Room::Endless => NO_PLACE,
            Room::Slots { .. } => return,
        };
        if let Some(fence) = fence {
            state.fenced[usize::from(fence)] += 1;
        }
        let is_felt = !state.crowded.is_empty();
        let strand = &mut self.strands[id];
        let (slot, waited) = (strand.client, self.now - strand.since);
        (strand.has_place, strand.place, strand.fence, strand.since) =
            (true, place, fence, self.now);
        self.record_served(id, service, waited);
        self.record(slot, Happening::PlaceTaken { service, place });
        if is_felt {
            self.feel_load(slot, service);
        }
    }

    /// A client with a new place in a crowded service feels it.
    fn feel_load(&mut self, slot: u32, service: ServiceId) {
        let index = service.index();
        for (crowding, load) in self.system.services[index].crowding.iter().enumerate() {
            if self.services[index].crowded[crowding] {
                self.add_fact(slot, load.fact);
            }
        }
        self.load_changed(service);
    }

    /// Gives a strand's place back.
    #[inline(always)]
    fn free_place(&mut self, id: StrandId) {
        let strand = &mut self.strands[id];
        let Some(service) = strand.service.filter(|_| strand.has_place) else { return };
        let (slot, place, fence, held) =
            (strand.client, strand.place, strand.fence, self.now - strand.since);
        strand.has_place = false;
        let state = &mut self.services[service.index()];
        match &mut state.room {
            Room::Places(places) => places.free(place),
            Room::Endless => {}
            Room::Slots { .. } => return,
        }
        if let Some(fence) = fence {
            state.fenced[usize::from(fence)] -= 1;
        }
        let is_felt = !state.crowded.is_empty();
        self.record(slot, Happening::PlaceFreed { service, place, held });
        if is_felt {
            self.feel_no_load(slot, service);
        }
        self.free_up(service);
    }

    /// A client without a place in a service no longer feels its load.
    fn feel_no_load(&mut self, slot: u32, service: ServiceId) {
        if !self.has_place_in(slot, service) {
            for load in &self.system.services[service.index()].crowding {
                self.drop_fact(slot, load.fact);
            }
        }
        self.load_changed(service);
    }

    fn has_place_in(&self, slot: u32, service: ServiceId) -> bool {
        self.strands_of(slot).any(|other| {
            self.strands[other].has_place && self.strands[other].service == Some(service)
        })
    }

    // Waiting lists.

    fn join(&mut self, id: StrandId, service: ServiceId) {
        self.stand_in_line(id, service);
        if self.services[service.index()].list.len() == 1 {
            self.expect_slot(service);
        }
    }

    /// The same, as yet without the slot that may be for them.
    #[inline(always)]
    pub(super) fn stand_in_line(&mut self, id: StrandId, service: ServiceId) {
        let strand = &mut self.strands[id];
        strand.state = State::Waiting;
        strand.ends = Days::NEVER;
        let (slot, kind, may_take) = (strand.client, strand.kind, strand.may_take);
        let intervention = (kind != StrandKind::Keyworker).then_some(strand.intervention);
        let state = &mut self.services[service.index()];
        state.list.join(&mut self.strands, id);
        for (fence, waiting) in state.fence_waiting.iter_mut().enumerate() {
            *waiting += may_take >> fence & 1;
        }
        self.record(slot, Happening::Joined { service, intervention, strand: kind });
        if self.is_asked_why(slot) {
            let list = self.services[service.index()].list.all(&self.strands);
            let ahead = list.iter().position(|&other| other == id).unwrap_or(0) as u32;
            self.explain(slot, Why::Behind { service, intervention, ahead });
        }
        if kind == StrandKind::Main
            && let Some(fact) = self.system.service(service).waiting_for
        {
            self.add_fact(slot, fact);
        }
        self.load_changed(service);
    }

    pub(super) fn leave_list(&mut self, id: StrandId, service: ServiceId) {
        let state = &mut self.services[service.index()];
        state.list.leave(&mut self.strands, id);
        let strand = &mut self.strands[id];
        strand.state = State::Granted;
        let (slot, kind, may_take) = (strand.client, strand.kind, strand.may_take);
        for (fence, waiting) in state.fence_waiting.iter_mut().enumerate() {
            *waiting -= may_take >> fence & 1;
        }
        if kind == StrandKind::Main
            && let Some(fact) = self.system.service(service).waiting_for
        {
            self.drop_fact(slot, fact);
        }
        self.load_changed(service);
        if self.services[service.index()].list.len() == 0 {
            self.expect_slot(service);
        }
    }

    /// Leaves the waiting list without having been served.
    pub(super) fn give_up(&mut self, id: StrandId) {
        let strand = &self.strands[id];
        let Some(service) = strand.service else { return };
        let (slot, kind, waited) = (strand.client, strand.kind, self.now - strand.since);
        self.leave_list(id, service);
        self.record(slot, Happening::GaveUp { service, strand: kind, waited });
    }

    // Places that have become free.

    /// Remembers that a place may have become free.
    #[inline]
    pub(super) fn free_up(&mut self, service: ServiceId) {
        self.freed.push(service);
    }

    /// Gives free places to those who wait, until no free place has anybody waiting for it.
    pub(super) fn serve_freed(&mut self) {
        loop {
            if let Some(service) = self.freed.pop() {
                self.allot(service);
            } else if let Some(id) = self.granted.pop_front() {
                self.on_served(id);
            } else {
                break;
            }
        }
    }

    /// Gives a service's free places to those on its list; what follows for them comes after the event in hand.
    #[inline(always)]
    fn allot(&mut self, service: ServiceId) {
        if self.services[service.index()].list.len() > 0 {
            self.allot_places(service);
        }
    }

    fn allot_places(&mut self, service: ServiceId) {
        while let Some((id, fence)) = self.next_served(service) {
            self.touch(self.strands[id].client);
            self.leave_list(id, service);
            self.take_place(id, service, fence);
            self.granted.push_back(id);
        }
    }

    /// The first on the list for whom there is a place.
    fn next_served(&self, service: ServiceId) -> Option<(StrandId, Option<u8>)> {
        let state = &self.services[service.index()];
        let service = &self.system.services[service.index()];
        match &state.room {
            Room::Places(places) if !places.has_free() => return None,
            Room::Slots { .. } => return None,
            Room::Places(_) | Room::Endless => {}
        }
        let first = state.list.first()?;
        if let Some(fence) = state.room_for(service, self.strands[first].may_take) {
            return Some((first, fence));
        }
        let fence_free = service.ring_fenced.iter().enumerate().any(|(fence, ring)| {
            state.fence_waiting[fence] > 0 && state.fenced[fence] < ring.places
        });
        if !fence_free {
            return None;
        }
        let fits = |id: StrandId| state.room_for(service, self.strands[id].may_take).is_some();
        let id = state.list.first_that(&self.strands, fits)?;
        state.room_for(service, self.strands[id].may_take).map(|fence| (id, fence))
    }

    /// Takes a strand away: off its list, out of its place, out of the client's hands.
    pub(super) fn drop_strand(&mut self, slot: u32, id: StrandId) {
        self.let_go(slot, id);
    }

    /// The same, compiled into the end of what runs on it, after which it comes most often.
    #[inline(always)]
    pub(super) fn let_go(&mut self, slot: u32, id: StrandId) {
        match self.strands[id].state {
            State::Waiting => self.give_up(id),
            State::Granted => self.granted.retain(|&granted| granted != id),
            _ => {}
        }
        self.free_place(id);
        let client = &mut self.clients[slot];
        if client.main == id {
            client.main = NO_STRAND;
        } else {
            self.drop_beside_main(slot, id);
        }
        self.strands.remove(id);
    }

    /// Takes a strand beside the main one out of the client's hands.
    fn drop_beside_main(&mut self, slot: u32, id: StrandId) {
        if let Some(clock) = self.strands[id].offer
            && self.system.clocks[usize::from(clock)].recurs
        {
            let clock = usize::from(clock);
            self.clients[slot].fired.remove(clock);
            self.recheck(slot, ClockSet::one(clock));
        }
        let client = &mut self.clients[slot];
        for held in [&mut client.pending, &mut client.keyworker] {
            if *held == id {
                *held = NO_STRAND;
            }
        }
        if client.sides == id {
            client.sides = self.strands[id].next;
            return;
        }
        let mut side = client.sides;
        while side != NO_STRAND {
            let next = self.strands[side].next;
            if next == id {
                self.strands[side].next = self.strands[id].next;
                return;
            }
            side = next;
        }
    }

    /// A fact ceases to hold.
    #[inline(always)]
    pub(super) fn drop_fact(&mut self, slot: u32, fact: crate::model::FactId) {
        if self.clients[slot].facts.contains(fact) {
            self.touch(slot).dropped.insert(fact);
            self.clients[slot].facts.remove(fact);
        }
    }

    /// A fact begins to hold.
    #[inline(always)]
    pub(super) fn add_fact(&mut self, slot: u32, fact: crate::model::FactId) {
        self.touch(slot);
        self.clients[slot].facts.insert(fact);
    }

    /// Whether a condition holds of a client.
    pub(super) fn holds(&self, slot: u32, condition: &Condition) -> bool {
        condition.holds(&self.clients[slot].facts)
    }
}
