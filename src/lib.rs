//! Throughcare: a discrete-event simulator of drug-treatment systems.

pub mod units;
pub mod random;
pub mod model;
pub mod records;
pub mod engine;
pub mod statistics;
pub mod experiment;
pub mod output;
pub mod cli;
