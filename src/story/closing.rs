//! A journey in short: episodes, waits, treatment, what was received, how it ended.

use super::journey::{Entry, Journey, What};
use super::words::{Pace, duration};
use crate::model::{ExitId, InterventionId, Model, Phase, Reason, ServiceId};
use crate::names::{capital, joined, readable};
use crate::records::{Happening, Strand};
use crate::units::Days;

/// The last lines of a story.
pub(super) fn closing(model: &Model, journey: &Journey) -> Vec<String> {
    let sums = Sums::of(journey);
    let mut lines = vec![sums.episodes(model), sums.waits(model)];
    lines.extend(
        sums.care_plan.map(|open| format!("In treatment (care plan open): {}.", duration(open))),
    );
    lines.extend(sums.received(model));
    lines.push(ending(model, journey, &sums));
    lines
}

/// What is added up over a journey.
#[derive(Default)]
struct Sums {
    episodes: u32,
    waited: Vec<(ServiceId, Days)>,
    care_plan: Option<Days>,
    received: Vec<(InterventionId, u32, Days)>,
    exits: Vec<(ExitId, Days)>,
    left: Option<Days>,
}

impl Sums {
    fn of(journey: &Journey) -> Sums {
        let mut sums = Sums::default();
        let mut opened = None;
        let mut running: Vec<(InterventionId, Strand, Days)> = Vec::new();
        for (at, happening) in journey.happenings() {
            match happening {
                Happening::Referred { .. } => sums.episodes += 1,
                Happening::Served { service, strand, waited, .. }
                | Happening::GaveUp { service, strand, waited }
                | Happening::StillWaiting { service, strand, waited }
                    if strand != Strand::Support && waited > Days::ZERO =>
                {
                    match sums.waited.iter_mut().find(|(of, _)| *of == service) {
                        Some((_, sum)) => *sum += waited,
                        None => sums.waited.push((service, waited)),
                    }
                }
                Happening::CarePlanOpened => opened = Some(at),
                Happening::CarePlanClosed { lasted } => {
                    opened = None;
                    sums.care_plan = Some(sums.care_plan.unwrap_or(Days::ZERO) + lasted);
                }
                Happening::Started { intervention, strand } => {
                    running.push((intervention, strand, at));
                    match sums.received.iter_mut().find(|(of, ..)| *of == intervention) {
                        Some((_, count, _)) => *count += 1,
                        None => sums.received.push((intervention, 1, Days::ZERO)),
                    }
                }
                Happening::Ended { intervention, strand, lasted, .. } => {
                    running.retain(|(of, on, _)| (*of, *on) != (intervention, strand));
                    sums.add(intervention, lasted);
                }
                Happening::Exited { exit, .. } => sums.exits.push((exit, at)),
                Happening::Left => sums.left = Some(at),
                _ => {}
            }
        }
        for (intervention, _, since) in running {
            sums.add(intervention, journey.end - since);
        }
        if let Some(opened) = opened {
            sums.care_plan = Some(sums.care_plan.unwrap_or(Days::ZERO) + (journey.end - opened));
        }
        sums
    }

    fn add(&mut self, intervention: InterventionId, lasted: Days) {
        if let Some((.., sum)) = self.received.iter_mut().find(|(of, ..)| *of == intervention) {
            *sum += lasted;
        }
    }

    fn episodes(&self, model: &Model) -> String {
        let exits: Vec<String> =
            self.exits.iter().map(|(exit, _)| readable(&model.system().exit(*exit).name)).collect();
        let count = match self.episodes {
            1 => "1 episode".to_owned(),
            count => format!("{count} episodes"),
        };
        match exits.len() {
            0 => format!("{count}, still open."),
            1 => format!("{count}; exit: {}.", exits[0]),
            _ => format!("{count}; exits, in order: {}.", exits.join(", ")),
        }
    }

    fn waits(&self, model: &Model) -> String {
        let each: Vec<String> = self
            .waited
            .iter()
            .map(|(of, sum)| {
                format!("{} for {}", duration(*sum), readable(&model.system().service(*of).name))
            })
            .collect();
        let all = self.waited.iter().fold(Days::ZERO, |all, (_, sum)| all + *sum);
        match each.as_slice() {
            [] => "Waiting: none.".to_owned(),
            [only] => format!("Waiting: {only}."),
            several => format!("Waiting: {} in all; {}.", duration(all), joined(several, "and")),
        }
    }

    fn received(&self, model: &Model) -> Option<String> {
        let each: Vec<String> = self
            .received
            .iter()
            .map(|(of, count, sum)| {
                let name = readable(&model.system().intervention(*of).name);
                match (*count, *sum) {
                    (1, sum) if sum == Days::ZERO => name,
                    (1, sum) => format!("{name} ({})", duration(sum)),
                    (2, sum) => format!("{name} (twice, {} in all)", duration(sum)),
                    (count, sum) => format!("{name} ({count} times, {} in all)", duration(sum)),
                }
            })
            .collect();
        (!each.is_empty()).then(|| format!("Received: {}.", each.join(", ")))
    }
}

fn ending(model: &Model, journey: &Journey, sums: &Sums) -> String {
    let pace = Pace::of(model);
    let system = model.system();
    let on = |at: Days| pace.instant(&model.run, at);
    let last = sums.exits.last().map(|(exit, at)| (system.exit(*exit), *at));
    if let Some((exit, at)) = last.filter(|(exit, _)| exit.is_final) {
        return match exit.reason {
            Reason::Died => format!("The client died on {}.", on(at)),
            _ => format!("Left for good on {}: {}.", on(at), readable(&exit.name)),
        };
    }
    let phase =
        |entry: &Entry| Phase::ALL.into_iter().find(|phase| entry.facts.contains(phase.fact()));
    // What is kept last is what was true last.
    let standing =
        journey.entries.iter().rev().find(|entry| !matches!(entry.what, What::Fires { .. }));
    let stands = match standing.and_then(phase) {
        Some(Phase::InTreatment) => "still in treatment",
        Some(Phase::Engaging) => "an episode was open, without a care plan",
        Some(Phase::InCustody) => "in custody",
        _ => "no episode was open",
    };
    match sums.left {
        Some(at) => format!("Followed until {}; {stands} then.", on(at)),
        None => {
            format!("{} when the simulation ended, on {}.", capital(stands), on(journey.end))
        }
    }
}
