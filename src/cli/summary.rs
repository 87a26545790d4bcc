//! The summary that a run prints: headlines, services, exits, and how scenarios compare.

use super::figures::{difference, grouped, length, unit_for};
use super::grid::Grid;
use super::headlines::{Form, Headline, cell, headlines, says_something};
use crate::model::Capacity;
use crate::scenario::Scenario;
use crate::statistics::{Measure, Results};
use crate::units::Days;

/// What `±` means, wherever it is used.
const PLUS_MINUS: &str = "\
± is half of the 95% interval: how well so many replications know the average. It does not say
how much one year differs from another; summary.csv does.
";

/// The summary of scenarios and their results.
pub(super) fn text(scenarios: &[(&Scenario, &Results)]) -> String {
    let mut text = String::new();
    match scenarios {
        [(scenario, results)] => {
            text.push_str(&heading(scenario, results));
            text.push_str(&headline_table(scenario, results));
            section(&mut text, &services(scenario, results));
            section(&mut text, &exits(scenario, results));
        }
        [(first, first_results), others @ ..] => {
            text.push_str(&heading(first, first_results));
            for (scenario, results) in others {
                text.push('\n');
                text.push_str(&format!("{} against {}\n", scenario.name, first.name));
                text.push_str(&comparison((first, first_results), (scenario, results)));
            }
            text.push_str("\nDifferences are of the same clients with the same luck.\n");
        }
        [] => {}
    }
    let replications = scenarios.iter().map(|(_, results)| results.replications.len()).max();
    match replications {
        Some(2..) => format!("{text}\n{PLUS_MINUS}"),
        _ => format!("{text}\nOne replication says nothing of its uncertainty.\n"),
    }
}

/// How long it took.
pub(super) fn took(seconds: f64, threads: usize) -> String {
    let plural = if threads == 1 { "" } else { "s" };
    format!("Took {} s on {threads} thread{plural}.\n", grouped(seconds, 1))
}

fn heading(scenario: &Scenario, results: &Results) -> String {
    let run = &scenario.model.run;
    let warm_up = if run.warm_up > Days::ZERO {
        format!(" after a warm-up of {}", length(run.warm_up))
    } else {
        String::new()
    };
    let replications = results.replications.len();
    let plural = if replications == 1 { "" } else { "s" };
    let title =
        if scenario.model.title.is_empty() { &scenario.name } else { &scenario.model.title };
    let mut text = format!("{title}\n");
    if let Some(question) = &scenario.model.question {
        text.push_str(&format!("{question}\n"));
    }
    text.push_str(&format!(
        "{} replication{plural} of {}{warm_up}, seed {}\n\n",
        grouped(replications as f64, 0),
        length(run.horizon),
        run.seed
    ));
    text
}

fn section(text: &mut String, grid: &Grid) {
    if !grid.is_empty() {
        text.push('\n');
        text.push_str(&grid.render());
    }
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
    let within = format!("within {target}");
    let heading =
        ["service", "places", "used", "waiting", "mean wait", &within, "gave up", "turned away"];
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
        let places = match service.capacity {
            Capacity::Endless => "no limit".to_owned(),
            Capacity::Places { .. } => plain(Measure::Places, 0),
            Capacity::Appointments(_) => {
                let weekly = mean(Measure::AppointmentsOffered).map(|a| a * Days::WEEK.years());
                weekly
                    .map_or_else(|| "-".to_owned(), |weekly| format!("{}/week", grouped(weekly, 1)))
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
            cell(results.find(Measure::WaitMean, &service.name), Form::Duration),
            share(Measure::WaitWithinTarget),
            share(Measure::GaveUpShare),
            share(Measure::TurnedAwayShare),
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

fn comparison(first: (&Scenario, &Results), other: (&Scenario, &Results)) -> String {
    let mut grid = Grid::new(["", first.0.name.as_str(), other.0.name.as_str(), "difference"]);
    for line in headlines(&first.0.model) {
        compare(&mut grid, first.1, other.1, &line.words, line.measure, line.subject, line.form);
    }
    for service in &first.0.model.system().services {
        let words = format!("wait for {}, mean", service.name);
        let measure = Measure::WaitMean;
        compare(&mut grid, first.1, other.1, &words, measure, &service.name, Form::Duration);
    }
    grid.render()
}

fn compare(
    grid: &mut Grid,
    first: &Results,
    other: &Results,
    words: &str,
    measure: Measure,
    subject: &str,
    form: Form,
) {
    let (Some(a), Some(b), Some(against)) = (
        first.find(measure, subject),
        other.find(measure, subject),
        other.compare(first, measure, subject),
    ) else {
        return;
    };
    if !says_something(&a) && !says_something(&b) {
        return;
    }
    let (factor, unit) = match form {
        Form::Amount => (1.0, String::new()),
        Form::Percentage => (100.0, " points".to_owned()),
        Form::Duration => {
            let (days, unit) = unit_for(Days(a.mean.unwrap_or(1.0)));
            (1.0 / days, format!(" {unit}"))
        }
    };
    let gap = format!("{}{unit}", difference(&against.difference, factor));
    grid.row([words.to_owned(), form.write(&a), form.write(&b), gap]);
}
