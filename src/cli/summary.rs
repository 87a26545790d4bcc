//! The summary that a run prints: headlines, services, exits, and how scenarios compare.

use super::aims;
use super::comparison;
use super::grid::Grid;
use super::prose::wrapped;
use super::terminal::line_width;
use crate::findings::{
    Form, Headline, SIGNS, grouped, headlines, length, not_settled, says_something, short_duration,
};
use crate::model::Capacity;
use crate::names::joined;
use crate::scenario::Scenario;
use crate::statistics::{Measure, Results};
use crate::units::Days;

/// What `±` means, wherever it is used.
const PLUS_MINUS: &str = "± is half of the 95% interval: how well so many replications know the average. \
It does not say how much one history differs from another: p5 to p95 in summary.csv do.";
/// What the wait counts.
const WHOLE_WAY: &str = "Referral to treatment counts the whole way from referral to the first structured \
treatment; published waits count each step by itself.";
/// What the words at the heads of the tables mean.
const COLUMNS: &str = "places: on average, where they change. queue: people waiting, on average. unserved: gave up waiting, or turned away. An exit is the \
end of an episode: whoever dies after one is not among the exits.";
/// What stands above the exits.
const EXITS: &str = "\nExits, as shares of all episodes ended (with or without a care plan):\n";

/// The summary of scenarios and their results; quiet: without warnings.
pub(super) fn text(scenarios: &[(&Scenario, &Results)], sets: &[String], is_quiet: bool) -> String {
    let mut text = String::new();
    match scenarios {
        [(scenario, results)] => {
            text.push_str(&heading(scenario, results, sets));
            text.push_str(&headline_table(scenario, results));
            text.push_str(&aims::table(scenario, results).under(aims::CAPTION));
            text.push_str(&services(scenario, results).under("\n"));
            text.push_str(&exits(scenario, results).under(EXITS));
        }
        [(first, first_results), others @ ..] => {
            text.push_str(&heading(first, first_results, sets));
            text.push_str(&comparison::text((first, first_results), others));
        }
        [] => {}
    }
    text.push('\n');
    text.push_str(&notes(scenarios));
    if !is_quiet {
        text.push_str(&unsettled(scenarios));
    }
    text
}

/// A warning where scenarios have not settled.
fn unsettled(scenarios: &[(&Scenario, &Results)]) -> String {
    let found = scenarios.iter().filter_map(|(scenario, results)| {
        Some((scenario.name.as_str(), not_settled(&scenario.model, results)?))
    });
    // What is said of one scenario explains what is the matter with the others.
    if let [(name, words), others @ ..] = found.collect::<Vec<_>>().as_slice() {
        let whose = if scenarios.len() > 1 { format!(" ({name})") } else { String::new() };
        let mut line = format!("Not settled{whose}: {words}");
        if !others.is_empty() {
            let names: Vec<&str> = others.iter().map(|(name, _)| *name).collect();
            line.push_str(&format!(" Nor have these settled: {}.", joined(&names, "and")));
        }
        return format!("\n{}", wrapped(&line, line_width()));
    }
    String::new()
}

/// What explains the figures above.
fn notes(scenarios: &[(&Scenario, &Results)]) -> String {
    let mut notes = Vec::new();
    let replications = scenarios.iter().map(|(_, results)| results.replications()).max();
    notes.push(match replications {
        Some(2..) => PLUS_MINUS,
        _ => "One replication says nothing of its uncertainty.",
    });
    if scenarios.len() > 1 {
        notes.push(comparison::NOTE);
    }
    let is_waited_for = |(_, results): &(&Scenario, &Results)| {
        results.find(Measure::WaitMean, "referral_to_treatment").is_some_and(|w| w.mean.is_some())
    };
    if scenarios.iter().any(is_waited_for) {
        notes.push(WHOLE_WAY);
    }
    if scenarios.len() == 1 {
        notes.push(COLUMNS);
    }
    notes.push(SIGNS);
    notes.iter().map(|note| wrapped(note, line_width())).collect()
}

/// How long it took.
pub(super) fn took(seconds: f64, threads: usize) -> String {
    let plural = if threads == 1 { "" } else { "s" };
    format!("Took {} s on {threads} thread{plural}.\n", grouped(seconds, 1))
}

fn heading(scenario: &Scenario, results: &Results, sets: &[String]) -> String {
    let run = &scenario.model.run;
    let warm_up = if run.warm_up > Days::ZERO {
        format!(" after a warm-up of {}", length(run.warm_up))
    } else {
        String::new()
    };
    let replications = results.replications();
    let plural = if replications == 1 { "" } else { "s" };
    // Replications and seed are told anyhow.
    let is_change =
        |set: &&String| !["run.replications", "run.seed"].iter().any(|key| set.starts_with(key));
    let changes: Vec<&str> = sets.iter().filter(is_change).map(String::as_str).collect();
    let title =
        if scenario.model.title.is_empty() { &scenario.name } else { &scenario.model.title };
    let mut text = wrapped(title, line_width());
    if let Some(question) = &scenario.model.question {
        text.push_str(&wrapped(question, line_width()));
    }
    if !changes.is_empty() {
        text.push_str(&wrapped(&format!("With {}", changes.join(", ")), line_width()));
    }
    text.push_str(&format!(
        "{} replication{plural} of {}{warm_up}, seed {}\n\n",
        grouped(replications as f64, 0),
        length(run.horizon),
        run.seed
    ));
    text
}

fn headline_table(scenario: &Scenario, results: &Results) -> String {
    let mut text = String::new();
    let found: Vec<(Headline, String)> = headlines(&scenario.model)
        .into_iter()
        .filter_map(|line| {
            let estimate = results.find(line.measure, line.subject)?;
            says_something(&estimate).then(|| (line.form.write(&estimate), line))
        })
        .map(|(figure, line)| (line, figure))
        .collect();
    let width = found.iter().map(|(line, _)| line.words.chars().count()).max().unwrap_or(0);
    for (line, figure) in &found {
        text.push_str(&format!("  {:<width$}  {figure}\n", line.words));
    }
    text
}

fn services(scenario: &Scenario, results: &Results) -> Grid {
    let target = length(scenario.model.targets.waiting_time);
    let within = format!("in {target}");
    let heading = ["service", "places", "used", "queue", "mean wait", &within, "unserved"];
    let mut grid = Grid::new(heading);
    for service in &scenario.model.system().services {
        let mean = |measure| results.find(measure, &service.name).and_then(|found| found.mean);
        let plain = |measure, decimals| {
            let figure = mean(measure).filter(|mean| *mean > 0.0);
            figure.map_or_else(|| "-".to_owned(), |mean| grouped(mean, decimals))
        };
        let share = |measure| {
            mean(measure)
                .map_or_else(|| "-".to_owned(), |mean| format!("{}%", grouped(100.0 * mean, 0)))
        };
        let unserved = [Measure::GaveUpShare, Measure::TurnedAwayShare]
            .map(|measure| mean(measure).unwrap_or(0.0))
            .iter()
            .sum::<f64>();
        let places = match service.capacity {
            Capacity::Endless => "no limit".to_owned(),
            Capacity::Places { places, .. } => {
                // Places that change have an average, which is not to be taken for their number.
                let is_so = |mean: f64| (mean - f64::from(places)).abs() < 1e-6;
                plain(Measure::Places, usize::from(!mean(Measure::Places).is_none_or(is_so)))
            }
            Capacity::Appointments(_) => {
                let weekly = mean(Measure::AppointmentsOffered).map(|a| a * Days::WEEK.years());
                weekly.map_or_else(|| "-".to_owned(), |weekly| format!("{}/wk", grouped(weekly, 1)))
            }
        };
        let used = match service.capacity {
            Capacity::Endless => plain(Measure::Occupied, 1),
            _ => share(Measure::Utilisation),
        };
        grid.row([
            service.name.clone(),
            places,
            used,
            plain(Measure::WaitingMean, 1),
            results
                .find(Measure::WaitMean, &service.name)
                .filter(says_something)
                .map_or_else(|| "-".to_owned(), |wait| short_duration(&wait)),
            share(Measure::WaitWithinTarget),
            if unserved > 0.0 {
                format!("{}%", grouped(100.0 * unserved, 0))
            } else {
                "-".to_owned()
            },
        ]);
    }
    grid
}

fn exits(scenario: &Scenario, results: &Results) -> Grid {
    let mut grid = Grid::new(["exit", "a year", "of all", "planned"]);
    let all = results.find(Measure::Exits, "all").and_then(|found| found.mean).unwrap_or(0.0);
    for exit in &scenario.model.system().exits {
        let Some(found) = results.find(Measure::Exits, &exit.name).filter(says_something) else {
            continue;
        };
        let share = found.mean.filter(|_| all > 0.0).map(|mean| 100.0 * mean / all);
        grid.row([
            exit.name.clone(),
            Form::Amount.write(&found),
            share.map_or_else(|| "-".to_owned(), |share| format!("{}%", grouped(share, 1))),
            if exit.planned { "yes" } else { "" }.to_owned(),
        ]);
    }
    grid
}
