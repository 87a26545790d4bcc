//! What is set for the whole of a run, from outside or by a scenario that extends another, and by a dated change again.

use super::merge::{Setting, split};
use super::problem::{At, Problem, Sources};
use super::tree::{Entry, Node, Value};
use crate::names::joined;

/// Warnings where a change of a scenario that is extended sets again what one that extends it has set: once for each value.
pub(super) fn undone(tree: &Node, sources: &Sources) -> Vec<Problem> {
    let Some(list) = tree.table().and_then(|table| table.get("changes")) else { return Vec::new() };
    let Value::List(changes) = &list.value else { return Vec::new() };
    let mut found: Vec<Undone<'_>> = Vec::new();
    for (number, change) in changes.iter().enumerate() {
        let Some(table) = change.table() else { continue };
        let (Some(at), Some(set)) = (table.get("at"), table.get("set").and_then(Node::table))
        else {
            continue;
        };
        for entry in set.entries() {
            // Texts are read from the scenario down to the last that it extends: those before extend those after.
            let value = split(&entry.key).and_then(|keys| value_at(tree, &keys));
            let above = value.and_then(|value| Some((value, first_of_above(value, list.at.file)?)));
            let Some((value, place)) = above else { continue };
            if !is_composed(value) && value.shown() == entry.node.shown() {
                continue;
            }
            let once = (number, at.shown());
            match found.iter_mut().find(|it| it.path == entry.key) {
                Some(it) => it.changes.push(once),
                None => found.push(Undone {
                    path: &entry.key,
                    value,
                    place,
                    again: entry.key_at,
                    changes: vec![once],
                }),
            }
        }
    }
    found.into_iter().map(|it| it.told(sources)).collect()
}

/// A value that a scenario has set, and a change of one that it extends sets again.
struct Undone<'t> {
    path: &'t str,
    value: &'t Node,
    place: At,
    /// Where the first such change sets it.
    again: At,
    /// The numbers of all such changes, and when they are.
    changes: Vec<(usize, String)>,
}

impl Undone<'_> {
    fn told(&self, sources: &Sources) -> Problem {
        let of = sources.get(self.again.file).map_or_else(String::new, |source| {
            let line =
                1 + source.text.bytes().take(self.again.start).filter(|it| *it == b'\n').count();
            format!(" ({}, line {line})", source.name)
        });
        let path = self.path;
        let shown = match is_composed(self.value) {
            true => String::new(),
            false => format!(" = {}", self.value.shown()),
        };
        let message = format!(
            "`{path}`{shown} holds until {}: a change of what is extended sets it again{of}",
            joined(&self.changes.iter().map(|(_, date)| date).collect::<Vec<_>>(), "and")
        );
        let unset =
            self.changes.iter().map(|(number, _)| format!("'changes.{number}.set.\"{path}\"'"));
        let unset = unset.collect::<Vec<_>>().join(", ");
        let hint = format!(
            "to keep it, leave that out: unset = [{unset}]; or write [[changes]] here, which take the place of all those"
        );
        Problem::warning(path, message).hint(hint).at(self.place)
    }
}

/// Whether there are values in it.
fn is_composed(node: &Node) -> bool {
    matches!(node.value, Value::Table(_) | Value::List(_))
}

/// What stands where these keys lead.
fn value_at<'t>(tree: &'t Node, keys: &[String]) -> Option<&'t Node> {
    keys.iter().try_fold(tree, |node, key| match &node.value {
        Value::Table(table) => table.get(key),
        Value::List(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Where the first value in this one stands that is of a text read before this.
fn first_of_above(value: &Node, file: usize) -> Option<At> {
    match value.table() {
        Some(table) => table.entries().iter().find_map(|it| first_of_above(&it.node, file)),
        None => (value.at.file < file).then_some(value.at),
    }
}

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
