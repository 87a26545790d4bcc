//! What holds of a client, in words: facts, and the part of a condition that a client meets.

use super::words::duration;
use crate::model::{Action, Condition, FactId, Facts, LoadMeasure, Phase, System};
use crate::names::{joined, readable};
use crate::units::Days;

/// What of a condition holds of a client: of each group the first fact that does. Empty where it asks nothing.
pub(super) fn holding(system: &System, condition: &Condition, facts: &Facts) -> String {
    let held: Vec<String> = condition
        .groups()
        .iter()
        .filter_map(|group| (*group & *facts).iter().next())
        .map(|fact| phrase(system, fact))
        .collect();
    joined(&held, "and")
}

fn phrase(system: &System, fact: FactId) -> String {
    let states = [
        (Phase::Engaging.fact(), "before the care plan"),
        (Phase::InTreatment.fact(), "in treatment"),
        (Phase::AfterExit.fact(), "after an exit"),
        (Phase::InCustody.fact(), "in custody"),
        (FactId::WAITING, "while waiting"),
    ];
    if let Some((_, words)) = states.iter().find(|(state, _)| *state == fact) {
        return (*words).to_owned();
    }
    attribute(system, fact)
        .or_else(|| intervention(system, fact))
        .or_else(|| service(system, fact))
        .unwrap_or_default()
}

fn attribute(system: &System, fact: FactId) -> Option<String> {
    let attribute = system.attributes.iter().find(|attribute| attribute.mask.contains(fact))?;
    let level = &attribute.levels[usize::from(fact.0 - attribute.first.0)];
    Some(format!("{} is {}", readable(&attribute.name), readable(level)))
}

fn intervention(system: &System, fact: FactId) -> Option<String> {
    system.interventions.iter().find_map(|it| {
        let name = readable(&it.name);
        if it.during == Some(fact) {
            Some(format!("during {name}"))
        } else if it.after.contains(&fact) {
            Some(format!("{}after {name}", within(system, fact)))
        } else if it.after_completing.contains(&fact) {
            Some(format!("{}after completing {name}", within(system, fact)))
        } else {
            None
        }
    })
}

/// Up to how long after: from the clock that ends the fact.
fn within(system: &System, fact: FactId) -> String {
    let clock = system.clocks.iter().find(|clock| clock.action == Action::Forget(fact));
    let window: Option<Days> = clock.and_then(|clock| clock.hazard.certain_at());
    window.map_or_else(String::new, |window| format!("within {} ", duration(window)))
}

fn service(system: &System, fact: FactId) -> Option<String> {
    system.services.iter().find_map(|service| {
        let name = readable(&service.name);
        if service.waiting_for == Some(fact) {
            return Some(format!("waiting for {name}"));
        }
        let load = service.crowding.iter().find(|load| load.fact == fact)?;
        Some(match load.measure {
            LoadMeasure::Caseload => {
                format!("{name} above {} clients for each member of staff", load.above)
            }
            LoadMeasure::Occupancy => format!("{name} more than {:.0}% full", load.above * 100.0),
            LoadMeasure::Waiting => format!("more than {} waiting for {name}", load.above),
        })
    })
}
