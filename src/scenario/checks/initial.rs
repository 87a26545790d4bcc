//! Who is there at the start: whether that can be, in the system as it is then.

use crate::model::{
    Capacity, Component, Group, Initial, KeyworkerPast, Model, Phase, Receiving, Setting,
    SupportHow, System, WhileWaiting,
};
use crate::model::{Facts, InterventionId, ServiceId};
use crate::random::Distribution;
use crate::scenario::problem::Problem;
use crate::units::Days;

/// Findings of one kind that are told of the rows of a file.
const MOST_TOLD: usize = 10;
/// So small a share of a stated time is taken for impossible.
const NEXT_TO_NOTHING: f64 = 0.001;

/// What cannot be of those who are there at the start, and what looks wrong.
pub(super) fn check(model: &Model) -> Vec<Problem> {
    let Some(initial) = &model.initial else { return Vec::new() };
    let system = model.system_at(initial.at);
    let so_far = SoFar::of(model, initial.at);
    let mut findings = Vec::new();
    let mut of_file = 0;
    for group in &initial.groups {
        let found = check_group(group, system, &so_far);
        if group.name == Group::OF_FILE {
            of_file += found.len();
            if of_file > MOST_TOLD {
                continue;
            }
        }
        findings.extend(found);
    }
    findings.extend(check_room(initial, system));
    if model.run.warm_up > initial.at {
        let message = format!(
            "the state is that of day {}, and nothing is measured before day {}",
            initial.at.0, model.run.warm_up.0
        );
        let hint = "a state that was observed needs no warm-up: set run.warm_up to 0d";
        let is_observed = initial.at == Days::ZERO;
        findings.extend(is_observed.then(|| Problem::warning("initial", message).hint(hint)));
    }
    findings
}

/// Where a group stands in the scenario.
fn place(group: &Group, key: &str) -> String {
    if group.name == Group::OF_FILE {
        "initial.file".to_owned()
    } else {
        format!("initial.groups.{}.{key}", group.name)
    }
}

/// Which clients are meant.
fn of(group: &Group) -> String {
    if group.name == Group::OF_FILE {
        format!("client {} of the file", u64::from(group.first) + 1)
    } else {
        format!("the group `{}`", group.name)
    }
}

fn check_group(group: &Group, system: &System, so_far: &SoFar<'_>) -> Vec<Problem> {
    let mut findings = Vec::new();
    for (key, receives) in running(group, system) {
        findings.extend(check_spent(group, &key, receives, system, so_far));
    }
    if let (Some(_), Some(awaits)) = (&group.receives, &group.awaits) {
        let next = system.intervention(awaits.intervention);
        if next.while_waiting == WhileWaiting::Leave {
            let message = format!(
                "{} stay where they are, and whoever waits for `{}` leaves first",
                of(group),
                next.name
            );
            let hint = "leave intervention and spent out, or set while_waiting = \"stay\"";
            findings.push(Problem::warning(place(group, "waiting_for"), message).hint(hint));
        }
    }
    let phase = phase(group, system);
    for past in &group.supports {
        let support = &system.supports[usize::from(past.support.0)];
        let name = &system.intervention(support.intervention).name;
        if !support.lasts_while.holds(&Facts::of(&[phase.fact()]))
            && !support.lasts_while.holds(&Facts::of(&[crate::model::FactId::WAITING]))
        {
            let message = format!("{} cannot have the support `{name}` in their state", of(group));
            let hint = "it ends when the state in which it is offered does";
            let key = format!("supports.{name}");
            findings.push(Problem::error(place(group, &key), message).hint(hint));
        }
    }
    findings.extend(check_plan(group, system, phase));
    if let Some((exit, since)) = &group.left {
        let exit = system.exit(*exit);
        if exit.is_final {
            let message = format!("nobody is there after `{}`, which is final", exit.name);
            findings.push(Problem::error(place(group, "exit"), message));
        }
        if let Some(planned) = &group.in_treatment
            && planned.cdf(Days(since.mean().0 * (1.0 - 1e-12))) > 1.0 - NEXT_TO_NOTHING
        {
            let message = "the care plan would have opened after they had left";
            let hint = "both count back from the start: in_treatment is the longer of the two";
            findings.push(Problem::error(place(group, "in_treatment"), message).hint(hint));
        }
        let follow_up =
            system.clocks.iter().find(|it| it.action == crate::model::Action::EndFollowUp);
        let age = group.ages.iter().any(|(clock, _)| {
            system.clocks[clock.index()].action == crate::model::Action::EndFollowUp
        });
        let until = follow_up.and_then(|clock| clock.hazard.certain_at()).filter(|_| !age);
        if let Some(until) = until.filter(|_| phase == Phase::AfterExit)
            && since.cdf(Days(until.0 * (1.0 - 1e-12))) < NEXT_TO_NOTHING
        {
            let message =
                format!("{} left longer ago than anybody is followed ({} d)", of(group), until.0);
            findings.push(Problem::error(place(group, "since"), message).hint("leave them out"));
        }
    }
    findings
}

/// Everything of a group that runs, with its key.
fn running<'g>(group: &'g Group, system: &System) -> Vec<(String, &'g Receiving)> {
    let mut all = Vec::new();
    // Who stays has had the full course.
    if group.awaits.is_none() {
        all.extend(group.receives.iter().map(|it| ("spent".to_owned(), it)));
    }
    for past in &group.supports {
        if let SupportHow::Runs(receives) = &past.how {
            let name = &system.intervention(receives.intervention).name;
            all.push((format!("supports.{name}.spent"), receives));
        }
    }
    all
}

/// The systems up to the start, each with the times before the start, from and to, at which it was that of now.
#[derive(Debug)]
struct SoFar<'m>(Vec<(Days, Days, &'m System)>);

impl<'m> SoFar<'m> {
    fn of(model: &'m Model, at: Days) -> SoFar<'m> {
        let eras = model.eras.iter().filter(|era| era.from <= at).enumerate();
        let spans = eras.map(|(number, era)| {
            let until = model.eras.get(number + 1).map_or(at, |next| next.from.min(at));
            let longest_ago = if number == 0 { Days::NEVER } else { at - era.from };
            (at - until, longest_ago, &era.system)
        });
        SoFar(spans.collect())
    }

    /// The durations of what is received, in each system.
    fn durations<'a>(
        &'a self,
        receives: &'a Receiving,
    ) -> impl Iterator<Item = (Days, Days, &'m Distribution)> + 'a {
        self.0.iter().flat_map(|&(least, most, system)| {
            let cases = system.intervention(receives.intervention).durations.iter().enumerate();
            let cases =
                cases.filter(|(number, _)| receives.case.is_none_or(|case| case == *number));
            cases.map(move |(_, case)| (least, most, &case.duration))
        })
    }

    /// The share of the stated times for which what is received may still run.
    fn possible(&self, receives: &Receiving) -> f64 {
        let spans = self.0.iter().map(|span| {
            let upto = longest_of(span, receives).min(span.1);
            stated_within(&receives.spent, span.0, upto)
        });
        spans.sum()
    }

    /// The longest that it may last in the systems in which it began, by the times stated, and where they are not all: until
    /// when the last of them held, if it no longer does.
    fn longest(&self, receives: &Receiving) -> Longest {
        let of = |spans: &mut dyn Iterator<Item = &(Days, Days, &System)>| {
            spans.map(|span| longest_of(span, receives)).fold(Days::ZERO, Days::max)
        };
        let began = |span: &&(Days, Days, &System)| {
            stated_within(&receives.spent, span.0, span.1) > NEXT_TO_NOTHING
        };
        let spans = || self.0.iter().filter(began);
        let shortest =
            self.0.iter().map(|span| longest_of(span, receives)).fold(Days::NEVER, Days::min);
        let (ever, then) = (of(&mut self.0.iter()), of(&mut spans()));
        if shortest == ever {
            return Longest::Always(ever);
        }
        Longest::Then(then, spans().map(|span| span.0).fold(Days::NEVER, Days::min))
    }
}

/// How long something lasts at most.
enum Longest {
    /// In every system.
    Always(Days),
    /// In those in which it began, the last of which ceased to hold so long before the start.
    Then(Days, Days),
}

/// The longest that what is received may last in one system.
fn longest_of(span: &(Days, Days, &System), receives: &Receiving) -> Days {
    let one = SoFar(vec![*span]);
    one.durations(receives).map(|(.., it)| it.longest()).fold(Days::ZERO, Days::max)
}

/// The share of a stated time that lies between these.
fn stated_within(stated: &Distribution, least: Days, most: Days) -> f64 {
    match stated.only() {
        // What ends at this very instant, or within what rounding leaves of it, may still be there.
        Some(only) => f64::from(u8::from(least <= only && only.0 <= most.0 * (1.0 + 1e-9))),
        None if most <= least => 0.0,
        None => share_below(stated, most) - share_below(stated, least),
    }
}

/// The share of a stated time that is below this.
fn share_below(stated: &Distribution, most: Days) -> f64 {
    match most {
        Days::ZERO => 0.0,
        most if most.is_finite() => stated.cdf(most),
        _ => 1.0,
    }
}

/// Looked at in the system in which it began.
fn check_spent(
    group: &Group,
    key: &str,
    receives: &Receiving,
    system: &System,
    so_far: &SoFar<'_>,
) -> Option<Problem> {
    let name = &system.intervention(receives.intervention).name;
    let durations: Vec<&Distribution> = so_far.durations(receives).map(|(.., it)| it).collect();
    if let Some(case) = receives.case.filter(|_| durations.is_empty()) {
        let message = format!("the duration of `{name}` has no case {case}: they count from 0");
        return Some(Problem::error(place(group, key), message));
    }
    if durations.iter().all(|duration| duration.is_zero()) {
        let message = format!("`{name}` takes no time, so nobody is in the middle of it");
        return Some(Problem::error(place(group, key), message));
    }
    let possible = so_far.possible(receives);
    let duration = "shorten `spent`, or lengthen the duration";
    let (message, hint) = match so_far.longest(receives) {
        Longest::Always(most) if most.is_finite() => {
            (format!("`{name}` never lasts longer than {} d", most.0), duration.to_owned())
        }
        Longest::Then(most, ago) if most.is_finite() => {
            let held = if ago > Days::ZERO {
                format!(" that held until {} d before the start", ago.0)
            } else {
                String::new()
            };
            let message = format!("`{name}` lasted at most {} d when they began it", most.0);
            (message, format!("{duration}{held}"))
        }
        Longest::Always(_) | Longest::Then(..) => {
            let message = format!("`{name}` never lasted so long as it was when they began it");
            (message, duration.to_owned())
        }
    };
    let problem = if possible < NEXT_TO_NOTHING {
        let message = format!("{message}, and {} spent longer in it", of(group));
        Problem::error(place(group, key), message).hint(hint)
    } else if possible < 1.0 - NEXT_TO_NOTHING {
        let message =
            format!("{message}: times spent are drawn from the part of the distribution below");
        Problem::warning(place(group, key), message)
    } else {
        return None;
    };
    Some(problem)
}

/// In which phase the group is.
fn phase(group: &Group, system: &System) -> Phase {
    let is_prison = |id: InterventionId| system.intervention(id).setting == Setting::Prison;
    let main = group.receives.iter().map(|it| it.intervention);
    let mut main = main.chain(group.awaits.iter().map(|it| it.intervention));
    if group.in_custody.is_some() || main.next().is_some_and(is_prison) {
        Phase::InCustody
    } else if group.left.is_some() {
        Phase::AfterExit
    } else if group.in_treatment.is_some() {
        Phase::InTreatment
    } else {
        Phase::Engaging
    }
}

/// Whether the care plan fits what they receive.
fn check_plan(group: &Group, system: &System, phase: Phase) -> Option<Problem> {
    let main = group.receives.as_ref().map(|it| it.intervention);
    let intervention = main.map(|id| system.intervention(id));
    let is_prison = intervention.is_some_and(|it| it.setting == Setting::Prison);
    if group.in_custody.is_some() && !is_prison && group.awaits.is_none() {
        let message = format!("{} are in custody and in no prison intervention", of(group));
        return Some(Problem::error(place(group, "in_custody"), message));
    }
    let intervention = intervention?;
    let name = &intervention.name;
    if phase == Phase::InCustody {
        let is_open = group.in_treatment.is_some() && group.left.is_none();
        if is_open && !intervention.keeps_care_plan {
            let message = format!("`{name}` keeps no care plan, so none is open in it");
            let hint = "add exit and since, how the episode ended";
            return Some(Problem::error(place(group, "in_treatment"), message).hint(hint));
        }
        if !is_open && group.left.is_none() {
            let message =
                format!("{} are in custody with no care plan kept and no exit", of(group));
            let hint = "add exit and since, how the episode ended, or in_treatment";
            return Some(Problem::error(place(group, "exit"), message).hint(hint));
        }
        return None;
    }
    let has_plans = system.interventions.iter().any(|it| it.opens_care_plan);
    let is_treatment =
        intervention.is_structured() && intervention.component == Component::Delivery;
    if has_plans && is_treatment && group.in_treatment.is_none() && group.left.is_none() {
        let message = format!("{} receive `{name}` without a care plan", of(group));
        let hint = "add in_treatment, since when the care plan is open";
        return Some(Problem::warning(place(group, "intervention"), message).hint(hint));
    }
    // What closes a care plan that it is entered with opens no episode.
    let opens = intervention.component.begins_an_episode() && intervention.closes_as.is_none();
    if group.left.is_some() && opens {
        let message = format!("`{name}` opens an episode, so nobody is in it after an exit");
        return Some(
            Problem::error(place(group, "exit"), message).hint("leave exit and since out"),
        );
    }
    None
}

/// Whether there is room for them.
fn check_room(initial: &Initial, system: &System) -> Vec<Problem> {
    let mut taken = vec![0.0; system.services.len()];
    let mut waiting = vec![0.0; system.services.len()];
    let service_of = |id: InterventionId| system.intervention(id).service;
    for group in &initial.groups {
        let count = f64::from(group.clients);
        let add = |counts: &mut [f64], service: Option<ServiceId>, share: f64| {
            if let Some(service) = service {
                counts[service.index()] += count * share;
            }
        };
        if let Some(receives) = &group.receives {
            add(&mut taken, service_of(receives.intervention), 1.0);
        }
        if let Some(awaits) = &group.awaits {
            add(&mut waiting, service_of(awaits.intervention), 1.0);
        }
        match &group.keyworker {
            KeyworkerPast::None => {}
            KeyworkerPast::Had(..) => add(&mut taken, system.care_plan.service, 1.0),
            KeyworkerPast::Awaited(_) => add(&mut waiting, system.care_plan.service, 1.0),
        }
        for past in &group.supports {
            let service = service_of(system.supports[usize::from(past.support.0)].intervention);
            match &past.how {
                SupportHow::Runs(_) => add(&mut taken, service, past.share),
                SupportHow::Waits(_) => add(&mut waiting, service, past.share),
            }
        }
        for kept in &group.kept {
            add(&mut taken, Some(kept.service), 1.0);
        }
    }
    let services = system.services.iter().zip(taken.iter().zip(&waiting));
    let findings = services.flat_map(|(service, (&taken, &waiting))| {
        let name = &service.name;
        let places = match &service.capacity {
            Capacity::Places { places, rota: None, .. } => Some(f64::from(*places)),
            _ => None,
        };
        let over = places.filter(|places| taken > *places + 1e-6).map(|places| {
            let message = format!(
                "`{name}` has {places} places, and {taken:.0} clients have one at the start: those beyond \
                 what there is keep theirs, and nobody else is served before they have left"
            );
            Problem::warning("initial", message)
        });
        let most = service.limit.map(|(most, _)| f64::from(most));
        let long = most.filter(|most| waiting > *most + 1e-6).map(|most| {
            let message = format!(
                "the list of `{name}` takes {most} clients, and {waiting:.0} are on it at the start"
            );
            Problem::warning("initial", message)
        });
        over.into_iter().chain(long)
    });
    findings.collect()
}
