//! How often intervals hold the truth.

use super::queues::{all, at_ward, exponential, run, values, ward};
use super::{Held, so_many};
use crate::verification::formulas::queues::mmc;
use throughcare::statistics::{Comparison, Enough, Estimate, Measure, Precision, Together};

/// Experiments, and replications of each.
const EXPERIMENTS: usize = 1000;
const EACH: usize = 20;
/// The same for comparisons: the tails that several intervals share come to be as they should more slowly.
const COMPARED: usize = 400;
const EACH_COMPARED: usize = 50;

/// A promise, and how it was kept.
pub(super) struct Row {
    pub(super) what: String,
    pub(super) held: Held,
    /// Of runs that end by their precision: how precise and how long they were, in words.
    pub(super) rest: Option<[String; 3]>,
}

/// Intervals of a mean: of each queue, of each thing known of it.
pub(super) fn of_means() -> Vec<Row> {
    let mut rows = Vec::new();
    for queue in all() {
        let replications = so_many(EXPERIMENTS) * EACH;
        let results = run(&[("queue", &queue.scenario)], replications).remove(0);
        for (what, key, truth) in &queue.of {
            let mut held = Held::default();
            for values in values(&results, key).chunks(EACH) {
                let estimate = Estimate::of(values.iter().copied());
                let (low, high) = (estimate.low.unwrap(), estimate.high.unwrap());
                held.add((low..=high).contains(truth));
            }
            rows.push(Row { what: format!("{}: {what}", queue.name), held, rest: None });
        }
    }
    rows
}

/// Differences of three options from a first scenario, whose truth is known: each interval by itself, and all six together.
pub(super) fn of_differences() -> Vec<Row> {
    let options = [0.5, 0.4, 0.45, 0.55];
    let texts: Vec<String> =
        options.iter().map(|load| ward(*load, 1, &exponential(1.0), "")).collect();
    let scenarios: Vec<(&str, &str)> = texts.iter().map(|text| ("queue", text.as_str())).collect();
    let results = run(&scenarios, so_many(COMPARED) * EACH_COMPARED);
    let measures = [Measure::WaitMean, Measure::Utilisation];
    let truth = |load: f64, measure| {
        let queue = mmc(load, 1.0, 1);
        if measure == Measure::WaitMean { queue.wait } else { queue.utilisation }
    };
    let columns: Vec<Vec<_>> = measures
        .iter()
        .map(|measure| results.iter().map(|it| values(it, &at_ward(*measure))).collect())
        .collect();
    let (mut alone, mut together) = (Held::default(), Held::default());
    for from in (0..so_many(COMPARED) * EACH_COMPARED).step_by(EACH_COMPARED) {
        let mut all = Together::of(measures.len() * (options.len() - 1));
        let mut do_all_hold = true;
        for (measure, columns) in measures.iter().zip(&columns) {
            for (option, load) in options.iter().enumerate().skip(1) {
                let rows = from..from + EACH_COMPARED;
                let pairs = rows.map(|row| (columns[option][row], columns[0][row]));
                let compared = Comparison::of(pairs);
                let gap = truth(*load, *measure) - truth(options[0], *measure);
                let (low, high) =
                    (compared.difference.low.unwrap(), compared.difference.high.unwrap());
                alone.add((low..=high).contains(&gap));
                let (low, high) = all.interval(&compared).unwrap();
                do_all_hold &= (low..=high).contains(&gap);
            }
        }
        together.add(do_all_hold);
    }
    vec![
        Row { what: "a difference, paired by replication".to_owned(), held: alone, rest: None },
        Row {
            what: "six differences together (Bonferroni)".to_owned(),
            held: together,
            rest: None,
        },
    ]
}

/// Runs that end as soon as the mean wait is known so well.
pub(super) fn of_runs_until() -> Vec<Row> {
    let mut rows = Vec::new();
    let queue = &all()[0];
    let (_, key, truth) = &queue.of[0];
    let results = run(&[("queue", &queue.scenario)], so_many(EXPERIMENTS) * 40).remove(0);
    let values = values(&results, key);
    for part in [0.1, 0.05] {
        let (mut held, mut lengths, mut widest) = (Held::default(), Vec::new(), 0.0f64);
        let mut from = 0;
        loop {
            let mut enough = Enough::of([Precision::Relative(part)]);
            let end = values[from..].iter().position(|value| enough.add([*value]));
            let Some(end) = end else { break };
            let estimate = Estimate::of(values[from..=from + end].iter().copied());
            let (low, high) = (estimate.low.unwrap(), estimate.high.unwrap());
            held.add((low..=high).contains(truth));
            widest = widest.max(estimate.half_width().unwrap() / estimate.mean.unwrap());
            lengths.push(end + 1);
            from += end + 1;
        }
        lengths.sort_unstable();
        assert!(widest <= part, "it ended with ± {widest} where {part} was asked for");
        let at = |share: f64| lengths[(share * (lengths.len() - 1) as f64) as usize];
        rows.push(Row {
            what: format!("mean wait, until known to {}%", 100.0 * part),
            held,
            rest: Some([
                format!("± {:.1}%", 100.0 * widest),
                at(0.5).to_string(),
                format!("{} to {}", at(0.05), at(0.95)),
            ]),
        });
    }
    rows
}

/// A tenth of what the page says, against the same promise.
#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    for row in of_means().into_iter().chain(of_differences().into_iter().take(1)) {
        println!("{}: {}", row.what, row.held.row());
        assert!(row.held.can_be(0.93, 0.97), "{}: {}", row.what, row.held.row());
    }
}

#[test]
fn differences_hold_together_at_least_as_often_as_they_say() {
    let together = &of_differences()[1];
    println!("{}: {}", together.what, together.held.row());
    assert!(together.held.can_be(0.95, 1.0), "{}", together.held.row());
}

#[test]
fn a_run_until_something_is_known_knows_it_so_well() {
    for row in of_runs_until() {
        println!("{}: {} {:?}", row.what, row.held.row(), row.rest);
        assert!(row.held.of > 5 && row.held.can_be(0.92, 0.97), "{}: {}", row.what, row.held.row());
    }
}
