//! A scenario as data, written as TOML in one of two ways.

use serde_json::{Map, Value};

/// Marks a text that is written as it stands, without quotes.
pub(crate) const RAW: char = '\u{1}';

/// How a scenario is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A heading for each section and each named thing.
    Sections,
    /// One line for each key of the file.
    Lines,
}

/// The text of a scenario.
pub(crate) fn text(scenario: &Value, layout: Layout) -> String {
    let mut lines = String::new();
    let mut sections = String::new();
    let empty = Map::new();
    for (name, section) in scenario.as_object().unwrap_or(&empty) {
        match (layout, section) {
            (Layout::Sections, Value::Object(inner)) => {
                headed(name, inner, &mut sections);
            }
            (Layout::Sections, Value::Array(items))
                if !items.is_empty() && items.iter().all(Value::is_object) =>
            {
                for item in items {
                    sections.push_str(&format!("\n[[{}]]\n", key(name)));
                    keys(item.as_object().unwrap_or(&empty), &mut sections);
                }
            }
            _ => lines.push_str(&format!("{} = {}\n", key(name), value(name, section))),
        }
    }
    lines + &sections
}

/// A section; where all its values are tables, each has a heading of its own.
fn headed(name: &str, inner: &Map<String, Value>, into: &mut String) {
    let is_of_named = name != "domains" && name != "costs" && name != "sources";
    if is_of_named && !inner.is_empty() && inner.values().all(Value::is_object) {
        for (thing, keys_of_it) in inner {
            into.push_str(&format!("\n[{}.{}]\n", key(name), key(thing)));
            if let Value::Object(table) = keys_of_it {
                keys(table, into);
            }
        }
    } else {
        into.push_str(&format!("\n[{}]\n", key(name)));
        keys(inner, into);
    }
}

fn keys(table: &Map<String, Value>, into: &mut String) {
    for (name, inner) in table {
        into.push_str(&format!("{} = {}\n", key(name), value(name, inner)));
    }
}

fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

fn value(name: &str, value_of_it: &Value) -> String {
    match value_of_it {
        Value::String(text) => match text.strip_prefix(RAW) {
            Some(raw) => raw.to_owned(),
            None if matches!(name, "start" | "at") && is_date(text) => text.clone(),
            None => quoted(text),
        },
        Value::Number(number) if number.is_f64() => {
            format!("{:?}", number.as_f64().unwrap_or(0.0))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| value("", item)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(table) => {
            let entries: Vec<String> = table
                .iter()
                .map(|(name, it)| format!("{} = {}", key(name), value(name, it)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Null => "\"\"".to_owned(),
        other => other.to_string(),
    }
}

fn is_date(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.len() == 10
        && text.is_ascii()
        && digits(&text[..4])
        && digits(&text[5..7])
        && digits(&text[8..])
        && text.as_bytes()[4] == b'-'
        && text.as_bytes()[7] == b'-'
}

fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            c if c.is_control() => written.push_str(&format!("\\u{:04X}", c as u32)),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}
