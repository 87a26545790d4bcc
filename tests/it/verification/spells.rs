//! Spells that risks compete for.

use super::comparison::Comparison;
use super::formulas::competing::{ChangingRisk, Spell};
use super::suite::Effort;
use crate::trace::{model, run};
use rayon::prelude::*;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::units::Days;

/// Notes which risk befell a client, and when.
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
/// the other.
pub(crate) fn two_weibull_risks(effort: Effort) -> Vec<Comparison> {
    let (at_once, replications) = (4_000, effort.replications(100));
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
        vec!["\"0d\""; at_once].join(", ")
    );
    let model = model(&text);
    let taken = |replication| {
        let mut taken = Taken::default();
        run(&model, replication, &mut taken);
        taken.0
    };
    let taken: Vec<Vec<(usize, f64)>> = (1..=replications).into_par_iter().map(taken).collect();
    let spell = Spell {
        risks: [
            ChangingRisk { shape: 0.6, scale: 90.0, ratios: [1.0, 0.5] },
            ChangingRisk { shape: 1.8, scale: 200.0, ratios: [1.0, 2.0] },
        ],
        change: 30.0,
    };
    let clients = at_once * replications as usize;
    let mut all = Vec::new();
    for age in [5.0, 30.0, 60.0, 120.0, 300.0] {
        for risk in 0..2 {
            let taken = taken.iter().flatten();
            let hits = taken.filter(|(by, at)| *by == risk && *at <= age).count();
            let what = format!("taken by risk {} within {age} d", risk + 1);
            all.push(Comparison::share(what, spell.taken(risk, age), hits, clients));
        }
    }
    all
}
