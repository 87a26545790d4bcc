//! 2.5.2: what is delivered, alongside what, and what befalls clients.

use super::conditions::{condition, states};
use super::markdown::{Page, lines, plain};
use super::telling::Telling;
use super::times::{durations, hazard};
use super::ways::{becomes, effects, ways};
use super::words::{figure, length, percentage, value, with_key};
use crate::names::{capital, readable};
use crate::scenario::Said;

/// In which state a support is offered where its scenario does not say; a test holds it to the model.
const SUPPORT_STATE: &str = "in_treatment";

pub(super) fn write(page: &mut Page, telling: &Telling<'_>) {
    page.heading(4, "2.5.2 Activities");
    interventions(page, telling);
    care_plan(page, telling);
    supports(page, telling);
    risks(page, telling);
}

fn interventions(page: &mut Page, telling: &Telling<'_>) {
    page.paragraph(
        "**Interventions**, by component of the treatment journey. Tiers are those of *Models of care*: 1 not specialist, 2 \
         open access, 3 structured in the community, 4 residential. What comes next is read from the top: the first case \
         that applies decides. *Exits are in italics.* An intervention without a service is open to whoever comes. Lengths vary \
         from client to client; the name beside a mean or a median (gamma, Weibull and others) says in what shape they spread \
         around it.",
    );
    for part in ["engagement", "delivery", "community_integration", "completion"] {
        let of: Vec<&(String, Said)> = telling
            .section("interventions")
            .iter()
            .filter(|(_, it)| it.get("component").and_then(Said::text) == Some(part))
            .collect();
        if of.is_empty() {
            continue;
        }
        page.paragraph(&format!("*{}*", capital(&readable(part))));
        let rows: Vec<[String; 7]> =
            of.iter().map(|(name, it)| intervention(telling, name, it)).collect();
        let head = [
            "intervention",
            "tier",
            "service",
            "lasts",
            "what comes next",
            "effects and rules",
            "basis",
        ];
        page.table(head, &rows);
    }
}

fn intervention(telling: &Telling<'_>, name: &str, it: &Said) -> [String; 7] {
    let mut title = vec![with_key(name)];
    let kinds = ["kind", "setting"].iter().filter_map(|key| it.get(key)?.text());
    let known = readable(name);
    let kinds: Vec<String> =
        kinds.filter(|kind| **kind != known).map(|text| plain(&readable(text))).collect();
    if !kinds.is_empty() {
        title.push(kinds.join(", "));
    }
    let next = match it.get("then") {
        Some(then) => lines(&ways(then, telling.exits())),
        None => "runs alongside".to_owned(),
    };
    let is = |key: &str| it.get(key).is_some_and(Said::is_true);
    let mut rules = Vec::new();
    if is("substitute_prescribing") {
        rules.push("substitute prescribing".to_owned());
    }
    if is("opens_care_plan") {
        rules.push("completing it opens the care plan".to_owned());
    }
    if is("keeps_care_plan") {
        rules.push("the care plan stays open".to_owned());
    }
    if let Some(exit) = it.get("closes_as").and_then(Said::text) {
        rules.push(if is("keeps_care_plan") {
            format!("without a care plan the episode ends as *{}*", readable(exit))
        } else {
            format!("entering it ends the episode as *{}*", readable(exit))
        });
    }
    if it.get("while_waiting").and_then(Said::text) == Some("stay") {
        rules.push("while waiting for it the client keeps the place held before".to_owned());
    }
    let prefixed = |key: &str, words: &str| {
        let list = it.get(key).map(effects).unwrap_or_default();
        let told = |effect: String| match effect.strip_prefix("when ") {
            Some(condition) => format!("{words}, if {condition}"),
            None => format!("{words}: {effect}"),
        };
        list.into_iter().map(told).collect::<Vec<_>>()
    };
    rules.extend(prefixed("on_start", "at the start"));
    rules.extend(prefixed("on_completion", "when completed"));
    [
        lines(&title),
        it.get("tier").map(value).unwrap_or_default(),
        it.get("service").and_then(Said::text).map(readable).unwrap_or_default(),
        match it.get("duration").map(|said| lines(&durations(said))) {
            Some(nothing) if nothing == "0 days" => "no time".to_owned(),
            Some(words) => words,
            None => String::new(),
        },
        next,
        lines(&rules),
        telling.basis.cell(&format!("interventions.{name}"), it),
    ]
}

fn care_plan(page: &mut Page, telling: &Telling<'_>) {
    if !telling.has_care_plans() {
        page.paragraph("**Care plan.** No intervention opens a care plan, so no client is ever *in treatment*.");
        return;
    }
    let plan = telling.said.get("care_plan");
    let words = match plan.and_then(|plan| plan.get("service")).and_then(Said::text) {
        Some(service) => {
            let waits = match plan.and_then(|plan| plan.get("keyworker")).and_then(Said::text) {
                Some("alongside") => "It opens at once, and the place is waited for meanwhile.",
                Some(_) => "It opens when that place is free.",
                None => "It opens when that place is free (the default).",
            };
            format!("**Care plan.** Each open care plan holds a place in {} (the keyworker's). {waits}", readable(service))
        }
        None => "**Care plan.** A care plan takes up no service of its own: keyworkers are not modelled.".to_owned(),
    };
    page.paragraph(&words);
}

fn supports(page: &mut Page, telling: &Telling<'_>) {
    if telling.section("supports").is_empty() {
        page.paragraph("**Supports.** Nothing is offered alongside the main strand.");
        return;
    }
    page.paragraph("**Supports** are interventions that run alongside the main one. Each is offered to whoever meets the condition.");
    let rows: Vec<[String; 6]> = telling
        .section("supports")
        .iter()
        .map(|(name, it)| {
            let state = match it.get("while") {
                Some(said) => states(said),
                None => states(&Said::Text(SUPPORT_STATE.to_owned())),
            };
            let rest: Vec<(String, Said)> =
                it.entries().iter().filter(|(key, _)| key != "while").cloned().collect();
            let who = [Some(state), condition(&Said::Table(rest))];
            let who: Vec<String> = who.into_iter().flatten().collect();
            let is = |key: &str| it.get(key).is_some_and(Said::is_true);
            let rules = [
                (is("outlasts"), "goes on when the state ends"),
                (is("repeats"), "offered again after it has ended"),
            ];
            let rules: Vec<&str> =
                rules.iter().filter(|(holds, _)| *holds).map(|(_, words)| *words).collect();
            [
                with_key(name),
                who.join(" and "),
                it.get("delay").map_or_else(
                    || "at once".to_owned(),
                    |delay| format!("after {}", length(delay)),
                ),
                it.get("take_up")
                    .and_then(Said::number)
                    .map_or_else(|| "everyone".to_owned(), percentage),
                lines(&rules),
                telling.basis.cell(&format!("supports.{name}"), it),
            ]
        })
        .collect();
    page.table(["support", "offered", "when", "taken up by", "rules", "basis"], &rows);
    let unsaid = |(_, it): &(String, Said)| it.get("while").is_none();
    if telling.section("supports").iter().any(unsaid) {
        page.paragraph(&format!(
            "Where the scenario does not say in which state a support is offered, it is {} (the default).",
            states(&Said::Text(SUPPORT_STATE.to_owned()))
        ));
    }
}

fn risks(page: &mut Page, telling: &Telling<'_>) {
    if telling.section("risks").is_empty() {
        page.paragraph("**Risks.** Nothing befalls clients but what is planned.");
        return;
    }
    page.paragraph(
        "**Risks** are whatever can befall a client after some time, good or bad. *How soon* is for a client to whom no ratio \
         applies, counted from when the condition began to hold. The ratios that hold multiply the hazard (how soon it \
         comes at any moment): 2 is twice as often, 0.5 half as often, 0 never. *At a constant rate* means that it comes no \
         sooner and no later for having been spared so far; *Weibull*, that this changes with time.",
    );
    let rows: Vec<[String; 6]> = telling
        .section("risks")
        .iter()
        .map(|(name, it)| {
            let rest: Vec<(String, Said)> =
                it.entries().iter().filter(|(key, _)| key != "while").cloned().collect();
            let who = [it.get("while").map(states), condition(&Said::Table(rest))];
            let who: Vec<String> = who.into_iter().flatten().collect();
            let ratios: Vec<String> = it
                .get("ratios")
                .map_or(&[][..], Said::items)
                .iter()
                .map(|case| {
                    let factor =
                        case.get("ratio").and_then(Said::number).map(figure).unwrap_or_default();
                    match condition(case) {
                        Some(condition) => format!("× {factor} {condition}"),
                        None => format!("× {factor} always"),
                    }
                })
                .collect();
            let mut follows: Vec<String> = it.get("sets").map(becomes).into_iter().collect();
            if let Some(then) = it.get("then") {
                let to = ways(then, telling.exits());
                match to.as_slice() {
                    [only] => follows.push(format!("goes to: {only}")),
                    several => {
                        follows.extend(
                            several.iter().map(|case| case.replacen(": ", ": goes to ", 1)),
                        );
                    }
                }
            } else {
                follows.push("stays where they are".to_owned());
            }
            if it.get("recurs").is_some_and(Said::is_true) {
                follows.push("may befall again in the same spell".to_owned());
            }
            [
                with_key(name),
                who.join(" and "),
                it.get("hazard").map(hazard).unwrap_or_default(),
                lines(&ratios),
                lines(&follows),
                telling.basis.cell(&format!("risks.{name}"), it),
            ]
        })
        .collect();
    page.table(["risk", "who is exposed", "how soon", "ratios", "what follows", "basis"], &rows);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{BASELINE, read_text};

    #[test]
    fn the_state_said_to_be_the_default_of_a_support_is_the_models() {
        let lasting = |set: &[String]| {
            let scenario = read_text("baseline", BASELINE, set).unwrap();
            assert!(set.is_empty() != (scenario.layers.len() > 1));
            let system = scenario.model.system().clone();
            let induction = system.interventions.iter().position(|it| it.name == "induction");
            let found =
                system.supports.iter().find(|it| Some(it.intervention.0 as usize) == induction);
            found.unwrap().clone()
        };
        let set = format!("supports.induction.while={SUPPORT_STATE}");
        assert_eq!(lasting(&[]), lasting(&[set]));
        assert_ne!(lasting(&[]), lasting(&["supports.induction.while=always".to_owned()]));
    }
}
