//! Prison settings: they interrupt every strand, and lead out again.

use super::journeys::Journeys;
use crate::model::{InterventionId, Setting, System, Target};
use crate::scenario::problem::Problem;

/// Prison interventions that cannot work.
pub(super) fn check(system: &System, journeys: &Journeys) -> Vec<Problem> {
    let mut findings = Vec::new();
    let leads_out = leading_out(system);
    for (index, intervention) in system.interventions.iter().enumerate() {
        let id = InterventionId(index as u16);
        let name = &intervention.name;
        if intervention.setting != Setting::Prison {
            continue;
        }
        if system.supports.iter().any(|support| support.intervention == id) {
            let message = format!("{name} is in prison and cannot run alongside as a support");
            findings.push(
                Problem::error(format!("supports.{name}"), message)
                    .hint("prison interrupts every strand: lead there by the then of a risk"),
            );
        }
        if intervention.then.is_some() && journeys.on_main_strand(id) && !leads_out[index] {
            let message = format!("{name} never leads out of prison");
            findings.push(
                Problem::error(format!("interventions.{name}.then"), message)
                    .hint("lead to an intervention outside, to an exit, or to community"),
            );
        }
    }
    findings
}

/// For each intervention whether one can ever be outside prison after it.
fn leading_out(system: &System) -> Vec<bool> {
    let outside = |it: &crate::model::Intervention| it.setting != Setting::Prison;
    let mut leads_out: Vec<bool> = system.interventions.iter().map(outside).collect();
    loop {
        let mut grew = false;
        for (index, intervention) in system.interventions.iter().enumerate() {
            let cases = intervention.then.iter().flat_map(|then| &then.cases);
            let leaves = cases.flat_map(|case| &case.to).any(|(_, target)| match target {
                Target::Intervention(id) => leads_out[id.index()],
                Target::Exit(_) | Target::Community => true,
            });
            if leaves && !leads_out[index] {
                leads_out[index] = true;
                grew = true;
            }
        }
        if !grew {
            return leads_out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{Sketch, found, told};

    fn with_prison(keeps: bool, then: &[&str]) -> Sketch {
        let mut sketch = Sketch::treatment_system();
        sketch.prison("prison", keeps, then);
        sketch.risk("custody", "always", "prison");
        sketch
    }

    #[test]
    fn a_prison_that_leads_back_to_triage_is_sound() {
        assert_eq!(told(&with_prison(false, &["triage"])), "");
    }

    #[test]
    fn prisons_that_lead_only_to_each_other_are_refused() {
        let mut sketch = with_prison(false, &["remand"]);
        sketch.prison("remand", false, &["prison"]);
        sketch.goes("prison", &["remand"]);
        found(&sketch, "interventions.prison.then", "prison never leads out of prison");
        found(&sketch, "interventions.remand.then", "remand never leads out of prison");
    }

    #[test]
    fn a_prison_as_a_support_is_refused() {
        let mut sketch = with_prison(false, &["triage"]);
        sketch.support("prison", "in_treatment");
        found(&sketch, "supports.prison", "cannot run alongside");
    }
}
