//! The whole file as written.

use super::initial::Initial;
use super::outcomes::{Targets, UtilityCase};
use super::parts::{Attribute, CarePlan, Exit, Intervention, Risk, Route, Service, Support};
use crate::model::Cost;
use crate::scenario::decode::{Decode, about, expect_table, key, tables, wrong_kind};
use crate::scenario::leaf::{
    Date, Duration, Many, Moment, Must, Named, Replications, Seed, WarmUp,
};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::tree::{Entry, Node, Table, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

tables! {
    /// A scenario of Throughcare: who comes, which services there are, what is delivered, what comes
    /// next, and why people leave.
    Scenario {
        /// what the scenario is called; the name of the file unless stated
        title: Option<String>,
        /// what it is asked
        question: Option<String>,
        /// attributes (or "route") by which measures are also reported
        report_by: Vec<String>,
        /// outcome domains and the attributes by which each is measured
        domains: Named<Many<String>>,
        /// how the scenario is run (start, warm_up, horizon, replications, seed)
        run: Must<Run>,
        /// attributes of clients
        attributes: Named<Attribute>,
        /// routes of referral
        routes: Named<Route>,
        /// services
        services: Named<Service>,
        /// interventions
        interventions: Named<Intervention>,
        /// the care plan
        care_plan: Option<CarePlan>,
        /// interventions that run alongside
        supports: Named<Support>,
        /// risks
        risks: Named<Risk>,
        /// exits
        exits: Named<Exit>,
        /// dated changes
        changes: Vec<Change>,
        /// who is there at the start
        initial: Option<Initial>,
        /// what is aimed at
        targets: Option<Targets>,
        /// what things cost
        costs: Option<Costs>,
        /// health-related quality of life of clients: the first case that holds; the last states no condition
        utilities: Vec<UtilityCase>,
        /// where numbers come from: path and source; a text that starts with "assumption:" marks an assumption
        sources: Texts,
    }

    /// How a scenario is run.
    Run {
        /// calendar date of time zero; needed for dates
        start: Option<Date>,
        /// simulated before anything is measured; 0d unless stated; "auto": as long as it takes to settle, by MSER-5
        warm_up: Option<WarmUp>,
        /// measured time after the warm-up
        horizon: Duration,
        /// independent replications; 100 unless stated
        replications: Option<Replications>,
        /// seed of all randomness; 1 unless stated
        seed: Option<Seed>,
        /// how long after an exit a client is followed; to the end unless stated
        follow_up: Option<Duration>,
    }

    /// A dated change.
    Change {
        /// from when: a date, or a duration after the start
        at: Must<Moment>,
        /// paths and the values they get
        set: Must<Settings>,
    }

    /// What things cost.
    Costs {
        /// currency and price year, such as "GBP 2006/07"
        currency: Option<String>,
        /// costs of services
        services: Named<Costing>,
        /// costs of interventions
        interventions: Named<Costing>,
    }

    /// What one thing costs.
    Costing {
        /// for each place, occupied or not, each year
        per_place_year: Option<f64>,
        /// for each day a place is occupied, or an intervention runs
        per_occupied_day: Option<f64>,
        /// for each appointment slot offered
        per_appointment: Option<f64>,
        /// for each client served, or each start
        per_start: Option<f64>,
        /// who pays
        payer: Option<String>,
    }
}

impl Costing {
    /// The same as the model has it.
    pub(in crate::scenario) fn meant(&self) -> Cost {
        Cost {
            per_place_year: self.per_place_year.unwrap_or(0.0),
            per_occupied_day: self.per_occupied_day.unwrap_or(0.0),
            per_appointment: self.per_appointment.unwrap_or(0.0),
            per_start: self.per_start.unwrap_or(0.0),
            payer: self.payer.clone(),
        }
    }
}

impl Change {
    /// Paths and the values they get.
    pub(in crate::scenario) fn entries(&self) -> &[Entry] {
        self.set.0.as_ref().map_or(&[], |set| set.0.entries())
    }
}

/// Paths and the values they are set to, kept as they stand.
#[derive(Debug, Clone)]
pub(in crate::scenario) struct Settings(pub(in crate::scenario) Table);

impl Decode for Settings {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        expect_table(node, path, problems).cloned().map(Settings)
    }
}

impl JsonSchema for Settings {
    fn schema_name() -> Cow<'static, str> {
        "Settings".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "minProperties": 1 })
    }
}

/// Texts by path; tables within tables are the same as paths with dots.
#[derive(Debug, Clone, Default)]
pub(in crate::scenario) struct Texts(pub(in crate::scenario) Vec<(String, String)>);

impl Decode for Texts {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        expect_table(node, path, problems)?;
        let mut texts = Texts::default();
        texts.gather("", node, path, problems);
        Some(texts)
    }

    fn missing() -> Option<Self> {
        Some(Texts::default())
    }
}

impl Texts {
    fn gather(&mut self, above: &str, node: &Node, path: &KeyPath<'_>, problems: &mut Problems) {
        match &node.value {
            Value::Table(table) => {
                for entry in table.entries() {
                    let dot = if above.is_empty() { "" } else { "." };
                    let name = format!("{above}{dot}{}", entry.key);
                    self.gather(&name, &entry.node, &path.key(&entry.key), problems);
                }
            }
            Value::Text(text) => self.0.push((above.to_owned(), text.clone())),
            _ => problems.add(wrong_kind("a text", node, path)),
        }
    }
}

impl JsonSchema for Texts {
    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}
