//! The report as a short text in Markdown.

use super::answer::{Answer, title};
use super::outcome::{apart, came_out, cautions, largest, main_figures, note_on_verdicts, prose};
use super::provenance::facts;
use super::question::{how_it_was_run, own_question};
use crate::describe::{code, command, fenced, plain};
use crate::findings::{Against, aims, untold};
use crate::names::{capital, readable};
use crate::scenario::Scenario;
use crate::statistics::Verdict;

/// The report as Markdown.
#[must_use]
pub fn text(answer: &Answer<'_>) -> String {
    let mut blocks = vec![format!("# {}", plain(answer.title()))];
    blocks.extend(
        answer.model().question.as_deref().map(|question| format!("> {}", plain(question))),
    );
    let run = &answer.model().run;
    if answer.compares() {
        let options = answer.others().iter().map(|(scenario, _)| {
            let question = own_question(answer, scenario.model.question.as_deref());
            let question =
                question.map_or_else(String::new, |question| format!(" {}", plain(question)));
            format!("- **{}**: {}.{question}", named(scenario), plain(title(scenario)))
        });
        blocks.push(format!("Compared with **{}**:", named(answer.first())));
        blocks.push(options.collect::<Vec<_>>().join("\n"));
    }
    blocks.push(how_it_was_run(answer, run.warm_up, run.horizon));
    blocks.push("## The answer".to_owned());
    let other_days = apart(answer).map(|words| format!("**Other days.** {}", plain(&words)));
    blocks.extend(other_days.clone());
    for ((scenario, results), found) in answer.others().iter().zip(&answer.against) {
        blocks.push(format!(
            "**{}.** {}",
            plain(&capital(&readable(&scenario.name))),
            option(found, results.replications())
        ));
    }
    if answer.compares() {
        blocks.push(note_on_verdicts(answer));
        blocks.push(format!("### What {} delivers", named(answer.first())));
    }
    blocks.extend(prose(answer).iter().map(|paragraph| plain(paragraph)));
    let rows: Vec<Vec<String>> = main_figures(answer)
        .into_iter()
        .map(|(words, figures)| std::iter::once(indented(&words)).chain(figures).collect())
        .collect();
    blocks.push(table(&["", "mean", "95% interval", "nine in ten histories"], &rows));
    blocks.extend(plans(answer));
    blocks
        .extend(cautions(answer).iter().map(|words| format!("**Not settled.** {}", plain(words))));
    if answer.compares() {
        blocks.push("## Comparison".to_owned());
        blocks.extend(other_days.clone());
        blocks.push(comparison(answer));
    }
    blocks.push("## Provenance".to_owned());
    blocks.push(provenance(answer));
    blocks.join("\n\n") + "\n"
}

/// What an option makes better and worse, with its differences.
fn option(found: &Against, replications: usize) -> String {
    let kinds = [
        (Verdict::Better, "Better"),
        (Verdict::Worse, "Worse"),
        (Verdict::Higher, "Higher"),
        (Verdict::Lower, "Lower"),
    ];
    let told = kinds.into_iter().filter_map(|(verdict, word)| {
        let lines: Vec<String> = largest(found, verdict)
            .iter()
            .map(|line| format!("{} ({})", plain(&line.alone), line.difference_in_words()))
            .collect();
        (!lines.is_empty()).then(|| format!("{word}: {}.", lines.join("; ")))
    });
    told.chain(untold(&found.figures, replications)).collect::<Vec<_>>().join(" ")
}

fn plans(answer: &Answer<'_>) -> Option<String> {
    let aims = aims(answer.model());
    aims.first()?;
    let names: Vec<String> = answer.scenarios.iter().map(|(it, _)| named(it)).collect();
    let heads: Vec<&str> =
        ["plan for", "at least"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let rows: Vec<Vec<String>> = aims
        .iter()
        .map(|aim| {
            let outcomes = answer.scenarios.iter().map(|(_, results)| came_out(aim, results));
            [plain(&aim.words), aim.stated()].into_iter().chain(outcomes).collect()
        })
        .collect();
    Some(format!(
        "Plans, what came out, and in brackets the share of replications that meet them:\n\n{}",
        table(&heads, &rows)
    ))
}

/// The first scenario's figures and the differences of the others.
fn comparison(answer: &Answer<'_>) -> String {
    let names: Vec<String> = answer.scenarios.iter().map(|(it, _)| named(it)).collect();
    let heads: Vec<&str> = std::iter::once("").chain(names.iter().map(String::as_str)).collect();
    let Some(first) = answer.against.first() else { return String::new() };
    let rows: Vec<Vec<String>> = first
        .figures
        .iter()
        .map(|line| {
            let differences = answer.against.iter().map(|found| {
                let twin = found.figures.iter().find(|twin| twin.key == line.key);
                twin.map_or_else(String::new, |twin| match twin.verdict {
                    Verdict::Unclear => twin.difference_in_words(),
                    verdict => format!("{} ({})", twin.difference_in_words(), verdict.name()),
                })
            });
            [indented(&line.words), line.first_in_words()].into_iter().chain(differences).collect()
        })
        .collect();
    table(&heads, &rows)
}

fn provenance(answer: &Answer<'_>) -> String {
    let facts =
        facts(answer).into_iter().map(|(name, value)| format!("- {name}: {}", plain(&value)));
    let scenarios = answer.manifest.scenarios.iter().map(|one| {
        let set = if one.set.is_empty() {
            String::new()
        } else {
            format!(", with {}", code(&one.set.join(", ")))
        };
        format!(
            "- {}: digest `{}`, seed {}, {} replications{set}",
            plain(&one.name),
            one.digest,
            one.seed,
            one.replications
        )
    });
    let lines: Vec<String> = facts.chain(scenarios).collect();
    format!("{}\n\n{}", lines.join("\n"), fenced("sh", &command(&answer.manifest.command)))
}

/// The name of a scenario, which is that of a file and may have any sign in it.
fn named(scenario: &Scenario) -> String {
    plain(&readable(&scenario.name))
}

/// A figure that is a part of the one above.
fn indented(words: &str) -> String {
    if words.starts_with("  ") { format!("– {}", plain(words.trim())) } else { plain(words) }
}

fn table<S: AsRef<str>>(heads: &[S], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let head = heads.iter().map(|head| cell(head.as_ref())).collect();
    let rule =
        heads.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }.to_owned());
    let mut lines = vec![line(head), line(rule.collect())];
    lines.extend(rows.iter().map(|row| line(row.iter().map(|text| cell(text)).collect())));
    lines.join("\n")
}

fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
