//! How long something lasts and how soon it befalls, in words.

use super::conditions::cases;
use super::words::{counted, figure, length, percentage, range, rate, value};
use crate::names::{joined, readable};
use crate::scenario::Said;

/// How long something lasts, case by case.
pub(super) fn durations(said: &Said) -> Vec<String> {
    match said {
        Said::List(list) => {
            cases(list, |case| case.get("is").map_or_else(String::new, distribution))
        }
        one => vec![distribution(one)],
    }
}

/// How long something lasts: "14 days", "Weibull, mean 56 weeks, shape 1.3".
pub(super) fn distribution(said: &Said) -> String {
    let [(form, of)] = said.entries() else { return length(said) };
    let between = || match (of.get("low"), of.get("high")) {
        (Some(low), Some(high)) => format!("between {}", range(low, high)),
        _ => String::new(),
    };
    match form.as_str() {
        "fixed" => length(of),
        "uniform" => format!("{}, all equally likely", between()),
        "triangular" | "pert" => {
            let mode = of.get("mode").map(length).unwrap_or_default();
            let weight = of.get("weight").map(|weight| format!(", weight {}", value(weight)));
            let name = if form == "pert" { "PERT" } else { "triangular" };
            let weight = weight.unwrap_or_default();
            format!("{}, most often {mode} ({name}{weight})", between())
        }
        "empirical" => observed(of),
        _ => {
            // Where the middle lies is what a reader looks for first.
            let middle = |key: &str| matches!(key, "mean" | "median");
            let (first, rest): (Vec<_>, Vec<_>) =
                of.entries().iter().partition(|(key, _)| middle(key));
            let mut parts: Vec<String> =
                first.into_iter().chain(rest).map(|(key, said)| parameter(key, said)).collect();
            if form == "normal" && of.get("low").is_none() {
                parts.push("at least 0 (the default)".to_owned());
            }
            format!("{}, {}", form_name(form), parts.join(", "))
        }
    }
}

pub(super) fn form_name(form: &str) -> String {
    match form {
        "weibull" => "Weibull".to_owned(),
        "erlang" => "Erlang".to_owned(),
        "gompertz" => "Gompertz".to_owned(),
        "lognormal" => "log-normal".to_owned(),
        "log_logistic" => "log-logistic".to_owned(),
        other => readable(other),
    }
}

fn parameter(key: &str, said: &Said) -> String {
    match key {
        "sd" => format!("standard deviation {}", length(said)),
        "p90" => format!("nine in ten within {}", length(said)),
        "stages" => format!("{} stages", value(said)),
        "low" => format!("at least {}", length(said)),
        "high" => format!("at most {}", length(said)),
        "growth_per_year" => match said.number() {
            Some(rate) if rate < 0.0 => format!("falling at a rate of {} a year", figure(-rate)),
            _ => format!("growing at a rate of {} a year", value(said)),
        },
        _ => rate(key, said).unwrap_or_else(|| format!("{} {}", readable(key), value(said))),
    }
}

/// Durations as observed.
fn observed(of: &Said) -> String {
    if let Some(file) = of.get("file").and_then(Said::text) {
        return format!("as observed, drawn from the file `{file}`");
    }
    if let Some(points) = of.get("quantiles") {
        return format!("as observed: {}, linear in between", curve(points));
    }
    let values = of.get("values").map_or(&[][..], Said::items);
    let weights = of.get("weights").map_or("", |_| ", weighted");
    let shown: Vec<String> = values.iter().take(12).map(length).collect();
    let more = if values.len() > shown.len() { ", …" } else { "" };
    let number = counted(values.len(), "value", "values");
    format!("as observed: {number}{weights} ({}{more})", shown.join(", "))
}

/// Points of a curve: "50% by 10 days".
fn curve(points: &Said) -> String {
    let points: Vec<String> = points
        .items()
        .iter()
        .filter_map(|point| match point.items() {
            [at, share] => Some(format!("{} by {}", percentage(share.number()?), length(at))),
            _ => None,
        })
        .collect();
    joined(&points, "and")
}

/// How soon something befalls a client: "25% within 14 days, at a constant rate".
pub(super) fn hazard(said: &Said) -> String {
    let until = said.get("until").map(length);
    let form = said.entries().iter().find(|(key, _)| key != "until");
    let words = match form {
        Some((key, of)) => match key.as_str() {
            "steps" => steps(of),
            "survival" => survival(of),
            "fixed" => format!("certain after {}", length(of)),
            "mean" => format!("after {} on average, at a constant rate", length(of)),
            "median" => format!("half within {}, at a constant rate", length(of)),
            "probability" | "by" => format!("{}, at a constant rate", by_when(said)),
            key if key.starts_with("per_") => {
                format!("{}, constant", rate(key, of).unwrap_or_default())
            }
            form if of.get("probability").is_some() => {
                let shape = of.get("shape").map(|shape| format!(", shape {}", value(shape)));
                format!("{} ({}{})", by_when(of), form_name(form), shape.unwrap_or_default())
            }
            "gompertz" => {
                // In whatever order they stand, the rate at first comes first.
                let (first, rest): (Vec<_>, Vec<_>) =
                    of.entries().iter().partition(|(key, _)| key.starts_with("per_"));
                let parts: Vec<String> =
                    first.into_iter().chain(rest).map(|(key, said)| parameter(key, said)).collect();
                format!("Gompertz: at first {}", parts.join(", "))
            }
            form => {
                let inner = Said::Table(vec![(form.to_owned(), of.clone())]);
                distribution(&inner)
            }
        },
        None => "never".to_owned(),
    };
    match until {
        Some(until) => format!("{words}; not after {until}"),
        None => words,
    }
}

/// "4% within 12 weeks and 18% within 2 years".
fn by_when(of: &Said) -> String {
    let list = |key: &str| of.get(key).map_or(&[][..], Said::items);
    let parts: Vec<String> = list("probability")
        .iter()
        .zip(list("by"))
        .map(|(share, by)| {
            let share = share.number().map(percentage).unwrap_or_default();
            format!("{share} within {}", length(by))
        })
        .collect();
    joined(&parts, "and")
}

fn steps(of: &Said) -> String {
    let mut open = false;
    let mut parts: Vec<String> = Vec::new();
    for step in of.items() {
        let found = step
            .entries()
            .iter()
            .find_map(|(key, said)| if key.starts_with("per_") { rate(key, said) } else { None });
        let often = found.unwrap_or_else(|| "none".to_owned());
        open = step.get("until").is_none();
        parts.push(match step.get("until") {
            Some(until) => format!("{often} up to {}", length(until)),
            None => format!("{often} from then on"),
        });
    }
    if !open {
        parts.push("none from then on".to_owned());
    }
    parts.join(", ")
}

fn survival(of: &Said) -> String {
    match of.text() {
        Some(file) => format!("by the survival curve in the file `{file}`"),
        None => {
            let points: Vec<String> = of
                .items()
                .iter()
                .filter_map(|point| match point.items() {
                    [at, share] => {
                        Some(format!("{} at {}", percentage(share.number()?), length(at)))
                    }
                    _ => None,
                })
                .collect();
            let points = joined(&points, "and");
            format!("spared so far: {points}; at a constant rate in between, never later")
        }
    }
}

/// How referrals or appointments vary: "in 7 equal parts of each week, weighted 0.9, 1.2, …".
pub(super) fn profile(said: &Said, weights: &str) -> String {
    let parts: Vec<String> = said
        .items()
        .iter()
        .map(|cycle| {
            let list = cycle.get(weights).map_or(&[][..], Said::items);
            let cycle = cycle.get("cycle").map(length).unwrap_or_default();
            let cycle = cycle.strip_prefix("1 ").map_or_else(|| format!("{cycle} "), str::to_owned);
            let parts = format!("over the {} equal parts of each {}", list.len(), cycle.trim());
            match only_part(list).filter(|_| weights == "weights") {
                Some(only) => format!("{parts}: all in part {}", only + 1),
                None => format!("{parts}: {}", runs(list)),
            }
        })
        .collect();
    parts.join("; times, ")
}

/// Which part of a cycle alone is not nothing, counted from 0.
fn only_part(list: &[Said]) -> Option<usize> {
    let mut some = list.iter().enumerate().filter(|(_, part)| part.number() != Some(0.0));
    let (only, _) = some.next()?;
    (list.len() > 1 && some.next().is_none()).then_some(only)
}

/// How many times the stated rate it is while there is any, where all fall into one part of each cycle.
pub(super) fn concentrated(said: &Said) -> Option<f64> {
    let lists = said.items().iter().map(|cycle| cycle.get("weights").map_or(&[][..], Said::items));
    let each: Option<Vec<f64>> =
        lists.map(|list| only_part(list).map(|_| list.len() as f64)).collect();
    each.filter(|each| !each.is_empty()).map(|each| each.iter().product())
}

/// Numbers in order, those that repeat told once: "8 × 0, 6, 9, 2 × 10".
fn runs(list: &[Said]) -> String {
    let mut parts: Vec<(f64, usize)> = Vec::new();
    for number in list.iter().filter_map(Said::number) {
        match parts.last_mut() {
            Some((last, times)) if *last == number => *times += 1,
            _ => parts.push((number, 1)),
        }
    }
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(number, times)| match times {
            1 => figure(number),
            _ => format!("{times} × {}", figure(number)),
        })
        .collect();
    parts.join(", ")
}
