//! By what a system is judged, as written: quality of life, and what is aimed at.

use super::conditions::{Condition, decode_entries};
use crate::scenario::decode::{Decode, about, key, tables};
use crate::scenario::leaf::{Duration, Must, Share};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::tree::Node;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

tables! {
    /// Health-related quality of life of clients of whom a condition holds.
    UtilityCase {
        /// what a year is worth in quality-adjusted life years: 1 in full health, 0 as bad as death, -1 at worst
        utility: Must<f64>,
        ..condition: Condition,
    }

    /// What is aimed at.
    Targets {
        /// longest wait; 3w unless stated
        waiting_time: Option<Duration>,
        /// how long a client should be retained; 12w unless stated
        retention: Option<Duration>,
        /// a completion is successful when the client has not come back for so long; 6mo unless stated
        returns: Option<Duration>,
        /// plan: different people in treatment in a year
        in_treatment: Option<f64>,
        /// plan: share of clients retained for `retention`, or out with a planned exit before
        retained: Option<Share>,
        /// plan: planned exits in a year
        planned_exits: Option<f64>,
        /// plan: shares of leavers at levels of attributes of outcome domains, when the care plan closes
        at_exit: ByName<ByName<Share>>,
    }
}

/// Things by names that are declared elsewhere, in the order of the text.
#[derive(Debug, Clone)]
pub(in crate::scenario) struct ByName<T>(pub(in crate::scenario) Vec<(String, T)>);

impl<T: Decode> Decode for ByName<T> {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let entries = decode_entries(node, path, problems)?.into_iter();
        Some(ByName(entries.filter_map(|(name, thing)| Some((name, thing?))).collect()))
    }

    fn missing() -> Option<Self> {
        Some(ByName(Vec::new()))
    }
}

impl<T: JsonSchema> JsonSchema for ByName<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ByName{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": one })
    }
}
