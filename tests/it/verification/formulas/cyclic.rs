//! Clients who come at a rate that changes and stay for any length of time: the mean number present and the mean
//! number who have left, from an empty start.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::competing::integral;
use super::laws::Law;

/// Days of the months of a year of 365.25 days.
const MONTHS: [f64; 12] = [31.0, 28.25, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];

/// A cycle of weights, each for so many days; time zero is so many days after its beginning.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    parts: Vec<(f64, f64)>,
    zero: f64,
}

impl Weights {
    /// Weights for the months of the year.
    pub(crate) fn months(weights: [f64; 12], zero: f64) -> Weights {
        Weights { parts: MONTHS.into_iter().zip(weights).collect(), zero }
    }

    /// Weights for the days of the week, Monday first.
    pub(crate) fn week(weights: [f64; 7], zero: f64) -> Weights {
        Weights { parts: weights.map(|weight| (1.0, weight)).to_vec(), zero }
    }

    fn length(&self) -> f64 {
        self.parts.iter().map(|(length, _)| length).sum()
    }

    /// The mean over the cycle, weighted by time.
    fn mean(&self) -> f64 {
        self.parts.iter().map(|(length, weight)| length * weight).sum::<f64>() / self.length()
    }

    /// The weight that holds at an instant, on a scale of mean 1.
    fn at(&self, instant: f64) -> f64 {
        let mut left = (instant + self.zero) % self.length();
        for (length, weight) in &self.parts {
            if left < *length {
                return weight / self.mean();
            }
            left -= length;
        }
        f64::NAN
    }

    /// Instants up to `end` at which another weight may begin to hold.
    fn turns(&self, end: f64) -> Vec<f64> {
        let mut turns = Vec::new();
        let mut at = -self.zero;
        while at < end {
            for (length, _) in &self.parts {
                turns.push(at);
                at += length;
            }
        }
        turns.retain(|turn| 0.0 < *turn && *turn < end);
        turns
    }
}

/// A rate that is constant from each of some instants, the first of them zero, to the next.
#[derive(Debug, Clone)]
pub(crate) struct Rate(Vec<(f64, f64)>);

impl Rate {
    /// From pieces `(from, rate)`.
    pub(crate) fn of(pieces: &[(f64, f64)]) -> Rate {
        Rate(pieces.to_vec())
    }

    /// A mean rate times the weights of cycles, up to an end.
    pub(crate) fn cyclic(mean: f64, cycles: &[Weights], end: f64) -> Rate {
        let mut turns: Vec<f64> = cycles.iter().flat_map(|cycle| cycle.turns(end)).collect();
        turns.push(0.0);
        turns.sort_by(f64::total_cmp);
        turns.dedup();
        let ends: Vec<f64> = turns[1..].iter().copied().chain([end]).collect();
        let middles = turns.iter().zip(ends).map(|(from, to)| 0.5 * (from + to));
        let weight = |at: f64| cycles.iter().map(|cycle| cycle.at(at)).product::<f64>();
        Rate(turns.iter().copied().zip(middles.map(|at| mean * weight(at))).collect())
    }

    fn pieces(&self, end: f64) -> impl Iterator<Item = (f64, f64, f64)> {
        let ends = self.0[1..].iter().map(|(from, _)| *from).chain([f64::INFINITY]);
        let pieces =
            self.0.iter().zip(ends).map(move |(&(from, rate), to)| (from, to.min(end), rate));
        pieces.filter(|(from, to, _)| to > from)
    }

    /// The mean number who have come by an instant.
    pub(crate) fn come(&self, instant: f64) -> f64 {
        self.pieces(instant).map(|(from, to, rate)| rate * (to - from)).sum()
    }

    /// The mean number present at an instant: the integral of rate(u) P(S > instant - u) du from 0 (Eick, Massey and
    /// Whitt 1993, "The physics of the M(t)/G/infinity queue", Operations Research 41, 731-742, equation 4). The
    /// number present is Poisson, so its variance is the same.
    pub(crate) fn present(&self, law: Law, instant: f64) -> f64 {
        let piece = |(from, to, rate): (f64, f64, f64)| {
            let turns = law.turns().into_iter().map(|age| instant - age);
            let mut ends: Vec<f64> =
                turns.filter(|at| from < *at && *at < to).chain([from, to]).collect();
            ends.sort_by(f64::total_cmp);
            let within =
                |ends: &[f64]| integral(&|u| law.survival(instant - u), ends[0], ends[1], 1e-9);
            rate * ends.windows(2).map(within).sum::<f64>()
        };
        self.pieces(instant).map(piece).sum()
    }

    /// The mean number who leave from one instant to another. It is Poisson, and what has left before an instant is
    /// independent of who is present at it (theorem 1 of the same).
    pub(crate) fn leave(&self, law: Law, [from, to]: [f64; 2]) -> f64 {
        let left = |at: f64| self.come(at) - self.present(law, at);
        left(to) - left(from)
    }
}

#[cfg(test)]
mod tests {
    use super::super::queues::mt_infinite;
    use super::*;

    #[test]
    fn a_steady_rate_fills_an_endless_service_by_its_survival() {
        let steady = Rate::of(&[(0.0, 2.0)]);
        // 2 x 5 (1 - exp(-3 / 5)).
        let found = steady.present(Law::Exponential { mean: 5.0 }, 3.0);
        assert!((found - 10.0 * (1.0 - (-0.6f64).exp())).abs() < 1e-8);
        assert!((steady.present(Law::Fixed(5.0), 3.0) - 6.0).abs() < 1e-8);
        assert!((steady.present(Law::Fixed(5.0), 30.0) - 10.0).abs() < 1e-6);
        // As many leave in the long run as come.
        let left = steady.leave(Law::Uniform { low: 1.0, high: 3.0 }, [40.0, 50.0]);
        assert!((left - 20.0).abs() < 1e-6);
    }

    #[test]
    fn after_many_cycles_the_start_is_forgotten() {
        let day =
            Weights { parts: vec![(0.25, 0.5), (0.25, 1.0), (0.25, 1.5), (0.25, 1.0)], zero: 0.0 };
        let rate = Rate::cyclic(40.0, &[day], 20.0);
        let pieces = [(0.25, 20.0), (0.25, 40.0), (0.25, 60.0), (0.25, 40.0)];
        let found = rate.present(Law::Exponential { mean: 0.7 }, 19.6);
        assert!((found - mt_infinite(&pieces, 0.7, 0.6)).abs() < 1e-6);
    }

    #[test]
    fn cycles_are_anchored_and_multiplied() {
        // Zero is a Saturday, 10 March: 68 days into the year.
        let week = Weights::week([1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5], 5.0);
        let mut months = [1.0; 12];
        months[3] = 2.0;
        let year = Weights::months(months, 68.0);
        let rate = Rate::cyclic(1.0, &[week.clone(), year.clone()], 60.0);
        // Saturday of March: 0.5 / (6/7) x 1 / ((365.25 + 30) / 365.25).
        let scale = 365.25 / 395.25;
        assert!((rate.come(1.0) - 0.5 * 7.0 / 6.0 * scale).abs() < 1e-12);
        // April begins 90.25 - 68 = 22.25 days on; day 24 is a Tuesday of April.
        let tuesday = rate.come(25.0) - rate.come(24.0);
        assert!((tuesday - 7.0 / 6.0 * 2.0 * scale).abs() < 1e-12);
        assert!((week.mean() - 6.0 / 7.0).abs() < 1e-12 && (year.length() - 365.25).abs() < 1e-9);
    }
}
