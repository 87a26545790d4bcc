//! How groups of clients fare beside all of them.

use super::answer::Answer;
use super::draw::{Axis, Row, Scale, WIDE, forest, step_for};
use super::figure::{Figure, Panel};
use super::question::names;
use super::style::{BLUE, GREY};
use super::table::{Cell, DIFFERENCES_ABREAST, by_columns, spoken, table};
use crate::findings::{Compared, Form, length, says_something};
use crate::names::readable;
use crate::statistics::{Estimate, Key, Measure, Verdict};
use maud::{Markup, html};

/// Groups.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let groups: Vec<&str> =
        answer.results().groups().into_iter().filter(|group| *group != "all").collect();
    groups.first()?;
    let kept = length(answer.model().targets.retention);
    let measures = [
        (
            Measure::ReachedStructured,
            "all",
            "Referrals that reach treatment".to_owned(),
            Form::Percentage,
        ),
        (
            Measure::WaitMean,
            "referral_to_treatment",
            "Days from referral to treatment, mean".to_owned(),
            Form::Duration,
        ),
        (
            Measure::Effective,
            "all",
            format!("Retained at {kept}, or out before with a planned exit"),
            Form::Percentage,
        ),
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
    let key = |group: &str, measure, subject: &str| Key {
        group: group.into(),
        subject: subject.into(),
        measure,
    };
    let rows: Vec<Vec<Cell>> = std::iter::once("all")
        .chain(groups.iter().copied())
        .map(|group| {
            let mut row = vec![Cell::words(group_name(group))];
            let yearly = (Measure::Referrals, "all", Form::Amount);
            let rest =
                measures.iter().map(|(measure, subject, _, form)| (*measure, *subject, *form));
            for (measure, subject, form) in std::iter::once(yearly).chain(rest) {
                let found = answer.results().estimate_of(&key(group, measure, subject));
                let shown = found.and_then(|found| form.show(&found));
                row.push(Cell::figure(shown.map_or_else(|| "–".to_owned(), |shown| shown.mean)));
            }
            row
        })
        .collect();
    let heads = [
        "",
        "referrals a year",
        "reach treatment",
        "to treatment, mean",
        "retained",
        "planned exits, of all",
    ];
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
        id: id.to_owned(),
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
        step: Some(step),
    };
    let told: Vec<String> =
        rows.iter().map(|row| format!("{}: {}", row.label, row.words)).collect();
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
        words: shown
            .interval
            .map_or(shown.mean.clone(), |interval| format!("{} ({interval})", shown.mean)),
        color: if is_apart { BLUE } else { GREY },
    })
}

/// Who gains and who loses by each option, measure by measure.
fn gains(answer: &Answer<'_>) -> Markup {
    let all: Vec<&[Compared]> =
        answer.against.iter().map(|found| found.groups.as_slice()).collect();
    html! {
        @for heading in headings(&all) {
            @let rows = matrix(answer, &all, heading, |line| group_name(&line.key.group));
            @if !rows.is_empty() {
                details {
                    summary { "Who gains and who loses: " (heading) }
                    (by_columns(&format!("{DIFFERENCES} Together over all groups and options."), 2, DIFFERENCES_ABREAST, &heads(answer), &rows))
                }
            }
        }
    }
}

/// What a table of differences says.
pub(super) const DIFFERENCES: &str = "The figure of the first scenario, and by how much each option changes it, where that can be told at 95%: \
    ✓ better, ✗ worse, ↑ higher, ↓ lower; · where it cannot.";

/// The heads of a table with a column for each scenario.
pub(super) fn heads(answer: &Answer<'_>) -> Vec<String> {
    std::iter::once(String::new()).chain(names(answer)).collect()
}

/// What the lines of all options are of, each once.
pub(super) fn headings(all: &[&[Compared]]) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    for line in all.iter().flat_map(|lines| lines.iter()) {
        if !found.contains(&line.heading) {
            found.push(line.heading);
        }
    }
    found
}

/// A row for each line under a heading that any option changes, a column for each option.
pub(super) fn matrix(
    answer: &Answer<'_>,
    all: &[&[Compared]],
    heading: &str,
    name: impl Fn(&Compared) -> String,
) -> Vec<Vec<Cell>> {
    let mut known: Vec<&Compared> = Vec::new();
    for line in all
        .iter()
        .flat_map(|lines| lines.iter())
        .filter(|line| line.heading == heading && line.differs())
    {
        if !known.iter().any(|other| other.key == line.key) {
            known.push(line);
        }
    }
    let order =
        |line: &Compared| answer.results().sheet.keys.iter().position(|key| *key == line.key);
    known.sort_by_key(|line| order(line));
    let row = |line: &&Compared| {
        let changes = all.iter().map(|lines| {
            let twin = lines.iter().find(|twin| twin.key == line.key && twin.differs());
            Cell::figure(twin.map_or_else(|| "·".to_owned(), difference))
        });
        let firsts = [Cell::words(name(line)), Cell::figure(line.first_in_words())];
        firsts.into_iter().chain(changes).collect()
    };
    known.iter().map(row).collect()
}

/// A difference with the sign of what it comes to.
pub(super) fn difference(line: &Compared) -> String {
    // A figure of no sign is as wide as the others, so that numbers stand below one another.
    let sign = match line.verdict {
        Verdict::Unclear => "\u{2007}",
        verdict => spoken(verdict).0.split(' ').next().unwrap_or_default(),
    };
    format!("{} {sign}", line.difference_in_words())
}
