//! How long a system takes to settle, found in a few replications that measure from the first instant.

use super::failure::Failure;
use super::replications::replicate;
use crate::model::Model;
use crate::statistics::{Estimate, Sampled, Series, Settling, Sheet, Sum, Tally, mser_5};
use crate::units::Days;
use rayon::prelude::*;
use std::sync::atomic::AtomicBool;

/// Instants at which a system is looked at.
const INSTANTS: u32 = 500;
/// Replications whose average is looked at first: always the first of all, so that what is found depends on nothing else.
const FIRST: u32 = 10;
/// Where that has not settled, as it may seem by chance, twice as many are looked at, up to so many.
const MOST: u32 = 80;

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
    /// Means of its third quarter and its last, over replications.
    pub quarters: [Estimate; 2],
    /// By how much the last quarter's mean is above the third's, over replications.
    pub rise: Estimate,
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
        let all = Sheet::of(&pilot).series;
        let mut names: Vec<&'static str> = all.iter().map(|series| series.name).collect();
        names.dedup();
        let one = |replication: u32| {
            let mut tally = Tally::new(&pilot).sampling(instants.clone());
            let is_whole = replicate((name, &pilot), replication, stop, &mut tally)?;
            let samples = is_whole.then(|| tally.into_result().samples);
            Ok(samples.map(|samples| {
                names.iter().map(|name| together(&samples, &all, name)).collect::<Vec<_>>()
            }))
        };
        let (mut seen, mut wanted) = (Vec::new(), FIRST);
        loop {
            let more: Result<Option<Vec<_>>, Failure> = pool.install(|| {
                let numbers = seen.len() as u32 + 1..=wanted;
                numbers.into_par_iter().map(one).collect()
            });
            let Some(more) = more? else { return Ok(None) };
            seen.extend(more);
            let series = names.iter().enumerate().map(|(number, &name)| {
                SettlingSeries::of(
                    name,
                    &seen.iter().map(|series| &series[number]).collect::<Vec<_>>(),
                )
            });
            let transient = Transient { step, replications: wanted, series: series.collect() };
            if transient.warm_up().is_ok() || wanted >= MOST {
                return Ok(Some(transient));
            }
            wanted *= 2;
        }
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

impl SettlingSeries {
    /// Of a series in several replications.
    fn of(name: &'static str, seen: &[&Vec<f64>]) -> SettlingSeries {
        let values = average(seen.iter().copied());
        let rises = seen.iter().map(|series| Some(quarter(series, 3)? - quarter(series, 2)?));
        SettlingSeries {
            name,
            settling: mser_5(&values),
            values,
            rise: Estimate::of(rises),
            quarters: [2, 3].map(|at| Estimate::of(seen.iter().map(|series| quarter(series, at)))),
        }
    }
}

/// The mean of one quarter of a series, counted from 0.
fn quarter(series: &[f64], number: usize) -> Option<f64> {
    let quarter = series.chunks((series.len() / 4).max(1)).nth(number)?;
    Some(quarter.iter().copied().collect::<Sum>().value() / quarter.len() as f64)
}

/// Of one replication, the sum of all series of this name at each instant.
fn together(samples: &[f64], all: &[Series], name: &str) -> Vec<f64> {
    let chosen: Vec<usize> = (0..all.len()).filter(|&at| all[at].name == name).collect();
    let at_once = |values: &[f64]| chosen.iter().map(|&at| values[at]).collect::<Sum>().value();
    samples.chunks_exact(all.len().max(1)).map(at_once).collect()
}

/// The average of these at each instant.
fn average<'a>(series: impl ExactSizeIterator<Item = &'a Vec<f64>> + Clone) -> Vec<f64> {
    let (count, instants) = (series.len() as f64, series.clone().map(Vec::len).min().unwrap_or(0));
    let at = |instant: usize| series.clone().map(|values| values[instant]).collect::<Sum>().value();
    (0..instants).map(|instant| at(instant) / count).collect()
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
        let transient = find(&ward("150d"), 2);
        assert_eq!(transient.warm_up(), Err("occupied"));
        assert_eq!(transient.replications, MOST);
    }

    /// A queue at rest from the first instant, whose waits come and go: of ten replications one may seem on its way.
    #[test]
    fn what_seems_on_its_way_by_chance_is_looked_at_in_more_replications() {
        let queue = |seed: u32| {
            let text = format!(
                r#"
                run = {{ horizon = "300d", warm_up = "auto", seed = {seed} }}
                routes.door = {{ per_day = 2.0, enters = "care" }}
                services.ward = {{ places = 22 }}
                interventions.care = {{ component = "delivery", tier = 2, service = "ward", duration = {{ exponential = {{ mean = "10d" }} }}, then = "done" }}
                exits.done = {{ planned = true, reason = "completed" }}
                "#
            );
            read_text("queue", &text, &[]).unwrap_or_else(|why| panic!("{why}")).model
        };
        let looked = (1..=40).map(|seed| find(&queue(seed), 2));
        let (mut again, mut found) = (0, 0);
        for transient in looked {
            again += u32::from(transient.replications > FIRST);
            found += u32::from(transient.warm_up().is_ok());
        }
        assert!(again > 0, "none was looked at twice");
        assert!(found >= 38, "{found} of 40");
    }
}
