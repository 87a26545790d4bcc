//! Risks and supports that never happen, or happen again and again in no time.

use super::journeys::Journeys;
use super::possible::why_never;
use crate::model::{
    Action, Capacity, Cases, ClockSpec, Condition, Effect, Model, Phase, SupportId, System,
};
use crate::scenario::problem::Problem;
use crate::units::Days;

/// The effects and ways of a risk; none where the clock is something else.
pub(super) fn of(clock: &ClockSpec) -> Option<(&Vec<Effect>, &Option<Cases>)> {
    match &clock.action {
        Action::Risk { effects, then } => Some((effects, then)),
        Action::Offer(_) | Action::Forget(_) | Action::EndFollowUp => None,
    }
}

/// Looks at every risk and every offer of a support.
pub(super) fn check(model: &Model, journeys: &Journeys) -> Vec<Problem> {
    let mut findings = Vec::new();
    for (index, clock) in model.system().clocks.iter().enumerate() {
        let in_eras =
            || model.eras.iter().filter_map(move |it| Some((it, it.system.clocks.get(index)?)));
        let never = |of: &dyn Fn(&ClockSpec) -> Option<Condition>| {
            let mut whys = in_eras().map(|(era, it)| {
                of(it).and_then(|when| why_never(&when, journeys.facts, &era.system))
            });
            let first = whys.next()??;
            whys.all(|why| why.is_some()).then_some(first)
        };
        let name = &clock.name;
        match &clock.action {
            Action::Risk { .. } => {
                let path = format!("risks.{name}");
                if let Some(why) = never(&|it| Some(it.spell.clone())) {
                    let message = format!("the risk {name} can never fire: {why}");
                    findings.push(mended(Problem::warning(path.clone(), message), clock, journeys));
                }
                for ratio in 0..clock.ratios.len() {
                    if let Some(why) = never(&|it| it.ratios.get(ratio).map(|it| it.when.clone())) {
                        let message =
                            format!("ratio {} of the risk {name} never applies: {why}", ratio + 1);
                        findings.push(Problem::warning(format!("{path}.ratios.{ratio}"), message));
                    }
                }
                if clock.recurs && clock.hazard.age_at(1.0) <= Days::ZERO {
                    let message = format!("the risk {name} recurs and takes no time to fire");
                    findings.push(
                        Problem::error(format!("{path}.hazard"), message)
                            .hint("give it a hazard that takes time, or leave out recurs"),
                    );
                }
            }
            Action::Offer(support) => {
                let system = model.system();
                let intervention = name_of(*support, system);
                let path = format!("supports.{intervention}");
                if let Some(why) = never(&|it| Some(it.spell.clone())) {
                    let message = format!("the support {intervention} is never offered: {why}");
                    findings.push(mended(Problem::warning(path.clone(), message), clock, journeys));
                }
                if clock.recurs && offered_and_over_at_once(clock, *support, system) {
                    let message = format!("the support {intervention} repeats and takes no time");
                    findings.push(
                        Problem::error(format!("{path}.repeats"), message)
                            .hint("give it a delay or a duration, or leave out repeats"),
                    );
                }
            }
            Action::Forget(_) | Action::EndFollowUp => {}
        }
    }
    findings
}

/// Adds a hint where it is the care plan that never opens.
fn mended(finding: Problem, clock: &ClockSpec, journeys: &Journeys) -> Problem {
    let in_treatment = Phase::InTreatment.fact();
    if clock.spell.asks().contains(in_treatment) && !journeys.facts.contains(in_treatment) {
        finding.hint("no intervention that clients come to has opens_care_plan = true")
    } else {
        finding
    }
}

fn name_of(support: SupportId, system: &System) -> &str {
    &system.intervention(system.supports[usize::from(support.0)].intervention).name
}

/// Whether a support can be offered, begin and end in one instant.
fn offered_and_over_at_once(clock: &ClockSpec, support: SupportId, system: &System) -> bool {
    let support = &system.supports[usize::from(support.0)];
    let intervention = system.intervention(support.intervention);
    let waits = intervention
        .service
        .is_some_and(|id| matches!(system.service(id).capacity, Capacity::Appointments(_)));
    let at_once = clock.hazard.age_at(1.0) <= Days::ZERO;
    at_once && !waits && intervention.durations.iter().any(|it| it.duration.is_zero())
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{Sketch, found, told};
    use super::*;
    use crate::model::{Facts, Ratio};
    use crate::random::Hazard;

    #[test]
    fn a_risk_in_treatment_where_no_care_plan_opens_is_warned_of() {
        let mut sketch = Sketch::queue();
        sketch.risk("drop_out", "in_treatment", "served");
        found(&sketch, "risks.drop_out", "can never fire: no client is ever in treatment");
    }

    #[test]
    fn a_risk_during_an_intervention_that_nobody_reaches_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        let running = sketch.new_fact();
        sketch.add("detox", 4).during = Some(running);
        sketch.goes("detox", &["completed"]);
        sketch.risk("custody", "always", "dropped_out");
        sketch.clock("custody").spell = Condition::new(vec![Facts::of(&[running])]);
        found(&sketch, "risks.custody", "can never fire: no client is ever in detox");
    }

    #[test]
    fn a_risk_at_a_level_that_nothing_gives_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        let none = sketch.level("housing", 2);
        sketch.clock("drop_out").ratios =
            vec![Ratio { when: Condition::new(vec![Facts::of(&[none])]), ratio: 2.0 }];
        found(&sketch, "risks.drop_out.ratios.0", "no client is ever at housing = \"none\"");
    }

    #[test]
    fn a_condition_that_asks_for_two_levels_at_once_never_holds() {
        let mut sketch = Sketch::treatment_system();
        let both = [sketch.level("housing", 0), sketch.level("housing", 1)];
        sketch.clock("drop_out").spell =
            Condition::new(both.iter().map(|&fact| Facts::of(&[fact])).collect());
        found(&sketch, "risks.drop_out", "all the levels of housing it asks for at once");
    }

    #[test]
    fn a_support_whose_state_never_comes_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        sketch.support("advice", "in_custody");
        found(&sketch, "supports.advice", "is never offered: no client is ever in custody");
    }

    #[test]
    fn a_support_that_repeats_in_no_time_is_refused() {
        let mut sketch = Sketch::treatment_system();
        sketch.support("advice", "in_treatment");
        sketch.clock("advice").recurs = true;
        sketch.lasts("advice", 0.0);
        found(&sketch, "supports.advice.repeats", "takes no time");
        sketch.lasts("advice", 7.0);
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn a_risk_that_recurs_in_no_time_is_refused() {
        let mut sketch = Sketch::treatment_system();
        sketch.clock("drop_out").recurs = true;
        assert_eq!(told(&sketch), "");
        sketch.clock("drop_out").hazard = Hazard::fixed(Days::ZERO).unwrap();
        found(&sketch, "risks.drop_out.hazard", "recurs and takes no time to fire");
    }

    #[test]
    fn a_risk_in_custody_is_sound_where_a_prison_is_reached() {
        let mut sketch = Sketch::treatment_system();
        sketch.prison("prison", false, &["triage"]);
        sketch.risk("custody", "always", "prison");
        sketch.support("advice", "in_custody");
        assert!(sketch.phase_can_hold(Phase::InCustody));
        assert_eq!(told(&sketch), "");
    }
}
