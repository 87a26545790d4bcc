//! Numbers, shares, texts, and truth.

use crate::names::grouped;
use crate::scenario::decode::{Decode, expect_table, wrong_kind};
use crate::scenario::problem::{At, KeyPath, Problems};
use crate::scenario::tree::{Entry, Node, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// The number a node is, where it is one.
fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Whole(number) => Some(number as f64),
        Value::Real(number) => Some(number),
        _ => None,
    }
}

/// A number that is neither infinite nor undefined.
impl Decode for f64 {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let found = number(node).filter(|number| number.is_finite());
        if found.is_none() {
            problems.add(wrong_kind("a finite number", node, path));
        }
        found
    }
}

/// A share between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) struct Share(pub(in crate::scenario) f64);

impl Decode for Share {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let Some(share) = number(node) else {
            problems.add(wrong_kind("a share between 0 and 1", node, path));
            return None;
        };
        if (0.0..=1.0).contains(&share) {
            return Some(Share(share));
        }
        let problem = path.error(format!("a share lies between 0 and 1, and {share} does not"));
        let percent = (share > 2.0 && share <= 100.0).then(|| {
            format!("shares are never percent: if {share}% is meant, write {}", share / 100.0)
        });
        problems.add(problem.hint_if(percent).at(node.at));
        None
    }
}

leaf_schema!(Share, "Share", {
    "type": "number", "minimum": 0, "maximum": 1,
    "description": "A share between 0 and 1, never percent"
});

/// A whole number within bounds; `what` says what lies, or lie, between them.
fn whole(
    node: &Node,
    path: &KeyPath<'_>,
    problems: &mut Problems,
    bounds: RangeInclusive<u32>,
    what: &str,
) -> Option<u32> {
    let Value::Whole(number) = node.value else {
        problems.add(wrong_kind("a whole number", node, path));
        return None;
    };
    let found = u32::try_from(number).ok().filter(|number| bounds.contains(number));
    if found.is_none() {
        let (least, most, number) = (bounds.start(), grouped(bounds.end()), grouped(number));
        let message = format!("{what} between {least} and {most}, and {number} does not");
        problems.add(path.error(message).at(node.at));
    }
    found
}

/// A count: a whole number, 0 or more.
impl Decode for u32 {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        whole(node, path, problems, 0..=u32::MAX, "a count lies")
    }
}

/// Most places of one service that the engine keeps apart, and most members of staff.
pub(in crate::scenario) const MOST_PLACES: u32 = 10_000_000;

/// How many places, or members of staff: as many as fit into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) struct Count(pub(in crate::scenario) u32);

impl Decode for Count {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        whole(node, path, problems, 0..=MOST_PLACES, "the number lies").map(Count)
    }
}

leaf_schema!(Count, "Count", { "type": "integer", "minimum": 0, "maximum": MOST_PLACES });

/// Most replications.
pub(in crate::scenario) const MOST_REPLICATIONS: u32 = 10_000_000;

/// How many replications: at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) struct Replications(pub(in crate::scenario) u32);

impl Decode for Replications {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let what = "the replications lie";
        whole(node, path, problems, 1..=MOST_REPLICATIONS, what).map(Replications)
    }
}

leaf_schema!(Replications, "Replications", {
    "type": "integer", "minimum": 1, "maximum": MOST_REPLICATIONS
});

/// A seed: a whole number, 0 or more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scenario) struct Seed(pub(in crate::scenario) u64);

impl Decode for Seed {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let found = match node.value {
            Value::Whole(number) => u64::try_from(number).ok(),
            _ => None,
        };
        if found.is_none() {
            problems.add(wrong_kind("a whole number, 0 or more", node, path));
        }
        found.map(Seed)
    }
}

leaf_schema!(Seed, "Seed", { "type": "integer", "minimum": 0 });

impl Decode for bool {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let Value::Truth(truth) = node.value else {
            problems.add(wrong_kind("true or false", node, path));
            return None;
        };
        Some(truth)
    }

    fn missing() -> Option<Self> {
        Some(false)
    }
}

impl Decode for String {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let Value::Text(text) = &node.value else {
            problems.add(wrong_kind("a text", node, path));
            return None;
        };
        Some(text.clone())
    }
}

/// The name of a file, and where it is written (its folder is that of the text it stands in).
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct FileName {
    pub(in crate::scenario) name: String,
    pub(in crate::scenario) at: At,
}

impl Decode for FileName {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        String::decode(node, path, problems).map(|name| FileName { name, at: node.at })
    }
}

leaf_schema!(FileName, "FileName", {
    "type": "string", "description": "Path of a CSV file, from the folder of this file"
});

/// Shares by name that sum to 1, in the order of the text; where they do not, that is a problem, and the names are
/// known all the same.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::scenario) struct Shares(pub(in crate::scenario) Vec<(String, f64)>);

impl Decode for Shares {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let table = expect_table(node, path, problems)?;
        if table.entries().is_empty() {
            let problem = path.error("no levels: there are no shares");
            problems.add(problem.hint("write them as { yes = 0.4, no = 0.6 }").at(node.at));
            return None;
        }
        // The names are known whatever the shares are, and are asked for elsewhere.
        let mut all_read = true;
        let mut named = |entry: &Entry| {
            let share = Share::decode(&entry.node, &path.key(&entry.key), problems);
            all_read &= share.is_some();
            (entry.key.clone(), share.map_or(0.0, |share| share.0))
        };
        let shares: Vec<(String, f64)> = table.entries().iter().map(&mut named).collect();
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if !all_read || (sum - 1.0).abs() <= 1e-6 {
            return Some(Shares(shares));
        }
        let problem = path.error(format!("the shares sum to {}, not 1", rounded(sum)));
        problems.add(problem.hint_if(missing_share(&shares, 1.0 - sum)).at(node.at));
        Some(Shares(shares))
    }
}

/// What would make the shares sum to 1.
fn missing_share(shares: &[(String, f64)], gap: f64) -> Option<String> {
    let (name, share) = shares.iter().find(|(name, _)| name == "other").or(shares.last())?;
    let right = share + gap;
    let verb = if gap > 0.0 { "raise" } else { "lower" };
    (0.0..=1.0)
        .contains(&right)
        .then(|| format!("{verb} \"{name}\" to {} if the rest belongs there", rounded(right)))
}

/// A number with no more digits than anyone would write.
fn rounded(number: f64) -> f64 {
    // Adding 0 takes the sign from -0.
    (number * 1e6).round() / 1e6 + 0.0
}

leaf_schema!(Shares, "Shares", {
    "type": "object",
    "description": "Shares by name; they sum to 1",
    "minProperties": 1,
    "additionalProperties": { "type": "number", "minimum": 0, "maximum": 1 }
});
