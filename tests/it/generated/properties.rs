//! What holds of every generated scenario.

use super::schema::{Uses, everything, mark};
use super::{CURVE, Choices, Layout, PEOPLE, STAYS, bytes_of, layered, scenario, text};
use crate::audit::{Auditor, audit};
use crate::trace::{Trace, model, run};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::Plan;
use throughcare::model::Model;
use throughcare::random::Who;
use throughcare::scenario::{Refusal, Scenario, read_file, read_text, schema};
use throughcare::story::{Journey, tell};

/// Bytes from which a scenario is made.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..200),
        4 => any::<u64>().prop_map(bytes_of),
    ]
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A scenario without files, and its text.
fn made(bytes: &[u8]) -> (Value, String) {
    let scenario = scenario(&mut Choices::new(bytes), false);
    let text = text(&scenario, Layout::Sections);
    (scenario, text)
}

/// A generated scenario that is refused is no case.
fn accepted(read: Result<Scenario, Refusal>) -> Result<Scenario, TestCaseError> {
    read.map_err(|refusal| TestCaseError::reject(refusal.to_string()))
}

/// The first happening that two runs do not share, for people to read.
fn difference(one: &Model, other: &Model) -> Option<String> {
    let (one, other) = (history(one, 1), history(other, 1));
    let place =
        (0..one.len().max(other.len())).find(|&place| one.get(place) != other.get(place))?;
    let before = &one[place.saturating_sub(5)..place];
    Some(format!("after {before:#?}\n{:?}\n{:?}", one.get(place), other.get(place)))
}

/// What happened to whom, when, in one replication; but for leaving the simulation, which a client to whom nothing
/// can happen does only once no change is to come, and for the order in which those are told who wait to the end.
fn history(model: &Model, replication: u32) -> Vec<(u64, u32, u32, String)> {
    let mut lines = Trace::of(model, replication).lines;
    lines.retain(|line| line.text != "left");
    let to_the_end = lines.iter().position(|line| line.text.starts_with("still waiting"));
    let to_the_end = to_the_end.unwrap_or(lines.len());
    lines[to_the_end..].sort_by_key(|line| (line.who.group, line.who.number));
    lines
        .into_iter()
        .map(|line| (line.at.to_bits(), line.who.group, line.who.number, line.text))
        .collect()
}

fn write(folder: &Path, name: &str, content: &str) {
    std::fs::write(folder.join(name), content).unwrap();
}

proptest! {
    #![proptest_config(cases(300))]

    /// Clients, places, waits, episodes, care plans and custody: the books add up, whatever the scenario.
    #[test]
    fn the_books_of_every_scenario_add_up(bytes in bytes(), replication in 1u32..1000) {
        let (_, text) = made(&bytes);
        let scenario = accepted(read_text("generated", &text, &[]))?;
        audit(&scenario.model, replication);
    }
}

proptest! {
    #![proptest_config(cases(60))]

    /// The results are the same, to the bit, on one thread and on two.
    #[test]
    fn the_number_of_threads_changes_nothing(bytes in bytes()) {
        let (_, text) = made(&bytes);
        let sets = ["run.replications=3".to_owned()];
        let model = accepted(read_text("generated", &text, &sets))?.model;
        let results_on = |threads| {
            let stop = AtomicBool::new(false);
            let plan = Plan {
                scenarios: vec![("generated", &model)],
                threads: Some(threads),
                stop: &stop,
                progress: &|_| {},
            };
            let results = plan.run().unwrap().results.remove(0);
            format!("{results:?}")
        };
        prop_assert_eq!(results_on(1), results_on(2));
    }

    /// A scenario is the same however it is laid out: the same digest, and the same history.
    #[test]
    fn the_layout_changes_nothing(bytes in bytes()) {
        let (scenario, sections) = made(&bytes);
        let lines = text(&scenario, Layout::Lines);
        let one = accepted(read_text("generated", &sections, &[]))?;
        let other = accepted(read_text("generated", &lines, &[]))?;
        prop_assert_eq!(&one.digest, &other.digest);
        prop_assert_eq!(difference(&one.model, &other.model), None);
    }

    /// Whoever asks why things happen is told, and changes nothing.
    #[test]
    fn asking_why_changes_nothing(bytes in bytes()) {
        let (_, text) = made(&bytes);
        let model = accepted(read_text("generated", &text, &[]))?.model;
        let first = Who { group: model.system().routes[0].key, number: 0 };
        let mut asked = (Auditor::new(&model), Journey::of(first));
        let mut unasked = Auditor::new(&model);
        prop_assert_eq!(run(&model, 1, &mut asked), run(&model, 1, &mut unasked));
        prop_assert_eq!(asked.0.happenings, unasked.happenings);
        prop_assert_eq!(tell(&model, &asked.1).is_none(), asked.1.is_empty());
    }

    /// A change that sets what holds already changes nothing, at whatever instant.
    #[test]
    fn a_change_to_what_holds_already_changes_nothing(bytes in bytes(), day in 1u32..150) {
        let (mut scenario, _) = made(&bytes);
        if let Some(table) = scenario.as_object_mut() {
            table.remove("changes");
        }
        let plain = accepted(read_text("generated", &text(&scenario, Layout::Sections), &[]))?;
        let mut set = json!({});
        for section in ["services", "risks", "interventions", "supports"] {
            for (name, thing) in scenario[section].as_object().into_iter().flatten() {
                for (key, value) in thing.as_object().into_iter().flatten() {
                    set[format!("{section}.{name}.{key}")] = value.clone();
                }
            }
        }
        prop_assume!(set != json!({}));
        scenario["changes"] = json!([{ "at": format!("{day}d"), "set": set }]);
        let changed = accepted(read_text("generated", &text(&scenario, Layout::Sections), &[]))?;
        let difference = difference(&plain.model, &changed.model);
        prop_assert_eq!(difference, None, "{}", text(&scenario, Layout::Sections));
    }

    /// A scenario told in two files, one extending the other, is the same as in one; and what it needs may stand in files.
    #[test]
    fn a_scenario_in_two_layers_is_the_same_as_in_one(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let whole = scenario(&mut choices, true);
        let (base, option) = layered(&mut choices, &whole);
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [STAYS, CURVE, PEOPLE, ("base.toml", base.as_str()), ("option.toml", option.as_str())] {
            write(folder.path(), name, content);
        }
        write(folder.path(), "whole.toml", &text(&whole, Layout::Sections));
        let one = accepted(read_file(&folder.path().join("whole.toml"), &[]))?;
        let two = read_file(&folder.path().join("option.toml"), &[]);
        let two = two.map_err(|refusal| TestCaseError::fail(refusal.to_string()))?;
        prop_assert_eq!(difference(&one.model, &two.model), None);
    }

    /// Whatever the reader accepts, the schema accepts: an editor never underlines what is right.
    #[test]
    fn the_schema_accepts_what_the_reader_accepts(bytes in bytes()) {
        let (scenario, text) = made(&bytes);
        accepted(read_text("generated", &text, &[]))?;
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let problems: Vec<String> =
            validator.iter_errors(&scenario).map(|error| format!("{}: {error}", error.instance_path())).collect();
        prop_assert!(problems.is_empty(), "{problems:?}");
    }
}

/// What generated scenarios do not use of the language, and why.
const NOT_GENERATED: [&str; 0] = [];

/// A key that the language has and no generated scenario uses is a key that no property is tested with.
#[test]
fn generated_scenarios_use_every_key_and_every_word_of_the_language() {
    let schema = schema();
    let mut used = Uses::new();
    for case in 0..600 {
        let bytes = bytes_of(case);
        let mut choices = Choices::new(&bytes);
        let whole = scenario(&mut choices, true);
        mark(&schema, &schema, "", &whole, &mut used);
        if case % 10 == 0 {
            // The layers of one, which alone extend and unset.
            let (_, option) = layered(&mut choices, &whole);
            let option: toml::Table = option.parse().unwrap();
            mark(&schema, &schema, "", &serde_json::to_value(option).unwrap(), &mut used);
        }
    }
    let mut unused = everything(&schema);
    assert!(unused.len() > 300, "the schema has {} keys and words", unused.len());
    unused.retain(|use_of_it| {
        !used.contains(use_of_it) && !NOT_GENERATED.contains(&use_of_it.as_str())
    });
    assert!(unused.is_empty(), "{} of the language unused: {unused:#?}", unused.len());
}

/// Most generated scenarios are sound; otherwise the properties are hardly tested.
#[test]
fn nearly_all_generated_scenarios_are_accepted() {
    let mut refused = Vec::new();
    for case in 0..200 {
        let (_, text) = made(&bytes_of(case));
        if let Err(refusal) = read_text("generated", &text, &[]) {
            refused.push(format!("case {case}:\n{refusal}"));
        }
    }
    assert!(refused.len() <= 20, "{} of 200 are refused:\n{}", refused.len(), refused.join("\n"));
}

/// The smallest scenario that can be made is a scenario: where bytes end, choices end.
#[test]
fn no_bytes_make_the_smallest_scenario() {
    let (_, text) = made(&[]);
    audit(&model(&text), 1);
}
