//! Times that were simulated with a known hazard, fitted: the parameters come back, and their intervals hold them as often
//! as they should.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses the standard library's mathematics"
)]

use crate::trace::{model, run};
use throughcare::model::{AttributeId, Facts, Model};
use throughcare::records::{Client, Happening, Recorder};
use throughcare::survival::{Family, Form, Observation, Sample, fit};
use throughcare::units::Days;

const SHAPES: [f64; 2] = [1.4, 0.9];
const SCALES: [f64; 2] = [500.0, 900.0];
const RATIO: f64 = 1.6;
/// Clients of a data set, and data sets.
const CLIENTS: usize = 600;
const SETS: u32 = 300;

/// Two clinics, a ratio for a prison record, and people lost from sight at random and at the end of the study.
fn scenario() -> Model {
    let [first, second] = [0, 1].map(|clinic| {
        format!("{{ weibull = {{ shape = {}, scale = \"{}d\" }} }}", SHAPES[clinic], SCALES[clinic])
    });
    model(&format!(
        r#"
        [run]
        horizon = "900d"
        [attributes.clinic]
        shares = {{ one = 0.6, two = 0.4 }}
        [attributes.prison]
        shares = {{ no = 0.5, yes = 0.5 }}
        [routes.door]
        at = [{}]
        enters = "reception"
        [interventions.reception]
        component = "engagement"
        tier = 3
        duration = "0d"
        opens_care_plan = true
        then = "treatment"
        [interventions.treatment]
        component = "delivery"
        tier = 3
        duration = "1000y"
        then = "completed"
        [risks.leaves_one]
        while = "in_treatment"
        when = {{ clinic = "one" }}
        hazard = {first}
        ratios = [{{ when = {{ prison = "yes" }}, ratio = {RATIO} }}]
        then = "dropped_out"
        [risks.leaves_two]
        while = "in_treatment"
        when = {{ clinic = "two" }}
        hazard = {second}
        ratios = [{{ when = {{ prison = "yes" }}, ratio = {RATIO} }}]
        then = "dropped_out"
        [risks.lost_from_sight]
        while = "in_treatment"
        hazard = {{ mean = "1500d" }}
        then = "moved"
        [exits.dropped_out]
        reason = "dropped_out"
        final = true
        [exits.moved]
        reason = "moved_away"
        final = true
        [exits.completed]
        reason = "completed"
        final = true
        "#,
        vec!["\"0d\""; CLIENTS].join(", ")
    ))
}

/// Writes down what a study of these clients would have seen.
struct Study<'m> {
    model: &'m Model,
    observations: Vec<Observation>,
    still: std::collections::BTreeMap<u32, Observation>,
}

impl Study<'_> {
    fn seen(&self, facts: &Facts, time: f64, left: bool) -> Observation {
        let system = self.model.system();
        let level = |name: &str| {
            let place = system.attributes.iter().position(|attribute| attribute.name == name);
            usize::from(system.level(facts, AttributeId(place.unwrap() as u16)))
        };
        let covariates = vec![level("prison") as f64];
        Observation { time, left, stratum: level("clinic"), covariates }
    }
}

impl Recorder for Study<'_> {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        match happening {
            Happening::CarePlanOpened => {
                let seen = self.seen(client.facts, self.model.run.end().0, false);
                self.still.insert(client.who.number, seen);
            }
            Happening::Exited { exit, .. } => {
                let left = self.model.system().exit(exit).name == "dropped_out";
                let seen = self.still.remove(&client.who.number).unwrap();
                self.observations.push(Observation { time: at.0, left, ..seen });
            }
            _ => {}
        }
    }

    fn finish(&mut self, _: Days) {
        self.observations.extend(std::mem::take(&mut self.still).into_values());
    }
}

#[test]
fn parameters_of_simulated_clients_come_back_and_their_intervals_hold_them_95_times_in_100() {
    let model = scenario();
    // By parameter: how often its interval held it, and the sum of the estimates less the truth in standard errors.
    let truths = [SHAPES[0], SCALES[0], SHAPES[1], SCALES[1], RATIO];
    let mut held = [0_u32; 5];
    let mut off = [0.0_f64; 5];
    let mut censored = 0;
    for set in 1..=SETS {
        let mut study =
            Study { model: &model, observations: Vec::new(), still: Default::default() };
        run(&model, set, &mut study);
        let sample = Sample { observations: study.observations, strata: 2 };
        assert_eq!(sample.observations.len(), CLIENTS);
        censored += CLIENTS - sample.events();
        let fit = fit(&sample, &Form::Family(Family::Weibull)).unwrap();
        let [one, two] = [0, 1].map(|clinic| fit.parameters(clinic));
        let values = [one[0].value, one[1].value, two[0].value, two[1].value, fit.ratio(0)];
        for (place, (value, truth)) in values.into_iter().zip(truths).enumerate() {
            held[place] += u32::from(value.low <= truth && truth <= value.high);
            off[place] += (value.estimate / truth).ln() / (value.error / value.estimate);
        }
    }
    let sets = f64::from(SETS);
    println!("censored: {:.3}", censored as f64 / (CLIENTS as f64 * sets));
    for (place, (held, off)) in held.into_iter().zip(off).enumerate() {
        println!(
            "parameter {place}: held {held} of {SETS}, mean {:.3} standard errors off",
            off / sets
        );
        // 99.9% of a binomial count with 0.95.
        let half = 3.29 * (0.95 * 0.05 * sets).sqrt();
        assert!((f64::from(held) - 0.95 * sets).abs() <= half, "{place}: {held}");
        // Maximum likelihood has a Weibull shape too large by about 1.4 / events of it (Ross 1994, IEEE Transactions on
        // Dielectrics 1:247): here by a quarter of a standard error at most. To that comes the error of a mean of so many.
        assert!((off / sets).abs() < 0.25 + 3.29 / sets.sqrt(), "{place}: {off}");
    }
}

/// The fit can fail: with those lost from sight counted as having left, the scale is not held.
#[test]
fn counting_people_lost_from_sight_as_having_left_gives_another_hazard() {
    let model = scenario();
    let mut held = 0;
    for set in 1..=50 {
        let mut study =
            Study { model: &model, observations: Vec::new(), still: Default::default() };
        run(&model, set, &mut study);
        study.observations.iter_mut().for_each(|person| person.left = true);
        let sample = Sample { observations: study.observations, strata: 2 };
        let fit = fit(&sample, &Form::Family(Family::Weibull)).unwrap();
        let scale = fit.parameters(1)[1].value;
        held += u32::from(scale.low <= SCALES[1] && SCALES[1] <= scale.high);
    }
    assert!(held < 10, "{held} of 50");
}
