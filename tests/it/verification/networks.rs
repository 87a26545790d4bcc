//! Several services in a row or in circles.

use super::comparison::Comparison;
use super::formulas::queues::{Node, Queue, jackson, mmc_state};
use super::gauge::{Gauged, model};
use super::queues::{Length, figures, simulated};
use super::suite::Effort;
use super::watch::{Departures, Look, States};

/// Times in the scenarios are minutes.
const MINUTES: f64 = 1440.0;

fn node<const N: usize>(arrivals: f64, service: f64, servers: u32, onward: [f64; N]) -> Node {
    Node { arrivals, service, servers, onward: onward.to_vec() }
}

pub(crate) fn two_desks(effort: Effort) -> Vec<Comparison> {
    let model = model("jackson_feedback.toml", &["run.horizon=45d".to_owned()]);
    let gauged = Gauged::of(&model, effort.replications(30));
    let truth = jackson(&[node(0.45, 1.0, 1, [0.0, 1.0]), node(0.0, 2.0, 2, [0.25, 0.0])]);
    let mut all = Vec::new();
    for (name, truth) in ["front_desk", "back_desk"].into_iter().zip(truth) {
        let waiting = gauged.values(name, |it| it.waiting);
        let wait = gauged.values(name, |it| it.wait * MINUTES);
        all.push(Comparison::sample(format!("Lq at {name}"), truth.waiting, &waiting));
        all.push(Comparison::sample(format!("Wq at {name} (min)"), truth.wait, &wait));
    }
    all
}

/// The five figures of each service, and of the numbers at two of them that they are independent: the shares of time in
/// some states of both, and the mean of their product.
pub(crate) fn five_services(effort: Effort) -> Vec<Comparison> {
    let nodes = [
        node(0.7, 0.8, 1, [0.1, 0.5, 0.3, 0.0, 0.0]),
        node(0.3, 2.5, 3, [0.0, 0.0, 0.3, 0.4, 0.0]),
        node(0.0, 2.5, 2, [0.0, 0.2, 0.0, 0.2, 0.2]),
        node(0.0, 7.0, 4, [0.0, 0.0, 0.0, 0.0, 0.3]),
        node(0.1, 1.5, 1, [0.0, 0.0, 0.2, 0.0, 0.1]),
    ];
    let names = ["reception_desk", "assessors", "clinic", "group_room", "aftercare_worker"];
    let length = Length::of(1.5e6, 1.1, 2000.0);
    let model = simulated("jackson_five.toml", length, 1964, &[]);
    let looks: [Look; 6] = [
        |present| f64::from(u8::from(present[0] == 0 && present[1] == 1)),
        |present| f64::from(u8::from(present[0] == 2 && present[4] == 1)),
        |present| f64::from(u8::from(present[2] == 3 && present[3] == 4)),
        |present| f64::from(present[0] * present[4]),
        |present| f64::from(present[1] * present[2]),
        |present| f64::from(present[2] * present[3]),
    ];
    let replications = effort.replications(length.replications);
    let (gauged, states) = Gauged::beside(&model, replications, || States::of(&model, &looks));
    let queues = jackson(&nodes);
    let mut all = Vec::new();
    for ((name, node), truth) in names.into_iter().zip(&nodes).zip(&queues) {
        all.extend(figures(&gauged, name, &format!("{name}: "), node.servers, *truth));
    }
    // The probability of a number at one of the services.
    let chance = |at: usize, present: u32| {
        let servers = nodes[at].servers;
        mmc_state(queues[at].utilisation * f64::from(servers), servers, present)
    };
    let mean = |at: usize| queues[at].present;
    let truths = [
        ("nobody at reception, one with the assessors", chance(0, 0) * chance(1, 1)),
        ("two at reception, one at aftercare", chance(0, 2) * chance(4, 1)),
        ("three at the clinic, four in the group", chance(2, 3) * chance(3, 4)),
        ("mean product of the numbers at reception and aftercare", mean(0) * mean(4)),
        ("mean product of the numbers with assessors and at the clinic", mean(1) * mean(2)),
        ("mean product of the numbers at the clinic and in the group", mean(2) * mean(3)),
    ];
    for (which, (what, truth)) in truths.into_iter().enumerate() {
        let values: Vec<f64> = states.iter().map(|it| it.mean(which)).collect();
        all.push(Comparison::sample(what, truth, &values));
    }
    all
}

/// Departures of M/M/1 are Poisson: mean interval 2 min, mean square 8, mean product of neighbours 4; and what follows is M/M/1.
pub(crate) fn one_after_another(effort: Effort) -> Vec<Comparison> {
    let length = Length::of(1.2e6, 0.5, 1000.0);
    let model = simulated("tandem.toml", length, 1956, &[]);
    let replications = effort.replications(length.replications);
    let (gauged, departures) = Gauged::beside(&model, replications, || Departures::of(&model, 0));
    let truth: Vec<Queue> =
        jackson(&[node(0.5, 1.0, 1, [0.0, 1.0]), node(0.0, 1.5, 1, [0.0, 0.0])]);
    let mut all = figures(&gauged, "back_desk", "second desk: ", 1, truth[1]);
    let over =
        |of: &dyn Fn(&Departures) -> f64| -> Vec<f64> { departures.iter().map(of).collect() };
    let mean = over(&|it| MINUTES * it.moments[1] / it.moments[0]);
    let square = over(&|it| MINUTES * MINUTES * it.moments[2] / it.moments[0]);
    let product = over(&|it| MINUTES * MINUTES * it.neighbours[1] / it.neighbours[0]);
    all.push(Comparison::sample("between departures from the first (min)", 2.0, &mean));
    all.push(Comparison::sample("mean square of that (min2)", 8.0, &square));
    all.push(Comparison::sample(
        "mean product of two that follow one another (min2)",
        4.0,
        &product,
    ));
    all
}
