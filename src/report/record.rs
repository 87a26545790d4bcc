//! The record of the model in the order of STRESS-DES, as `describe` tells it, and in what the options differ from it.

use super::answer::{Answer, title};
use super::basis::changes_id;
use super::markdown::to_html;
use super::ovals::components;
use super::question::own_question;
use super::table::{Cell, table};
use crate::describe::{changes, describe, own_rests, rests_on};
use crate::findings::counted;
use crate::names::readable;
use crate::output::{PastRun, SummaryRow};
use crate::scenario::Scenario;
use crate::statistics::Results;
use maud::{Markup, PreEscaped, html};

/// The record.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let past = PastRun {
        manifest: answer.manifest.clone(),
        summary: rows(answer.first(), answer.results()),
    };
    let text =
        undrawn(&describe(answer.first(), Some(&past)).markdown, components(answer).is_some());
    let name = readable(&answer.first().name);
    Some(html! {
        p {
            "The whole model in words, in the order of the checklist STRESS-DES (Monks and others, 2019), for the appendix of a study."
            @if answer.compares() {
                " It is that of " (name) "; below it stands what is otherwise in that of each option, and " code { "throughcare describe OPTION.toml" } " tells each in full."
            }
        }
        details.record {
            summary { "STRESS-DES record of " (name) }
            (PreEscaped(to_html(&text, 2, "record-")))
        }
        @for (number, (scenario, _)) in answer.others().iter().enumerate() { (option(answer, scenario, number)) }
    })
}

/// The record without diagrams that only a program can draw, and without what explains them.
fn undrawn(record: &str, has_journey: bool) -> String {
    const HEADING: &str = "### 2.1 Base model overview diagram\n";
    let parts = record
        .split_once(HEADING)
        .and_then(|(before, rest)| Some((before, rest.split_once("\n### ")?.1)));
    let Some((before, after)) = parts else { return record.to_owned() };
    let drawn =
        if has_journey { "The client's journey is drawn under *The journey*. " } else { "" };
    format!(
        "{before}{HEADING}\n{drawn}What leads from one intervention to the next stands in 2.5; `throughcare describe` also draws it.\n\n### {after}"
    )
}

/// What is otherwise in the record of an option; what is not spoken of is as in the first scenario.
fn option(answer: &Answer<'_>, scenario: &Scenario, number: usize) -> Markup {
    let (name, first) = (readable(&scenario.name), readable(&answer.first().name));
    let changed = changes(answer.first(), scenario).len();
    let own = own_rests(answer.first(), scenario);
    let rows: Vec<Vec<Cell>> = own
        .iter()
        .map(|rest| {
            let kind = if rest.is_assumption { "assumption" } else { "source" };
            vec![
                Cell::words(rest.mark.clone()),
                Cell::words(kind),
                Cell::words(rest.words.clone()),
                Cell::path(rest.path.clone()),
            ]
        })
        .collect();
    html! {
        details {
            summary { "STRESS-DES record of " (name) ": what is otherwise than in " (first) }
            dl.facts {
                dt { "1.1 purpose" }
                dd { (title(scenario)) ". "
                    (own_question(answer, scenario.model.question.as_deref()).unwrap_or("The question is the same.")) }
                dt { "2.3 logic" }
                dd {
                    @if changed == 0 { "No value is otherwise." }
                    @else { a href=(format!("#{}", changes_id(number))) { (counted(changed, "value")) } @if changed == 1 { " is" } @else { " are" } " otherwise." }
                }
                dt { "3 data" }
                dd {
                    (rests_on(scenario))
                    @if rows.is_empty() { " It has no source or assumption of its own." }
                }
            }
            (table(&format!("Sources and assumptions of {name} that are not in {first}, or not in these words; numbered as in its own record."), &["", "kind", "what it says", "of"], &rows))
        }
    }
}

fn rows(scenario: &Scenario, results: &Results) -> Vec<SummaryRow> {
    let keys = results.sheet.keys.iter().enumerate().filter(|(_, key)| key.group == "all");
    keys.map(|(at, key)| {
        let found = results.estimate(at);
        SummaryRow {
            scenario: scenario.name.clone(),
            group: key.group.clone(),
            subject: key.subject.clone(),
            measure: key.measure.name().to_owned(),
            unit: key.measure.unit().to_owned(),
            mean: found.mean,
            low: found.low,
            high: found.high,
        }
    })
    .collect()
}
