//! Whole scenarios: what is read, and what is refused with which words.

mod at_once;
mod meant;
mod extend;
mod refused;
mod schema;
mod ways;

use super::*;
use crate::model::Capacity;
use crate::units::Days;

const SMALL: &str = r#"
[run]
start = 2006-04-01
horizon = "5y"

[attributes.housing]
shares = { settled = 0.7, insecure = 0.2, other = 0.1 }

[routes.gp]
per_week = 2
enters = "triage"

[services.clinic]
places = 6

[interventions.triage]
component = "engagement"
tier = 2
service = "clinic"
duration = "2d"
then = [{ when = { housing = "settled" }, to = { left = 0.25, community = 0.75 } }, { to = "left" }]

[exits.left]
"#;

fn read(more: &str) -> Result<Scenario, Refusal> {
    read_text("small", &format!("{SMALL}{more}"), &[])
}

/// The scenario, which must be fine.
fn fine(more: &str) -> Scenario {
    read(more).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// What is wrong, a line each: path, message, hint.
fn wrong(more: &str) -> Vec<String> {
    lines(&read(more).expect_err("it should be refused").problems)
}

fn set(sets: &[&str]) -> Result<Scenario, Refusal> {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    read_text("small", SMALL, &sets)
}

fn lines(problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| {
            let hint =
                problem.hint.as_deref().map_or_else(String::new, |hint| format!(" ({hint})"));
            format!("{}: {}{hint}", problem.path, problem.message)
        })
        .collect()
}

fn assert_told(lines: &[String], words: &str) {
    assert!(lines.iter().any(|line| line.contains(words)), "no `{words}` in\n{}", lines.join("\n"));
}
