//! Mistakes in a scenario: parts left out, doubled, renamed, exchanged, put elsewhere; values at the ends of their range;
//! and noise in the text.

use crate::generated::{Choices, RAW};
use serde_json::{Map, Value, json};

/// Where something stands: keys, and numbers of items.
type Place = Vec<String>;

/// Every place of a scenario.
fn places(value: &Value, here: &mut Place, all: &mut Vec<Place>) {
    let mut below = |key: String, inside: &Value| {
        here.push(key);
        all.push(here.clone());
        places(inside, here, all);
        here.pop();
    };
    match value {
        Value::Object(table) => table.iter().for_each(|(key, inside)| below(key.clone(), inside)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(number, inside)| below(number.to_string(), inside));
        }
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, place: &[String]) -> Option<&'v mut Value> {
    place.iter().try_fold(value, |value, key| match value {
        Value::Object(table) => table.get_mut(key),
        Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    })
}

fn any_place(c: &mut Choices<'_>, value: &Value) -> Option<Place> {
    let mut all = Vec::new();
    places(value, &mut Place::new(), &mut all);
    // Of many repetitive parts of large scenarios each is as likely as any: small sections would hardly be met.
    let section = value.as_object()?;
    if c.is(50) && !section.is_empty() {
        let name = section.keys().nth(c.below(section.len()))?.clone();
        all.retain(|place| place[0] == name);
    }
    (!all.is_empty()).then(|| c.of(&all).clone())
}

/// A value that somebody may write by mistake, or out of malice.
pub(super) fn odd_value(c: &mut Choices<'_>) -> Value {
    const NUMBERS: [&str; 34] = [
        "0",
        "-0.0",
        "1",
        "-1",
        "2",
        "0.5",
        "1.5",
        "100",
        "1e-300",
        "5e-324",
        "1e-9",
        "1e9",
        "1e15",
        "1e16",
        "1e300",
        "1.7976931348623157e308",
        "-1e308",
        "nan",
        "inf",
        "-inf",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551616",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "10000000",
        "10000001",
        "100000",
        "0xff",
        "0b11",
        "1_000",
        "9007199254740993",
    ];
    const TEXTS: [&str; 44] = [
        "",
        " ",
        "0d",
        "0s",
        "1s",
        "1min",
        "0.000001s",
        "1h",
        "1d",
        "1000y",
        "1001y",
        "365250d",
        "-1d",
        "1e3d",
        "d",
        "12",
        "12 weeks",
        "1d 12h",
        "1.2.3d",
        "99999999999999999999d",
        "0.00000000000000000001y",
        "endless",
        "always",
        "waiting",
        "community",
        "none",
        "route",
        "all",
        "prison",
        "in_custody",
        "stay",
        "leave",
        "first",
        "assumption: x",
        "base.toml",
        "baseline",
        "../baseline.toml",
        "/",
        "/dev/zero",
        "stays.csv",
        "ä",
        "\u{202e}x",
        "\0",
        "a.b.\"c",
    ];
    match c.below(10) {
        0..=3 => json!(format!("{RAW}{}", c.one(&NUMBERS))),
        4..=6 => json!(c.one(&TEXTS)),
        7 => c
            .of(&[json!(true), json!(false), json!([]), json!({}), json!([[]]), json!([{}])])
            .clone(),
        8 => {
            let dates = [
                "2006-04-01",
                "0000-01-01",
                "9999-12-31",
                "2006-02-29",
                "07:32:00",
                "1979-05-27T07:32:00Z",
            ];
            json!(format!("{RAW}{}", c.one(&dates)))
        }
        _ => match c.below(3) {
            0 => json!("x".repeat(c.between(65, 3_000))),
            1 => {
                let depth = c.between(2, 300);
                json!(format!("{RAW}{}{}", "[".repeat(depth), "]".repeat(depth)))
            }
            _ => json!(vec![c.below(3); c.between(1, 2_000)]),
        },
    }
}

/// A key: one of the language that stands anywhere else, one misspelt, or none at all.
fn odd_key(c: &mut Choices<'_>, key: &str, other: &Value) -> String {
    match c.below(4) {
        0 => any_place(c, other).and_then(|place| place.last().cloned()).unwrap_or_default(),
        1 => {
            let mut letters: Vec<char> = key.chars().collect();
            if !letters.is_empty() {
                let place = c.below(letters.len());
                match c.below(3) {
                    0 => drop(letters.remove(place)),
                    1 => letters.insert(place, 'e'),
                    _ => letters[place] = 'x',
                }
            }
            letters.into_iter().collect()
        }
        2 => c
            .one(&[
                "while", "when", "then", "ratio", "is", "to", "set", "extends", "per_day", "places",
            ])
            .to_owned(),
        _ => c
            .one(&["", "A b", "ü", "x.y", "0", "community", "\u{7}", "\"", "route", "all"])
            .to_owned(),
    }
}

/// A number or a length of time made somewhat other than it is.
fn altered(c: &mut Choices<'_>, value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or(0.0);
            let factor = c.one(&[0.0, -1.0, 0.001, 0.5, 2.0, 10.0, 1e3, 1e6, 1e12]);
            let changed = number * factor + c.one(&[0.0, 0.0, 1.0, -1.0, 1e-9]);
            if c.is(50) { json!(changed) } else { json!(changed as i64) }
        }
        Value::String(text) => {
            let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
            let lengths = ["0", "1", "7", "0.001", "1000", "100000", ""];
            let units = ["s", "min", "h", "d", "w", "mo", "y", ""];
            match c.below(3) {
                0 if digits > 0 => json!(format!("{}{}", c.one(&lengths), &text[digits..])),
                1 if digits > 0 => json!(format!("{}{}", &text[..digits], c.one(&units))),
                _ => json!(format!("{text}{}", c.one(&["x", " ", ".", "ä"]))),
            }
        }
        Value::Bool(truth) => json!(!truth),
        _ => odd_value(c),
    }
}

/// Makes a change that need not be a mistake: a figure somewhat other than it is, or what stands at the same key elsewhere.
pub(super) fn variation(c: &mut Choices<'_>, scenario: &mut Value) {
    let mut all = Vec::new();
    places(scenario, &mut Place::new(), &mut all);
    let Some(place) = any_place(c, scenario) else { return };
    let like: Vec<&Place> = all.iter().filter(|other| other.last() == place.last()).collect();
    let from = (*c.of(&like)).clone();
    let other = at(scenario, &from).cloned().unwrap_or_default();
    let Some(value) = at(scenario, &place) else { return };
    *value = match value {
        Value::Number(number) if c.is(60) => {
            let factor = c.one(&[0.0, 0.1, 0.5, 2.0, 5.0, 100.0]);
            match number.as_i64() {
                Some(whole) => json!((whole as f64 * factor) as i64),
                None => json!(number.as_f64().unwrap_or(0.0) * factor),
            }
        }
        Value::String(_) if c.is(40) => altered(c, value),
        Value::Bool(truth) => json!(!*truth),
        _ => other,
    };
}

/// Takes a figure to an end of what can be written for it; what kind of figure it is stays.
pub(super) fn extreme(c: &mut Choices<'_>, scenario: &mut Value) {
    const REALS: [f64; 14] = [
        0.0,
        5e-324,
        1e-300,
        1e-12,
        1e-3,
        0.5,
        0.999_999_999,
        1.0,
        1.5,
        100.0,
        1e4,
        1e7,
        1e12,
        1e300,
    ];
    const WHOLES: [i64; 12] =
        [0, 1, 2, 3, 64, 255, 256, 65_535, 65_536, 100_000, 10_000_000, i64::MAX];
    const LENGTHS: [&str; 11] =
        ["0s", "0.000000001s", "0.001s", "1s", "1min", "1h", "1d", "1w", "100y", "999y", "1000y"];
    let mut all = Vec::new();
    places(scenario, &mut Place::new(), &mut all);
    let is_figure = |value: &Value| match value {
        Value::Number(_) => true,
        Value::String(text) => text.starts_with(|first: char| first.is_ascii_digit()),
        _ => false,
    };
    all.retain(|place| at(scenario, place).is_some_and(|value| is_figure(value)));
    if all.is_empty() {
        return;
    }
    let place = c.of(&all).clone();
    let Some(value) = at(scenario, &place) else { return };
    *value = match value {
        Value::Number(number) if number.is_f64() => json!(c.one(&REALS)),
        Value::Number(_) if c.is(30) => json!(c.one(&REALS)),
        Value::Number(_) => json!(c.one(&WHOLES)),
        _ => json!(c.one(&LENGTHS)),
    };
}

/// Makes one mistake; `other` lends parts.
pub(super) fn mistake(c: &mut Choices<'_>, scenario: &mut Value, other: &Value) {
    let Some(place) = any_place(c, scenario) else { return };
    let (last, above) = (place[place.len() - 1].clone(), &place[..place.len() - 1]);
    let borrowed = any_place(c, scenario).and_then(|place| at(scenario, &place).cloned());
    let mut lender = other.clone();
    let lent = any_place(c, other).and_then(|place| at(&mut lender, &place).cloned());
    let same = at(&mut lender, &place).cloned();
    let kind = c.below(13);
    let Some(parent) = at(scenario, above) else { return };
    let Some(value) = at(parent, std::slice::from_ref(&last)).map(|it| it.clone()) else { return };
    let put = |parent: &mut Value, value: Value| {
        if let Some(here) = at(parent, std::slice::from_ref(&last)) {
            *here = value;
        }
    };
    match kind {
        0 => leave_out(parent, &last),
        1 | 2 => put(parent, odd_value(c)),
        3..=5 => put(parent, altered(c, &value)),
        6 => put(parent, borrowed.unwrap_or_default()),
        7 => put(parent, lent.unwrap_or_default()),
        8 => put(parent, same.unwrap_or_default()),
        9 => {
            let key = odd_key(c, &last, other);
            rename(parent, &last, key);
        }
        10 => match parent {
            Value::Array(items) => items.push(value),
            Value::Object(table) => drop(table.insert(odd_key(c, &last, other), value)),
            _ => {}
        },
        11 => {
            let wrapped =
                if c.is(50) { json!([value]) } else { json!({ odd_key(c, &last, other): value }) };
            put(parent, wrapped);
        }
        _ => match parent {
            Value::Array(items) => items.reverse(),
            Value::Object(table) => {
                let entries: Vec<_> = std::mem::take(table).into_iter().collect();
                *table = entries.into_iter().rev().collect();
            }
            _ => {}
        },
    }
}

fn leave_out(parent: &mut Value, key: &str) {
    match parent {
        Value::Object(table) => drop(table.shift_remove(key)),
        Value::Array(items) => {
            if let Some(place) = key.parse().ok().filter(|&place: &usize| place < items.len()) {
                items.remove(place);
            }
        }
        _ => {}
    }
}

fn rename(parent: &mut Value, key: &str, new: String) {
    if let Value::Object(table) = parent {
        let entries: Vec<_> = std::mem::take(table).into_iter().collect();
        let renamed = |(name, value)| (if name == key { new.clone() } else { name }, value);
        *table = entries.into_iter().map(renamed).collect::<Map<_, _>>();
    }
}

/// A `path=value` for the command line: of something that is there, or nearly.
pub(super) fn set(c: &mut Choices<'_>, scenario: &Value) -> String {
    let mut place = any_place(c, scenario).unwrap_or_default();
    if c.is(15) {
        place.pop();
    }
    let value = match odd_value(c) {
        Value::String(text) => text.trim_start_matches(RAW).to_owned(),
        other => other.to_string(),
    };
    format!("{}={value}", place.join("."))
}

/// Noise in the text: bytes lost, doubled, changed; lines lost or said twice; the end cut off.
pub(super) fn noise(c: &mut Choices<'_>, text: &mut Vec<u8>) {
    if text.is_empty() {
        return;
    }
    let place = c.below(text.len());
    let end = (place + c.between(1, 40)).min(text.len());
    match c.below(7) {
        0 => drop(text.drain(place..end)),
        1 => {
            let piece = text[place..end].to_vec();
            let to = c.below(text.len());
            text.splice(to..to, piece);
        }
        2 => text[place] = c.below(256) as u8,
        3 => text.insert(place, c.one(b"\"'[]{}=.,#\n\r\t\0\xff\xc3 -0e")),
        4 => text.truncate(place),
        5 => {
            let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
            let line = c.below(lines.len());
            let mut kept: Vec<&[u8]> = lines.clone();
            if c.is(50) {
                let _ = kept.remove(line);
            } else {
                kept.insert(c.below(lines.len()), lines[line])
            }
            *text = kept.join(&b'\n');
        }
        _ => {
            let odd = c.one(&[
                "\u{feff}", "\u{2028}", "é", "\\u0000", "\"\"\"", "[[", "]]", "\\", "1e999",
            ]);
            text.splice(place..place, odd.bytes());
        }
    }
}
