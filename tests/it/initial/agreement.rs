//! A run from a state, with other luck, agrees with the run that the state was taken of: over many states, in every measure.

use super::{begun_with, state};
use crate::trace::{model, run};
use throughcare::model::Model;
use throughcare::scenario::read_file;
use throughcare::statistics::{Results, Tally};

/// How often one of all the measures of one comparison may be so far off by chance.
const FALSE_ALARM: f64 = 1e-4;

/// Runs on from the end of the warm-up, and from the state then with other luck; says how far apart the two are.
///
/// The two share their past, so that the difference has mean zero whatever the state. Measures that hardly ever have a value, or
/// seldom differ, are left out: their means are not normally distributed.
pub(super) fn agree(name: &str, model: &Model, replications: u32) {
    let begins = begun_with(model, state(model, 1, model.run.warm_up));
    let (mut on, mut from) = (Results::new(model), Results::new(&begins));
    for replication in 1..=replications {
        let mut tally = Tally::new(model);
        run(model, replication, &mut tally);
        on.add(tally.into_result());
        let other = begun_with(model, state(model, replication, model.run.warm_up));
        let mut tally = Tally::new(&other);
        run(&other, replication, &mut tally);
        from.add(tally.into_result());
    }
    let compared: Vec<_> = from
        .against(&on)
        .filter_map(|(key, comparison)| {
            let (mean, sd) = (comparison.difference.mean?, comparison.difference.sd?);
            let n = comparison.difference.n;
            let usual =
                n >= replications as usize / 2 && sd > 0.0 && differs_often(&from, &on, key);
            usual.then(|| (mean / (sd / (n as f64).sqrt()), key, mean, sd, n))
        })
        .collect();
    assert!(compared.len() > 5, "{name}: only {} measures differ at all", compared.len());
    let limit = limit(compared.len());
    let mut worst: Vec<String> = Vec::new();
    let mut sorted = compared.clone();
    sorted.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    for (t, key, mean, sd, n) in sorted.iter().take(6) {
        worst.push(format!("t {t:.2} of {key:?}: mean {mean:.5}, sd {sd:.5}, n {n}"));
    }
    println!("{name}: {} measures, limit {limit:.2}\n  {}", compared.len(), worst.join("\n  "));
    assert!(sorted[0].0.abs() < limit, "{name}: beyond {limit:.2}:\n{}", worst.join("\n"));
}

/// Whether at least one pair in ten differs.
fn differs_often(one: &Results, other: &Results, key: &throughcare::statistics::Key) -> bool {
    let place = |results: &Results| results.sheet.keys.iter().position(|known| known == key);
    let (Some(a), Some(b)) = (place(one), place(other)) else { return false };
    let (a, b) = (one.values(a), other.values(b));
    let pairs: Vec<bool> = a.iter().zip(b.iter()).map(|(a, b)| a != b).collect();
    10 * pairs.iter().filter(|differ| **differ).count() >= pairs.len()
}

/// Beyond this a standard normal variable lies with the false alarm, shared among so many.
fn limit(measures: usize) -> f64 {
    let tail = FALSE_ALARM / measures as f64 / 2.0;
    let mut limit: f64 = 3.0;
    while 0.5 * libm::erfc(limit / std::f64::consts::SQRT_2) > tail {
        limit += 0.01;
    }
    limit
}

fn queue(service: &str, stay: &str, more: &str) -> Model {
    model(&format!(
        "
        run = {{ warm_up = \"150d\", horizon = \"60d\" }}
        routes.door = {{ per_day = 1.0, enters = \"stay\" }}
        services.beds = {{ {service} }}
        exits.out = {{ planned = true, reason = \"completed\" }}
        exits.tired = {{ reason = \"dropped_out\" }}
        [interventions.stay]
        component = \"delivery\"
        tier = 3
        service = \"beds\"
        duration = {stay}
        then = \"out\"
        {more}
        "
    ))
}

#[test]
fn a_queue_with_several_places_goes_on_as_it_would() {
    agree("M/M/5", &queue("places = 5", "{ exponential = { mean = \"4d\" } }", NOBODY_TIRED), 600);
}

#[test]
fn a_queue_with_long_and_short_stays_goes_on_as_it_would() {
    let stay = "{ gamma = { mean = \"0.8d\", sd = \"1.6d\" } }";
    agree("M/G/1", &queue("places = 1", stay, NOBODY_TIRED), 600);
    let stay = "{ lognormal = { mean = \"4d\", sd = \"6d\" } }";
    agree("M/G/5", &queue("places = 5", stay, NOBODY_TIRED), 400);
    let stay = "{ empirical = { values = [\"1d\", \"3d\", \"12d\"], weights = [5, 3, 2] } }";
    agree("M/G/5 of listed stays", &queue("places = 5", stay, NOBODY_TIRED), 400);
}

#[test]
fn a_queue_whose_clients_tire_of_waiting_goes_on_as_it_would() {
    let tired = "
        [risks.tires]
        while = \"waiting\"
        hazard = { weibull = { shape = 2.5, mean = \"5d\" } }
        then = \"tired\"
        ";
    agree("M/M/4 + G", &queue("places = 4", "{ exponential = { mean = \"5d\" } }", tired), 600);
}

const NOBODY_TIRED: &str = "
        [risks.tires]
        while = \"waiting\"
        hazard = { per_year = 0.0 }
        then = \"tired\"
        ";

/// Everything at once: see the file.
#[test]
fn a_journey_with_everything_in_it_goes_on_as_it_would() {
    let scenario = read_file("tests/scenarios/initial/journey.toml".as_ref(), &[]);
    let scenario = scenario.unwrap_or_else(|refusal| panic!("{}", refusal.render(false)));
    agree("journey", &scenario.model, 500);
}

#[test]
fn the_baseline_goes_on_as_it_would() {
    let sets = ["run.horizon=1y".to_owned()];
    let scenario =
        throughcare::scenario::read_text("baseline", throughcare::scenario::BASELINE, &sets);
    agree("baseline", &scenario.unwrap().model, 24);
}
