//! `warm_up = "auto"`: the warm-up found before the run, and said how.

use super::prose::wrapped;
use super::reading::refused;
use super::terminal::{Trouble, line_width};
use crate::experiment::{SettlingSeries, Transient};
use crate::findings::{grouped, length};
use crate::output::FoundWarmUp;
use crate::scenario::Scenario;
use crate::units::Days;
use std::sync::atomic::AtomicBool;

/// From this length of a run on, a warm-up is in whole days; below it in whole minutes.
const LONG: Days = Days(100.0);

/// The scenarios with their warm-up found, the longest that any of them asks for, where they ask for it to be.
pub(super) fn found(
    scenarios: Vec<Scenario>,
    threads: Option<usize>,
    stop: &AtomicBool,
) -> Result<(Vec<Scenario>, Option<FoundWarmUp>), Trouble> {
    let mut transients = Vec::new();
    for scenario in scenarios.iter().filter(|scenario| scenario.model.run.finds_warm_up) {
        let named = (scenario.name.as_str(), &scenario.model);
        let transient = Transient::find(named, threads, stop);
        let transient = transient.map_err(|failure| Trouble::Failed(failure.to_string()))?;
        let Some(transient) = transient else {
            let words = "interrupted while the warm-up was looked for; nothing is kept";
            return Err(Trouble::Failed(words.to_owned()));
        };
        transients.push((scenario.name.clone(), transient));
    }
    if transients.is_empty() {
        return Ok((scenarios, None));
    }
    let mut longest = Days::ZERO;
    for (name, transient) in &transients {
        let warm_up = transient.warm_up().map_err(|series| {
            let run = scenarios.iter().find(|scenario| scenario.name == *name);
            let horizon = run.map_or(Days::ZERO, |scenario| scenario.model.run.horizon);
            Trouble::Refused(not_yet(name, transient, series, horizon))
        })?;
        longest = longest.max(warm_up);
    }
    let shortest = scenarios.iter().map(|scenario| scenario.model.run.horizon.0);
    let (unit, days) = unit_of(Days(shortest.fold(f64::INFINITY, f64::min)));
    let number = (longest.0 / days - 1e-6).ceil().max(0.0);
    let set = format!("run.warm_up={number}{unit}");
    let with = |scenario: Scenario| {
        if !scenario.model.run.finds_warm_up {
            return Ok(scenario);
        }
        let again = scenario.with(std::slice::from_ref(&set));
        let again =
            again.map_err(|why| refused(&why, "the scenario is refused with its warm-up"))?;
        Ok(Scenario { found_warm_up: true, ..again })
    };
    let scenarios: Result<Vec<Scenario>, Trouble> = scenarios.into_iter().map(with).collect();
    Ok((scenarios?, Some(FoundWarmUp { transients, days: Days(number * days) })))
}

/// In which unit a warm-up is given, and how many days that is.
fn unit_of(horizon: Days) -> (&'static str, f64) {
    if horizon >= LONG { ("d", 1.0) } else { ("min", 1.0 / 1440.0) }
}

/// The scenarios as they were before their warm-up was found.
pub(super) fn unfound(scenarios: Vec<Scenario>) -> Result<Vec<Scenario>, Trouble> {
    let without = |scenario: Scenario| {
        if !scenario.found_warm_up {
            return Ok(scenario);
        }
        let again = scenario.without_last();
        again.map_err(|why| refused(&why, "the scenario is refused without its warm-up"))
    };
    scenarios.into_iter().map(without).collect()
}

/// Why no warm-up can be found, and what to do.
fn not_yet(name: &str, transient: &Transient, series: &str, horizon: Days) -> String {
    let found = transient.series.iter().find(|it| it.name == series);
    let quarters = found.and_then(|series| quarters(series, transient.replications));
    let (unit, days) = unit_of(horizon);
    let half = format!("{}{unit}", (horizon.0 / 2.0 / days).ceil());
    let advice = match quarters {
        Some((_, false)) => format!(
            "That may be chance: where much depends on what was before, averages rise and fall slowly. Should you take \
             it for settled, say how long the warm-up is, as in run.warm_up = \"{half}\". To be surer, lengthen run.horizon"
        ),
        _ => "Lengthen run.horizon; or say how long with run.warm_up".to_owned(),
    };
    format!(
        "{name}: no warm-up can be found. MSER-5 leaves out of the beginning what makes the mean of the rest the most \
         precise: for {} that is more than half of {}{}. {advice}; or, where the system of today is not settled either, \
         begin with it ([initial]). `throughcare check` warns of a service that cannot keep up: its list never settles",
        words(series),
        length(horizon),
        quarters.map_or_else(String::new, |(words, _)| words)
    )
}

/// How a series goes on in the second half of a run, and whether it still moves by more than chance.
fn quarters(series: &SettlingSeries, replications: u32) -> Option<(String, bool)> {
    let [third, last] = series.quarters.map(|quarter| quarter.mean);
    let (rise, error) = (series.rise.mean?, series.rise.half_width()?);
    let digits = if error < 0.1 { 2 } else { 1 };
    let words = format!(
        " ({} on average in the third quarter, {} in the last: {}{} \u{b1} {} in {replications} replications)",
        grouped(third?, digits),
        grouped(last?, digits),
        if rise < 0.0 { "\u{2212}" } else { "+" },
        grouped(rise.abs(), digits),
        grouped(error, digits)
    );
    Some((words, rise.abs() > error))
}

fn words(series: &str) -> &'static str {
    match series {
        "waiting" => "the number on waiting lists",
        "in_treatment" => "the number in treatment",
        _ => "the number of places occupied",
    }
}

/// What is said of a warm-up that was found; and, where it is written down, where.
pub(super) fn told(found: &FoundWarmUp, is_written: bool) -> String {
    let replications = found.transients.iter().map(|(_, it)| it.replications).max().unwrap_or(0);
    let file = "; warm_up.csv has what it was found in, with Welch's moving average";
    let line = format!(
        "The warm-up was found: after {} nothing more was to be gained by leaving out more (MSER-5, of the average of {} \
         replications){}.",
        length(found.days),
        grouped(f64::from(replications), 0),
        if is_written { file } else { "" }
    );
    wrapped(&line, line_width())
}
