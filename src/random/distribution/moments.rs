//! What is known of a distribution in closed form: mean, variance, distribution function.
//!
//! Formulas: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1 and 2 (1994, 1995).

use super::{Distribution, Form};
use crate::random::fit::Lognormal;
use crate::random::gamma::{beta_cdf, gamma_cdf};
use crate::random::normal::below;
use crate::units::Days;

impl Distribution {
    /// The expected duration.
    #[must_use]
    pub fn mean(&self) -> Days {
        Days(match &self.form {
            Form::Fixed(value) => *value,
            Form::Uniform { low, width } => low + 0.5 * width,
            Form::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Form::Exponential { mean } => *mean,
            Form::Gamma { unit, scale } => unit.shape * scale,
            Form::Weibull { inverse, scale, .. } => scale * libm::tgamma(1.0 + inverse),
            Form::Lognormal(Lognormal { median, sigma }) => median * libm::exp(0.5 * sigma * sigma),
            Form::Normal(normal) => normal.mean_and_variance().0,
            Form::Beta { low, width, a, b } => low + width * a.shape / (a.shape + b.shape),
            Form::Observed(observed) => observed.mean_and_variance().0,
            Form::Quantiles(quantiles) => quantiles.mean_and_variance().0,
        })
    }

    /// The variance of the duration. \[days^2\]
    #[must_use]
    pub fn variance(&self) -> f64 {
        match &self.form {
            Form::Fixed(_) => 0.0,
            Form::Uniform { width, .. } => width * width / 12.0,
            Form::Triangular { low, mode, high } => {
                let (left, right) = (mode - low, high - mode);
                (left * left + left * right + right * right) / 18.0
            }
            Form::Exponential { mean } => mean * mean,
            Form::Gamma { unit, scale } => unit.shape * scale * scale,
            Form::Weibull { inverse, scale, .. } => {
                // scale^2 (Gamma(1 + 2/k) - Gamma(1 + 1/k)^2), in logarithms as the two are close for large k.
                let log_mean = libm::lgamma(1.0 + inverse);
                let log_ratio = libm::lgamma(1.0 + 2.0 * inverse) - 2.0 * log_mean;
                scale * scale * libm::exp(2.0 * log_mean) * libm::expm1(log_ratio)
            }
            Form::Lognormal(Lognormal { median, sigma }) => {
                let square = sigma * sigma;
                median * median * libm::exp(square) * libm::expm1(square)
            }
            Form::Normal(normal) => normal.mean_and_variance().1,
            Form::Beta { width, a, b, .. } => {
                let sum = a.shape + b.shape;
                width * width * (a.shape / sum) * (b.shape / sum) / (sum + 1.0)
            }
            Form::Observed(observed) => observed.mean_and_variance().1,
            Form::Quantiles(quantiles) => quantiles.mean_and_variance().1,
        }
    }

    /// The probability of lasting no longer than `duration`; 0 for a negative one. Exact to about 1e-12,
    /// for gamma and beta shapes above 1e5 to 1e-7.
    #[must_use]
    pub fn cdf(&self, duration: Days) -> f64 {
        let x = duration.0;
        if x < 0.0 || x.is_nan() {
            return 0.0;
        }
        match &self.form {
            Form::Fixed(value) => f64::from(u8::from(x >= *value)),
            Form::Uniform { low, width } => ((x - low) / width).clamp(0.0, 1.0),
            Form::Triangular { low, mode, high } => triangular_cdf(*low, *mode, *high, x),
            Form::Exponential { mean } => -libm::expm1(-x / mean),
            Form::Gamma { unit, scale } => gamma_cdf(unit.shape, x / scale),
            Form::Weibull { shape, scale, .. } => -libm::expm1(-libm::pow(x / scale, *shape)),
            Form::Lognormal(Lognormal { median, sigma }) => below(libm::log(x / median) / sigma),
            Form::Normal(normal) => normal.cdf(x),
            Form::Beta { low, width, a, b } => beta_cdf(a.shape, b.shape, (x - low) / width),
            Form::Observed(observed) => observed.cdf(x),
            Form::Quantiles(quantiles) => quantiles.cdf(x),
        }
    }
}

fn triangular_cdf(low: f64, mode: f64, high: f64, x: f64) -> f64 {
    let width = high - low;
    if x <= low {
        0.0
    } else if x >= high {
        1.0
    } else if x < mode {
        (x - low) * (x - low) / (width * (mode - low))
    } else {
        1.0 - (high - x) * (high - x) / (width * (high - mode))
    }
}
