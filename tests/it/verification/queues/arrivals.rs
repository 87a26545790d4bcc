//! Arrivals that are not at random: GI/M/1. What they find is not what there is on average.

use super::{Length, MINUTES, figure, figures, relaxation, simulated};
use crate::verification::comparison::Comparison;
use crate::verification::formulas::queues::{self as formulas, Renewals};
use crate::verification::gauge::Gauged;
use crate::verification::suite::Effort;
use crate::verification::watch::Waits;

pub(crate) fn constant_arrivals(effort: Effort) -> Vec<Comparison> {
    let constant = ("constant", "{ fixed = \"1min\" }", Renewals::Constant);
    let cases = [(constant, 0.5), (constant, 0.8), (constant, 0.95)];
    cases
        .into_iter()
        .zip(1980..)
        .flat_map(|((case, rho), seed)| one(case, rho, seed, effort))
        .collect()
}

pub(crate) fn arrivals_at_intervals(effort: Effort) -> Vec<Comparison> {
    let erlang = (
        "Erlang of 3",
        "{ erlang = { stages = 3, mean = \"1min\" } }",
        Renewals::Gamma { shape: 3.0 },
    );
    let gamma = (
        "gamma, sd 2",
        "{ gamma = { mean = \"1min\", sd = \"2min\" } }",
        Renewals::Gamma { shape: 0.25 },
    );
    let either = (
        "12 s or 252 s",
        "{ empirical = { values = [\"12s\", \"252s\"], weights = [4, 1] } }",
        Renewals::Either { short: 0.2, often: 0.8, long: 4.2 },
    );
    let cases =
        [(erlang, 0.5), (erlang, 0.8), (gamma, 0.5), (gamma, 0.8), (either, 0.5), (either, 0.8)];
    cases
        .into_iter()
        .zip(1990..)
        .flat_map(|((case, rho), seed)| one(case, rho, seed, effort))
        .collect()
}

/// The figures, of which the utilisation is the share of the time in which the server is busy; and the share of arrivals that
/// find it so, which is another, with the shares who wait longer.
fn one(
    (name, written, renewals): (&str, &str, Renewals),
    rho: f64,
    seed: u32,
    effort: Effort,
) -> Vec<Comparison> {
    let (sigma, truth) = formulas::gim1(renewals, rho);
    // It settles as M/M/1 at a load of sigma does, or sooner.
    let settling = (10.0 * relaxation(1.0, 1, sigma.max(rho))).max(500.0);
    let length = Length::of(if rho > 0.9 { 2e6 } else { 8e5 }, 1.0, settling);
    let sets = [
        format!("routes.customers.every={written}"),
        format!(
            "interventions.serving.duration={{ exponential = {{ mean = \"{:.0}s\" }} }}",
            60.0 * rho
        ),
    ];
    let model = simulated("gim1.toml", length, seed, &sets);
    let mean = rho / (1.0 - sigma);
    let times = [0.5 * mean, 2.0 * mean];
    let beyond = times.map(|time| time / MINUTES);
    let replications = effort.replications(length.replications);
    let (gauged, waits) = Gauged::beside(&model, replications, || Waits::of(&model, &beyond));
    let about = format!("{name}, load {rho}: ");
    let mut all = figures(&gauged, "counter", &about, 1, truth);
    let what = format!("{about}arrivals who must wait");
    all.push(figure(&gauged, "counter", what, sigma, |it| it.had_to_wait));
    for (which, time) in times.into_iter().enumerate() {
        let longer: Vec<f64> = waits.iter().map(|it| it.longer(which)).collect();
        let truth = sigma * libm::exp(-time / mean);
        all.push(Comparison::sample(format!("{about}wait over {time:.2} min"), truth, &longer));
    }
    all
}

/// Two come at the same instant, one a route, once a minute.
pub(crate) fn arrivals_together(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    for (rho, seed) in [(0.5, 2020), (0.8, 2021)] {
        let (must_wait, truth) = formulas::batches(2, rho / 2.0);
        let length = Length::of(6e5, 2.0, 1000.0);
        let service = format!("{{ exponential = {{ mean = \"{:.0}s\" }} }}", 30.0 * rho);
        let sets = [format!("interventions.serving.duration={service}")];
        let model = simulated("batches.toml", length, seed, &sets);
        let gauged = Gauged::of(&model, effort.replications(length.replications));
        let about = format!("load {rho}: ");
        all.extend(figures(&gauged, "counter", &about, 1, truth));
        let what = format!("{about}must wait");
        all.push(figure(&gauged, "counter", what, must_wait, |it| it.had_to_wait));
    }
    all
}
