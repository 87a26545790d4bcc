//! One service, its clients and its waiting list. Each of L, Lq, W, Wq and utilisation is measured by itself, and then
//! Little's law is asked of them.

use super::comparison::Comparison;
use super::formulas::queues::{self as formulas, Queue};
use super::gauge::{Gauged, model};
use super::suite::Effort;

/// Times in the scenarios are minutes.
const MINUTES: f64 = 1440.0;

/// The five figures of a service, each by itself, and Little's law of what was measured (Little 1961): those present are
/// those who come times how long they stay, those waiting are those who come times how long they wait.
fn figures(gauged: &Gauged<'_>, service: &str, servers: u32, truth: Queue) -> Vec<Comparison> {
    let servers = f64::from(servers);
    let sample = |what: &str, truth: f64, figure: fn(&super::gauge::Averages) -> f64| {
        Comparison::sample(what, truth, &gauged.values(service, figure))
    };
    let busy = gauged.values(service, |it| it.busy / servers);
    vec![
        sample("L, number present", truth.present, |it| it.present),
        sample("Lq, number waiting", truth.waiting, |it| it.waiting),
        sample("W, stay (min)", truth.stay, |it| it.stay * MINUTES),
        sample("Wq, wait (min)", truth.wait, |it| it.wait * MINUTES),
        Comparison::sample("utilisation", truth.utilisation, &busy),
        sample("L / (rate x W)", 1.0, |it| it.present / (it.admitted * it.stay)),
        sample("Lq / (rate x Wq)", 1.0, |it| it.waiting / (it.admitted * it.wait)),
    ]
}

pub(crate) fn several_servers(effort: Effort) -> Vec<Comparison> {
    let model = model("mmc.toml", &[]);
    let gauged = Gauged::of(&model, effort.replications(20));
    figures(&gauged, "counter", 2, formulas::mmc(1.4, 1.0, 2))
}

pub(crate) fn little_room(effort: Effort) -> Vec<Comparison> {
    let model = model("mmck.toml", &[]);
    let gauged = Gauged::of(&model, effort.replications(20));
    let (lost, truth) = formulas::mmck(3.6, 1.0, 4, 10);
    let turned_away = gauged.values("counter", |it| it.turned_away);
    let mut all = figures(&gauged, "counter", 4, truth);
    all.push(Comparison::sample("turned away", lost, &turned_away));
    all
}

pub(crate) fn general_service(effort: Effort) -> Vec<Comparison> {
    let model = model("mg1.toml", &[]);
    let gauged = Gauged::of(&model, effort.replications(20));
    figures(&gauged, "counter", 1, formulas::mg1(0.7, 1.0, 0.25))
}

pub(crate) fn impatience(effort: Effort) -> Vec<Comparison> {
    let model = model("erlang_a.toml", &[]);
    let gauged = Gauged::of(&model, effort.replications(20));
    let truth = formulas::erlang_a(10.0, 1.0, 0.5, 10);
    let sample = |what: &str, truth: f64, figure: fn(&super::gauge::Averages) -> f64| {
        Comparison::sample(what, truth, &gauged.values("counter", figure))
    };
    vec![
        sample("gave up", truth.abandon, |it| it.gave_up),
        sample("had to wait", truth.must_wait, |it| it.had_to_wait),
        sample("Lq, number waiting", truth.waiting, |it| it.waiting),
        sample("utilisation", truth.utilisation, |it| it.busy / 10.0),
    ]
}

pub(crate) fn two_classes(effort: Effort) -> Vec<Comparison> {
    let model = model("priority.toml", &[]);
    let gauged = Gauged::of(&model, effort.replications(20));
    let truth = formulas::cobham(&[(0.3, 1.0, 2.0), (0.3, 1.0, 2.0)]);
    let routes = ["first_class", "second_class"];
    let wait = |(route, truth): (&str, f64)| {
        let values = gauged.of_route(route, "counter", |it| it.wait * MINUTES);
        Comparison::sample(format!("Wq of {route} (min)"), truth, &values)
    };
    routes.into_iter().zip(truth).map(wait).collect()
}
