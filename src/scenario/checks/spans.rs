//! Lengths of time that do not fit each other: the run, the targets, what is kept in memory.

use super::journeys::Journeys;
use super::possible::can_hold;
use crate::model::{Action, Arrivals, Model, Phase, System};
use crate::scenario::problem::Problem;
use crate::units::Days;

/// Clients that can be followed to the end of a run without a thought for memory.
const MANY_CLIENTS: f64 = 1e6;

/// Compares the warm-up and the targets with the horizon, and counts who is followed.
pub(super) fn check(model: &Model, journeys: &Journeys) -> Vec<Problem> {
    let mut findings = Vec::new();
    let run = &model.run;
    let warm_up = run.warm_up - model.begins();
    if warm_up > run.horizon {
        let message = format!(
            "the warm-up ({}) is longer than the horizon ({}), in which all is measured",
            weeks(warm_up),
            weeks(run.horizon)
        );
        findings.push(Problem::warning("run.warm_up", message));
    }
    // The targets have defaults, which mean nothing to a queue without a care plan.
    if journeys.facts.contains(Phase::InTreatment.fact()) {
        let targets = &model.targets;
        let each = [
            ("waiting_time", targets.waiting_time),
            ("retention", targets.retention),
            ("returns", targets.returns),
        ];
        for (key, target) in each.into_iter().filter(|(_, target)| *target > run.horizon) {
            let message = format!(
                "the target {key} ({}) is longer than the horizon ({}): nobody can be seen to meet it",
                weeks(target),
                weeks(run.horizon)
            );
            findings.push(Problem::warning(format!("targets.{key}"), message));
        }
    }
    findings.extend(followed(model, journeys));
    findings
}

/// Warns where a great many clients are followed to the end of the run.
fn followed(model: &Model, journeys: &Journeys) -> Option<Problem> {
    let system = model.system();
    let ends = system.clocks.iter().any(|clock| clock.action == Action::EndFollowUp);
    if ends || !system.clocks.iter().any(|clock| runs_after_exit(clock, journeys, system)) {
        return None;
    }
    let clients = expected_clients(model);
    (clients > MANY_CLIENTS).then(|| {
        let millions = clients / 1e6;
        let message =
            format!("about {millions:.1} million clients are followed until the run ends");
        Problem::warning("run.follow_up", message)
            .hint("a follow_up, such as \"5y\", bounds the memory this takes")
    })
}

fn runs_after_exit(clock: &crate::model::ClockSpec, journeys: &Journeys, system: &System) -> bool {
    let mut after_exit = super::possible::without(journeys.facts, super::possible::phases());
    after_exit.insert(Phase::AfterExit.fact());
    matches!(clock.action, Action::Risk { .. }) && can_hold(&clock.spell, after_exit, system)
}

/// Clients expected in a whole replication; renewal routes are not counted.
fn expected_clients(model: &Model) -> f64 {
    let ends = model.eras.iter().skip(1).map(|era| era.from).chain([model.run.end()]);
    let eras = model.eras.iter().zip(ends);
    eras.map(|(era, end)| {
        let until = end.min(model.run.end());
        let expected = |arrivals: &Arrivals| match arrivals {
            Arrivals::Poisson(rate, _) if until > era.from => rate.expected(era.from, until),
            Arrivals::Poisson(..) | Arrivals::Renewal(_) => 0.0,
            Arrivals::At(instants) => {
                instants.iter().filter(|it| **it >= era.from && **it < until).count() as f64
            }
        };
        era.system.routes.iter().map(|route| expected(&route.arrivals)).sum::<f64>()
    })
    .sum()
}

/// A length of time as people write it, in the largest unit that leaves a number above one.
pub(super) fn weeks(span: Days) -> String {
    let in_hours = |hours: f64| (hours * 10.0).round() / 10.0;
    if span >= Days::WEEK {
        format!("{} weeks", in_hours(span.weeks()))
    } else if span >= Days(1.0) {
        format!("{} days", in_hours(span.0))
    } else {
        format!("{} hours", in_hours(span.0 * 24.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{Sketch, messages};
    use super::*;
    use crate::model::ClockSpec;
    use crate::random::RateCurve;
    use crate::scenario::checks::check;
    use crate::units::PerDay;

    #[test]
    fn a_warm_up_longer_than_the_horizon_is_warned_of() {
        let mut model = Sketch::queue().model();
        model.run.warm_up = Days(7000.0);
        let told = messages(&check(&model));
        assert!(told.contains("run.warm_up: the warm-up (1000 weeks) is longer"), "{told}");
    }

    #[test]
    fn targets_longer_than_the_horizon_are_warned_of_only_where_there_is_a_care_plan() {
        let mut model = Sketch::treatment_system().model();
        model.run.horizon = Days(30.0);
        model.run.warm_up = Days::ZERO;
        let told = messages(&check(&model));
        assert!(told.contains("targets.retention: the target retention (12 weeks)"), "{told}");
        assert!(!told.contains("waiting_time"), "{told}");
        let mut queue = Sketch::queue().model();
        queue.run.horizon = Days(0.5);
        queue.run.warm_up = Days::ZERO;
        assert_eq!(messages(&check(&queue)), "");
    }

    #[test]
    fn millions_of_clients_followed_after_exit_are_warned_of() {
        let mut sketch = Sketch::treatment_system();
        let many = RateCurve::constant(PerDay(2000.0)).unwrap();
        sketch.system.routes[0].arrivals = Arrivals::Poisson(many, None);
        let told = messages(&check(&sketch.model()));
        assert!(told.contains("run.follow_up: about 2.2 million clients are followed"), "{told}");
        let follow_up =
            ClockSpec { action: Action::EndFollowUp, ..sketch.clock("drop_out").clone() };
        sketch.system.clocks.push(follow_up);
        assert_eq!(messages(&check(&sketch.model())), "");
    }
}
