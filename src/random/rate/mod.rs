//! Rates over time: a mean rate times weights that repeat.
//!
//! Several cycles are merged into one that repeats when all of them do, so that the number expected
//! and the instant by which so many are expected are each found by one search, however long it takes.

mod cycle;

use super::parameter::{Parameter, ParameterError, rate};
use crate::units::{Days, PerDay};
pub use cycle::Cycle;

/// Most parts of a merged cycle: quarters of an hour over 28 years, in which weeks and years meet again.
const MOST_PARTS: usize = 1 << 20;
/// Most times the longest cycle is repeated until all meet.
const MOST_REPEATS: u32 = 4096;

/// A rate that may vary in cycles.
///
/// ```
/// use throughcare::random::{Cycle, RateCurve};
/// use throughcare::units::{Days, PerDay};
/// // Three a day in the first half of each day and one in the second: two a day on average.
/// let day = Cycle::equal_parts(Days(1.0), Days::ZERO, &[3.0, 1.0])?;
/// let curve = RateCurve::new(PerDay(2.0), vec![day])?;
/// assert_eq!(curve.expected(Days(0.0), Days(10.5)), 21.5);
/// assert_eq!(curve.instant_after(Days(0.0), 21.5), Days(10.5));
/// # Ok::<(), throughcare::random::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RateCurve {
    mean: PerDay,
    /// None: the same at all times.
    pattern: Option<Pattern>,
}

/// One cycle with its integral.
#[derive(Debug, Clone, PartialEq)]
struct Pattern {
    cycle: Cycle,
    /// Integral of the weight up to where each part begins, and over the whole. \[days\]
    upto: Vec<f64>,
}

impl RateCurve {
    /// The same rate at all times.
    pub fn constant(per_day: PerDay) -> Result<RateCurve, ParameterError> {
        RateCurve::new(per_day, Vec::new())
    }

    /// A mean rate times the weights of all cycles. The mean over a long time is the mean rate unless
    /// several cycles vary together. Cycles must meet again within a merged cycle of 2^20 parts.
    pub fn new(mean: PerDay, cycles: Vec<Cycle>) -> Result<RateCurve, ParameterError> {
        let mean = PerDay(rate("rate", mean)?);
        let mut merged: Option<Cycle> = None;
        for (index, cycle) in cycles.into_iter().enumerate() {
            merged = Some(match merged {
                None => cycle,
                Some(earlier) => merge(&earlier, &cycle, index)?,
            });
        }
        Ok(RateCurve { mean, pattern: merged.map(Pattern::new) })
    }

    /// The mean rate, before any cycle.
    #[must_use]
    pub fn mean(&self) -> PerDay {
        self.mean
    }

    /// The rate at an instant.
    #[must_use]
    pub fn at(&self, instant: Days) -> PerDay {
        match &self.pattern {
            Some(pattern) if instant.is_finite() => self.mean * pattern.cycle.weight_at(instant),
            _ => self.mean,
        }
    }

    /// The number expected between two instants: the integral of the rate; 0 where `to` is not later.
    #[must_use]
    pub fn expected(&self, from: Days, to: Days) -> f64 {
        let usable = from.is_finite() && to > from && self.mean.0 > 0.0;
        if !usable {
            return 0.0;
        }
        match &self.pattern {
            Some(pattern) if pattern.whole() == 0.0 => 0.0,
            Some(pattern) if to.is_finite() => self.mean.0 * pattern.between(from.0, to.0),
            _ => self.mean.0 * (to.0 - from.0),
        }
    }

    /// The earliest instant by which `count` more are expected than by `from`; never, where that
    /// never comes.
    #[inline]
    #[must_use]
    pub fn instant_after(&self, from: Days, count: f64) -> Days {
        if count <= 0.0 {
            return from;
        }
        let weight = count / self.mean.0;
        if !weight.is_finite() || !from.is_finite() {
            return Days::NEVER;
        }
        match &self.pattern {
            None => from + Days(weight),
            Some(pattern) => Days(pattern.after(from.0, weight)),
        }
    }
}

/// Within which relative distance two integrals are one. \[1\]
const HAIR: f64 = 1e-12;

impl Pattern {
    fn new(cycle: Cycle) -> Pattern {
        let ends = cycle.starts.iter().skip(1).chain([&cycle.period]);
        let mut sum = 0.0;
        let mut upto = vec![0.0];
        for ((from, to), weight) in cycle.starts.iter().zip(ends).zip(&cycle.weights) {
            sum += weight * (to - from);
            upto.push(sum);
        }
        Pattern { upto, cycle }
    }

    /// The integral over one period.
    fn whole(&self) -> f64 {
        self.upto[self.upto.len() - 1]
    }

    /// The integral up to an age of the cycle.
    fn to_age(&self, age: f64) -> f64 {
        let part = self.cycle.starts.partition_point(|start| *start <= age).max(1) - 1;
        let sum = self.upto[part] + self.cycle.weights[part] * (age - self.cycle.starts[part]);
        sum.min(self.upto[part + 1])
    }

    fn between(&self, from: f64, to: f64) -> f64 {
        let (first, last) = (self.cycle.age_at(from), self.cycle.age_at(to));
        let cycles = ((to - last - (from - first)) / self.cycle.period).round();
        (cycles * self.whole() + self.to_age(last) - self.to_age(first)).max(0.0)
    }

    /// The earliest instant by which the integral since `from` is `weight`, which is positive.
    fn after(&self, from: f64, weight: f64) -> f64 {
        let whole = self.whole();
        if whole == 0.0 {
            return f64::INFINITY;
        }
        let age = self.cycle.age_at(from);
        let target = self.to_age(age) + weight;
        // What is reached as a part or the cycle ends came with the last weight of it, not with the next: rounding must not
        // put it off to the other end of a stretch without weight.
        let hair = HAIR * target;
        let mut cycles = (target / whole).floor();
        let mut rest = target - cycles * whole;
        if rest <= hair && cycles > 0.0 {
            cycles -= 1.0;
            rest += whole;
        }
        let last = self.cycle.weights.len() - 1;
        let part = self.upto.partition_point(|upto| *upto < rest - hair).clamp(1, last + 1) - 1;
        let weight_here = self.cycle.weights[part];
        let within = if weight_here > 0.0 { (rest - self.upto[part]) / weight_here } else { 0.0 };
        let ends = self.cycle.starts.get(part + 1).copied().unwrap_or(self.cycle.period);
        let reached = (self.cycle.starts[part] + within).min(ends);
        let instant = if cycles == 0.0 {
            // Without the detour through the start of the cycle, which would cost precision.
            from + (reached - age)
        } else {
            from + (cycles * self.cycle.period - age + reached)
        };
        instant.max(from)
    }
}

/// The product of two cycles, over the shortest time in which both repeat.
fn merge(one: &Cycle, other: &Cycle, index: usize) -> Result<Cycle, ParameterError> {
    let (long, short) = if one.period >= other.period { (one, other) } else { (other, one) };
    let meets = |repeats: u32| {
        let times = f64::from(repeats) * long.period / short.period;
        (times - times.round()).abs() <= 1e-9 * times
    };
    let parts = |repeats: u32, times: f64| {
        f64::from(repeats) * long.starts.len() as f64 + times * short.starts.len() as f64
    };
    let fits = |repeats: u32| {
        parts(repeats, f64::from(repeats) * long.period / short.period) <= MOST_PARTS as f64
    };
    let repeats = (1..=MOST_REPEATS).take_while(|r| fits(*r)).find(|r| meets(*r));
    let refused = Parameter::days("cycle", Days(other.period)).item(index);
    let Some(repeats) = repeats else {
        refused.check(false, || {
            format!("such that it and the other cycles meet again within {MOST_PARTS} parts")
        })?;
        return Ok(other.clone());
    };
    Ok(product(long, short, repeats))
}

/// The product over `repeats` of the longer cycle, beginning where the longer one does.
fn product(long: &Cycle, short: &Cycle, repeats: u32) -> Cycle {
    let period = long.period * f64::from(repeats);
    let times = (period / short.period).round();
    // The shorter is stretched by the little that it misses, so that both repeat exactly.
    let stretched = period / times;
    let lag = (short.offset - long.offset).rem_euclid(short.period) / short.period;
    let starts_of = |cycle: &Cycle, length: f64, from: f64, count: f64| -> Vec<f64> {
        let scale = length / cycle.period;
        (0..count as u64)
            .flat_map(|turn| {
                cycle.starts.iter().map(move |start| from + length * turn as f64 + start * scale)
            })
            .collect()
    };
    let mut starts = starts_of(long, long.period, 0.0, f64::from(repeats));
    starts.extend(starts_of(short, stretched, -lag * stretched, times + 1.0));
    starts.retain(|start| *start >= 0.0 && *start < period);
    starts.sort_by(f64::total_cmp);
    // Starts that differ only by rounding are one.
    starts.dedup_by(|later, earlier| *later - *earlier < 1e-12 * period);
    let weights = (0..starts.len())
        .map(|part| {
            let end = starts.get(part + 1).copied().unwrap_or(period);
            let middle = 0.5 * (starts[part] + end);
            let short_age = (middle / stretched + lag).fract() * short.period;
            long.weight_of(middle.rem_euclid(long.period)) * short.weight_of(short_age)
        })
        .collect();
    Cycle { period, offset: long.offset, starts, weights }
}

#[cfg(test)]
mod tests;
