//! `--until`: what is to be known how well before a run ends, and what has become of it.

use super::prose::wrapped;
use super::terminal::line_width;
use crate::experiment::Goal;
use crate::findings::grouped;
use crate::names::joined;
use crate::output::{KnownTo, Until};
use crate::scenario::{Scenario, meant_or_known};
use crate::statistics::{Key, Measure, Precision, Results, Sheet};

/// What stands for the measures that matter most.
const ALL: &str = "precision";

/// What each of these asks for, such as `precision=2%`, `in_treatment_mean=5` or `wait_days_mean:counselling=0.5`.
///
/// # Errors
/// In words, with what is wrong with the first that cannot be understood.
pub(super) fn goals(texts: &[String], scenarios: &[Scenario]) -> Result<Vec<Goal>, String> {
    let sheets: Vec<Sheet> = scenarios.iter().map(|scenario| Sheet::of(&scenario.model)).collect();
    let mut goals: Vec<Goal> = Vec::new();
    for text in texts {
        let wrong = |why: String| format!("--until {text}: {why}");
        let (what, how) = text.split_once('=').ok_or_else(|| {
            wrong("say how precisely, as in precision=2% or in_treatment_mean=5".to_owned())
        })?;
        let precision = precision(how).map_err(wrong)?;
        for key in keys(what, &sheets).map_err(wrong)? {
            if what == ALL && matches!(precision, Precision::Absolute(_)) {
                return Err(wrong("for several measures it is a part of each: 2%, say".to_owned()));
            }
            goals.retain(|goal| goal.key != key);
            goals.push(Goal { key, precision });
        }
    }
    Ok(goals)
}

fn precision(text: &str) -> Result<Precision, String> {
    let (number, is_share) = match text.trim().strip_suffix('%') {
        Some(number) => (number, true),
        None => (text, false),
    };
    let number: Option<f64> = number.trim().parse().ok();
    match number.filter(|number| number.is_finite() && *number > 0.0) {
        Some(number) if is_share => Ok(Precision::Relative(number / 100.0)),
        Some(number) => Ok(Precision::Absolute(number)),
        None => Err(format!("`{text}` is no precision; it is a positive number, such as 5 or 2%")),
    }
}

/// The measures of everybody that are meant.
fn keys(what: &str, sheets: &[Sheet]) -> Result<Vec<Key>, String> {
    let all = || sheets.iter().flat_map(|sheet| &sheet.keys).filter(|key| key.group == "all");
    if what == ALL {
        let mut keys: Vec<Key> = Vec::new();
        for key in sheets.iter().flat_map(Sheet::main) {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        return Ok(keys);
    }
    let (name, subject) = what.split_once(':').unwrap_or((what, ""));
    let Some(measure) = Measure::ALL.iter().find(|measure| measure.name() == name) else {
        let known = std::iter::once(ALL).chain(Measure::ALL.iter().map(|measure| measure.name()));
        let hint = meant_or_known(name, known).unwrap_or_default();
        return Err(format!("there is no measure `{name}`; {hint}"));
    };
    let mut subjects: Vec<&str> = Vec::new();
    for key in all().filter(|key| key.measure == *measure) {
        if !subjects.contains(&key.subject.as_str()) {
            subjects.push(&key.subject);
        }
    }
    let subject = match (subject, subjects.as_slice()) {
        (_, []) => return Err(format!("no scenario reports `{name}`")),
        ("", [only]) => only,
        ("", _) if subjects.contains(&"all") => "all",
        ("", _) => {
            let hint = meant_or_known("", subjects.iter().copied()).unwrap_or_default();
            return Err(format!("say of what, as in {name}:{}; {hint}", subjects[0]));
        }
        (one, _) if subjects.contains(&one) => one,
        (one, _) => {
            let hint = meant_or_known(one, subjects.iter().copied()).unwrap_or_default();
            return Err(format!("no scenario reports `{name}` of `{one}`; {hint}"));
        }
    };
    let found = all().find(|key| key.measure == *measure && key.subject == subject);
    Ok(found.cloned().into_iter().collect())
}

/// What became of what was to be known.
pub(super) fn outcome(goals: &[Goal], is_enough: bool, runs: &[(&Scenario, &Results)]) -> String {
    let replications = runs.iter().map(|(_, results)| results.replications()).min().unwrap_or(0);
    let count = grouped(replications as f64, 0);
    if is_enough {
        let words = format!(
            "Ended after {count} replications: all that was to be known is known so well, and was for the last few."
        );
        return wrapped(&words, line_width());
    }
    let mut missed = Vec::new();
    for (scenario, results) in runs {
        for goal in goals {
            let Some(estimate) = results.estimate_of(&goal.key) else { continue };
            let whose =
                if runs.len() > 1 { format!(" ({})", scenario.name) } else { String::new() };
            let (Some(mean), Some(half)) = (estimate.mean, estimate.half_width()) else {
                missed.push(format!(
                    "{}{whose} has a value in {} of them",
                    name(&goal.key),
                    estimate.n
                ));
                continue;
            };
            let wanted = match goal.precision {
                Precision::Relative(part) => part * mean.abs(),
                Precision::Absolute(most) => most,
            };
            if half <= wanted {
                continue;
            }
            let needed = (half / wanted) * (half / wanted) * estimate.n as f64;
            missed.push(format!(
                "{}{whose} is known to ± {} (about {} replications would do)",
                name(&goal.key),
                known_to(goal.precision, mean, half),
                grouped(needed.ceil(), 0)
            ));
        }
    }
    let words = match missed.as_slice() {
        [] => format!(
            "After {count} replications it is known, but not yet for long enough to rely on."
        ),
        _ => format!("Not known so well after {count} replications: {}.", joined(&missed, "and")),
    };
    wrapped(&words, line_width())
}

/// How well a mean is known, in the terms in which it was asked for.
fn known_to(asked: Precision, mean: f64, half: f64) -> String {
    match asked {
        Precision::Relative(_) => format!("{}%", grouped(100.0 * half / mean.abs(), 2)),
        Precision::Absolute(_) => grouped(half, 2),
    }
}

/// What was to be known and how well it is, for `run.json`; none where nothing was to be known.
pub(super) fn until(
    goals: &[Goal],
    asked: &[String],
    is_enough: Option<bool>,
    runs: &[(&Scenario, &Results)],
) -> Option<Until> {
    let reached = is_enough?;
    let of = |(scenario, results): &(&Scenario, &Results), goal: &Goal| {
        let estimate = results.estimate_of(&goal.key)?;
        let asked = match goal.precision {
            Precision::Relative(part) => estimate.mean.map(|mean| part * mean.abs()),
            Precision::Absolute(most) => Some(most),
        };
        Some(KnownTo {
            scenario: scenario.name.clone(),
            measure: goal.key.measure.name().to_owned(),
            subject: goal.key.subject.clone(),
            asked,
            half_width: estimate.half_width(),
        })
    };
    let measures = runs.iter().flat_map(|run| goals.iter().filter_map(move |goal| of(run, goal)));
    Some(Until { asked: asked.to_vec(), reached, measures: measures.collect() })
}

fn name(key: &Key) -> String {
    let measure = key.measure.name();
    if key.subject == "all" { measure.to_owned() } else { format!("{measure} of {}", key.subject) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_as_a_part_is_told_as_a_part_whatever_the_mean() {
        for (mean, told) in [(100.0, "5.00%"), (50.0, "10.00%"), (-100.0, "5.00%")] {
            assert_eq!(known_to(Precision::Relative(0.02), mean, 5.0), told);
            assert_eq!(known_to(Precision::Absolute(2.0), mean, 5.0), "5.00");
        }
    }
}
