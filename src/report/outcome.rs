//! The answer in plain words: what the system delivers; what each option makes better or worse, or cannot be told.

use super::answer::Answer;
use super::table::{Cell, FIGURES_ABREAST, by_columns, minus, table};
use crate::findings::{
    Against, Aim, Compared, Form, NOTHING, aims, grouped, headlines, length, not_settled,
    other_days, says_something, untold,
};
use crate::model::Capacity;
use crate::names::{capital, joined, readable};
use crate::statistics::{Estimate, Measure, Results, Verdict};
use maud::{Markup, html};

/// Most figures of a kind that are named in the short version.
const MOST: usize = 5;

/// The answer.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    Some(html! {
        @if answer.compares() {
            (apart_caution(answer))
            div.options {
                @for ((scenario, results), found) in answer.others().iter().zip(&answer.against) {
                    (option(&readable(&scenario.name), found, results.replications()))
                }
            }
            p.note { (note_on_verdicts(answer)) }
            h3 { "What " (readable(&answer.first().name)) " delivers" }
        }
        @for paragraph in prose(answer) { p { (paragraph) } }
        (headline_table(answer))
        (plans(answer))
        @for caution in cautions(answer) { p.caution { strong { "Not settled. " } (caution) } }
    })
}

/// The word of warning about days, which stands with whatever the options are said to change.
pub(super) fn apart_caution(answer: &Answer<'_>) -> Markup {
    html! { @if let Some(words) = apart(answer) { p.caution { strong { "Other days. " } (words) } } }
}

/// What the words about an option rest on.
pub(super) fn note_on_verdicts(answer: &Answer<'_>) -> String {
    let families = answer.against.iter().map(|found| found.figures.len()).sum::<usize>();
    format!(
        "Every client meets the same luck in each scenario, so differences are due to the option. Each word holds at 95% for all {} \
         comparisons of the main figures together (Bonferroni); ± is half of the 95% interval of the difference by itself. \
         Whether higher is better is said only of measures of which that is plain.",
        grouped(families as f64, 0)
    )
}

fn option(name: &str, found: &Against, replications: usize) -> Markup {
    let kinds = [
        (Verdict::Better, "✓ Better"),
        (Verdict::Worse, "✗ Worse"),
        (Verdict::Higher, "↑ Higher"),
        (Verdict::Lower, "↓ Lower"),
    ];
    html! {
        section.option {
            h3 { (name) }
            dl {
                @for (verdict, word) in kinds {
                    @let lines = largest(found, verdict);
                    @if !lines.is_empty() {
                        dt { (word) }
                        @for line in lines.iter().take(MOST) {
                            dd { (line.alone) " " span.change { (minus(&line.difference_in_words())) } }
                        }
                        @if lines.len() > MOST { dd.more { "and " (lines.len() - MOST) " more in the table" } }
                    }
                }
            }
            p.untold { (untold(&found.figures, replications).join(" ")) }
        }
    }
}

/// The figures of a verdict, those that changed most in relation first.
pub(super) fn largest(found: &Against, verdict: Verdict) -> Vec<&Compared> {
    let mut lines: Vec<&Compared> =
        found.figures.iter().filter(|line| line.verdict == verdict).collect();
    let change = |line: &Compared| {
        let by = line.compared.difference.mean.unwrap_or(0.0).abs();
        line.first
            .mean
            .filter(|first| *first != 0.0)
            .map_or(f64::INFINITY, |first| by / first.abs())
    };
    lines.sort_by(|a, b| change(b).total_cmp(&change(a)));
    lines
}

/// What the first scenario delivers, in sentences; whatever it does not have is not spoken of.
pub(super) fn prose(answer: &Answer<'_>) -> Vec<String> {
    let show = |measure, subject: &str, form| {
        let found = answer.find(measure, subject).filter(says_something)?;
        Some(form_mean(form, &found))
    };
    let all = |measure, form| show(measure, "all", form);
    let amount = |measure| all(measure, Form::Amount);
    let share = |measure| all(measure, Form::Percentage);
    let targets = &answer.model().targets;
    let (wait, kept) = (length(targets.waiting_time), length(targets.retention));
    let mut coming = Vec::new();
    if let Some(referred) = amount(Measure::Referrals) {
        let back = amount(Measure::RePresentations).map_or_else(String::new, |back| {
            format!(", {back} of them of people who come back after an earlier episode")
        });
        coming.push(format!("There are about {referred} referrals a year{back}."));
    }
    if let Some(reached) = share(Measure::ReachedStructured) {
        let mut sentence = format!("{reached} of them reach structured treatment");
        let way = "referral_to_treatment";
        if let Some(days) = show(Measure::WaitMean, way, Form::Duration) {
            sentence.push_str(&format!(", {days} after the referral on average"));
        }
        if let Some(within) = show(Measure::WaitWithinTarget, way, Form::Percentage) {
            sentence.push_str(&format!("; {within} of those who get there do so within {wait}"));
        }
        coming.push(sentence + ".");
    }
    let mut staying = Vec::new();
    match (amount(Measure::InTreatment), amount(Measure::DistinctInTreatment)) {
        (Some(now), Some(year)) => staying.push(format!(
            "On average {now} people are in treatment at a time, and {year} different people are in the course of a year."
        )),
        (Some(now), None) => staying.push(format!("On average {now} people are in treatment at a time.")),
        _ => {}
    }
    if let Some(waiting) = amount(Measure::OnWaitingLists) {
        staying.push(format!("{waiting} are on waiting lists at a time."));
    }
    if let Some(retained) = share(Measure::Effective) {
        staying.push(format!(
            "{retained} of those who begin are still in treatment after {kept}, or have left before with a planned exit."
        ));
    }
    staying.extend(fullest(answer));
    let mut leaving = Vec::new();
    if let Some(planned) = amount(Measure::PlannedExits) {
        let of = share(Measure::PlannedShare).map_or_else(String::new, |share| {
            format!(
                ", {share} of all exits{}",
                if answer.has_care_plans() { " from treatment" } else { "" }
            )
        });
        leaving.push(format!("{planned} episodes a year end with a planned exit{of}."));
    }
    if let Some(time) = all(Measure::EpisodeDays, Form::Duration) {
        leaving.push(format!("From referral to exit takes {time} on average."));
    }
    if let Some(back) = share(Measure::BackWithin12Months) {
        leaving.push(format!("{back} of those who leave treatment are back within 12 months."));
    }
    if let Some(deaths) = amount(Measure::Deaths) {
        leaving.push(format!("{deaths} people a year die, in treatment or out of it."));
    }
    if let Some(cost) = amount(Measure::Cost) {
        let currency = answer.model().currency.as_deref().unwrap_or("units of money");
        let each = amount(Measure::CostPerPlannedExit)
            .map_or_else(String::new, |each| format!(", which is {each} for each planned exit"));
        leaving.push(format!("A year costs {cost} ({currency}){each}."));
    }
    [coming, staying, leaving]
        .into_iter()
        .filter(|sentences| !sentences.is_empty())
        .map(|sentences| sentences.join(" "))
        .collect()
}

/// A mean to the digits that are known.
fn form_mean(form: Form, of: &Estimate) -> String {
    form.say(of).unwrap_or_default()
}

/// Which service is waited for longest, and which is fullest.
fn fullest(answer: &Answer<'_>) -> Vec<String> {
    let services = &answer.model().system().services;
    let most = |measure| {
        let found = services.iter().filter_map(|service| {
            let limited = !matches!(service.capacity, Capacity::Endless);
            Some((answer.find(measure, &service.name).filter(|_| limited)?, &service.name))
        });
        found.max_by(|a, b| a.0.mean.unwrap_or(0.0).total_cmp(&b.0.mean.unwrap_or(0.0)))
    };
    let mut sentences = Vec::new();
    if let Some((wait, name)) = most(Measure::WaitMean).filter(|(wait, _)| says_something(wait)) {
        sentences.push(format!(
            "The longest mean wait is for {}: {}.",
            readable(name),
            form_mean(Form::Duration, &wait)
        ));
    }
    if let Some((used, name)) = most(Measure::Utilisation).filter(|(used, _)| says_something(used))
    {
        sentences.push(format!(
            "The fullest service is {}, of which {} is in use.",
            readable(name),
            form_mean(Form::Percentage, &used)
        ));
    }
    sentences
}

fn headline_table(answer: &Answer<'_>) -> Markup {
    let rows: Vec<Vec<Cell>> = main_figures(answer)
        .into_iter()
        .map(|(words, [mean, interval, range])| {
            vec![
                Cell::words(words),
                Cell::figure(mean),
                Cell::figure(interval),
                Cell::figure(range),
            ]
        })
        .collect();
    let caption = format!(
        "Main figures of {}. The 95% interval says how well {} replications know the mean; nine in ten histories \
         lie in the last column.",
        readable(&answer.first().name),
        grouped(answer.results().replications() as f64, 0)
    );
    table(&caption, &["", "mean", "95% interval", "nine in ten histories"], &rows)
}

/// The headlines of the first scenario: words, mean, interval, range.
pub(super) fn main_figures(answer: &Answer<'_>) -> Vec<(String, [String; 3])> {
    let found = headlines(answer.model()).into_iter().filter_map(|line| {
        let estimate = answer.find(line.measure, line.subject).filter(says_something)?;
        let shown = line.form.show(&estimate)?;
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        Some((line.words, [shown.mean, or_none(shown.interval), or_none(shown.range)]))
    });
    found.collect()
}

/// What was planned for, and in how many replications each scenario comes to it.
fn plans(answer: &Answer<'_>) -> Markup {
    let names = super::question::names(answer);
    let mut heads = vec!["plan for", "at least"];
    heads.extend(names.iter().map(String::as_str));
    let rows: Vec<Vec<Cell>> = aims(answer.model())
        .iter()
        .map(|aim| {
            let mut row = vec![Cell::words(aim.words.clone()), Cell::figure(aim.stated())];
            for (_, results) in answer.scenarios {
                row.push(Cell::figure(came_out(aim, results)));
            }
            row
        })
        .collect();
    by_columns(
        "Plans, what came out, and in brackets the share of replications (possible histories) that meet them.",
        2,
        FIGURES_ABREAST,
        &heads,
        &rows,
    )
}

/// What an aim came to, and in how many replications it is met.
pub(super) fn came_out(aim: &Aim, results: &Results) -> String {
    match aim.outcome(results) {
        outcome if outcome == NOTHING => "–".to_owned(),
        outcome => format!("{outcome} ({})", aim.met(results)),
    }
}

/// What is the matter where what is compared is not measured over the same days.
pub(super) fn apart(answer: &Answer<'_>) -> Option<String> {
    let runs =
        answer.scenarios.iter().map(|(scenario, _)| (scenario.name.as_str(), &scenario.model.run));
    other_days(&runs.collect::<Vec<_>>()).map(|words| capital(&words))
}

/// Why averages are not those of a settled system: of the first scenario of which that is so, and whose else.
pub(super) fn cautions(answer: &Answer<'_>) -> Vec<String> {
    let mut found = answer.scenarios.iter().filter_map(|(scenario, results)| {
        Some((readable(&scenario.name), not_settled(&scenario.model, results)?))
    });
    let Some((name, words)) = found.next() else { return Vec::new() };
    let rest: Vec<String> = found.map(|(name, _)| name).collect();
    if !answer.compares() {
        return vec![capital(&words)];
    }
    let others = match rest.as_slice() {
        [] => String::new(),
        several => format!(" The same holds, with other figures, of {}.", joined(several, "and")),
    };
    vec![format!("{}: {words}{others}", capital(&name))]
}
