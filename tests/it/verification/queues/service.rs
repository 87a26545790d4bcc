//! Service of any kind: Pollaczek and Khinchine, and what does not depend on the kind.

use super::{Length, MINUTES, figure, figures, simulated};
use crate::verification::comparison::Comparison;
use crate::verification::formulas::queues as formulas;
use crate::verification::gauge::Gauged;
use crate::verification::suite::Effort;
use crate::verification::watch::{Look, States, Waits};

/// How long service takes, with mean 1 min.
struct Service {
    name: &'static str,
    /// As written in a scenario.
    written: &'static str,
    variance: f64,
    /// Mean of the third power.
    third: f64,
}

const CONSTANT: Service =
    Service { name: "constant", written: "{ fixed = \"1min\" }", variance: 0.0, third: 1.0 };

/// Of a gamma distribution with mean 1 and variance v the third moment is (1 + v) (1 + 2 v).
const ERLANG: Service = Service {
    name: "Erlang of 4 stages",
    written: "{ erlang = { stages = 4, mean = \"1min\" } }",
    variance: 0.25,
    third: 1.25 * 1.5,
};

const GAMMA: Service = Service {
    name: "gamma, sd 0.5",
    written: "{ gamma = { mean = \"1min\", sd = \"30s\" } }",
    variance: 0.25,
    third: 1.25 * 1.5,
};

const WIDE_GAMMA: Service = Service {
    name: "gamma, sd 3",
    written: "{ gamma = { mean = \"1min\", sd = \"3min\" } }",
    variance: 9.0,
    third: 10.0 * 19.0,
};

/// Of a lognormal distribution with mean 1 and variance v the k-th moment is (1 + v)^(k (k - 1) / 2).
const LOGNORMAL: Service = Service {
    name: "lognormal, sd 1.5",
    written: "{ lognormal = { mean = \"1min\", sd = \"90s\" } }",
    variance: 2.25,
    third: 3.25 * 3.25 * 3.25,
};

/// Of a Weibull distribution with shape 1/2 and scale 1/2 the k-th moment is (2k)! / 2^k.
const WEIBULL: Service = Service {
    name: "Weibull of shape 0.5, sd 2.24",
    written: "{ weibull = { shape = 0.5, mean = \"1min\" } }",
    variance: 5.0,
    third: 90.0,
};

pub(crate) fn general_service(effort: Effort) -> Vec<Comparison> {
    let cases = [(GAMMA, 0.7, 7e5), (ERLANG, 0.5, 7e5), (ERLANG, 0.8, 7e5)];
    cases.into_iter().zip(1930..).flat_map(|(case, seed)| one_server(case, seed, effort)).collect()
}

pub(crate) fn constant_service(effort: Effort) -> Vec<Comparison> {
    let cases = [(CONSTANT, 0.5, 7e5), (CONSTANT, 0.8, 7e5), (CONSTANT, 0.95, 2e6)];
    cases.into_iter().zip(1940..).flat_map(|(case, seed)| one_server(case, seed, effort)).collect()
}

/// Fewer and longer replications, because few clients make most of the waits.
pub(crate) fn heavy_service(effort: Effort) -> Vec<Comparison> {
    let cases = [
        (WIDE_GAMMA, 0.5, 1.5e6),
        (WIDE_GAMMA, 0.8, 2.5e6),
        (LOGNORMAL, 0.5, 1.5e6),
        (LOGNORMAL, 0.8, 2e6),
        (WEIBULL, 0.5, 1.5e6),
        (WEIBULL, 0.8, 2.5e6),
    ];
    cases.into_iter().zip(1950..).flat_map(|(case, seed)| one_server(case, seed, effort)).collect()
}

/// M/G/1: the figures, and the mean square of the wait.
fn one_server(
    (service, rho, clients): (Service, f64, f64),
    seed: u32,
    effort: Effort,
) -> Vec<Comparison> {
    let settling = 10.0 * (1.0 + service.variance) * super::relaxation(1.0, 1, rho);
    let length = Length::of(clients, rho, settling.max(500.0));
    let sets = [
        format!("routes.customers.per_minute={rho}"),
        format!("interventions.serving.duration={}", service.written),
    ];
    let model = simulated("mg1.toml", length, seed, &sets);
    let replications = effort.replications(length.replications);
    let (gauged, waits) = Gauged::beside(&model, replications, || Waits::of(&model, &[]));
    let about = format!("{}, load {rho}: ", service.name);
    let mut all = figures(&gauged, "counter", &about, 1, formulas::mg1(rho, 1.0, service.variance));
    let squares: Vec<f64> = waits.iter().map(|it| it.mean_square() * MINUTES * MINUTES).collect();
    let truth = formulas::mg1_wait_square(rho, 1.0, service.variance, service.third);
    all.push(Comparison::sample(format!("{about}mean square of the wait (min2)"), truth, &squares));
    all
}

/// M/G/infinity: Poisson whatever the service.
pub(crate) fn any_service_for_everyone(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    for (service, seed) in [CONSTANT, WIDE_GAMMA, LOGNORMAL].into_iter().zip(1962..) {
        let length = Length::of(8e5, 5.0, 500.0);
        let sets = [
            "routes.customers.per_minute=5".to_owned(),
            "services.counter.places=\"endless\"".to_owned(),
            format!("interventions.serving.duration={}", service.written),
        ];
        let model = simulated("mg1.toml", length, seed, &sets);
        let looks: [Look; 4] = [
            |present| (f64::from(present[0]) - 5.0) * (f64::from(present[0]) - 5.0),
            |present| f64::from(u8::from(present[0] == 2)),
            |present| f64::from(u8::from(present[0] == 5)),
            |present| f64::from(u8::from(present[0] == 9)),
        ];
        let replications = effort.replications(length.replications);
        let (gauged, states) = Gauged::beside(&model, replications, || States::of(&model, &looks));
        let about = format!("{}: ", service.name);
        all.push(figure(&gauged, "counter", format!("{about}L, number present"), 5.0, |it| {
            it.present
        }));
        let chance = |present| formulas::poisson(5.0, present);
        let names = ["variance of the number", "two present", "five present", "nine present"];
        let truths = [5.0, chance(2), chance(5), chance(9)];
        for (which, (what, truth)) in names.into_iter().zip(truths).enumerate() {
            let values: Vec<f64> = states.iter().map(|it| it.mean(which)).collect();
            all.push(Comparison::sample(format!("{about}{what}"), truth, &values));
        }
    }
    all
}

/// M/G/c/c: losses do not depend on the kind of service (Erlang B), nor does the time that all are busy.
pub(crate) fn any_service_without_waiting(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    for (service, seed) in [CONSTANT, WIDE_GAMMA, WEIBULL].into_iter().zip(1970..) {
        let length = Length::of(6e5, 5.0, 500.0);
        let sets = [
            "routes.customers.per_minute=5".to_owned(),
            "services.counter.places=5".to_owned(),
            "services.counter.waiting_list_limit=0".to_owned(),
            format!("interventions.serving.duration={}", service.written),
        ];
        let model = simulated("mmck.toml", length, seed, &sets);
        let full: Look = |present| f64::from(u8::from(present[0] == 5));
        let replications = effort.replications(length.replications);
        let (gauged, states) = Gauged::beside(&model, replications, || States::of(&model, &[full]));
        let about = format!("{}: ", service.name);
        let lost = formulas::erlang_b(5, 5.0);
        all.push(figure(&gauged, "counter", format!("{about}turned away"), lost, |it| {
            it.turned_away
        }));
        let what = format!("{about}L, number present");
        all.push(figure(&gauged, "counter", what, 5.0 * (1.0 - lost), |it| it.present));
        let values: Vec<f64> = states.iter().map(|it| it.mean(0)).collect();
        all.push(Comparison::sample(format!("{about}all servers busy"), lost, &values));
    }
    all
}
