//! How much each service would be asked for if nobody had to wait: a pilot with endless capacity.

use crate::engine::{Conditions, RunEnding, simulate};
use crate::model::{Action, Capacity, Era, FactId, Facts, Model, Phase, Run, Service};
use crate::statistics::{Measure, Results, Tally, Window};
use crate::units::Days;
use std::sync::atomic::AtomicBool;

/// Longest warm-up and longest measured time of the pilot.
const LONGEST: Days = Days(Days::YEAR.0 * 5.0);
/// Replications of the pilot, and events after which no more are begun.
const MOST_REPLICATIONS: u32 = 20;
const MOST_EVENTS: u64 = 3_000_000;

/// What load is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadUnit {
    /// Places occupied at once.
    Places,
    /// Appointments a week.
    AppointmentsPerWeek,
}

/// The load offered to a service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLoad {
    /// The service.
    pub service: String,
    /// What the figures are.
    pub unit: LoadUnit,
    /// What would be used if nobody had to wait, on average.
    pub wanted: f64,
    /// Lower end of its 95% interval over the replications of the pilot.
    pub wanted_low: f64,
    /// What there is, on average.
    pub has: f64,
    /// Whether a full list or a risk can take clients off the waiting list.
    pub can_leave: bool,
}

impl ServiceLoad {
    /// Whether more is asked for than there is, beyond the chance of the pilot.
    #[must_use]
    pub fn is_overloaded(&self) -> bool {
        self.wanted_low > self.has
    }
}

/// The load offered in one of the systems that a run measures.
#[derive(Debug, Clone, PartialEq)]
pub struct EraLoad {
    /// When a change makes it so; zero of that in which measuring begins.
    pub from: Days,
    /// The load of every service that has a limit.
    pub loads: Vec<ServiceLoad>,
}

/// The load offered to every service that has a limit, in the system in which measuring begins; none when the pilot cannot
/// be finished.
#[must_use]
pub fn offered_load(model: &Model) -> Option<Vec<ServiceLoad>> {
    let pilot = pilot_of(model);
    Some(loads_of(&pilot.with(first_measured(model)), pilot.events, MOST_REPLICATIONS)?.0)
}

/// The load offered in the system in which measuring begins, and in those that dated changes make of it, each as if it were so
/// from the beginning; none when a pilot cannot be finished.
#[must_use]
pub fn offered_loads(model: &Model) -> Option<Vec<EraLoad>> {
    let pilot = pilot_of(model);
    let first = first_measured(model);
    let later = model.eras.iter().filter(|era| era.from > first.from);
    let eras: Vec<(Days, &Era)> =
        std::iter::once((Days::ZERO, first)).chain(later.map(|era| (era.from, era))).collect();
    let mut most = MOST_REPLICATIONS;
    let mut all: Vec<(EraLoad, u32)> = Vec::new();
    for &(from, era) in &eras {
        let (loads, replications) = loads_of(&pilot.with(era), pilot.events, most)?;
        most = replications;
        all.push((EraLoad { from, loads }, replications));
    }
    // As many of each, so that what a change leaves alone is the same to the last bit.
    for ((load, replications), (_, era)) in all.iter_mut().zip(&eras) {
        if *replications > most {
            load.loads = loads_of(&pilot.with(era), u64::MAX, most)?.0;
        }
    }
    Some(all.into_iter().map(|(load, _)| load).collect())
}

/// What is in force when measuring begins.
fn first_measured(model: &Model) -> &Era {
    let opens = model.run.warm_up;
    model.eras.iter().rfind(|era| era.from <= opens).unwrap_or(&model.eras[0])
}

/// What every pilot of a model is alike in.
struct Pilot<'m> {
    model: &'m Model,
    run: Run,
    /// After so many no more replications are begun.
    events: u64,
}

fn pilot_of(model: &Model) -> Pilot<'_> {
    let mut run = model.run.clone();
    let half = run.horizon * 0.5;
    if run.finds_warm_up {
        // The longest that can be found.
        run.warm_up = half;
    } else if model.initial.is_some() {
        // Who is there at the start stands in for a warm-up, and the pilot has nobody.
        run.warm_up = settling(model);
    } else if run.warm_up == Days::ZERO {
        // Without a warm-up the first half of the run stands in for it.
        (run.warm_up, run.horizon) = (half, half);
    }
    run.warm_up = run.warm_up.min(LONGEST);
    run.horizon = run.horizon.min(LONGEST);
    Pilot { model, run, events: MOST_EVENTS / model.eras.len().max(1) as u64 }
}

/// The warm-up of a pilot of a model that begins with clients: the longest, or as long as can be had for the events of a
/// few replications where in less time much happens.
fn settling(model: &Model) -> Days {
    let horizon = model.run.horizon.min(LONGEST);
    let run = Run { warm_up: Days::ZERO, horizon, ..model.run.clone() };
    let probe = Pilot { model, run, events: 0 }.with(first_measured(model));
    let stop = AtomicBool::new(false);
    let conditions = Conditions { replication: 1, without: None, endless: true, stop: &stop };
    let outcome = simulate(&probe, conditions, &mut Tally::new(&probe));
    let a_few = MOST_EVENTS as f64 / 4.0;
    LONGEST.min(horizon.max(horizon * (a_few / outcome.events.max(1) as f64)))
}

impl Pilot<'_> {
    /// The model in which one system holds from the beginning. What is asked for in the long run does not depend on who is
    /// there at the start.
    fn with(&self, era: &Era) -> Model {
        let eras = vec![Era { from: Days::ZERO, system: era.system.clone() }];
        Model { initial: None, eras, run: self.run.clone(), ..self.model.clone() }
    }
}

/// The loads in the only system of a pilot, and the number of its replications.
fn loads_of(pilot: &Model, most_events: u64, most: u32) -> Option<(Vec<ServiceLoad>, u32)> {
    let stop = AtomicBool::new(false);
    let mut results = Results::new(pilot);
    let (mut events, mut replications) = (0, 0);
    while replications < most && events <= most_events {
        replications += 1;
        let mut tally = Tally::new(pilot);
        let conditions =
            Conditions { replication: replications, without: None, endless: true, stop: &stop };
        let outcome = simulate(pilot, conditions, &mut tally);
        if outcome.ending != RunEnding::Horizon {
            return None;
        }
        results.add(tally.into_result());
        events += outcome.events;
    }
    let services = pilot.system().services.iter();
    let loads = services.filter_map(|service| load_of(pilot, &results, service)).collect();
    Some((loads, replications))
}

fn load_of(pilot: &Model, results: &Results, service: &Service) -> Option<ServiceLoad> {
    let value = |measure| {
        let found = results.find(measure, &service.name)?;
        Some((found.mean?, found.low.or(found.mean)?))
    };
    let window = Window::of(&pilot.run);
    let (unit, (wanted, wanted_low), has) = match &service.capacity {
        Capacity::Endless => return None,
        Capacity::Places { places, rota, .. } => {
            let has = rota.as_ref().map_or(f64::from(*places), |rota| {
                rota.places.iter().map(|&places| f64::from(places)).sum::<f64>()
                    / rota.places.len() as f64
            });
            (LoadUnit::Places, value(Measure::Occupied)?, has)
        }
        Capacity::Appointments(curve) => {
            let kept = 1.0 - service.missed.as_ref().map_or(0.0, |missed| missed.share);
            let (served, low) = value(Measure::Served)?;
            let per_week = |a_year: f64| a_year * Days::WEEK.years() / kept;
            let has = curve.expected(window.opens, window.closes) / window.length().weeks();
            (LoadUnit::AppointmentsPerWeek, (per_week(served), per_week(low)), has)
        }
    };
    let can_leave = service.limit.is_some() || can_give_up(pilot, service);
    Some(ServiceLoad { service: service.name.clone(), unit, wanted, wanted_low, has, can_leave })
}

/// Whether a risk can take clients off the list: it sends them somewhere, and may hold while they wait.
fn can_give_up(model: &Model, service: &Service) -> bool {
    let mut waiting =
        Facts::of(&[FactId::WAITING, Phase::Engaging.fact(), Phase::InTreatment.fact()]);
    if let Some(fact) = service.waiting_for {
        waiting.insert(fact);
    }
    model.system().clocks.iter().any(|clock| {
        matches!(clock.action, Action::Risk { then: Some(_), .. })
            && (clock.spell.is_always() || clock.spell.asks().meets(&waiting))
    })
}
