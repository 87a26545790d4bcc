//! What it costs.

use super::answer::Answer;
use super::draw::{Axis, Bar, Scale, bars};
use super::figure::{Figure, Panel};
use super::retention::by_scenario;
use super::style::BLUE;
use crate::findings::{Form, grouped, says_something};
use crate::names::readable;
use crate::statistics::Measure;
use maud::{Markup, html};

/// Most bars of what the money goes to.
const MOST: usize = 20;

/// Costs.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let all = answer.find(Measure::Cost, "all").filter(says_something)?;
    let currency = answer.model().currency.as_deref().unwrap_or("units of money");
    let mut parts: Vec<(String, f64)> = answer
        .results()
        .sheet
        .keys
        .iter()
        .filter(|key| matches!(key.measure, Measure::ServiceCost | Measure::InterventionCost))
        .filter_map(|key| {
            let mean = answer.find(key.measure, &key.subject)?.mean.filter(|mean| *mean > 0.0)?;
            Some((readable(&key.subject), mean))
        })
        .collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let total = all.mean.unwrap_or(0.0);
    if parts.len() > MOST {
        let rest = parts.split_off(MOST - 1);
        parts.push((format!("{} others", rest.len()), rest.iter().map(|part| part.1).sum()));
    }
    let drawn: Vec<Bar> = parts
        .iter()
        .map(|(name, cost)| Bar {
            label: name.clone(),
            value: *cost,
            interval: None,
            words: format!("{} ({:.1}%)", grouped(*cost, 0), 100.0 * cost / total),
            color: BLUE,
        })
        .collect();
    let payers: Vec<&str> = answer
        .results()
        .sheet
        .keys
        .iter()
        .filter(|key| key.measure == Measure::PayerCost)
        .map(|key| key.subject.as_str())
        .collect();
    let mut lines = vec![
        (Measure::Cost, "all", format!("cost a year, {currency}"), Form::Amount),
        (
            Measure::CostPerPlannedExit,
            "all",
            format!("cost for each planned exit, {currency}"),
            Form::Amount,
        ),
        (
            Measure::CostPerClient,
            "all",
            format!("cost for each client in treatment in a year, {currency}"),
            Form::Amount,
        ),
    ];
    lines.extend(payers.into_iter().map(|payer| {
        (Measure::PayerCost, payer, format!("  paid by {}", readable(payer)), Form::Amount)
    }));
    lines.push((
        Measure::Qalys,
        "all",
        "quality-adjusted life years (QALYs) a year".to_owned(),
        Form::Amount,
    ));
    let most = drawn.iter().map(|bar| bar.value).fold(0.0, f64::max);
    let told: Vec<String> =
        drawn.iter().map(|bar| format!("{}: {}", bar.label, bar.words)).collect();
    Some(html! {
        (Figure {
            id: "cost-of".to_owned(),
            title: "What the money goes to.".to_owned(),
            reading: format!("Cost a year ({currency}) in {}, by service and intervention, and the share of all.", readable(&answer.first().name)),
            key: None,
            panels: vec![Panel {
                title: "Cost a year by service and intervention".to_owned(),
                description: told.join("; ") + ".",
                scene: bars(&drawn, &Axis::up_to(most, Scale::Number, &format!("cost a year, {currency}"))),
            }],
        }.markup())
        (by_scenario(answer, "Costs", &lines))
    })
}
