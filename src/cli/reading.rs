//! Reads the scenarios that a command names.

use super::terminal::{Trouble, note, stderr_is_styled};
use crate::output::{Manifest, PastError, manifest_of, scenarios_of};
use crate::scenario::{self, Refusal, Scenario, Setting};
use std::path::{Path, PathBuf};

/// Reads one scenario; no path: the embedded baseline.
pub(super) fn read(path: Option<&PathBuf>, sets: &[String]) -> Result<Scenario, Refusal> {
    scenario::read_with(path.map(PathBuf::as_path), &Setting::all(sets))
}

/// The scenarios to read: those named, or else the embedded one.
pub(super) fn named(paths: &[PathBuf]) -> Vec<Option<&PathBuf>> {
    if paths.is_empty() { vec![None] } else { paths.iter().map(Some).collect() }
}

/// Says everything that is wrong with a scenario.
fn tell(refusal: &Refusal) {
    note(refusal.render(stderr_is_styled()).trim_end());
}

/// Says everything that is wrong with a scenario, and what comes of it for the command.
pub(super) fn refused(refusal: &Refusal, outcome: &str) -> Trouble {
    tell(refusal);
    Trouble::Refused(outcome.to_owned())
}

/// Reads the one scenario of a command that takes one, or says everything that is wrong with it.
pub(super) fn read_one(path: Option<&PathBuf>, sets: &[String]) -> Result<Scenario, Trouble> {
    read(path, sets).map_err(|refusal| refused(&refusal, "the scenario is refused"))
}

/// Reads every scenario, or says everything that is wrong with all of them.
pub(super) fn read_all(paths: &[PathBuf], sets: &[Setting]) -> Result<Vec<Scenario>, Trouble> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut refused = 0;
    for path in named(paths) {
        match scenario::read_with(path.map(PathBuf::as_path), sets) {
            Ok(scenario) => scenarios.push(scenario),
            Err(refusal) => {
                refused += 1;
                tell(&refusal);
            }
        }
    }
    match refused {
        0 => {
            tell_apart(&mut scenarios);
            Ok(scenarios)
        }
        1 => Err(Trouble::Refused("the scenario is refused; nothing was run".to_owned())),
        _ => Err(Trouble::Refused(format!("{refused} scenarios are refused; nothing was run"))),
    }
}

/// Reads the scenarios of a run again as they were.
pub(super) fn read_kept(folder: &Path) -> Result<(Manifest, Vec<Scenario>), Trouble> {
    let told = |error: PastError| Trouble::Refused(error.to_string());
    let manifest = manifest_of(folder).map_err(told)?;
    let scenarios = scenarios_of(&manifest, folder).map_err(told)?;
    Ok((manifest, scenarios))
}

/// The scenarios with these values in place of what they said.
pub(super) fn changed(
    scenarios: Vec<Scenario>,
    sets: &[Setting],
) -> Result<Vec<Scenario>, Trouble> {
    if sets.is_empty() {
        return Ok(scenarios);
    }
    let sets: Vec<String> = sets.iter().map(Setting::to_string).collect();
    let with = |scenario: Scenario| {
        let again = scenario.with(&sets);
        again.map_err(|refusal| refused(&refusal, "the scenario is refused; nothing was run"))
    };
    scenarios.into_iter().map(with).collect()
}

/// Gives scenarios that share a name numbers, so that the results tell them apart.
fn tell_apart(scenarios: &mut [Scenario]) {
    for index in 1..scenarios.len() {
        let (before, rest) = scenarios.split_at_mut(index);
        let wanted = rest[0].name.clone();
        let taken = |name: &str| before.iter().any(|other| other.name == name);
        let mut number = 2;
        while taken(&rest[0].name) {
            rest[0].name = format!("{wanted}-{number}");
            number += 1;
        }
    }
}
