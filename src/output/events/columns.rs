//! The columns of an event log, whatever it is written as: their names, and what stands in them.

use crate::events::{Activity, Kind, Outcome, Row, reported};
use crate::model::{Model, System};
use crate::records::Strand;
use crate::units::Days;
use jiff::civil::Date;

/// A column. Those without a comment are what their names say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Scenario,
    Replication,
    /// A name that no other client has, of any replication or scenario in the file.
    Case,
    Route,
    Number,
    Episode,
    Activity,
    Kind,
    Strand,
    Start,
    End,
    StartDay,
    EndDay,
    Ended,
    Service,
    Place,
    Intervention,
    /// The level of this attribute.
    Level(usize),
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One of few words.
    Word,
    /// The name of a case.
    Case,
    Whole,
    Days,
    /// Date and time without a zone, to the millisecond.
    Moment,
}

const FIELDS: [Field; 17] = [
    Field::Scenario,
    Field::Replication,
    Field::Case,
    Field::Route,
    Field::Number,
    Field::Episode,
    Field::Activity,
    Field::Kind,
    Field::Strand,
    Field::Start,
    Field::End,
    Field::StartDay,
    Field::EndDay,
    Field::Ended,
    Field::Service,
    Field::Place,
    Field::Intervention,
];

/// \[ms\]
const DAY: f64 = 86_400_000.0;

/// The columns of a file, and what the rows of each scenario mean by their numbers.
pub(super) struct Columns {
    pub(super) fields: Vec<(Field, String)>,
    pub(super) legends: Vec<Legend>,
}

/// What the rows of one scenario mean by their numbers.
pub(super) struct Legend {
    scenario: Vec<String>,
    routes: Vec<String>,
    services: Vec<String>,
    interventions: Vec<String>,
    /// By kind, and within it by what is told apart there, one after another; where each kind begins.
    activities: Vec<String>,
    first_of_kind: Vec<usize>,
    kinds: Vec<String>,
    strands: Vec<String>,
    outcomes: Vec<String>,
    /// By attribute of the file: which of those beside each row it is, and its levels.
    levels: Vec<Option<(usize, Vec<String>)>>,
    /// How many levels stand beside each row.
    #[cfg(feature = "parquet")]
    pub(super) width: usize,
    none: Vec<String>,
    /// Time zero, since the beginning of 1970. \[ms\]
    start: Option<i64>,
}

impl Columns {
    pub(super) fn of(scenarios: &[(&str, &Model)]) -> Columns {
        let mut attributes: Vec<&str> = Vec::new();
        for (_, model) in scenarios {
            for by in reported(model) {
                let name = model.system().attributes[by.index()].name.as_str();
                if !attributes.contains(&name) {
                    attributes.push(name);
                }
            }
        }
        let levels = attributes.iter().enumerate();
        let levels = levels.map(|(index, name)| (Field::Level(index), format!("client_{name}")));
        Columns {
            fields: FIELDS
                .iter()
                .map(|field| (*field, field.name().to_owned()))
                .chain(levels)
                .collect(),
            legends: scenarios
                .iter()
                .map(|(name, model)| Legend::of(name, model, &attributes))
                .collect(),
        }
    }
}

impl Field {
    fn name(self) -> &'static str {
        match self {
            Field::Scenario => "scenario",
            Field::Replication => "replication",
            Field::Case => "case",
            Field::Route => "route",
            Field::Number => "number",
            Field::Episode => "episode",
            Field::Activity => "activity",
            Field::Kind => "kind",
            Field::Strand => "strand",
            Field::Start => "start",
            Field::End => "end",
            Field::StartDay => "start_day",
            Field::EndDay => "end_day",
            Field::Ended => "ended",
            Field::Service => "service",
            Field::Place => "place",
            Field::Intervention => "intervention",
            Field::Level(_) => "",
        }
    }

    pub(super) fn shape(self) -> Shape {
        match self {
            Field::Replication | Field::Number | Field::Episode | Field::Place => Shape::Whole,
            Field::Case => Shape::Case,
            Field::StartDay | Field::EndDay => Shape::Days,
            Field::Start | Field::End => Shape::Moment,
            _ => Shape::Word,
        }
    }

    /// Whether something stands in it in every row.
    #[cfg(feature = "parquet")]
    pub(super) fn is_always_there(self) -> bool {
        matches!(
            self,
            Field::Scenario
                | Field::Replication
                | Field::Case
                | Field::Route
                | Field::Number
                | Field::Episode
                | Field::Activity
                | Field::Kind
                | Field::StartDay
        )
    }

    /// What stands in a column of whole numbers.
    pub(super) fn whole(self, row: &Row, replication: u32) -> Option<u32> {
        match self {
            Field::Replication => Some(replication),
            Field::Number => Some(row.number + 1),
            Field::Episode => Some(row.episode),
            Field::Place => row.place.map(|place| place + 1),
            _ => None,
        }
    }

    /// What stands in a column of days.
    pub(super) fn days(self, row: &Row) -> Option<Days> {
        match self {
            Field::StartDay | Field::Start => Some(row.start),
            Field::EndDay | Field::End => row.ended(),
            _ => None,
        }
    }
}

fn names<'a>(of: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    of.into_iter().cloned().collect()
}

impl Legend {
    fn of(scenario: &str, model: &Model, attributes: &[&str]) -> Legend {
        let system = model.system();
        let services = names(system.services.iter().map(|service| &service.name));
        let interventions = names(system.interventions.iter().map(|each| &each.name));
        let (mut activities, mut first_of_kind) = (Vec::new(), Vec::new());
        for kind in Kind::ALL {
            first_of_kind.push(activities.len());
            activities.extend(activities_of(kind, system));
        }
        let levels = attributes.iter().map(|name| {
            let named = |id| system.attributes[usize::from(id)].name == *name;
            let place = reported(model).position(|by| named(by.0))?;
            let by = reported(model).nth(place)?;
            Some((place, system.attributes[by.index()].levels.clone()))
        });
        Legend {
            scenario: vec![scenario.to_owned()],
            routes: model.origins(),
            services,
            interventions,
            activities,
            first_of_kind,
            kinds: Kind::ALL.map(|kind| kind_name(kind).to_owned()).to_vec(),
            strands: ["main", "keyworker", "support"].map(str::to_owned).to_vec(),
            outcomes: Outcome::ALL.map(|outcome| outcome_name(outcome).to_owned()).to_vec(),
            levels: levels.collect(),
            #[cfg(feature = "parquet")]
            width: reported(model).count(),
            none: Vec::new(),
            start: model.run.start.map(since_1970),
        }
    }

    /// The words of a column of words.
    pub(super) fn words(&self, field: Field) -> &[String] {
        match field {
            Field::Scenario => &self.scenario,
            Field::Route => &self.routes,
            Field::Activity => &self.activities,
            Field::Kind => &self.kinds,
            Field::Strand => &self.strands,
            Field::Ended => &self.outcomes,
            Field::Service => &self.services,
            Field::Intervention => &self.interventions,
            Field::Level(index) => self.levels[index].as_ref().map_or(&self.none, |of| &of.1),
            _ => &self.none,
        }
    }

    /// Which of its words stands in a column of words.
    pub(super) fn word(&self, field: Field, row: &Row, levels: &[u8]) -> Option<usize> {
        match field {
            Field::Scenario => Some(0),
            Field::Route => Some(usize::from(row.route)),
            Field::Activity => Some(self.activity(row.activity)),
            Field::Kind => Some(row.activity.kind as usize),
            Field::Strand => row.strand.map(|strand| match strand {
                Strand::Main => 0,
                Strand::Keyworker => 1,
                Strand::Support => 2,
            }),
            Field::Ended => (row.outcome != Outcome::Instant).then_some(row.outcome as usize),
            Field::Service => row.service.map(usize::from),
            Field::Intervention => row.intervention.map(usize::from),
            Field::Level(index) => {
                self.levels[index].as_ref().map(|(place, _)| usize::from(levels[*place]))
            }
            _ => None,
        }
    }

    pub(super) fn scenario(&self) -> &str {
        &self.scenario[0]
    }

    pub(super) fn service(&self, service: u16) -> &str {
        &self.services[usize::from(service)]
    }

    /// What an activity is called.
    pub(super) fn activity_name(&self, activity: Activity) -> &str {
        &self.activities[self.activity(activity)]
    }

    fn activity(&self, activity: Activity) -> usize {
        self.first_of_kind[activity.kind as usize] + usize::from(activity.which)
    }

    /// How the names of cases of each route begin; the client's number follows.
    pub(super) fn cases(&self, replication: u32) -> Vec<String> {
        let scenario = &self.scenario[0];
        self.routes.iter().map(|route| format!("{scenario}/{replication}/{route}:")).collect()
    }

    /// An instant, since the beginning of 1970; none where the scenario has no date. \[ms\]
    pub(super) fn moment(&self, at: Days) -> Option<i64> {
        Some(self.start? + (at.0 * DAY).round() as i64)
    }
}

/// \[ms\]
fn since_1970(date: Date) -> i64 {
    // A day of the years that a date can have is within range.
    let days = jiff::civil::date(1970, 1, 1).until(date).map_or(0, |span| span.get_days());
    i64::from(days) * DAY as i64
}

/// Every activity of a kind, as it is called.
fn activities_of(kind: Kind, system: &System) -> Vec<String> {
    let of_services = |words: &str| -> Vec<String> {
        system.services.iter().map(|service| format!("{words}_{}", service.name)).collect()
    };
    match kind {
        Kind::Waiting => of_services("waiting_for"),
        Kind::KeptPlace => of_services("place_kept_in"),
        Kind::TurnedAway => of_services("turned_away_by"),
        Kind::Missed => of_services("missed_appointment_with"),
        Kind::Intervention => names(system.interventions.iter().map(|each| &each.name)),
        Kind::Risk => names(system.clocks.iter().map(|clock| &clock.name)),
        Kind::Exit => names(system.exits.iter().map(|exit| &exit.name)),
        Kind::Referral => vec!["referred".to_owned()],
        Kind::Keyworker | Kind::CarePlan | Kind::Custody | Kind::KeyworkerLeft | Kind::Left => {
            vec![kind_name(kind).to_owned()]
        }
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Referral => "referral",
        Kind::Waiting => "waiting",
        Kind::Intervention => "intervention",
        Kind::Keyworker => "keyworker",
        Kind::KeptPlace => "kept_place",
        Kind::CarePlan => "care_plan",
        Kind::Custody => "custody",
        Kind::Risk => "risk",
        Kind::Exit => "exit",
        Kind::TurnedAway => "turned_away",
        Kind::Missed => "missed_appointment",
        Kind::KeyworkerLeft => "keyworker_left",
        Kind::Left => "left",
    }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Instant => "",
        Outcome::Open => "open",
        Outcome::Completed => "completed",
        Outcome::CutShort => "cut_short",
        Outcome::Served => "served",
        Outcome::GaveUp => "gave_up",
        Outcome::Ended => "ended",
    }
}
