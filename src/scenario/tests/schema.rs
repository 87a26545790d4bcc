//! The JSON Schema: what it accepts, and that it is up to date.

use super::*;

/// The scenario as an editor sees it: TOML as JSON, dates as texts.
fn as_json(text: &str) -> serde_json::Value {
    fn convert(value: &toml::Value) -> serde_json::Value {
        match value {
            toml::Value::Datetime(date) => serde_json::json!(date.to_string()),
            toml::Value::Array(items) => items.iter().map(convert).collect(),
            toml::Value::Table(table) => {
                table.iter().map(|(key, value)| (key.clone(), convert(value))).collect()
            }
            other => serde_json::to_value(other).unwrap(),
        }
    }
    convert(&toml::Value::Table(text.parse().unwrap()))
}

#[test]
fn the_schema_accepts_the_examples_and_rejects_what_is_unknown() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for text in [BASELINE, SMALL] {
        let errors: Vec<String> = validator
            .iter_errors(&as_json(text))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    for more in [
        "[services.b]\nplces = 1\n",
        "[servces.b]\nplaces = 1\n",
        "[services.b]\nplaces = -1\n",
        "[risks.a]\nwhile = \"engaging\"\nhazard = { weibull = { shape = 1 } }\n",
        "[risks.a]\nwhile = \"sometimes\"\nhazard = { mean = \"1d\" }\n",
        "[targets]\nwaiting_time = 3\n",
        "[exits.left_again]\nplanned = 1\n",
    ] {
        assert!(!validator.is_valid(&as_json(&format!("{SMALL}{more}"))), "{more}");
    }
}

/// Regenerate with `throughcare schema > scenarios/scenario.schema.json`.
#[test]
fn the_committed_schema_is_that_of_the_types() {
    let made = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/scenario.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == made,
        "scenarios/scenario.schema.json is out of date: \
         run `throughcare schema > scenarios/scenario.schema.json`"
    );
}
