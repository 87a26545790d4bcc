//! How much each service would be asked for if nobody had to wait: a pilot with endless capacity.

use crate::engine::{Conditions, RunEnding, simulate};
use crate::model::{Action, Capacity, FactId, Facts, Model, Phase, Service};
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

/// The load offered to every service that has a limit; none when the pilot cannot be finished.
#[must_use]
pub fn offered_load(model: &Model) -> Option<Vec<ServiceLoad>> {
    // What is asked for in the long run does not depend on who is there at the start.
    let mut pilot = Model { initial: None, ..model.clone() };
    // Without a warm-up the first half of the run stands in for it.
    let half = pilot.run.horizon * 0.5;
    if pilot.run.warm_up == Days::ZERO {
        (pilot.run.warm_up, pilot.run.horizon) = (half, half);
    }
    pilot.run.warm_up = pilot.run.warm_up.min(LONGEST);
    pilot.run.horizon = pilot.run.horizon.min(LONGEST);
    let stop = AtomicBool::new(false);
    let mut results = Results::new(&pilot);
    let mut events = 0;
    for replication in 1..=MOST_REPLICATIONS {
        let mut tally = Tally::new(&pilot);
        let conditions = Conditions { replication, without: None, endless: true, stop: &stop };
        let outcome = simulate(&pilot, conditions, &mut tally);
        if outcome.ending != RunEnding::Horizon {
            return None;
        }
        results.add(tally.into_result());
        events += outcome.events;
        if events > MOST_EVENTS {
            break;
        }
    }
    let loads = pilot.system().services.iter();
    Some(loads.filter_map(|service| load_of(&pilot, &results, service)).collect())
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
