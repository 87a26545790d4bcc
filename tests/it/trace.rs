//! A recorder that writes down everything that happens, in words, for tests to compare.

use std::sync::atomic::AtomicBool;
use throughcare::engine::{Conditions, Outcome, RunEnding, simulate};
use throughcare::model::{Model, ServiceId};
use throughcare::random::Who;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::scenario;
use throughcare::units::Days;

/// The scenario in a text.
pub(crate) fn model(text: &str) -> Model {
    match scenario::read_text("test", text, &[]) {
        Ok(scenario) => scenario.model,
        Err(refusal) => panic!("{}", scenario::render(&refusal.problems, &refusal.sources, false)),
    }
}

/// One replication of a model, from start to end.
pub(crate) fn run<R: Recorder>(model: &Model, replication: u32, recorder: &mut R) -> Outcome {
    run_without(model, replication, None, recorder)
}

/// The same, with one client staying away.
pub(crate) fn run_without<R: Recorder>(
    model: &Model,
    replication: u32,
    without: Option<Who>,
    recorder: &mut R,
) -> Outcome {
    let stop = AtomicBool::new(false);
    let conditions = Conditions { replication, without, endless: false, stop: &stop };
    let outcome = simulate(model, conditions, recorder);
    assert_eq!(outcome.ending, RunEnding::Horizon);
    outcome
}

/// The lines of the trace of a scenario that begin with one of these words.
pub(crate) fn lines(text: &str, words: &[&str]) -> Vec<String> {
    Trace::of(&model(text), 1).only(words)
}

/// One thing that happened to one client.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) at: f64,
    pub(crate) who: Who,
    pub(crate) text: String,
}

/// Everything that happened, in order.
pub(crate) struct Trace<'m> {
    model: &'m Model,
    pub(crate) lines: Vec<Line>,
    pub(crate) capacities: Vec<(f64, ServiceId, Option<u32>)>,
}

impl<'m> Trace<'m> {
    /// The trace of one replication.
    pub(crate) fn of(model: &'m Model, replication: u32) -> Trace<'m> {
        let mut trace = Trace::empty(model);
        run(model, replication, &mut trace);
        trace
    }

    /// Nothing yet.
    pub(crate) fn empty(model: &'m Model) -> Trace<'m> {
        Trace { model, lines: Vec::new(), capacities: Vec::new() }
    }

    /// The trace of one replication from which one client stays away.
    pub(crate) fn without(model: &'m Model, replication: u32, who: Who) -> Trace<'m> {
        let mut trace = Trace::empty(model);
        run_without(model, replication, Some(who), &mut trace);
        trace
    }

    /// The lines whose text begins with one of these words, as `day client text`.
    pub(crate) fn only(&self, words: &[&str]) -> Vec<String> {
        self.lines
            .iter()
            .filter(|line| words.iter().any(|word| line.text.starts_with(word)))
            .map(|line| format!("{} #{} {}", line.at, line.who.number, line.text))
            .collect()
    }

    /// What happened, in words.
    pub(crate) fn words(&self, happening: Happening) -> String {
        let system = self.model.system();
        let service = |id: ServiceId| system.service(id).name.as_str();
        let intervention =
            |id: throughcare::model::InterventionId| system.intervention(id).name.as_str();
        match happening {
            Happening::Came { route } => format!("came by {}", system.route(route).name),
            Happening::Referred { again } => {
                format!("referred{}", if again { " again" } else { "" })
            }
            Happening::Joined { service: id, .. } => format!("joined {}", service(id)),
            Happening::Served { service: id, waited, .. } => {
                format!("served by {} after {}", service(id), waited.0)
            }
            Happening::GaveUp { service: id, waited, .. } => {
                format!("gave up {} after {}", service(id), waited.0)
            }
            Happening::TurnedAway { service: id, .. } => format!("turned away by {}", service(id)),
            Happening::Missed { service: id, .. } => format!("missed {}", service(id)),
            Happening::StillWaiting { service: id, waited, .. } => {
                format!("still waiting for {} after {}", service(id), waited.0)
            }
            Happening::PlaceTaken { service: id, place } => format!("took {} {place}", service(id)),
            Happening::PlaceFreed { service: id, place, held } => {
                format!("freed {} {place} after {}", service(id), held.0)
            }
            Happening::Started { intervention: id, .. } => format!("started {}", intervention(id)),
            Happening::Ended { intervention: id, lasted, how, .. } => {
                format!("ended {} after {} {how:?}", intervention(id), lasted.0)
            }
            Happening::CarePlanOpened => "care plan opened".into(),
            Happening::CarePlanClosed { lasted } => format!("care plan closed after {}", lasted.0),
            Happening::Befell { risk } => format!("befell {}", system.clocks[risk.index()].name),
            Happening::Changed { attribute, from, to } => {
                let attribute = &system.attributes[attribute.index()];
                let level = |level: u8| attribute.levels[usize::from(level)].as_str();
                format!("changed {} from {} to {}", attribute.name, level(from), level(to))
            }
            Happening::KeyworkerLeft { service: id, place } => {
                format!("keyworker left {} {place}", service(id))
            }
            Happening::TakenIntoCustody => "taken into custody".into(),
            Happening::Released => "released".into(),
            Happening::KnownBefore { treated, journey } => {
                format!("known before {treated} {journey:?}")
            }
            Happening::Exited { exit, lasted } => {
                format!("exited {} after {:?}", system.exit(exit).name, lasted.map(|days| days.0))
            }
            Happening::Left => "left".into(),
        }
    }
}

impl Recorder for Trace<'_> {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        let text = self.words(happening);
        self.lines.push(Line { at: at.0, who: client.who, text });
    }

    fn capacity(&mut self, at: Days, service: ServiceId, places: Option<u32>) {
        self.capacities.push((at.0, service, places));
    }
}
