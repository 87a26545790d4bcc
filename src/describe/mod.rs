//! A scenario in words: one Markdown document in the order of STRESS-DES, for readers who do not know the program.
//!
//! Everything is told from the scenario as written, after merging, and from the model where a default applies.
//! In reading order: words for values (`words`), the document (`markdown`), what numbers rest on (`basis`);
//! conditions, ways and times in words; flowcharts (`mermaid`, `pathway`); what differs (`differences`); a run of the
//! past (`past`); then a file for each part of the document, and the same as lists, for reports (`inputs`).

mod words;
mod markdown;
mod basis;
mod conditions;
mod ways;
mod times;
mod mermaid;
mod differences;
mod past;
mod telling;
mod pathway;
mod measures;
mod objectives;
mod logic;
mod initial;
mod experiment;
mod people;
mod activities;
mod capacity;
mod data;
mod inputs;

pub use experiment::command;
pub use inputs::{Change, Input, Rest, changes, inputs, own_rests, rests, rests_on};
pub use markdown::{code, fenced, plain};

use crate::output::PastRun;
use crate::scenario::Scenario;
use basis::Basis;
use markdown::Page;
use past::Past;
use telling::Telling;

/// A scenario in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The document.
    pub markdown: String,
    /// Why the results that were shown may not be those of this scenario.
    pub doubts: Vec<String>,
}

/// Describes a scenario, with the results of a run where there is one.
///
/// The 24 items of the checklist of Monks and others (2019), *Strengthening the reporting of empirical simulation studies*,
/// each have a heading with their number.
#[must_use]
pub fn describe(scenario: &Scenario, results: Option<&PastRun>) -> Description {
    let telling = Telling {
        scenario,
        said: scenario.said(),
        basis: Basis::of(&scenario.model),
        past: results.map(|run| Past::of(scenario, run)),
    };
    let mut page = Page::default();
    page.heading(1, &plain(&scenario.model.title));
    page.paragraph(&format!(
        "A description of the simulation model {}, written by Throughcare {} from its scenario file. It follows the checklist \
         STRESS-DES (T. Monks and others, *Strengthening the reporting of empirical simulation studies: Introducing the STRESS \
         guidelines*, Journal of Simulation 13, 2019, pages 55 to 67), and its headings are numbered as there. In a hurry, read 1.1, \
         2.2 and 3.4: what is asked, how a client moves, and what is assumed. The digest of the scenario is `{}`. A description or \
         a run with another is of something else: of another scenario, or of the same with other options (`--set`, `--replications`, `--seed`).",
        code(&scenario.name),
        env!("CARGO_PKG_VERSION"),
        scenario.digest
    ));
    page.paragraph(
        "Words in **bold** in the tables are names, followed by the key by which the scenario file knows them. The column *basis* says what \
         the numbers of a row rest on: S1, S2, … are sources (3.1), A1, A2, … assumptions (3.4).",
    );
    objectives::write(&mut page, &telling);
    logic::write(&mut page, &telling);
    page.heading(3, "2.5 Components");
    people::entities(&mut page, &telling);
    activities::write(&mut page, &telling);
    capacity::resources(&mut page, &telling);
    capacity::queues(&mut page, &telling);
    people::entry_and_exit(&mut page, &telling);
    data::write(&mut page, &telling);
    experiment::write(&mut page, &telling);
    measures::appendix(&mut page, &telling);
    let doubts = telling.past.map(|past| past.doubts).unwrap_or_default();
    Description { markdown: page.into_text(), doubts }
}
