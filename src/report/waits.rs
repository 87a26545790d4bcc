//! How long clients wait, as distributions against the target.

use super::answer::Answer;
use super::draw::{Axis, Line, Lines, Mark, Scale, THIRD, WIDE, lines};
use super::figure::{Figure, Panel};
use super::question::names;
use super::style::{key, style};
use super::table::{Cell, table};
use crate::findings::{Form, length, says_something, unit_for};
use crate::names::{capital, joined, readable};
use crate::statistics::{Measure, Results, WaitCounts};
use crate::units::Days;
use maud::{Markup, html};

/// The whole way, which is no service.
const WHOLE_WAY: &str = "referral_to_treatment";
/// The part of the waits that a chart shows; the longest few would squeeze the rest.
const MOST: f64 = 0.98;
/// A service with a shorter mean wait than this part of the longest is not drawn.
const NO_WAIT: f64 = 0.001;

/// Why charts and the table are not to the last digit the same.
const POOLED: &str = "Charts take the clients of all replications together; the table below takes the mean over replications, \
    in which each counts alike, so that the two may differ a little.";

/// Waits.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let subjects: Vec<&str> = answer
        .results()
        .sheet
        .waits
        .iter()
        .filter(|of| of.group == "all")
        .map(|of| of.subject.as_str())
        .collect();
    let longest_mean = |subject: &str| {
        let all = (0..answer.scenarios.len())
            .map(|index| answer.find_in(index, Measure::WaitMean, subject));
        all.filter_map(|found| found?.mean).fold(0.0, f64::max)
    };
    let of_services = subjects.iter().filter(|subject| **subject != WHOLE_WAY);
    let longest = of_services.map(|subject| longest_mean(subject)).fold(0.0, f64::max);
    let waited = |subject: &str| longest_mean(subject) > NO_WAIT * longest;
    let (drawn, not): (Vec<&str>, Vec<&str>) = subjects.iter().partition(|subject| waited(subject));
    let not: Vec<String> = not
        .into_iter()
        .filter(|subject| pooled(answer.results(), subject).is_some_and(|it| it.number() > 0))
        .map(readable)
        .collect();
    if subjects.iter().all(|s| pooled(answer.results(), s).is_none_or(|it| it.number() == 0)) {
        return None;
    }
    let target = length(answer.model().targets.waiting_time);
    let whole: Vec<Panel> = drawn
        .iter()
        .filter(|subject| **subject == WHOLE_WAY)
        .map(|subject| panel(answer, subject, WIDE, 300.0))
        .collect();
    let services: Vec<&str> =
        drawn.iter().copied().filter(|subject| *subject != WHOLE_WAY).collect();
    let (width, height) = if services.len() == 1 { (WIDE, 280.0) } else { (THIRD, 190.0) };
    let services: Vec<Panel> =
        services.iter().map(|subject| panel(answer, subject, width, height)).collect();
    Some(html! {
        @if !whole.is_empty() {
            (Figure {
                id: "way".to_owned(),
                title: "From referral to treatment.".to_owned(),
                reading: format!("Of all who reach structured treatment, the share who had done so by then; the upright line is the target of {target}. A higher curve is a shorter way. {POOLED}"),
                key: several(answer),
                panels: whole,
            }.markup())
        }
        @if !services.is_empty() {
            (Figure {
                id: "waits".to_owned(),
                title: "Waits, service by service.".to_owned(),
                reading: format!("Of those served, the share who had waited no longer than so long; the upright line is the target of {target}. A curve that begins high up is of a service where many are served at once. {POOLED}"),
                key: several(answer),
                panels: services,
            }.markup())
        }
        @if !not.is_empty() { p { "Nobody waits to speak of for " (joined(&not, "or")) "." } }
        (figures(answer, &subjects))
        @if answer.compares() { p { "What the options change in waits and queues is told service by service under " a href="#comparison" { "Comparison" } "." } }
    })
}

/// What lines mean, where there are several scenarios.
pub(super) fn several(answer: &Answer<'_>) -> Option<Markup> {
    let names = names(answer);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    answer.compares().then(|| key(&names))
}

/// The waits of everybody for this, all replications together.
fn pooled<'r>(results: &'r Results, subject: &str) -> Option<&'r WaitCounts> {
    let found =
        results.sheet.waits.iter().position(|of| of.group == "all" && of.subject == subject)?;
    results.waits.get(found)
}

fn panel(answer: &Answer<'_>, subject: &str, width: f64, height: f64) -> Panel {
    let target = answer.model().targets.waiting_time;
    let longest = answer
        .scenarios
        .iter()
        .filter_map(|(_, results)| pooled(results, subject)?.quantile(MOST))
        .fold(0.0, f64::max);
    let unit = unit_for(Days(longest));
    // The target is shown where it lies within sight of the waits.
    let shows_target = target.0 <= longest * 2.5;
    let most = if shows_target { longest.max(target.0 * 1.15) } else { longest } / unit.days;
    let drawn = answer.scenarios.iter().enumerate().filter_map(|(index, (_, results))| {
        let waits = pooled(results, subject).filter(|waits| waits.number() > 0)?;
        Some(Line { points: curve(waits, unit.days, most), band: Vec::new(), style: style(index) })
    });
    let told: Vec<String> = answer
        .scenarios
        .iter()
        .filter_map(|(scenario, results)| {
            let waits = pooled(results, subject)?;
            let [half, nine] = [0.5, 0.9].map(|q| waits.quantile(q).unwrap_or(0.0) / unit.days);
            let within = 100.0 * waits.share_within_target()?;
            Some(format!(
                "{}: half within {half:.1} {}, nine in ten within {nine:.1}; {within:.0}% within {}",
                readable(&scenario.name),
                unit.word,
                length(target)
            ))
        })
        .collect();
    let title = if subject == WHOLE_WAY {
        "From referral to treatment".to_owned()
    } else {
        capital(&readable(subject))
    };
    let scene = lines(&Lines {
        heading: (subject != WHOLE_WAY).then(|| title.clone()),
        width,
        height,
        x: Axis {
            low: 0.0,
            high: most,
            scale: Scale::Number,
            label: unit.word.to_owned(),
            step: None,
        },
        y: Axis { low: 0.0, high: 1.0, scale: Scale::Percentage, label: String::new(), step: None },
        lines: drawn.collect(),
        marks: if shows_target {
            // What the line is stands in the caption; a word beside it would lie on the curves.
            vec![Mark { at: target.0 / unit.days, words: String::new(), is_upright: true }]
        } else {
            Vec::new()
        },
        shaded: None,
    });
    Panel { title, description: told.join(". ") + ".", scene }
}

/// The share who had waited no longer, at the waits of every other hundredth.
fn curve(waits: &WaitCounts, unit: f64, most: f64) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for hundredth in (0..=100).step_by(2) {
        let share = f64::from(hundredth) / 100.0;
        let Some(wait) = waits.quantile(share).map(|days| days / unit) else { continue };
        if wait > most {
            let before = points.last().copied().unwrap_or((0.0, 0.0));
            let part = if wait > before.0 { (most - before.0) / (wait - before.0) } else { 1.0 };
            points.push((most, before.1 + part * (share - before.1)));
            break;
        }
        match points.last_mut() {
            // Those served at once are all at nought: where the curve begins.
            Some(last) if last.0 == wait => last.1 = share,
            _ => points.push((wait, share)),
        }
    }
    points
}

fn figures(answer: &Answer<'_>, subjects: &[&str]) -> Markup {
    let rows: Vec<Vec<Cell>> = subjects
        .iter()
        .filter_map(|subject| {
            let mean = answer.find(Measure::WaitMean, subject)?;
            let cell = |measure, form: Form| {
                let shown = answer.find(measure, subject).filter(says_something);
                let shown = shown.and_then(|found| form.show(&found));
                Cell::figure(shown.map_or_else(|| "–".to_owned(), |shown| shown.mean))
            };
            let interval = Form::Duration.show(&mean).and_then(|shown| shown.interval);
            let name = if *subject == WHOLE_WAY {
                "from referral to treatment".to_owned()
            } else {
                readable(subject)
            };
            Some(vec![
                Cell::words(name),
                cell(Measure::WaitMean, Form::Duration),
                Cell::figure(if says_something(&mean) {
                    interval.unwrap_or_default()
                } else {
                    String::new()
                }),
                cell(Measure::WaitMedian, Form::Duration),
                cell(Measure::WaitP90, Form::Duration),
                Cell::figure(
                    answer
                        .show(Measure::WaitWithinTarget, subject, Form::Percentage)
                        .map_or_else(|| "–".to_owned(), |shown| shown.mean),
                ),
                cell(Measure::GaveUpShare, Form::Percentage),
                cell(Measure::TurnedAwayShare, Form::Percentage),
            ])
        })
        .collect();
    let target = format!("within {}", length(answer.model().targets.waiting_time));
    let caption = format!(
        "Waits in {}: means over replications. – is no wait at all, or nobody.",
        readable(&answer.first().name)
    );
    let heads = [
        "",
        "mean",
        "95% interval",
        "half wait up to",
        "nine in ten up to",
        &target,
        "gave up",
        "turned away",
    ];
    table(&caption, &heads, &rows)
}
