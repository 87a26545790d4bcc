//! Durations as they were observed: listed values with weights, or quantiles.

use crate::random::Stream;
use crate::random::parameter::{Parameter, ParameterError, duration};
use crate::units::Days;

/// Observed durations, each with its weight.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Observed {
    /// Ascending.
    values: Vec<f64>,
    /// Cumulative share of each value and those before it; the last is 1.
    upto: Vec<f64>,
}

impl Observed {
    pub(super) fn new(observations: &[(Days, f64)]) -> Result<Observed, ParameterError> {
        let mut sorted = Vec::with_capacity(observations.len());
        for (index, &(value, weight)) in observations.iter().enumerate() {
            Parameter::days("values", value)
                .item(index)
                .check(duration("values", value).is_ok(), || {
                    "0 d or more, at most 1e9 d".to_owned()
                })?;
            Parameter::number("weights", weight).item(index).within(0.0..=1e9)?;
            sorted.push((value.0, weight));
        }
        let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
        Parameter::number("weights", total)
            .check(total > 0.0, || "such that at least one is more than 0".to_owned())?;
        sorted.retain(|(_, weight)| *weight > 0.0);
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        let mut upto: Vec<f64> = sorted
            .iter()
            .map(|(_, weight)| {
                sum += weight;
                sum / total
            })
            .collect();
        if let Some(last) = upto.last_mut() {
            *last = 1.0;
        }
        Ok(Observed { values: sorted.into_iter().map(|(value, _)| value).collect(), upto })
    }

    pub(super) fn draw(&self, stream: &mut Stream) -> f64 {
        self.at(stream.uniform())
    }

    fn at(&self, share: f64) -> f64 {
        let index = self.upto.partition_point(|upto| *upto <= share);
        self.values[index.min(self.values.len() - 1)]
    }

    /// One of those that are longer than this.
    pub(super) fn beyond(&self, passed: f64, uniform: f64) -> f64 {
        let below = self.cdf(passed);
        self.at((below + uniform * (1.0 - below)).max(below))
    }

    fn shares(&self) -> impl Iterator<Item = (f64, f64)> {
        let before = std::iter::once(&0.0).chain(&self.upto);
        self.values.iter().zip(self.upto.iter().zip(before)).map(|(v, (to, from))| (*v, to - from))
    }

    pub(super) fn mean_and_variance(&self) -> (f64, f64) {
        let mean = self.shares().map(|(value, share)| value * share).sum::<f64>();
        let squares = self.shares().map(|(value, share)| (value - mean) * (value - mean) * share);
        (mean, squares.sum())
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        match self.values.partition_point(|value| *value <= x) {
            0 => 0.0,
            count => self.upto[count - 1],
        }
    }

    pub(super) fn longest(&self) -> f64 {
        self.values[self.values.len() - 1]
    }
}

/// A distribution function that is linear between given points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantiles {
    /// Ascending. \[days\]
    values: Vec<f64>,
    /// Ascending; the last is 1. What the first has above 0 lies on the first value.
    shares: Vec<f64>,
}

impl Quantiles {
    pub(super) fn new(points: &[(Days, f64)]) -> Result<Quantiles, ParameterError> {
        let (mut values, mut shares) = (Vec::new(), Vec::new());
        let (mut last_value, mut last_share) = (0.0, 0.0);
        for (index, &(value, share)) in points.iter().enumerate() {
            last_value = Parameter::days("quantiles", value)
                .item(index)
                .check((last_value..=1e9).contains(&value.0), || {
                    format!("at least {last_value} d, as the points must not decrease")
                })?;
            last_share = Parameter::number("quantiles", share)
                .item(index)
                .check((last_share..=1.0 + 1e-9).contains(&share), || {
                    format!("from {last_share} to 1, as the points must not decrease")
                })?;
            values.push(last_value);
            shares.push(last_share.min(1.0));
        }
        Parameter::number("quantiles", last_share)
            .item(points.len().saturating_sub(1))
            .check((last_share - 1.0).abs() <= 1e-9, || "1 at the last point".to_owned())?;
        if let Some(last) = shares.last_mut() {
            *last = 1.0;
        }
        Ok(Quantiles { values, shares })
    }

    pub(super) fn draw(&self, stream: &mut Stream) -> f64 {
        self.at(stream.uniform())
    }

    /// One of those that are longer than this.
    pub(super) fn beyond(&self, passed: f64, uniform: f64) -> f64 {
        let below = self.cdf(passed);
        self.at(below + uniform * (1.0 - below)).max(passed)
    }

    fn at(&self, uniform: f64) -> f64 {
        let right =
            self.shares.partition_point(|share| *share < uniform).min(self.shares.len() - 1);
        let Some(left) = right.checked_sub(1) else { return self.values[0] };
        let (low, high) = (self.values[left], self.values[right]);
        let part = (uniform - self.shares[left]) / (self.shares[right] - self.shares[left]);
        (low + part * (high - low)).clamp(low, high)
    }

    /// Pieces: from, to, share. The first is an atom.
    fn pieces(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let atom = std::iter::once((self.values[0], self.values[0], self.shares[0]));
        let lines = self
            .values
            .windows(2)
            .zip(self.shares.windows(2))
            .map(|(values, shares)| (values[0], values[1], shares[1] - shares[0]));
        atom.chain(lines)
    }

    pub(super) fn mean_and_variance(&self) -> (f64, f64) {
        let mean: f64 = self.pieces().map(|(from, to, share)| share * 0.5 * (from + to)).sum();
        let variance = self.pieces().map(|(from, to, share)| {
            let (off, width) = (0.5 * (from + to) - mean, to - from);
            share * (off * off + width * width / 12.0)
        });
        (mean, variance.sum())
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        let right = self.values.partition_point(|value| *value <= x);
        let Some(left) = right.checked_sub(1) else { return 0.0 };
        let Some(&high) = self.values.get(right) else { return 1.0 };
        let part = (x - self.values[left]) / (high - self.values[left]);
        self.shares[left] + part * (self.shares[right] - self.shares[left])
    }

    /// The longest duration that can come: where the shares first reach 1.
    pub(super) fn longest(&self) -> f64 {
        self.values[self.shares.partition_point(|share| *share < 1.0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_values_come_in_any_order_and_those_without_weight_never() {
        let observed =
            Observed::new(&[(Days(9.0), 0.0), (Days(5.0), 1.0), (Days(2.0), 3.0)]).unwrap();
        assert_eq!(observed.mean_and_variance(), (2.75, 1.6875));
        assert_eq!([1.9, 2.0, 4.9, 5.0].map(|x| observed.cdf(x)), [0.0, 0.75, 0.75, 1.0]);
        assert_eq!(observed.longest(), 5.0);
    }

    #[test]
    fn quantiles_make_a_piecewise_uniform_distribution_with_an_atom_at_the_start() {
        let quantiles =
            Quantiles::new(&[(Days(0.0), 0.5), (Days(2.0), 0.5), (Days(4.0), 1.0)]).unwrap();
        // Half at 0, half uniform on 2 to 4: mean 1.5, E[x^2] = 0.5 (9 + 1/3).
        let (mean, variance) = quantiles.mean_and_variance();
        assert_eq!(mean, 1.5);
        assert!((variance - (0.5 * (9.0 + 1.0 / 3.0) - 2.25)).abs() < 1e-12);
        assert_eq!([0.0, 1.0, 3.0, 4.0].map(|x| quantiles.cdf(x)), [0.5, 0.5, 0.75, 1.0]);
    }

    #[test]
    fn what_is_no_distribution_is_refused() {
        let observed = |list: &[(Days, f64)]| Observed::new(list).unwrap_err().index;
        assert_eq!(observed(&[]), None);
        assert_eq!(observed(&[(Days(1.0), 0.0)]), None);
        assert_eq!(observed(&[(Days(1.0), 1.0), (Days(-1.0), 1.0)]), Some(1));
        assert_eq!(observed(&[(Days(1.0), f64::NAN)]), Some(0));
        let quantiles = |list: &[(Days, f64)]| Quantiles::new(list).unwrap_err().index;
        assert_eq!(quantiles(&[]), Some(0));
        assert_eq!(quantiles(&[(Days(1.0), 0.0), (Days(2.0), 0.9)]), Some(1));
        assert_eq!(quantiles(&[(Days(3.0), 0.0), (Days(2.0), 1.0)]), Some(1));
        assert_eq!(quantiles(&[(Days(3.0), 0.5), (Days(4.0), 0.4)]), Some(1));
    }
}
