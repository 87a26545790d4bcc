//! Hazards that are constant between given ages.

use crate::random::parameter::{Parameter, ParameterError, rate};
use crate::units::{Days, PerDay};

/// A hazard that is constant from each knot to the next and from the last one on, and may jump to
/// infinity at one age.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    /// Ages at which pieces begin, the first at zero. \[days\]
    ages: Vec<f64>,
    /// Hazard gathered by then. \[1\]
    gathered: Vec<f64>,
    /// Hazard from then on. \[1/day\]
    rates: Vec<f64>,
    /// The age that nobody outlasts; infinite where there is none.
    certain: f64,
}

impl Curve {
    fn begin() -> Curve {
        Curve { ages: Vec::new(), gathered: Vec::new(), rates: Vec::new(), certain: f64::INFINITY }
    }

    fn push(&mut self, age: f64, gathered: f64, rate: f64) {
        self.ages.push(age);
        self.gathered.push(gathered);
        self.rates.push(rate);
    }

    /// Steps of `(until, rate)`; the last may be open (`Days::NEVER`), and otherwise the hazard is zero
    /// after it.
    pub(super) fn steps(steps: &[(Days, PerDay)]) -> Result<Curve, ParameterError> {
        Parameter::number("steps", 0.0)
            .check(!steps.is_empty(), || "a list of at least one step".to_owned())?;
        let mut curve = Curve::begin();
        let (mut from, mut gathered) = (0.0, 0.0);
        for (index, &(until, per_day)) in steps.iter().enumerate() {
            Parameter::rate("steps", per_day)
                .item(index)
                .check(rate("steps", per_day).is_ok(), || {
                    "0 or more, at most 1e9 per day".to_owned()
                })?;
            curve.push(from, gathered, per_day.0);
            if until == Days::NEVER && index + 1 == steps.len() {
                return Ok(curve);
            }
            let to = Parameter::days("until", until).item(index).above(from)?;
            gathered += per_day.0 * (to - from);
            from = to;
        }
        curve.push(from, gathered, 0.0);
        Ok(curve)
    }

    /// Points of a survival function from (0, 1), which is added where it is missing. The hazard is
    /// constant between them and zero after the last; where the last survival is 0, everyone left is
    /// gone at that very age.
    pub(super) fn survival(points: &[(Days, f64)]) -> Result<Curve, ParameterError> {
        Parameter::number("survival", 0.0)
            .check(!points.is_empty(), || "a list of at least one point".to_owned())?;
        let mut curve = Curve::begin();
        let (mut from, mut alive) = (0.0, 1.0);
        for (index, &(age, share)) in points.iter().enumerate() {
            let age = Parameter::days("survival", age).item(index);
            let share = Parameter::number("survival", share).item(index);
            if index == 0 && points[0].0 == Days::ZERO {
                share.check(points[0].1 == 1.0, || "1 at age 0 d".to_owned())?;
                continue;
            }
            let to = age.above(from)?;
            let left = share.within(0.0..=alive)?;
            if left == 0.0 {
                let last = index + 1 == points.len();
                share.check(last, || "more than 0 before the last point".to_owned())?;
                curve.push(from, -libm::log(alive), 0.0);
                curve.certain = to;
                return Ok(curve);
            }
            share.check(left >= 1e-300, || "0, or at least 1e-300".to_owned())?;
            curve.push(from, -libm::log(alive), libm::log(alive / left) / (to - from));
            (from, alive) = (to, left);
        }
        curve.push(from, -libm::log(alive), 0.0);
        Ok(curve)
    }

    pub(super) fn gathered(&self, age: f64) -> f64 {
        if age >= self.certain {
            return f64::INFINITY;
        }
        let piece = self.ages.partition_point(|from| *from <= age) - 1;
        let so_far = self.gathered[piece] + self.within(piece, age - self.ages[piece]);
        // Rounding must not carry it past what the next piece begins with, nor a late age past all numbers.
        so_far.min(self.gathered.get(piece + 1).copied().unwrap_or(f64::MAX))
    }

    /// The hazard gathered in a piece, which is none without a rate however long it lasts.
    fn within(&self, piece: usize, time: f64) -> f64 {
        if self.rates[piece] == 0.0 { 0.0 } else { self.rates[piece] * time }
    }

    pub(super) fn age_at(&self, hazard: f64) -> f64 {
        let piece = self.gathered.partition_point(|gathered| *gathered < hazard) - 1;
        let end = self.ages.get(piece + 1).copied().unwrap_or(self.certain);
        if self.rates[piece] == 0.0 {
            return end;
        }
        (self.ages[piece] + (hazard - self.gathered[piece]) / self.rates[piece]).min(end)
    }

    /// All the hazard there ever is.
    pub(super) fn total(&self) -> f64 {
        let last = self.rates.len() - 1;
        let endless = self.rates[last] > 0.0 || self.certain < f64::INFINITY;
        if endless { f64::INFINITY } else { self.gathered[last] }
    }

    pub(super) fn certain(&self) -> f64 {
        self.certain
    }

    /// The same, except that nothing is certain.
    pub(super) fn without_certainty(self) -> Curve {
        Curve { certain: f64::INFINITY, ..self }
    }
}
