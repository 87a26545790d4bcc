//! What a system is judged by and nobody can ever be seen to meet: utilities and aims.

use super::journeys::Journeys;
use super::possible::why_never;
use super::spans::weeks;
use crate::model::{Condition, Model, Phase};
use crate::scenario::problem::Problem;
use crate::units::Days;

/// Looks at every utility and every aim.
pub(super) fn check(model: &Model, journeys: &Journeys) -> Vec<Problem> {
    let mut findings = utilities(model, journeys);
    findings.extend(aims(model, journeys));
    findings
}

/// Aims of which no run can say whether they are met.
fn aims(model: &Model, journeys: &Journeys) -> Vec<Problem> {
    let (targets, horizon) = (&model.targets, model.run.horizon);
    let mut findings = Vec::new();
    let of_treatment = [
        ("in_treatment", targets.in_treatment.is_some()),
        ("retained", targets.retained.is_some()),
        ("at_exit", !targets.at_exit.is_empty()),
    ];
    if !journeys.facts.contains(Phase::InTreatment.fact()) {
        for (key, _) in of_treatment.into_iter().filter(|(_, is_stated)| *is_stated) {
            let message =
                format!("the target {key} is about clients with a care plan, and none ever opens");
            let hint = "no intervention that clients come to has opens_care_plan = true";
            findings.push(Problem::warning(format!("targets.{key}"), message).hint(hint));
        }
    } else if targets.in_treatment.is_some() && horizon < Days::YEAR {
        let message = format!(
            "the target in_treatment counts people in a whole year, and the horizon ({}) is shorter",
            weeks(horizon)
        );
        findings.push(Problem::warning("targets.in_treatment", message));
    }
    findings
}

fn utilities(model: &Model, journeys: &Journeys) -> Vec<Problem> {
    let cases = model.system().utilities.len();
    let never = |number: usize| {
        let mut whys = model.eras.iter().map(|era| {
            let when: &Condition = &era.system.utilities.get(number)?.when;
            why_never(when, journeys.facts, &era.system)
        });
        let first = whys.next()??;
        whys.all(|why| why.is_some()).then_some(first)
    };
    (0..cases)
        .filter_map(|number| {
            let message = format!("utility {} never applies: {}", number + 1, never(number)?);
            Some(Problem::warning(format!("utilities.{number}"), message))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{Sketch, found, messages, told};
    use super::*;
    use crate::model::{Facts, Utility};

    #[test]
    fn a_utility_at_a_level_that_nothing_gives_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        let levels = [sketch.level("housing", 1), sketch.level("housing", 2)];
        let of = |fact| Condition::new(vec![Facts::of(&[fact])]);
        let [insecure, none] = levels.map(of);
        sketch.system.utilities = vec![
            Utility { when: insecure, utility: 0.5 },
            Utility { when: Condition::ALWAYS, utility: 0.8 },
        ];
        assert_eq!(told(&sketch), "");
        sketch.system.utilities[0].when = none;
        found(&sketch, "utilities.0", "no client is ever at housing = \"none\"");
    }

    #[test]
    fn an_aim_that_no_run_can_show_to_be_met_is_warned_of() {
        let told = |model: &Model| messages(&super::super::check(model));
        let mut queue = Sketch::queue().model();
        queue.targets.retained = Some(0.75);
        queue.targets.planned_exits = Some(10.0);
        assert!(told(&queue).contains("targets.retained: the target retained is about clients"));
        assert!(!told(&queue).contains("planned_exits"));
        let mut system = Sketch::treatment_system().model();
        system.targets.in_treatment = Some(100.0);
        system.targets.retained = Some(0.75);
        assert_eq!(told(&system), "");
        system.run.warm_up = Days::ZERO;
        system.run.horizon = Days(364.0);
        assert!(
            told(&system).contains("and the horizon (52 weeks) is shorter"),
            "{}",
            told(&system)
        );
    }
}
