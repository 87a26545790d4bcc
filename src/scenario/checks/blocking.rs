//! Services whose clients wait for each other's places: each holds one until another is free.

use super::journeys::Journeys;
use crate::model::{Capacity, InterventionId, ServiceId, System, Target, WhileWaiting};
use crate::scenario::problem::Problem;

/// Warns of every ring of services that can come to a standstill.
pub(super) fn check(system: &System, journeys: &Journeys) -> Vec<Problem> {
    let holds = holding(system, journeys);
    let mut told: Vec<Vec<usize>> = Vec::new();
    let mut findings = Vec::new();
    for start in 0..system.services.len() {
        let Some(ring) = ring_through(start, &holds) else { continue };
        let mut members: Vec<usize> = ring.iter().map(|(service, _)| *service).collect();
        members.sort_unstable();
        if told.contains(&members) {
            continue;
        }
        told.push(members);
        let names = ring.iter().map(|(service, _)| system.services[*service].name.as_str());
        let names: Vec<&str> = names.chain([system.services[start].name.as_str()]).collect();
        let waits = ring.first().map_or("", |(_, id)| &system.intervention(*id).name);
        let message = format!(
            "clients keep a place in each of these while they wait for the next, and could block \
             each other for ever: {}",
            names.join(" -> ")
        );
        findings.push(
            Problem::warning(format!("interventions.{waits}.while_waiting"), message)
                .hint("let one of them leave while waiting, or give one endless places"),
        );
    }
    findings
}

/// For each service, those for which its clients wait while they keep their place, and the
/// intervention they wait for.
type Holding = Vec<Vec<(usize, InterventionId)>>;

fn holding(system: &System, journeys: &Journeys) -> Holding {
    let has_places =
        |id: &ServiceId| matches!(system.service(*id).capacity, Capacity::Places { .. });
    let mut holds = vec![Vec::new(); system.services.len()];
    for (index, from) in system.interventions.iter().enumerate() {
        let Some(held) = from.service.filter(has_places) else { continue };
        if !journeys.on_main_strand(InterventionId(index as u16)) {
            continue;
        }
        let cases = from.then.iter().flat_map(|then| &then.cases);
        for (_, target) in cases.flat_map(|case| &case.to) {
            let Target::Intervention(id) = *target else { continue };
            let next = system.intervention(id);
            let waits_for = next.service.filter(has_places).filter(|service| *service != held);
            if let (Some(service), WhileWaiting::Stay) = (waits_for, next.while_waiting) {
                holds[held.index()].push((service.index(), id));
            }
        }
    }
    holds
}

/// The shortest ring through a service: each member with the intervention its clients wait for.
fn ring_through(start: usize, holds: &Holding) -> Option<Vec<(usize, InterventionId)>> {
    let mut came: Vec<Option<(usize, InterventionId)>> = vec![None; holds.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(service) = queue.pop_front() {
        for &(next, waited_for) in &holds[service] {
            if came[next].is_none() {
                came[next] = Some((service, waited_for));
                queue.push_back(next);
            }
        }
    }
    let mut ring = vec![came[start]?];
    while let Some(&(service, _)) = ring.last().filter(|(service, _)| *service != start) {
        ring.push(came[service]?);
    }
    ring.reverse();
    Some(ring)
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{Sketch, found, told};
    use crate::model::WhileWaiting;

    fn detox_and_rehab() -> Sketch {
        let mut sketch = Sketch::treatment_system();
        for name in ["detox", "rehab"] {
            let service = Some(sketch.service(name, 6));
            let intervention = sketch.add(name, 4);
            intervention.service = service;
            intervention.while_waiting = WhileWaiting::Stay;
        }
        sketch.goes("prescribing", &["detox"]);
        sketch.goes("detox", &["rehab", "completed"]);
        sketch.goes("rehab", &["completed"]);
        sketch
    }

    #[test]
    fn staying_on_the_way_from_one_service_to_another_is_sound() {
        assert_eq!(told(&detox_and_rehab()), "");
    }

    #[test]
    fn two_services_that_wait_for_each_other_are_warned_of_once() {
        let mut sketch = detox_and_rehab();
        sketch.goes("rehab", &["detox", "completed"]);
        found(&sketch, "interventions.rehab.while_waiting", "detox -> rehab -> detox");
        assert_eq!(told(&sketch).matches("block each other").count(), 1);
    }

    #[test]
    fn leaving_while_waiting_breaks_the_ring() {
        let mut sketch = detox_and_rehab();
        sketch.goes("rehab", &["detox", "completed"]);
        sketch.the("detox").while_waiting = WhileWaiting::Leave;
        assert_eq!(told(&sketch), "");
    }
}
