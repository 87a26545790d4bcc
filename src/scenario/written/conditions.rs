//! Conditions, and what is chosen by them: where to go, what to set.

use crate::scenario::decode::{Decode, about, expect_table, key, tables, words, wrong_kind};
use crate::scenario::leaf::{Duration, Many, Must, Share, Shares};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::tree::{Entry, Node, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// A state as it can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) enum State {
    Engaging,
    InTreatment,
    AfterExit,
    InCustody,
    InEpisode,
    InCommunity,
    Waiting,
    Always,
}

words!(State, "State", "state" {
    "engaging" => State::Engaging,
    "in_treatment" => State::InTreatment,
    "after_exit" => State::AfterExit,
    "in_custody" => State::InCustody,
    "in_episode" => State::InEpisode,
    "in_community" => State::InCommunity,
    "waiting" => State::Waiting,
    "always" => State::Always,
});

/// Attributes and the levels asked for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct When(pub(in crate::scenario) Vec<(String, Option<Many<String>>)>);

impl Decode for When {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        decode_entries(node, path, problems).map(When)
    }

    fn missing() -> Option<Self> {
        Some(When(Vec::new()))
    }
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let levels = generator.subschema_for::<Many<String>>();
        json_schema!({
            "type": "object",
            "description": "Every attribute named is at (one of) the levels given",
            "additionalProperties": levels
        })
    }
}

/// The entries of a table whose keys refer to things; one that could not be read keeps its key.
pub(super) fn decode_entries<T: Decode>(
    node: &Node,
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<Vec<(String, Option<T>)>> {
    let table = expect_table(node, path, problems)?;
    let entries = table.entries().iter();
    let read = |entry: &Entry| {
        (entry.key.clone(), T::decode(&entry.node, &path.key(&entry.key), problems))
    };
    Some(entries.map(read).collect())
}

tables! {
    /// A condition: all that is stated must hold.
    Condition {
        /// every attribute named is at (one of) the levels given
        when: When,
        /// the client is in (one of) these states
        states ["while"]: Option<Many<State>>,
        /// (one of) these interventions is running, on any strand
        during: Option<Many<String>>,
        /// (one of) these interventions has ended, however it ended, and is not running again
        after: Option<Many<String>>,
        /// (one of) these interventions has ended, having run its full course, and is not running again
        after_completing: Option<Many<String>>,
        /// with `after` or `after_completing`: no longer ago than this
        within: Option<Duration>,
        /// the client holds a place in this service, and it is loaded beyond the figure of an `above_` key
        in_service: Option<String>,
        /// clients per member of staff
        above_caseload: Option<f64>,
        /// share of places taken
        above_occupancy: Option<f64>,
        /// length of the waiting list
        above_waiting: Option<f64>,
    }

    /// One case of what comes next.
    TargetCase {
        /// where to go: a name, or shares of names
        to: Must<Target>,
        ..condition: Condition,
    }

    /// An effect: attributes that are set while a condition holds.
    Effect {
        /// attributes and what they are set to: a level, or shares of levels
        set: Must<SetTo>,
        ..condition: Condition,
    }

    /// A factor on a hazard while a condition holds.
    RatioCase {
        /// the factor, 0 or more
        ratio: Must<f64>,
        ..condition: Condition,
    }

    /// Shares for clients of whom a condition holds.
    GivenCase {
        /// attributes of the client
        when: When,
        /// shares of the levels
        shares: Must<Shares>,
    }

    /// A stretch of a client's time other than a state.
    WhileTable {
        /// (one of) these interventions is running
        during: Option<Many<String>>,
        /// the main strand is on the waiting list of (one of) these services
        waiting_for: Option<Many<String>>,
        /// since (one of) these interventions ended
        after: Option<Many<String>>,
    }
}

/// Where a client goes: a name, or shares of names.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) enum Target {
    Name(String),
    Shares(Shares),
}

impl Decode for Target {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Text(name) => Some(Target::Name(name.clone())),
            Value::Table(table) if table.entries().is_empty() => {
                let problem = path.error("no names: there are no shares");
                problems.add(problem.hint("write one name, or shares of names").at(node.at));
                None
            }
            Value::Table(_) => Shares::decode(node, path, problems).map(Target::Shares),
            _ => {
                problems.add(wrong_kind("a name, or a table of shares", node, path));
                None
            }
        }
    }
}

impl JsonSchema for Target {
    fn schema_name() -> Cow<'static, str> {
        "Target".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let shares = generator.subschema_for::<Shares>();
        json_schema!({ "anyOf": [{ "type": "string" }, shares] })
    }
}

/// Where a client goes, by cases.
#[derive(Debug, Clone)]
pub(in crate::scenario) enum Cases {
    Always(Target),
    List(Vec<TargetCase>),
}

impl Decode for Cases {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::List(_) => Vec::decode(node, path, problems).map(Cases::List),
            Value::Text(_) | Value::Table(_) => {
                Target::decode(node, path, problems).map(Cases::Always)
            }
            _ => {
                problems.add(wrong_kind(
                    "a name, a table of shares, or a list of cases",
                    node,
                    path,
                ));
                None
            }
        }
    }
}

impl JsonSchema for Cases {
    fn schema_name() -> Cow<'static, str> {
        "Cases".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let target = generator.subschema_for::<Target>();
        let case = generator.subschema_for::<TargetCase>();
        json_schema!({
            "description": "Where a client goes: a name, shares of names, or a list of cases of which the last states no condition",
            "anyOf": [target, { "type": "array", "items": case, "minItems": 1 }]
        })
    }
}

/// Attributes and what each is set to.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct SetTo(pub(in crate::scenario) Vec<(String, Option<Target>)>);

impl Decode for SetTo {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        decode_entries(node, path, problems).map(SetTo)
    }

    fn missing() -> Option<Self> {
        None
    }
}

impl JsonSchema for SetTo {
    fn schema_name() -> Cow<'static, str> {
        "SetTo".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let target = generator.subschema_for::<Target>();
        json_schema!({
            "type": "object",
            "description": "Attributes and what they are set to: a level, or shares of levels",
            "additionalProperties": target
        })
    }
}

/// When a risk runs: in states, or during, waiting for or after something.
#[derive(Debug, Clone)]
pub(in crate::scenario) enum RiskWhile {
    States(Many<State>),
    Stretch(WhileTable),
}

impl Decode for RiskWhile {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Table(_) => WhileTable::decode(node, path, problems).map(RiskWhile::Stretch),
            _ => Many::decode(node, path, problems).map(RiskWhile::States),
        }
    }
}

impl JsonSchema for RiskWhile {
    fn schema_name() -> Cow<'static, str> {
        "RiskWhile".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let states = generator.subschema_for::<Many<State>>();
        let table = generator.subschema_for::<WhileTable>();
        json_schema!({ "anyOf": [states, table] })
    }
}

/// A share as a plain number, for take-up and the like.
impl From<Share> for f64 {
    fn from(Share(share): Share) -> f64 {
        share
    }
}
