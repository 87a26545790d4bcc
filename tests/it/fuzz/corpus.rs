//! The scenarios that mistakes are made in: every one that comes with the program or its tests, and generated ones.

use crate::generated::{CURVE, Choices, PEOPLE, STAYS};
use serde_json::{Map, Number, Value};
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// A scenario file, as text and, where it is TOML, as data.
pub(super) struct Known {
    /// Its folder, from the root of the copies.
    pub(super) folder: PathBuf,
    pub(super) text: String,
    pub(super) data: Option<Value>,
}

/// All known scenarios, copied to a folder where a case can stand beside them.
pub(super) struct Corpus {
    pub(super) root: tempfile::TempDir,
    known: Vec<Known>,
}

/// Where generated scenarios stand.
pub(super) const GENERATED: &str = "generated";

impl Corpus {
    pub(super) fn new() -> Corpus {
        let root = tempfile::tempdir().unwrap();
        let mut known = Vec::new();
        for folder in ["scenarios", "tests/scenarios"] {
            copy(Path::new(folder), root.path(), &mut known);
        }
        known.sort_by(|a, b| (&a.folder, &a.text).cmp(&(&b.folder, &b.text)));
        let generated = root.path().join(GENERATED);
        std::fs::create_dir_all(&generated).unwrap();
        for (name, content) in [STAYS, CURVE, PEOPLE] {
            std::fs::write(generated.join(name), content).unwrap();
        }
        Corpus { root, known }
    }

    /// One of the known scenarios.
    pub(super) fn one(&self, c: &mut Choices<'_>) -> &Known {
        c.of(&self.known)
    }

    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}

/// Copies a folder of the project with all below it, and keeps the scenarios.
fn copy(folder: &Path, root: &Path, known: &mut Vec<Known>) {
    std::fs::create_dir_all(root.join(folder)).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = folder.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&name, root, known);
            continue;
        }
        std::fs::copy(&path, root.join(&name)).unwrap();
        let is_scenario = path.extension().is_some_and(|ending| ending == "toml");
        if let Some(text) = std::fs::read_to_string(&path).ok().filter(|_| is_scenario) {
            known.push(Known { folder: folder.to_path_buf(), data: data(&text), text });
        }
    }
}

/// A text as data, in the order of the text.
pub(super) fn data(text: &str) -> Option<Value> {
    let table = DeTable::parse(text).ok()?;
    Some(table_of(table.get_ref()))
}

fn table_of(table: &DeTable<'_>) -> Value {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let entries =
        entries.iter().map(|(key, value)| (key.get_ref().to_string(), value_of(value.get_ref())));
    Value::Object(entries.collect::<Map<String, Value>>())
}

fn value_of(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            raw_or(number.as_str().parse::<i64>().ok().map(Number::from), number.as_str())
        }
        DeValue::Float(number) => {
            raw_or(number.as_str().parse::<f64>().ok().and_then(Number::from_f64), number.as_str())
        }
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(date) => Value::String(format!("{}{date}", crate::generated::RAW)),
        DeValue::Array(items) => {
            Value::Array(items.iter().map(|item| value_of(item.get_ref())).collect())
        }
        DeValue::Table(table) => table_of(table),
    }
}

fn raw_or(number: Option<Number>, text: &str) -> Value {
    number.map_or_else(|| Value::String(format!("{}{text}", crate::generated::RAW)), Value::Number)
}
