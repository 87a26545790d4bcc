//! What is asked, of which scenarios, and how it was run.

use super::answer::{Answer, title};
use crate::findings::{counted, grouped, length};
use crate::names::{joined, readable};
use crate::units::Days;
use jiff::ToSpan;
use maud::{Markup, html};

/// The question.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let run = &answer.model().run;
    let others = answer.others();
    Some(html! {
        @match &answer.model().question {
            Some(question) => p.question { (question) },
            None => p { "The scenario does not state the question it is to answer." },
        }
        @if answer.compares() {
            p { "Compared with " strong { (readable(&answer.first().name)) } " ("
                (answer.title()) "):" }
            ul {
                @for (scenario, _) in others {
                    li {
                        strong { (readable(&scenario.name)) } ": " (title(scenario)) ". "
                        @if let Some(question) = own_question(answer, scenario.model.question.as_deref()) { (question) }
                    }
                }
            }
        }
        p.how { (how_it_was_run(answer, run.warm_up, run.horizon)) }
    })
}

/// The question of an option, where it is not that of the first scenario.
pub(super) fn own_question<'q>(answer: &Answer<'_>, question: Option<&'q str>) -> Option<&'q str> {
    question.filter(|question| Some(*question) != answer.model().question.as_deref())
}

/// Replications, time and seed in a sentence or two.
pub(super) fn how_it_was_run(answer: &Answer<'_>, warm_up: Days, horizon: Days) -> String {
    let run = &answer.model().run;
    let replications = answer.replications();
    let begins = answer.model().begins();
    let warm = if warm_up > begins {
        let found = if answer.first().found_warm_up { " (found by MSER-5)" } else { "" };
        format!(" after a warm-up of {}{found} that is not counted", length(warm_up - begins))
    } else {
        String::new()
    };
    let date = run.start.and_then(|start| start.checked_add((begins.0 as i64).days()).ok());
    let on = date.map_or_else(String::new, |date| format!(" on {date}"));
    let from = match (&answer.model().initial, on.as_str()) {
        (Some(initial), _) => {
            let there: usize = initial.groups.iter().map(|group| group.clients as usize).sum();
            format!(", beginning{on} with {} who are there already", counted(there, "client"))
        }
        (None, "") => String::new(),
        (None, on) => format!(", beginning{on}"),
    };
    let luck = match replications {
        1 => "One possible history says nothing of how much histories differ.".to_owned(),
        many => format!(
            "Each replication is one possible history: {} of them show what is luck and what is not.",
            grouped(many as f64, 0)
        ),
    };
    let cut = if answer.manifest.interrupted {
        " The run was interrupted before all replications were done."
    } else {
        ""
    };
    format!(
        "{} of {}{warm}{from}. {luck}{cut}",
        counted(replications, "replication"),
        length(horizon)
    )
}

/// The names of all scenarios.
pub(super) fn names(answer: &Answer<'_>) -> Vec<String> {
    answer.scenarios.iter().map(|(scenario, _)| readable(&scenario.name)).collect()
}

/// The names of the others in a row.
pub(super) fn other_names(answer: &Answer<'_>) -> String {
    let names: Vec<String> = names(answer).split_off(1);
    joined(&names, "and")
}
