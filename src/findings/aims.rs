//! What a scenario plans for, and how far its results come to it.

use super::figures::{NOTHING, grouped, length, mean_in};
use super::headlines::Form;
use crate::model::Model;
use crate::names::readable;
use crate::statistics::{Measure, Results, level_label};

/// One aim: a measure that should come to so much at least.
#[derive(Debug)]
pub struct Aim {
    /// What it is, in words.
    pub words: String,
    /// The measure.
    pub measure: Measure,
    /// What it is of.
    pub subject: String,
    /// How it is written.
    pub form: Form,
    /// How much it should come to at least.
    pub at_least: f64,
}

/// The aims that a scenario states, in reading order.
#[must_use]
pub fn aims(model: &Model) -> Vec<Aim> {
    let targets = &model.targets;
    let retained = format!("retained at {}", length(targets.retention));
    let numbers = [
        (
            "different people in treatment a year",
            Measure::DistinctInTreatment,
            Form::Amount,
            targets.in_treatment,
        ),
        (retained.as_str(), Measure::Effective, Form::Percentage, targets.retained),
        ("planned exits a year", Measure::PlannedExits, Form::Amount, targets.planned_exits),
    ];
    let stated = numbers.into_iter().filter_map(|(words, measure, form, at_least)| {
        let (words, subject) = (words.to_owned(), "all".to_owned());
        at_least.map(|at_least| Aim { words, measure, subject, form, at_least })
    });
    let levels = targets.at_exit.iter().map(|aim| {
        let attribute = &model.system().attributes[aim.attribute.index()];
        let level = attribute.levels.get(usize::from(aim.level)).map_or("", String::as_str);
        Aim {
            words: format!("on leaving, {}: {}", readable(&attribute.name), readable(level)),
            measure: Measure::LevelAtExit,
            subject: level_label(model, aim.attribute, aim.level),
            form: Form::Percentage,
            at_least: aim.share,
        }
    });
    stated.chain(levels).collect()
}

impl Aim {
    /// How much it should come to.
    #[must_use]
    pub fn stated(&self) -> String {
        let (figure, sign) = match self.form {
            Form::Percentage => (100.0 * self.at_least, "%"),
            _ => (self.at_least, ""),
        };
        let decimals = usize::from((figure - figure.round()).abs() > 1e-9);
        format!("{}{sign}", grouped(figure, decimals))
    }

    /// The share of replications that meet it.
    #[must_use]
    pub fn met(&self, results: &Results) -> String {
        let met = results.reaching(self.measure, &self.subject, self.at_least);
        met.map_or_else(|| NOTHING.to_owned(), |share| format!("{}%", grouped(100.0 * share, 0)))
    }

    /// What came out, in few characters.
    #[must_use]
    pub fn outcome(&self, results: &Results) -> String {
        let Some(found) = results.find(self.measure, &self.subject) else {
            return NOTHING.to_owned();
        };
        match self.form {
            Form::Percentage => mean_in(&found, 100.0, "%"),
            _ => mean_in(&found, 1.0, ""),
        }
    }
}
