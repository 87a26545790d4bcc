//! What a scenario says, as plain values in the order of the text: for those who retell it.

use super::tree::{Node, Value};
use std::fmt;

/// A value of a scenario as it was written, after merging. What was not written is not there: defaults
/// are the model's.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A text: a name, or a duration with its unit.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A date.
    Date(String),
    /// A list.
    List(Vec<Said>),
    /// A table: keys and values in the order of the text.
    Table(Vec<(String, Said)>),
}

/// One stage in which a scenario came about: what it extends, itself, what was set on the command line.
/// Each holds everything below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Name of the scenario file, without folder and ending; `--set` for the command line.
    pub name: String,
    /// All that is said so far.
    pub said: Said,
}

impl Said {
    pub(super) fn of(node: &Node) -> Said {
        match &node.value {
            Value::Text(text) => Said::Text(text.clone()),
            Value::Whole(number) => Said::Number(*number as f64),
            Value::Real(number) => Said::Number(*number),
            Value::Truth(truth) => Said::Truth(*truth),
            Value::Date(date) => Said::Date(date.to_string()),
            Value::List(items) => Said::List(items.iter().map(Said::of).collect()),
            Value::Table(table) => {
                let entries = table.entries().iter();
                Said::Table(
                    entries.map(|entry| (entry.key.clone(), Said::of(&entry.node))).collect(),
                )
            }
        }
    }

    /// The value of a key, where this is a table that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Said> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Said::Text(text) = self { Some(text) } else { None }
    }

    /// The number, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        if let Said::Number(number) = self { Some(*number) } else { None }
    }

    /// Whether it is true.
    #[must_use]
    pub fn is_true(&self) -> bool {
        *self == Said::Truth(true)
    }

    /// The items of a list, or the one value that stands where there may be several.
    #[must_use]
    pub fn items(&self) -> &[Said] {
        if let Said::List(items) = self { items } else { std::slice::from_ref(self) }
    }

    /// The keys and values of a table; none where it is something else.
    #[must_use]
    pub fn entries(&self) -> &[(String, Said)] {
        if let Said::Table(entries) = self { entries } else { &[] }
    }
}

impl fmt::Display for Said {
    /// As it might stand in the file, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Said::Text(text) => write!(f, "{text:?}"),
            Said::Number(number) => write!(f, "{number}"),
            Said::Truth(truth) => write!(f, "{truth}"),
            Said::Date(date) => f.write_str(date),
            Said::List(items) => {
                f.write_str("[")?;
                for (number, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if number > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Said::Table(entries) => {
                f.write_str("{")?;
                for (number, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{} {key} = {value}", if number > 0 { "," } else { "" })?;
                }
                f.write_str(" }")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::read_file;
    use std::path::Path;

    #[test]
    fn a_scenario_keeps_what_each_layer_says_and_shows_it_as_it_is_written() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/every_form");
        let sets = ["services.beds.places=7".to_owned()];
        let scenario = read_file(&folder.join("option.toml"), &sets).unwrap();
        let names: Vec<&str> = scenario.layers.iter().map(|layer| layer.name.as_str()).collect();
        assert_eq!(names, ["base", "option", "--set"]);
        let service = |layer: usize, name: &str| {
            scenario.layers[layer].said.get("services").unwrap().get(name).unwrap().clone()
        };
        let places = |layer| service(layer, "beds").get("places").unwrap().number();
        assert_eq!((places(0), places(1), places(2)), (Some(4.0), Some(6.0), Some(7.0)));
        assert!(service(0, "clinic").get("after_missed").is_some());
        assert!(service(1, "clinic").get("after_missed").is_none());
        let hazard = scenario.said().get("risks").unwrap().get("drop_out").unwrap().get("hazard");
        let shown =
            "{ weibull = { probability = [0.1, 0.3], by = [\"12w\", \"1y\"] }, until = \"3y\" }";
        assert_eq!(hazard.unwrap().to_string(), shown);
    }
}
