//! The client's journey with simulated flows: the four overlapping components, and what came after each intervention.

use super::answer::Answer;
use super::ovals::{combination, components, shares};
use super::ribbons::{NEXT, moves, open_ended};
use super::table::{Cell, FIGURES_ABREAST, by_columns, table};
use crate::findings::{Form, says_something};
use crate::model::{Component, Intervention};
use crate::names::{joined, readable};
use crate::statistics::Measure;
use maud::{Markup, html};

/// The journey.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let figure = components(answer);
    let mut flows = flows(answer);
    let moves = moves(answer);
    if figure.is_none() && flows.is_empty() {
        return None;
    }
    let whose = readable(&answer.first().name);
    let mut heads = vec![
        "",
        "component",
        "starts a year",
        "there at a time",
        "mean length",
        "then: structured",
        "other",
        "prison",
        "planned exit",
        "other exit",
        "died",
    ];
    // What nobody comes to has no column.
    for column in (5..heads.len()).rev() {
        if flows.iter().all(|row| row[column].is_dash()) {
            heads.remove(column);
            flows.iter_mut().for_each(|row| drop(row.remove(column)));
        }
    }
    let caption = format!(
        "Interventions of the main strand in {whose}, and what came next: shares of those who went on to another intervention or left.{}",
        nothing_further(answer)
    );
    Some(html! {
        @if let Some(figure) = figure { (figure.markup()) }
        (combinations(answer))
        @if let Some(moves) = moves { (moves.markup()) }
        (table(&caption, &heads, &flows))
    })
}

/// Of which interventions there are no shares, and why.
fn nothing_further(answer: &Answer<'_>) -> String {
    let begun =
        |name: &&str| answer.find(Measure::Starts, name).is_some_and(|it| says_something(&it));
    let open: Vec<String> =
        open_ended(answer.model()).into_iter().filter(begun).map(readable).collect();
    if open.is_empty() {
        return String::new();
    }
    format!(
        " After {} nothing further need come (life outside treatment, as on release): how many go on is not counted, so that no \
         share of them is given.",
        joined(&open, "and")
    )
}

fn combinations(answer: &Answer<'_>) -> Markup {
    let all = shares(answer);
    if all.len() < 2 {
        return html! {};
    }
    let rows: Vec<Vec<Cell>> = all
        .iter()
        .filter_map(|(subject, _)| {
            let mut row = vec![Cell::words(combination(subject))];
            for index in 0..answer.scenarios.len() {
                let found = answer.find_in(index, Measure::ComponentTime, subject)?;
                row.push(Cell::figure(Form::Percentage.show(&found)?.mean));
            }
            Some(row)
        })
        .collect();
    let names = super::question::names(answer);
    let mut heads = vec!["components at once"];
    heads.extend(names.iter().map(String::as_str));
    html! {
        details {
            summary { "Time in every combination of components" }
            (by_columns("Share of client time, with an episode open or an intervention running, in which just these components are running.", 1, FIGURES_ABREAST, &heads, &rows))
        }
    }
}

/// Each intervention of the main strand, and what came next.
fn flows(answer: &Answer<'_>) -> Vec<Vec<Cell>> {
    let interventions = &answer.model().system().interventions;
    let dash = || Cell::figure("–");
    let open = open_ended(answer.model());
    interventions
        .iter()
        .filter_map(|intervention| {
            let name = &intervention.name;
            let known =
                NEXT.map(|(next, ..)| answer.find(Measure::NextShare, &format!("{name}>{next}")));
            known.iter().flatten().next()?;
            let cell = |measure, form: Form| {
                let found = answer.find(measure, name).filter(says_something);
                found
                    .and_then(|found| form.show(&found))
                    .map_or_else(dash, |shown| Cell::figure(shown.mean))
            };
            answer.find(Measure::Starts, name).filter(says_something)?;
            let mut row = vec![
                Cell::words(readable(name)),
                Cell::words(component(intervention)),
                cell(Measure::Starts, Form::Amount),
                cell(Measure::Running, Form::Amount),
                cell(Measure::LengthMean, Form::Duration),
            ];
            let known = if open.contains(&name.as_str()) { NEXT.map(|_| None) } else { known };
            row.extend(known.into_iter().map(|share| match share.and_then(|share| share.mean) {
                Some(share) if share > 0.0 => Cell::figure(format!("{:.1}%", 100.0 * share)),
                _ => Cell::figure("–"),
            }));
            Some(row)
        })
        .collect()
}

fn component(intervention: &Intervention) -> &'static str {
    match intervention.component {
        Component::Engagement => "engagement",
        Component::Delivery => "delivery",
        Component::CommunityIntegration => "community integration",
        Component::Completion => "completion",
    }
}
