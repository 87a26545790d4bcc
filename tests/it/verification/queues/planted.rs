//! Errors that are planted, to see that they are caught: the comparison with the truth of the system without the error must
//! disagree, at the short length already.

use super::priority::waits;
use super::{Length, MINUTES, simulated};
use crate::verification::comparison::Comparison;
use crate::verification::formulas::queues as formulas;
use crate::verification::gauge::{Averages, Gauged};
use crate::verification::suite::Effort;

/// A system with an error in it, and the figure that shows it.
struct Error {
    what: &'static str,
    file: &'static str,
    /// The error, as keys that are set.
    sets: &'static [&'static str],
    service: &'static str,
    /// What the figure is without the error.
    truth: f64,
    figure: fn(&Averages) -> f64,
}

fn errors() -> Vec<Error> {
    let two = formulas::mmc(1.4, 1.0, 2);
    let (lost, _) = formulas::mmck(3.6, 1.0, 4, 10);
    let impatient = formulas::erlang_a(10.0, 1.0, 0.5, 10);
    let gamma = formulas::mg1(0.7, 1.0, 0.25);
    let list = formulas::slots(0.8, 1.0);
    vec![
        Error {
            what: "service takes 2% longer: utilisation of M/M/2",
            file: "mmc.toml",
            sets: &["interventions.serving.duration={ exponential = { mean = \"1.02min\" } }"],
            service: "counter",
            truth: two.utilisation,
            figure: |it| it.busy / 2.0,
        },
        Error {
            what: "service takes 2% longer: Wq of M/M/2 (min)",
            file: "mmc.toml",
            sets: &["interventions.serving.duration={ exponential = { mean = \"1.02min\" } }"],
            service: "counter",
            truth: two.wait,
            figure: |it| it.wait * MINUTES,
        },
        Error {
            what: "2% more come: utilisation of M/M/2",
            file: "mmc.toml",
            sets: &["routes.customers.per_minute=1.428"],
            service: "counter",
            truth: two.utilisation,
            figure: |it| it.busy / 2.0,
        },
        Error {
            what: "one place more: Lq of M/M/2",
            file: "mmc.toml",
            sets: &["services.counter.places=3"],
            service: "counter",
            truth: two.waiting,
            figure: |it| it.waiting,
        },
        Error {
            what: "room for one more to wait: turned away from M/M/4/10",
            file: "mmck.toml",
            sets: &["services.counter.waiting_list_limit=7"],
            service: "counter",
            truth: lost,
            figure: |it| it.turned_away,
        },
        Error {
            what: "service varies a fifth more: Wq of M/G/1 (min)",
            file: "mg1.toml",
            sets: &["interventions.serving.duration={ gamma = { mean = \"1min\", sd = \"36s\" } }"],
            service: "counter",
            truth: gamma.wait,
            figure: |it| it.wait * MINUTES,
        },
        Error {
            what: "patience the same for all: gave up in M/M/10+M",
            file: "erlang_a.toml",
            sets: &["risks.impatience.hazard={ fixed = \"30s\" }"],
            service: "counter",
            truth: impatient.abandon,
            figure: |it| it.gave_up,
        },
        Error {
            what: "one appointment in fifty missed: wait for appointments (min)",
            file: "appointments.toml",
            sets: &["services.clinic.did_not_attend=0.02"],
            service: "clinic",
            truth: list.wait,
            figure: |it| it.wait * MINUTES,
        },
        Error {
            what: "constant intervals for those of Erlang of 3: Wq of GI/M/1 (min)",
            file: "gim1.toml",
            sets: &[],
            service: "counter",
            truth: formulas::gim1(formulas::Renewals::Gamma { shape: 3.0 }, 0.8).1.wait,
            figure: |it| it.wait * MINUTES,
        },
        Error {
            what: "arrivals at random for constant ones: must wait in D/M/1",
            file: "mmc.toml",
            sets: &["services.counter.places=1", "routes.customers.per_minute=0.8"],
            service: "counter",
            truth: formulas::gim1(formulas::Renewals::Constant, 0.8).0,
            figure: |it| it.had_to_wait,
        },
        Error {
            what: "28% go round again instead of 25%: utilisation of the first desk",
            file: "jackson_feedback.toml",
            sets: &["interventions.inspection.then={ reception = 0.28, served = 0.72 }"],
            service: "front_desk",
            truth: 0.6,
            figure: |it| it.busy,
        },
    ]
}

pub(crate) fn planted_errors(effort: Effort) -> Vec<Comparison> {
    let length = Length { warm_up: 1000.0, horizon: 15_000.0, replications: 40 };
    let replications = effort.replications(length.replications);
    let found = |(seed, error): (u32, Error)| {
        let sets: Vec<String> = error.sets.iter().map(|set| (*set).to_owned()).collect();
        let model = simulated(error.file, length, seed, &sets);
        let values = Gauged::of(&model, replications).values(error.service, error.figure);
        Comparison::planted(error.what, error.truth, &values)
    };
    let mut all: Vec<Comparison> = (3000..).zip(errors()).map(found).collect();
    all.extend(wrong_order(length, replications));
    all.push(cold_start(effort));
    all
}

/// The first class goes last, or nobody goes first.
fn wrong_order(length: Length, replications: u32) -> Vec<Comparison> {
    let truth = formulas::cobham(&[(0.3, 1.0, 2.0), (0.3, 1.0, 2.0)])[0];
    let orders = [
        (
            "the second class goes first: Wq of the first (min)",
            "[{ route = \"second_class\" }]",
            3100,
        ),
        ("nobody goes first: Wq of the first class (min)", "[]", 3101),
    ];
    let found = |(what, order, seed)| {
        let sets = [format!("services.counter.priority={order}")];
        let model = simulated("priority.toml", length, seed, &sets);
        let gauged = Gauged::of(&model, replications);
        Comparison::planted(what, truth, &waits(&gauged, &["first_class"])[0])
    };
    orders.into_iter().map(found).collect()
}

/// Measured from the first client on, instead of after a warm-up.
fn cold_start(effort: Effort) -> Comparison {
    let length = Length { warm_up: 0.0, horizon: 500.0, replications: 200 };
    let sets =
        ["services.counter.places=1".to_owned(), "routes.customers.per_minute=0.95".to_owned()];
    let model = simulated("mmc.toml", length, 3102, &sets);
    let gauged = Gauged::of(&model, effort.replications(length.replications));
    let truth = formulas::mmc(0.95, 1.0, 1).present;
    Comparison::planted(
        "no warm-up: L of M/M/1 at a load of 0.95",
        truth,
        &gauged.values("counter", |it| it.present),
    )
}
