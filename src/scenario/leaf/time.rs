//! Lengths of time, dates, and rates.

use super::shortened;
use crate::scenario::decode::{Decode, Fields, Properties, wrong_kind};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::tree::{Node, Table, Value};
use crate::units::{Days, PerDay};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// A length of time with its unit, 0 or more and at most 1000 years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) struct Duration(pub(in crate::scenario) Days);

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

const RANGE_HINT: &str = "a duration lies between 0d and 1000y";
/// Names of units that are not how they are written, by how they begin.
const SPELLED_OUT: [(&str, &str); 7] =
    [("sec", "s"), ("min", "min"), ("h", "h"), ("day", "d"), ("w", "w"), ("mo", "mo"), ("y", "y")];

/// Why a text is no duration, and what to write.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct NoDuration {
    pub(in crate::scenario) why: String,
    pub(in crate::scenario) hint: String,
}

impl NoDuration {
    fn new(why: impl Into<String>, hint: impl Into<String>) -> NoDuration {
        NoDuration { why: why.into(), hint: hint.into() }
    }
}

impl Duration {
    /// Reads a duration.
    pub(in crate::scenario) fn parse(text: &str) -> Result<Duration, NoDuration> {
        let quoted = || format!("\"{}\"", shortened(text));
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(NoDuration::new("an empty text is no duration", DURATION_HINT));
        }
        let mut days = 0.0;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let (digits, after) = rest.split_at(digits);
            let after = after.trim_start();
            let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
            let number: f64 = digits.parse().map_err(|_| {
                NoDuration::new(format!("{} is no duration", quoted()), DURATION_HINT)
            })?;
            let (unit, more) = after.split_at(letters);
            let Some((_, size)) = UNITS.iter().find(|(name, _)| *name == unit) else {
                return Err(match unit {
                    "" => NoDuration::new(format!("{} has no unit", quoted()), DURATION_HINT),
                    "e" | "E" if !more.is_empty() => exponent(&quoted(), digits, more),
                    _ => no_unit(digits, unit),
                });
            };
            days += number * size;
            rest = more.trim_start();
        }
        if days.is_finite() && days <= LONGEST.0 {
            Ok(Duration(Days(days)))
        } else {
            Err(NoDuration::new(format!("{} is longer than 1000 years", quoted()), RANGE_HINT))
        }
    }
}

/// A number with an exponent, as `1e3d`.
fn exponent(quoted: &str, digits: &str, more: &str) -> NoDuration {
    let end = more.find(|c: char| !c.is_ascii_digit() && c != '-' && c != '+');
    let power = &more[..end.unwrap_or(more.len())];
    match format!("{digits}e{power}").parse::<f64>() {
        Ok(number) if number > LONGEST.0 * 86_400.0 => {
            NoDuration::new(format!("{quoted}: the number is too large"), RANGE_HINT)
        }
        _ => NoDuration::new(
            format!("{quoted} has a number with an exponent"),
            "write the number out, as in \"1000d\"",
        ),
    }
}

/// A unit that is none, perhaps because it is spelled out.
fn no_unit(digits: &str, unit: &str) -> NoDuration {
    let lower = unit.to_ascii_lowercase();
    let meant = SPELLED_OUT.iter().find(|(begins, _)| lower.starts_with(begins));
    let hint = meant.filter(|_| digits.len() <= 20).map_or_else(
        || DURATION_HINT.to_owned(),
        |(_, meant)| format!("write \"{digits}{meant}\""),
    );
    NoDuration::new(format!("`{}` is no unit of time", shortened(unit)), hint)
}

impl Decode for Duration {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let wrong = match &node.value {
            Value::Text(text) => match Duration::parse(text) {
                Ok(duration) => return Some(duration),
                Err(wrong) => wrong,
            },
            Value::Whole(_) | Value::Real(_) => NoDuration::new(
                format!("{} is a duration without a unit", node.shown()),
                DURATION_HINT,
            ),
            _ => NoDuration::new(
                format!("this must be a duration, not {}", node.shown()),
                DURATION_HINT,
            ),
        };
        problems.add(path.error(wrong.why).hint(wrong.hint).at(node.at));
        None
    }
}

leaf_schema!(Duration, "Duration", {
    "type": "string",
    "description": "A length of time: numbers with units s, min, h, d, w (7 d), mo (1/12 y), y (365.25 d)",
    "pattern": "^\\s*([0-9]*\\.?[0-9]+\\.?\\s*(s|min|h|d|w|mo|y)\\s*)+$",
    "examples": ["12w", "1d 12h", "90min"]
});

/// How long the warm-up lasts: a length of time, or one that is found before the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) enum WarmUp {
    Lasts(Days),
    Auto,
}

impl WarmUp {
    /// How long it lasts as far as it is known: 0 where it is yet to be found.
    pub(in crate::scenario) fn days(this: Option<WarmUp>) -> Days {
        match this {
            Some(WarmUp::Lasts(days)) => days,
            Some(WarmUp::Auto) | None => Days::ZERO,
        }
    }
}

impl Decode for WarmUp {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        if matches!(&node.value, Value::Text(text) if text.trim() == AUTO) {
            return Some(WarmUp::Auto);
        }
        let mut found = Problems::default();
        let read = Duration::decode(node, path, &mut found);
        for problem in found.into_vec() {
            let hint = problem.hint.clone().unwrap_or_default();
            problems.add(problem.hint(format!("{hint}; or \"auto\", to have it found")));
        }
        read.map(|Duration(days)| WarmUp::Lasts(days))
    }
}

impl JsonSchema for WarmUp {
    fn schema_name() -> Cow<'static, str> {
        "WarmUp".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let length = generator.subschema_for::<Duration>();
        json_schema!({
            "description": "A length of time, or \"auto\": found before the run by MSER-5",
            "anyOf": [length, { "const": AUTO }]
        })
    }
}

/// A warm-up that is to be found.
const AUTO: &str = "auto";

const MOMENT_HINT: &str = "write a date, as 2006-04-01, or how long after the start, as \"2y\"";

/// A date, or a time after the start of the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) enum Moment {
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
                Err(_) => match Duration::parse(text) {
                    // Nothing says that a duration was meant.
                    Err(wrong) if wrong.hint == DURATION_HINT => {
                        let message = format!("{} is neither a date nor a duration", node.shown());
                        problems.add(path.error(message).hint(MOMENT_HINT).at(node.at));
                        None
                    }
                    _ => Duration::decode(node, path, problems)
                        .map(|Duration(after)| Moment::After(after)),
                },
            },
            _ => {
                let problem = wrong_kind("a date or a duration after the start", node, path);
                problems.add(problem.hint(MOMENT_HINT));
                None
            }
        }
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (date, after) =
            (generator.subschema_for::<Date>(), generator.subschema_for::<Duration>());
        json_schema!({
            "description": "A date (2006-04-01), or a duration after the start (\"2y\")",
            "anyOf": [date, after]
        })
    }
}

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) struct Date(pub(in crate::scenario) jiff::civil::Date);

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

// Editors hand a date of TOML to the schema as a text.
leaf_schema!(Date, "Date", {
    "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "description": "A calendar date, without quotes: 2006-04-01"
});

/// A rate, written with the unit of time in its key; none of the keys, no rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) struct Rate {
    /// The rate.
    pub(in crate::scenario) rate: PerDay,
    /// The key it was written with.
    pub(in crate::scenario) key: &'static str,
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
pub(in crate::scenario) struct MaybeRate(pub(in crate::scenario) Option<Rate>);

/// The keys of a number of appointments, beside others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) struct MaybeAppointments(pub(in crate::scenario) Option<Rate>);

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_numbers_with_units() {
        let days = |text: &str| Duration::parse(text).map(|duration| duration.0.0);
        for (text, expected) in [
            ("90min", 0.0625),
            ("6h", 0.25),
            ("12w", 84.0),
            ("6mo", 182.625),
            ("2y", 730.5),
            ("1d 12h", 1.5),
            ("1d12h", 1.5),
            (" 0.5 d ", 0.5),
            ("0s", 0.0),
        ] {
            let found = days(text).unwrap();
            assert!((found - expected).abs() < 1e-12, "{text}: {found}");
        }
        for (text, why) in [
            ("", "an empty text is no duration"),
            ("12", "\"12\" has no unit"),
            ("12 weeks", "`weeks` is no unit of time"),
            ("w", "\"w\" is no duration"),
            ("-3d", "\"-3d\" is no duration"),
            ("1.2.3d", "\"1.2.3d\" is no duration"),
            ("1001y", "\"1001y\" is longer than 1000 years"),
            ("é", "\"é\" is no duration"),
        ] {
            let found = days(text).map_err(|wrong| wrong.why);
            assert_eq!(found, Err(why.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_told_what_to_write() {
        for (text, hint) in [
            ("52 weeks", "write \"52w\""),
            ("1d 3hours", "write \"3h\""),
            ("2 Months", "write \"2mo\""),
            ("90 minutes", "write \"90min\""),
            ("3 fortnights", DURATION_HINT),
            ("5m", DURATION_HINT),
            ("1001y", RANGE_HINT),
            ("1e400w", RANGE_HINT),
            ("1e2w", "write the number out, as in \"1000d\""),
        ] {
            assert_eq!(Duration::parse(text).map_err(|wrong| wrong.hint), Err(hint.to_owned()));
        }
        assert_eq!(Duration::parse("52 w"), Ok(Duration(Days(364.0))));
    }
}
