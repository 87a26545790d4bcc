//! Rules of the source (Models of care: Update 2006) about tiers and the care plan.

use super::journeys::Journeys;
use super::waiting::Plan;
use crate::model::{Component, Intervention, Setting, System, Target};
use crate::scenario::problem::Problem;

/// Prescribing is structured, structured treatment happens within a care plan, and what is not
/// structured only begins once the care plan is closed.
pub(super) fn check(system: &System, journeys: &Journeys) -> Vec<Problem> {
    let interventions = system.interventions.iter();
    let mut findings: Vec<Problem> = interventions
        .flat_map(|it| {
            prescribing(it).into_iter().chain(closes_nothing(it)).chain(opens_outside(it))
        })
        .collect();
    let on_main_strand = |target| match target {
        Target::Intervention(id) => Some(system.intervention(id)),
        Target::Exit(_) | Target::Community => None,
    };
    let has_care_plan = journeys
        .visits()
        .iter()
        .any(|visit| on_main_strand(visit.at).is_some_and(|it| it.opens_care_plan));
    for visit in journeys.visits() {
        let Some(intervention) = on_main_strand(visit.at) else { continue };
        if intervention.setting == Setting::Prison {
            continue;
        }
        let way = || journeys.way(visit, system);
        match visit.plan {
            Plan::Open if !intervention.is_structured() && intervention.closes_as.is_none() => {
                findings.push(care_plan_left_open(intervention, &way()));
            }
            Plan::Nothing | Plan::Episode if has_care_plan && needs_care_plan(intervention) => {
                findings.push(no_care_plan(intervention, &way()));
            }
            Plan::Open | Plan::Nothing | Plan::Episode => {}
        }
    }
    findings
}

/// Whether it is structured treatment proper: engagement work, such as an assessment, comes before the
/// care plan.
fn needs_care_plan(intervention: &Intervention) -> bool {
    intervention.is_structured()
        && intervention.component != Component::Engagement
        && !intervention.opens_care_plan
}

/// A care plan is opened within an episode and in the community.
fn opens_outside(intervention: &Intervention) -> Option<Problem> {
    let Intervention { name, opens_care_plan, setting, component, .. } = intervention;
    let inside = *setting == Setting::Prison;
    (*opens_care_plan && (inside || !component.begins_an_episode())).then(|| {
        let why = if inside { "takes place in prison" } else { "follows an exit" };
        let message = format!("{name} opens a care plan, but {why}");
        Problem::error(format!("interventions.{name}.opens_care_plan"), message).hint(
            "a care plan is opened in the community, by an assessment of the component engagement or delivery",
        )
    })
}

fn prescribing(intervention: &Intervention) -> Option<Problem> {
    let Intervention { name, tier, substitute_prescribing, .. } = intervention;
    (*substitute_prescribing && *tier < 3).then(|| {
        let message = format!("substitute prescribing is tier 3 or 4, but {name} is tier {tier}");
        Problem::error(format!("interventions.{name}.tier"), message).hint(
            "Models of care: Update 2006, page 14: substitute prescribing is never below tier 3",
        )
    })
}

/// Structured treatment goes on within the care plan, whatever it says.
fn closes_nothing(intervention: &Intervention) -> Option<Problem> {
    let Intervention { name, tier, closes_as, .. } = intervention;
    let ignored = intervention.is_structured() && intervention.setting != Setting::Prison;
    (ignored && closes_as.is_some()).then(|| {
        let message =
            format!("{name} (tier {tier}) goes on within the care plan: it closes nothing");
        Problem::warning(format!("interventions.{name}.closes_as"), message)
            .hint("leave closes_as out; it is for tiers 1 and 2, and for prison")
    })
}

fn care_plan_left_open(intervention: &Intervention, way: &str) -> Problem {
    let Intervention { name, tier, .. } = intervention;
    let message = format!("{name} (tier {tier}) is entered with the care plan open: {way}");
    Problem::error(format!("interventions.{name}"), message).hint(
        "add closes_as = \"<exit>\" to it, or lead to an exit whose then comes here: \
         what is not structured treatment starts once the care plan is closed (page 46)",
    )
}

fn no_care_plan(intervention: &Intervention, way: &str) -> Problem {
    let Intervention { name, tier, .. } = intervention;
    let message = format!("{name} (tier {tier}) is reached without a care plan: {way}");
    Problem::warning(format!("interventions.{name}"), message).hint(
        "structured treatment happens within a care plan (page 40): lead through an intervention \
         with opens_care_plan = true",
    )
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{Sketch, found, told};
    use super::*;

    #[test]
    fn prescribing_at_tier_2_is_refused() {
        let mut sketch = Sketch::treatment_system();
        sketch.the("prescribing").tier = 2;
        found(&sketch, "interventions.prescribing.tier", "tier 3 or 4, but prescribing is tier 2");
    }

    #[test]
    fn aftercare_that_begins_with_the_care_plan_open_is_refused() {
        let mut sketch = Sketch::treatment_system();
        sketch.goes("prescribing", &["aftercare"]);
        found(
            &sketch,
            "interventions.aftercare",
            "is entered with the care plan open: self_referral -> triage -> assessment -> prescribing -> aftercare",
        );
    }

    #[test]
    fn aftercare_that_closes_the_care_plan_is_sound() {
        let mut sketch = Sketch::treatment_system();
        sketch.goes("prescribing", &["aftercare"]);
        sketch.the("aftercare").closes_as = Some(sketch.exit_id("completed"));
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn a_risk_that_leads_to_aftercare_with_the_care_plan_open_is_refused() {
        let mut sketch = Sketch::treatment_system();
        sketch.risk_leads("drop_out", "aftercare");
        found(&sketch, "interventions.aftercare", "care plan open");
    }

    #[test]
    fn structured_treatment_without_a_care_plan_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        sketch.goes("triage", &["assessment", "prescribing"]);
        found(
            &sketch,
            "interventions.prescribing",
            "without a care plan: self_referral -> triage -> prescribing",
        );
    }

    #[test]
    fn engagement_work_at_tier_3_before_the_care_plan_is_sound() {
        let mut sketch = Sketch::treatment_system();
        sketch.add("motivational_work", 3).component = Component::Engagement;
        sketch.goes("motivational_work", &["assessment"]);
        sketch.goes("triage", &["motivational_work"]);
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn structured_treatment_that_closes_the_care_plan_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        sketch.the("prescribing").closes_as = Some(sketch.exit_id("completed"));
        found(&sketch, "interventions.prescribing.closes_as", "it closes nothing");
    }

    #[test]
    fn treatment_after_a_prison_that_kept_the_care_plan_is_sound() {
        let mut sketch = Sketch::treatment_system();
        sketch.prison("prison", true, &["prescribing"]);
        sketch.risk("custody", "in_treatment", "prison");
        assert_eq!(told(&sketch), "");
    }
}
