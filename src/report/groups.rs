//! How groups of clients fare beside all of them.

use super::answer::Answer;
use super::draw::{Axis, Row, Scale, WIDE, forest, step_for};
use super::figure::{Figure, Panel};
use super::style::{BLUE, GREY};
use super::table::{Cell, table};
use crate::findings::{Form, length, says_something};
use crate::names::readable;
use crate::statistics::{Estimate, Key, Measure};
use maud::{Markup, html};

/// Groups.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let groups: Vec<&str> =
        answer.results().groups().into_iter().filter(|group| *group != "all").collect();
    groups.first()?;
    let kept = length(answer.model().targets.retention);
    let measures = [
        (Measure::ReachedStructured, "all", "Referrals that reach treatment".to_owned(), Form::Percentage),
        (Measure::WaitMean, "referral_to_treatment", "Days from referral to treatment, mean".to_owned(), Form::Duration),
        (Measure::Effective, "all", format!("Retained at {kept}, or out before with a planned exit"), Form::Percentage),
        (Measure::PlannedShare, "all", "Planned exits, of all exits".to_owned(), Form::Percentage),
    ];
    let panels: Vec<Panel> = measures
        .iter()
        .filter_map(|(measure, subject, words, form)| {
            panel(answer, &groups, (*measure, subject), words, *form)
        })
        .collect();
    if panels.is_empty() {
        return None;
    }
    let whose = readable(&answer.first().name);
    let key = |group: &str, measure, subject: &str| Key { group: group.into(), subject: subject.into(), measure };
    let rows: Vec<Vec<Cell>> = std::iter::once("all")
        .chain(groups.iter().copied())
        .map(|group| {
            let mut row = vec![Cell::words(group_name(group))];
            let yearly = (Measure::Referrals, "all", Form::Amount);
            let rest = measures.iter().map(|(measure, subject, _, form)| (*measure, *subject, *form));
            for (measure, subject, form) in std::iter::once(yearly).chain(rest) {
                let found = answer.results().estimate_of(&key(group, measure, subject));
                let shown = found.and_then(|found| form.show(&found));
                row.push(Cell::figure(shown.map_or_else(|| "–".to_owned(), |shown| shown.mean)));
            }
            row
        })
        .collect();
    let heads = ["", "referrals a year", "reach treatment", "to treatment, mean", "retained", "planned exits, of all"];
    Some(html! {
        @for (panel, id) in panels.into_iter().zip(["groups-reach", "groups-wait", "groups-retained", "groups-planned"]) {
            (figure(panel, id, &whose))
        }
        (table(&format!("Groups in {whose}: means over replications."), &heads, &rows))
        (gains(answer))
    })
}

fn figure(panel: Panel, id: &'static str, whose: &str) -> Markup {
    Figure {
        id,
        title: format!("{}.", panel.title),
        reading: format!("Each group in {whose} with the 95% interval of its mean; the upright line is everybody. Blue: the interval leaves everybody's mean out."),
        key: None,
        panels: vec![panel],
    }
    .markup()
}

/// "everybody", "housing: settled".
pub(super) fn group_name(group: &str) -> String {
    match group.split_once('=') {
        Some((attribute, level)) => format!("{}: {}", readable(attribute), readable(level)),
        None => "everybody".to_owned(),
    }
}

fn panel(
    answer: &Answer<'_>,
    groups: &[&str],
    (measure, subject): (Measure, &str),
    title: &str,
    form: Form,
) -> Option<Panel> {
    let all = answer.find(measure, subject).filter(says_something)?;
    let about = all.mean?;
    let rows: Vec<Row> = groups
        .iter()
        .filter_map(|group| {
            let key = Key { group: (*group).into(), subject: subject.into(), measure };
            let found = answer.results().estimate_of(&key).filter(says_something)?;
            Some(row(group, &found, about, form))
        })
        .collect::<Option<Vec<Row>>>()?;
    if rows.len() < 2 {
        return None;
    }
    let ends = || rows.iter().flat_map(|row| [row.low, row.high, row.value]).chain([about]);
    let (low, high) = (ends().fold(f64::INFINITY, f64::min), ends().fold(0.0, f64::max));
    let step = step_for((high - low).max(1e-6), 5.0);
    let scale = if form == Form::Percentage { Scale::Percentage } else { Scale::Number };
    let axis = Axis {
        low: ((low / step).floor() * step).max(0.0),
        high: (high / step).ceil() * step,
        scale,
        label: if form == Form::Percentage { String::new() } else { "days".to_owned() },
    };
    let told: Vec<String> = rows.iter().map(|row| format!("{}: {}", row.label, row.words)).collect();
    let everybody = form.show(&all).map_or_else(String::new, |shown| shown.mean);
    Some(Panel {
        title: title.to_owned(),
        description: format!("Everybody: {everybody}. {}.", told.join("; ")),
        scene: forest(&rows, about, &axis, WIDE),
    })
}

fn row(group: &str, found: &Estimate, about: f64, form: Form) -> Option<Row> {
    let value = found.mean?;
    let (low, high) = found.low.zip(found.high).unwrap_or((value, value));
    let is_apart = found.low.is_some() && (low > about || high < about);
    let shown = form.show(found)?;
    Some(Row {
        label: group_name(group),
        value,
        low,
        high,
        words: shown.interval.map_or(shown.mean.clone(), |interval| format!("{} ({interval})", shown.mean)),
        color: if is_apart { BLUE } else { GREY },
    })
}

/// Who gains and who loses by each option.
fn gains(answer: &Answer<'_>) -> Markup {
    let mut rows = Vec::new();
    for ((scenario, _), found) in answer.others().iter().zip(&answer.against) {
        for line in found.groups.iter().filter(|line| line.differs()) {
            rows.push(vec![
                Cell::words(line.words.clone()),
                Cell::words(line.heading),
                Cell::words(readable(&scenario.name)),
                Cell::figure(line.first_in_words()),
                Cell::figure(line.other_in_words()),
                Cell::figure(line.difference_in_words()),
                Cell::verdict(line.verdict),
            ]);
        }
    }
    let more = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let caption = format!(
        "Who gains and who loses, where it can be told (95% for all groups and options together).{}",
        if more > 0 { format!(" {more} more are in comparison.csv and the workbook.") } else { String::new() }
    );
    let first = readable(&answer.first().name);
    table(&caption, &["group", "measure", "option", &first, "option", "difference", ""], &rows)
}

/// Most rows of who gains and who loses.
const MOST: usize = 60;
