//! 2.5.1 and 2.5.5: who clients are, where they come from, how they leave.

use super::conditions::attributes as when;
use super::markdown::{Page, lines, plain};
use super::telling::Telling;
use super::times::{concentrated, distribution, profile};
use super::ways::{becomes, ways};
use super::words::{counted, length, percentage, rate, value, with_key};
use crate::model::Arrivals;
use crate::names::readable;
use crate::scenario::Said;

/// Who clients are.
pub(super) fn entities(page: &mut Page, telling: &Telling<'_>) {
    page.heading(4, "2.5.1 Entities");
    page.paragraph(
        "The entities are clients. A client keeps a journey (episodes, what is running, what has ended) and these attributes, \
         drawn on the day of referral in this order. Some change later: by interventions, risks and exits.",
    );
    let rows: Vec<[String; 4]> = telling
        .section("attributes")
        .iter()
        .map(|(name, it)| {
            let cases = it.get("given").map_or(&[][..], Said::items);
            // The first case that holds is taken: only after all others is one with the same shares no exception.
            let is_other = |case: &Said| case.get("shares") != it.get("shares");
            let given: Vec<String> = cases
                [..cases.iter().rposition(is_other).map_or(0, |at| at + 1)]
                .iter()
                .map(|case| {
                    let condition = case.get("when").map(when).unwrap_or_default();
                    format!(
                        "when {condition}: {}",
                        case.get("shares").map(levels).unwrap_or_default()
                    )
                })
                .collect();
            [
                with_key(name),
                it.get("shares").map(levels).unwrap_or_default(),
                lines(&given),
                telling.basis.cell(&format!("attributes.{name}"), it),
            ]
        })
        .collect();
    match rows.is_empty() {
        true => page.paragraph("The scenario gives clients no attributes but their route."),
        false => page.table(["attribute", "shares on referral", "except", "basis"], &rows),
    }
    page.paragraph(
        "The route of referral is an attribute too. A route can have shares of its own, which replace these (2.5.5).",
    );
}

/// Levels with their shares, those that nobody is at among them.
fn levels(said: &Said) -> String {
    let levels: Vec<String> = said
        .entries()
        .iter()
        .filter_map(|(level, share)| {
            Some(format!("{} {}", percentage(share.number()?), readable(level)))
        })
        .collect();
    levels.join(", ")
}

/// Where clients come from and how they leave.
pub(super) fn entry_and_exit(page: &mut Page, telling: &Telling<'_>) {
    page.heading(4, "2.5.5 Entry and exit points");
    routes(page, telling);
    exits(page, telling);
    page.paragraph(
        "A client who is no longer followed (4.2), whose exit is final, or to whom nothing more can happen leaves the simulation.",
    );
}

fn routes(page: &mut Page, telling: &Telling<'_>) {
    page.paragraph("**Routes** by which clients enter. Clients who come back do so by risks (2.5.2), not by a route. Where the rate varies, \
         the numbers are weights of the parts of a cycle in their order: 4 × 0.9 are four parts at nine tenths of the rate.");
    let rows: Vec<[String; 5]> = telling
        .section("routes")
        .iter()
        .map(|(name, it)| {
            let own: Vec<String> = it
                .get("shares")
                .map_or(&[][..], Said::entries)
                .iter()
                .map(|(attribute, said)| format!("{}: {}", readable(attribute), levels(said)))
                .collect();
            [
                with_key(name),
                lines(&arrivals(telling, name, it)),
                it.get("enters")
                    .map(|enters| lines(&ways(enters, telling.exits())))
                    .unwrap_or_default(),
                lines(&own),
                telling.basis.cell(&format!("routes.{name}"), it),
            ]
        })
        .collect();
    page.table(["route", "new clients", "where they begin", "shares of its own", "basis"], &rows);
}

/// When the clients of a route come, in words.
fn arrivals(telling: &Telling<'_>, name: &str, it: &Said) -> Vec<String> {
    let mut words: Vec<String> = it
        .entries()
        .iter()
        .filter(|(key, _)| key.starts_with("per_"))
        .filter_map(|(key, said)| {
            let words = rate(key, said)?;
            let times = it.get("profile").and_then(concentrated);
            let then = times.and_then(|times| rate(key, &Said::Number(said.number()? * times)));
            Some(match then {
                Some(then) => format!("{words} on average: {then} while they come, and then none"),
                None => words,
            })
        })
        .collect();
    if let Some(every) = it.get("every") {
        words.push(format!("one after another, the time between them {}", distribution(every)));
    }
    if let Some(at) = it.get("at") {
        let shown: Vec<String> = at.items().iter().take(12).map(length).collect();
        let more = if at.items().len() > shown.len() { ", …" } else { "" };
        let number = counted(at.items().len(), "client", "clients");
        words.push(format!("{number}, after {}{more}", shown.join(", ")));
    }
    if let Some(cycles) = it.get("profile") {
        words.push(format!("varying {}", profile(cycles, "weights")));
    }
    if let Some(response) = it.get("responds_to") {
        let service =
            response.get("service").and_then(Said::text).map(readable).unwrap_or_default();
        let number = |key: &str| response.get(key).map(value).unwrap_or_default();
        let memory = match response.get("memory") {
            Some(memory) => length(memory),
            None => {
                let routes = &telling.scenario.model.system().routes;
                let days = routes.iter().find(|route| route.name == name).and_then(|route| {
                    match &route.arrivals {
                        Arrivals::Poisson(_, Some(response)) => Some(response.memory),
                        _ => None,
                    }
                });
                days.map_or_else(String::new, |days| {
                    format!("{} (the default)", super::experiment::days(days))
                })
            }
        };
        words.push(format!(
            "responds to the wait for {service}: elasticity {}, reference {}, memory {memory}",
            number("elasticity"),
            number("reference")
        ));
    }
    words
}

fn exits(page: &mut Page, telling: &Telling<'_>) {
    page.paragraph(
        "**Exits** by which an episode ends. Results count each under a discharge reason of the National Drug Treatment \
         Monitoring System (NDTMS); where none is stated it is the exit's own name.",
    );
    let rows: Vec<[String; 6]> = telling
        .section("exits")
        .iter()
        .map(|(name, it)| {
            let is = |key: &str| it.get(key).is_some_and(Said::is_true);
            let after = match it.get("then") {
                _ if is("final") => "gone for good".to_owned(),
                Some(then) => lines(&ways(then, telling.exits())),
                None => "life outside treatment".to_owned(),
            };
            [
                with_key(name),
                if is("planned") { "planned" } else { "not planned" }.to_owned(),
                it.get("reason")
                    .and_then(Said::text)
                    .map(|reason| plain(&readable(reason)))
                    .unwrap_or_default(),
                it.get("sets").map(becomes).unwrap_or_default(),
                after,
                telling.basis.cell(&format!("exits.{name}"), it),
            ]
        })
        .collect();
    page.table(["exit", "planned", "counted as", "effects", "what follows", "basis"], &rows);
}
