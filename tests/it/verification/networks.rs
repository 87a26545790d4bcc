//! Several services in a row or in circles.

use super::comparison::Comparison;
use super::formulas::queues::{Node, jackson};
use super::gauge::{Gauged, model};
use super::suite::Effort;

/// Times in the scenarios are minutes.
const MINUTES: f64 = 1440.0;

pub(crate) fn two_desks(effort: Effort) -> Vec<Comparison> {
    let model = model("jackson_feedback.toml", &[]);
    let gauged = Gauged::of(&model, effort.replications(20));
    let desk = |arrivals, service, servers, onward: [f64; 2]| Node {
        arrivals,
        service,
        servers,
        onward: onward.to_vec(),
    };
    let truth = jackson(&[desk(0.45, 1.0, 1, [0.0, 1.0]), desk(0.0, 2.0, 2, [0.25, 0.0])]);
    let mut all = Vec::new();
    for (name, truth) in ["front_desk", "back_desk"].into_iter().zip(truth) {
        let waiting = gauged.values(name, |it| it.waiting);
        let wait = gauged.values(name, |it| it.wait * MINUTES);
        all.push(Comparison::sample(format!("Lq at {name}"), truth.waiting, &waiting));
        all.push(Comparison::sample(format!("Wq at {name} (min)"), truth.wait, &wait));
    }
    all
}
