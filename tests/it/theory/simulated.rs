//! The textbook systems as scenario files, simulated, against their closed forms: the true value lies in the 99.9%
//! interval over replications, whose half-width is below 1% of it.
//!
//! False alarms: each comparison fails by chance once in a thousand draws of the seed. The seeds are fixed, so a test that
//! passes goes on passing until the draws or the meaning change.

use super::competing::{ChangingRisk, Spell};
use super::formulas::{self, Node};
use crate::trace::{model, run};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::Plan;
use throughcare::model::Model;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::scenario;
use throughcare::statistics::{Measure, Results};
use throughcare::units::Days;

const MINUTE: f64 = 1.0 / 1440.0;

/// The model of a file in `tests/scenarios/theory`.
fn file(name: &str) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/theory").join(name);
    match scenario::read_file(&path, &[]) {
        Ok(scenario) => scenario.model,
        Err(refusal) => panic!("{}", scenario::render(&refusal.problems, &refusal.sources, false)),
    }
}

fn results(name: &str) -> Results {
    let model = file(name);
    let stop = AtomicBool::new(false);
    let plan =
        Plan { scenarios: vec![(name, &model)], threads: None, stop: &stop, progress: &|_| {} };
    plan.run().unwrap().results.remove(0)
}

/// Mean and 99.9% half-width of independent values.
fn interval(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance =
        values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    let t = StudentsT::new(0.0, 1.0, n - 1.0).unwrap().inverse_cdf(0.9995);
    (mean, t * (variance / n).sqrt())
}

fn assert_agrees(what: &str, values: &[f64], truth: f64) {
    let (mean, half) = interval(values);
    println!("{what}: {mean} +- {half} against {truth}");
    assert!((mean - truth).abs() <= half, "{what}: {truth} is not in {mean} +- {half}");
    assert!(half < 0.01 * truth, "{what}: {half} is not below 1% of {truth}");
}

/// The values of a measure over the replications.
fn values(results: &Results, group: &str, measure: Measure, subject: &str) -> Vec<f64> {
    let place = results
        .sheet
        .keys
        .iter()
        .position(|key| key.group == group && key.measure == measure && key.subject == subject);
    let place = place.unwrap_or_else(|| panic!("no {measure:?} of {subject} for {group}"));
    results.replications.iter().filter_map(|replication| replication[place]).collect()
}

fn all(results: &Results, measure: Measure, subject: &str) -> Vec<f64> {
    values(results, "all", measure, subject)
}

/// M/M/c: waits, the list and the places, each measured by itself.
#[test]
fn several_servers_are_those_of_erlang() {
    let results = results("mmc.toml");
    let truth = formulas::mmc(1.4, 1.0, 2);
    assert_agrees("wait", &all(&results, Measure::WaitMean, "counter"), truth.wait * MINUTE);
    assert_agrees("waiting", &all(&results, Measure::WaitingMean, "counter"), truth.waiting);
    assert_agrees("busy", &all(&results, Measure::Utilisation, "counter"), 0.7);
}

/// M/M/c/K: the share turned away, and the list.
#[test]
fn losses_are_those_of_a_queue_with_little_room() {
    let results = results("mmck.toml");
    let (lost, truth) = formulas::mmck(3.6, 1.0, 4, 10);
    assert_agrees("lost", &all(&results, Measure::TurnedAwayShare, "counter"), lost);
    assert_agrees("waiting", &all(&results, Measure::WaitingMean, "counter"), truth.waiting);
    assert_agrees("wait", &all(&results, Measure::WaitMean, "counter"), truth.wait * MINUTE);
}

/// M/G/1, Pollaczek and Khinchine.
#[test]
fn one_server_with_general_service_is_that_of_pollaczek_and_khinchine() {
    let results = results("mg1.toml");
    let truth = formulas::mg1(0.7, 1.0, 0.25);
    assert_agrees("wait", &all(&results, Measure::WaitMean, "counter"), truth.wait * MINUTE);
    assert_agrees("waiting", &all(&results, Measure::WaitingMean, "counter"), truth.waiting);
}

/// Erlang-A: who gives up, and how long the list is.
#[test]
fn those_who_lose_patience_are_those_of_erlang_a() {
    let results = results("erlang_a.toml");
    let truth = formulas::erlang_a(10.0, 1.0, 0.5, 10);
    assert_agrees("gave up", &all(&results, Measure::GaveUpShare, "counter"), truth.abandon);
    assert_agrees("waiting", &all(&results, Measure::WaitingMean, "counter"), truth.waiting);
    assert_agrees("busy", &all(&results, Measure::Utilisation, "counter"), truth.utilisation);
}

/// Non-preemptive priority, Cobham: each class's wait.
#[test]
fn priority_classes_wait_as_cobham_says() {
    let results = results("priority.toml");
    let truth = formulas::cobham(&[(0.3, 1.0, 2.0), (0.3, 1.0, 2.0)]);
    for (class, wait) in ["route=first_class", "route=second_class"].into_iter().zip(truth) {
        let waits = values(&results, class, Measure::WaitMean, "counter");
        assert_agrees(class, &waits, wait * MINUTE);
    }
}

/// A Jackson network with feedback: each desk is the M/M/c queue that its arrivals make it.
#[test]
fn a_network_with_feedback_is_that_of_jackson() {
    let results = results("jackson_feedback.toml");
    let desk = |arrivals, service, servers, onward: [f64; 2]| Node {
        arrivals,
        service,
        servers,
        onward: onward.to_vec(),
    };
    let truth =
        formulas::jackson(&[desk(0.45, 1.0, 1, [0.0, 1.0]), desk(0.0, 2.0, 2, [0.25, 0.0])]);
    for (name, truth) in ["front_desk", "back_desk"].into_iter().zip(truth) {
        assert_agrees(name, &all(&results, Measure::WaitingMean, name), truth.waiting);
        assert_agrees(name, &all(&results, Measure::WaitMean, name), truth.wait * MINUTE);
    }
}

/// Counts who is present at each of some hours of the day.
struct Present {
    warm_up: f64,
    now: f64,
    present: f64,
    next: f64,
    step: f64,
    by_step: Vec<(f64, f64)>,
}

impl Present {
    fn look(&mut self, at: f64) {
        while self.next <= at {
            if self.next >= self.warm_up {
                let steps = self.by_step.len();
                let step = (self.next / self.step).round() as usize % steps;
                self.by_step[step].0 += self.present;
                self.by_step[step].1 += 1.0;
            }
            self.next += self.step;
        }
        self.now = at;
    }
}

impl Recorder for Present {
    fn record(&mut self, at: Days, _: Client<'_>, happening: Happening) {
        self.look(at.0);
        match happening {
            Happening::Started { .. } => self.present += 1.0,
            Happening::Ended { .. } => self.present -= 1.0,
            _ => {}
        }
    }

    fn finish(&mut self, at: Days) {
        self.look(at.0 - 1e-9);
    }
}

/// M(t)/M/infinity: the mean number present at eight hours of the day.
#[test]
fn a_cyclic_rate_gives_the_periodic_mean_at_every_hour() {
    let model = file("mt_infinite.toml");
    let steps = 8;
    let runs: Vec<Vec<f64>> = (1..=model.run.replications)
        .map(|replication| {
            let mut present = Present {
                warm_up: model.run.warm_up.0,
                now: 0.0,
                present: 0.0,
                next: 0.0,
                step: 1.0 / f64::from(steps),
                by_step: vec![(0.0, 0.0); steps as usize],
            };
            run(&model, replication, &mut present);
            present.by_step.iter().map(|(sum, count)| sum / count).collect()
        })
        .collect();
    let pieces = [(6.0, 200.0), (6.0, 400.0), (6.0, 600.0), (6.0, 400.0)];
    for step in 0..steps as usize {
        let hour = step as f64 * 3.0;
        let at: Vec<f64> = runs.iter().map(|run| run[step]).collect();
        assert_agrees(&format!("at hour {hour}"), &at, formulas::mt_infinite(&pieces, 5.0, hour));
    }
}

/// Notes which risk took each client, and at which age of the spell.
#[derive(Default)]
struct Taken(Vec<(usize, f64)>);

impl Recorder for Taken {
    fn record(&mut self, at: Days, _: Client<'_>, happening: Happening) {
        if let Happening::Befell { risk } = happening {
            self.0.push((risk.index(), at.0));
        }
    }
}

/// Two Weibull risks compete from the start of a spell; on day 30 a support starts that halves the one and doubles
/// the other. The share taken by each risk by several ages is that of numerical integration.
#[test]
fn two_weibull_risks_whose_ratios_change_mid_spell_take_their_shares() {
    let clients = 400_000;
    let text = format!(
        r#"
        [run]
        horizon = "2y"
        [routes.door]
        at = [{}]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "10y"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = "10y"
        [supports.group]
        while = "always"
        delay = "30d"
        [risks.first]
        while = {{ during = "care" }}
        hazard = {{ weibull = {{ shape = 0.6, scale = "90d" }} }}
        ratios = [{{ during = "group", ratio = 0.5 }}]
        then = "gone"
        [risks.second]
        while = {{ during = "care" }}
        hazard = {{ weibull = {{ shape = 1.8, scale = "200d" }} }}
        ratios = [{{ during = "group", ratio = 2.0 }}]
        then = "gone"
        [exits.done]
        reason = "completed"
        [exits.gone]
        reason = "dropped_out"
        final = true
        "#,
        vec!["\"0d\""; clients / 100].join(", ")
    );
    let model = model(&text);
    let mut taken = Taken::default();
    for replication in 1..=100 {
        run(&model, replication, &mut taken);
    }
    let spell = Spell {
        risks: [
            ChangingRisk { shape: 0.6, scale: 90.0, ratios: [1.0, 0.5] },
            ChangingRisk { shape: 1.8, scale: 200.0, ratios: [1.0, 2.0] },
        ],
        change: 30.0,
    };
    for age in [5.0, 30.0, 60.0, 120.0, 300.0] {
        for risk in 0..2 {
            let truth = spell.taken(risk, age);
            let hits = taken.0.iter().filter(|(by, at)| *by == risk && *at <= age).count();
            let share = hits as f64 / clients as f64;
            // 99.9% of a binomial share.
            let half = 3.29 * (truth * (1.0 - truth) / clients as f64).sqrt();
            println!("risk {risk} by {age} d: {share} +- {half} against {truth}");
            assert!(
                (share - truth).abs() <= half,
                "risk {risk} by {age} d: {share} is not {truth}"
            );
        }
    }
}
