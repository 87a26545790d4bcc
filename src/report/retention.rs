//! How long clients stay in treatment.

use super::answer::Answer;
use super::draw::{Axis, Line, Lines, Mark, Scale, WIDE, lines};
use super::figure::{Figure, Panel};
use super::style::style;
use super::table::{Cell, FIGURES_ABREAST, by_columns};
use super::waits::several;
use crate::findings::{Form, length};
use crate::names::readable;
use crate::statistics::Measure;
use maud::{Markup, html};

/// The part of the curve that is drawn. \[weeks\]
const LONGEST: f64 = 156.0;

/// Retention.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let weeks = weeks(answer);
    weeks.first()?;
    let target = answer.model().targets.retention;
    let longest = weeks.last().copied().unwrap_or(52.0).min(LONGEST);
    let mut drawn = Vec::new();
    let mut told = Vec::new();
    for (index, (scenario, _)) in answer.scenarios.iter().enumerate() {
        let mut points = vec![(0.0, 1.0)];
        let mut band = vec![(1.0, 1.0)];
        for week in weeks.iter().filter(|week| **week <= longest) {
            let found = answer.find_in(index, Measure::StillInTreatment, &subject(*week));
            let Some(found) = found else { continue };
            let Some(mean) = found.mean else { continue };
            points.push((*week, mean));
            band.push((found.p5.unwrap_or(mean), found.p95.unwrap_or(mean)));
        }
        let at: Vec<String> = points
            .iter()
            .filter(|point| [12.0, 26.0, 52.0, 104.0].contains(&point.0))
            .map(|point| format!("{:.0}% at {:.0} weeks", 100.0 * point.1, point.0))
            .collect();
        told.push(format!("{}: still in treatment {}", readable(&scenario.name), at.join(", ")));
        let band = if index == 0 { band } else { Vec::new() };
        drawn.push(Line { points, band, style: style(index) });
    }
    let scene = lines(&Lines {
        heading: None,
        width: WIDE,
        height: 320.0,
        x: Axis {
            low: 0.0,
            high: longest,
            scale: Scale::Number,
            label: "weeks since the care plan opened".to_owned(),
            step: (longest >= 104.0).then_some(26.0),
        },
        y: Axis { low: 0.0, high: 1.0, scale: Scale::Percentage, label: String::new(), step: None },
        lines: drawn,
        marks: vec![Mark {
            at: target.weeks(),
            words: format!("{} (the target)", length(target)),
            is_upright: true,
        }],
        shaded: None,
    });
    let whose = if answer.compares() {
        format!(" of {}", readable(&answer.first().name))
    } else {
        String::new()
    };
    let reading = format!(
        "Of all care plans that are opened, the share still open so long after. Points are measured after 2, 4, 8, 12, 26, … weeks and joined by \
         straight lines; the band is where nine in ten replications{whose} lie."
    );
    let panel =
        Panel { title: "Still in treatment".to_owned(), description: told.join(". ") + ".", scene };
    Some(html! {
        (Figure { id: "retained".to_owned(), title: "Still in treatment.".to_owned(), reading, key: several(answer), panels: vec![panel] }.markup())
        (figures(answer))
    })
}

fn subject(week: f64) -> String {
    format!("week_{week}")
}

/// The times at which it is known how many are still in treatment. \[weeks\]
fn weeks(answer: &Answer<'_>) -> Vec<f64> {
    let keys = answer.results().sheet.keys.iter();
    let of = keys.filter(|key| key.measure == Measure::StillInTreatment && key.group == "all");
    let known = of.filter(|key| answer.find(key.measure, &key.subject).is_some());
    known.filter_map(|key| key.subject.strip_prefix("week_")?.parse().ok()).collect()
}

fn figures(answer: &Answer<'_>) -> Markup {
    let kept = length(answer.model().targets.retention);
    let lines = [
        (
            Measure::Effective,
            "all",
            format!("retained at {kept}, or out before with a planned exit"),
            Form::Percentage,
        ),
        (Measure::Retained, "all", format!("still in treatment after {kept}"), Form::Percentage),
        (
            Measure::EarlyUnplanned,
            "all",
            format!("left within {kept} without a planned exit"),
            Form::Percentage,
        ),
        (
            Measure::StillInTreatment,
            "week_26",
            "still in treatment at half a year".to_owned(),
            Form::Percentage,
        ),
        (
            Measure::StillInTreatment,
            "week_52",
            "still in treatment at a year".to_owned(),
            Form::Percentage,
        ),
        (
            Measure::ContinuousYear,
            "all",
            "in continuous treatment for a year, gaps of three weeks allowed".to_owned(),
            Form::Percentage,
        ),
        (Measure::CarePlanDays, "all", "mean length of a care plan".to_owned(), Form::Duration),
    ];
    by_scenario(answer, "Retention", &lines)
}

/// A table of measures in every scenario, with the interval where there is one scenario.
pub(super) fn by_scenario(
    answer: &Answer<'_>,
    caption: &str,
    lines: &[(Measure, &str, String, Form)],
) -> Markup {
    let mut rows = Vec::new();
    for (measure, subject, words, form) in lines {
        let mut row = vec![Cell::words(words.clone())];
        let mut says = false;
        for index in 0..answer.scenarios.len() {
            let shown = answer.find_in(index, *measure, subject);
            let shown = shown.and_then(|found| form.show(&found));
            says |= shown.is_some();
            let shown = shown.map(|it| (it.mean, it.interval.unwrap_or_default()));
            let (mean, interval) = shown.unwrap_or_else(|| ("–".to_owned(), String::new()));
            row.push(Cell::figure(mean));
            if !answer.compares() {
                row.push(Cell::figure(interval));
            }
        }
        if says {
            rows.push(row);
        }
    }
    let names = super::question::names(answer);
    let mut heads = vec![""];
    if answer.compares() {
        heads.extend(names.iter().map(String::as_str));
    } else {
        heads.extend(["mean", "95% interval"]);
    }
    let caption = format!(
        "{caption}: means of {}.",
        crate::findings::counted(answer.replications(), "replication")
    );
    by_columns(&caption, 1, FIGURES_ABREAST, &heads, &rows)
}
