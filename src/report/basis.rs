//! What the numbers rest on, and what each option changes.

use super::answer::Answer;
use super::table::{Cell, table};
use crate::describe::{changes, rests, rests_on};
use crate::names::readable;
use crate::scenario::Scenario;
use maud::{Markup, html};

/// Most values that an option changes and that are listed.
const MOST: usize = 80;

/// Assumptions and sources.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let all = rests(answer.first());
    let rows = |is_assumption: bool| -> Vec<Vec<Cell>> {
        let of = all.iter().filter(|rest| rest.is_assumption == is_assumption);
        of.map(|rest| {
            vec![
                Cell::words(rest.mark.clone()),
                Cell::words(rest.words.clone()),
                Cell::path(rest.path.clone()),
            ]
        })
        .collect()
    };
    let (sources, assumptions) = (rows(false), rows(true));
    Some(html! {
        p { (rests_on(answer.first())) " Assumptions are not evidence: they are the first thing to replace with what is known locally, and to vary." }
        @for (number, (scenario, _)) in answer.others().iter().enumerate() { (option(answer, scenario, &changes_id(number))) }
        @if !assumptions.is_empty() {
            details {
                summary { "All assumptions of " (readable(&answer.first().name)) " (" (assumptions.len()) ")" }
                (table("Assumptions, and the path in the scenario file of what rests on each.", &["", "assumption", "of"], &assumptions))
            }
        }
        @if !sources.is_empty() {
            details {
                summary { "All sources of " (readable(&answer.first().name)) " (" (sources.len()) ")" }
                (table("Sources, and the path in the scenario file of what rests on each.", &["", "source and what it says", "of"], &sources))
            }
        }
    })
}

/// By which the list of what an option changes is linked to.
pub(super) fn changes_id(number: usize) -> String {
    format!("changes-{}", number + 1)
}

/// What an option changes, and on what that rests.
fn option(answer: &Answer<'_>, scenario: &Scenario, id: &str) -> Markup {
    let found = changes(answer.first(), scenario);
    let none = || "–".to_owned();
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .take(MOST)
        .map(|change| {
            let rest = change.rests_on.as_ref().map_or_else(none, |rest| {
                let kind = if rest.is_assumption { "assumption: " } else { "" };
                format!("{kind}{}", rest.words)
            });
            vec![
                Cell::words(change.path.clone()),
                Cell::code(change.from.clone().unwrap_or_else(none)),
                Cell::code(change.to.clone().unwrap_or_else(none)),
                Cell::words(rest),
            ]
        })
        .collect();
    let more = found.len().saturating_sub(MOST);
    html! {
        h3 id=(id) { "What " (readable(&scenario.name)) " changes" }
        @if rows.is_empty() { p { "No value." } }
        (table("Values of the scenario file that are not those of the first scenario.", &["value", "was", "is", "rests on"], &rows))
        @if more > 0 { p { "And " (more) " more." } }
    }
}
