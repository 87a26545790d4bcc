//! Ways that lead round and round in no time: a client on one would never do anything else.
//!
//! A step takes no time when it is the end of an intervention that can last zero, the way of someone
//! turned away from a full waiting list, or what follows an exit. An appointment takes time, because
//! the next slot is strictly later; giving up after missed appointments takes time for the same
//! reason. A place may be free at once, so waiting for one need not take time.

use super::journeys::{Journeys, name_of};
use super::known::Known;
use super::possible::can_hold;
use crate::model::{
    Arrivals, Capacity, Cases, ExitId, Facts, Intervention, InterventionId, Keyworker, System,
    Target,
};
use crate::scenario::problem::Problem;

/// Longest loop looked for; the engine stops a client on a longer one.
const LONGEST: usize = 32;
/// Steps tried in all, so that no scenario can make the check itself go on for ever.
const MOST_STEPS: u32 = 100_000;
/// Laps after which a way round counts as a loop, should what is known still change.
const LAPS: u32 = 64;

/// Loops that take no time, and routes whose clients all come at once.
pub(super) fn check(system: &System, journeys: &Journeys) -> Vec<Problem> {
    let mut findings: Vec<Problem> = system
        .routes
        .iter()
        .filter(|route| matches!(&route.arrivals, Arrivals::Renewal(it) if it.is_zero()))
        .map(|route| {
            let message = format!("no time passes between the referrals of {}", route.name);
            Problem::error(format!("routes.{}.every", route.name), message)
                .hint("for several clients at one instant use at = [...]")
        })
        .collect();
    let mut search = Search::new(system, journeys);
    for start in search.nodes() {
        if let Some(found) = search.loop_through(start) {
            findings.push(search.tell(&found));
        }
    }
    findings
}

/// A step that can take no time.
#[derive(Debug, Clone, Copy)]
struct Step<'a> {
    from: Target,
    by: By<'a>,
    to: Target,
}

#[derive(Debug, Clone, Copy)]
enum By<'a> {
    /// Turned away from this service on the way in.
    Limit(&'a str),
    /// Turned away from the keyworkers' service once the assessment is over.
    NoKeyworker(&'a str),
    /// The case of this number.
    Case(&'a Cases, usize),
}

struct Search<'a> {
    system: &'a System,
    possible: Facts,
    /// Facts that only the client's own steps change: attributes, and what is over.
    lasting: Facts,
    /// The steps out of each node: interventions first, then exits.
    steps: Vec<Vec<Step<'a>>>,
    left: u32,
}

impl<'a> Search<'a> {
    fn new(system: &'a System, journeys: &Journeys) -> Search<'a> {
        let attributes = system.attributes.iter().fold(Facts::NONE, |all, it| all | it.mask);
        let supports = system.supports.iter().map(|it| it.intervention.index());
        let supports: Vec<usize> = supports.collect();
        let own = system.interventions.iter().enumerate().filter(|(at, _)| !supports.contains(at));
        let lasting = own.fold(attributes, |all, (_, it)| {
            all | Facts::of(&it.after) | Facts::of(&it.after_completing)
        });
        let mut search = Search {
            system,
            possible: journeys.facts,
            lasting,
            steps: Vec::new(),
            left: MOST_STEPS,
        };
        for (index, intervention) in system.interventions.iter().enumerate() {
            let id = InterventionId(index as u16);
            let reached = journeys.on_main_strand(id);
            search.steps.push(if reached { search.out_of(id, intervention) } else { vec![] });
        }
        for (index, exit) in system.exits.iter().enumerate() {
            let from = Target::Exit(ExitId(index as u16));
            let then = exit.then.iter().filter(|_| !exit.is_final);
            search.steps.push(then.flat_map(|then| cases(from, then)).collect());
        }
        search
    }

    fn nodes(&self) -> std::ops::Range<usize> {
        0..self.steps.len()
    }

    /// The number of a node; the community is none, because nothing leads on from it in no time.
    fn node(&self, at: Target) -> Option<usize> {
        match at {
            Target::Intervention(id) => Some(id.index()),
            Target::Exit(id) => Some(self.system.interventions.len() + id.index()),
            Target::Community => None,
        }
    }

    /// The steps out of an intervention, served or not.
    fn out_of(&self, id: InterventionId, intervention: &'a Intervention) -> Vec<Step<'a>> {
        let from = Target::Intervention(id);
        let service = intervention.service.map(|id| self.system.service(id));
        let turned_away = service.and_then(|it| Some((it, it.limit?.1)));
        let mut steps: Vec<Step<'a>> = turned_away
            .map(|(service, to)| Step { from, by: By::Limit(&service.name), to })
            .into_iter()
            .collect();
        let by_appointment =
            service.is_some_and(|it| matches!(it.capacity, Capacity::Appointments(_)));
        let at_once = intervention.durations.iter().any(|case| {
            case.duration.is_zero() && can_hold(&case.when, self.possible, self.system)
        });
        if by_appointment || !at_once {
            return steps;
        }
        let care_plan = &self.system.care_plan;
        if intervention.opens_care_plan && care_plan.keyworker == Keyworker::First {
            let keyworkers = care_plan.service.map(|id| self.system.service(id));
            let turned_away = keyworkers.and_then(|it| Some((it, it.limit?.1)));
            steps.extend(turned_away.map(|(it, to)| Step {
                from,
                by: By::NoKeyworker(&it.name),
                to,
            }));
        }
        steps.extend(intervention.then.iter().flat_map(|then| cases(from, then)));
        steps
    }

    /// What is known after a step; none, if it cannot be taken.
    fn take(&mut self, mut known: Known, step: &Step<'_>) -> Option<Known> {
        self.left = self.left.checked_sub(1)?;
        let intervention = match (step.from, step.by) {
            (_, By::Limit(_)) => return Some(known),
            (Target::Intervention(id), _) => Some(self.system.intervention(id)),
            (Target::Exit(_) | Target::Community, _) => None,
        };
        if let Some(intervention) = intervention {
            known.start(intervention);
            known.change(&intervention.on_start, self.system);
            known.change(&intervention.on_completion, self.system);
            // The care plan is agreed once the assessment is over; other ways on are chosen before.
            if intervention.opens_care_plan {
                known.may_be_over(intervention);
            }
        } else if let Target::Exit(id) = step.from {
            known.change(&self.system.exit(id).effects, self.system);
        }
        known.keep(self.lasting, self.possible);
        if let By::Case(cases, number) = step.by {
            let (passed_over, rest) = cases.cases.split_at(number);
            known = known.choose(passed_over, &rest.first()?.when, self.system)?;
        }
        if let Some(intervention) = intervention {
            known.complete(intervention);
        }
        Some(known)
    }

    /// A loop of which this is the first node.
    fn loop_through(&mut self, start: usize) -> Option<Vec<Step<'a>>> {
        let leads_back = self.leading_to(start);
        let mut way = Vec::new();
        let known = Known::nothing(self.possible);
        self.extend(start, start, known, &leads_back, &mut way).then_some(way)
    }

    /// Which nodes from this one on lead to it.
    fn leading_to(&self, start: usize) -> Vec<bool> {
        let mut leads = vec![false; self.steps.len()];
        let mut grew = !self.steps[start].is_empty();
        while grew {
            grew = false;
            for node in start..self.steps.len() {
                let mut next = self.steps[node].iter().filter_map(|step| self.node(step.to));
                if !leads[node] && next.any(|next| next == start || leads[next]) {
                    leads[node] = true;
                    grew = true;
                }
            }
        }
        leads
    }

    fn extend(
        &mut self,
        start: usize,
        at: usize,
        known: Known,
        leads_back: &[bool],
        way: &mut Vec<Step<'a>>,
    ) -> bool {
        if !leads_back[at] || way.len() >= LONGEST {
            return false;
        }
        for step in self.steps[at].clone() {
            let Some(next) = self.node(step.to) else { continue };
            let visited = way.iter().any(|it| self.node(it.from) == Some(next)) || next == at;
            if next < start || (visited && next != start) {
                continue;
            }
            let Some(known) = self.take(known.clone(), &step) else { continue };
            way.push(step);
            let found = if next == start {
                self.goes_on(known, way)
            } else {
                self.extend(start, next, known, leads_back, way)
            };
            if found {
                return true;
            }
            way.pop();
        }
        false
    }

    /// Whether a way round can be taken again and again.
    fn goes_on(&mut self, known: Known, way: &[Step<'_>]) -> bool {
        let mut before = known;
        for _ in 0..LAPS {
            let mut after = before.clone();
            for step in way {
                match self.take(after, step) {
                    Some(known) => after = known,
                    None => return false,
                }
            }
            if after == before {
                return true;
            }
            before = after;
        }
        true
    }

    fn tell(&self, way: &[Step<'_>]) -> Problem {
        let names = way.iter().map(|step| step.from).chain(way.last().map(|step| step.to));
        let names: Vec<&str> = names.map(|at| name_of(at, self.system)).collect();
        let path = way.first().map_or_else(String::new, |step| match (step.by, step.from) {
            (By::Limit(service) | By::NoKeyworker(service), _) => {
                format!("services.{service}.otherwise")
            }
            (_, Target::Exit(_)) => format!("exits.{}.then", name_of(step.from, self.system)),
            _ => format!("interventions.{}.then", name_of(step.from, self.system)),
        });
        Problem::error(path, format!("{} takes no time", names.join(" -> "))).hint(
            "give one of them a duration or a service with appointments, or lead elsewhere: \
             a client could go round for ever at one instant",
        )
    }
}

/// The steps by cases of where to go, leaving out shares of zero.
fn cases(from: Target, then: &Cases) -> impl Iterator<Item = Step<'_>> {
    then.cases.iter().enumerate().flat_map(move |(number, case)| {
        let targets = super::journeys::with_shares(&case.to).filter(|(_, above_zero)| *above_zero);
        targets.map(move |(to, _)| Step { from, by: By::Case(then, number), to })
    })
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{Sketch, found, told};
    use crate::model::{Arrivals, Case, Condition, Effect, Facts, LevelDraw, SetAttribute, Target};
    use crate::random::Distribution;
    use crate::units::Days;

    /// Triage and assessment take no time and can each lead to the other.
    fn round() -> Sketch {
        let mut sketch = Sketch::treatment_system();
        sketch.the("assessment").opens_care_plan = false;
        sketch.add("care_planning", 3).opens_care_plan = true;
        sketch.goes("care_planning", &["prescribing"]);
        sketch.goes("assessment", &["care_planning", "triage"]);
        sketch
    }

    #[test]
    fn two_interventions_of_no_length_that_lead_to_each_other_are_refused() {
        found(
            &round(),
            "interventions.triage.then",
            "triage -> assessment -> triage takes no time",
        );
    }

    #[test]
    fn a_duration_on_the_way_round_is_sound() {
        let mut sketch = round();
        sketch.lasts("assessment", 0.5);
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn an_appointment_on_the_way_round_is_sound_but_a_place_is_not() {
        let mut sketch = round();
        sketch.the("assessment").service = Some(sketch.appointments("clinic"));
        assert_eq!(told(&sketch), "");
        sketch.the("assessment").service = Some(sketch.service("rooms", 3));
        found(&sketch, "interventions.triage.then", "takes no time");
    }

    #[test]
    fn two_full_services_that_send_clients_to_each_other_are_refused() {
        let mut sketch = Sketch::treatment_system();
        for name in ["detox", "rehab"] {
            let service = sketch.service(name, 6);
            sketch.add(name, 4).service = Some(service);
            sketch.goes(name, &["completed"]);
        }
        sketch.goes("prescribing", &["detox"]);
        sketch.limit("detox", "rehab");
        sketch.limit("rehab", "detox");
        found(&sketch, "services.detox.otherwise", "detox -> rehab -> detox takes no time");
    }

    #[test]
    fn an_exit_that_leads_back_to_an_intervention_of_no_length_is_refused() {
        let mut sketch = Sketch::treatment_system();
        sketch.lasts("aftercare", 0.0);
        sketch.goes("aftercare", &["completed"]);
        found(&sketch, "interventions.aftercare.then", "aftercare -> completed -> aftercare");
    }

    #[test]
    fn a_way_round_that_a_condition_ends_after_a_lap_is_sound() {
        let mut sketch = round();
        let assessed = sketch.new_fact();
        sketch.the("assessment").after = vec![assessed];
        let onward = sketch.target("care_planning");
        if let Some(then) = &mut sketch.the("triage").then {
            let when = Condition::new(vec![Facts::of(&[assessed])]);
            then.cases.insert(0, Case { when, to: vec![(1.0, onward)] });
        }
        assert!(!told(&sketch).contains("takes no time"), "{}", told(&sketch));
    }

    #[test]
    fn a_way_round_that_an_effect_ends_is_sound_and_one_that_it_does_not_is_refused() {
        let mut sketch = round();
        let (settled, insecure) = (sketch.level("housing", 0), sketch.level("housing", 1));
        let to = sketch.target("triage");
        let onward = sketch.target("care_planning");
        if let Some(then) = &mut sketch.the("assessment").then {
            let when = Condition::new(vec![Facts::of(&[insecure])]);
            then.cases = vec![
                Case { when, to: vec![(1.0, to)] },
                Case { when: Condition::ALWAYS, to: vec![(1.0, onward)] },
            ];
        }
        found(&sketch, "interventions.triage.then", "takes no time");
        let attribute = crate::model::AttributeId(1);
        let sets = vec![SetAttribute { attribute, to: LevelDraw::Level(0) }];
        sketch.the("triage").on_completion = vec![Effect { when: Condition::ALWAYS, sets }];
        assert_eq!(told(&sketch), "", "settled is {settled:?}");
    }

    #[test]
    fn a_share_of_zero_is_no_way_round() {
        let mut sketch = round();
        if let Some(then) = &mut sketch.the("assessment").then {
            // Cumulative shares: all to prescribing, none to triage.
            for (upto, _) in &mut then.cases[0].to {
                *upto = 1.0;
            }
        }
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn a_way_to_the_community_is_no_loop() {
        let mut sketch = Sketch::treatment_system();
        sketch.lasts("aftercare", 0.0);
        assert_eq!(sketch.target("community"), Target::Community);
        assert_eq!(told(&sketch), "");
    }

    #[test]
    fn referrals_without_time_between_them_are_refused() {
        let mut sketch = Sketch::queue();
        sketch.system.routes[0].arrivals =
            Arrivals::Renewal(Distribution::fixed(Days::ZERO).unwrap());
        found(&sketch, "routes.arrivals.every", "no time passes");
    }
}
