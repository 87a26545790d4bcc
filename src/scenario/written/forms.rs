//! Forms of distributions and hazards with the rows of parameters by which each can be stated.

use crate::scenario::decode::Decode;
use crate::scenario::decode::{Fields, expect_table, refuse_unknown, wrong_kind};
use crate::scenario::leaf::{Duration, MaybeRate, Share};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::tree::{Node, Table, Value};
use schemars::SchemaGenerator;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// A form: its key, the rows of parameters of which one must be given, and what may be added.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) name: &'static str,
    pub(super) rows: &'static [&'static [&'static str]],
    pub(super) extra: &'static [&'static str],
}

const fn form(name: &'static str, rows: &'static [&'static [&'static str]]) -> Form {
    Form { name, rows, extra: &[] }
}

/// Stands in a row for the six keys of a rate.
const RATE: &str = "rate";

/// The forms of a duration, but for `fixed` and `empirical`.
pub(super) const DURATIONS: [Form; 10] = [
    form("uniform", &[&["low", "high"]]),
    form("triangular", &[&["low", "mode", "high"]]),
    form("exponential", &[&["mean"], &["median"]]),
    form("erlang", &[&["stages", "mean"]]),
    form("gamma", &[&["mean", "sd"], &["shape", "scale"], &["shape", "mean"]]),
    form(
        "weibull",
        &[
            &["shape", "scale"],
            &["shape", "mean"],
            &["shape", "median"],
            &["mean", "sd"],
            &["median", "p90"],
        ],
    ),
    form("lognormal", &[&["mean", "sd"], &["median", "p90"], &["median", "sigma"]]),
    Form { name: "normal", rows: &[&["mean", "sd"]], extra: &["low", "high"] },
    form("beta", &[&["low", "high", "a", "b"], &["low", "high", "mean", "sd"]]),
    Form { name: "pert", rows: &[&["low", "mode", "high"]], extra: &["weight"] },
];

/// The forms of a hazard, but for `steps`, `survival` and `fixed`.
pub(super) const HAZARDS: [Form; 4] = [
    form(
        "weibull",
        &[
            &["shape", "scale"],
            &["shape", "mean"],
            &["shape", "median"],
            &["shape", "probability", "by"],
            &["median", "p90"],
            &["probability", "by"],
        ],
    ),
    form("gompertz", &[&[RATE, "growth_per_year"]]),
    form("lognormal", &[&["mean", "sd"], &["median", "p90"], &["median", "sigma"]]),
    form("log_logistic", &[&["shape", "scale"], &["shape", "median"], &["median", "p90"]]),
];

/// A constant hazard, whose parameters stand without a key of their own.
pub(super) const CONSTANT: Form =
    form("constant", &[&["mean"], &["median"], &[RATE], &["probability", "by"]]);

/// What a parameter is, which its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Duration,
    Share,
    Count,
    Number,
}

fn kind(parameter: &str) -> Kind {
    match parameter {
        "probability" => Kind::Share,
        "stages" => Kind::Count,
        "shape" | "sigma" | "a" | "b" | "weight" | "growth_per_year" => Kind::Number,
        _ => Kind::Duration,
    }
}

/// The parameters of a form: durations in days, rates per day.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct Parameters {
    /// The key of the form.
    pub(in crate::scenario) form: &'static str,
    /// The row that was given.
    pub(in crate::scenario) row: &'static [&'static str],
    values: BTreeMap<&'static str, Vec<f64>>,
}

impl Parameters {
    /// A parameter, where it was given.
    pub(in crate::scenario) fn get(&self, parameter: &str) -> Option<f64> {
        self.values.get(parameter)?.first().copied()
    }

    /// A parameter that may be a list.
    pub(in crate::scenario) fn list(&self, parameter: &str) -> &[f64] {
        self.values.get(parameter).map_or(&[], Vec::as_slice)
    }

    /// The parameters of a form, from the table of them.
    pub(super) fn decode(
        form: &'static Form,
        node: &Node,
        path: &KeyPath<'_>,
        problems: &mut Problems,
    ) -> Option<Parameters> {
        let table = expect_table(node, path, problems)?;
        refuse_unknown(table, &form.keys(), path, problems);
        Parameters::within(form, table, node, path, problems)
    }

    /// The parameters of a form, from a table that has other keys as well.
    pub(super) fn within(
        form: &'static Form,
        table: &Table,
        node: &Node,
        path: &KeyPath<'_>,
        problems: &mut Problems,
    ) -> Option<Parameters> {
        let given = |parameter: &str| match parameter {
            RATE => MaybeRate::keys().iter().any(|key| table.get(key).is_some()),
            _ => table.get(parameter).is_some(),
        };
        let every: Vec<&str> = form.rows.concat();
        let row = form.rows.iter().find(|row| {
            row.iter().all(|parameter| given(parameter))
                && every.iter().all(|parameter| row.contains(parameter) || !given(parameter))
        });
        let Some(row) = row else {
            let rows: Vec<String> = form.rows.iter().map(|row| written(row)).collect();
            let has: Vec<&str> = table.keys().filter(|key| *key != "until").collect();
            let has = if has.is_empty() { "nothing".to_owned() } else { has.join(", ") };
            let lacks = lacking(form.rows, &given)
                .map_or_else(String::new, |key| format!(", and `{key}` is missing"));
            problems.add(
                path.error(format!("`{}` is stated by {has}{lacks}", form.name))
                    .hint(format!("state it by {}", rows.join(" · or by ")))
                    .at(node.at),
            );
            return None;
        };
        let mut values = BTreeMap::new();
        for &parameter in row.iter().chain(form.extra.iter().filter(|extra| given(extra))) {
            let found = if parameter == RATE {
                MaybeRate::fields(table, path, problems)
                    .and_then(|rate| rate.0)
                    .map(|rate| vec![rate.rate.0])
            } else {
                value(parameter, table, path, problems)
            };
            values.insert(parameter, found);
        }
        let values = values.into_iter().map(|(key, value)| Some((key, value?)));
        Some(Parameters { form: form.name, row, values: values.collect::<Option<_>>()? })
    }
}

impl Form {
    /// Every key that can stand in it.
    pub(super) fn keys(&self) -> Vec<&'static str> {
        let mut keys: Vec<&'static str> = Vec::new();
        for &parameter in self.rows.concat().iter().chain(self.extra) {
            let named = if parameter == RATE { MaybeRate::keys() } else { vec![parameter] };
            keys.extend(named.into_iter().filter(|key| !keys.contains(key)).collect::<Vec<_>>());
        }
        keys
    }

    /// Its schema: one alternative for each row, and for each unit of a rate.
    pub(super) fn schema(&self, more: &[(&'static str, Json)], g: &mut SchemaGenerator) -> Json {
        let mut alternatives = Vec::new();
        for row in self.rows {
            let rates = if row.contains(&RATE) { MaybeRate::keys() } else { vec![RATE] };
            for rate in rates {
                let keys: Vec<&str> =
                    row.iter().map(|key| if *key == RATE { rate } else { key }).collect();
                let mut properties = Map::new();
                for key in keys.iter().chain(self.extra) {
                    properties.insert((*key).to_owned(), parameter_schema(key, row, g));
                }
                properties
                    .extend(more.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())));
                alternatives.push(json!({
                    "type": "object", "properties": properties,
                    "required": keys, "additionalProperties": false
                }));
            }
        }
        if alternatives.len() == 1 {
            alternatives.remove(0)
        } else {
            json!({ "anyOf": alternatives })
        }
    }
}

/// The parameter that every row which has those given needs beside them, where there is one.
fn lacking(rows: &[&[&'static str]], given: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    let every: Vec<&str> = rows.concat();
    let there: Vec<&str> = every.into_iter().filter(|key| given(key)).collect();
    let mut open = rows.iter().filter(|row| there.iter().all(|key| row.contains(key)));
    let first = open.next().filter(|_| !there.is_empty())?;
    let rest: Vec<_> = open.collect();
    let mut lacks = first.iter().filter(|key| !there.contains(key));
    lacks.find(|key| rest.iter().all(|row| row.contains(key))).copied()
}

fn parameter_schema(key: &str, row: &[&str], generator: &mut SchemaGenerator) -> Json {
    let one = match kind(key) {
        _ if key.starts_with("per_") => json!({ "type": "number", "minimum": 0 }),
        Kind::Duration => generator.subschema_for::<Duration>().to_value(),
        Kind::Share => generator.subschema_for::<Share>().to_value(),
        Kind::Count => json!({ "type": "integer", "minimum": 1 }),
        Kind::Number => json!({ "type": "number" }),
    };
    let list = matches!(key, "probability" | "by") && row == ["probability", "by"];
    if list { json!({ "anyOf": [one, { "type": "array", "items": one }] }) } else { one }
}

fn written(row: &[&str]) -> String {
    let names: Vec<&str> =
        row.iter().map(|key| if *key == RATE { "a rate (per_week = …)" } else { key }).collect();
    names.join(", ")
}

fn value(
    parameter: &'static str,
    table: &Table,
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<Vec<f64>> {
    let here = path.key(parameter);
    let node = table.get(parameter)?;
    match &node.value {
        Value::List(items) if matches!(parameter, "probability" | "by") => {
            let values: Vec<Option<f64>> = items
                .iter()
                .enumerate()
                .map(|(number, item)| one(parameter, item, &here.item(number), problems))
                .collect();
            let values: Vec<f64> = values.into_iter().collect::<Option<_>>()?;
            if values.is_empty() {
                problems.add(wrong_kind("a list of two", node, &here));
                return None;
            }
            Some(values)
        }
        _ => one(parameter, node, &here, problems).map(|value| vec![value]),
    }
}

fn one(parameter: &str, node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<f64> {
    match kind(parameter) {
        Kind::Duration => Duration::decode(node, path, problems).map(|duration| duration.0.0),
        Kind::Share => Share::decode(node, path, problems).map(|share| share.0),
        Kind::Count => u32::decode(node, path, problems).map(f64::from),
        Kind::Number => f64::decode(node, path, problems),
    }
}
