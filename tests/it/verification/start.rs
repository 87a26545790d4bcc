//! From an empty start: services fill as theory says, and a window after a warm-up measures what the window holds. (A
//! scenario cannot begin with clients in it: there is no `[initial]`.)

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::comparison::Comparison;
use super::formulas::chains::{Chain, mean};
use super::listening::listen;
use super::measured::Measured;
use super::suite::Effort;
use crate::trace::model;
use throughcare::model::Model;
use throughcare::records::Happening;
use throughcare::statistics::Measure;

/// A service with exponential service of mean 1 d.
fn service(run: &str, per_day: f64, places: &str) -> Model {
    model(&format!(
        r#"
        [run]
        {run}
        seed = 1953
        [routes.door]
        per_day = {per_day}
        enters = "serving"
        [services.counter]
        places = {places}
        [interventions.serving]
        component = "delivery"
        tier = 2
        service = "counter"
        duration = {{ exponential = {{ mean = "1d" }} }}
        then = "served"
        [exits.served]
        reason = "completed"
        final = true
        "#
    ))
}

/// The number present on some days.
fn present(model: &Model, days: [f64; 3], replications: u32) -> Vec<[f64; 3]> {
    listen(model, replications, |kept: &mut [f64; 3], at, _, happening| {
        let by = match happening {
            Happening::Came { .. } => 1.0,
            Happening::Left => -1.0,
            _ => return,
        };
        kept.iter_mut()
            .zip(days)
            .for_each(|(present, day)| *present += if at <= day { by } else { 0.0 });
    })
}

pub(crate) fn from_empty(effort: Effort) -> Vec<Comparison> {
    let days = [1.0, 3.0, 10.0];
    let run = "horizon = \"10.5d\"";
    let mut all = Vec::new();
    for (name, per_day, places, servers) in
        [("M/M/1", 0.8, "1", 1), ("M/M/3", 2.4, "3", 3), ("M/M/infinity", 8.0, "\"endless\"", 1000)]
    {
        let model = service(run, per_day, places);
        let looks = present(&model, days, effort.replications(100_000));
        let chain = Chain::mmc(per_day, 1.0, servers, 100);
        for (look, day) in days.into_iter().enumerate() {
            let [then, _] = chain.at(0, day);
            let truth = match servers {
                1000 => per_day * (1.0 - (-day).exp()),
                _ => mean(&then, |n| n),
            };
            let values: Vec<f64> = looks.iter().map(|look_at| look_at[look]).collect();
            all.push(Comparison::sample(format!("{name}: present on day {day}"), truth, &values));
            let none = looks.iter().filter(|present| present[look] == 0.0).count();
            if servers < 1000 {
                let what = format!("{name}: nobody present on day {day}");
                all.push(Comparison::share(what, then[0], none, looks.len()));
            }
        }
    }
    all
}

/// The mean number waiting at one server over five days, without a warm-up, after one of two days and after one of sixty.
pub(crate) fn a_window_after_the_start(effort: Effort) -> Vec<Comparison> {
    let chain = Chain::mmc(0.8, 1.0, 1, 150);
    let waiting = |n: f64| (n - 1.0).max(0.0);
    let spent = |day: f64, of: &dyn Fn(f64) -> f64| mean(&chain.at(0, day)[1], of);
    let mut all = Vec::new();
    for (warm_up, replications) in [(0.0, 60_000), (2.0, 50_000), (60.0, 20_000)] {
        let run = format!("warm_up = \"{warm_up}d\"\nhorizon = \"5d\"");
        let measured = Measured::of(&service(&run, 0.8, "1"), effort.replications(replications));
        let over = |of: &dyn Fn(f64) -> f64| (spent(warm_up + 5.0, of) - spent(warm_up, of)) / 5.0;
        for (measure, truth) in
            [(Measure::WaitingMean, over(&waiting)), (Measure::Occupied, over(&|n| n.min(1.0)))]
        {
            let mut row = measured.row(measure, "counter", truth);
            row.what = format!("{} from day {warm_up}", row.what);
            all.push(row);
        }
    }
    all
}
