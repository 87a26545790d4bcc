//! Who is there at the start, as written: in groups, or in a file of which each row is a group.

use super::conditions::{SetTo, Target, When};
use super::draws::Distribution;
use crate::scenario::decode::{Decode, about, expect_table, key, tables, wrong_kind};
use crate::scenario::leaf::{Duration, FileName, Moment, Must, Named, Share};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::tree::{Node, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

tables! {
    /// Who is there at the start, instead of an empty system.
    Initial {
        /// when the simulation begins, with this state: a date, or a duration after the start; 0d unless stated
        at: Option<Moment>,
        /// a CSV file with a group in each row; its columns are the keys of a group
        file: Option<FileName>,
        /// groups of clients who are described alike
        groups: Named<Group>,
        /// what has gone before on each route
        routes: Named<RoutePast>,
    }

    /// What has gone before on a route.
    RoutePast {
        /// with `every`: since the last client came
        since: Option<Duration>,
        /// with `responds_to`: the wait that people have heard of
        wait: Option<Duration>,
        /// with `responds_to`: since they last heard of one
        heard: Option<Duration>,
    }

    /// Clients who are described alike. All times are those that have passed by the start: a duration, or a distribution.
    Group {
        /// how many; 1 unless stated
        clients: Option<u32>,
        /// the route by which they came, or shares of routes; by what the routes bring unless stated
        route: Option<Target>,
        /// levels of attributes, or shares of levels; others are drawn as for new clients
        attributes: Option<SetTo>,
        /// levels when the episode opened of attributes of `report_by`, where they are others now
        at_referral: When,
        /// whether structured treatment has started in this episode, beside what they receive
        treated: bool,
        /// since the journey of treatment began, where the care plan follows another within three weeks
        journey: Option<Distribution>,
        /// number of the present episode, or the last; 1 unless stated
        episodes: Option<u32>,
        /// since the episode opened; unless stated the longest of the other times
        referred: Option<Distribution>,
        /// since the care plan opened; it is not open unless this is stated
        in_treatment: Option<Distribution>,
        /// how the last episode ended: they are outside treatment
        exit: Option<String>,
        /// with `exit`: since then
        since: Option<Distribution>,
        /// since they were taken into custody; as long as the prison intervention unless stated
        in_custody: Option<Distribution>,
        /// what they receive on the main strand
        intervention: Option<String>,
        /// the intervention whose service they wait for; with `intervention` they stay there meanwhile
        waiting_for: Option<String>,
        /// the keyworker's place: "none", or since when it is had or waited for; since the care plan opened unless stated
        keyworker: Option<KeyworkerPast>,
        /// supports that run, or are waited for
        supports: Named<SupportPast>,
        /// places kept for them in custody, by the intervention for which they were taken
        kept: Named<Kept>,
        /// the keyworker's place, kept for them in custody
        kept_keyworker: Option<Kept>,
        /// interventions that have ended and not started again
        ended: Named<Ended>,
        /// risks (and follow_up): age of the spell, where that does not follow from the other times
        ages: Named<Duration>,
        /// risks that have befallen them in the present spell and do not recur
        fired: Vec<String>,
        /// supports not yet offered: for how long state and condition have held
        offers: Named<Duration>,
        /// supports that have been offered in the present spell
        offered: Vec<String>,
        ..standing: Standing,
    }

    /// Since when something runs or is waited for.
    Standing {
        /// for how long it has run
        spent: Option<Distribution>,
        /// for how long they have waited
        waited: Option<Distribution>,
        /// the case of its duration that applied when it started, counted from 0; the first that applies unless stated
        duration_case: Option<u32>,
        /// number of the place they have, from 1; the lowest that is free unless stated
        place: Option<u32>,
        /// number of the ring-fenced places it counts against, from 1
        ring_fence: Option<u32>,
        /// appointments missed in this wait
        missed: Option<u32>,
        /// place in line, from 1; by how long they have waited unless stated
        position: Option<u32>,
    }

    /// A support that runs or is waited for.
    SupportPast {
        /// share of the group who have it; 1 unless stated
        share: Option<Share>,
        ..standing: Standing,
    }

    /// The keyworker's place.
    KeyworkerTable {
        /// while the care plan waits for it: the intervention whose completion asked for it
        after: Option<String>,
        ..standing: Standing,
    }

    /// A place that is kept.
    Kept {
        /// for how long it has been kept
        ago: Must<Distribution>,
        /// number of the place, from 1
        place: Option<u32>,
        /// number of the ring-fenced places it counts against, from 1
        ring_fence: Option<u32>,
    }

    /// An intervention that has ended.
    Ended {
        /// how long ago
        ago: Must<Distribution>,
        /// whether it ran its full course
        completed: bool,
    }
}

/// How it stands with the keyworker's place.
#[derive(Debug, Clone)]
pub(in crate::scenario) enum KeyworkerPast {
    None,
    Stands(Box<KeyworkerTable>),
}

impl Decode for KeyworkerPast {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "none" => Some(KeyworkerPast::None),
            Value::Table(_) => {
                expect_table(node, path, problems)?;
                KeyworkerTable::decode(node, path, problems)
                    .map(|table| KeyworkerPast::Stands(Box::new(table)))
            }
            _ => {
                problems.add(wrong_kind("\"none\" or a table", node, path));
                None
            }
        }
    }
}

impl JsonSchema for KeyworkerPast {
    fn schema_name() -> Cow<'static, str> {
        "KeyworkerPast".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<KeyworkerTable>();
        json_schema!({ "anyOf": [{ "const": "none" }, table] })
    }
}
