//! Who is there at the start, in words.

use super::markdown::Page;
use super::telling::Telling;
use super::times::distribution;
use super::words::{counted, value};
use crate::model::{Group, Initial, KeyworkerPast, Setting, System};
use crate::names::{joined, readable};
use crate::scenario::Said;
use crate::units::Days;

pub(super) fn write(page: &mut Page, telling: &Telling<'_>, initial: &Initial) {
    let count = counted(initial.clients() as usize, "client", "clients");
    let when = match (telling.scenario.model.run.start, initial.at == Days::ZERO) {
        (Some(date), true) => format!("on {date}"),
        (Some(date), false) => format!("{} days after {date}", initial.at.0),
        (None, true) => "at a time zero that has no date".to_owned(),
        (None, false) => format!("on day {}", initial.at.0),
    };
    page.paragraph(&format!(
        "Each replication starts {when} with {count} who are there already. What is left of a stay, a wait or a time at risk is drawn \
         given the time that has passed; what is not stated of them is drawn as for new clients."
    ));
    let system = telling.scenario.model.system();
    let said = telling.said.get("initial");
    let groups = said.and_then(|said| said.get("groups")).map_or(&[][..], Said::entries);
    let rows: Vec<[String; 5]> = groups.iter().map(|(name, group)| row(name, group)).collect();
    page.table(["Group", "Clients", "Where they are", "For how long", "Attributes stated"], &rows);
    let of_file: Vec<&Group> =
        initial.groups.iter().filter(|group| group.name == Group::OF_FILE).collect();
    if let Some(file) = said.and_then(|said| said.get("file")).filter(|_| !of_file.is_empty()) {
        page.paragraph(&format!("The file `{}` adds:", value(file)));
        page.table(["Where they are", "Clients"], &places(&of_file, system));
    }
}

fn row(name: &str, group: &Said) -> [String; 5] {
    let of = |key: &str| group.get(key);
    let name_of = |said: &Said| said.text().map_or_else(String::new, readable);
    let mut places = Vec::new();
    let mut times = Vec::new();
    let mut time = |key: &str, words: &str| {
        times.extend(of(key).map(|said| format!("{words} {}", distribution(said))));
    };
    places.extend(of("intervention").map(|it| format!("in {}", name_of(it))));
    places.extend(of("waiting_for").map(|it| format!("waiting for {}", name_of(it))));
    places.extend(of("exit").map(|it| format!("outside, after the exit {}", name_of(it))));
    time("spent", "there for");
    time("waited", "waiting for");
    time("in_treatment", "care plan open for");
    time("since", "left");
    time("in_custody", "in custody for");
    time("referred", "referred");
    if of("in_treatment").is_some() && of("exit").is_none() {
        places.push("in treatment".to_owned());
    }
    for (support, past) in of("supports").map_or(&[][..], Said::entries) {
        let share = past.get("share").map(|share| format!(" ({} of them)", value(share)));
        let state = if past.get("waited").is_some() { "waiting for" } else { "with" };
        places.push(format!("{state} {}{}", readable(support), share.unwrap_or_default()));
    }
    let attributes: Vec<String> = of("attributes")
        .map_or(&[][..], Said::entries)
        .iter()
        .map(|(attribute, level)| {
            let level = match level.entries() {
                [] => level.text().map_or_else(|| value(level), readable),
                shares => {
                    let each = shares.iter();
                    let each =
                        each.map(|(level, share)| format!("{} {}", readable(level), value(share)));
                    each.collect::<Vec<_>>().join(" · ")
                }
            };
            format!("{}: {level}", readable(attribute))
        })
        .collect();
    let clients = of("clients").map_or_else(|| "1 (the default)".to_owned(), value);
    [readable(name), clients, places.join(", "), times.join(", "), attributes.join("; ")]
}

/// Where the clients of a file are, and how many.
fn places(groups: &[&Group], system: &System) -> Vec<[String; 2]> {
    let mut counts: Vec<(String, u64)> = Vec::new();
    for group in groups {
        let place = place(group, system);
        match counts.iter_mut().find(|(known, _)| *known == place) {
            Some((_, count)) => *count += u64::from(group.clients),
            None => counts.push((place, u64::from(group.clients))),
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.into_iter().map(|(place, count)| [place, count.to_string()]).collect()
}

fn place(group: &Group, system: &System) -> String {
    let name = |id: crate::model::InterventionId| readable(&system.intervention(id).name);
    let mut parts = Vec::new();
    if let Some(receives) = &group.receives {
        let intervention = system.intervention(receives.intervention);
        let inside = if intervention.setting == Setting::Prison { " (in custody)" } else { "" };
        parts.push(format!("in {}{inside}", name(receives.intervention)));
    }
    if let Some(awaits) = &group.awaits {
        parts.push(format!("waiting for {}", name(awaits.intervention)));
    }
    if let (KeyworkerPast::Awaited(_), None) = (&group.keyworker, &group.in_treatment) {
        parts.push("waiting for a keyworker".to_owned());
    }
    match (&group.left, group.in_treatment.is_some()) {
        (Some((exit, _)), _) => parts.push(format!("after {}", readable(&system.exit(*exit).name))),
        (None, true) => parts.push("in treatment".to_owned()),
        (None, false) => parts.push("before a care plan".to_owned()),
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    joined(&parts, "and")
}
