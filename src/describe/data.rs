//! Section 3: where numbers come from, how they were prepared, what they are, what is assumed.

use super::basis::Note;
use super::conditions::condition;
use super::markdown::{Page, lines, plain};
use super::telling::Telling;
use super::times::form_name;
use super::words::{counted, figure, names, percentage, value, with_key};
use crate::names::{joined, readable};
use crate::scenario::Said;

/// Sections that have a place of their own in this description.
const TOLD: [&str; 18] = [
    "targets",
    "costs",
    "utilities",
    "domains",
    "title",
    "question",
    "report_by",
    "run",
    "attributes",
    "routes",
    "services",
    "interventions",
    "care_plan",
    "supports",
    "risks",
    "exits",
    "changes",
    "sources",
];

pub(super) fn write(page: &mut Page, telling: &Telling<'_>) {
    page.heading(2, "3. Data");
    sources(page, telling);
    preparation(page, telling);
    parameters(page, telling);
    assumptions(page, telling);
}

fn sources(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "3.1 Data sources");
    page.paragraph(&telling.basis.counts(telling.said).sentence());
    let rows: Vec<[String; 3]> =
        telling.basis.notes.iter().filter(|note| !note.is_assumption).map(row).collect();
    if rows.is_empty() {
        page.paragraph("The scenario names no published source.");
        return;
    }
    page.paragraph("Sources, with what each is used for. The column *basis* of the tables above refers to them. What a source is used for is \
         told by its path in the scenario file: `attributes.housing.shares` are the shares of the attribute *housing*.");
    page.table(["", "source and what it says", "used for"], &rows);
}

fn row(note: &Note<'_>) -> [String; 3] {
    let anchor = format!("<a id=\"{}\"></a>{}", note.mark.to_lowercase(), note.mark);
    [anchor, plain(note.words), format!("`{}`", note.path)]
}

fn preparation(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "3.2 Pre-processing");
    let mut forms: Vec<(String, usize)> = Vec::new();
    let mut files: Vec<String> = Vec::new();
    for section in ["routes", "interventions", "risks"] {
        for (_, thing) in telling.section(section) {
            for key in ["every", "duration", "hazard"] {
                if let Some(said) = thing.get(key) {
                    gather(said, &mut forms, &mut files);
                }
            }
        }
    }
    page.paragraph(
        "Figures enter the scenario as they are published, assumed, or fitted beforehand to times that were observed \
         (throughcare fit writes hazards so fitted); a run fits nothing. What it does with them is this.",
    );
    let mut items = vec![
        "Durations and hazards are stated by what is known (a mean and a standard deviation, a median and the time within which \
         nine in ten are done, the share to whom it has happened by some time) and solved for the parameters of their distribution, \
         exactly or by bracketed root finding."
            .to_owned(),
        "Shares of one table add up to 1, to within a millionth. Weights of a cycle are scaled to mean 1.".to_owned(),
        "Years are of 365.25 days, months a twelfth of that.".to_owned(),
    ];
    if !forms.is_empty() {
        let forms: Vec<String> =
            forms.iter().map(|(form, number)| format!("{} ({number})", form_name(form))).collect();
        items.push(format!("Forms in use, and how often: {}.", forms.join(", ")));
    }
    match files.as_slice() {
        [] => {}
        files => {
            items.push(format!("Read from files beside the scenario: {}.", joined(files, "and")))
        }
    }
    page.list(&items);
}

/// Counts the forms of distributions and hazards, and the files they are read from.
fn gather(said: &Said, forms: &mut Vec<(String, usize)>, files: &mut Vec<String>) {
    let mut count = |form: &str| match forms.iter_mut().find(|(known, _)| known == form) {
        Some((_, number)) => *number += 1,
        None => forms.push((form.to_owned(), 1)),
    };
    match said {
        Said::Text(_) => count("fixed"),
        Said::List(cases) => {
            for is in cases.iter().filter_map(|case| case.get("is")) {
                gather(is, forms, files);
            }
        }
        Said::Table(entries) => {
            let Some((form, of)) = entries.iter().find(|(key, _)| key != "until") else { return };
            let constant = matches!(form.as_str(), "mean" | "median" | "probability" | "by")
                || form.starts_with("per_");
            count(if constant { "constant_hazard" } else { form });
            let file =
                of.get("file").and_then(Said::text).or(of.text().filter(|_| form == "survival"));
            files.extend(file.map(|file| format!("`{file}`")));
        }
        _ => {}
    }
}

fn parameters(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "3.3 Input parameters");
    page.paragraph(
        "Every input stands in the tables of 2.5 beside what it rests on: attributes in 2.5.1, interventions, supports and risks in 2.5.2, \
         services in 2.5.3 and 2.5.4, routes and exits in 2.5.5. How the model is run is in section 4. The rest is here. A path such as \
         `services.NAME.places` names a number in the scenario file, and is what `--set` changes.",
    );
    targets(page, telling);
    if let Some(costs) = telling.said.get("costs") {
        prices(page, telling, costs);
    }
    utilities(page, telling);
    domains(page, telling);
    for (name, said) in telling.said.entries() {
        if !TOLD.contains(&name.as_str()) {
            other(page, telling, name, said);
        }
    }
}

fn targets(page: &mut Page, telling: &Telling<'_>) {
    let aims = &telling.scenario.model.targets;
    let known = [
        ("waiting_time", aims.waiting_time),
        ("retention", aims.retention),
        ("returns", aims.returns),
    ];
    let said = telling.said.get("targets");
    let mut rows: Vec<[String; 3]> = Vec::new();
    for (key, days) in known {
        let written = said.and_then(|said| said.get(key));
        rows.push([
            with_key(key),
            written
                .map_or_else(|| format!("{} (the default)", super::experiment::days(days)), value),
            written.map_or_else(String::new, |_| telling.basis.of_value(&format!("targets.{key}"))),
        ]);
    }
    for (key, said) in said.map_or(&[][..], Said::entries) {
        if !known.iter().any(|(name, _)| name == key) {
            let path = format!("targets.{key}");
            let basis = match said {
                Said::Table(_) => telling.basis.cell(&path, said),
                _ => telling.basis.of_value(&path),
            };
            rows.push([with_key(key), format!("{}{}", planned(key, said), of_what(key)), basis]);
        }
    }
    page.paragraph("**Targets**, by which measures are judged; they change nothing that happens.");
    page.table(["target", "value", "basis"], &rows);
}

/// What a number of the plan is of.
fn of_what(key: &str) -> &'static str {
    match key {
        "in_treatment" => " different people in treatment in a year",
        "retained" => {
            " in treatment still after the time of retention, or out before with a planned exit"
        }
        "planned_exits" => " a year",
        "at_exit" => "<br>of those who leave",
        _ => "",
    }
}

/// What a plan asks for: a number, a share, or shares of levels.
fn planned(key: &str, said: &Said) -> String {
    match said {
        Said::Number(share) if key == "retained" => format!("at least {}", percentage(*share)),
        Said::Number(number) => format!("at least {}", figure(*number)),
        Said::Table(attributes) => {
            let parts = attributes.iter().map(|(attribute, levels)| {
                let levels = levels.entries().iter().map(|(level, least)| match least.number() {
                    Some(share) => format!("at least {} {}", percentage(share), readable(level)),
                    None => format!("{} {}", readable(level), plain(&value(least))),
                });
                format!("{}: {}", readable(attribute), levels.collect::<Vec<_>>().join(", "))
            });
            lines(&parts.collect::<Vec<_>>())
        }
        other => plain(&value(other)),
    }
}

fn prices(page: &mut Page, telling: &Telling<'_>, costs: &Said) {
    let currency = costs
        .get("currency")
        .and_then(Said::text)
        .map_or_else(String::new, |it| format!(", in {}", plain(it)));
    page.paragraph(&format!("**Prices**{currency}."));
    let mut rows: Vec<[String; 4]> = Vec::new();
    for (section, things) in
        costs.entries().iter().filter(|(_, things)| !things.entries().is_empty())
    {
        for (name, said) in things.entries() {
            let prices = said.entries().iter().filter_map(|(key, price)| {
                let price = figure(price.number()?);
                let per = key.strip_prefix("per_").map(readable)?;
                let per = match per.as_str() {
                    "place year" => "for each place, occupied or not, a year".to_owned(),
                    "occupied day" if section == "interventions" => {
                        "for each day it runs".to_owned()
                    }
                    "occupied day" => "for each occupied day".to_owned(),
                    other => format!("for each {other}"),
                };
                Some(format!("{price} {per}"))
            });
            rows.push([
                with_key(name),
                lines(&prices.collect::<Vec<_>>()),
                said.get("payer").and_then(Said::text).map(plain).unwrap_or_default(),
                telling.basis.cell(&format!("costs.{section}.{name}"), said),
            ]);
        }
    }
    page.table(["what", "price", "payer", "basis"], &rows);
}

fn utilities(page: &mut Page, telling: &Telling<'_>) {
    let list = telling.said.get("utilities").map_or(&[][..], Said::items);
    if list.is_empty() {
        return;
    }
    page.paragraph(
        "**Utilities**: what a year of a client's life is worth in quality-adjusted life years, 1 being full health and 0 as bad as \
         death. The first case that holds.",
    );
    let rows = list.iter().enumerate().map(|(at, case)| {
        [
            condition(case).unwrap_or_else(|| "otherwise".to_owned()),
            case.get("utility").map(value).unwrap_or_default(),
            telling.basis.of_value(&format!("utilities.{at}.utility")),
        ]
    });
    page.table(["client", "utility", "basis"], &rows.collect::<Vec<_>>());
}

fn domains(page: &mut Page, telling: &Telling<'_>) {
    if telling.section("domains").is_empty() {
        return;
    }
    page.paragraph("**Outcome domains**, and the attributes by which results follow each.");
    let rows = telling.section("domains").iter();
    let rows = rows.map(|(name, said)| [with_key(name), names(said, "and")]);
    page.table(["domain", "attributes"], &rows.collect::<Vec<_>>());
}

/// A section of which this description knows only that it is there.
fn other(page: &mut Page, telling: &Telling<'_>, section: &str, said: &Said) {
    page.paragraph(&format!("**{}** (`{section}`).", crate::names::capital(&readable(section))));
    let row = |path: String, name: String, said: &Said| {
        let basis = match said {
            Said::Table(_) => telling.basis.cell(&path, said),
            _ => telling.basis.of_value(&path),
        };
        [name, plain(&value(said)), basis]
    };
    let rows: Vec<[String; 3]> = match said {
        Said::List(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| row(format!("{section}.{at}"), figure(at as f64 + 1.0), item))
            .collect(),
        Said::Table(entries) => entries
            .iter()
            .map(|(name, said)| row(format!("{section}.{name}"), with_key(name), said))
            .collect(),
        one => vec![row(section.to_owned(), with_key(section), one)],
    };
    page.table(["what", "value", "basis"], &rows);
}

fn assumptions(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "3.4 Assumptions");
    let counts = telling.basis.counts(telling.said);
    let notes = &telling.basis.notes;
    let rows: Vec<[String; 3]> = notes.iter().filter(|note| note.is_assumption).map(row).collect();
    let number = counted(rows.len(), "assumption", "assumptions");
    page.paragraph(&format!(
        "The scenario states {number}, on which {} of its {} rest. They are not evidence: they are the first thing to replace with \
         what is known locally, and to vary.",
        figure(counts.assumed as f64),
        counted(counts.all(), "number", "numbers")
    ));
    page.table(["", "assumption", "of"], &rows);
    let partly: Vec<[String; 2]> = notes
        .iter()
        .filter_map(|note| {
            note.also_assumes.map(|words| {
                [format!("[{}](#{})", note.mark, note.mark.to_lowercase()), plain(words)]
            })
        })
        .collect();
    if !partly.is_empty() {
        page.paragraph("What sources leave to be assumed:");
        page.table(["source", "assumed"], &partly);
    }
    if counts.neither > 0 {
        let most: Vec<String> =
            counts.unstated.iter().take(40).map(|path| format!("`{path}`")).collect();
        let more = if counts.unstated.len() > most.len() { ", …" } else { "" };
        page.paragraph(&format!(
            "For {} neither a source nor an assumption is stated: {}{more}.",
            counted(counts.neither, "number", "numbers"),
            most.join(", ")
        ));
    }
    page.paragraph("Beside these stand assumptions that are built into every model of this kind:");
    page.list(&[
        "attributes are categories; the effects of several on a risk multiply;",
        "given their attributes and what is running, clients are alike and independent, but for the places they compete for;",
        "a client is on one main intervention at a time, and whatever else is received is a support;",
        "staff of one service are alike; appointments are evenly spaced, by day and night and at weekends unless 2.5.3 gives them \
         hours, and one that is missed is not refilled.",
    ]);
}
