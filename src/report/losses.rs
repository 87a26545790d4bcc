//! Where clients are lost between referral and treatment, step by step.

use super::answer::Answer;
use super::draw::{Axis, Bar, Scale, bars};
use super::figure::{Figure, Panel};
use super::retention::by_scenario;
use super::style::{BLUE, ORANGE};
use crate::findings::{Form, says_something};
use crate::names::readable;
use crate::statistics::{Estimate, Measure};
use maud::{Markup, html};

/// Steps at which a smaller share is lost are told together.
const SMALL: f64 = 0.001;

/// Losses.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    answer.find(Measure::ReachedStructured, "all").filter(says_something)?;
    let steps: Vec<(String, Estimate)> = answer
        .results()
        .sheet
        .keys
        .iter()
        .filter(|key| key.group == "all" && key.measure == Measure::LostBeforeTreatment)
        .filter_map(|key| Some((key.subject.clone(), answer.find(key.measure, &key.subject)?)))
        .collect();
    let mut lost: Vec<(String, Estimate)> = steps
        .iter()
        .filter(|(_, share)| share.mean.is_some_and(|mean| mean >= SMALL))
        .cloned()
        .collect();
    lost.sort_by(|a, b| b.1.mean.unwrap_or(0.0).total_cmp(&a.1.mean.unwrap_or(0.0)));
    let few: f64 =
        steps.iter().filter_map(|(_, share)| share.mean.filter(|mean| *mean < SMALL)).sum();
    let reached = reached(answer);
    let lines: Vec<(Measure, &str, String, Form)> = lost
        .iter()
        .map(|(step, _)| {
            (Measure::LostBeforeTreatment, step.as_str(), step_name(step), Form::Percentage)
        })
        .chain([(
            Measure::ReachedStructured,
            "all",
            "reached structured treatment".to_owned(),
            Form::Percentage,
        )])
        .collect();
    let whose = readable(&answer.first().name);
    Some(html! {
        (Figure {
            id: "reached".to_owned(),
            title: "How far referrals come.".to_owned(),
            reading: format!("Of all referrals in {whose}, the share that ever came to each step before structured treatment. Not every route leads through every step."),
            key: None,
            panels: vec![panel("Share of referrals that come to each step", &reached, BLUE)],
        }.markup())
        @if !lost.is_empty() {
            (Figure {
                id: "lost".to_owned(),
                title: "Where they are lost.".to_owned(),
                reading: format!("Of all referrals in {whose}, the share that ended before structured treatment, by the last step they had come to{}.",
                    if few > 0.0 { format!("; all other steps together {:.1}%", 100.0 * few) } else { String::new() }),
                key: None,
                panels: vec![panel("Share of referrals lost at each step", &lost.iter().map(|(step, share)| (step_name(step), *share)).collect::<Vec<_>>(), ORANGE)],
            }.markup())
        }
        @if answer.compares() { (by_scenario(answer, "Lost before treatment, of all referrals", &lines)) }
    })
}

/// "waiting for assessment clinic", "during triage", "before anything began".
fn step_name(step: &str) -> String {
    match (step.strip_prefix("waiting_for_"), step) {
        (Some(service), _) => format!("waiting for {}", readable(service)),
        (None, "referral") => "before anything began".to_owned(),
        (None, step) => format!("in or after {}", readable(step)),
    }
}

fn reached(answer: &Answer<'_>) -> Vec<(String, Estimate)> {
    let whole = Estimate { mean: Some(1.0), ..Estimate::default() };
    let mut steps = vec![("referred".to_owned(), whole)];
    let mut add = |words: String, measure, subject: &str| {
        if let Some(found) = answer.find(measure, subject).filter(says_something) {
            steps.push((words, found));
        }
    };
    add("any first contact".to_owned(), Measure::ReachedFirst, "all");
    for intervention in &answer.model().system().interventions {
        add(readable(&intervention.name), Measure::ReachedIntervention, &intervention.name);
    }
    if answer.has_care_plans() {
        add("care plan opened".to_owned(), Measure::ReachedCarePlan, "all");
    }
    add("structured treatment begun".to_owned(), Measure::ReachedStructured, "all");
    steps
}

fn panel(title: &str, steps: &[(String, Estimate)], color: &'static str) -> Panel {
    let drawn: Vec<Bar> = steps
        .iter()
        .map(|(label, share)| Bar {
            label: label.clone(),
            value: share.mean.unwrap_or(0.0),
            interval: share.low.zip(share.high),
            words: words(share),
            color,
        })
        .collect();
    let most = drawn.iter().map(|bar| bar.value).fold(0.0, f64::max);
    let axis = Axis::up_to(most, Scale::Percentage, "of all referrals");
    let told: Vec<String> =
        drawn.iter().map(|bar| format!("{}: {}", bar.label, bar.words)).collect();
    Panel {
        title: title.to_owned(),
        description: told.join("; ") + ".",
        scene: bars(&drawn, &axis),
    }
}

fn words(share: &Estimate) -> String {
    if share.n == 0 {
        return "100%".to_owned();
    }
    Form::Percentage.show(share).map_or_else(String::new, |shown| shown.mean)
}
