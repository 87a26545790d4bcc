//! Arrivals whose rate changes by the hour, and servers for everyone: the mean number present at every hour.

use super::comparison::Comparison;
use super::formulas::queues::mt_infinite;
use super::gauge::model;
use super::suite::Effort;
use crate::trace::run;
use rayon::prelude::*;
use throughcare::model::Model;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::units::Days;

/// Looks at the number present at given instants.
struct Looks {
    instants: Vec<f64>,
    /// The number at each instant that has passed.
    seen: Vec<f64>,
    present: f64,
}

impl Looks {
    fn pass(&mut self, at: f64) {
        while self.instants.get(self.seen.len()).is_some_and(|instant| *instant < at) {
            self.seen.push(self.present);
        }
    }
}

impl Recorder for Looks {
    fn record(&mut self, at: Days, _: Client<'_>, happening: Happening) {
        self.pass(at.0);
        match happening {
            Happening::Started { .. } => self.present += 1.0,
            Happening::Ended { .. } => self.present -= 1.0,
            _ => {}
        }
    }

    fn finish(&mut self, at: Days) {
        self.pass(at.0);
    }
}

/// The number present at each of some instants (days), in each of some replications.
pub(crate) fn present_at(model: &Model, instants: &[f64], replications: u32) -> Vec<Vec<f64>> {
    let one = |replication| {
        let mut looks = Looks { instants: instants.to_vec(), seen: Vec::new(), present: 0.0 };
        run(model, replication, &mut looks);
        assert_eq!(looks.seen.len(), instants.len());
        looks.seen
    };
    (1..=replications).into_par_iter().map(one).collect()
}

pub(crate) fn hours_of_the_day(effort: Effort) -> Vec<Comparison> {
    let model = model("mt_infinite.toml", &[]);
    let (warm_up, days) = (model.run.warm_up.0, model.run.horizon.0 as usize);
    // Every three hours of every day after the warm-up; a value is the mean over the days of one replication.
    let instants: Vec<f64> = (0..8 * days).map(|look| warm_up + look as f64 / 8.0).collect();
    let seen = present_at(&model, &instants, effort.replications(100));
    let pieces = [(6.0, 200.0), (6.0, 400.0), (6.0, 600.0), (6.0, 400.0)];
    let at = |look: usize| {
        let hour = 3.0 * look as f64;
        let mean = |seen: &Vec<f64>| seen[look..].iter().step_by(8).sum::<f64>() / days as f64;
        let values: Vec<f64> = seen.iter().map(mean).collect();
        Comparison::sample(format!("present at {hour} h"), mt_infinite(&pieces, 5.0, hour), &values)
    };
    (0..8).map(at).collect()
}
