//! A state written to files is the state when it is read again, to the last bit.

use super::{begun_with, state};
use crate::audit::audit;
use crate::generated::{Choices, Layout, bytes_of, scenario, text};
use crate::trace::Trace;
use proptest::prelude::*;
use std::path::Path;
use throughcare::model::{Group, Initial, Model};
use throughcare::output::{state_scenario, write_state};
use throughcare::scenario::{read_file, read_text};
use throughcare::units::Days;

/// Columns stand in the order of the first client who has them.
fn in_order(initial: &Initial) -> Initial {
    let mut initial = initial.clone();
    for Group { supports, kept, ended, ages, fired, .. } in &mut initial.groups {
        supports.sort_by_key(|past| past.support);
        kept.sort_by_key(|kept| kept.intervention);
        ended.sort_by_key(|ended| ended.intervention);
        ages.sort_by_key(|(clock, _)| *clock);
        fired.sort();
    }
    initial
}

/// Writes the state beside the scenario it is of, and reads what begins with it.
fn there_and_back(folder: &Path, base: &str, model: &Model, state: &Initial) -> Model {
    let mut rows = Vec::new();
    write_state(model, state, &mut rows).unwrap();
    std::fs::write(folder.join("state.csv"), rows).unwrap();
    let text = state_scenario(model, state, base, "state.csv", "begun");
    std::fs::write(folder.join("begun.toml"), text).unwrap();
    match read_file(&folder.join("begun.toml"), &[]) {
        Ok(scenario) => scenario.model,
        Err(refusal) => panic!("{}", refusal.render(false)),
    }
}

fn is_the_same(base: &str, at: f64) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(base, folder.path().join("base.toml")).unwrap();
    let model = read_file(&folder.path().join("base.toml"), &[]).unwrap().model;
    for replication in 1..=3 {
        let taken = state(&model, replication, Days(at));
        let read = there_and_back(folder.path(), "base.toml", &model, &taken);
        let again = read.initial.clone().unwrap();
        assert_eq!(in_order(&again), in_order(&taken));
        // And what comes of it is the same, whatever the order.
        let run = throughcare::model::Run { seed: model.run.seed, ..read.run.clone() };
        let direct = Model { run, initial: Some(taken), ..model.clone() };
        let (one, other) = (Trace::of(&direct, 1), Trace::of(&read, 1));
        assert_eq!(one.lines.len(), other.lines.len());
        let place = one.lines.iter().zip(&other.lines).position(|(a, b)| a != b);
        let around = place.map(|place| {
            (
                &one.lines[place.saturating_sub(3)..place + 2],
                &other.lines[place.saturating_sub(3)..place + 2],
            )
        });
        assert_eq!(around, None, "{base} at {at}");
    }
}

#[test]
fn a_state_comes_back_from_its_files_to_the_last_bit() {
    is_the_same("tests/scenarios/initial/journey.toml", 200.0);
    is_the_same("tests/scenarios/initial/journey.toml", 263.25);
    is_the_same("scenarios/baseline.toml", 800.0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    /// Whatever the scenario, its state can be taken, written, read and gone on from.
    #[test]
    fn any_state_of_any_scenario_comes_back(case in any::<u64>(), part in 0.1..0.9) {
        let bytes = bytes_of(case);
        let whole = text(&scenario(&mut Choices::new(&bytes), false), Layout::Sections);
        let read = read_text("generated", &whole, &[]);
        prop_assume!(read.is_ok());
        let model = read.unwrap().model;
        let begins = model.begins();
        let at = begins + (model.run.end() - begins) * part;
        let taken = state(&model, 1, at);
        audit(&begun_with(&model, taken.clone()), 2);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("base.toml"), &whole).unwrap();
        let again = there_and_back(folder.path(), "base.toml", &model, &taken);
        prop_assert_eq!(in_order(&again.initial.unwrap()), in_order(&taken));
    }
}
