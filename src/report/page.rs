//! The page: everything in one file that needs no script and fetches nothing.

use super::answer::Answer;
use super::provenance::begun;
use super::{
    basis, costs, exits, groups, journey, losses, outcome, over_time, provenance, question, record,
    retention, versus, waits,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// How it looks.
const LOOKS: &str = include_str!("page.css");

/// What writes a part; none where it does not apply.
type Part = fn(&Answer<'_>) -> Option<Markup>;

/// The parts in reading order: by which each is linked to, its heading, what writes it.
const PARTS: [(&str, &str, Part); 14] = [
    ("question", "The question", question::section),
    ("answer", "The answer", outcome::section),
    ("journey", "The journey", journey::section),
    ("waiting-times", "Waits", waits::section),
    ("over-time", "Over time", over_time::section),
    ("retention", "Retention", retention::section),
    ("exits", "Exits", exits::section),
    ("losses", "Where clients are lost", losses::section),
    ("groups", "Groups", groups::section),
    ("comparison", "Comparison", versus::section),
    ("costs", "Costs", costs::section),
    ("basis", "Assumptions and sources", basis::section),
    ("record", "The model in full (STRESS-DES)", record::section),
    ("provenance", "Provenance", provenance::section),
];

/// The report as a page of HTML.
#[must_use]
pub fn html(answer: &Answer<'_>) -> String {
    let parts: Vec<(&str, &str, Markup)> = PARTS
        .iter()
        .filter_map(|(id, heading, write)| Some((*id, *heading, write(answer)?)))
        .collect();
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(format!("Throughcare {}", answer.manifest.version));
                title { (answer.title()) }
                style { (PreEscaped(LOOKS)) }
            }
            body {
                header {
                    h1 { (answer.title()) }
                    @if answer.compares() { p.against { "compared with " (question::other_names(answer)) } }
                    p.when { "A report of simulated results, Throughcare " (answer.manifest.version) ", " (begun(&answer.manifest.started)) }
                }
                nav aria-labelledby="contents" {
                    h2 id="contents" { "Contents" }
                    ol { @for (id, heading, _) in &parts { li { a href=(format!("#{id}")) { (heading) } } } }
                }
                main {
                    @for (id, heading, inside) in &parts {
                        section id=(id) {
                            h2 { (heading) }
                            (inside)
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}
