//! Durations and hazards in every form of the language.

use super::choices::Choices;
use serde_json::{Map, Value, json};

/// A column of durations, in a file.
pub(crate) const STAYS: (&str, &str) = ("stays.csv", "days,weight\n3,1\n10.5,2\n41,1\n");
/// A survival function, in a file.
pub(crate) const CURVE: (&str, &str) = ("curve.csv", "days,survival\n0,1\n30,0.8\n200,0.5\n");

/// The units in which a rate can be written, and their days.
const RATES: [(&str, f64); 6] = [
    ("per_week", 7.0),
    ("per_minute", 1.0 / 1_440.0),
    ("per_hour", 1.0 / 24.0),
    ("per_day", 1.0),
    ("per_month", 365.25 / 12.0),
    ("per_year", 365.25),
];

/// A length of time as written, in one of its units.
pub(crate) fn duration(c: &mut Choices<'_>, days: f64) -> Value {
    let units =
        [("d", 1.0), ("w", 7.0), ("h", 1.0 / 24.0), ("min", 1.0 / 1_440.0), ("mo", 365.25 / 12.0)];
    let (unit, size) = match c.below(20) {
        number @ 0..=17 => units[number % units.len()],
        18 => ("y", 365.25),
        _ => ("s", 1.0 / 86_400.0),
    };
    let count = days / size;
    if c.is(5) && days >= 1.0 {
        return json!(format!("{}d {}h", days.floor(), (days.fract() * 24.0).round()));
    }
    json!(format!("{count}{unit}"))
}

/// A rate as one entry of a table, given for each day.
pub(crate) fn rate(c: &mut Choices<'_>, each_day: f64, before: &str) -> (String, Value) {
    let (unit, days) = c.one(&RATES);
    (format!("{before}{unit}"), json!(each_day * days))
}

fn days(c: &mut Choices<'_>, about: f64) -> f64 {
    about * c.hundredths(25, 200)
}

/// How long something lasts: about so many days, never nothing at all.
pub(crate) fn lasting(c: &mut Choices<'_>, about: f64, with_files: bool) -> Value {
    let mean = days(c, about);
    let d = |c: &mut Choices<'_>, factor: f64| duration(c, mean * factor);
    match c.below(13) {
        0 => d(c, 1.0),
        1 => json!({ "fixed": d(c, 1.0) }),
        2 => json!({ "uniform": { "low": d(c, 0.5), "high": d(c, 1.5) } }),
        3 => json!({ "triangular": { "low": d(c, 0.5), "mode": d(c, 0.75), "high": d(c, 2.0) } }),
        4 => {
            let key = c.one(&["mean", "median"]);
            json!({ "exponential": { key: d(c, 1.0) } })
        }
        5 => json!({ "erlang": { "stages": c.between(1, 5), "mean": d(c, 1.0) } }),
        6 => {
            let inner = match c.below(3) {
                0 => json!({ "mean": d(c, 1.0), "sd": d(c, 0.6) }),
                1 => json!({ "shape": c.hundredths(30, 400), "scale": d(c, 0.7) }),
                _ => json!({ "shape": c.hundredths(30, 400), "mean": d(c, 1.0) }),
            };
            json!({ "gamma": inner })
        }
        7 => {
            let shape = c.hundredths(40, 300);
            let inner = match c.below(5) {
                0 => json!({ "shape": shape, "scale": d(c, 1.0) }),
                1 => json!({ "shape": shape, "mean": d(c, 1.0) }),
                2 => json!({ "shape": shape, "median": d(c, 1.0) }),
                3 => json!({ "mean": d(c, 1.0), "sd": d(c, 0.7) }),
                _ => json!({ "median": d(c, 1.0), "p90": d(c, 3.0) }),
            };
            json!({ "weibull": inner })
        }
        8 => {
            let inner = match c.below(3) {
                0 => json!({ "mean": d(c, 1.0), "sd": d(c, 0.8) }),
                1 => json!({ "median": d(c, 1.0), "p90": d(c, 3.0) }),
                _ => json!({ "median": d(c, 1.0), "sigma": c.hundredths(10, 150) }),
            };
            json!({ "lognormal": inner })
        }
        9 => {
            let mut inner = json!({ "mean": d(c, 1.0), "sd": d(c, 0.3) });
            if c.is(70) {
                inner["low"] = d(c, 0.4);
            }
            if c.is(50) {
                inner["high"] = d(c, 2.0);
            }
            json!({ "normal": inner })
        }
        10 => {
            let (low, high) = (d(c, 0.25), d(c, 2.0));
            let inner = if c.is(50) {
                json!({ "low": low, "high": high, "a": c.hundredths(50, 500), "b": c.hundredths(50, 500) })
            } else {
                json!({ "low": low, "high": high, "mean": d(c, 1.0), "sd": d(c, 0.25) })
            };
            json!({ "beta": inner })
        }
        11 => {
            let mut inner = json!({ "low": d(c, 0.5), "mode": d(c, 0.9), "high": d(c, 2.0) });
            if c.is(50) {
                inner["weight"] = json!(c.hundredths(50, 900));
            }
            json!({ "pert": inner })
        }
        _ => {
            let inner = match c.below(if with_files { 4 } else { 3 }) {
                0 => json!({ "values": [d(c, 0.5), d(c, 1.0), d(c, 3.0)] }),
                1 => {
                    json!({ "values": [d(c, 0.5), d(c, 2.0)], "weights": [c.between(1, 5), c.between(1, 5)] })
                }
                2 => json!({ "quantiles": [[d(c, 0.1), 0.0], [d(c, 1.0), 0.5], [d(c, 3.0), 1.0]] }),
                _ => json!({ "file": STAYS.0 }),
            };
            json!({ "empirical": inner })
        }
    }
}

/// A hazard: something comes after about so many days, if it comes.
pub(crate) fn hazard(c: &mut Choices<'_>, about: f64, with_files: bool) -> Value {
    let mean = days(c, about);
    let d = |c: &mut Choices<'_>, factor: f64| duration(c, mean * factor);
    let shape = |c: &mut Choices<'_>| json!(c.hundredths(40, 300));
    let one = |key: &str, inner: Value| Map::from_iter([(key.to_owned(), inner)]);
    let mut table = match c.below(11) {
        0 => one(c.one(&["mean", "median"]), d(c, 1.0)),
        1 => Map::from_iter([rate(c, 1.0 / mean, "")]),
        2 => {
            let mut table = one("probability", json!(c.hundredths(1, 90)));
            table.insert("by".into(), d(c, 1.0));
            table
        }
        3 | 4 => {
            let inner = match c.below(6) {
                0 => json!({ "shape": shape(c), "scale": d(c, 1.0) }),
                1 => json!({ "shape": shape(c), "mean": d(c, 1.0) }),
                2 => json!({ "shape": shape(c), "median": d(c, 1.0) }),
                3 => {
                    json!({ "shape": shape(c), "probability": c.hundredths(5, 90), "by": d(c, 1.0) })
                }
                4 => json!({ "median": d(c, 1.0), "p90": d(c, 4.0) }),
                _ => {
                    let by = [d(c, 0.5), d(c, 2.0)];
                    json!({ "probability": [c.hundredths(5, 40), c.hundredths(45, 90)], "by": by })
                }
            };
            one("weibull", inner)
        }
        5 => {
            let mut inner = Map::from_iter([rate(c, 0.5 / mean, "")]);
            inner.insert("growth_per_year".into(), json!(c.hundredths(0, 300) - 1.5));
            one("gompertz", Value::Object(inner))
        }
        6 => {
            let inner = match c.below(3) {
                0 => json!({ "mean": d(c, 1.0), "sd": d(c, 0.8) }),
                1 => json!({ "median": d(c, 1.0), "p90": d(c, 3.0) }),
                _ => json!({ "median": d(c, 1.0), "sigma": c.hundredths(10, 150) }),
            };
            one("lognormal", inner)
        }
        7 => {
            let inner = match c.below(3) {
                0 => json!({ "shape": shape(c), "scale": d(c, 1.0) }),
                1 => json!({ "shape": shape(c), "median": d(c, 1.0) }),
                _ => json!({ "median": d(c, 1.0), "p90": d(c, 3.0) }),
            };
            one("log_logistic", inner)
        }
        8 => {
            let mut steps = Vec::new();
            for number in 1..=c.between(1, 3) {
                let mut step = Map::from_iter([rate(c, c_rate(number) / mean, "")]);
                step.insert("until".into(), json!(format!("{}d", mean * number as f64)));
                steps.push(Value::Object(step));
            }
            if c.is(60) {
                steps.push(Value::Object(Map::from_iter([rate(c, 0.4 / mean, "")])));
            }
            one("steps", json!(steps))
        }
        9 => {
            let points = json!([
                ["0d", 1.0],
                [d(c, 1.0), c.hundredths(50, 95)],
                [d(c, 4.0), c.hundredths(0, 45)]
            ]);
            one("survival", if with_files && c.is(50) { json!(CURVE.0) } else { points })
        }
        _ => one("fixed", d(c, 1.0)),
    };
    if c.is(15) {
        table.insert("until".into(), d(c, 3.0));
    }
    Value::Object(table)
}

/// The rate of a step, relative to the first.
fn c_rate(number: usize) -> f64 {
    1.0 / number as f64
}
