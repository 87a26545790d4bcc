//! Section 1: what the model is for, what it puts out, what is asked of it.

use super::differences::differences;
use super::markdown::{Page, plain};
use super::past::estimate;
use super::telling::Telling;
use super::words::{capital, counted, joined, readable, with_key};
use crate::scenario::Said;
use crate::statistics::{Measure, Reach, Theme};

pub(super) fn write(page: &mut Page, telling: &Telling<'_>) {
    page.heading(2, "1. Objectives");
    purpose(page, telling);
    outputs(page, telling);
    aims(page, telling);
}

fn purpose(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "1.1 Purpose of the model");
    let model = &telling.scenario.model;
    let title = plain(&model.title);
    match &model.question {
        Some(question) => {
            page.paragraph(&format!("*{title}* is a simulation model of a treatment system, made to answer this question:"));
            page.paragraph(&format!("> {}", plain(question)));
        }
        None => page.paragraph(&format!(
            "*{title}* is a simulation model of a treatment system. The scenario does not state the question it is to answer."
        )),
    }
    let count =
        |section: &str, one: &str, many: &str| counted(telling.section(section).len(), one, many);
    page.paragraph(&format!(
        "It follows clients one by one. They are referred by {}, wait for {} of limited capacity, receive some of {} \
         ({} of which run alongside the others), are exposed to {}, and leave by {}. What happens to them is counted, \
         so that ways of arranging the system can be compared before any of them is tried.",
        count("routes", "route", "routes"),
        count("services", "service", "services"),
        count("interventions", "intervention", "interventions"),
        telling.section("supports").len(),
        count("risks", "risk", "risks"),
        count("exits", "exit", "exits"),
    ));
}

fn outputs(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "1.2 Model outputs");
    match &telling.past {
        Some(past) => {
            for doubt in &past.doubts {
                page.paragraph(&format!("> **Caution:** {}.", plain(doubt)));
            }
            results(page, telling);
        }
        None => page.paragraph(
            "This description was written without results. `throughcare run` makes them and writes them to a folder; \
             `throughcare describe --results FOLDER` then shows the main ones here, each with its 95% interval.",
        ),
    }
    let groups: Vec<String> = telling
        .said
        .get("report_by")
        .map_or(&[][..], Said::items)
        .iter()
        .filter_map(Said::text)
        .map(readable)
        .collect();
    let by = match groups.as_slice() {
        [] => "This scenario asks for no groups, so each is given for all clients together."
            .to_owned(),
        _ => format!(
            "Those marked *by group* are also given for each level of {}.",
            joined(&groups, "and")
        ),
    };
    page.paragraph(&format!(
        "A run reports the measures below for each replication, and their mean with its interval over replications \
         (4.3). Only the time after the warm-up counts (4.2). What straddles an end of that window is counted when it \
         is completed, in its full length; quantities that last are counted for the part inside. A mean over nobody \
         is missing, not 0. {by}"
    ));
    for theme in themes() {
        page.paragraph(&format!("**{}**", theme_name(theme)));
        let rows: Vec<[String; 4]> = Measure::ALL
            .iter()
            .filter(|measure| measure.theme() == theme)
            .map(|measure| {
                let grouped = match measure.reach() {
                    Reach::Grouped if !groups.is_empty() => ", by group",
                    _ => "",
                };
                [
                    format!("`{}`", measure.name()),
                    measure.unit().to_owned(),
                    format!("{}{grouped}", readable(measure.subjects())),
                    measure.definition().to_owned(),
                ]
            })
            .collect();
        page.table(["measure", "unit", "of", "definition"], &rows);
    }
}

/// Themes in the order in which they are first met.
fn themes() -> Vec<Theme> {
    let mut themes = Vec::new();
    for measure in Measure::ALL {
        if !themes.contains(&measure.theme()) {
            themes.push(measure.theme());
        }
    }
    themes
}

/// The name of a theme, from that of its variant.
fn theme_name(theme: Theme) -> String {
    let mut words = String::new();
    for letter in format!("{theme:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    capital(&words)
}

fn results(page: &mut Page, telling: &Telling<'_>) {
    let Some(past) = &telling.past else { return };
    let Some(one) = past.scenario else { return };
    page.paragraph(&format!(
        "**Main results**, means of {} with their 95% intervals (4.3). All results are in the folder of the run. With \
         few replications an interval may reach beyond what is possible.",
        counted(one.replications, "replication", "replications")
    ));
    let currency = plain(telling.scenario.model.currency.as_deref().unwrap_or("currency"));
    let mut rows: Vec<[String; 3]> = Vec::new();
    for measure in Measure::ALL {
        let found = ["all", "referral_to_treatment"]
            .iter()
            .filter_map(|subject| past.row(measure.name(), subject));
        for row in found.filter(|row| row.mean.is_some()) {
            let unit = match row.unit.as_str() {
                "share" => String::new(),
                unit => unit.replace("currency", &currency),
            };
            let name = readable(measure.name());
            let whole = row.subject == "all";
            let name = if whole { name } else { format!("{}: {name}", readable(&row.subject)) };
            rows.push([capital(&name), estimate(row), unit]);
        }
    }
    page.table(["measure", "mean (95% interval)", "unit"], &rows);
    let rows: Vec<[String; 6]> = telling
        .section("services")
        .iter()
        .map(|(name, _)| {
            let cell = |measure: Measure| {
                past.row(measure.name(), name)
                    .filter(|row| row.mean.is_some())
                    .map_or_else(String::new, estimate)
            };
            [
                with_key(name),
                cell(Measure::Utilisation),
                cell(Measure::WaitMean),
                cell(Measure::WaitP90),
                cell(Measure::WaitWithinTarget),
                cell(Measure::GaveUpShare),
            ]
        })
        .collect();
    let head = [
        "service",
        "occupied",
        "mean wait (days)",
        "nine in ten wait up to (days)",
        "within target",
        "gave up",
    ];
    page.table(head, &rows);
    let exits = telling.section("exits").iter().filter_map(|(name, _)| {
        let row = past.row(Measure::Exits.name(), name)?;
        row.mean?;
        Some([with_key(name), estimate(row)])
    });
    page.table(["exit", "exits a year"], &exits.collect::<Vec<_>>());
}

fn aims(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "1.3 Aims of experimentation");
    let scenario = telling.scenario;
    let layers: Vec<_> = scenario.layers.iter().filter(|layer| layer.name != "--set").collect();
    match layers.as_slice() {
        [.., base, own] => {
            let count = differences(&base.said, &own.said).len();
            page.paragraph(&format!(
                "The scenario `{}` is one option among several: it extends `{}` and changes {} in it, which 2.3 lists. \
                 Its question is the one under 1.1. Run together with `{}`, the two are compared replication by \
                 replication.",
                own.name,
                base.name,
                counted(count, "value", "values"),
                base.name
            ));
        }
        _ => page.paragraph(&format!(
            "The scenario `{}` stands by itself: it is a base model. Options are scenarios that extend it and state \
             only what they change; `throughcare run` compares them with it.",
            scenario.name
        )),
    }
    page.paragraph(
        "Comparisons use common random numbers: the same client has the same luck in every option, so that a \
         difference is the option's doing and needs fewer replications to be seen (5.2). The interval of a difference is \
         that of the mean of the paired differences.",
    );
    if let Some(changes) = telling.said.get("changes").filter(|changes| !changes.items().is_empty())
    {
        let number = counted(changes.items().len(), "dated change", "dated changes");
        page.paragraph(&format!("Within the run the system itself changes: {number} (2.3)."));
    }
}
