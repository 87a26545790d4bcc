//! What happened to whom and when, in the words that both engines use.

use crate::trace::run;
use std::path::Path;
use throughcare::model::{AttributeId, InterventionId, Model, ServiceId};
use throughcare::records::{Client, Ending, Happening, Recorder};
use throughcare::units::Days;

/// One thing that happened to one person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// `route/number`.
    pub(super) person: String,
    pub(super) day: f64,
    pub(super) what: String,
    /// Waited, held or lasted.
    pub(super) days: Option<f64>,
}

/// Everything that happened in Throughcare.
pub(super) struct Written<'m> {
    model: &'m Model,
    lines: Vec<Line>,
}

impl<'m> Written<'m> {
    /// In the first replication.
    pub(super) fn of(model: &'m Model) -> Vec<Line> {
        let mut written = Written { model, lines: Vec::new() };
        run(model, 0, &mut written);
        written.lines
    }

    fn person(&self, client: Client<'_>) -> String {
        let mut routes = self.model.system().routes.iter();
        let route = routes.find(|route| route.key == client.who.group).unwrap();
        format!("{}/{}", route.name, client.who.number)
    }

    fn levels(&self, client: Client<'_>) -> String {
        let system = self.model.system();
        let levels = system.attributes.iter().enumerate().skip(1).map(|(index, attribute)| {
            let level = system.level(client.facts, AttributeId(index as u16));
            format!("{}={}", attribute.name, attribute.levels[usize::from(level)])
        });
        levels.collect::<Vec<_>>().join(" ")
    }

    /// In words, with the time that it says has passed; none: it is not compared.
    fn words(&self, client: Client<'_>, happening: Happening) -> Option<(String, Option<Days>)> {
        let system = self.model.system();
        let service = |id: ServiceId| system.service(id).name.as_str();
        let intervention = |id: InterventionId| system.intervention(id).name.as_str();
        let plain = |text: String| Some((text, None));
        let after = |text: String, days: Days| Some((text, Some(days)));
        match happening {
            Happening::Came { .. } => plain(format!("came as {}", self.levels(client))),
            Happening::Referred { again: false } => plain("referred".into()),
            Happening::Referred { again: true } => plain("referred again".into()),
            Happening::Joined { service: id, .. } => plain(format!("joined {}", service(id))),
            Happening::Served { service: id, waited, .. } => {
                after(format!("served {}", service(id)), waited)
            }
            Happening::GaveUp { service: id, waited, .. } => {
                after(format!("gave up {}", service(id)), waited)
            }
            Happening::TurnedAway { service: id, .. } => {
                plain(format!("turned away {}", service(id)))
            }
            Happening::Missed { service: id, .. } => plain(format!("missed {}", service(id))),
            // An account at the end, nothing that happens.
            Happening::StillWaiting { .. } => None,
            Happening::PlaceTaken { service: id, place } => {
                plain(format!("took {} {place}", service(id)))
            }
            Happening::PlaceFreed { service: id, place, held } => {
                after(format!("freed {} {place}", service(id)), held)
            }
            Happening::Started { intervention: id, .. } => {
                plain(format!("started {}", intervention(id)))
            }
            Happening::Ended { intervention: id, lasted, how: Ending::Completed, .. } => {
                after(format!("completed {}", intervention(id)), lasted)
            }
            Happening::Ended { intervention: id, lasted, how: Ending::CutShort, .. } => {
                after(format!("cut short {}", intervention(id)), lasted)
            }
            Happening::CarePlanOpened => plain("care plan opened".into()),
            Happening::CarePlanClosed { lasted } => after("care plan closed".into(), lasted),
            Happening::Befell { risk } => {
                plain(format!("befell {}", system.clocks[risk.index()].name))
            }
            Happening::Changed { attribute, from, to } => {
                let attribute = &system.attributes[attribute.index()];
                let level = |level: u8| attribute.levels[usize::from(level)].as_str();
                plain(format!("{} from {} to {}", attribute.name, level(from), level(to)))
            }
            Happening::KeyworkerLeft { service: id, place } => {
                plain(format!("keyworker left {} {place}", service(id)))
            }
            Happening::TakenIntoCustody => plain("taken into custody".into()),
            Happening::Released => plain("released".into()),
            Happening::KnownBefore { .. } => plain("known before".into()),
            Happening::Exited { exit, lasted } => {
                Some((format!("exited {}", system.exit(exit).name), lasted))
            }
            Happening::Left => plain("left".into()),
        }
    }
}

impl Recorder for Written<'_> {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        if let Some((what, days)) = self.words(client, happening) {
            let (person, days) = (self.person(client), days.map(|days| days.0));
            self.lines.push(Line { person, day: at.0, what, days });
        }
    }
}

/// What SimPy has written.
pub(super) fn read(path: &Path) -> Vec<Line> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(reader.headers().unwrap(), vec!["person", "day", "what", "days"]);
    let number = |text: &str| text.parse::<f64>().unwrap();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let days = Some(&record[3]).filter(|days| !days.is_empty()).map(number);
            let (person, what) = (record[0].to_owned(), record[2].to_owned());
            Line { person, day: number(&record[1]), what, days }
        })
        .collect()
}
