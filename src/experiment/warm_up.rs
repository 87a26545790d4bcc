//! How long a system takes to settle, found in a few replications that measure from the first instant.

use super::failure::Failure;
use super::replications::replicate;
use crate::model::Model;
use crate::statistics::{Sampled, Series, Settling, Sheet, Sum, Tally, mser_5};
use crate::units::Days;
use rayon::prelude::*;
use std::sync::atomic::AtomicBool;

/// Instants at which a system is looked at.
const INSTANTS: u32 = 500;
/// Replications whose average is looked at: always the first of all, so that what is found depends on nothing else.
const REPLICATIONS: u32 = 10;

/// How a system settles.
#[derive(Debug, Clone)]
pub struct Transient {
    /// Time between two instants; the first instant is so long after the start.
    pub step: Days,
    /// Replications whose average this is.
    pub replications: u32,
    /// Each series that is looked at.
    pub series: Vec<SettlingSeries>,
}

/// One series, averaged over replications.
#[derive(Debug, Clone)]
pub struct SettlingSeries {
    /// `in_treatment`, `waiting` or `occupied`, of all services together.
    pub name: &'static str,
    /// Its value at each instant.
    pub values: Vec<f64>,
    /// What MSER-5 says of it.
    pub settling: Settling,
}

impl Transient {
    /// Looks at the first replications of a model, which is measured from the start for as long as its horizon.
    /// None where they were stopped.
    ///
    /// # Errors
    /// When a replication cannot be finished, or the machine refuses the threads.
    pub fn find(
        (name, model): (&str, &Model),
        threads: Option<usize>,
        stop: &AtomicBool,
    ) -> Result<Option<Transient>, Failure> {
        let mut pilot = model.clone();
        pilot.run.warm_up = Days::ZERO;
        let step = Days(pilot.run.horizon.0 / f64::from(INSTANTS));
        let instants: Vec<Sampled> = (1..=INSTANTS)
            .map(|number| Sampled { at: Days(step.0 * f64::from(number)), date: None })
            .collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
        let pool = pool.map_err(|why| Failure::Threads { threads: threads.unwrap_or(0), why })?;
        let one = |replication: u32| {
            let mut tally = Tally::new(&pilot).sampling(instants.clone());
            let is_whole = replicate((name, &pilot), replication, stop, &mut tally)?;
            Ok(is_whole.then(|| tally.into_result().samples))
        };
        let samples: Result<Option<Vec<Vec<f64>>>, Failure> =
            pool.install(|| (1..=REPLICATIONS).into_par_iter().map(one).collect());
        let Some(samples) = samples? else { return Ok(None) };
        let all = Sheet::of(&pilot).series;
        let mut names: Vec<&'static str> = all.iter().map(|series| series.name).collect();
        names.dedup();
        let series = names.into_iter().map(|name| {
            let values = averages(&samples, &all, name);
            SettlingSeries { name, settling: mser_5(&values), values }
        });
        Ok(Some(Transient { step, replications: REPLICATIONS, series: series.collect() }))
    }

    /// How long a warm-up it asks for; the name of a series that has not settled where there is one.
    ///
    /// # Errors
    /// With that name.
    pub fn warm_up(&self) -> Result<Days, &'static str> {
        let mut longest = 0;
        for series in &self.series {
            match series.settling {
                Settling::After(left_out) => longest = longest.max(left_out),
                Settling::NotYet => return Err(series.name),
            }
        }
        Ok(Days(self.step.0 * longest as f64))
    }
}

/// Of all series of this name together, the average over replications at each instant.
fn averages(samples: &[Vec<f64>], all: &[Series], name: &str) -> Vec<f64> {
    let width = all.len();
    let chosen: Vec<usize> = (0..width).filter(|&at| all[at].name == name).collect();
    let instants = 0..samples.first().map_or(0, |sample| sample.len() / width.max(1));
    let average = |instant: usize| {
        let values = samples
            .iter()
            .flat_map(|sample| chosen.iter().map(move |at| sample[instant * width + at]));
        values.collect::<Sum>().value() / samples.len() as f64
    };
    instants.map(average).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_text;

    /// An endless ward that is empty at first: (1 - exp(-t / 100 d)) x 200 are there after t, so that the last hundredth comes
    /// after 460 days.
    fn ward(horizon: &str) -> Model {
        let text = format!(
            r#"
            run = {{ horizon = "{horizon}", warm_up = "auto" }}
            routes.door = {{ per_day = 2.0, enters = "care" }}
            services.ward = {{ places = "endless" }}
            interventions.care = {{ component = "delivery", tier = 2, service = "ward", duration = {{ exponential = {{ mean = "100d" }} }}, then = "done" }}
            exits.done = {{ planned = true, reason = "completed" }}
            "#
        );
        read_text("ward", &text, &[]).unwrap_or_else(|why| panic!("{why}")).model
    }

    fn find(model: &Model, threads: usize) -> Transient {
        Transient::find(("ward", model), Some(threads), &AtomicBool::new(false)).unwrap().unwrap()
    }

    #[test]
    fn a_system_that_fills_is_left_out_until_it_is_about_full_whatever_the_threads() {
        let model = ward("5000d");
        let transient = find(&model, 2);
        let warm_up = transient.warm_up().unwrap().0;
        assert!((150.0..800.0).contains(&warm_up), "{warm_up}");
        assert_eq!(format!("{transient:?}"), format!("{:?}", find(&model, 1)));
        let occupied = transient.series.iter().find(|it| it.name == "occupied").unwrap();
        let at = occupied.values[9];
        assert!((at - 200.0 * (1.0 - libm::exp(-1.0))).abs() < 12.0, "{at}");
    }

    #[test]
    fn one_that_fills_for_most_of_the_run_has_not_settled() {
        assert_eq!(find(&ward("150d"), 2).warm_up(), Err("occupied"));
    }
}
