//! The measures of `statistics`, of systems in which each has a closed form.

use super::comparison::Comparison;
use super::formulas::competing::{Ratios, fates};
use super::formulas::laws::Law;
use super::listening::at_once;
use super::spells::YEAR;
use super::suite::Effort;
use crate::trace::{model, run};
use rayon::prelude::*;
use throughcare::model::Model;
use throughcare::statistics::{Measure, Results, Tally};

/// What the measures come to in each of some replications.
pub(crate) struct Measured(Results);

impl Measured {
    pub(crate) fn of(model: &Model, replications: u32) -> Measured {
        let one = |replication| {
            let mut tally = Tally::new(model);
            run(model, replication, &mut tally);
            tally.into_result()
        };
        let all: Vec<_> = (1..=replications).into_par_iter().map(one).collect();
        let mut results = Results::new(model);
        all.into_iter().for_each(|replication| results.add(replication));
        Measured(results)
    }

    /// A measure of everybody beside what it must be. One that is missing from a replication agrees with nothing.
    pub(crate) fn row(&self, measure: Measure, subject: &str, truth: f64) -> Comparison {
        let keys = &self.0.sheet.keys;
        let index = keys
            .iter()
            .position(|key| key.measure == measure && key.subject == subject && key.group == "all")
            .expect("a measure that is reported");
        let values: Vec<f64> =
            self.0.values(index).iter().map(|value| value.unwrap_or(f64::NAN)).collect();
        Comparison::sample(format!("{} of {subject}", measure.name()), truth, &values)
    }
}

/// A care plan from the first hour on, for so many clients at once.
fn care(clients: usize, run: &str, duration: &str, more: &str) -> Model {
    model(&format!(
        r#"
        [run]
        {run}
        seed = 1958
        [routes.door]
        at = [{}]
        enters = "assessment"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = "1h"
        opens_care_plan = true
        then = "treatment"
        [interventions.treatment]
        component = "delivery"
        tier = 3
        duration = {duration}
        then = "completed"
        [exits.completed]
        planned = true
        {more}
        "#,
        at_once(clients)
    ))
}

/// Who drops out at a Weibull hazard while a tenth is completed by chance.
pub(crate) fn retention(effort: Effort) -> Vec<Comparison> {
    let model = care(
        1000,
        "horizon = \"6y\"",
        "{ exponential = { mean = \"900d\" } }",
        r#"
        [risks.drop_out]
        while = "in_treatment"
        hazard = { weibull = { shape = 0.6, scale = "700d" } }
        then = "dropped_out"
        [exits.dropped_out]
        "#,
    );
    let measured = Measured::of(&model, effort.replications(400));
    let risks = [
        Ratios::none(Law::Weibull { shape: 0.6, scale: 700.0 }),
        Ratios::none(Law::Exponential { mean: 900.0 }),
    ];
    let weeks = [4u16, 12, 52, 156];
    let fates = fates(&risks, &weeks.map(|weeks| 7.0 * f64::from(weeks)), 20_000);
    let still = weeks.iter().zip(&fates).map(|(week, fate)| {
        measured.row(Measure::StillInTreatment, &format!("week_{week}"), fate.left)
    });
    let mut all: Vec<Comparison> = still.collect();
    let twelve = &fates[1];
    all.push(measured.row(Measure::Retained, "all", twelve.left));
    all.push(measured.row(Measure::Effective, "all", 1.0 - twelve.taken[0]));
    all.push(measured.row(Measure::EarlyExits, "dropped_out", twelve.taken[0]));
    all
}

/// Back in treatment by a Weibull hazard after the exit, deaths and lapses at constant ones.
pub(crate) fn after_an_exit(effort: Effort) -> Vec<Comparison> {
    let model = care(
        4000,
        "horizon = \"400d\"",
        "\"30d\"",
        r#"
        [risks.back]
        while = "after_exit"
        hazard = { weibull = { shape = 0.8, scale = "500d" } }
        then = "assessment"
        [risks.death_in_treatment]
        while = "in_treatment"
        hazard = { per_year = 0.3 }
        then = "died"
        [risks.death_after_exit]
        while = "after_exit"
        hazard = { per_year = 0.4 }
        then = "died"
        [risks.lapse]
        while = "in_treatment"
        hazard = { per_year = 4.0 }
        recurs = true
        [exits.died]
        final = true
        "#,
    );
    let measured = Measured::of(&model, effort.replications(120));
    let risks = [
        Ratios::none(Law::Weibull { shape: 0.8, scale: 500.0 }),
        Ratios::none(Law::Exponential { mean: YEAR / 0.4 }),
    ];
    let fates = fates(&risks, &[0.5 * YEAR, YEAR], 20_000);
    let rows = [
        (Measure::BackWithin6Months, "all", fates[0].taken[0]),
        (Measure::BackWithin12Months, "planned", fates[1].taken[0]),
        (Measure::BefellWithin6Months, "back", fates[0].taken[0]),
        (Measure::BefellWithin6Months, "death_after_exit", fates[0].taken[1]),
        (Measure::DiedWithin12Months, "all", fates[1].taken[1]),
        (Measure::DeathRate, "in_treatment", 30.0),
        (Measure::DeathRate, "otherwise", 40.0),
        (Measure::RiskRate, "death_after_exit", 0.4),
        (Measure::RiskRate, "lapse", 4.0),
    ];
    rows.map(|(measure, subject, truth)| measured.row(measure, subject, truth)).to_vec()
}
