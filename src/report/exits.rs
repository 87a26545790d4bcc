//! How episodes end.

use super::answer::Answer;
use super::draw::{Axis, Bar, Scale, bars};
use super::figure::{Figure, Panel};
use super::retention::by_scenario;
use super::style::{BLUE, ORANGE, fills};
use crate::findings::{Form, says_something};
use crate::names::readable;
use crate::statistics::Measure;
use maud::{Markup, html};

/// Exits.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let exits = &answer.model().system().exits;
    let mut found: Vec<_> = exits
        .iter()
        .filter_map(|exit| {
            let yearly = answer.find(Measure::Exits, &exit.name).filter(says_something)?;
            Some((exit, yearly))
        })
        .collect();
    found.sort_by(|a, b| b.1.mean.unwrap_or(0.0).total_cmp(&a.1.mean.unwrap_or(0.0)));
    found.first()?;
    let all: f64 = found.iter().filter_map(|(_, yearly)| yearly.mean).sum();
    let drawn: Vec<Bar> = found
        .iter()
        .map(|(exit, yearly)| {
            let mean = yearly.mean.unwrap_or(0.0);
            let shown = Form::Amount.show(yearly).map_or_else(String::new, |shown| shown.mean);
            Bar {
                label: format!(
                    "{}{}",
                    readable(&exit.name),
                    if exit.planned { " (planned)" } else { "" }
                ),
                value: mean,
                interval: yearly.low.zip(yearly.high),
                words: format!("{shown} ({:.1}%)", 100.0 * mean / all),
                color: if exit.planned { BLUE } else { ORANGE },
            }
        })
        .collect();
    let most =
        drawn.iter().map(|bar| bar.interval.map_or(bar.value, |ends| ends.1)).fold(0.0, f64::max);
    let told: Vec<String> =
        drawn.iter().map(|bar| format!("{}: {}", bar.label, bar.words)).collect();
    let axis = Axis::up_to(most, Scale::Number, "exits a year");
    let panel = Panel {
        title: "Exits a year".to_owned(),
        description: told.join("; ") + ".",
        scene: bars(&drawn, &axis),
    };
    let is_mixed = found.iter().any(|(exit, _)| exit.planned != found[0].0.planned);
    let reading = format!(
        "How many episodes end in each way in a year, in {}, and the share of all; the thin line is the 95% interval of the mean. \
         An exit is the end of an episode, with or without a care plan.",
        readable(&answer.first().name)
    );
    let reasons: Vec<(Measure, &str, String, Form)> = exits
        .iter()
        .map(|exit| (Measure::Exits, exit.name.as_str(), readable(&exit.name), Form::Amount))
        .collect();
    let sums = [
        (Measure::PlannedExits, "all", "planned exits, all".to_owned(), Form::Amount),
        (Measure::PlannedShare, "all", "planned, of all exits".to_owned(), Form::Percentage),
    ];
    let lines: Vec<_> = reasons.into_iter().chain(sums).collect();
    Some(html! {
        (Figure { id: "exits-by-reason".to_owned(), title: "How episodes end.".to_owned(), reading, key: is_mixed.then(|| fills(&[(BLUE, "planned exits"), (ORANGE, "other exits")])), panels: vec![panel] }.markup())
        @if answer.compares() { (by_scenario(answer, "Exits a year in every scenario", &lines)) }
        (after(answer))
    })
}

/// What follows an exit.
fn after(answer: &Answer<'_>) -> Markup {
    let lines = [
        (Measure::BackWithin6Months, "all", "back within 6 months".to_owned(), Form::Percentage),
        (Measure::BackWithin12Months, "all", "back within 12 months".to_owned(), Form::Percentage),
        (
            Measure::BackWithin12Months,
            "planned",
            "  after a planned exit".to_owned(),
            Form::Percentage,
        ),
        (
            Measure::BackWithin12Months,
            "unplanned",
            "  after another exit".to_owned(),
            Form::Percentage,
        ),
        (
            Measure::SuccessfulShare,
            "all",
            "planned exit and not back, of all in treatment a year".to_owned(),
            Form::Percentage,
        ),
        (
            Measure::DiedWithin12Months,
            "all",
            "died within 12 months of leaving".to_owned(),
            Form::Percentage,
        ),
    ];
    by_scenario(answer, "After leaving treatment", &lines)
}
