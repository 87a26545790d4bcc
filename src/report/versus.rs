//! Every option against the first scenario: a table of differences, and each option's as points with intervals.

use super::answer::Answer;
use super::draw::{Axis, Row, Scale, WIDE, forest, step_for};
use super::figure::{Figure, Panel};
use super::groups::{DIFFERENCES, difference, headings, heads, matrix};
use super::outcome::{apart_caution, note_on_verdicts};
use super::style::{BLUE, GREY};
use super::table::{Cell, DIFFERENCES_ABREAST, by_columns, spoken};
use crate::findings::{Against, Compared};
use crate::names::{capital, readable};
use maud::{Markup, html};

/// Most figures of an option in the chart.
const MOST: usize = 24;
/// Differences larger in relation than this are told and not drawn, or nothing else could be seen. \[1\]
const HUGE: f64 = 3.0;

/// Comparison.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    if !answer.compares() {
        return None;
    }
    Some(html! {
        (apart_caution(answer))
        (all(answer))
        p.note { (note_on_verdicts(answer)) }
        @for (number, ((scenario, _), found)) in answer.others().iter().zip(&answer.against).enumerate() {
            @if let Some(figure) = figure(answer, &readable(&scenario.name), found, format!("versus-{}", number + 1)) { (figure.markup()) }
        }
        (services(answer))
    })
}

/// Every main figure in every scenario: that of the first, then differences.
fn all(answer: &Answer<'_>) -> Markup {
    let Some(first) = answer.against.first() else { return html! {} };
    let rows: Vec<Vec<Cell>> = first
        .figures
        .iter()
        .map(|line| {
            let mut row =
                vec![Cell::words(line.words.clone()), Cell::figure(line.first_in_words())];
            for found in &answer.against {
                let twin = found.figures.iter().find(|twin| twin.key == line.key);
                row.push(
                    twin.map_or_else(|| Cell::figure("–"), |twin| Cell::figure(difference(twin))),
                );
            }
            row
        })
        .collect();
    by_columns(
        &format!(
            "{} and, for each option, the difference from it. ✓ better, ✗ worse, ↑ higher, ↓ lower, = the same; no sign where it cannot be told.",
            capital(&readable(&answer.first().name))
        ),
        2,
        DIFFERENCES_ABREAST,
        &heads(answer),
        &rows,
    )
}

/// The differences of an option in relation to the first scenario.
fn figure(answer: &Answer<'_>, name: &str, found: &Against, id: String) -> Option<Figure> {
    let rows: Vec<Row> = found.figures.iter().filter_map(row).take(MOST).collect();
    rows.first()?;
    let ends = || rows.iter().flat_map(|row| [row.low, row.high]).chain([0.0]);
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    let step = step_for((high - low).max(1e-6), 6.0);
    let first = readable(&answer.first().name);
    let axis = Axis {
        low: (low / step).floor() * step,
        high: (high / step).ceil() * step,
        scale: Scale::Change,
        label: format!("difference in relation to {first}"),
        step: Some(step),
    };
    let told: Vec<String> =
        rows.iter().map(|row| format!("{}: {}", row.label, row.words)).collect();
    let panel = Panel {
        title: format!("{} against {first}", capital(name)),
        description: told.join("; ") + ".",
        scene: forest(&rows, 0.0, &axis, WIDE),
    };
    Some(Figure {
        id,
        title: format!("{} against {first}.", capital(name)),
        reading: format!(
            "Each difference as a share of what the figure is in {first}, with its 95% interval, so that all share one axis; to the right the \
             difference itself. Blue with a sign: better, worse, higher or lower for certain (95% for all of them together). Each option has a scale of its own."
        ),
        key: None,
        panels: vec![panel],
    })
}

fn row(line: &Compared) -> Option<Row> {
    let first = line.first.mean.filter(|mean| *mean > 0.0)?;
    let by = line.compared.difference;
    let mean = by.mean? / first;
    let (low, high) = by.low.zip(by.high).map_or((mean, mean), |(a, b)| (a / first, b / first));
    if low.abs().max(high.abs()) > HUGE {
        return None;
    }
    let words = if line.differs() {
        format!("{}  {}", line.difference_in_words(), spoken(line.verdict).0)
    } else {
        line.difference_in_words()
    };
    let color = if line.differs() { BLUE } else { GREY };
    Some(Row { label: line.alone.clone(), value: mean, low, high, words, color })
}

/// Services at which an option makes a difference.
fn services(answer: &Answer<'_>) -> Markup {
    let all: Vec<&[Compared]> =
        answer.against.iter().map(|found| found.services.as_slice()).collect();
    html! {
        @for heading in headings(&all) {
            @let rows = matrix(answer, &all, heading, |line| readable(&line.words));
            @if !rows.is_empty() {
                (by_columns(&format!("{} each service. {DIFFERENCES} Together over all services and options.", capital(heading)), 2, DIFFERENCES_ABREAST, &heads(answer), &rows))
            }
        }
    }
}
