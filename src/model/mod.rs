//! The compiled treatment system: names become indices, conditions become bit masks, and nothing is
//! looked up by text once a replication runs.
//!
//! A model is immutable, and one that exists can be run: [`Model::assert_consistent`] says what
//! that means, and only [`crate::scenario`] builds one. In reading order: what a client can be (`ids`,
//! `facts`, `condition`), what can be drawn (`choices`), the parts of a system, who is there when it
//! begins, and the whole.

mod ids;
mod facts;
mod condition;
mod choices;
mod system;
mod consistent;
mod initial;
mod whole;

pub use choices::{Case, Cases, Effect, LevelDraw, SetAttribute, Target};
pub use condition::Condition;
pub use facts::{FactId, Facts, Phase};
pub use ids::{AttributeId, ClockId, ExitId, InterventionId, RouteId, ServiceId, SupportId};
pub use initial::{
    Awaiting, EndedPast, Group, Initial, KeptPlace, KeyworkerPast, Receiving, RoutePast, Seat,
    SupportHow, SupportPast,
};
pub use system::{
    Action, Arrivals, Attribute, Capacity, CarePlan, ClockSpec, Component, Cost, Crowding,
    DurationCase, Exit, Intervention, Keyworker, LoadMeasure, Missed, Ratio, Reason, Response,
    RingFence, Rota, Route, Service, Setting, ShareCase, Support, System, Turnover, Utility,
    WhileWaiting,
};
pub use whole::{Domain, Era, LevelTarget, Model, Run, SourceNote, Targets};
