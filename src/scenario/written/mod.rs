//! The scenario as written: one type for each table of docs/language.md, nothing resolved yet.

mod conditions;
mod forms;
mod draws;
mod parts;
mod outcomes;
mod initial;
mod whole;

pub(super) use conditions::{
    Cases, Condition, Effect, RatioCase, RiskWhile, SetTo, State, Target, When,
};
pub(super) use draws::{
    Distribution, Durations, Empirical, Hazard, HazardForm, Point, Step, Survival,
};
pub(super) use forms::Parameters;
pub(super) use initial::{Group, Initial, Kept, KeyworkerPast, RoutePast, Standing};
pub(super) use outcomes::ByName;
pub(super) use parts::{
    Attribute, Exit, Intervention, Places, Profiles, Response, Risk, Route, Service, Support,
};
pub(super) use whole::{Costing, Scenario};
