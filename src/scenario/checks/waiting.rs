//! For what a client can be waiting, and what is open meanwhile: only for what they have come to or, where they keep
//! what they have until then, for what may come next.

use super::possible::{can_hold, phases, without};
use crate::model::{
    Action, Cases, Facts, Intervention, Phase, ServiceId, Setting, System, Target, WhileWaiting,
};

/// What is open, in the community or behind the prison gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// No episode.
    Nothing,
    /// An episode, without a care plan.
    Episode,
    /// An episode with a care plan.
    Open,
}

/// The state in the community of a client of whom this is open.
pub(super) fn phase(plan: Plan) -> Phase {
    match plan {
        Plan::Nothing => Phase::AfterExit,
        Plan::Episode => Phase::Engaging,
        Plan::Open => Phase::InTreatment,
    }
}

/// The facts that can hold of a client who has come to this, and what is open: while they wait for it or have it, and while they
/// have it and wait for another. Of what is `possible` all can hold there, but not that they wait for just any service.
pub(super) fn standings(
    possible: Facts,
    at: Target,
    plan: Plan,
    system: &System,
) -> Vec<(Facts, Plan)> {
    let mut waiting_for_nothing = possible;
    for fact in system.services.iter().filter_map(|service| service.waiting_for) {
        waiting_for_nothing.remove(fact);
    }
    let Target::Intervention(id) = at else { return vec![(waiting_for_nothing, plan)] };
    let visited = system.intervention(id);
    let waiting = |mut facts: Facts, services: &[ServiceId]| {
        let waited = services.iter().filter_map(|id| system.service(*id).waiting_for);
        for fact in waited.filter(|fact| possible.contains(*fact)) {
            facts.insert(fact);
        }
        facts
    };
    let keyworker = system.care_plan.service.filter(|_| visited.opens_care_plan);
    let own: Vec<ServiceId> = visited.service.into_iter().chain(keyworker).collect();
    let mut all = vec![(waiting(waiting_for_nothing, &own), plan)];
    let plan_after = if visited.opens_care_plan { Plan::Open } else { plan };
    for (next, open) in [(after(visited), plan_after), (meanwhile(visited, possible, system), plan)]
    {
        let services = stayed_for(&next, system);
        if !services.is_empty() {
            let mut kept = waiting_for_nothing;
            if visited.setting != Setting::Prison {
                kept = without(kept, phases());
                kept.insert(phase(open).fact());
            }
            all.push((waiting(kept, &services), open));
        }
    }
    all
}

/// Where it leads by itself.
fn after(visited: &Intervention) -> Vec<Target> {
    visited.then.iter().flat_map(targets).collect()
}

/// Where a client can be led while they have it, or wait for it.
fn meanwhile(visited: &Intervention, facts: Facts, system: &System) -> Vec<Target> {
    let befalls = |action: &Action| match action {
        Action::Risk { then: Some(then), .. } => targets(then).collect(),
        _ => Vec::new(),
    };
    let risks = system.clocks.iter().filter(|clock| can_hold(&clock.spell, facts, system));
    let refused = visited.service.map(|id| refused(id, system)).unwrap_or_default();
    risks.flat_map(|clock| befalls(&clock.action)).chain(refused).collect()
}

fn targets(cases: &Cases) -> impl Iterator<Item = Target> {
    cases.cases.iter().flat_map(|case| &case.to).map(|(_, target)| *target)
}

/// Where those go who are turned away from a service, or miss too many appointments.
pub(super) fn refused(id: ServiceId, system: &System) -> Vec<Target> {
    let service = system.service(id);
    let turned_away = service.limit.map(|(_, target)| target);
    let gave_up = service.missed.as_ref().and_then(|it| it.gives_up).map(|(_, to)| to);
    turned_away.into_iter().chain(gave_up).collect()
}

/// The services for which a client can wait who goes to one of these and keeps what they have until then.
fn stayed_for(next: &[Target], system: &System) -> Vec<ServiceId> {
    let mut all = next.to_vec();
    let mut services = Vec::new();
    let mut seen = 0;
    while let Some(&target) = all.get(seen) {
        seen += 1;
        let Target::Intervention(id) = target else { continue };
        let next = system.intervention(id);
        let Some(service) = next.service else { continue };
        if next.while_waiting == WhileWaiting::Stay {
            services.push(service);
        }
        // Who is turned away there goes elsewhere, and may stay for that.
        for target in refused(service, system) {
            if !all.contains(&target) {
                all.push(target);
            }
        }
    }
    services
}
