//! Parts that no client ever reaches or uses, and ways that end nowhere.

use super::journeys::{Journeys, Visit};
use super::waiting::Plan;
use crate::model::{
    AttributeId, Cases, Condition, Effect, ExitId, Facts, InterventionId, Model, Reason, ServiceId,
    System, Target,
};
use crate::scenario::problem::Problem;

/// Interventions, exits, services and attributes that nothing leads to.
pub(super) fn check(model: &Model, journeys: &Journeys) -> Vec<Problem> {
    let system = model.system();
    let mut findings = Vec::new();
    interventions(system, journeys, &mut findings);
    for (index, exit) in system.exits.iter().enumerate() {
        if !journeys.ends_with(ExitId(index as u16)) {
            let message = format!("no client ever leaves with the exit {}", exit.name);
            let hint =
                "name it in a then, an otherwise, a missed_then or a closes_as, or leave it out";
            findings.push(Problem::warning(format!("exits.{}", exit.name), message).hint(hint));
        }
    }
    for (index, service) in system.services.iter().enumerate() {
        let id = Some(ServiceId(index as u16));
        if system.care_plan.service != id && system.interventions.iter().all(|it| it.service != id)
        {
            let message = format!("no intervention takes place in the service {}", service.name);
            let mut hint = format!("add service = \"{}\" to an intervention", service.name);
            let mut interventions = system.interventions.iter();
            if system.care_plan.service.is_none() && interventions.any(|it| it.opens_care_plan) {
                hint.push_str(", or to [care_plan] if its places are keyworkers'");
            }
            findings
                .push(Problem::warning(format!("services.{}", service.name), message).hint(hint));
        }
    }
    attributes(model, &mut findings);
    findings
        .extend(journeys.visits().iter().filter_map(|visit| never_over(visit, journeys, system)));
    findings
}

/// A client who is left in the community with the episode open.
fn never_over(visit: &Visit, journeys: &Journeys, system: &System) -> Option<Problem> {
    if visit.at != Target::Community || visit.plan == Plan::Nothing {
        return None;
    }
    let (Some(Target::Intervention(id)), what) = (
        journeys.before(visit),
        if visit.plan == Plan::Open { "the care plan" } else { "the episode" },
    ) else {
        return None;
    };
    let name = &system.intervention(id).name;
    let message =
        format!("{what} stays open when nothing follows {name}: {}", journeys.way(visit, system));
    Some(
        Problem::warning(format!("interventions.{name}.then"), message)
            .hint("lead to an exit: only an exit ends an episode, community does not"),
    )
}

fn interventions(system: &System, journeys: &Journeys, findings: &mut Vec<Problem>) {
    for (index, intervention) in system.interventions.iter().enumerate() {
        let id = InterventionId(index as u16);
        let path = format!("interventions.{}", intervention.name);
        let reached = |at: &&Visit| at.at == Target::Intervention(id);
        if let (Some(visit), None) = (journeys.visits().iter().find(reached), &intervention.then) {
            let way = journeys.way(visit, system);
            let message = format!("{} does not say what comes next: {way}", intervention.name);
            let hint =
                "add a then; only an intervention that is never more than a support has none";
            findings.push(Problem::error(path, message).hint(hint));
        } else if !journeys.runs(id) && !system.supports.iter().any(|it| it.intervention == id) {
            let message = format!("no client ever comes to {}", intervention.name);
            let hint = "name it where a route enters, in a then, or under [supports]";
            findings.push(Problem::warning(path, message).hint(hint));
        }
    }
}

/// Attributes that nothing asks about, changes or reports.
fn attributes(model: &Model, findings: &mut Vec<Problem>) {
    for (index, attribute) in model.system().attributes.iter().enumerate().skip(1) {
        let id = AttributeId(index as u16);
        let used = |system: &System| {
            asked(system).meets(&attribute.mask)
                || effects(system).any(|it| it.sets.iter().any(|set| set.attribute == id))
        };
        let reported =
            model.report_by.contains(&id) || model.measured_attributes().any(|it| it == id);
        if !reported && !model.eras.iter().any(|era| used(&era.system)) {
            let message = format!("the attribute {} makes no difference", attribute.name);
            let hint = "ask for it in a condition, change it by an effect, or list it in report_by or under [domains]";
            let path = format!("attributes.{}", attribute.name);
            findings.push(Problem::warning(path, message).hint(hint));
        }
    }
}

/// Every fact that some condition asks about.
fn asked(system: &System) -> Facts {
    let ratios = system.clocks.iter().flat_map(|clock| &clock.ratios).map(|it| &it.when);
    let spells = system.clocks.iter().map(|clock| &clock.spell);
    let lists = system.services.iter().flat_map(|service| {
        service.priority.iter().chain(service.ring_fenced.iter().map(|it| &it.reserved_for))
    });
    let given = system.attributes.iter().flat_map(|it| &it.shares).map(|it| &it.when);
    let durations = system.interventions.iter().flat_map(|it| &it.durations).map(|it| &it.when);
    let cases = cases(system).flat_map(|it| &it.cases).map(|it| &it.when);
    let effects = effects(system).map(|it| &it.when);
    let utilities = system.utilities.iter().map(|it| &it.when);
    let all = ratios.chain(spells).chain(utilities).chain(lists).chain(given).chain(durations);
    all.chain(cases).chain(effects).map(Condition::asks).fold(Facts::NONE, |all, it| all | it)
}

/// Every list of cases of where to go.
fn cases(system: &System) -> impl Iterator<Item = &Cases> {
    let enters = system.routes.iter().map(|route| &route.enters);
    let then = system.interventions.iter().filter_map(|it| it.then.as_ref());
    let after = system.exits.iter().filter_map(|exit| exit.then.as_ref());
    let risks = system.clocks.iter().filter_map(|clock| super::risks::of(clock)?.1.as_ref());
    enters.chain(then).chain(after).chain(risks)
}

/// Every change of attributes.
fn effects(system: &System) -> impl Iterator<Item = &Effect> {
    let given =
        system.interventions.iter().flat_map(|it| it.on_start.iter().chain(&it.on_completion));
    let exits = system.exits.iter().flat_map(|exit| &exit.effects);
    let staff = system.services.iter().filter_map(|it| it.turnover.as_ref());
    let risks = system.clocks.iter().filter_map(|clock| super::risks::of(clock));
    given
        .chain(exits)
        .chain(staff.flat_map(|it| &it.effects))
        .chain(risks.flat_map(|(effects, _)| effects))
}

/// Deaths after which the client would live on.
pub(super) fn check_exits(system: &System) -> Vec<Problem> {
    let mut findings = Vec::new();
    for exit in &system.exits {
        if exit.reason == Reason::Died && !exit.is_final {
            let message = format!("{} means that the client died, but is not final", exit.name);
            let hint = "add final = true, or the client lives on in the community";
            findings.push(Problem::warning(format!("exits.{}", exit.name), message).hint(hint));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{Sketch, found, told};
    use super::*;

    #[test]
    fn an_intervention_that_nothing_leads_to_is_warned_of_and_so_is_what_only_it_leads_to() {
        let mut sketch = Sketch::treatment_system();
        sketch.add("detox", 4);
        sketch.add("rehab", 4);
        sketch.goes("detox", &["rehab"]);
        sketch.goes("rehab", &["completed"]);
        found(&sketch, "interventions.detox", "no client ever comes to detox");
        found(&sketch, "interventions.rehab", "no client ever comes to rehab");
    }

    #[test]
    fn an_intervention_that_only_a_full_list_leads_to_is_reached() {
        let mut sketch = Sketch::treatment_system();
        sketch.add("day_programme", 3);
        sketch.goes("day_programme", &["completed"]);
        sketch.limit("prescribing", "day_programme");
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn an_exit_that_nothing_leads_to_is_warned_of_but_not_one_that_closes_an_episode() {
        let mut sketch = Sketch::treatment_system();
        sketch.risk_leads("drop_out", "completed");
        found(&sketch, "exits.dropped_out", "no client ever leaves");
        sketch.the("aftercare").closes_as = Some(sketch.exit_id("dropped_out"));
        sketch.goes("prescribing", &["completed", "aftercare"]);
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn an_intervention_on_the_main_strand_without_then_is_refused() {
        let mut sketch = Sketch::treatment_system();
        sketch.the("prescribing").then = None;
        found(
            &sketch,
            "interventions.prescribing",
            "does not say what comes next: self_referral -> triage -> assessment -> prescribing",
        );
    }

    #[test]
    fn a_support_needs_no_then() {
        let mut sketch = Sketch::treatment_system();
        sketch.support("advice", "in_treatment");
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn a_service_that_no_intervention_takes_place_in_is_warned_of_unless_it_is_the_keyworkers() {
        let mut sketch = Sketch::treatment_system();
        let id = sketch.service("keyworking", 100);
        found(&sketch, "services.keyworking", "no intervention takes place");
        sketch.system.care_plan.service = Some(id);
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn an_attribute_that_nothing_asks_about_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        sketch.clock("drop_out").ratios.clear();
        found(&sketch, "attributes.housing", "makes no difference");
        let mut model = sketch.model();
        model.report_by = vec![AttributeId(1)];
        assert_eq!(super::super::check(&model), []);
    }

    #[test]
    fn an_episode_that_is_left_open_in_the_community_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        sketch.goes("prescribing", &["completed", "community"]);
        found(
            &sketch,
            "interventions.prescribing.then",
            "the care plan stays open when nothing follows prescribing",
        );
    }

    #[test]
    fn a_death_that_is_not_final_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        sketch.system.exits[1].reason = Reason::Died;
        found(&sketch, "exits.dropped_out", "is not final");
        sketch.system.exits[1].is_final = true;
        assert_eq!(told(&sketch), "");
    }
}
