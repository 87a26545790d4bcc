//! Names, numbers and lengths of time as a reader says them.

use crate::names::{grouped, joined, readable};
use crate::output::rounded;
use crate::scenario::Said;

/// A name as words with the key that stands in the file, where that looks different.
pub(super) fn with_key(name: &str) -> String {
    let words = readable(name);
    if words == name { format!("**{words}**") } else { format!("**{words}** (`{name}`)") }
}

/// The names that stand here, one or several.
pub(super) fn names(said: &Said, last: &str) -> String {
    let names: Vec<String> = said.items().iter().filter_map(Said::text).map(readable).collect();
    joined(&names, last)
}

/// "1 route", "9 routes".
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    let words = if number == 1 { one } else { many };
    format!("{} {words}", figure(number as f64))
}

/// A number with commas between thousands and no more digits than were meant.
pub(super) fn figure(value: f64) -> String {
    grouped(rounded(value, 10))
}

/// A share as a percentage.
pub(super) fn percentage(share: f64) -> String {
    format!("{}%", figure(share * 100.0))
}

const UNITS: [(&str, &str, &str); 7] = [
    ("s", "second", "seconds"),
    ("min", "minute", "minutes"),
    ("h", "hour", "hours"),
    ("d", "day", "days"),
    ("w", "week", "weeks"),
    ("mo", "month", "months"),
    ("y", "year", "years"),
];

/// A length of time as its parts: numbers and units, where the text is one.
pub(super) fn lengths(text: &str) -> Option<Vec<(f64, &'static str, &'static str)>> {
    let mut rest = text.trim();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, more) = after.split_at(letters);
        let &(_, one, many) = UNITS.iter().find(|(sign, ..)| *sign == unit)?;
        parts.push((number.parse().ok()?, one, many));
        rest = more.trim_start();
    }
    (!parts.is_empty()).then_some(parts)
}

/// A length of time in days, where the text is one.
pub(super) fn length_in_days(text: &str) -> Option<f64> {
    Some(lengths(text)?.iter().map(|(number, _, many)| number * days_in(many)).sum())
}

fn days_in(unit: &str) -> f64 {
    match unit {
        "seconds" => 1.0 / 86_400.0,
        "minutes" => 1.0 / 1_440.0,
        "hours" => 1.0 / 24.0,
        "weeks" => 7.0,
        "months" => 365.25 / 12.0,
        "years" => 365.25,
        _ => 1.0,
    }
}

/// A length of time: `"12w"` as "12 weeks"; whatever else as it stands.
pub(super) fn length(said: &Said) -> String {
    let Some(text) = said.text() else { return said.to_string() };
    let Some(parts) = lengths(text) else { return text.to_owned() };
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(number, one, many)| {
            let unit = if number == 1.0 { one } else { many };
            format!("{} {unit}", figure(number))
        })
        .collect();
    parts.join(" ")
}

/// Two lengths of time as a range: "8 and 26 weeks", "2 days and 3 weeks".
pub(super) fn range(low: &Said, high: &Said) -> String {
    let units = |said: &Said| said.text().and_then(lengths);
    match (units(low).as_deref(), units(high).as_deref()) {
        (Some([(from, _, unit)]), Some([(_, _, same)])) if unit == same => {
            format!("{} and {}", figure(*from), length(high))
        }
        _ => format!("{} and {}", length(low), length(high)),
    }
}

/// A rate by its key: `per_week = 6.3` as "6.3 a week".
pub(super) fn rate(key: &str, said: &Said) -> Option<String> {
    let unit = key.rsplit_once("per_").map(|(_, unit)| unit)?;
    let article = if unit == "hour" { "an" } else { "a" };
    Some(format!("{} {article} {unit}", figure(said.number()?)))
}

/// A value of whatever kind, as near to words as it comes without knowing what it is.
pub(super) fn value(said: &Said) -> String {
    match said {
        Said::Text(text) if lengths(text).is_some() => length(said),
        Said::Text(text) => text.clone(),
        Said::Number(number) => figure(*number),
        Said::Truth(true) => "yes".to_owned(),
        Said::Truth(false) => "no".to_owned(),
        Said::Date(date) => date.clone(),
        Said::List(items) => items.iter().map(value).collect::<Vec<_>>().join(", "),
        Said::Table(entries) => {
            let entries = entries.iter().map(|(key, said)| match said {
                Said::Table(_) => format!("{} ({})", readable(key), value(said)),
                _ => format!("{} {}", readable(key), value(said)),
            });
            entries.collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Said {
        Said::Text(text.to_owned())
    }

    #[test]
    fn lengths_of_time_are_said_in_words() {
        for (written, said) in [
            ("12w", "12 weeks"),
            ("1d 12h", "1 day 12 hours"),
            ("0.5y", "0.5 years"),
            ("1mo", "1 month"),
            ("90min", "90 minutes"),
            ("soon", "soon"),
        ] {
            assert_eq!(length(&text(written)), said);
        }
        assert_eq!(range(&text("8w"), &text("26w")), "8 and 26 weeks");
        assert_eq!(range(&text("2d"), &text("3w")), "2 days and 3 weeks");
        assert_eq!(lengths("opiates"), None);
    }

    #[test]
    fn a_name_has_its_key_beside_it_where_that_looks_different() {
        assert_eq!(with_key("counselling"), "**counselling**");
        assert_eq!(with_key("gp"), "**GP** (`gp`)");
    }

    #[test]
    fn numbers_have_no_more_digits_than_were_meant() {
        assert_eq!(percentage(0.07), "7%");
        assert_eq!(percentage(0.0053), "0.53%");
        assert_eq!(figure(51_000.0), "51,000");
        assert_eq!(figure(-1234.5), "-1,234.5");
        assert_eq!(rate("per_week", &Said::Number(6.3)).unwrap(), "6.3 a week");
        assert_eq!(rate("appointments_per_hour", &Said::Number(2.0)).unwrap(), "2 an hour");
        assert_eq!(joined(&["a", "b", "c"], "or"), "a, b or c");
    }
}
