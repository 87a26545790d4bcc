//! What is set from outside for the whole of a run, and by a dated change again.

use super::merge::{Setting, split};
use super::problem::{At, Problem};
use super::tree::{Entry, Node, Value};
use crate::names::joined;

/// A warning where a change of this tree sets again what was set, or a part of it.
pub(super) fn overtaken(tree: &Node, set: &Setting, at: At) -> Option<Problem> {
    let keys = split(&set.path)?;
    let changes = tree.table()?.get("changes")?;
    let Value::List(changes) = &changes.value else { return None };
    let again = |(number, change): (usize, &Node)| {
        let change = change.table()?;
        let entries = change.get("set")?.table()?.entries();
        let is_it = |entry: &&Entry| {
            let other = split(&entry.key);
            other.is_some_and(|other| other.iter().zip(&keys).all(|(one, other)| one == other))
        };
        Some((number, change.get("at")?.shown(), entries.iter().find(is_it)?.key.clone()))
    };
    let found: Vec<_> = changes.iter().enumerate().filter_map(again).collect();
    let (number, _, key) = found.first()?;
    let dates: Vec<&String> = found.iter().map(|(_, date, _)| date).collect();
    let whole = set.shown();
    let message = match dates.as_slice() {
        [date] => format!("`{whole}` holds until {date}; the change there sets `{key}` again"),
        _ => {
            format!("`{whole}` holds until a change sets `{key}` again: {}", joined(&dates, "and"))
        }
    };
    let hint = format!("to change what is set there: --set 'changes.{number}.set.\"{key}\"=…'");
    Some(Problem::warning(&set.path, message).hint(hint).at(at))
}
