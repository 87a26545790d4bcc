//! Conditions in words.

use super::words::{figure, length, names};
use crate::names::{joined, readable};
use crate::scenario::Said;

/// The condition that a table states, in words that follow "if it holds"; none where it states none.
///
/// `when goal is drug free and substance is opiates`, `while in treatment`, `within 4 weeks of leaving prison`.
pub(super) fn condition(table: &Said) -> Option<String> {
    let within = table.get("within").map(length);
    let since = |key: &str, before: &str, within_words: &str| {
        let of = names(table.get(key)?, "or");
        Some(match &within {
            Some(time) => format!("within {time} of {within_words} {of}"),
            None => format!("after {before} {of}"),
        })
    };
    let parts = [
        table.get("when").map(|when| format!("when {}", attributes(when))),
        table.get("while").map(states),
        table.get("during").map(|during| format!("while receiving {}", names(during, "or"))),
        since("after", "leaving", "leaving"),
        since("after_completing", "completing", "completing"),
        crowding(table),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| joined(&parts, "and"))
}

/// What is true of the client: "goal is drug free and substance is opiates or stimulants".
pub(super) fn attributes(when: &Said) -> String {
    let parts: Vec<String> = when
        .entries()
        .iter()
        .map(|(name, levels)| format!("{} is {}", readable(name), names(levels, "or")))
        .collect();
    joined(&parts, "and")
}

/// When a risk runs or a support is offered: states, or a table of `during`, `waiting_for`, `after`.
pub(super) fn states(said: &Said) -> String {
    if let Said::Table(entries) = said {
        let parts: Vec<String> = entries
            .iter()
            .map(|(key, of)| match key.as_str() {
                "during" => format!("while receiving {}", names(of, "or")),
                "waiting_for" => format!("while on the waiting list of {}", names(of, "or")),
                "after" => format!("since leaving {}", names(of, "or")),
                other => format!("{} {}", readable(other), names(of, "or")),
            })
            .collect();
        return joined(&parts, "and");
    }
    let words: Vec<String> = said.items().iter().filter_map(Said::text).map(state).collect();
    match words.as_slice() {
        [only] if only == "always" => "at any time".to_owned(),
        _ => format!("while {}", joined(&words, "or")),
    }
}

/// A state in words that follow "while".
fn state(name: &str) -> String {
    match name {
        "engaging" => "engaging (before a care plan)".to_owned(),
        "after_exit" => "out of treatment after an exit".to_owned(),
        "in_episode" => "in an episode".to_owned(),
        "in_community" => "in the community".to_owned(),
        "waiting" => "waiting without a place".to_owned(),
        other => readable(other),
    }
}

/// A service that is loaded beyond a figure.
fn crowding(table: &Said) -> Option<String> {
    let service = names(table.get("in_service")?, "or");
    let above = |key: &str| table.get(key).and_then(Said::number);
    Some(if let Some(clients) = above("above_caseload") {
        format!(
            "while {service} has more than {} clients for each member of staff",
            figure(clients)
        )
    } else if let Some(share) = above("above_occupancy") {
        format!("while {service} is more than {} full", super::words::percentage(share))
    } else if let Some(waiting) = above("above_waiting") {
        format!("while more than {} wait for {service}", figure(waiting))
    } else {
        format!("while in {service}")
    })
}

/// Cases in words: each with its condition, the last as "otherwise".
pub(super) fn cases(list: &[Said], each: impl Fn(&Said) -> String) -> Vec<String> {
    let several = list.len() > 1;
    list.iter()
        .map(|case| match condition(case) {
            Some(condition) => format!("{condition}: {}", each(case)),
            None if several => format!("otherwise: {}", each(case)),
            None => each(case),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{BASELINE, read_text};

    /// What a `when`-like table of a scenario says.
    fn said(condition: &str) -> Said {
        let set = format!("risks.drop_out.ratios=[{{ {condition}, ratio = 2.0 }}]");
        let scenario = read_text("baseline", BASELINE, &[set]).unwrap();
        let risk = scenario.said().get("risks").unwrap().get("drop_out").unwrap();
        risk.get("ratios").unwrap().items()[0].clone()
    }

    #[test]
    fn every_kind_of_condition_is_said_in_words() {
        for (written, words) in [
            (
                "when = { goal = \"drug_free\", substance = [\"opiates\", \"opiates_and_crack\"] }",
                "when goal is drug-free and substance is opiates or opiates and crack",
            ),
            ("while = \"in_treatment\"", "while in treatment"),
            ("during = \"shared_care\"", "while receiving shared care"),
            (
                "after = \"prison_clinical\", within = \"4w\"",
                "within 4 weeks of leaving prison clinical",
            ),
            ("after = \"prison_clinical\"", "after leaving prison clinical"),
            (
                "after_completing = \"induction\", within = \"12w\"",
                "within 12 weeks of completing induction",
            ),
            (
                "in_service = \"keyworking\", above_caseload = 40",
                "while keyworking has more than 40 clients for each member of staff",
            ),
            (
                "in_service = \"keyworking\", above_occupancy = 0.9",
                "while keyworking is more than 90% full",
            ),
            (
                "in_service = \"keyworking\", above_waiting = 30",
                "while more than 30 wait for keyworking",
            ),
            (
                "while = \"waiting\", when = { age = \"under_25\" }",
                "when age is under 25 and while waiting without a place",
            ),
        ] {
            assert_eq!(condition(&said(written)).unwrap(), words);
        }
        assert_eq!(condition(&Said::Table(Vec::new())), None);
    }
}
