//! The record of the model in the order of STRESS-DES, as `describe` tells it.

use super::answer::Answer;
use super::markdown::to_html;
use crate::describe::describe;
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
    let text = describe(answer.first(), Some(&past)).markdown;
    let name = readable(&answer.first().name);
    Some(html! {
        p {
            "The whole model in words, in the order of the checklist STRESS-DES (Monks and others, 2019), for the appendix of a study."
            @if answer.compares() {
                " It is that of " (name) "; what the options change is above, and " code { "throughcare describe OPTION.toml" } " tells each in full."
            }
        }
        details.record {
            summary { "STRESS-DES record of " (name) }
            (PreEscaped(to_html(&text, 2, "record-")))
        }
    })
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
