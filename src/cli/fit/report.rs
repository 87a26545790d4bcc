//! What is printed of a fit: what was read, what was fitted, and the curve to look at.

use super::super::grid::Grid;
use super::super::prose::wrapped;
use super::chart::{LEGEND, ages, chart};
use super::design::{Coding, Design};
use crate::findings::{NOTHING, counted, grouped};
use crate::survival::{Fit, Form, Interval, KaplanMeier, NoFit, Sample, by_interval, largest_gap};

/// A form by name, and what came of fitting it.
pub(super) struct Tried {
    pub(super) name: &'static str,
    pub(super) result: Result<Fit, NoFit>,
}

/// Ages of which tables are made. \[days\]
const AGES: [f64; 11] = [1.0, 7.0, 30.0, 90.0, 180.0, 365.0, 730.0, 1095.0, 1825.0, 3650.0, 7300.0];
/// Differences of AIC below this tell nothing.
const TELLING: f64 = 2.0;
/// Where fewer left, or are still seen, little can be told.
const FEW: usize = 10;
/// Most groups of which each has a chart.
const MOST_CHARTS: usize = 6;
/// Most fits that stand beside the curve in a table.
const MOST_BESIDE: usize = 3;

/// Groups by name, each a sample with its curve: everybody, then those of each stratum.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) sample: Sample,
    pub(super) curve: KaplanMeier,
}

/// Everybody, and where people are told apart those of each stratum.
pub(super) fn groups(design: &Design) -> Vec<Group> {
    let mut groups = vec![Group {
        name: "all".to_owned(),
        sample: design.sample.clone(),
        curve: KaplanMeier::of(&design.sample),
    }];
    for (stratum, level) in design.by.iter().flat_map(|by| by.levels.iter().enumerate()) {
        let observations = design.sample.of(stratum).cloned().collect();
        let sample = Sample { observations, ..design.sample };
        let column = design.by.as_ref().map_or("", |by| by.column.as_str());
        let curve = KaplanMeier::of(&sample);
        groups.push(Group { name: format!("{column} {}", level.name), sample, curve });
    }
    groups
}

/// What was read, in which unit of time, and what is too little.
pub(super) fn read(
    design: &Design,
    groups: &[Group],
    [file, unit]: [&str; 2],
    width: usize,
) -> String {
    let all = &groups[0].sample;
    let people = all.observations.len();
    let lead = format!(
        "Read {file} (times read as {unit}): {}, of whom {} left; {} still there when last seen (censored); {} of person-time.",
        counted(people, "client"),
        grouped(all.events() as f64, 0),
        grouped((people - all.events()) as f64, 0),
        counted(all.person_time().round() as usize, "day"),
    );
    let mut grid =
        Grid::new(["", "clients", "left", "censored", "days", "left per 1,000 d", "median"]);
    for group in groups {
        let (n, events) = (group.sample.observations.len(), group.sample.events());
        let days = group.sample.person_time();
        grid.row([
            group.name.clone(),
            grouped(n as f64, 0),
            grouped(events as f64, 0),
            grouped((n - events) as f64, 0),
            grouped(days, 0),
            grouped(1000.0 * events as f64 / days, 3),
            group
                .curve
                .median()
                .map_or("not reached".to_owned(), |age| format!("{} d", age_of(age))),
        ]);
    }
    let caution = few(design).map_or_else(String::new, |words| wrapped(&words, width));
    format!("{}\n{}{caution}", wrapped(&lead, width), grid.render())
}

/// A caution where few left, of all or of those at a level.
fn few(design: &Design) -> Option<String> {
    let all = design.sample.events();
    let words = "Standard errors and intervals hold for many: nothing sure can be told of so few.";
    if all < FEW {
        return Some(format!("Few left: {all} in all. {words}"));
    }
    let by_level = design.ratios.iter().filter(|ratio| matches!(ratio.coding, Coding::Levels(_)));
    let attributes = design.by.iter().chain(by_level.map(|ratio| &ratio.attribute));
    let few: Vec<String> = attributes
        .flat_map(|attribute| {
            attribute.levels.iter().enumerate().filter_map(|(level, of)| {
                let people = attribute.of.iter().zip(&design.sample.observations);
                let left = people.filter(|(at, person)| **at == level && person.left).count();
                (left < FEW).then(|| format!("{left} at {} {}", attribute.column, of.name))
            })
        })
        .collect();
    (!few.is_empty()).then(|| format!("Few left: {}. {words}", crate::names::joined(&few, "and")))
}

/// The fits that there are, the best by AIC first.
pub(super) fn ranked(tried: &[Tried]) -> Vec<(&'static str, &Fit)> {
    let mut fits: Vec<(&'static str, &Fit)> =
        tried.iter().filter_map(|tried| Some((tried.name, tried.result.as_ref().ok()?))).collect();
    fits.sort_by(|a, b| a.1.aic().total_cmp(&b.1.aic()));
    fits
}

/// How well each form fits.
pub(super) fn comparison(tried: &[Tried], groups: &[Group], width: usize) -> String {
    let all = &groups[0];
    let ranked = ranked(tried);
    let mut text = String::new();
    if let [(_, first), ..] = ranked.as_slice() {
        let heading = ["", "k", "ln L", "AIC", "more", "BIC", "distance", "at"];
        let mut grid = Grid::new(heading);
        for (name, fit) in &ranked {
            let gap = largest_gap(&all.sample, &all.curve, fit);
            grid.row([
                (*name).to_owned(),
                fit.parameter_count().to_string(),
                grouped(fit.log_likelihood(), 2),
                grouped(fit.aic(), 2),
                grouped(fit.aic() - first.aic(), 2),
                grouped(fit.bic(), 2),
                gap.map_or(String::new(), |gap| format!("{:.3}", gap.size())),
                gap.map_or(String::new(), |gap| format!("{} d", age_of(gap.age))),
            ]);
        }
        text.push_str("Fits (maximum likelihood), the best by AIC first:\n");
        text.push_str(&grid.render());
        text.push_str(&caution(&ranked, width));
    }
    for tried in tried {
        if let Err(why) = &tried.result {
            text.push_str(&wrapped(&format!("No fit: {}: {why}.", tried.name), width));
        }
    }
    text
}

fn caution(ranked: &[(&'static str, &Fit)], width: usize) -> String {
    let mut words = String::from(
        "k: how many parameters. The distance is the largest between the fitted curve and Kaplan-Meier; it has no p-value, as the parameters come from \
         the same data.",
    );
    if let [(first, best), rest @ ..] = ranked
        && !rest.is_empty()
    {
        let close: Vec<&str> = rest
            .iter()
            .filter(|(_, fit)| fit.aic() - best.aic() < TELLING)
            .map(|(name, _)| *name)
            .collect();
        words.push_str(&format!(" By AIC {first} is best"));
        words.push_str(&match close.as_slice() {
            [] => ". AIC ranks these forms only, and says of none that it is right: look at the curve.".to_owned(),
            some => format!(
                ", but less than {TELLING} ahead of {}: the data hardly tell them apart. Look at the curve, and beyond the last \
                 age that was seen believe none.",
                crate::names::joined(some, "and")
            ),
        });
        if ranked.iter().any(|(_, fit)| matches!(fit.form(), Form::Pieces(_))) {
            words.push_str(" The ages at which pieces begin were chosen from the data, which AIC does not count.");
        }
    }
    wrapped(&words, width)
}

/// The parameters of one fit, with their uncertainty.
pub(super) fn parameters(name: &str, fit: &Fit, design: &Design) -> String {
    let mut grid = Grid::new(["", "estimate", "standard error", "95% interval"]);
    let mut row = |what: String, unit: &str, value: Interval| {
        let space = if unit.is_empty() { "" } else { " " };
        grid.row([
            what,
            format!("{}{space}{unit}", significant(value.estimate)),
            significant(value.error),
            format!("{} to {}", significant(value.low), significant(value.high)),
        ]);
    };
    let strata = design.by.as_ref().map_or(1, |by| by.levels.len());
    for stratum in 0..strata {
        let whose = design
            .by
            .as_ref()
            .map_or(String::new(), |by| format!("{} {}: ", by.column, by.levels[stratum].name));
        for parameter in fit.parameters(stratum) {
            let from =
                parameter.from.map_or(String::new(), |from| format!(" from {} d", age_of(from)));
            row(format!("{whose}{}{from}", parameter.name), parameter.unit, parameter.value);
        }
    }
    for ratio in &design.ratios {
        for (what, number) in ratio.ratios() {
            row(format!("ratio: {what}"), "", fit.ratio(number));
        }
    }
    let mut text = format!("{}:\n{}", crate::names::capital(name), grid.render());
    if !design.ratios.is_empty() {
        let whom: Vec<String> = design.ratios.iter().map(|ratio| ratio.reference()).collect();
        let joined = crate::names::joined(&whom, "and");
        text.push_str(&format!(
            "  The hazard is that of clients with {joined}; ratios multiply it.\n"
        ));
    }
    text
}

/// An age in days, with a decimal where it is not whole.
fn age_of(days: f64) -> String {
    let is_whole = (days - days.round()).abs() < 1e-6;
    grouped(days, usize::from(!is_whole))
}

/// Four digits that mean something.
fn significant(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || !size.is_finite() {
        return format!("{value}");
    }
    let before = libm::log10(size).floor() as i32;
    grouped(value, usize::try_from(3 - before).unwrap_or(0).min(9))
}

/// The ages of a table: those that were seen, or parts of the longest time where nearly all lie beyond it.
pub(super) fn table_ages(longest: f64) -> Vec<f64> {
    let seen: Vec<f64> = AGES.into_iter().filter(|age| *age <= longest).collect();
    let telling: Vec<f64> = seen.into_iter().filter(|age| *age >= longest / 100.0).collect();
    if telling.len() >= 3 {
        return telling;
    }
    (1..=6).map(|part| longest * f64::from(part) / 6.0).collect()
}

/// The curve of each group with its band, as a chart with the fit (or without one, the curve itself), and as a table with all.
pub(super) fn curves(
    groups: &[Group],
    shown: Option<(&str, &Fit)>,
    all: &[(&'static str, &Fit)],
    width: usize,
) -> String {
    let mut text = String::new();
    let told = if groups.len() == 1 || groups.len() - 1 > MOST_CHARTS {
        &groups[..1]
    } else {
        &groups[1..]
    };
    for group in told {
        let longest = group.sample.longest();
        let fitted = match shown {
            Some((_, fit)) => fit.shares(&group.sample, &ages(longest)),
            None => ages(longest).iter().map(|age| group.curve.at(*age).survival).collect(),
        };
        let with = shown.map_or(String::new(), |(name, _)| format!(", and {name}"));
        text.push_str(&format!("Still there, {}: seen{with}\n", group.name));
        text.push_str(&chart(&group.curve, longest, &fitted));
        text.push_str(&wrapped(LEGEND, width));
        text.push('\n');
    }
    for group in told {
        text.push_str(&table(group, &all[..all.len().min(MOST_BESIDE)]));
        text.push('\n');
    }
    let last = groups[0].curve.steps().take_while(|step| step.at_risk >= FEW).last();
    if let Some(last) = last {
        let words = format!(
            "The band holds at each age by itself. Fewer than {FEW} were still seen after {} d: from there on the curve says little.",
            age_of(last.age)
        );
        text.push_str(&wrapped(&words, width));
    }
    text
}

fn table(group: &Group, fits: &[(&'static str, &Fit)]) -> String {
    let ages = table_ages(group.sample.longest());
    let mut heading = vec![group.name.as_str(), "at risk", "seen", "95% band"];
    heading.extend(fits.iter().map(|(name, _)| *name));
    let mut grid = Grid::new(heading);
    let shares: Vec<Vec<f64>> =
        fits.iter().map(|(_, fit)| fit.shares(&group.sample, &ages)).collect();
    for (place, age) in ages.iter().enumerate() {
        let seen = group.curve.at(*age);
        let mut cells = vec![
            format!("{} d", age_of(*age)),
            group.curve.at_risk(*age).to_string(),
            format!("{:.3}", seen.survival),
            // Nothing is known to either side of a share of 1 or 0.
            if seen.low < seen.high {
                format!("{:.3} to {:.3}", seen.low, seen.high)
            } else {
                NOTHING.to_owned()
            },
        ];
        cells.extend(shares.iter().map(|shares| format!("{:.3}", shares[place])));
        grid.row(cells);
    }
    grid.render()
}

/// Who left between two ages against who would have by a fit.
pub(super) fn observed_and_expected(
    name: &str,
    fit: &Fit,
    sample: &Sample,
    width: usize,
) -> String {
    let longest = sample.longest();
    let mut edges = vec![0.0];
    edges.extend(table_ages(longest).into_iter().filter(|age| *age < longest));
    edges.push(longest);
    let mut grid = Grid::new(["", "left", "expected", "(left - expected) / sqrt(expected)"]);
    for part in by_interval(sample, fit, &edges) {
        grid.row([
            format!("{} to {} d", age_of(part.from), age_of(part.to)),
            part.observed.to_string(),
            format!("{:.1}", part.expected),
            part.residual().map_or("-".to_owned(), |residual| format!("{residual:+.2}")),
        ]);
    }
    let words = "The last column is about as far from 0 as standard normal numbers are; beyond ±2 the form misses something there.";
    format!("Left by age, and expected by {name}:\n{}{}", grid.render(), wrapped(words, width))
}
