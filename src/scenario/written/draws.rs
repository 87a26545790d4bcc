//! Durations and hazards as written.

use super::conditions::Condition;
use super::forms::{CONSTANT, DURATIONS, Form, HAZARDS, Parameters};
use crate::scenario::decode::{
    Decode, about, expect_table, key, refuse_unknown, tables, wrong_kind,
};
use crate::scenario::leaf::{Duration, FileName, MaybeRate, Must, Share};
use crate::scenario::problem::{KeyPath, Problems, did_you_mean};
use crate::scenario::tree::{Node, Table, Value};
use crate::units::Days;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value as Json, json};
use std::borrow::Cow;

tables! {
    /// Durations as observed.
    Empirical {
        /// the durations
        values: Option<Vec<Duration>>,
        /// with values: how much each counts
        weights: Option<Vec<f64>>,
        /// a CSV file with a column of durations, or of days with header `days`; optional column `weight`
        file: Option<FileName>,
        /// points of a distribution function that is linear between them
        quantiles: Option<Vec<Point>>,
    }

    /// A step of a hazard.
    Step {
        /// the age at which it ends; only the last may have none
        until: Option<Duration>,
        ..rate: MaybeRate,
    }

    /// One case of how long something lasts.
    DurationCase {
        /// how long
        is: Must<Distribution>,
        ..condition: Condition,
    }
}

/// A duration and a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) struct Point(pub(in crate::scenario) Days, pub(in crate::scenario) f64);

impl Decode for Point {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::List(items) if items.len() == 2 => {
                let duration = Duration::decode(&items[0], &path.item(0), problems);
                let share = Share::decode(&items[1], &path.item(1), problems);
                Some(Point(duration?.0, share?.0))
            }
            _ => {
                problems.add(wrong_kind("a duration and a share, as [\"90d\", 0.9]", node, path));
                None
            }
        }
    }
}

impl JsonSchema for Point {
    fn schema_name() -> Cow<'static, str> {
        "Point".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (duration, share) =
            (generator.subschema_for::<Duration>(), generator.subschema_for::<Share>());
        json_schema!({
            "type": "array", "prefixItems": [duration, share], "minItems": 2, "maxItems": 2
        })
    }
}

/// How long something lasts.
#[derive(Debug, Clone)]
pub(in crate::scenario) enum Distribution {
    Fixed(Days),
    Form(Parameters),
    Empirical(Empirical),
}

impl Decode for Distribution {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            return Duration::decode(node, path, problems)
                .map(|fixed| Distribution::Fixed(fixed.0));
        };
        let names = || DURATIONS.iter().map(|form| form.name).chain(["fixed", "empirical"]);
        let (name, inner) = only_form(table, names, "distribution", node, path, problems)?;
        let path = path.key(name);
        match name {
            "fixed" => {
                Duration::decode(inner, &path, problems).map(|fixed| Distribution::Fixed(fixed.0))
            }
            "empirical" => Empirical::decode(inner, &path, problems).map(Distribution::Empirical),
            _ => {
                let form = DURATIONS.iter().find(|form| form.name == name)?;
                Parameters::decode(form, inner, &path, problems).map(Distribution::Form)
            }
        }
    }
}

/// The one key of a table that must name a form.
fn only_form<'a, I: Iterator<Item = &'static str>>(
    table: &'a Table,
    names: impl Fn() -> I,
    what: &str,
    node: &Node,
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<(&'a str, &'a Node)> {
    if let [entry] = table.entries() {
        if names().any(|name| name == entry.key) {
            return Some((&entry.key, &entry.node));
        }
        let all: Vec<&str> = names().collect();
        let hint = did_you_mean(&entry.key, names())
            .unwrap_or_else(|| format!("known: {}", all.join(", ")));
        let shown: String = entry.key.chars().take(60).collect();
        let problem = path.key(&entry.key).error(format!("`{shown}` is no {what}"));
        problems.add(problem.hint(hint).at(entry.key_at));
        return None;
    }
    let message = format!("a {what} has one key that names it, not {}", table.entries().len());
    problems.add(
        path.error(message).hint("as { lognormal = { mean = \"14d\", sd = \"6d\" } }").at(node.at),
    );
    None
}

fn named(name: &str, inner: Json) -> Json {
    json!({
        "type": "object", "properties": { name: inner },
        "required": [name], "additionalProperties": false
    })
}

impl JsonSchema for Distribution {
    fn schema_name() -> Cow<'static, str> {
        "Distribution".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let duration = generator.subschema_for::<Duration>().to_value();
        let empirical = generator.subschema_for::<Empirical>().to_value();
        let mut any =
            vec![duration.clone(), named("fixed", duration), named("empirical", empirical)];
        any.extend(DURATIONS.iter().map(|form| named(form.name, form.schema(&[], generator))));
        json_schema!({
            "description": "How long: a duration (fixed), or a distribution by the parameters of one row",
            "anyOf": any
        })
    }
}

/// How long something lasts, by cases.
#[derive(Debug, Clone)]
pub(in crate::scenario) enum Durations {
    Always(Distribution),
    Cases(Vec<DurationCase>),
}

impl Decode for Durations {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::List(_) => Vec::decode(node, path, problems).map(Durations::Cases),
            _ => Distribution::decode(node, path, problems).map(Durations::Always),
        }
    }
}

impl JsonSchema for Durations {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Durations".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<Distribution>();
        let case = generator.subschema_for::<DurationCase>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": case, "minItems": 1 }] })
    }
}

/// A hazard by age, and the age from which there is none.
#[derive(Debug, Clone)]
pub(in crate::scenario) struct Hazard {
    pub(in crate::scenario) form: HazardForm,
    pub(in crate::scenario) until: Option<Duration>,
}

/// The form of a hazard.
#[derive(Debug, Clone)]
pub(in crate::scenario) enum HazardForm {
    Parameters(Parameters),
    Steps(Vec<Step>),
    Survival(Survival),
    Fixed(Days),
}

/// A survival function: its points, or a file of them.
#[derive(Debug, Clone)]
pub(in crate::scenario) enum Survival {
    Points(Vec<Point>),
    File(FileName),
}

const OTHER_HAZARDS: [&str; 3] = ["steps", "survival", "fixed"];

impl Decode for Hazard {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let table = expect_table(node, path, problems)?;
        let mut known = CONSTANT.keys();
        known.extend(HAZARDS.iter().map(|form| form.name));
        known.extend(OTHER_HAZARDS);
        known.push("until");
        refuse_unknown(table, &known, path, problems);
        let until = match table.get("until") {
            Some(node) => Duration::decode(node, &path.key("until"), problems),
            None => None,
        };
        let forms: Vec<&str> = table
            .keys()
            .filter(|key| {
                OTHER_HAZARDS.contains(key) || HAZARDS.iter().any(|form| form.name == *key)
            })
            .collect();
        let constant = table.keys().find(|key| CONSTANT.keys().contains(key));
        let form = match (forms.as_slice(), constant) {
            // A misspelt form has been reported.
            ([], None) if table.keys().any(|key| !known.contains(&key)) => None,
            ([], _) => Parameters::within(&CONSTANT, table, node, path, problems)
                .map(HazardForm::Parameters),
            ([name], None) => named_hazard(name, table.get(name)?, &path.key(name), problems),
            (&[first, second, ..], _) | (&[first], Some(second)) => {
                let message = format!("a hazard has one form, not both `{first}` and `{second}`");
                problems.add(path.error(message).at(node.at));
                None
            }
        };
        Some(Hazard { form: form?, until })
    }
}

fn named_hazard(
    name: &str,
    node: &Node,
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<HazardForm> {
    match name {
        "steps" => Vec::decode(node, path, problems).map(HazardForm::Steps),
        "fixed" => Duration::decode(node, path, problems).map(|age| HazardForm::Fixed(age.0)),
        "survival" => match &node.value {
            Value::Text(_) => FileName::decode(node, path, problems).map(Survival::File),
            _ => Vec::decode(node, path, problems).map(Survival::Points),
        }
        .map(HazardForm::Survival),
        _ => {
            let form: &'static Form = HAZARDS.iter().find(|form| form.name == name)?;
            Parameters::decode(form, node, path, problems).map(HazardForm::Parameters)
        }
    }
}

impl JsonSchema for Hazard {
    fn schema_name() -> Cow<'static, str> {
        "Hazard".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let duration = generator.subschema_for::<Duration>().to_value();
        let steps = generator.subschema_for::<Vec<Step>>().to_value();
        let points = generator.subschema_for::<Vec<Point>>().to_value();
        let file = generator.subschema_for::<FileName>().to_value();
        let until = ("until", duration.clone());
        let with_until = |name: &str, inner: Json| {
            json!({
                "type": "object", "properties": { name: inner, "until": duration },
                "required": [name], "additionalProperties": false
            })
        };
        let mut any = vec![
            with_until("steps", steps),
            with_until("survival", json!({ "anyOf": [file, points] })),
            with_until("fixed", duration.clone()),
        ];
        any.extend(HAZARDS.iter().map(|form| with_until(form.name, form.schema(&[], generator))));
        any.push(CONSTANT.schema(&[until], generator));
        json_schema!({
            "description": "A hazard by age, and the age (until) from which there is none",
            "anyOf": any
        })
    }
}
