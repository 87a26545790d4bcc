//! Dated changes: the tree as it stands from each date on.

use super::work::was_read;
use crate::model::{Arrivals, Capacity, Era, System};
use crate::names::grouped;
use crate::scenario::leaf::{MOST_PLACES, Moment, WarmUp};
use crate::scenario::merge::{NAMED, put, split};
use crate::scenario::problem::{At, KeyPath, Problem, Problems, did_you_mean};
use crate::scenario::tree::Node;
use crate::scenario::written;
use crate::units::Days;

/// Most dated changes.
const MOST_CHANGES: usize = 1_000;
/// Most values of all eras together: each era is a whole system.
const MOST_VALUES: usize = 20_000_000;

/// The tree from an instant on, and the last change that made it.
#[derive(Debug)]
pub(super) struct Stage {
    /// None where that could not be read: what is set is looked at all the same.
    pub(super) from: Option<Days>,
    pub(super) tree: Node,
    pub(super) change: usize,
}

/// The tree after each of the instants at which something changes, in order. Problems of the changes
/// themselves stand in the tree of the file.
pub(super) fn stages(
    tree: &Node,
    written: &written::Scenario,
    unread: &[String],
    problems: &mut Problems,
) -> Vec<Stage> {
    let path = KeyPath::ROOT.key("changes");
    let count = written.changes.len();
    if count > MOST_CHANGES || count.saturating_mul(tree.size()) > MOST_VALUES {
        let message = format!("{count} changes of a scenario this large are too many");
        problems.add(path.error(message).hint("leave some out"));
        return Vec::new();
    }
    let mut dated: Vec<(Option<Days>, usize)> = written
        .changes
        .iter()
        .enumerate()
        .map(|(number, change)| {
            let path = path.item(number);
            for entry in change.entries() {
                if let Err(problem) = allowed(&entry.key) {
                    let path = path.key("set").key(&entry.key).to_string();
                    problems.add(Problem { path, ..problem }.at(entry.key_at));
                }
            }
            let at = change.at.0;
            let at = at.and_then(|at| instant(at, written, unread, &path.key("at"), problems));
            (at, number)
        })
        .collect();
    let order = |at: Option<Days>| at.map_or(f64::NEG_INFINITY, |at| at.0);
    dated.sort_by(|a, b| order(a.0).total_cmp(&order(b.0)).then(a.1.cmp(&b.1)));
    let mut stages: Vec<Stage> = Vec::new();
    let mut now = tree.clone();
    for (date, number) in dated {
        // What lies before the run holds from its start, the latest last.
        let from = date.map(|date| Days(date.0.max(0.0)));
        let entries = written.changes[number].entries().iter();
        for entry in entries.filter(|entry| allowed(&entry.key).is_ok()) {
            let done = put(&mut now, &entry.key, entry.node.clone(), entry.key_at);
            done.unwrap_or_else(|problem| problems.add(problem));
        }
        match stages.last_mut() {
            Some(last) if from.is_some() && last.from == from => {
                last.tree = now.clone();
                last.change = number;
            }
            _ => stages.push(Stage { from, tree: now.clone(), change: number }),
        }
    }
    stages
}

/// Whether all could be read that says when changes take effect, and which of them do: else it is not known which system
/// holds when.
pub(super) fn are_placed(written: &written::Scenario, unread: &[String]) -> bool {
    let run = KeyPath::ROOT.key("run");
    let is_known = |key: &str| was_read(unread, &run.key(key));
    let mut moments = written.changes.iter().map(|change| change.at.0);
    (written.changes.is_empty() || is_known("warm_up"))
        && (is_known("start") || !moments.any(|at| matches!(at, Some(Moment::Date(_)))))
}

/// When a change takes effect; a warning where that is outside the run.
fn instant(
    at: Moment,
    written: &written::Scenario,
    unread: &[String],
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<Days> {
    let run = written.run.0.as_ref()?;
    let section = KeyPath::ROOT.key("run");
    let is_known = |key: &str| was_read(unread, &section.key(key));
    let from = match at {
        Moment::After(after) => after,
        Moment::Date(date) => {
            let Some(start) = run.start else {
                if !is_known("start") {
                    return None;
                }
                let problem = path.error(format!("{date} needs a start of the run to count from"));
                problems
                    .add(problem.hint("add `start` to [run], or write a duration such as \"2y\""));
                return None;
            };
            let days = (date - start.0).get_days();
            Days(f64::from(days))
        }
    };
    let end = WarmUp::days(run.warm_up) + run.horizon.0;
    if from.0 < 0.0 {
        problems.add(path.warning("this lies before the run, so it holds from the start"));
    }
    let is_found = run.warm_up == Some(WarmUp::Auto);
    let is_end_known = is_known("warm_up") && !is_found && run.horizon.0 > Days::ZERO;
    if from >= end && is_end_known {
        problems.add(path.warning(format!(
            "this lies at or after the end of the run ({} d), so it changes nothing",
            end.0
        )));
    }
    Some(from)
}

/// Whether a change may set what stands at this path.
fn allowed(path: &str) -> Result<(), Problem> {
    let wrong = |message: String| Problem::error("", message);
    let keys = split(path).ok_or_else(|| wrong(format!("`{path}` is no path")))?;
    let first = keys.first().map_or("", String::as_str);
    let changing = || NAMED.into_iter().chain(["care_plan", "costs", "utilities"]);
    if !changing().any(|section| section == first) || path == "costs.currency" {
        let known: Vec<&str> = changing().collect();
        let hint = did_you_mean(first, changing())
            .unwrap_or_else(|| format!("a change can set values of {}", known.join(", ")));
        return Err(wrong(format!("`{path}` cannot change during a run")).hint(hint));
    }
    if keys.len() < 2 {
        let problem = wrong(format!("a whole section `{path}` cannot be set at once"));
        return Err(problem.hint("name one value in quotes, as in \"services.detox.places\""));
    }
    Ok(())
}

/// What of the structure differs between the first era and a later one, which the engine could not bear.
pub(super) fn difference(first: &System, later: &System) -> Option<String> {
    for (one, other) in first.attributes.iter().zip(&later.attributes) {
        if one.levels != other.levels {
            return Some(format!("the levels of `{}` cannot change during a run", one.name));
        }
    }
    for (one, other) in first.services.iter().zip(&later.services) {
        if kind_of_capacity(&one.capacity) != kind_of_capacity(&other.capacity) {
            let message =
                "cannot change during a run between places, staff, appointments and endless";
            return Some(format!("the service `{}` {message}", one.name));
        }
    }
    for (one, other) in first.routes.iter().zip(&later.routes) {
        if std::mem::discriminant(&one.arrivals) != std::mem::discriminant(&other.arrivals)
            || matches!((&one.arrivals, &other.arrivals), (Arrivals::At(a), Arrivals::At(b)) if a != b)
        {
            let message = "cannot change during a run between a rate, `every` and `at`";
            return Some(format!("the route `{}` {message}", one.name));
        }
    }
    None
}

/// Where the most staff and the largest caseload of all eras make more places together than can be numbered: a place
/// is the same member's in every era.
pub(super) fn too_many_places(eras: &[Era]) -> Option<String> {
    let services = eras.first().map_or(&[][..], |era| &era.system.services);
    services.iter().enumerate().find_map(|(index, service)| {
        let staff = eras.iter().filter_map(|era| match era.system.services[index].capacity {
            Capacity::Places { staff, .. } => staff,
            _ => None,
        });
        let (members, caseload) =
            staff.fold((0, 0), |(a, b), (members, caseload)| (members.max(a), caseload.max(b)));
        let places = u64::from(members) * u64::from(caseload);
        (places > u64::from(MOST_PLACES)).then(|| {
            format!(
                "the service `{}` has up to {members} staff and caseloads up to {caseload} over all dates: \
                 more than {} places together",
                service.name,
                grouped(MOST_PLACES),
            )
        })
    })
}

fn kind_of_capacity(capacity: &Capacity) -> u8 {
    match capacity {
        Capacity::Endless => 0,
        Capacity::Places { staff: None, .. } => 1,
        Capacity::Places { staff: Some(_), .. } => 2,
        Capacity::Appointments(_) => 3,
    }
}

/// Where a change stands, for what is wrong with the era it makes.
pub(super) fn place(tree: &Node, change: usize) -> (String, At) {
    let changes = KeyPath::ROOT.key("changes");
    let path = changes.item(change).to_string();
    let at = tree.locate(&format!("{path}.set"));
    (path, at)
}
