//! How far a fitted hazard is from what was seen.

use super::fit::Fit;
use super::kaplan_meier::KaplanMeier;
use super::sample::{Observation, Sample};

/// People alike in stratum and covariates, and how many.
struct Kind<'a> {
    person: &'a Observation,
    count: f64,
}

fn kinds(sample: &Sample) -> Vec<Kind<'_>> {
    let order = |a: &&Observation, b: &&Observation| {
        let covariates = a.covariates.iter().zip(&b.covariates);
        covariates
            .map(|(a, b)| a.total_cmp(b))
            .fold(a.stratum.cmp(&b.stratum), std::cmp::Ordering::then)
    };
    let mut people: Vec<&Observation> = sample.observations.iter().collect();
    people.sort_by(order);
    let alike = people.chunk_by(|a, b| order(a, b).is_eq());
    alike.map(|alike| Kind { person: alike[0], count: alike.len() as f64 }).collect()
}

/// Where two curves are furthest from one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// \[days\]
    pub age: f64,
    /// Share still there by Kaplan and Meier.
    pub seen: f64,
    /// Share still there by the fitted hazard.
    pub fitted: f64,
}

impl Gap {
    /// How far they are from one another.
    #[must_use]
    pub fn size(&self) -> f64 {
        (self.seen - self.fitted).abs()
    }
}

/// Shares of everybody in a sample still there by a fitted hazard, at each of some ages: the mean over people, each with
/// their own stratum and ratios.
fn shares(sample: &Sample, fit: &Fit, ages: impl Iterator<Item = f64>) -> Vec<f64> {
    let kinds = kinds(sample);
    let people = sample.observations.len() as f64;
    ages.map(|age| {
        let still = kinds.iter().map(|kind| kind.count * fit.survival(kind.person, age));
        still.sum::<f64>() / people
    })
    .collect()
}

impl Fit {
    /// The share of everybody in a sample still there at each of some ages: the mean over people, each with their own
    /// stratum and ratios.
    #[must_use]
    pub fn shares(&self, sample: &Sample, ages: &[f64]) -> Vec<f64> {
        shares(sample, self, ages.iter().copied())
    }
}

/// The largest distance between the curve of Kaplan and Meier and the fitted one, over the ages at which someone left: just
/// before and just after (the statistic of Kolmogorov and Smirnov, on the seen part of the curve).
///
/// It has no p-value here: the parameters come from the same data, and some were not followed to the end.
#[must_use]
pub fn largest_gap(sample: &Sample, curve: &KaplanMeier, fit: &Fit) -> Option<Gap> {
    let fitted = shares(sample, fit, curve.falls().map(|fall| fall.age));
    let mut before = 1.0;
    let mut gaps = Vec::new();
    for (fall, fitted) in curve.falls().zip(fitted) {
        for seen in [before, fall.survival] {
            gaps.push(Gap { age: fall.age, seen, fitted });
        }
        before = fall.survival;
    }
    gaps.into_iter().max_by(|a, b| a.size().total_cmp(&b.size()))
}

/// Who left between two ages, and how many would have under a fitted hazard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// After this age. \[days\]
    pub from: f64,
    /// Up to and with this age. \[days\]
    pub to: f64,
    /// Left.
    pub observed: usize,
    /// The hazard gathered in it by everybody while they were there and seen.
    pub expected: f64,
}

impl Part {
    /// (observed - expected) / sqrt(expected): about as far from zero as standard normal numbers are, a little less, because
    /// the parameters come from the same data.
    #[must_use]
    pub fn residual(&self) -> Option<f64> {
        (self.expected > 0.0)
            .then(|| (self.observed as f64 - self.expected) / libm::sqrt(self.expected))
    }
}

/// Events by age against those expected of people while they were there and seen (the compensator of the counting process;
/// Andersen, Borgan, Gill and Keiding 1993).
#[must_use]
pub fn by_interval(sample: &Sample, fit: &Fit, edges: &[f64]) -> Vec<Part> {
    let mut intervals: Vec<Part> = edges
        .windows(2)
        .map(|ends| Part { from: ends[0], to: ends[1], observed: 0, expected: 0.0 })
        .collect();
    for person in &sample.observations {
        for interval in &mut intervals {
            if person.time <= interval.from {
                break;
            }
            let gathered = |age: f64| fit.gathered(person.stratum, &person.covariates, age);
            interval.expected += gathered(person.time.min(interval.to)) - gathered(interval.from);
            if person.left && person.time <= interval.to {
                interval.observed += 1;
            }
        }
    }
    intervals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::{Family, Form, fit};

    #[test]
    fn the_gap_and_the_expected_are_those_by_hand() {
        // One of two leaves on day 1, the other on day 3: a constant hazard of 2 / 4 a day.
        let sample = Sample::plain(&[(1.0, true), (3.0, true)]);
        let fit = fit(&sample, &Form::Family(Family::Exponential)).unwrap();
        let gap = largest_gap(&sample, &KaplanMeier::of(&sample), &fit).unwrap();
        // On day 1: 1 and 1/2 against 0.6065; on day 3: 1/2 and 0 against 0.2231.
        assert_eq!((gap.age, gap.seen), (1.0, 1.0));
        assert!((gap.size() - (1.0 - libm::exp(-0.5))).abs() < 1e-7);
        let parts = by_interval(&sample, &fit, &[0.0, 2.0, 4.0]);
        // Days lived: 1 + 2 up to day 2, 1 after.
        assert_eq!([parts[0].observed, parts[1].observed], [1, 1]);
        assert!((parts[0].expected - 1.5).abs() < 1e-7 && (parts[1].expected - 0.5).abs() < 1e-7);
        assert!((parts[0].residual().unwrap() + 0.5 / 1.5_f64.sqrt()).abs() < 1e-7);
    }

    #[test]
    fn all_expected_together_are_all_who_left() {
        let sample = Sample::plain(&[(1.0, true), (3.0, true), (4.0, false), (9.0, true)]);
        for family in [Family::Exponential, Family::Weibull, Family::Gompertz] {
            let fit = fit(&sample, &Form::Family(family)).unwrap();
            let sum: f64 = by_interval(&sample, &fit, &[0.0, 2.0, 10.0])
                .iter()
                .map(|part| part.expected)
                .sum();
            assert!((sum - 3.0).abs() < 1e-6, "{family:?} {sum}");
        }
    }
}
