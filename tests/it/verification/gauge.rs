//! What each service does, measured by a recorder that keeps its own clocks and shares nothing with `statistics`.
//!
//! Each figure is measured by itself: none is worked out from another by Little's law.

use super::watch::listen;
use std::path::Path;
use throughcare::model::Model;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::scenario;
use throughcare::units::Days;

/// The model of a file in `tests/scenarios/verification`, with keys set as by `--set`.
pub(crate) fn model(file: &str, sets: &[String]) -> Model {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/verification").join(file);
    match scenario::read_file(&path, sets) {
        Ok(scenario) => scenario.model,
        Err(refusal) => panic!("{}", scenario::render(&refusal.problems, &refusal.sources, false)),
    }
}

/// Long-run averages of a service, for the clients of one route or of all. Times are in days, rates per day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Averages {
    /// Mean number waiting, Lq.
    pub(crate) waiting: f64,
    /// Mean number in service.
    pub(crate) busy: f64,
    /// Mean number present, L: counted by itself, at every arrival and departure.
    pub(crate) present: f64,
    /// Mean wait of those served, Wq.
    pub(crate) wait: f64,
    /// Mean stay of those served, W, from arrival to departure.
    pub(crate) stay: f64,
    /// Mean wait of those who gave up.
    pub(crate) wait_in_vain: f64,
    /// Those who came to the service and were not turned away, a day.
    pub(crate) admitted: f64,
    /// Those who gave up, of those who came.
    pub(crate) gave_up: f64,
    /// Those turned away, of those who came.
    pub(crate) turned_away: f64,
    /// Those who joined the list, of those who came.
    pub(crate) had_to_wait: f64,
    /// Mean time in service of those who left it.
    pub(crate) length: f64,
    /// How many were served, gave up and were turned away.
    pub(crate) outcomes: [f64; 3],
}

/// A number and its integral over time, from `begin` on.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    now: f64,
    since: f64,
    area: f64,
}

impl Level {
    fn step(&mut self, at: f64, by: f64, begin: f64) {
        self.area += self.now * (at.max(begin) - self.since.max(begin));
        self.since = at;
        self.now += by;
    }
}

/// What is counted of one service and the clients of one route.
#[derive(Debug, Clone, Copy, Default)]
struct Flow {
    waiting: Level,
    busy: Level,
    present: Level,
    /// Sums over those served, those who left after service and those who gave up, with how many they are.
    waits: [f64; 2],
    stays: [f64; 2],
    in_vain: [f64; 2],
    lengths: [f64; 2],
    came: f64,
    joined: f64,
    turned_away: f64,
}

/// Where a client is.
#[derive(Debug, Clone, Copy, Default)]
struct Visit {
    route: usize,
    /// When they came to the service in which they are.
    came: f64,
    /// When their service began.
    served: f64,
    waiting: bool,
}

/// Listens to one replication.
struct Gauge {
    begin: f64,
    end: f64,
    services: usize,
    /// By route, then service.
    flows: Vec<Flow>,
    /// By slot.
    visits: Vec<Visit>,
}

impl Gauge {
    fn of(model: &Model) -> Gauge {
        let system = model.system();
        let begin = model.run.warm_up.0;
        Gauge {
            begin,
            end: begin + model.run.horizon.0,
            services: system.services.len(),
            flows: vec![Flow::default(); system.routes.len() * system.services.len()],
            visits: Vec::new(),
        }
    }

    fn averages(&self, route: Option<usize>, service: usize) -> Averages {
        let length = self.end - self.begin;
        let sum = |figure: fn(&Flow) -> f64| -> f64 {
            let routes = self.flows.chunks_exact(self.services).enumerate();
            let chosen = routes.filter(|(at, _)| route.is_none_or(|route| *at == route));
            chosen.map(|(_, services)| figure(&services[service])).sum()
        };
        let came = sum(|it| it.came);
        let turned_away = sum(|it| it.turned_away);
        Averages {
            waiting: sum(|it| it.waiting.area) / length,
            busy: sum(|it| it.busy.area) / length,
            present: sum(|it| it.present.area) / length,
            wait: sum(|it| it.waits[0]) / sum(|it| it.waits[1]),
            stay: sum(|it| it.stays[0]) / sum(|it| it.stays[1]),
            wait_in_vain: sum(|it| it.in_vain[0]) / sum(|it| it.in_vain[1]),
            admitted: (came - turned_away) / length,
            gave_up: sum(|it| it.in_vain[1]) / came,
            turned_away: turned_away / came,
            had_to_wait: sum(|it| it.joined) / came,
            length: sum(|it| it.lengths[0]) / sum(|it| it.lengths[1]),
            outcomes: [sum(|it| it.waits[1]), sum(|it| it.in_vain[1]), turned_away],
        }
    }
}

impl Recorder for Gauge {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        let (at, begin) = (at.0, self.begin);
        let slot = client.slot as usize;
        if self.visits.len() <= slot {
            self.visits.resize(slot + 1, Visit::default());
        }
        let visit = &mut self.visits[slot];
        let service = match happening {
            Happening::Came { route } => {
                *visit = Visit { route: route.index(), ..Visit::default() };
                return;
            }
            Happening::Joined { service, .. }
            | Happening::Served { service, .. }
            | Happening::GaveUp { service, .. }
            | Happening::TurnedAway { service, .. }
            | Happening::PlaceFreed { service, .. } => service.index(),
            _ => return,
        };
        let flow = &mut self.flows[visit.route * self.services + service];
        let counts = if at >= begin { 1.0 } else { 0.0 };
        let add = |[sum, count]: &mut [f64; 2], since: f64| {
            *sum += counts * (at - since);
            *count += counts;
        };
        match happening {
            Happening::Joined { .. } => {
                flow.waiting.step(at, 1.0, begin);
                flow.present.step(at, 1.0, begin);
                flow.came += counts;
                flow.joined += counts;
                (visit.came, visit.waiting) = (at, true);
            }
            Happening::Served { .. } if visit.waiting => {
                flow.waiting.step(at, -1.0, begin);
                flow.busy.step(at, 1.0, begin);
                add(&mut flow.waits, visit.came);
                (visit.served, visit.waiting) = (at, false);
            }
            Happening::Served { .. } => {
                flow.present.step(at, 1.0, begin);
                flow.busy.step(at, 1.0, begin);
                flow.waits[1] += counts;
                flow.came += counts;
                (visit.came, visit.served) = (at, at);
            }
            Happening::GaveUp { .. } => {
                flow.waiting.step(at, -1.0, begin);
                flow.present.step(at, -1.0, begin);
                add(&mut flow.in_vain, visit.came);
                visit.waiting = false;
            }
            Happening::TurnedAway { .. } => {
                flow.came += counts;
                flow.turned_away += counts;
            }
            _ => {
                flow.busy.step(at, -1.0, begin);
                flow.present.step(at, -1.0, begin);
                add(&mut flow.stays, visit.came);
                add(&mut flow.lengths, visit.served);
            }
        }
    }

    fn finish(&mut self, at: Days) {
        for flow in &mut self.flows {
            for level in [&mut flow.waiting, &mut flow.busy, &mut flow.present] {
                level.step(at.0, 0.0, self.begin);
            }
        }
    }
}

/// What was measured in each replication of a model.
pub(crate) struct Gauged<'m> {
    model: &'m Model,
    replications: Vec<Gauge>,
}

impl<'m> Gauged<'m> {
    /// So many replications of a model, on all cores.
    pub(crate) fn of(model: &'m Model, replications: u32) -> Gauged<'m> {
        Gauged::beside(model, replications, || ()).0
    }

    /// The same, and what another recorder makes of each of the replications.
    pub(crate) fn beside<R: Recorder + Send>(
        model: &'m Model,
        replications: u32,
        recorder: impl Fn() -> R + Sync,
    ) -> (Gauged<'m>, Vec<R>) {
        let both = listen(model, replications, || (Gauge::of(model), recorder()));
        let (replications, others) = both.into_iter().unzip();
        (Gauged { model, replications }, others)
    }

    /// A figure of a service, one value a replication.
    pub(crate) fn values(&self, service: &str, figure: impl Fn(&Averages) -> f64) -> Vec<f64> {
        self.choose(None, service, figure)
    }

    /// The same for the clients of one route.
    pub(crate) fn of_route(
        &self,
        route: &str,
        service: &str,
        figure: impl Fn(&Averages) -> f64,
    ) -> Vec<f64> {
        let routes = &self.model.system().routes;
        let route = routes.iter().position(|it| it.name == route).expect("a route of this name");
        self.choose(Some(route), service, figure)
    }

    fn choose(
        &self,
        route: Option<usize>,
        service: &str,
        figure: impl Fn(&Averages) -> f64,
    ) -> Vec<f64> {
        let services = &self.model.system().services;
        let service =
            services.iter().position(|it| it.name == service).expect("a service of this name");
        self.replications.iter().map(|gauge| figure(&gauge.averages(route, service))).collect()
    }
}
