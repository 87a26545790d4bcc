//! One service, its clients and its waiting list. Each of L, Lq, W, Wq and utilisation is measured by itself, and then
//! Little's law is asked of them.

// Exponential service: M/M/c at loads up to 0.98, losses with and without room to wait.
mod servers;
// Service of any kind: Pollaczek and Khinchine, and what does not depend on the kind.
mod service;
// Arrivals that are not at random: GI/M/1.
mod arrivals;
// Clients who lose patience.
mod patience;
// Some go before others.
mod priority;
// Appointments.
mod slots;
// The measures of the statistics against the recorder of these checks.
mod measures;
// Errors that are planted, to see that they are caught.
mod planted;

pub(crate) use arrivals::{arrivals_at_intervals, arrivals_together, constant_arrivals};
pub(crate) use measures::{measures_of_a_network, measures_of_one_service};
pub(crate) use patience::{constant_patience, impatience};
pub(crate) use planted::planted_errors;
pub(crate) use priority::{three_classes, three_classes_at_three_servers, two_classes};
pub(crate) use servers::{
    five_servers, little_room, no_room, one_server, twenty_servers, two_servers,
};
pub(crate) use service::{
    any_service_for_everyone, any_service_without_waiting, constant_service, general_service,
    heavy_service,
};
pub(crate) use slots::{appointments, appointments_and_a_short_list};

use super::comparison::Comparison;
use super::formulas::queues::Queue;
use super::gauge::{Averages, Gauged, model};
use throughcare::model::Model;

/// Times in the scenarios are minutes.
pub(super) const MINUTES: f64 = 1440.0;

/// How long a simulation is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Length {
    /// In minutes.
    warm_up: f64,
    horizon: f64,
    /// At the short length.
    pub(super) replications: u32,
}

impl Length {
    /// So many clients in all at the short length, in 40 replications, each after a warm-up of `settling` minutes and measured
    /// for no less time than that.
    pub(super) fn of(clients: f64, arrivals: f64, settling: f64) -> Length {
        let replications = 40;
        let horizon = (clients / arrivals / f64::from(replications)).max(settling);
        Length { warm_up: settling, horizon, replications }
    }
}

/// A scenario of so long a simulation, with keys set. Each has a seed of its own, so that what two find is independent.
pub(super) fn simulated(file: &str, length: Length, seed: u32, sets: &[String]) -> Model {
    let mut all = vec![
        // Half a minute later: no arrival and no slot of those a minute apart falls on an end of the window.
        format!("run.warm_up={:.0}.5min", length.warm_up),
        format!("run.horizon={:.0}min", length.horizon),
        format!("run.seed={seed}"),
    ];
    all.extend_from_slice(sets);
    model(file, &all)
}

/// How long M/M/c takes to forget its beginning: the relaxation time service / (c (1 - sqrt rho)^2) (Cohen 1982).
fn relaxation(service: f64, servers: u32, rho: f64) -> f64 {
    service / (f64::from(servers) * (1.0 - rho.sqrt()) * (1.0 - rho.sqrt()))
}

/// One figure of a service against its truth.
fn figure(
    gauged: &Gauged<'_>,
    service: &str,
    what: String,
    truth: f64,
    figure: impl Fn(&Averages) -> f64,
) -> Comparison {
    Comparison::sample(what, truth, &gauged.values(service, figure))
}

/// The five figures of a service, each by itself, and Little's law of what was measured (Little 1961): those present are
/// those who come times how long they stay, those waiting are those who come times how long they wait.
pub(super) fn figures(
    gauged: &Gauged<'_>,
    service: &str,
    about: &str,
    servers: u32,
    truth: Queue,
) -> Vec<Comparison> {
    let servers = f64::from(servers);
    let one = |what: &str, truth: f64, of: &dyn Fn(&Averages) -> f64| {
        figure(gauged, service, format!("{about}{what}"), truth, of)
    };
    vec![
        one("L, number present", truth.present, &|it| it.present),
        one("Lq, number waiting", truth.waiting, &|it| it.waiting),
        one("W, stay (min)", truth.stay, &|it| it.stay * MINUTES),
        one("Wq, wait (min)", truth.wait, &|it| it.wait * MINUTES),
        one("utilisation", truth.utilisation, &|it| it.busy / servers),
        one("L / (rate x W)", 1.0, &|it| it.present / (it.admitted * it.stay)),
        one("Lq / (rate x Wq)", 1.0, &|it| it.waiting / (it.admitted * it.wait)),
    ]
}
