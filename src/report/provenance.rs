//! Where the figures come from, and how to have them again.

use super::answer::Answer;
use super::table::{Cell, table};
use crate::describe::command;
use crate::findings::grouped;
use maud::{Markup, html};

/// Provenance.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let run = answer.manifest;
    let rows: Vec<Vec<Cell>> = run
        .scenarios
        .iter()
        .map(|one| {
            vec![
                Cell::words(one.name.clone()),
                Cell::words(one.digest.clone()),
                Cell::figure(one.seed.to_string()),
                Cell::figure(grouped(one.replications as f64, 0)),
                Cell::words(if one.set.is_empty() { "–".to_owned() } else { one.set.join(", ") }),
            ]
        })
        .collect();
    let heads = ["scenario", "digest", "seed", "replications", "set on the command line"];
    Some(html! {
        (table("What was run. The digest tells whether a scenario is the same, whatever its comments and layout.", &heads, &rows))
        dl.facts {
            @for (name, value) in facts(answer) { dt { (name) } dd { (value) } }
        }
        p { "To run it again:" }
        pre { code { (command(&run.command)) } }
        p {
            "The same scenario files, options, seed and version give the same results to the byte, on any number of threads. Every figure here is \
             in the results' " code { "summary.csv" } ", " code { "comparison.csv" } ", " code { "waits.csv" } " or " code { "timeline.csv" } "."
        }
    })
}

/// When, with what and how long.
pub(super) fn facts(answer: &Answer<'_>) -> Vec<(&'static str, String)> {
    let run = answer.manifest;
    let plural = |number: usize| if number == 1 { "" } else { "s" };
    vec![
        ("version", format!("Throughcare {} ({} build)", run.version, run.build)),
        ("begun", begun(&run.started)),
        (
            "took",
            format!(
                "{} s on {} thread{}",
                grouped(run.wall_seconds, 1),
                run.threads,
                plural(run.threads)
            ),
        ),
        (
            "machine",
            format!(
                "{} on {} with {} processor{}",
                run.os,
                run.architecture,
                run.processors,
                plural(run.processors)
            ),
        ),
    ]
}

/// "2026-11-23 17:18:40 UTC".
pub(super) fn begun(started: &str) -> String {
    let whole = started.split('.').next().unwrap_or_default().replace('T', " ");
    format!("{} UTC", whole.trim_end_matches('Z'))
}
