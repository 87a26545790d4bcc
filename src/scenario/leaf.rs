//! The kinds of value: durations, rates, shares, counts, names, dates, one or many, things by name.

use super::decode::{Decode, Fields, Properties, expect_table, wrong_kind};
use super::problem::{At, KeyPath, Problem, Problems};
use super::tree::{Node, Table, Value};
use crate::units::{Days, PerDay};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// Implements the schema of a leaf, which stands under its name among the definitions.
macro_rules! leaf_schema {
    ($type:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

/// A length of time with its unit, 0 or more and at most 1000 years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Duration(pub(super) Days);

/// Units of time as written, and their days.
const UNITS: [(&str, f64); 7] = [
    ("s", 1.0 / 86_400.0),
    ("min", 1.0 / 1_440.0),
    ("h", 1.0 / 24.0),
    ("d", 1.0),
    ("w", 7.0),
    ("mo", 365.25 / 12.0),
    ("y", 365.25),
];
/// The longest duration that can be written.
const LONGEST: Days = Days(365_250.0);
const DURATION_HINT: &str =
    "write a number and a unit: s, min, h, d, w, mo or y, as in \"12w\" or \"1d 12h\"";

impl Duration {
    /// Reads a duration.
    pub(super) fn parse(text: &str) -> Result<Duration, String> {
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err("an empty text is no duration".to_owned());
        }
        let mut days = 0.0;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let letters = rest[digits..]
                .find(|c: char| !c.is_ascii_alphabetic())
                .map_or(rest.len(), |length| digits + length);
            let number: f64 = rest[..digits]
                .parse()
                .map_err(|_| format!("\"{}\" is no duration", shortened(text)))?;
            let unit = &rest[digits..letters];
            let Some((_, size)) = UNITS.iter().find(|(name, _)| *name == unit) else {
                return Err(match unit {
                    "" => format!("\"{}\" has no unit", shortened(text)),
                    _ => format!("`{}` is no unit of time", shortened(unit)),
                });
            };
            days += number * size;
            rest = rest[letters..].trim_start();
        }
        if days.is_finite() && days <= LONGEST.0 {
            Ok(Duration(Days(days)))
        } else {
            Err(format!("\"{}\" is longer than 1000 years", shortened(text)))
        }
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

impl Decode for Duration {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let wrong = match &node.value {
            Value::Text(text) => match Duration::parse(text) {
                Ok(duration) => return Some(duration),
                Err(wrong) => wrong,
            },
            Value::Whole(_) | Value::Real(_) => {
                format!("{} is a duration without a unit", node.shown())
            }
            _ => format!("this must be a duration, not {}", node.shown()),
        };
        problems.add(path.error(wrong).hint(DURATION_HINT).at(node.at));
        None
    }
}

leaf_schema!(Duration, "Duration", {
    "type": "string",
    "description": "A length of time: numbers with units s, min, h, d, w (7 d), mo (1/12 y), y (365.25 d)",
    "pattern": "^\\s*([0-9]*\\.?[0-9]+\\.?\\s*(s|min|h|d|w|mo|y)\\s*)+$",
    "examples": ["12w", "1d 12h", "90min"]
});

/// The number a node is, where it is one.
fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Whole(number) => Some(number as f64),
        Value::Real(number) => Some(number),
        _ => None,
    }
}

/// A number that is neither infinite nor undefined.
impl Decode for f64 {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let found = number(node).filter(|number| number.is_finite());
        if found.is_none() {
            problems.add(wrong_kind("a finite number", node, path));
        }
        found
    }
}

/// A share between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share(pub(super) f64);

impl Decode for Share {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let Some(share) = number(node) else {
            problems.add(wrong_kind("a share between 0 and 1", node, path));
            return None;
        };
        if (0.0..=1.0).contains(&share) {
            return Some(Share(share));
        }
        let problem = path.error(format!("a share lies between 0 and 1, and {share} does not"));
        let percent = (share > 1.0 && share <= 100.0).then(|| {
            format!("shares are never percent: if {share}% is meant, write {}", share / 100.0)
        });
        problems.add(problem.hint_if(percent).at(node.at));
        None
    }
}

leaf_schema!(Share, "Share", {
    "type": "number", "minimum": 0, "maximum": 1,
    "description": "A share between 0 and 1, never percent"
});

/// A count: a whole number, 0 or more.
impl Decode for u32 {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        match node.value {
            Value::Whole(number) => {
                let found = u32::try_from(number).ok();
                if found.is_none() {
                    problems.add(
                        path.error(format!(
                            "a count lies between 0 and {}, and {number} does not",
                            u32::MAX
                        ))
                        .at(node.at),
                    );
                }
                found
            }
            _ => {
                problems.add(wrong_kind("a whole number", node, path));
                None
            }
        }
    }
}

/// A seed: a whole number, 0 or more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seed(pub(super) u64);

impl Decode for Seed {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let found = match node.value {
            Value::Whole(number) => u64::try_from(number).ok(),
            _ => None,
        };
        if found.is_none() {
            problems.add(wrong_kind("a whole number, 0 or more", node, path));
        }
        found.map(Seed)
    }
}

leaf_schema!(Seed, "Seed", { "type": "integer", "minimum": 0 });

impl Decode for bool {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let Value::Truth(truth) = node.value else {
            problems.add(wrong_kind("true or false", node, path));
            return None;
        };
        Some(truth)
    }

    fn missing() -> Option<Self> {
        Some(false)
    }
}

impl Decode for String {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let Value::Text(text) = &node.value else {
            problems.add(wrong_kind("a text", node, path));
            return None;
        };
        Some(text.clone())
    }
}

/// The name of a file, and where it is written (its folder is that of the text it stands in).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FileName {
    pub(super) name: String,
    pub(super) at: At,
}

impl Decode for FileName {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        String::decode(node, path, problems).map(|name| FileName { name, at: node.at })
    }
}

leaf_schema!(FileName, "FileName", {
    "type": "string", "description": "Path of a CSV file, from the folder of this file"
});

/// A date, or a time after the start of the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Moment {
    Date(jiff::civil::Date),
    After(Days),
}

impl Decode for Moment {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Date(_) => Date::decode(node, path, problems).map(|date| Moment::Date(date.0)),
            Value::Text(text) => match text.parse::<jiff::civil::Date>() {
                Ok(_) => {
                    let problem = path.error(format!("{} is a date in quotes", node.shown()));
                    problems.add(problem.hint(format!("write {text} without quotes")).at(node.at));
                    None
                }
                Err(_) => Duration::decode(node, path, problems)
                    .map(|Duration(after)| Moment::After(after)),
            },
            _ => {
                let problem = wrong_kind("a date or a duration after the start", node, path);
                problems.add(problem.hint("write 2006-04-01 or \"2y\""));
                None
            }
        }
    }
}

leaf_schema!(Moment, "Moment", {
    "description": "A date (2006-04-01), or a duration after the start (\"2y\")",
    "type": "string"
});

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Date(pub(super) jiff::civil::Date);

impl Decode for Date {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let date = match &node.value {
            Value::Date(toml::value::Datetime { date: Some(date), time: None, offset: None }) => {
                let year = i16::try_from(date.year).ok();
                let (month, day) = (i8::try_from(date.month).ok(), i8::try_from(date.day).ok());
                (|| jiff::civil::Date::new(year?, month?, day?).ok())()
            }
            _ => None,
        };
        if date.is_none() {
            let problem = wrong_kind("a calendar date", node, path);
            problems.add(problem.hint("write it without quotes and without a time: 2006-04-01"));
        }
        date.map(Date)
    }
}

leaf_schema!(Date, "Date", { "type": "string", "format": "date", "description": "A calendar date, without quotes" });

/// One, or a list of some.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Many<T> {
    items: Vec<T>,
    listed: bool,
}

impl<T> Many<T> {
    /// Each with its path, given the path of all.
    pub(super) fn each(&self, path: &KeyPath<'_>, mut each: impl FnMut(&T, &KeyPath<'_>)) {
        for (number, item) in self.items.iter().enumerate() {
            if self.listed { each(item, &path.item(number)) } else { each(item, path) }
        }
    }

    /// All of them; at least one.
    pub(super) fn items(&self) -> &[T] {
        &self.items
    }
}

impl<T: Decode> Decode for Many<T> {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let Value::List(_) = node.value else {
            let item = T::decode(node, path, problems)?;
            return Some(Many { items: vec![item], listed: false });
        };
        let items = Vec::decode(node, path, problems)?;
        if items.is_empty() {
            problems.add(path.error("an empty list never holds").at(node.at));
            return None;
        }
        Some(Many { items, listed: true })
    }
}

impl<T: JsonSchema> JsonSchema for Many<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
    }
}

/// Things by name, in the order of the text. One that could not be read keeps its name, so that what
/// refers to it is not reported as well.
#[derive(Debug, Clone)]
pub(super) struct Named<T> {
    entries: Vec<(String, Option<T>)>,
}

impl<T> Named<T> {
    /// Names, and the things where they could be read.
    pub(super) fn entries(&self) -> &[(String, Option<T>)] {
        &self.entries
    }

    /// Things that could be read, with names and numbers.
    pub(super) fn known(&self) -> impl Iterator<Item = (usize, &str, &T)> {
        self.entries
            .iter()
            .enumerate()
            .filter_map(|(number, (name, thing))| Some((number, name.as_str(), thing.as_ref()?)))
    }
}

impl<T: Decode> Decode for Named<T> {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let table = expect_table(node, path, problems)?;
        let entries = table
            .entries()
            .iter()
            .map(|entry| {
                let here = path.key(&entry.key);
                if let Some(problem) = bad_name(&entry.key, &here) {
                    problems.add(problem.at(entry.key_at));
                }
                (entry.key.clone(), T::decode(&entry.node, &here, problems))
            })
            .collect();
        Some(Named { entries })
    }

    fn missing() -> Option<Self> {
        Some(Named { entries: Vec::new() })
    }
}

/// What is wrong with a name, if anything.
fn bad_name(name: &str, path: &KeyPath<'_>) -> Option<Problem> {
    let good = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 64
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if matches!(name, "community" | "none") {
        return Some(
            path.error(format!("the word `{name}` is reserved")).hint("choose another name"),
        );
    }
    (!good).then(|| {
        path.error(format!("`{}` is no name", shortened(name)))
            .hint("names are lower-case words joined by underscores, at most 64 letters")
    })
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z][a-z0-9_]*$", "not": { "enum": ["community", "none"] } },
            "additionalProperties": one
        })
    }
}

/// Shares by name that sum to 1, in the order of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shares(pub(super) Vec<(String, f64)>);

impl Decode for Shares {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let table = expect_table(node, path, problems)?;
        let shares: Vec<Option<(String, f64)>> = table
            .entries()
            .iter()
            .map(|entry| {
                let share = Share::decode(&entry.node, &path.key(&entry.key), problems)?;
                Some((entry.key.clone(), share.0))
            })
            .collect();
        let shares: Vec<(String, f64)> = shares.into_iter().collect::<Option<_>>()?;
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() <= 1e-6 {
            return Some(Shares(shares));
        }
        let problem = path.error(format!("the shares sum to {}, not 1", rounded(sum)));
        problems.add(problem.hint_if(missing_share(&shares, 1.0 - sum)).at(node.at));
        None
    }
}

/// What would make the shares sum to 1.
fn missing_share(shares: &[(String, f64)], gap: f64) -> Option<String> {
    let (name, share) = shares.iter().find(|(name, _)| name == "other").or(shares.last())?;
    let right = share + gap;
    let verb = if gap > 0.0 { "raise" } else { "lower" };
    (0.0..=1.0)
        .contains(&right)
        .then(|| format!("{verb} \"{name}\" to {} if the rest belongs there", rounded(right)))
}

/// A number with no more digits than anyone would write.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

leaf_schema!(Shares, "Shares", {
    "type": "object",
    "description": "Shares by name; they sum to 1",
    "minProperties": 1,
    "additionalProperties": { "type": "number", "minimum": 0, "maximum": 1 }
});

/// A rate, written with the unit of time in its key; none of the keys, no rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    /// The rate.
    pub(super) rate: PerDay,
    /// The key it was written with.
    pub(super) key: &'static str,
}

const RATES: [(&str, Days); 6] = [
    ("per_minute", Days(1.0 / 1_440.0)),
    ("per_hour", Days(1.0 / 24.0)),
    ("per_day", Days(1.0)),
    ("per_week", Days::WEEK),
    ("per_month", Days(365.25 / 12.0)),
    ("per_year", Days::YEAR),
];
const APPOINTMENTS: [(&str, Days); 6] = [
    ("appointments_per_minute", RATES[0].1),
    ("appointments_per_hour", RATES[1].1),
    ("appointments_per_day", RATES[2].1),
    ("appointments_per_week", RATES[3].1),
    ("appointments_per_month", RATES[4].1),
    ("appointments_per_year", RATES[5].1),
];

/// The one of several keys that is there, as a rate.
fn one_rate(
    keys: &[(&'static str, Days)],
    table: &Table,
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<Rate> {
    let mut written = keys.iter().filter(|(key, _)| table.get(key).is_some());
    let &(key, span) = written.next()?;
    if let Some((other, _)) = written.next() {
        problems.add(
            path.key(other)
                .error(format!("the rate is written twice, as `{key}` and as `{other}`"))
                .hint("leave one of them out"),
        );
    }
    let here = path.key(key);
    let node = table.get(key)?;
    let count = f64::decode(node, &here, problems)?;
    if count < 0.0 {
        problems.add(here.error(format!("a rate is 0 or more, and {count} is not")).at(node.at));
        return None;
    }
    Some(Rate { rate: PerDay::per(count, span), key })
}

/// The keys of a rate, beside others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MaybeRate(pub(super) Option<Rate>);

/// The keys of a number of appointments, beside others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MaybeAppointments(pub(super) Option<Rate>);

macro_rules! rate_fields {
    ($type:ident, $keys:ident, $what:literal) => {
        impl Fields for $type {
            fn keys() -> Vec<&'static str> {
                $keys.iter().map(|(key, _)| *key).collect()
            }

            fn fields(table: &Table, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
                Some($type(one_rate(&$keys, table, path, problems)))
            }

            fn properties(_: &mut SchemaGenerator, into: &mut Properties) {
                for (key, _) in $keys {
                    into.add(key, $what, json_schema!({ "type": "number", "minimum": 0 }), false);
                }
            }
        }
    };
}
rate_fields!(MaybeRate, RATES, "A rate, 0 or more; one of the keys that begin with per_");
rate_fields!(
    MaybeAppointments,
    APPOINTMENTS,
    "Appointments offered; one of the keys that begin with appointments_per_"
);

/// Something that must be there; where it cannot be read, the rest is read all the same.
#[derive(Debug, Clone)]
pub(super) struct Must<T>(pub(super) Option<T>);

impl<T: Decode> Decode for Must<T> {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        Some(Must(T::decode(node, path, problems)))
    }

    fn reported() -> Option<Self> {
        Some(Must(None))
    }
}

impl<T: JsonSchema> JsonSchema for Must<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}
