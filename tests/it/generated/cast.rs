//! Who and what there is in a generated scenario, before anything is said of it: names, and what can stand where.

use super::choices::Choices;
use serde_json::{Map, Value, json};

/// What a service has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    Places(usize),
    Staff(usize),
    Appointments,
    Endless,
}

/// The names of a generated scenario.
#[derive(Debug, Clone)]
pub(crate) struct Cast {
    pub(crate) attributes: Vec<(&'static str, Vec<&'static str>)>,
    pub(crate) routes: Vec<&'static str>,
    pub(crate) services: Vec<(&'static str, Room)>,
    /// Structured treatment on the main strand.
    pub(crate) treatments: Vec<&'static str>,
    pub(crate) supports: Vec<&'static str>,
    pub(crate) has_advice: bool,
    pub(crate) has_care_plan: bool,
    pub(crate) has_aftercare: bool,
    pub(crate) has_prison: bool,
    pub(crate) has_start: bool,
    pub(crate) with_files: bool,
}

const ATTRIBUTES: [(&str, &[&str]); 4] = [
    ("need", &["low", "high"]),
    ("goal", &["drug_free", "maintenance", "undecided"]),
    ("housing", &["settled", "insecure", "rough"]),
    ("use", &["using", "abstinent"]),
];
const ROUTES: [&str; 4] = ["door", "court", "letter", "first_day"];
const SERVICES: [&str; 5] = ["clinic", "beds", "keyworkers", "groups", "bench"];
const TREATMENTS: [&str; 5] = ["counselling", "prescribing", "detox", "rehab", "day_care"];
const SUPPORTS: [&str; 3] = ["housing_support", "mutual_aid", "needle_exchange"];

/// Exits that are always there, and of which one is final.
pub(crate) const EXITS: [&str; 4] = ["completed", "gone", "to_prison", "died"];

impl Cast {
    pub(crate) fn choose(c: &mut Choices<'_>, with_files: bool) -> Cast {
        let attributes = ATTRIBUTES[..c.below(5)]
            .iter()
            .map(|(name, levels)| (*name, levels[..c.between(2, levels.len())].to_vec()))
            .collect();
        let services = SERVICES[..c.below(6)]
            .iter()
            .map(|name| {
                let room = match c.below(8) {
                    0..=2 => Room::Places(c.below(7)),
                    3 | 4 => Room::Staff(c.below(4)),
                    5 | 6 => Room::Appointments,
                    _ => Room::Endless,
                };
                (*name, room)
            })
            .collect();
        let has_care_plan = c.is(80);
        Cast {
            attributes,
            routes: ROUTES[..c.between(1, 4)].to_vec(),
            services,
            treatments: TREATMENTS[..c.between(1, 5)].to_vec(),
            supports: SUPPORTS[..c.below(4)].to_vec(),
            has_advice: c.is(50),
            has_care_plan,
            has_aftercare: c.is(50),
            has_prison: c.is(50),
            has_start: c.is(60),
            with_files: with_files && c.is(50),
        }
    }

    /// Interventions of the main strand to which anybody may be sent.
    pub(crate) fn journey(&self) -> Vec<&'static str> {
        let mut all = self.treatments.clone();
        all.extend(self.has_advice.then_some("advice"));
        all.extend(self.has_care_plan.then_some("triage"));
        all
    }

    /// Everything that can run.
    pub(crate) fn interventions(&self) -> Vec<&'static str> {
        let mut all = self.journey();
        all.extend(&self.supports);
        all.extend(self.has_aftercare.then_some("aftercare"));
        all.extend(self.has_prison.then_some("prison_wing"));
        all
    }

    /// One of these, or some: as a list, where there are several.
    pub(crate) fn names(c: &mut Choices<'_>, of: &[&str]) -> Value {
        if c.is(70) { json!(c.one(of)) } else { json!(c.some(of)) }
    }

    /// Shares over names, which sum to 1.
    pub(crate) fn shares(c: &mut Choices<'_>, of: &[&str]) -> Value {
        let sure = c.below(of.len());
        let weights: Vec<usize> =
            (0..of.len()).map(|index| c.below(5) + usize::from(index == sure)).collect();
        let all: usize = weights.iter().sum();
        let share = |weight: usize| json!(weight as f64 / all as f64);
        let entries = of.iter().zip(weights).map(|(name, weight)| ((*name).into(), share(weight)));
        Value::Object(entries.collect::<Map<String, Value>>())
    }

    /// A name or shares of several.
    pub(crate) fn target(c: &mut Choices<'_>, of: &[&str]) -> Value {
        if c.is(50) {
            json!(c.one(of))
        } else {
            let some = c.some(of);
            Cast::shares(c, &some)
        }
    }

    /// What somebody's attributes are asked to be.
    pub(crate) fn when(&self, c: &mut Choices<'_>) -> Value {
        let mut asked = Map::new();
        if !self.attributes.is_empty() {
            let (name, levels) = c.of(&self.attributes).clone();
            asked.insert(name.into(), Cast::names(c, &levels));
        }
        if asked.is_empty() || c.is(20) {
            asked.insert("route".into(), Cast::names(c, &self.routes));
        }
        Value::Object(asked)
    }

    /// What attributes are set to.
    pub(crate) fn set(&self, c: &mut Choices<'_>) -> Option<Value> {
        if self.attributes.is_empty() {
            return None;
        }
        let some = c.some(&self.attributes);
        let sets = some.iter().map(|(name, levels)| ((*name).into(), Cast::target(c, levels)));
        Some(Value::Object(sets.collect()))
    }

    /// Adds any condition to a case.
    pub(crate) fn condition(&self, c: &mut Choices<'_>, case: &mut Value) {
        self.further_condition(c, case);
        if c.is(35) {
            let states = [
                "in_treatment",
                "engaging",
                "after_exit",
                "in_custody",
                "in_episode",
                "in_community",
                "waiting",
                "always",
            ];
            case["while"] = Cast::names(c, &states);
        }
    }

    /// Adds any condition but a state.
    pub(crate) fn further_condition(&self, c: &mut Choices<'_>, case: &mut Value) {
        let all = self.interventions();
        if c.is(50) {
            case["when"] = self.when(c);
        }
        if c.is(15) {
            case["during"] = Cast::names(c, &all);
        }
        if c.is(20) {
            let key = c.one(&["after", "after_completing"]);
            case[key] = Cast::names(c, &all);
            if c.is(50) {
                case["within"] = super::spans::duration(c, 20.0);
            }
        }
        let finite = |(_, room): &&(&str, Room)| matches!(room, Room::Places(_) | Room::Staff(_));
        let finite: Vec<_> = self.services.iter().filter(finite).collect();
        if !finite.is_empty() && c.is(20) {
            let (name, room) = **c.of(&finite);
            case["in_service"] = json!(name);
            match (c.below(3), room) {
                (0, Room::Staff(_)) => case["above_caseload"] = json!(c.hundredths(0, 500)),
                (1, _) => case["above_waiting"] = json!(c.below(5)),
                _ => case["above_occupancy"] = json!(c.hundredths(0, 100)),
            }
        }
    }
}
