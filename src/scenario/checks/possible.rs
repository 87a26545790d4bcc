//! Whether a condition can ever hold, given the facts that can, and if not, why.

use crate::model::{Condition, FactId, Facts, Phase, System};

/// The facts in this set that are not in the other.
pub(super) fn without(facts: Facts, others: Facts) -> Facts {
    facts ^ (facts & others)
}

/// Sets of facts of which exactly one holds at a time: the phases, and the levels of each attribute.
pub(super) fn exclusive(system: &System) -> impl Iterator<Item = (&str, Facts)> {
    let attributes = system.attributes.iter().map(|it| (it.name.as_str(), it.mask));
    std::iter::once(("state", phases())).chain(attributes)
}

/// The four phases.
pub(super) fn phases() -> Facts {
    Facts::of(&Phase::ALL.map(Phase::fact))
}

/// Whether the condition can hold of a client of whom only `possible` facts can.
pub(super) fn can_hold(condition: &Condition, possible: Facts, system: &System) -> bool {
    why_never(condition, possible, system).is_none()
}

/// Why the condition can never hold, if it cannot.
pub(super) fn why_never(condition: &Condition, possible: Facts, system: &System) -> Option<String> {
    if let Some(group) = condition.groups().iter().find(|group| !group.meets(&possible)) {
        return Some(never(*group, system));
    }
    exclusive(system).find_map(|(name, mask)| {
        let inside = condition.groups().iter().filter(|group| without(**group, mask).is_empty());
        let left = inside.fold(possible & mask, |left, &group| left & group);
        let asked = condition.groups().iter().any(|group| group.meets(&mask));
        (asked && left.is_empty())
            .then(|| format!("no client is ever at all the levels of {name} it asks for at once"))
    })
}

/// In words, that none of these facts ever holds.
fn never(group: Facts, system: &System) -> String {
    let mut facts = group.iter().map(|fact| in_words(fact, system));
    let first = facts.next().unwrap_or_default();
    let all = facts.fold(first, |all, next| format!("{all} or {next}"));
    format!("no client is ever {all}")
}

/// What a fact says of a client, to follow `is`.
fn in_words(fact: FactId, system: &System) -> String {
    if let Some(phase) = Phase::ALL.into_iter().find(|phase| phase.fact() == fact) {
        return match phase {
            Phase::Engaging => "engaging",
            Phase::InTreatment => "in treatment",
            Phase::AfterExit => "in the community after an exit",
            Phase::InCustody => "in custody",
        }
        .to_owned();
    }
    if fact == FactId::WAITING {
        return "waiting".to_owned();
    }
    for attribute in &system.attributes {
        if attribute.mask.contains(fact) {
            let level = usize::from(fact.0 - attribute.first.0);
            let level = attribute.levels.get(level).map_or("?", String::as_str);
            return format!("at {} = \"{level}\"", attribute.name);
        }
    }
    for intervention in &system.interventions {
        if intervention.during == Some(fact) {
            return format!("in {}", intervention.name);
        }
        if intervention.after.contains(&fact) {
            return format!("past {}", intervention.name);
        }
        if intervention.after_completing.contains(&fact) {
            return format!("past a full course of {}", intervention.name);
        }
    }
    for service in &system.services {
        if service.waiting_for == Some(fact) {
            return format!("waiting for {}", service.name);
        }
        if service.crowding.iter().any(|crowding| crowding.fact == fact) {
            return format!("in {} while it is crowded", service.name);
        }
    }
    "as it asks".to_owned()
}
