//! The event loop: the calendar's first entry, again and again until the horizon.

use super::calendar::{Calendar, Kind, Owner, Rank};
use super::clients::{Clients, Due};
use super::clock_set::ClockSet;
use super::outcome::{Conditions, Outcome, RunEnding, Spot};
use super::route::RouteState;
use super::service::{Room, ServiceState};
use super::steering::{Asking, Steering};
use super::strands::{StrandId, Strands};
use crate::model::{Capacity, Cases, Facts, Model, ServiceId, System, Target};
use crate::random::Draws;
use crate::records::{Recorder, Why};
use crate::units::Days;
use std::collections::VecDeque;
use std::sync::atomic::Ordering;

/// Interventions that one client may start, and risks that may fire, within one day before the replication is given
/// up as stuck.
const MOST_STEPS_A_DAY: u32 = 100_000;
/// Memory for clients before the replication is given up, and what a client takes of it in strands, calendar and
/// statistics, roughly. \[bytes\]
const MOST_MEMORY: usize = 6 << 30;
const ELSEWHERE: usize = 384;
/// Events between two looks at the stop flag and at the memory taken: few, because opening millions of places by a rota is one event.
const STOP_EVERY: u64 = 32;

/// A client whose facts or strands have changed in this event, and since when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Touched {
    pub(super) slot: u32,
    /// What was true before.
    pub(super) before: Facts,
    /// What has ceased to be true at some moment since.
    pub(super) dropped: Facts,
    /// Clocks to look at whatever the facts.
    pub(super) recheck: ClockSet,
}

/// One replication while it runs.
pub(super) struct Replication<'m, R> {
    pub(super) model: &'m Model,
    /// The system of the era.
    pub(super) system: &'m System,
    /// The system of the era before, in the event in which it is left: the ratios that held are those of that one.
    pub(super) left: Option<&'m System>,
    pub(super) era: usize,
    pub(super) conditions: Conditions<'m>,
    pub(super) draws: Draws,
    pub(super) recorder: &'m mut R,
    pub(super) now: Days,
    pub(super) calendar: Calendar,
    pub(super) clients: Clients,
    pub(super) strands: Strands,
    pub(super) services: Vec<ServiceState>,
    pub(super) routes: Vec<RouteState>,
    /// Clients whose facts or strands have changed in this event.
    pub(super) touched: Vec<Touched>,
    /// Services in which a place may have become free in this event.
    pub(super) freed: Vec<ServiceId>,
    /// Strands given a place in this event, in order, before what follows for their clients.
    pub(super) granted: VecDeque<StrandId>,
    /// Whether any route's demand answers to waits.
    pub(super) demand_responds: bool,
    /// Services whose load has changed in this event, where anyone asks.
    pub(super) reloaded: Vec<ServiceId>,
    /// Strands of the client in hand, to be gone through while they change.
    pub(super) scratch: Vec<StrandId>,
    /// Which clocks ask about each fact: whether they run, and at what ratio.
    pub(super) asking: Box<[Asking; Facts::CAPACITY]>,
    /// The ratio of each clock.
    pub(super) steering: Vec<Steering<'m>>,
    /// The facts that any clock asks about.
    pub(super) asked: Facts,
    pub(super) all_clocks: ClockSet,
    pub(super) most_staff: Vec<u32>,
    pub(super) clients_seen: u64,
    /// The owner number of the client in the first slot: that of parts are lower.
    first_client: Owner,
    trouble: Option<RunEnding>,
}

/// The owners of calendar entries: the era, routes, services (rota or slots), staff of services, clients.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
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
            left: None,
            era: 0,
            conditions,
            draws: Draws::new(model.run.seed, conditions.replication),
            recorder,
            now: Days::ZERO,
            calendar: Calendar::default(),
            clients: Clients::new(counts),
            strands: Strands::default(),
            services,
            routes: system.routes.iter().map(|route| RouteState::new(&route.arrivals)).collect(),
            touched: Vec::new(),
            freed: Vec::new(),
            granted: VecDeque::new(),
            demand_responds: false,
            reloaded: Vec::new(),
            scratch: Vec::new(),
            asking: Box::new([Asking::default(); Facts::CAPACITY]),
            steering: Vec::new(),
            asked: Facts::NONE,
            all_clocks: ClockSet::first(system.clocks.len()),
            most_staff,
            clients_seen: 0,
            first_client: (1 + system.routes.len() + 2 * system.services.len()) as Owner,
            trouble: None,
        }
    }

    /// From time zero to the horizon.
    pub(super) fn run(mut self) -> Outcome {
        let (ending, events) = self.run_until(self.model.run.end());
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

    /// From the start to an instant; how it ended, and how many events there were.
    pub(super) fn run_until(&mut self, end: Days) -> (RunEnding, u64) {
        let mut events = 0;
        match &self.model.initial {
            Some(initial) => self.begin_with(initial),
            None => {
                self.recorder.time(self.now);
                self.begin();
            }
        }
        let ending = loop {
            let Some((at, owner)) = self.calendar.first().filter(|(at, _)| *at < end) else {
                break RunEnding::Horizon;
            };
            events += 1;
            if events % STOP_EVERY == 0 {
                if self.conditions.stop.load(Ordering::Relaxed) {
                    break RunEnding::Stopped;
                }
                self.clients.tidy();
                if self.clients.bytes() + self.clients.present() * ELSEWHERE > MOST_MEMORY {
                    break RunEnding::TooMany;
                }
            }
            self.now = at;
            self.recorder.time(at);
            self.on_entry(owner);
            self.serve_freed();
            self.settle_all();
            if let Some(trouble) = self.trouble {
                break trouble;
            }
        };
        if ending == RunEnding::Horizon {
            self.now = end;
            self.recorder.time(end);
        }
        (ending, events)
    }

    fn begin(&mut self) {
        self.index_clocks();
        for index in 0..self.services.len() {
            self.report_capacity(index);
            self.expect_rota(index);
            self.expect_leaving(index, true);
        }
        for index in 0..self.routes.len() {
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
            Part::Client(slot) => {
                self.touch(slot);
                let client = &self.clients[slot];
                let strand = match client.due {
                    Due::Main => client.main,
                    Due::Keyworker => client.keyworker,
                    Due::Side => self.strands.first_to_end(client.sides),
                    Due::Clock(clock) => return self.on_clock(slot, usize::from(clock)),
                    Due::Nothing => return,
                };
                self.on_strand_end(slot, strand);
            }
        }
    }

    // The owners of calendar entries, as numbers.

    fn part(&self, owner: Owner) -> Part {
        if owner >= self.first_client {
            return Part::Client(owner - self.first_client);
        }
        let (routes, services) = (self.routes.len(), self.services.len());
        let index = owner as usize;
        if index == 0 {
            Part::Era
        } else if index <= routes {
            Part::Route(index - 1)
        } else if index <= routes + services {
            Part::Service(index - 1 - routes)
        } else {
            Part::Staff(index - 1 - routes - services)
        }
    }

    /// Sets the instant of a part's next entry.
    pub(super) fn expect(&mut self, part: Part, at: Days, kind: Kind) {
        let (routes, services) = (self.routes.len(), self.services.len());
        let (owner, sequence) = match part {
            Part::Era => (0, 0),
            Part::Route(index) => (1 + index, index),
            // After the era, which changes the system at the same instant.
            Part::Service(index) => (1 + routes + index, 1 + index),
            Part::Staff(index) => (1 + routes + services + index, 1 + services + index),
            Part::Client(slot) => (self.owner(slot) as usize, slot as usize),
        };
        self.calendar.set(owner as Owner, at, Rank::new(kind, sequence as u64));
    }

    /// The owner number of a client.
    #[inline]
    pub(super) fn owner(&self, slot: u32) -> Owner {
        self.first_client + slot
    }

    // Chance.

    /// Where the cases lead this client.
    #[inline(always)]
    pub(super) fn pick(&mut self, slot: u32, cases: &Cases, occurrence: u32) -> Option<Target> {
        match cases.only() {
            Some(target) if !self.is_asked_why(slot) => Some(target),
            _ => self.choose(slot, cases, occurrence),
        }
    }

    #[inline(never)]
    fn choose(&mut self, slot: u32, cases: &Cases, occurrence: u32) -> Option<Target> {
        let client = &self.clients[slot];
        let case = cases.applying(&client.facts)?;
        let target = match case.to.as_slice() {
            [(_, only)] => *only,
            _ => case.pick(self.draws.uniform(client.who, cases.purpose, occurrence)),
        };
        self.explain(slot, Why::Chose { case, target });
        Some(target)
    }

    /// Notices a client to whom things happen without end in almost no time.
    #[inline(always)]
    pub(super) fn keep_pace(&mut self, slot: u32, spot: Spot) {
        let client = &mut self.clients[slot];
        if self.now.0 - f64::from(client.pace_from) > 1.0 {
            // Never later than it is: a day may be noticed a little early, and nobody is stopped who should not be.
            let now = self.now.0 as f32;
            let is_later = f64::from(now) > self.now.0;
            (client.pace, client.pace_from) = (0, if is_later { now.next_down() } else { now });
        }
        client.pace += 1;
        if client.pace > MOST_STEPS_A_DAY {
            self.trouble = Some(RunEnding::Stuck(spot));
        }
    }
}
