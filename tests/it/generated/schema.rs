//! What of the language a scenario uses: every key and every word of the schema that it meets.

use serde_json::Value;
use std::collections::BTreeSet;

/// Keys and words, each by its place in the schema.
pub(crate) type Uses = BTreeSet<String>;

/// Everything that the schema has.
pub(crate) fn everything(schema: &Value) -> Uses {
    let mut uses = Uses::new();
    gather(schema, schema, "", &mut uses, &mut BTreeSet::new());
    uses
}

fn gather(root: &Value, schema: &Value, place: &str, uses: &mut Uses, seen: &mut BTreeSet<String>) {
    if let Some((name, below)) = referred(root, schema) {
        if seen.insert(name.to_owned()) {
            gather(root, below, name, uses, seen);
        }
        return;
    }
    words(schema, place).into_iter().for_each(|(_, word)| {
        uses.insert(word);
    });
    for (key, below) in schema["properties"].as_object().into_iter().flatten() {
        let here = format!("{place}.{key}");
        uses.insert(here.clone());
        gather(root, below, &here, uses, seen);
    }
    for (below, here) in alternatives(schema, place).chain(inner(schema, place)) {
        gather(root, below, &here, uses, seen);
    }
}

/// Marks what a value uses.
pub(crate) fn mark(root: &Value, schema: &Value, place: &str, value: &Value, uses: &mut Uses) {
    if let Some((name, below)) = referred(root, schema) {
        return mark(root, below, name, value, uses);
    }
    for (word, here) in words(schema, place) {
        if word == value {
            uses.insert(here);
        }
    }
    for (below, here) in alternatives(schema, place).filter(|(below, _)| fits(root, below, value)) {
        mark(root, below, &here, value, uses);
    }
    for (key, inside) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(key) {
            Some(below) => {
                let here = format!("{place}.{key}");
                uses.insert(here.clone());
                mark(root, below, &here, inside, uses);
            }
            None => {
                mark(root, &schema["additionalProperties"], &format!("{place}.*"), inside, uses)
            }
        }
    }
    for item in value.as_array().into_iter().flatten() {
        mark(root, &schema["items"], &format!("{place}[]"), item, uses);
    }
}

/// Whether a value can be meant by a schema: enough to tell one alternative from another.
fn fits(root: &Value, schema: &Value, value: &Value) -> bool {
    if let Some((_, below)) = referred(root, schema) {
        return fits(root, below, value);
    }
    let is_of_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        _ => true,
    };
    let is_date = value.as_str().is_some_and(|text| text.len() == 10 && text.contains('-'));
    let words = words(schema, "");
    let mut any = alternatives(schema, "").peekable();
    let has = |key: &Value| key.as_str().is_some_and(|key| value.get(key).is_some());
    let knows = |key: &String| schema["properties"].get(key).is_some();
    is_of_type
        && (schema["format"] != "date" || is_date)
        && (words.is_empty() || words.iter().any(|(word, _)| *word == value))
        && (any.peek().is_none() || any.any(|(below, _)| fits(root, below, value)))
        && schema["required"].as_array().into_iter().flatten().all(has)
        && (schema["additionalProperties"] != false
            || value.as_object().is_none_or(|table| table.keys().all(knows)))
        && value.as_object().into_iter().flatten().all(|(key, inside)| {
            schema["properties"].get(key).is_none_or(|below| fits(root, below, inside))
        })
        && value
            .as_array()
            .into_iter()
            .flatten()
            .all(|item| schema.get("items").is_none_or(|below| fits(root, below, item)))
}

fn referred<'a>(root: &'a Value, schema: &'a Value) -> Option<(&'a str, &'a Value)> {
    let name = schema["$ref"].as_str()?.strip_prefix("#/$defs/")?;
    Some((name, &root["$defs"][name]))
}

fn words<'a>(schema: &'a Value, place: &str) -> Vec<(&'a Value, String)> {
    let words = schema["enum"].as_array().into_iter().flatten().chain(schema.get("const"));
    words.map(|word| (word, format!("{place}={word}"))).collect()
}

fn alternatives<'a>(schema: &'a Value, place: &str) -> impl Iterator<Item = (&'a Value, String)> {
    let any = schema["anyOf"].as_array().into_iter().flatten().enumerate();
    any.map(move |(number, below)| (below, format!("{place}|{number}")))
}

fn inner<'a>(schema: &'a Value, place: &str) -> impl Iterator<Item = (&'a Value, String)> {
    let items = schema.get("items").map(|below| (below, format!("{place}[]")));
    let others = schema.get("additionalProperties").filter(|below| below.is_object());
    items.into_iter().chain(others.map(|below| (below, format!("{place}.*"))))
}
