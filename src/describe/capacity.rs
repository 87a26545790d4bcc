//! 2.5.3 and 2.5.4: what services have, and how clients wait for them.

use super::conditions::attributes;
use super::differences::dated;
use super::markdown::{Page, lines};
use super::telling::Telling;
use super::times::profile;
use super::ways::{effects, way};
use super::words::{counted, figure, length, percentage, rate, value, with_key};
use crate::names::{joined, readable};
use crate::scenario::Said;

/// What services have.
pub(super) fn resources(page: &mut Page, telling: &Telling<'_>) {
    page.heading(4, "2.5.3 Resources");
    if telling.section("services").is_empty() {
        page.paragraph("There are no services: nothing is limited, and nobody waits.");
        return;
    }
    page.paragraph(
        "The resources are services. One kind has places, each held by one client for as long as an intervention lasts; the other \
         has appointments, evenly spaced, of which one that comes up when nobody waits is lost.",
    );
    let rows: Vec<[String; 4]> = telling
        .section("services")
        .iter()
        .map(|(name, it)| {
            let mut users: Vec<String> = telling
                .section("interventions")
                .iter()
                .filter(|(_, thing)| thing.get("service").and_then(Said::text) == Some(name))
                .map(|(user, _)| readable(user))
                .collect();
            let plan = telling.said.get("care_plan").and_then(|plan| plan.get("service"));
            if plan.and_then(Said::text) == Some(name) {
                users.push("care plans".to_owned());
            }
            let mut has = has(it);
            let of = format!("services.{name}.");
            if dated(telling.said).iter().any(|change| change.path.starts_with(&of)) {
                has.push("at first: it changes within the run (2.3)".to_owned());
            }
            [
                with_key(name),
                lines(&has),
                joined(&users, "and"),
                telling.basis.cell(&format!("services.{name}"), it),
            ]
        })
        .collect();
    page.table(["service", "has", "used by", "basis"], &rows);
}

/// What a service has, in words.
fn has(it: &Said) -> Vec<String> {
    let mut words = Vec::new();
    let whole = |said: &Said| said.number().map_or_else(|| value(said), figure);
    if let Some(places) = it.get("places") {
        words.push(match places.number() {
            Some(1.0) => "1 place".to_owned(),
            Some(number) => format!("{} places", figure(number)),
            None => "as many places as are needed".to_owned(),
        });
    }
    if let (Some(staff), Some(caseload)) = (it.get("staff"), it.get("caseload")) {
        let product =
            staff.number().zip(caseload.number()).map_or(0.0, |(staff, load)| staff * load);
        words.push(format!(
            "{} places: {} members of staff with {} clients each",
            figure(product),
            whole(staff),
            whole(caseload)
        ));
    }
    for (key, said) in it.entries().iter().filter(|(key, _)| key.starts_with("appointments_per_")) {
        words.extend(rate(key, said).map(|rate| {
            let (number, unit) = rate.split_once(' ').unwrap_or((&rate, ""));
            format!("{number} appointments {unit}")
        }));
    }
    if let Some(rota) = it.get("rota") {
        words.push(format!("open {}", profile(rota, "places")));
    }
    if let Some(cycles) = it.get("profile") {
        words.push(format!("varying {}", profile(cycles, "weights")));
    }
    if let Some(turnover) = it.get("turnover_per_year").and_then(Said::number) {
        let effects = it.get("on_change").map(effects).unwrap_or_default();
        let effects = if effects.is_empty() {
            String::new()
        } else {
            format!("; for the clients of each, {}", effects.join("; "))
        };
        words.push(format!(
            "{} of staff leave in a year and are replaced{effects}",
            percentage(turnover)
        ));
    }
    if let Some(kept) = it.get("kept_in_custody") {
        words.push(format!("a place is kept for {} for a client taken into custody", length(kept)));
    }
    words
}

/// How clients wait.
pub(super) fn queues(page: &mut Page, telling: &Telling<'_>) {
    page.heading(4, "2.5.4 Queues");
    if telling.section("services").is_empty() {
        page.paragraph("There are no queues.");
        return;
    }
    page.paragraph(
        "Each service has one waiting list: by priority class, and within a class first come, first served. Where the table says \
         nothing, all are of one class, every place is open to all, and the list has no limit.",
    );
    let rows: Vec<[String; 5]> = telling
        .section("services")
        .iter()
        .map(|(name, it)| {
            let priority: Vec<String> = it
                .get("priority")
                .map_or(&[][..], Said::items)
                .iter()
                .enumerate()
                .map(|(class, when)| format!("{}. {}", class + 1, attributes(when)))
                .collect();
            let fenced: Vec<String> = it
                .get("ring_fenced")
                .map_or(&[][..], Said::items)
                .iter()
                .map(|fence| {
                    let number = fence.get("places").and_then(Said::number).unwrap_or_default();
                    let whom = fence.get("for").map(attributes).unwrap_or_default();
                    format!("{} only when {whom}", counted(number as usize, "place", "places"))
                })
                .collect();
            let to = |key: &str| {
                it.get(key).map(|target| way(target, telling.exits())).unwrap_or_default()
            };
            let limit = it.get("waiting_list_limit").map_or_else(String::new, |limit| {
                format!("at most {} on the list; others go to {}", value(limit), to("otherwise"))
            });
            let mut missed = Vec::new();
            if let Some(share) = it.get("did_not_attend").and_then(Said::number) {
                missed.push(format!("{} are missed", percentage(share)));
            }
            if let Some(number) = it.get("after_missed") {
                missed.push(format!("after {} missed: {}", value(number), to("missed_then")));
            }
            [with_key(name), lines(&priority), lines(&fenced), limit, lines(&missed)]
        })
        .filter(|row| row[1..].iter().any(|cell| !cell.is_empty()))
        .collect();
    page.table(["service", "goes first when", "kept places", "limit", "appointments"], &rows);
    page.paragraph(&leaving(telling));
    page.paragraph(
        "Whoever waits without holding a place on the main strand is *waiting without a place* in the conditions of 2.5.2. Supports have \
         their lists in the same services; a support that is turned away is simply not received.",
    );
}

/// The states in which a client can be who waits and has no care plan.
const BEFORE_TREATMENT: [&str; 5] = ["waiting", "engaging", "in_episode", "in_community", "always"];

/// Which risks take clients off waiting lists.
fn leaving(telling: &Telling<'_>) -> String {
    let risks: Vec<String> = telling
        .section("risks")
        .iter()
        .filter(|(_, it)| it.get("then").is_some())
        .filter_map(|(name, it)| {
            let stretch = it.get("while")?;
            let holds_before_treatment = stretch
                .items()
                .iter()
                .filter_map(Said::text)
                .any(|state| BEFORE_TREATMENT.contains(&state));
            let holds = holds_before_treatment || stretch.get("waiting_for").is_some();
            holds.then(|| readable(name))
        })
        .collect();
    if risks.is_empty() {
        "Nobody gives up waiting, unless a risk of 2.5.2 ends what they are in.".to_owned()
    } else {
        format!(
            "Before treatment, clients leave a waiting list unserved by these risks of 2.5.2: {}. In treatment they \
             leave it by whatever risk moves them.",
            joined(&risks, "and")
        )
    }
}
