//! Textbook queues, the truth about each, and many replications of them.

use crate::verification::formulas::queues::{erlang_a, mg1, mmc};
use std::sync::atomic::AtomicBool;
use throughcare::experiment::Plan;
use throughcare::scenario::read_text;
use throughcare::statistics::{Key, Measure, Results};

/// A queue with something that is known of it.
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) scenario: String,
    /// What is known, in words; its key, and its true value.
    pub(super) of: Vec<(&'static str, Key, f64)>,
}

pub(super) fn at_ward(measure: Measure) -> Key {
    Key { group: "all".to_owned(), subject: "ward".to_owned(), measure }
}

/// A ward of so many places that clients join at random, so many a day.
pub(super) fn ward(per_day: f64, places: u32, duration: &str, more: &str) -> String {
    format!(
        r#"
        run = {{ warm_up = "400d", horizon = "2000d", replications = 1, seed = 20061 }}
        routes.door = {{ per_day = {per_day}, enters = "care" }}
        services.ward = {{ places = {places} }}
        exits.done = {{ planned = true, reason = "completed" }}
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = {duration}
        then = "done"
        {more}
        "#
    )
}

pub(super) fn exponential(mean: f64) -> String {
    format!("{{ exponential = {{ mean = \"{mean}d\" }} }}")
}

const PATIENCE: &str = r#"
        [exits.gave_up]
        reason = "did_not_engage"
        [risks.gives_up]
        while = "waiting"
        hazard = { mean = "2d" }
        then = "gave_up"
        "#;

pub(super) fn all() -> Vec<Known> {
    let (one, several) = (mmc(0.7, 1.0, 1), mmc(4.0, 1.0, 5));
    let gamma = mg1(0.6, 1.0, 0.5);
    let impatient = erlang_a(5.0, 1.0, 2.0, 5);
    let wait = |truth| ("mean wait", at_ward(Measure::WaitMean), truth);
    let waiting = |truth| ("number waiting", at_ward(Measure::WaitingMean), truth);
    let used = |truth| ("share of places used", at_ward(Measure::Utilisation), truth);
    vec![
        Known {
            name: "M/M/1, load 0.7",
            scenario: ward(0.7, 1, &exponential(1.0), ""),
            of: vec![wait(one.wait), waiting(one.waiting), used(one.utilisation)],
        },
        Known {
            name: "M/M/5, load 0.8",
            scenario: ward(4.0, 5, &exponential(1.0), ""),
            of: vec![wait(several.wait), waiting(several.waiting), used(several.utilisation)],
        },
        Known {
            name: "M/G/1, gamma service, load 0.6",
            scenario: ward(
                0.6,
                1,
                "{ gamma = { mean = \"1d\", sd = \"0.70710678118654752d\" } }",
                "",
            ),
            of: vec![wait(gamma.wait), waiting(gamma.waiting), used(gamma.utilisation)],
        },
        Known {
            name: "Erlang-A, 5 places, load 1",
            scenario: ward(5.0, 5, &exponential(1.0), PATIENCE),
            of: vec![
                ("share who give up", at_ward(Measure::GaveUpShare), impatient.abandon),
                waiting(impatient.waiting),
                used(impatient.utilisation),
            ],
        },
    ]
}

/// So many replications of each, on common random numbers.
pub(super) fn run(scenarios: &[(&str, &str)], replications: usize) -> Vec<Results> {
    let models: Vec<_> = scenarios
        .iter()
        .map(|(name, text)| {
            let read = read_text(name, text, &[format!("run.replications={replications}")]);
            read.unwrap_or_else(|refusal| panic!("{name}: {refusal}")).model
        })
        .collect();
    let plan = Plan {
        scenarios: scenarios.iter().map(|(name, _)| *name).zip(&models).collect(),
        threads: None,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
    };
    plan.run().unwrap_or_else(|failure| panic!("{failure}")).results
}

/// Of each replication the value of a measure.
pub(super) fn values(results: &Results, key: &Key) -> Vec<Option<f64>> {
    let position = results.position(key).unwrap_or_else(|| panic!("{key:?} is reported"));
    results.values(position).iter().collect()
}
