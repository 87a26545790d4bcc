//! The event loop: the calendar's first entry, again and again until the horizon.

use super::calendar::{Calendar, Kind, Owner, Rank};
use super::clients::{Clients, Due};
use super::service::{Room, ServiceState};
use super::strands::{NO_STRAND, StrandId, Strands};
use super::{Conditions, Outcome, RunEnding, Spot};
use crate::model::{
    Arrivals, Capacity, Cases, LevelDraw, Model, Route, RouteId, Service, ServiceId, System, Target,
};
use crate::random::{Draws, Who};
use crate::records::{self, Happening, Recorder, Strand as StrandKind};
use crate::units::Days;
use std::collections::VecDeque;
use std::sync::atomic::Ordering;

/// Interventions that one client may start, and risks that may fire, within one day before the replication is given
/// up as stuck.
const MOST_STEPS_A_DAY: u32 = 100_000;
/// Memory for clients before the replication is given up. \[bytes\]
const MOST_MEMORY: usize = 6 << 30;
/// Events between two looks at the stop flag.
const STOP_EVERY: u64 = 1024;

/// One replication while it runs.
pub(super) struct Replication<'m, R> {
    pub(super) model: &'m Model,
    /// The system of the era.
    pub(super) system: &'m System,
    era: usize,
    conditions: Conditions<'m>,
    pub(super) draws: Draws,
    recorder: &'m mut R,
    pub(super) now: Days,
    pub(super) calendar: Calendar,
    pub(super) clients: Clients,
    pub(super) strands: Strands,
    pub(super) services: Vec<ServiceState>,
    routes: Vec<RouteState>,
    /// Clients whose facts or strands have changed in this event.
    pub(super) touched: Vec<u32>,
    /// Services in which a place may have become free in this event.
    pub(super) freed: Vec<ServiceId>,
    /// Strands given a place in this event, in order, before what follows for their clients.
    pub(super) granted: VecDeque<StrandId>,
    /// Whether any route's demand answers to waits.
    pub(super) demand_responds: bool,
    /// Services whose load has changed in this event, where anyone asks.
    pub(super) reloaded: Vec<ServiceId>,
    /// Which clocks ask about each fact, a bit each.
    pub(super) asking: Vec<u128>,
    most_staff: Vec<u32>,
    clients_seen: u64,
    trouble: Option<RunEnding>,
}

/// The referrals of one route.
#[derive(Debug, Clone, Copy, Default)]
struct RouteState {
    /// Clients so far.
    number: u32,
    /// When the rate last changed, and the expected number still to gather to the next client.
    since: Days,
    left: f64,
    /// How demand answers to waits just now. \[1\]
    response: f64,
    /// The smoothed wait, and when it was last updated.
    wait: Days,
    heard: Days,
    /// The next client comes.
    next: Days,
}

/// The owners of calendar entries: the era, routes, services (rota or slots), staff of services, clients.
#[derive(Debug, Clone, Copy)]
enum Part {
    Era,
    Route(usize),
    Service(usize),
    Staff(usize),
    Client(u32),
}

impl<'m, R: Recorder> Replication<'m, R> {
    pub(super) fn new(
        model: &'m Model,
        conditions: Conditions<'m>,
        recorder: &'m mut R,
    ) -> Replication<'m, R> {
        let system = model.system();
        let counts = system.interventions.len() + system.clocks.len() + system.services.len();
        let most_staff: Vec<u32> = (0..system.services.len())
            .map(|index| {
                let of = |era: &crate::model::Era| match era.system.services[index].capacity {
                    Capacity::Places { staff: Some((members, _)), .. } => members,
                    _ => 0,
                };
                model.eras.iter().map(of).max().unwrap_or(0)
            })
            .collect();
        let services = system
            .services
            .iter()
            .zip(&most_staff)
            .map(|(service, &most)| ServiceState::new(service, conditions.endless, most))
            .collect();
        Replication {
            model,
            system,
            era: 0,
            conditions,
            draws: Draws::new(model.run.seed, conditions.replication),
            recorder,
            now: Days::ZERO,
            calendar: Calendar::default(),
            clients: Clients::new(system.clocks.len(), counts),
            strands: Strands::default(),
            services,
            routes: vec![
                RouteState { response: 1.0, ..RouteState::default() };
                system.routes.len()
            ],
            touched: Vec::new(),
            freed: Vec::new(),
            granted: VecDeque::new(),
            demand_responds: false,
            reloaded: Vec::new(),
            asking: Vec::new(),
            most_staff,
            clients_seen: 0,
            trouble: None,
        }
    }

    /// From time zero to the horizon.
    pub(super) fn run(mut self) -> Outcome {
        let end = self.model.run.end();
        let most = MOST_MEMORY / self.clients.bytes_each();
        let mut events = 0;
        self.begin();
        let ending = loop {
            let Some((at, owner)) = self.calendar.first().filter(|(at, _)| *at < end) else {
                break RunEnding::Horizon;
            };
            events += 1;
            if events % STOP_EVERY == 0 && self.conditions.stop.load(Ordering::Relaxed) {
                break RunEnding::Stopped;
            }
            self.now = at;
            self.on_entry(owner);
            self.serve_freed();
            self.settle_all();
            if let Some(trouble) = self.trouble {
                break trouble;
            }
            if self.clients.present() > most {
                break RunEnding::TooMany;
            }
        };
        if ending == RunEnding::Horizon {
            self.now = end;
        }
        self.report_waiting();
        self.recorder.finish(self.now);
        Outcome {
            ending,
            at: self.now,
            events,
            clients: self.clients_seen,
            most_present: self.clients.most,
        }
    }

    fn begin(&mut self) {
        self.index_clocks();
        for index in 0..self.services.len() {
            self.report_capacity(index);
            self.expect_rota(index);
            self.expect_leaving(index, true);
        }
        for index in 0..self.routes.len() {
            if let Arrivals::Poisson(_, Some(response)) = &self.system.routes[index].arrivals {
                self.routes[index].wait = response.reference;
            }
            self.expect_next_client(index);
        }
        self.expect_era();
    }

    fn on_entry(&mut self, owner: Owner) {
        match self.part(owner) {
            Part::Era => self.on_era(),
            Part::Route(index) => self.on_referral(index),
            Part::Service(index) => match self.services[index].room {
                Room::Slots { .. } => self.on_slot(ServiceId(index as u16)),
                _ => self.on_rota(index),
            },
            Part::Staff(index) => self.on_leaving(index),
            Part::Client(slot) => match self.clients[slot].due {
                Due::Strand(strand) => self.on_strand_end(slot, strand),
                Due::Clock(clock) => self.on_clock(slot, usize::from(clock)),
                Due::Nothing => {}
            },
        }
    }

    // The owners of calendar entries, as numbers.

    fn part(&self, owner: Owner) -> Part {
        let (routes, services) = (self.routes.len(), self.services.len());
        let index = owner as usize;
        if index == 0 {
            Part::Era
        } else if index <= routes {
            Part::Route(index - 1)
        } else if index <= routes + services {
            Part::Service(index - 1 - routes)
        } else if index <= routes + 2 * services {
            Part::Staff(index - 1 - routes - services)
        } else {
            Part::Client((index - 1 - routes - 2 * services) as u32)
        }
    }

    fn expect(&mut self, part: Part, at: Days, kind: Kind) {
        let (routes, services) = (self.routes.len(), self.services.len());
        let (owner, sequence) = match part {
            Part::Era => (0, 0),
            Part::Route(index) => (1 + index, index),
            Part::Service(index) => (1 + routes + index, index),
            Part::Staff(index) => (1 + routes + services + index, index),
            Part::Client(slot) => (self.owner(slot) as usize, slot as usize),
        };
        self.calendar.set(owner as Owner, at, Rank::new(kind, sequence as u64));
    }

    /// The owner number of a client.
    #[inline]
    pub(super) fn owner(&self, slot: u32) -> Owner {
        (1 + self.routes.len() + 2 * self.services.len()) as Owner + slot
    }

    // Eras.

    fn expect_era(&mut self) {
        let next = self.model.eras.get(self.era + 1).map_or(Days::NEVER, |era| era.from);
        self.expect(Part::Era, next, Kind::Change);
    }

    pub(super) fn is_last_era(&self) -> bool {
        self.era + 1 == self.model.eras.len()
    }

    /// A dated change: whatever has gathered under the old parameters is kept, everything goes on under the new.
    fn on_era(&mut self) {
        let before = self.system;
        let after = &self.model.eras[self.era + 1].system;
        for index in 0..self.routes.len() {
            self.gather_referrals(index);
        }
        for index in 0..self.services.len() {
            self.gather_leavings(index);
        }
        let slots: Vec<u32> = self.clients.slots().collect();
        for &slot in &slots {
            let (client, clocks) = self.clients.with_clocks(slot);
            for (index, clock) in clocks.iter_mut().enumerate() {
                let (old, new) = (&before.clocks[index].hazard, &after.clocks[index].hazard);
                if client.running & (1 << index) != 0 && old != new {
                    clock.change_hazard(self.now, old, new);
                }
            }
            client.recheck = u128::MAX;
        }
        self.era += 1;
        self.system = after;
        self.index_clocks();
        for index in 0..self.routes.len() {
            if before.routes[index].arrivals != after.routes[index].arrivals {
                self.change_referrals(index, &before.routes[index].arrivals);
            }
        }
        for index in 0..self.services.len() {
            self.change_service(index, &before.services[index]);
        }
        for slot in slots {
            self.touch(slot);
        }
        self.expect_era();
    }

    fn change_service(&mut self, index: usize, before: &Service) {
        let service = &self.system.services[index];
        let state = &mut self.services[index];
        state.grow(service);
        if before.capacity != service.capacity {
            if let Room::Slots { origin, passed } = &mut state.room {
                (*origin, *passed) = (self.now, 0.0);
            }
            state.reopen(service, self.now, self.most_staff[index]);
            self.report_capacity(index);
            self.expect_rota(index);
            self.expect_slot(ServiceId(index as u16));
        }
        if before.capacity != service.capacity || before.turnover != service.turnover {
            self.expect_leaving(index, false);
        }
        self.free_up(ServiceId(index as u16));
        self.reloaded.push(ServiceId(index as u16));
    }

    fn index_clocks(&mut self) {
        let responds = |route: &Route| matches!(route.arrivals, Arrivals::Poisson(_, Some(_)));
        self.demand_responds = self.system.routes.iter().any(responds);
        self.asking = vec![0; crate::model::Facts::CAPACITY];
        for (index, clock) in self.system.clocks.iter().enumerate() {
            let ratios = clock.ratios.iter().map(|ratio| ratio.when.asks());
            let asks = ratios.fold(clock.spell.asks(), |all, some| all | some);
            for fact in asks.iter() {
                self.asking[usize::from(fact.0)] |= 1 << index;
            }
        }
    }

    // Referrals.

    /// Draws the time to the route's next client.
    fn expect_next_client(&mut self, index: usize) {
        let route = &self.system.routes[index];
        let state = &mut self.routes[index];
        let who = Who { group: route.key, number: state.number };
        state.since = self.now;
        state.next = match &route.arrivals {
            Arrivals::Poisson(curve, _) => {
                state.left = self.draws.exponential(who, route.purpose, 0);
                curve.instant_after(self.now, state.left / state.response)
            }
            Arrivals::Renewal(between) => {
                let mut stream = self.draws.stream(who, route.purpose, 0);
                self.now + between.draw(&mut stream)
            }
            Arrivals::At(instants) => {
                instants.get(state.number as usize).copied().unwrap_or(Days::NEVER)
            }
        };
        let next = state.next;
        self.expect(Part::Route(index), next, Kind::Referral);
    }

    /// Takes what the rate so far has brought off what is left to the next client.
    fn gather_referrals(&mut self, index: usize) {
        if let Arrivals::Poisson(curve, _) = &self.system.routes[index].arrivals {
            let state = &mut self.routes[index];
            let gathered = state.response * curve.expected(state.since, self.now);
            state.left = (state.left - gathered).max(0.0);
            state.since = self.now;
        }
    }

    fn change_referrals(&mut self, index: usize, before: &Arrivals) {
        let state = &mut self.routes[index];
        match (&self.system.routes[index].arrivals, before) {
            (Arrivals::Poisson(curve, _), Arrivals::Poisson(..)) => {
                state.next = curve.instant_after(self.now, state.left / state.response);
                let next = state.next;
                self.expect(Part::Route(index), next, Kind::Referral);
            }
            (Arrivals::Renewal(_), Arrivals::Renewal(_)) if state.next.is_finite() => {}
            _ => self.expect_next_client(index),
        }
    }

    fn on_referral(&mut self, index: usize) {
        let id = RouteId(index as u16);
        let route = self.system.route(id);
        let who = Who { group: route.key, number: self.routes[index].number };
        self.routes[index].number = self.routes[index].number.wrapping_add(1);
        self.expect_next_client(index);
        if self.conditions.without == Some(who) {
            return;
        }
        let slot = self.clients.add(who, self.clients_seen);
        self.clients_seen += 1;
        self.draw_attributes(slot, id);
        let phase = self.clients[slot].phase;
        self.clients[slot].facts.insert(phase.fact());
        self.touch(slot);
        self.record(slot, Happening::Came { route: id });
        self.open_episode(slot);
        let target = self.pick(slot, &route.enters, 0);
        if let Some(target) = target {
            self.go(slot, target);
        }
    }

    fn draw_attributes(&mut self, slot: u32, route: RouteId) {
        let system = self.system;
        let who = self.clients[slot].who;
        let mut facts = self.clients[slot].facts;
        facts.insert(crate::model::FactId(system.attributes[0].first.0 + route.0 as u8));
        for (index, attribute) in system.attributes.iter().enumerate().skip(1) {
            let own = system.route(route).shares.iter().find(|(id, _)| id.index() == index);
            let given = || attribute.shares.iter().find(|case| case.when.holds(&facts));
            let shares = own.map(|(_, shares)| shares).or_else(|| given().map(|case| &case.shares));
            if let Some(shares) = shares {
                let level = match shares.as_slice() {
                    [(_, only)] => *only,
                    shares => {
                        let draw = self.draws.uniform(who, attribute.purpose, 0);
                        LevelDraw::pick(shares, draw)
                    }
                };
                facts.insert(crate::model::FactId(attribute.first.0 + level));
            }
        }
        self.clients[slot].facts = facts;
    }

    /// A wait has come to its end: people hear of it, and demand may answer.
    pub(super) fn hear_of_wait(&mut self, service: ServiceId, waited: Days) {
        for index in 0..self.routes.len() {
            let Arrivals::Poisson(curve, Some(response)) = &self.system.routes[index].arrivals
            else {
                continue;
            };
            if response.service != service {
                continue;
            }
            self.gather_referrals(index);
            let state = &mut self.routes[index];
            let weight = 1.0 - libm::exp(-((self.now - state.heard) / response.memory));
            state.heard = self.now;
            state.wait = state.wait + (waited - state.wait) * weight;
            let relative = (state.wait / response.reference).clamp(0.1, 10.0);
            state.response = libm::pow(relative, response.elasticity);
            state.next = curve.instant_after(self.now, state.left / state.response);
            let next = state.next;
            self.expect(Part::Route(index), next, Kind::Referral);
        }
    }

    // Rotas and staff.

    fn expect_rota(&mut self, index: usize) {
        let rota = match (&self.system.services[index].capacity, &self.services[index].room) {
            (Capacity::Places { rota: Some(rota), .. }, Room::Places(_)) => rota,
            _ => return,
        };
        self.expect(Part::Service(index), rota.boundary_after(self.now), Kind::Change);
    }

    fn on_rota(&mut self, index: usize) {
        let service = &self.system.services[index];
        self.services[index].reopen(service, self.now, self.most_staff[index]);
        self.report_capacity(index);
        self.expect_rota(index);
        self.free_up(ServiceId(index as u16));
    }

    /// The next slot of an appointment service: only while someone waits.
    pub(super) fn expect_slot(&mut self, service: ServiceId) {
        let index = service.index();
        let state = &self.services[index];
        let (Room::Slots { origin, passed }, Capacity::Appointments(curve)) =
            (&state.room, &self.system.services[index].capacity)
        else {
            return;
        };
        let next = if state.list.len() == 0 {
            Days::NEVER
        } else {
            let number = libm::floor(curve.expected(*origin, self.now)).max(*passed) + 1.0;
            curve.instant_after(*origin, number).max(self.now)
        };
        self.expect(Part::Service(index), next, Kind::Slot);
    }

    fn gather_leavings(&mut self, index: usize) {
        if let (Some(turnover), Some(staff)) =
            (&self.system.services[index].turnover, self.services[index].staff)
        {
            let leavings = &mut self.services[index].leavings;
            let gathered =
                turnover.rate.0 * f64::from(staff.members) * (self.now - leavings.since).0;
            leavings.left = (leavings.left - gathered).max(0.0);
            leavings.since = self.now;
        }
    }

    fn expect_leaving(&mut self, index: usize, is_new: bool) {
        let next = match (&self.system.services[index].turnover, self.services[index].staff) {
            (Some(turnover), Some(staff)) => {
                let leavings = &mut self.services[index].leavings;
                if is_new || leavings.left == 0.0 {
                    let who = Who { group: turnover.purpose.0, number: leavings.number };
                    leavings.left = self.draws.exponential(who, turnover.purpose, 0);
                    leavings.since = self.now;
                }
                let rate = turnover.rate.0 * f64::from(staff.members);
                if rate > 0.0 { self.now + Days(leavings.left / rate) } else { Days::NEVER }
            }
            _ => Days::NEVER,
        };
        self.expect(Part::Staff(index), next, Kind::Change);
    }

    /// A member of staff leaves and is replaced at once: that member's clients have somebody new.
    fn on_leaving(&mut self, index: usize) {
        let system = self.system;
        let number = self.services[index].leavings.number;
        if let (Some(turnover), Some(staff), Room::Places(places)) = (
            &system.services[index].turnover,
            self.services[index].staff,
            &self.services[index].room,
        ) {
            let who = Who { group: turnover.purpose.0, number };
            let draw = self.draws.uniform(who, turnover.purpose, 1);
            let member = ((draw * f64::from(staff.members)) as u32).min(staff.members - 1);
            let theirs: Vec<(u32, StrandId)> =
                places.holders().filter(|(place, _)| place % staff.most == member).collect();
            for (place, strand) in theirs {
                let slot = self.strands[strand].client;
                let happening =
                    Happening::KeyworkerLeft { service: ServiceId(index as u16), place };
                self.record(slot, happening);
                self.apply(slot, &turnover.effects, number);
            }
        }
        self.services[index].leavings.number += 1;
        self.expect_leaving(index, true);
    }

    // Reporting.

    #[inline]
    pub(super) fn record(&mut self, slot: u32, happening: Happening) {
        let client = &self.clients[slot];
        let view = records::Client {
            slot,
            who: client.who,
            episode: client.episode,
            facts: &client.facts,
        };
        self.recorder.record(self.now, view, happening);
    }

    pub(super) fn record_appointment(&mut self, service: ServiceId) {
        self.recorder.appointment(self.now, service);
    }

    fn report_capacity(&mut self, index: usize) {
        let places = match &self.services[index].room {
            Room::Places(places) => Some(places.capacity()),
            Room::Endless(_) => None,
            Room::Slots { .. } => return,
        };
        self.recorder.capacity(self.now, ServiceId(index as u16), places);
    }

    fn report_waiting(&mut self) {
        let slots: Vec<u32> = self.clients.slots().collect();
        for slot in slots {
            for strand in self.strands_of(slot) {
                let Some((service, waited, kind)) = self.wait_of(strand) else { continue };
                self.record(slot, Happening::StillWaiting { service, strand: kind, waited });
            }
        }
    }

    fn wait_of(&self, strand: StrandId) -> Option<(ServiceId, Days, StrandKind)> {
        let strand = &self.strands[strand];
        let service = strand.service.filter(|_| strand.state == super::strands::State::Waiting)?;
        Some((service, self.now - strand.joined, strand.kind))
    }

    /// Every strand of a client.
    pub(super) fn strands_of(&self, slot: u32) -> Vec<StrandId> {
        let client = &self.clients[slot];
        let mut all: Vec<StrandId> = [client.main, client.pending, client.keyworker]
            .into_iter()
            .filter(|&strand| strand != NO_STRAND)
            .collect();
        let mut side = client.sides;
        while side != NO_STRAND {
            all.push(side);
            side = self.strands[side].next;
        }
        all
    }

    // Chance.

    /// Where the cases lead this client.
    pub(super) fn pick(&self, slot: u32, cases: &Cases, occurrence: u32) -> Option<Target> {
        let client = &self.clients[slot];
        let case = cases.applying(&client.facts)?;
        if let [(_, only)] = case.to.as_slice() {
            return Some(*only);
        }
        Some(case.pick(self.draws.uniform(client.who, cases.purpose, occurrence)))
    }

    /// Notices a client to whom things happen without end in almost no time.
    pub(super) fn keep_pace(&mut self, slot: u32, spot: Spot) {
        let client = &mut self.clients[slot];
        if self.now - client.pace_from > Days(1.0) {
            (client.pace, client.pace_from) = (0, self.now);
        }
        client.pace += 1;
        if client.pace > MOST_STEPS_A_DAY {
            self.trouble = Some(RunEnding::Stuck(spot));
        }
    }
}
