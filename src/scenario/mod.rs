//! From the text of a scenario to a model that can be run, or to everything that is wrong with it.
//!
//! In reading order: a text becomes a tree of values that know where they stand (`tree`); trees are
//! merged (`read`, `merge`); the tree becomes the types of docs/language.md (`decode`, `leaf`,
//! `written`); and those become a model (`compile`). No step stops at the first problem.

mod problem;
mod render;
mod tree;
mod merge;
mod read;
mod decode;
mod leaf;
mod written;
#[allow(dead_code, reason = "called once a scenario is compiled")]
mod checks;

pub use problem::{At, Problem, Refusal, Severity, Source, Sources};
pub use render::render;

/// The embedded scenario.
pub const BASELINE: &str = include_str!("../../scenarios/baseline.toml");

/// The JSON Schema of a scenario, made from the types it is read into.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::SchemaGenerator::default().into_root_schema_for::<written::Scenario>().to_value()
}
