//! A pattern of weights that repeats: hours of the day, days of the week, months of the year.

use crate::random::parameter::{Parameter, ParameterError, positive};
use crate::units::Days;

/// Days of the months of a year of 365.25 days, February having 28.25.
const MONTHS: [f64; 12] = [31.0, 28.25, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
/// Most parts of a cycle.
const MOST_PARTS: usize = 100_000;

/// Weights over a period that repeats for ever, scaled so that their mean over the period is 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    pub(super) period: f64,
    /// How far into a cycle time zero is, from 0 to below the period.
    pub(super) offset: f64,
    /// Where the parts begin; the first at 0.
    pub(super) starts: Vec<f64>,
    /// Weight of each part.
    pub(super) weights: Vec<f64>,
}

impl Cycle {
    /// A period divided equally between the weights; at time zero a cycle is already `offset` old.
    ///
    /// ```
    /// use throughcare::random::Cycle;
    /// use throughcare::units::Days;
    /// // Time zero is a Wednesday; weekends are half as busy as other days.
    /// let week = Cycle::equal_parts(Days::WEEK, Days(2.0), &[1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5])?;
    /// // Wednesday's weight is 1 / (6 / 7).
    /// assert!((week.weight_at(Days(0.5)) - 7.0 / 6.0).abs() < 1e-12);
    /// # Ok::<(), throughcare::random::ParameterError>(())
    /// ```
    pub fn equal_parts(
        period: Days,
        offset: Days,
        weights: &[f64],
    ) -> Result<Cycle, ParameterError> {
        let period = positive("cycle", period)?;
        let parts = weights.len() as f64;
        let starts = (0..weights.len()).map(|part| period * part as f64 / parts).collect();
        Cycle::new(period, offset, starts, weights)
    }

    /// Twelve weights for the months of a year of 365.25 days that began on 1 January, `offset` before
    /// time zero. Calendar years differ from it by less than a day.
    pub fn months(offset: Days, weights: &[f64; 12]) -> Result<Cycle, ParameterError> {
        let starts = MONTHS
            .iter()
            .scan(0.0, |next, length| {
                let start = *next;
                *next += length;
                Some(start)
            })
            .collect();
        Cycle::new(Days::YEAR.0, offset, starts, weights)
    }

    /// Parts of any lengths, which together make the period.
    pub fn parts(offset: Days, parts: &[(Days, f64)]) -> Result<Cycle, ParameterError> {
        let mut starts = Vec::with_capacity(parts.len());
        let mut end = 0.0;
        for (index, &(length, _)) in parts.iter().enumerate() {
            starts.push(end);
            let next = end + length.0;
            end = Parameter::days("parts", length)
                .item(index)
                .check(positive("parts", length).is_ok() && next > end, || {
                    "more than 0 d".to_owned()
                })
                .map(|_| next)?;
        }
        let weights: Vec<f64> = parts.iter().map(|(_, weight)| *weight).collect();
        Cycle::new(positive("cycle", Days(end))?, offset, starts, &weights)
    }

    fn new(
        period: f64,
        offset: Days,
        starts: Vec<f64>,
        weights: &[f64],
    ) -> Result<Cycle, ParameterError> {
        let count = weights.len();
        Parameter::number("weights", count as f64)
            .check((1..=MOST_PARTS).contains(&count), || {
                format!("a list of 1 to {MOST_PARTS} weights")
            })?;
        for (index, &weight) in weights.iter().enumerate() {
            Parameter::number("weights", weight)
                .item(index)
                .check(weight == 0.0 || (1e-9..=1e9).contains(&weight), || {
                    "0, or from 1e-9 to 1e9".to_owned()
                })?;
        }
        let offset = Parameter::days("offset", offset).within(-1e9..=1e9)?.rem_euclid(period);
        // `rem_euclid` of a tiny negative number is the period itself.
        let offset = if offset < period { offset } else { 0.0 };
        let ends = starts.iter().skip(1).chain([&period]);
        let area: f64 =
            starts.iter().zip(ends).zip(weights).map(|((from, to), w)| (to - from) * w).sum();
        let mean = area / period;
        Parameter::number("weights", mean)
            .check(mean > 0.0, || "such that at least one is more than 0".to_owned())?;
        let weights = weights.iter().map(|weight| weight / mean).collect();
        Ok(Cycle { period, offset, starts, weights })
    }

    /// Length of the cycle.
    #[must_use]
    pub fn period(&self) -> Days {
        Days(self.period)
    }

    /// The weight at an instant; its mean over the period is 1.
    #[must_use]
    pub fn weight_at(&self, instant: Days) -> f64 {
        self.weight_of(self.age_at(instant.0))
    }

    /// The weight at an age of the cycle.
    pub(super) fn weight_of(&self, age: f64) -> f64 {
        self.weights[self.starts.partition_point(|start| *start <= age).max(1) - 1]
    }

    /// How old the cycle is at an instant.
    pub(super) fn age_at(&self, instant: f64) -> f64 {
        let age = (instant + self.offset).rem_euclid(self.period);
        if age < self.period { age } else { 0.0 }
    }
}
