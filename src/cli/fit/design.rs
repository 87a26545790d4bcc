//! From columns to a sample: which people have a hazard of their own, and what multiplies it.

use super::mistakes::Mistake;
use super::rows::Rows;
use super::words::key;
use crate::survival::{Observation, Sample};
use std::collections::BTreeSet;

/// Most levels that a column may have.
const MOST_LEVELS: usize = 20;
/// Amounts are levels of a scenario one by one up to so many; more are put into bands.
const MOST_AMOUNTS: usize = 30;
/// How many bands.
const BANDS: usize = 10;
/// Sizes of numbers other than 0 whose squares still add up.
const SIZES: std::ops::RangeInclusive<f64> = 1e-9..=1e15;

/// A column as an attribute of a scenario: its levels, and the level of each person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribute {
    /// In the file.
    pub(super) column: String,
    /// In the scenario.
    pub(super) name: String,
    pub(super) levels: Vec<Level>,
    /// By person, the number of their level.
    pub(super) of: Vec<usize>,
}

/// A level of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Level {
    pub(super) name: String,
    /// The mean amount of those at this level, where the column has amounts.
    pub(super) amount: Option<f64>,
}

/// A column whose ratios multiply the hazard.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RatioColumn {
    pub(super) attribute: Attribute,
    pub(super) coding: Coding,
    /// The number of its first covariate.
    first: usize,
}

/// How a column multiplies the hazard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Coding {
    /// Each level has its own ratio to the level of this number.
    Levels(usize),
    /// Each unit more than this amount has the same ratio.
    Amount(f64),
}

impl RatioColumn {
    /// The ratios of the fit that belong to it: what each is of, and its number.
    pub(super) fn ratios(&self) -> Vec<(String, usize)> {
        match self.coding {
            Coding::Amount(_) => vec![(format!("{}, one more", self.attribute.column), self.first)],
            Coding::Levels(reference) => {
                let others = (0..self.attribute.levels.len()).filter(|level| *level != reference);
                let reference = &self.attribute.levels[reference].name;
                others
                    .enumerate()
                    .map(|(place, level)| {
                        let level = &self.attribute.levels[level].name;
                        let what = format!("{} {level} against {reference}", self.attribute.column);
                        (what, self.first + place)
                    })
                    .collect()
            }
        }
    }

    /// The logarithm of the ratio at a level, from those of the fit.
    pub(super) fn log_ratio(&self, level: usize, log_ratios: &dyn Fn(usize) -> f64) -> f64 {
        match self.coding {
            Coding::Amount(reference) => {
                let amount = self.attribute.levels[level].amount.unwrap_or(reference);
                (amount - reference) * log_ratios(self.first)
            }
            Coding::Levels(reference) if level == reference => 0.0,
            Coding::Levels(reference) => {
                log_ratios(self.first + level - usize::from(level > reference))
            }
        }
    }

    /// Whom the hazard without ratios is of.
    pub(super) fn reference(&self) -> String {
        match self.coding {
            Coding::Amount(reference) => format!("{} {reference}", self.attribute.column),
            Coding::Levels(reference) => {
                format!("{} {}", self.attribute.column, self.attribute.levels[reference].name)
            }
        }
    }
}

/// What is to be fitted.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Design {
    pub(super) sample: Sample,
    /// The column whose levels have hazards of their own.
    pub(super) by: Option<Attribute>,
    pub(super) ratios: Vec<RatioColumn>,
    /// Whether every time is a whole number of its unit.
    pub(super) are_whole: bool,
}

/// The columns asked for, by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) by: Option<&'a str>,
    pub(super) ratios: &'a [String],
    /// Columns of numbers that are levels.
    pub(super) levels: &'a [String],
}

impl<'a> Columns<'a> {
    /// All of them, in the order of [`Rows::others`].
    pub(super) fn names(self) -> Vec<&'a str> {
        self.by.into_iter().chain(self.ratios.iter().map(String::as_str)).collect()
    }
}

/// Puts rows and columns together, or says everything that is wrong with the columns.
pub(super) fn design(rows: Rows, columns: Columns<'_>) -> Result<Design, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    for (name, cells) in columns.names().into_iter().zip(&rows.others) {
        let is_extreme = |number: &f64| *number != 0.0 && !SIZES.contains(&number.abs());
        if let Some(number) =
            amounts(cells).and_then(|amounts| amounts.into_iter().find(is_extreme))
        {
            let extreme = Mistake::of_column(name, format!("{number:e} is out of range"));
            let (low, high) = (SIZES.start(), SIZES.end());
            mistakes.push(extreme.hint(format!(
                "a number is 0 or between {low:e} and {high:e} in size: count in another unit"
            )));
        }
    }
    let mut cells = rows.others.iter();
    let mut by = columns.by.and_then(|name| {
        let cells = cells.next()?;
        attribute(name, cells, &rows.left, &mut mistakes)
    });
    let mut ratios = Vec::new();
    let mut first = 0;
    for (name, cells) in columns.ratios.iter().zip(cells) {
        let is_amount = !columns.levels.contains(name);
        let found = match amounts(cells).filter(|amounts| is_amount && distinct(amounts).len() > 2)
        {
            Some(amounts) => Some(banded(name, &amounts)),
            None => attribute(name, cells, &rows.left, &mut mistakes).map(|attribute| {
                let reference = reference(&attribute);
                (attribute, Coding::Levels(reference))
            }),
        };
        if let Some((attribute, coding)) = found {
            let width = match coding {
                Coding::Amount(_) => 1,
                Coding::Levels(_) => attribute.levels.len() - 1,
            };
            ratios.push(RatioColumn { attribute, coding, first });
            first += width;
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    tell_apart(by.iter_mut().chain(ratios.iter_mut().map(|ratio| &mut ratio.attribute)));
    let amounts: Vec<Option<Vec<f64>>> = ratios
        .iter()
        .zip(rows.others.iter().skip(usize::from(by.is_some())))
        .map(|(ratio, cells)| match ratio.coding {
            Coding::Amount(_) => amounts(cells),
            Coding::Levels(_) => None,
        })
        .collect();
    let observations =
        rows.times.iter().zip(&rows.left).enumerate().map(|(person, (time, left))| {
            let mut covariates = Vec::with_capacity(first);
            for (ratio, amounts) in ratios.iter().zip(&amounts) {
                match (ratio.coding, amounts) {
                    (Coding::Amount(reference), Some(amounts)) => {
                        covariates.push(amounts[person] - reference);
                    }
                    _ => {
                        let at = ratio.attribute.of[person];
                        for (_, number) in ratio.ratios() {
                            let one = ratio.log_ratio(at, &|of| f64::from(u8::from(of == number)));
                            covariates.push(one);
                        }
                    }
                }
            }
            let stratum = by.as_ref().map_or(0, |by| by.of[person]);
            Observation { time: *time, left: *left, stratum, covariates }
        });
    let sample = Sample {
        observations: observations.collect(),
        strata: by.as_ref().map_or(1, |by| by.levels.len()),
    };
    Ok(Design { sample, by, ratios, are_whole: rows.are_whole })
}

/// Numbers the names of columns that come to one name.
fn tell_apart<'a>(attributes: impl Iterator<Item = &'a mut Attribute>) {
    let mut names = BTreeSet::new();
    for attribute in attributes {
        let name = attribute.name.clone();
        let mut number = 2;
        while !names.insert(attribute.name.clone()) {
            attribute.name = format!("{name}_{number}");
            number += 1;
        }
    }
}

fn amounts(cells: &[String]) -> Option<Vec<f64>> {
    let number = |cell: &String| cell.parse::<f64>().ok().filter(|number| number.is_finite());
    cells.iter().map(number).collect()
}

fn distinct(amounts: &[f64]) -> Vec<f64> {
    let mut sorted = amounts.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    sorted
}

/// Numbers as levels. There is no minus zero.
fn written(amounts: &[f64]) -> Vec<String> {
    amounts.iter().map(|amount| (amount + 0.0).to_string()).collect()
}

/// A column of levels, in their natural order: numbers by size, words by the alphabet.
fn attribute(
    column: &str,
    cells: &[String],
    left: &[bool],
    mistakes: &mut Vec<Mistake>,
) -> Option<Attribute> {
    // 0 and 0.0 are one number.
    let (cells, names): (Vec<String>, Vec<String>) = match amounts(cells) {
        Some(amounts) => (written(&amounts), written(&distinct(&amounts))),
        None => {
            (cells.to_vec(), cells.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect())
        }
    };
    if let [only] = names.as_slice() {
        let same = Mistake::of_column(column, format!("everybody has the same: \"{only}\""));
        mistakes.push(same.hint("leave the column out"));
        return None;
    }
    if names.len() > MOST_LEVELS {
        let many = format!(
            "{} different levels, of which at most {MOST_LEVELS} can be told apart",
            names.len()
        );
        mistakes.push(Mistake::of_column(column, many).hint("merge some of them"));
        return None;
    }
    let of: Vec<usize> =
        cells.iter().map(|cell| names.iter().position(|name| name == cell).unwrap_or(0)).collect();
    let mut is_sound = true;
    for (level, name) in names.iter().enumerate() {
        let such = || of.iter().zip(left).filter(|(at, _)| **at == level);
        let leavers = such().filter(|(_, left)| **left).count();
        if leavers == 0 {
            let nobody = format!("nobody of the {} at \"{name}\" left", such().count());
            mistakes.push(
                Mistake::of_column(column, nobody)
                    .hint("no hazard and no ratio can be told of them: merge them with others, or leave them out"),
            );
            is_sound = false;
        }
    }
    let levels = names.into_iter().map(|name| Level { name, amount: None }).collect();
    is_sound.then(|| Attribute { column: column.to_owned(), name: key(column), levels, of })
}

/// The first of numbers, the most frequent of words.
fn reference(attribute: &Attribute) -> usize {
    if attribute.levels.iter().all(|level| level.name.parse::<f64>().is_ok()) {
        return 0;
    }
    let count = |level: usize| attribute.of.iter().filter(|at| **at == level).count();
    // The first of several that are equally frequent.
    (0..attribute.levels.len()).rev().max_by_key(|level| count(*level)).unwrap_or(0)
}

/// A column of amounts: each a level, or in bands of about as many people.
fn banded(column: &str, amounts: &[f64]) -> (Attribute, Coding) {
    let distinct = distinct(amounts);
    let mut sorted = amounts.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = Coding::Amount(sorted[(sorted.len() - 1) / 2]);
    // The largest amount of each level.
    let mut ends: Vec<f64> = if distinct.len() <= MOST_AMOUNTS {
        distinct
    } else {
        (1..=BANDS).map(|band| sorted[(sorted.len() * band).div_ceil(BANDS) - 1]).collect()
    };
    ends.dedup();
    let of: Vec<usize> =
        amounts.iter().map(|amount| ends.partition_point(|end| end < amount)).collect();
    let levels = (0..ends.len())
        .map(|level| {
            let such: Vec<f64> = of
                .iter()
                .zip(amounts)
                .filter(|(at, _)| **at == level)
                .map(|(_, amount)| *amount)
                .collect();
            let low = such.iter().copied().fold(f64::INFINITY, f64::min);
            let high = such.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let name = if low == high { format!("{low}") } else { format!("{low} to {high}") };
            Level { name, amount: Some(such.iter().sum::<f64>() / such.len() as f64) }
        })
        .collect();
    (Attribute { column: column.to_owned(), name: key(column), levels, of }, middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(others: &[&[&str]]) -> Rows {
        let people = others[0].len();
        Rows {
            times: (1..=people).map(|time| time as f64).collect(),
            left: vec![true; people],
            others: others
                .iter()
                .map(|cells| cells.iter().map(|c| (*c).to_owned()).collect())
                .collect(),
            are_whole: true,
        }
    }

    fn columns<'a>(ratios: &'a [String], levels: &'a [String]) -> Columns<'a> {
        Columns { by: None, ratios, levels }
    }

    #[test]
    fn amounts_are_trends_and_words_are_levels_against_the_most_frequent() {
        let names = ["dose", "town"].map(str::to_owned);
        let rows = rows(&[&["60", "40", "50"], &["x", "y", "y"]]);
        let found = design(rows.clone(), columns(&names, &[])).unwrap();
        let covariates: Vec<&[f64]> =
            found.sample.observations.iter().map(|person| person.covariates.as_slice()).collect();
        assert_eq!(covariates, [[10.0, 1.0], [-10.0, 0.0], [0.0, 0.0]]);
        assert_eq!(found.ratios[0].reference(), "dose 50");
        assert_eq!(found.ratios[1].ratios(), [("town x against y".to_owned(), 1)]);
        // With ln ratios 0.1 a unit and 2: dose 60 has 1, town x has 2.
        let logs = |number| [0.1, 2.0][number];
        assert!((found.ratios[0].log_ratio(2, &logs) - 1.0).abs() < 1e-12);
        assert_eq!([0, 1].map(|level| found.ratios[1].log_ratio(level, &logs)), [2.0, 0.0]);
        let levels = design(rows, columns(&names, &names[..1])).unwrap();
        assert_eq!(levels.sample.observations[0].covariates, [0.0, 1.0, 1.0]);
    }

    #[test]
    fn columns_that_come_to_one_name_are_numbered() {
        let names = ["a+", "a", "a-", "a 2"].map(str::to_owned);
        let found = design(rows(&[&["x", "y"][..]; 4]), columns(&names, &[])).unwrap();
        let found: Vec<&str> =
            found.ratios.iter().map(|ratio| ratio.attribute.name.as_str()).collect();
        assert_eq!(found, ["a", "a_2", "a_3", "a_2_2"]);
    }

    #[test]
    fn columns_that_tell_nothing_are_refused_together() {
        let names = ["same", "apart"].map(str::to_owned);
        let mut rows = rows(&[&["a", "a", "a"], &["x", "x", "y"]]);
        rows.left[2] = false;
        let told = format!("{:?}", design(rows, columns(&names, &[])).unwrap_err());
        assert!(
            told.contains("everybody has the same") && told.contains("nobody of the 1 at"),
            "{told}"
        );
    }

    #[test]
    fn a_number_is_one_level_however_it_is_written_and_none_is_extreme() {
        let names = ["dose".to_owned()];
        let found =
            design(rows(&[&["0", "0.0", "1", "01", "1e0", "-0"]]), columns(&names, &[])).unwrap();
        let attribute = &found.ratios[0].attribute;
        let levels: Vec<&str> = attribute.levels.iter().map(|level| level.name.as_str()).collect();
        assert_eq!((levels, &attribute.of[..]), (vec!["0", "1"], &[0, 0, 1, 1, 1, 0][..]));
        for extreme in ["1e300", "-1e300", "1e-300"] {
            let told = format!("{:?}", design(rows(&[&["0", extreme, "1"]]), columns(&names, &[])));
            assert!(told.contains(&format!("{extreme} is out of range")), "{told}");
        }
    }

    #[test]
    fn many_amounts_become_bands_that_hold_everybody() {
        let cells: Vec<String> = (0..95).map(|amount| amount.to_string()).collect();
        let amounts = amounts(&cells).unwrap();
        let (attribute, coding) = banded("age", &amounts);
        assert_eq!((attribute.levels.len(), coding), (10, Coding::Amount(47.0)));
        assert_eq!(attribute.levels[0].name, "0 to 9");
        assert_eq!(attribute.levels[0].amount, Some(4.5));
        assert_eq!(attribute.of[94], 9);
    }
}
