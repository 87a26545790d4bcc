//! Beginning with clients who are there already, and the state of a run from which others begin.

mod going_on;
mod agreement;
mod changed;
mod told;
mod files;
mod command;
mod caseload;

pub(crate) use going_on::{begun_with, state};
