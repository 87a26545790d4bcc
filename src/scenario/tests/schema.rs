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
    let centre = include_str!("../../../scenarios/urgent_treatment_centre.toml");
    for text in [BASELINE, centre, SMALL] {
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

#[test]
fn what_extends_another_may_leave_out_what_that_one_states() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let valid = |text: &str| validator.is_valid(&as_json(text));
    let option = "title = \"more beds\"\nextends = \"small.toml\"\n";
    let rest = "[run]\nstart = 2006-04-01\n[routes.gp]\nper_week = 3\n[services.x]\nplaces = 10\n\
                [services.y]\nstaff = 20\n[risks.z]\nratios = [{ ratio = 2 }]\n\
                [interventions.triage]\ntier = 3\n[attributes.housing]\ngiven = []\n\
                [[changes]]\nat = 2007-04-01\nset = { \"services.x.places\" = 4 }\n";
    assert!(valid(option) && valid(&format!("{option}{rest}")));
    assert!(valid(&format!("{option}unset = [\"services.x.staff\"]\n{rest}")));
    for wrong in [
        "servces.x = { places = 1 }\n",
        "[services.x]\nplces = 1\n",
        "[risks.z]\nratios = [{ when = {} }]\n",
        "[services.x]\nrota = { places = [1] }\n",
        "[run]\nstart = 2006-04-01T10:00:00\n",
        "[[changes]]\nat = \"later\"\nset = { \"services.x.places\" = 4 }\n",
    ] {
        assert!(!valid(&format!("{option}{wrong}")), "{wrong}");
    }
    for wrong in [
        "title = \"nothing is run\"\n".to_owned(),
        format!("unset = [\"services.clinic.places\"]\n{SMALL}"),
        SMALL.replace("horizon = \"5y\"", ""),
        SMALL.replace("tier = 2", ""),
        SMALL.replace("enters = \"triage\"", ""),
        format!("{SMALL}[attributes.a]\ngiven = []\n"),
        format!("{SMALL}[risks.a]\nwhile = \"always\"\n"),
    ] {
        assert!(!valid(&wrong), "{wrong}");
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
