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
    stays: &Stays,
) -> Vec<(Facts, Plan)> {
    let mut waiting_for_nothing = possible;
    for fact in system.services.iter().filter_map(|service| service.waiting_for) {
        waiting_for_nothing.remove(fact);
    }
    let Target::Intervention(id) = at else { return vec![(waiting_for_nothing, plan)] };
    let visited = system.intervention(id);
    let keyworker = system.care_plan.service.filter(|_| visited.opens_care_plan);
    let own = visited.service.into_iter().chain(keyworker);
    let own = own.fold(Facts::NONE, |facts, id| facts | waiting_for(id, system));
    let mut all = vec![(waiting_for_nothing | (own & possible), plan)];
    let plan_after = if visited.opens_care_plan { Plan::Open } else { plan };
    let after = stays.toward(visited.then.iter().flat_map(targets));
    let meanwhile = stays.toward(meanwhile(visited, possible, system));
    for (stayed_for, open) in [(after, plan_after), (meanwhile, plan)] {
        let Some(stayed_for) = stayed_for else { continue };
        let mut kept = waiting_for_nothing;
        if visited.setting != Setting::Prison {
            kept = without(kept, phases());
            kept.insert(phase(open).fact());
        }
        all.push((kept | (stayed_for & possible), open));
    }
    all
}

/// Where a client can be led while they have it, or wait for it.
fn meanwhile(
    visited: &Intervention,
    facts: Facts,
    system: &System,
) -> impl Iterator<Item = Target> {
    let risks = system.clocks.iter().filter_map(move |clock| match &clock.action {
        Action::Risk { then: Some(then), .. } => {
            can_hold(&clock.spell, facts, system).then_some(then)
        }
        _ => None,
    });
    let refused = visited.service.into_iter().flat_map(|id| refused(id, system));
    risks.flat_map(targets).chain(refused)
}

fn targets(cases: &Cases) -> impl Iterator<Item = Target> {
    cases.cases.iter().flat_map(|case| &case.to).map(|(_, target)| *target)
}

/// Where those go who are turned away from a service, or miss too many appointments.
pub(super) fn refused(id: ServiceId, system: &System) -> impl Iterator<Item = Target> {
    let service = system.service(id);
    let turned_away = service.limit.map(|(_, target)| target);
    let gave_up = service.missed.as_ref().and_then(|it| it.gives_up).map(|(_, to)| to);
    turned_away.into_iter().chain(gave_up)
}

/// The fact that a client waits for the service, where anything asks for it.
fn waiting_for(id: ServiceId, system: &System) -> Facts {
    system.service(id).waiting_for.map_or(Facts::NONE, |fact| Facts::of(&[fact]))
}

/// For what a client can come to wait who goes to an intervention and keeps what they have until then, by intervention:
/// none where for nothing.
#[derive(Debug)]
pub(super) struct Stays(Vec<Option<Facts>>);

impl Stays {
    /// Of every intervention. Who is turned away from one goes elsewhere, and may stay for that.
    pub(super) fn of(system: &System) -> Stays {
        let own = |it: &Intervention| {
            let service = it.service.filter(|_| it.while_waiting == WhileWaiting::Stay)?;
            Some(waiting_for(service, system))
        };
        let mut stays: Vec<Option<Facts>> = system.interventions.iter().map(own).collect();
        let mut senders: Vec<Vec<usize>> = vec![Vec::new(); stays.len()];
        for (sender, it) in system.interventions.iter().enumerate() {
            for target in it.service.into_iter().flat_map(|id| refused(id, system)) {
                if let Target::Intervention(id) = target {
                    senders[id.index()].push(sender);
                }
            }
        }
        let mut grown: Vec<usize> = (0..stays.len()).collect();
        while let Some(here) = grown.pop() {
            for &sender in &senders[here] {
                let all = either(stays[sender], stays[here]);
                if all != stays[sender] {
                    stays[sender] = all;
                    grown.push(sender);
                }
            }
        }
        Stays(stays)
    }

    /// Of all these together.
    fn toward(&self, next: impl Iterator<Item = Target>) -> Option<Facts> {
        next.fold(None, |all, target| match target {
            Target::Intervention(id) => either(all, self.0[id.index()]),
            _ => all,
        })
    }
}

fn either(one: Option<Facts>, other: Option<Facts>) -> Option<Facts> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one | other),
        _ => one.or(other),
    }
}
