//! The scenario as written: one type for each table of docs/language.md, nothing resolved yet.

mod conditions;
mod forms;
mod draws;
mod parts;
mod whole;

pub(super) use conditions::{
    Cases, Condition, Effect, GivenCase, RatioCase, RiskWhile, SetTo, State, Target, TargetCase, When,
};
pub(super) use draws::{
    Distribution, DurationCase, Durations, Empirical, Hazard, HazardForm, Point, Step, Survival,
};
pub(super) use forms::Parameters;
pub(super) use parts::{
    Attribute, CarePlan, Exit, Intervention, Places, Profile, Profiles, Response, RingFence, Risk,
    Rota, Route, Service, Support,
};
pub(super) use whole::{Change, Costs, Run, Scenario, Texts, Targets};
