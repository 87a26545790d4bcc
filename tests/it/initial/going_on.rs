//! Going on from the state of a replication: with other luck, and with books that add up.

use crate::audit::audit;
use crate::conservation::anything;
use crate::trace::model;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;
use throughcare::engine::{Conditions, snapshot};
use throughcare::model::{Initial, Model, Run};
use throughcare::units::Days;

/// The state of a replication at an instant.
pub(crate) fn state(model: &Model, replication: u32, at: Days) -> Initial {
    let stop = AtomicBool::new(false);
    let conditions = Conditions { replication, without: None, endless: false, stop: &stop };
    snapshot(model, conditions, at).unwrap()
}

/// The same model from this state on, with other luck.
pub(crate) fn begun_with(model: &Model, state: Initial) -> Model {
    let warm_up = model.run.warm_up.max(state.at);
    let horizon = model.run.end() - warm_up;
    let run = Run { seed: model.run.seed + 1_000, warm_up, horizon, ..model.run.clone() };
    Model { initial: Some(state), run, ..model.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    /// The books add up from any state on, and from the state of what began with a state.
    #[test]
    fn from_any_state_the_books_add_up(text in anything(), replication in 1u32..1000, part in 0.05..0.95) {
        let model = model(&text);
        let end = model.run.end();
        let first = begun_with(&model, state(&model, replication, end * part));
        audit(&first, replication);
        let later = end * (part + (1.0 - part) * 0.5);
        audit(&begun_with(&first, state(&first, replication, later)), replication);
    }
}

/// Who is there is there in full: nobody is lost between a state and what begins with it.
#[test]
fn whoever_is_in_the_state_is_in_what_begins_with_it() {
    let model = model(throughcare::scenario::BASELINE);
    let at = model.run.warm_up;
    let taken = state(&model, 1, at);
    let again = state(&begun_with(&model, taken.clone()), 1, at);
    assert!(taken.groups.len() > 1_000, "{}", taken.groups.len());
    let plain = |state: &Initial| {
        let groups = state.groups.iter();
        groups
            .map(|group| format!("{:?}", (&group.levels, group.episodes, &group.left)))
            .collect::<Vec<_>>()
    };
    assert_eq!(plain(&taken), plain(&again));
}
