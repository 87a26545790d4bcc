//! One or many, things by name, and things without which the rest is read all the same.

use super::shortened;
use crate::scenario::decode::{Decode, expect_table};
use crate::scenario::problem::{KeyPath, Problem, Problems};
use crate::scenario::tree::{Node, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// One, or a list of some.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct Many<T> {
    items: Vec<T>,
    listed: bool,
}

impl<T> Many<T> {
    /// Each with its path, given the path of all.
    pub(in crate::scenario) fn each(
        &self,
        path: &KeyPath<'_>,
        mut each: impl FnMut(&T, &KeyPath<'_>),
    ) {
        for (number, item) in self.items.iter().enumerate() {
            if self.listed { each(item, &path.item(number)) } else { each(item, path) }
        }
    }

    /// All of them; at least one.
    pub(in crate::scenario) fn items(&self) -> &[T] {
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
pub(in crate::scenario) struct Named<T> {
    entries: Vec<(String, Option<T>)>,
}

impl<T> Named<T> {
    /// Names, and the things where they could be read.
    pub(in crate::scenario) fn entries(&self) -> &[(String, Option<T>)] {
        &self.entries
    }

    /// Things that could be read, with names and numbers.
    pub(in crate::scenario) fn known(&self) -> impl Iterator<Item = (usize, &str, &T)> {
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

/// Something that must be there; where it cannot be read, the rest is read all the same.
#[derive(Debug, Clone)]
pub(in crate::scenario) struct Must<T>(pub(in crate::scenario) Option<T>);

impl<T> Must<T> {
    /// What can be made of it, where it could be read.
    pub(in crate::scenario) fn read<M>(&self, make: impl FnOnce(&T) -> Option<M>) -> Option<M> {
        self.0.as_ref().and_then(make)
    }
}

impl<T: Decode> Decode for Must<T> {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        Some(Must(T::decode(node, path, problems)))
    }

    fn missing() -> Option<Self> {
        T::missing().map(|usual| Must(Some(usual)))
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
