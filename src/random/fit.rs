//! From the parameters people have (means, medians, centiles, shares by a date) to those of the formulas.

use super::normal::quantile;
use super::parameter::{Parameter, ParameterError, positive, probability};
use crate::units::Days;
use std::f64::consts::{LN_2, LN_10};
use std::ops::RangeInclusive;

/// Shapes a Weibull distribution can have. \[1\]
const WEIBULL_SHAPES: RangeInclusive<f64> = 0.05..=100.0;
/// Shapes a log-logistic distribution can have. \[1\]
const LOG_LOGISTIC_SHAPES: RangeInclusive<f64> = 0.05..=100.0;
/// Standard deviations the logarithm of a lognormal duration can have. \[1\]
const SIGMAS: RangeInclusive<f64> = 1e-4..=10.0;

/// The shape and scale of a Weibull distribution: S(t) = exp(-(t / scale)^shape).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weibull {
    /// \[1\]
    pub(super) shape: f64,
    /// \[days\]
    pub(super) scale: f64,
}

impl Weibull {
    pub(super) fn shape_scale(shape: f64, scale: Days) -> Result<Weibull, ParameterError> {
        Ok(Weibull { shape: weibull_shape(shape)?, scale: positive("scale", scale)? })
    }

    /// mean = scale Gamma(1 + 1 / shape).
    pub(super) fn shape_mean(shape: f64, mean: Days) -> Result<Weibull, ParameterError> {
        let shape = weibull_shape(shape)?;
        let scale = positive("mean", mean)? / libm::tgamma(1.0 + 1.0 / shape);
        Ok(Weibull { shape, scale })
    }

    /// median = scale (ln 2)^(1 / shape).
    pub(super) fn shape_median(shape: f64, median: Days) -> Result<Weibull, ParameterError> {
        Ok(through(weibull_shape(shape)?, LN_2, positive("median", median)?))
    }

    /// `share` by `by`: (by / scale)^shape = -ln(1 - share).
    pub(super) fn shape_probability(
        shape: f64,
        share: f64,
        by: Days,
    ) -> Result<Weibull, ParameterError> {
        let shape = weibull_shape(shape)?;
        let share = probability(Parameter::number("probability", share))?;
        Ok(through(shape, -libm::log1p(-share), positive("by", by)?))
    }

    /// Both gathered hazards lie on a line in logarithms, whose slope is the shape.
    pub(super) fn median_p90(median: Days, p90: Days) -> Result<Weibull, ParameterError> {
        let median = positive("median", median)?;
        let p90 = Parameter::days("p90", p90);
        let ratio = p90.above(median)? / median;
        let shape = libm::log(LN_10 / LN_2) / libm::log(ratio);
        let shape = fitted(p90, shape, &WEIBULL_SHAPES)?;
        Ok(through(shape, LN_2, median))
    }

    /// The same through any two points of the distribution function.
    pub(super) fn two_points(shares: [f64; 2], by: [Days; 2]) -> Result<Weibull, ParameterError> {
        let first = probability(Parameter::number("probability", shares[0]).item(0))?;
        let second = Parameter::number("probability", shares[1]).item(1);
        probability(second)?;
        let second = second.check(shares[1] > first, || format!("more than {first}"))?;
        let from = positive("by", by[0])?;
        let to = Parameter::days("by", by[1]).item(1).above(from)?;
        let (early, late) = (-libm::log1p(-first), -libm::log1p(-second));
        let shape = libm::log(late / early) / libm::log(to / from);
        let shape = fitted(Parameter::days("by", by[1]).item(1), shape, &WEIBULL_SHAPES)?;
        Ok(through(shape, early, from))
    }

    /// The squared coefficient of variation, Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 - 1, falls with the
    /// shape k; the shape is found by bisection of its logarithm.
    pub(super) fn mean_sd(mean: Days, sd: Days) -> Result<Weibull, ParameterError> {
        let mean_days = positive("mean", mean)?;
        let sd = Parameter::days("sd", sd);
        let (narrowest, widest) = (
            mean_days * variation(*WEIBULL_SHAPES.end()),
            mean_days * variation(*WEIBULL_SHAPES.start()),
        );
        let target = sd.within(narrowest..=widest)? / mean_days;
        let (mut low, mut high) =
            (libm::log(*WEIBULL_SHAPES.start()), libm::log(*WEIBULL_SHAPES.end()));
        for _ in 0..64 {
            let middle = 0.5 * (low + high);
            if variation(libm::exp(middle)) > target {
                low = middle;
            } else {
                high = middle;
            }
        }
        Weibull::shape_mean(libm::exp(0.5 * (low + high)), mean)
    }
}

/// The coefficient of variation of a Weibull distribution of this shape. \[1\]
fn variation(shape: f64) -> f64 {
    let log_ratio = libm::lgamma(1.0 + 2.0 / shape) - 2.0 * libm::lgamma(1.0 + 1.0 / shape);
    libm::sqrt(libm::expm1(log_ratio))
}

fn weibull_shape(shape: f64) -> Result<f64, ParameterError> {
    Parameter::number("shape", shape).within(WEIBULL_SHAPES)
}

/// The Weibull distribution of this shape that has gathered `hazard` by `age`.
fn through(shape: f64, hazard: f64, age: f64) -> Weibull {
    Weibull { shape, scale: age / libm::pow(hazard, 1.0 / shape) }
}

/// A shape that follows from the parameter, where it is one the formulas can work with.
fn fitted(
    parameter: Parameter,
    shape: f64,
    range: &RangeInclusive<f64>,
) -> Result<f64, ParameterError> {
    parameter.check(range.contains(&shape), || {
        format!(
            "such that the shape that follows ({shape:.3}) lies between {} and {}",
            range.start(),
            range.end()
        )
    })?;
    Ok(shape)
}

/// The median of a lognormal duration, and the standard deviation of its logarithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lognormal {
    /// \[days\]
    pub(super) median: f64,
    /// \[1\]
    pub(super) sigma: f64,
}

impl Lognormal {
    pub(super) fn median_sigma(median: Days, sigma: f64) -> Result<Lognormal, ParameterError> {
        let median = positive("median", median)?;
        Ok(Lognormal { median, sigma: Parameter::number("sigma", sigma).within(SIGMAS)? })
    }

    /// p90 = median exp(sigma z) with z the 90th centile of the standard normal, 1.2816.
    pub(super) fn median_p90(median: Days, p90: Days) -> Result<Lognormal, ParameterError> {
        let median = positive("median", median)?;
        let p90 = Parameter::days("p90", p90);
        let sigma = libm::log(p90.above(median)? / median) / quantile(0.9);
        Ok(Lognormal { median, sigma: fitted(p90, sigma, &SIGMAS)? })
    }

    /// sigma^2 = ln(1 + (sd / mean)^2), median = mean exp(-sigma^2 / 2).
    pub(super) fn mean_sd(mean: Days, sd: Days) -> Result<Lognormal, ParameterError> {
        let mean = positive("mean", mean)?;
        let spread = Parameter::days("sd", sd);
        let ratio = positive("sd", sd)? / mean;
        let sigma = fitted(spread, libm::sqrt(libm::log1p(ratio * ratio)), &SIGMAS)?;
        Ok(Lognormal { median: mean * libm::exp(-0.5 * sigma * sigma), sigma })
    }
}

/// The shape and median of a log-logistic duration: S(t) = 1 / (1 + (t / median)^shape).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LogLogistic {
    /// \[1\]
    pub(super) shape: f64,
    /// \[days\]
    pub(super) median: f64,
}

impl LogLogistic {
    /// The scale of a log-logistic distribution is its median; `name` says which was given.
    pub(super) fn shape_median(
        name: &'static str,
        shape: f64,
        median: Days,
    ) -> Result<LogLogistic, ParameterError> {
        let shape = Parameter::number("shape", shape).within(LOG_LOGISTIC_SHAPES)?;
        Ok(LogLogistic { shape, median: positive(name, median)? })
    }

    /// (p90 / median)^shape = 9.
    pub(super) fn median_p90(median: Days, p90: Days) -> Result<LogLogistic, ParameterError> {
        let median = positive("median", median)?;
        let p90 = Parameter::days("p90", p90);
        let shape = libm::log(9.0) / libm::log(p90.above(median)? / median);
        Ok(LogLogistic { median, shape: fitted(p90, shape, &LOG_LOGISTIC_SHAPES)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) -> bool {
        (a / b - 1.0).abs() < 1e-9
    }

    proptest! {
        #[test]
        fn weibull_parameters_come_back_from_what_they_imply(
            shape in 0.1..20.0f64, log_scale in -3.0..6.0f64,
        ) {
            let w = Weibull::shape_scale(shape, Days(libm::pow(10.0, log_scale))).unwrap();
            let at = |h: f64| Days(w.scale * libm::pow(h, 1.0 / shape));
            let mean = Days(w.scale * libm::tgamma(1.0 + 1.0 / shape));
            let fits = [
                Weibull::shape_mean(shape, mean).unwrap(),
                Weibull::shape_median(shape, at(LN_2)).unwrap(),
                Weibull::shape_probability(shape, 0.3, at(-libm::log(0.7))).unwrap(),
                Weibull::two_points([0.2, 0.6], [at(-libm::log(0.8)), at(-libm::log(0.4))]).unwrap(),
                Weibull::median_p90(at(LN_2), at(LN_10)).unwrap(),
                Weibull::mean_sd(mean, mean * variation(shape)).unwrap(),
            ];
            for fit in fits {
                prop_assert!(close(fit.shape, shape) && close(fit.scale, w.scale), "{fit:?} {w:?}");
            }
        }

        #[test]
        fn lognormal_parameters_come_back_from_what_they_imply(
            median in 1e-3..1e5f64, sigma in 0.01..3.0f64,
        ) {
            let mean = median * libm::exp(0.5 * sigma * sigma);
            let sd = mean * libm::sqrt(libm::expm1(sigma * sigma));
            let p90 = median * libm::exp(sigma * 1.281_551_565_544_600_4);
            for fit in [
                Lognormal::mean_sd(Days(mean), Days(sd)).unwrap(),
                Lognormal::median_p90(Days(median), Days(p90)).unwrap(),
            ] {
                prop_assert!(close(fit.median, median) && close(fit.sigma, sigma), "{fit:?}");
            }
        }
    }

    #[test]
    fn a_fit_out_of_reach_is_refused_at_the_parameter_that_says_so() {
        let parameter = |fit: Result<Weibull, ParameterError>| fit.unwrap_err().parameter;
        assert_eq!(parameter(Weibull::median_p90(Days(10.0), Days(9.0))), "p90");
        assert_eq!(parameter(Weibull::mean_sd(Days(10.0), Days(1e-4))), "sd");
        assert_eq!(parameter(Weibull::shape_scale(0.0, Days(1.0))), "shape");
        assert_eq!(
            parameter(Weibull::two_points([0.5, 0.4], [Days(1.0), Days(2.0)])),
            "probability"
        );
        assert_eq!(parameter(Weibull::two_points([0.4, 0.5], [Days(2.0), Days(2.0)])), "by");
    }

    #[test]
    fn half_by_the_median_and_nine_tenths_by_the_p90() {
        // Log-logistic with median 10 d and p90 90 d: shape = ln 9 / ln 9 = 1.
        let fit = LogLogistic::median_p90(Days(10.0), Days(90.0)).unwrap();
        assert!((fit.shape - 1.0).abs() < 1e-14);
    }
}
