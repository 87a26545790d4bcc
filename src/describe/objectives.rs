//! Section 1: what the model is for, what it puts out, what is asked of it.

use super::differences::differences;
use super::markdown::{Page, code, plain};
use super::measures::in_short;
use super::past::estimate;
use super::telling::Telling;
use super::words::{counted, with_key};
use crate::statistics::Measure;

/// The measures of which the mean is told for everybody together, and what they are called there; times in capitals
/// are those of the targets.
const MAIN: [(Measure, &str, &str); 24] = [
    (Measure::Referrals, "all", "Referrals"),
    (Measure::NewClients, "all", "Referrals of new clients"),
    (Measure::RePresentations, "all", "Re-presentations"),
    (Measure::ReachedStructured, "all", "Referrals that reach structured treatment"),
    (Measure::WaitMean, "referral_to_treatment", "From referral to treatment, mean"),
    (Measure::WaitP90, "referral_to_treatment", "From referral to treatment, nine in ten within"),
    (
        Measure::WaitWithinTarget,
        "referral_to_treatment",
        "From referral to treatment within WAITING",
    ),
    (Measure::CarePlansOpened, "all", "Care plans opened"),
    (Measure::InTreatment, "all", "In treatment at a time"),
    (Measure::DistinctInTreatment, "all", "In treatment in a year, different clients"),
    (Measure::Retained, "all", "In treatment still after RETENTION"),
    (Measure::EarlyUnplanned, "all", "Left before that without a planned exit"),
    (Measure::PlannedExits, "all", "Planned exits"),
    (Measure::PlannedShare, "all", "Planned, of all exits after a care plan"),
    (Measure::BackWithin12Months, "all", "Back within 12 months of an exit"),
    (
        Measure::Successful,
        "all",
        "Successful completions: planned exits, and not back within RETURNS",
    ),
    (Measure::SuccessfulShare, "all", "Successful completions, of those in treatment in a year"),
    (Measure::Deaths, "all", "Deaths, in and out of treatment"),
    (Measure::DeathRate, "all", "Deaths, in and out of treatment, by time"),
    (Measure::Continuity, "all", "In treatment within 3 weeks of release"),
    (Measure::Cost, "all", "Cost"),
    (Measure::CostPerPlannedExit, "all", "Cost for each planned exit"),
    (Measure::CostPerClient, "all", "Cost for each client in treatment in a year"),
    (Measure::Qalys, "all", "Quality-adjusted life years (QALYs)"),
];

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
    words(page, telling);
}

/// The words that are used throughout, of those that this scenario needs.
fn words(page: &mut Page, telling: &Telling<'_>) {
    let mut items = vec![
        "A **route** is a way by which clients are referred. An **episode** is all that follows one referral, up to an **exit**, \
         which is *planned* (treatment is completed) or not.",
        "An **intervention** is whatever is delivered to a client, from a first contact to a stay in a residential home. A \
         **service** is who delivers it, with so many places or appointments; where these are all taken, clients wait.",
        "The **main strand** is the one intervention after another through which a client passes.",
    ];
    if !telling.section("supports").is_empty() {
        items.push("**Supports** are interventions that run alongside the main strand, as many at once as are taken up.");
    }
    if telling.has_care_plans() {
        items.push("A client is **in treatment** while a care plan is open, which an assessment usually opens.");
    }
    if !telling.section("risks").is_empty() {
        items.push(
            "A **risk** is anything, good or bad, that can befall a client after some time: dropping out, say, or finding work. A \
             **ratio** says for whom or when it comes sooner (above 1) or later (below 1).",
        );
    }
    items.push(
        "A **replication** is one possible history of the whole system, from the first day to the last; many are simulated, because \
         any one of them is partly luck.",
    );
    page.paragraph("These words are used throughout:");
    page.list(&items);
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
    in_short(page, telling);
}

fn results(page: &mut Page, telling: &Telling<'_>) {
    let Some(past) = &telling.past else { return };
    let Some(one) = past.scenario else { return };
    page.paragraph(&format!(
        "**Main results**, means of {} with their 95% intervals (4.3), of which no more is shown than is possible: nothing below 0, and no \
         part of a whole above 100%. All results are in the folder of the run.",
        counted(one.replications, "replication", "replications")
    ));
    let currency = plain(telling.scenario.model.currency.as_deref().unwrap_or("currency"));
    let targets = &telling.scenario.model.targets;
    let times = [
        ("WAITING", targets.waiting_time),
        ("RETENTION", targets.retention),
        ("RETURNS", targets.returns),
    ];
    let rows: Vec<[String; 3]> = MAIN
        .iter()
        .filter_map(|(measure, subject, name)| {
            let row = past.row(measure.name(), subject).filter(|row| row.mean.is_some())?;
            let unit = match row.unit.as_str() {
                // The sign of a share stands at its figure.
                "share" => String::new(),
                unit => unit.replace("currency", &currency),
            };
            let name = times.iter().fold((*name).to_owned(), |name, (word, time)| {
                name.replace(word, &super::experiment::days(*time))
            });
            Some([name, estimate(row), unit])
        })
        .collect();
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
            let found = differences(&base.said, &own.said);
            let dated = found.iter().filter(|difference| difference.is_dated()).count();
            let what = match (found.len() - dated, dated) {
                (0, 0) => "changes nothing in it".to_owned(),
                (0, _) => "changes it from a date on, as 2.3 tells".to_owned(),
                (number, _) => {
                    format!("changes {} in it, which 2.3 lists", counted(number, "value", "values"))
                }
            };
            page.paragraph(&format!(
                "The scenario {} is one option among several: it extends {} and {what}. \
                 Its question is the one under 1.1. Run together with {}, the two are compared replication by \
                 replication.",
                code(&own.name),
                code(&base.name),
                code(&base.name)
            ));
        }
        _ => page.paragraph(&format!(
            "The scenario {} stands by itself: it is a base model. Options are scenarios that extend it and state \
             only what they change; `throughcare run` compares them with it.",
            code(&scenario.name)
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
