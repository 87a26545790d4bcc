//! From one value per replication to an estimate with its uncertainty.

use super::Sum;
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::sync::OnceLock;

/// What the replications say of one measure. Every field is missing where there is nothing to say.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// Replications with a value.
    pub n: usize,
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation between replications, with divisor n - 1; needs two.
    pub sd: Option<f64>,
    /// Lower end of the 95% interval of the mean: mean - t sd / sqrt(n), Student's t with n - 1 degrees of freedom.
    pub low: Option<f64>,
    /// Upper end of it.
    pub high: Option<f64>,
    /// Smallest value.
    pub min: Option<f64>,
    /// 5th centile.
    pub p5: Option<f64>,
    /// 25th centile.
    pub p25: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// 75th centile.
    pub p75: Option<f64>,
    /// 95th centile.
    pub p95: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
}

impl Estimate {
    /// The estimate from these values; replications in which the measure is missing are left out.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = Option<f64>>) -> Estimate {
        let mut values: Vec<f64> = values.into_iter().flatten().collect();
        let n = values.len();
        if n == 0 {
            return Estimate::default();
        }
        let mean = values.iter().copied().collect::<Sum>().value() / n as f64;
        let sd = (n > 1).then(|| {
            let squares: Sum = values.iter().map(|value| (value - mean) * (value - mean)).collect();
            (squares.value() / (n - 1) as f64).max(0.0).sqrt()
        });
        let half = sd.map(|sd| t_975(n - 1) * sd / (n as f64).sqrt());
        values.sort_by(f64::total_cmp);
        let at = |q| Some(quantile(&values, q));
        Estimate {
            n,
            mean: Some(mean),
            sd,
            low: half.map(|half| mean - half),
            high: half.map(|half| mean + half),
            min: at(0.0),
            p5: at(0.05),
            p25: at(0.25),
            median: at(0.5),
            p75: at(0.75),
            p95: at(0.95),
            max: at(1.0),
        }
    }

    /// Half the width of the 95% interval.
    #[must_use]
    pub fn half_width(&self) -> Option<f64> {
        Some((self.high? - self.low?) / 2.0)
    }
}

/// A measure under one scenario against another, paired by replication.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Of the differences, this scenario less the first.
    pub difference: Estimate,
    /// By what factor pairing narrowed the variance of the difference: (variance of one + variance of the other) /
    /// variance of the difference. Above 1 common random numbers helped. Missing where the difference never varies.
    pub variance_ratio: Option<f64>,
}

impl Comparison {
    /// Compares values of the same replications; a pair with either missing is left out.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (Option<f64>, Option<f64>)>) -> Comparison {
        let whole: Vec<(f64, f64)> =
            pairs.into_iter().filter_map(|(this, first)| Some((this?, first?))).collect();
        let difference = Estimate::of(whole.iter().map(|(this, first)| Some(this - first)));
        let this = Estimate::of(whole.iter().map(|pair| Some(pair.0)));
        let first = Estimate::of(whole.iter().map(|pair| Some(pair.1)));
        let variance_ratio = (|| {
            let (a, b, d) = (this.sd?, first.sd?, difference.sd?);
            (d > 0.0).then(|| (a * a + b * b) / (d * d))
        })();
        Comparison { difference, variance_ratio }
    }
}

/// A quantile of Student's t distribution.
pub(super) fn student_t(q: f64, degrees_of_freedom: usize) -> f64 {
    StudentsT::new(0.0, 1.0, degrees_of_freedom as f64).map_or(f64::NAN, |t| t.inverse_cdf(q))
}

/// The 97.5th centile of Student's t distribution. It takes long to work out and is asked for thousands of times.
pub(super) fn t_975(degrees_of_freedom: usize) -> f64 {
    static KNOWN: [OnceLock<f64>; 1024] = [const { OnceLock::new() }; 1024];
    let work_out = || student_t(0.975, degrees_of_freedom);
    match KNOWN.get(degrees_of_freedom) {
        Some(known) => *known.get_or_init(work_out),
        None => work_out(),
    }
}

/// The quantile of sorted values by linear interpolation between order statistics: type 7 of R. J. Hyndman and
/// Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996) 361-365.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let position = q * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_uses_the_published_t_values() {
        // Table of Student's t, two-sided 95%: 12.706 (1), 2.571 (5), 2.262 (9), 1.984 (99).
        for (freedom, published) in [(1, 12.706), (5, 2.571), (9, 2.262), (99, 1.984)] {
            assert!((t_975(freedom) - published).abs() < 5e-4, "{freedom}: {}", t_975(freedom));
        }
    }

    #[test]
    fn an_estimate_worked_out_by_hand() {
        // 2, 4, 6: mean 4, sd 2, half-width 4.3027 x 2 / sqrt(3) = 4.9683.
        let estimate = Estimate::of([Some(6.0), None, Some(2.0), Some(4.0)]);
        assert_eq!((estimate.n, estimate.mean, estimate.sd), (3, Some(4.0), Some(2.0)));
        assert!((estimate.half_width().unwrap() - 4.9683).abs() < 1e-4);
        assert_eq!(
            (estimate.min, estimate.median, estimate.max),
            (Some(2.0), Some(4.0), Some(6.0))
        );
    }

    #[test]
    fn quantiles_are_those_of_type_seven() {
        // R: quantile(c(1, 2, 3, 4), c(0.05, 0.25, 0.95)) gives 1.15, 1.75, 3.85.
        let values = [1.0, 2.0, 3.0, 4.0];
        for (q, expected) in [(0.05, 1.15), (0.25, 1.75), (0.95, 3.85), (1.0, 4.0)] {
            assert!((quantile(&values, q) - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn one_replication_has_a_mean_and_no_interval() {
        let estimate = Estimate::of([Some(3.0)]);
        assert_eq!((estimate.mean, estimate.sd, estimate.low), (Some(3.0), None, None));
        assert_eq!(Estimate::of([None]), Estimate::default());
    }

    #[test]
    fn pairing_shows_how_much_it_narrowed() {
        // 3, 5, 5 against 1, 2, 3: the differences 2, 3, 2 have mean 7/3 and variance 1/3.
        let pairs = [(3.0, 1.0), (5.0, 2.0), (5.0, 3.0)].map(|(a, b)| (Some(a), Some(b)));
        let comparison = Comparison::of(pairs);
        assert!((comparison.difference.mean.unwrap() - 7.0 / 3.0).abs() < 1e-12);
        // The variances apart are 4/3 and 1, so the ratio is (7/3) / (1/3) = 7.
        assert!((comparison.variance_ratio.unwrap() - 7.0).abs() < 1e-9);
        // 4, 8 against 1, 1: the differences 3, 7 have variance 8, as 4, 8 have.
        let comparison = Comparison::of([(4.0, 1.0), (8.0, 1.0)].map(|(a, b)| (Some(a), Some(b))));
        assert!((comparison.variance_ratio.unwrap() - 1.0).abs() < 1e-9);
        // A difference that never varies has no ratio.
        let comparison = Comparison::of([(2.0, 1.0), (3.0, 2.0)].map(|(a, b)| (Some(a), Some(b))));
        assert_eq!((comparison.difference.sd, comparison.variance_ratio), (Some(0.0), None));
    }

    /// 0, 1 and 3 have the variance 7/3 wherever they lie. The sum of squares less the square of the sum would have lost
    /// it among the rounding errors of numbers near 10^12.
    #[test]
    fn a_spread_is_found_however_large_the_mean() {
        let far = 1_099_511_627_776.0;
        let estimate = Estimate::of([0.0, 1.0, 3.0].map(|value| Some(far + value)));
        assert!((estimate.sd.unwrap() - (7.0_f64 / 3.0).sqrt()).abs() < 1e-6);
    }
}
