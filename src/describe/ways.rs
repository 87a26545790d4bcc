//! Where a client goes next and what changes about them, in words.

use super::conditions::cases;
use super::words::percentage;
use crate::names::{joined, readable};
use crate::scenario::Said;

/// Where a client goes: names, or shares of them. Exits are set in italics.
///
/// `exits` is the table of exits, by which they are told from interventions.
pub(super) fn way(target: &Said, exits: Option<&Said>) -> String {
    let named = |name: &str| match name {
        "community" => "nothing further".to_owned(),
        exit if exits.is_some_and(|exits| exits.get(exit).is_some()) => {
            format!("*{}*", readable(exit))
        }
        intervention => readable(intervention),
    };
    if let Some(name) = target.text() {
        return named(name);
    }
    let shares: Vec<(&str, f64)> = shares(target);
    match shares.as_slice() {
        [(only, _)] => named(only),
        several => {
            let parts: Vec<String> = several
                .iter()
                .map(|(name, share)| format!("{} {}", percentage(*share), named(name)))
                .collect();
            parts.join(", ")
        }
    }
}

/// Names with shares, those that are ever picked.
pub(super) fn shares(target: &Said) -> Vec<(&str, f64)> {
    if let Some(name) = target.text() {
        return vec![(name, 1.0)];
    }
    let entries = target.entries().iter();
    entries
        .filter_map(|(name, share)| Some((name.as_str(), share.number()?)))
        .filter(|(_, share)| *share > 0.0)
        .collect()
}

/// Where a client goes, case by case.
pub(super) fn ways(then: &Said, exits: Option<&Said>) -> Vec<String> {
    match then {
        Said::List(list) => {
            cases(list, |case| case.get("to").map_or_else(String::new, |target| way(target, exits)))
        }
        target => vec![way(target, exits)],
    }
}

/// Effects, case by case: "when housing is none: housing becomes settled (35%) or insecure (65%)".
pub(super) fn effects(list: &Said) -> Vec<String> {
    let several: Vec<String> = list
        .items()
        .iter()
        .map(|effect| {
            let what = effect.get("set").map_or_else(String::new, becomes);
            match super::conditions::condition(effect) {
                Some(condition) => format!("{condition}: {what}"),
                None => what,
            }
        })
        .collect();
    several.into_iter().filter(|line| !line.is_empty()).collect()
}

/// What attributes become: "use becomes abstinent".
pub(super) fn becomes(set: &Said) -> String {
    let parts: Vec<String> = set
        .entries()
        .iter()
        .map(|(name, to)| {
            let levels: Vec<String> = match shares(to).as_slice() {
                [(only, _)] => vec![readable(only)],
                several => several
                    .iter()
                    .map(|(level, share)| format!("{} ({})", readable(level), percentage(*share)))
                    .collect(),
            };
            format!("{} becomes {}", readable(name), joined(&levels, "or"))
        })
        .collect();
    joined(&parts, "and")
}
