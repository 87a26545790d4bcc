//! Distributions of durations: what can be stated, what is drawn, and what is known in closed form.
//!
//! A distribution that exists is valid: constructors take the parameters people have and refuse what
//! makes no sense. Wherever the quantile is cheap a draw is the inverse of one uniform, so that the same
//! luck means a longer duration wherever the distribution is longer.

mod empirical;
mod moments;
mod left;

use super::Uniforms;
use super::fit::{Lognormal, Weibull};
use super::gamma::UnitGamma;
use super::normal::{TruncatedNormal, quantile};
use super::parameter::{Parameter, ParameterError, duration, positive};
use crate::units::Days;
use empirical::{Observed, Quantiles};
use std::f64::consts::LN_2;
use std::ops::RangeInclusive;

/// Shapes a gamma distribution can have. \[1\]
const GAMMA_SHAPES: RangeInclusive<f64> = 0.01..=1e6;
/// Shapes a beta distribution can have. \[1\]
const BETA_SHAPES: RangeInclusive<f64> = 0.1..=1e4;

/// A distribution of a duration: finite and never negative.
///
/// ```
/// use throughcare::random::Distribution;
/// use throughcare::units::Days;
/// // Half stay up to 10 days and nine in ten up to 30: a lognormal of sigma ln 3 / 1.2816 = 0.857,
/// // whose mean is 10 exp(0.857^2 / 2) = 14.4 days.
/// let stay = Distribution::lognormal_median_p90(Days(10.0), Days(30.0))?;
/// assert!((stay.mean().0 - 14.44).abs() < 0.01);
/// assert!((stay.cdf(Days(30.0)) - 0.9).abs() < 1e-12);
/// # Ok::<(), throughcare::random::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    form: Form,
}

/// The formula, with what each draw needs worked out once.
#[derive(Debug, Clone, PartialEq)]
enum Form {
    Fixed(f64),
    Uniform { low: f64, width: f64 },
    Triangular { low: f64, mode: f64, high: f64 },
    Exponential { mean: f64 },
    Gamma { unit: UnitGamma, scale: f64 },
    Weibull { shape: f64, inverse: f64, scale: f64 },
    Lognormal(Lognormal),
    Normal(TruncatedNormal),
    Beta { low: f64, width: f64, a: UnitGamma, b: UnitGamma },
    Observed(Observed),
    Quantiles(Quantiles),
}

type Refusable = Result<Distribution, ParameterError>;

impl From<Form> for Distribution {
    fn from(form: Form) -> Distribution {
        Distribution { form }
    }
}

impl From<Weibull> for Distribution {
    fn from(Weibull { shape, scale }: Weibull) -> Distribution {
        Form::Weibull { shape, inverse: 1.0 / shape, scale }.into()
    }
}

impl From<Lognormal> for Distribution {
    fn from(lognormal: Lognormal) -> Distribution {
        Form::Lognormal(lognormal).into()
    }
}

impl Distribution {
    /// Always this long; zero is allowed.
    pub fn fixed(value: Days) -> Refusable {
        Ok(Form::Fixed(duration("fixed", value)?).into())
    }

    /// The same of a time that has passed, which is never out of range; a negative one is none.
    #[must_use]
    pub fn certain(value: Days) -> Distribution {
        Form::Fixed(value.0.max(0.0)).into()
    }

    /// Equally likely anywhere between the two.
    pub fn uniform(low: Days, high: Days) -> Refusable {
        let low = duration("low", low)?;
        let width = Parameter::days("high", high).above(low)? - low;
        Ok(Form::Uniform { low, width }.into())
    }

    /// Density rising linearly to the mode and falling linearly after it.
    pub fn triangular(low: Days, mode: Days, high: Days) -> Refusable {
        let (low, mode, high) = low_mode_high(low, mode, high)?;
        Ok(Form::Triangular { low, mode, high }.into())
    }

    /// Without memory: S(t) = exp(-t / mean).
    pub fn exponential(mean: Days) -> Refusable {
        Ok(Form::Exponential { mean: positive("mean", mean)? }.into())
    }

    /// The same by its median, mean ln 2.
    pub fn exponential_median(median: Days) -> Refusable {
        Ok(Form::Exponential { mean: positive("median", median)? / LN_2 }.into())
    }

    /// The sum of this many exponential stages with this mean in total.
    pub fn erlang(stages: u32, mean: Days) -> Refusable {
        let stages = Parameter::number("stages", f64::from(stages)).within(1.0..=10_000.0)?;
        let mean = positive("mean", mean)?;
        if stages == 1.0 {
            return Ok(Form::Exponential { mean }.into());
        }
        Ok(gamma(stages, mean / stages))
    }

    /// Density proportional to t^(shape - 1) exp(-t / scale).
    pub fn gamma(shape: f64, scale: Days) -> Refusable {
        Ok(gamma(gamma_shape(shape)?, positive("scale", scale)?))
    }

    /// The same by mean = shape scale.
    pub fn gamma_shape_mean(shape: f64, mean: Days) -> Refusable {
        let shape = gamma_shape(shape)?;
        Ok(gamma(shape, positive("mean", mean)? / shape))
    }

    /// The same by mean and standard deviation: shape = (mean / sd)^2.
    pub fn gamma_mean_sd(mean: Days, sd: Days) -> Refusable {
        let mean = positive("mean", mean)?;
        let ratio = mean / positive("sd", sd)?;
        let shape = ratio * ratio;
        Parameter::days("sd", sd).check(GAMMA_SHAPES.contains(&shape), || {
            format!("from {} d to {} d with this mean", mean * 1e-3, mean * 10.0)
        })?;
        Ok(gamma(shape, mean / shape))
    }

    /// S(t) = exp(-(t / scale)^shape).
    pub fn weibull(shape: f64, scale: Days) -> Refusable {
        Weibull::shape_scale(shape, scale).map(Distribution::from)
    }

    /// The same by shape and mean.
    pub fn weibull_shape_mean(shape: f64, mean: Days) -> Refusable {
        Weibull::shape_mean(shape, mean).map(Distribution::from)
    }

    /// The same by shape and median.
    pub fn weibull_shape_median(shape: f64, median: Days) -> Refusable {
        Weibull::shape_median(shape, median).map(Distribution::from)
    }

    /// The same by mean and standard deviation.
    pub fn weibull_mean_sd(mean: Days, sd: Days) -> Refusable {
        Weibull::mean_sd(mean, sd).map(Distribution::from)
    }

    /// The same by median and 90th centile.
    pub fn weibull_median_p90(median: Days, p90: Days) -> Refusable {
        Weibull::median_p90(median, p90).map(Distribution::from)
    }

    /// The logarithm is normal; by mean and standard deviation of the duration itself.
    pub fn lognormal_mean_sd(mean: Days, sd: Days) -> Refusable {
        Lognormal::mean_sd(mean, sd).map(Distribution::from)
    }

    /// The same by median and 90th centile.
    pub fn lognormal_median_p90(median: Days, p90: Days) -> Refusable {
        Lognormal::median_p90(median, p90).map(Distribution::from)
    }

    /// The same by median and the standard deviation of the logarithm.
    pub fn lognormal_median_sigma(median: Days, sigma: f64) -> Refusable {
        Lognormal::median_sigma(median, sigma).map(Distribution::from)
    }

    /// A normal distribution cut to `low..=high` (`Days::NEVER`: no upper limit); `mean` and `sd` are
    /// those before the cut, and at least a millionth of it must remain.
    pub fn normal(mean: Days, sd: Days, low: Days, high: Days) -> Refusable {
        Ok(Form::Normal(TruncatedNormal::new(mean, sd, low, high)?).into())
    }

    /// low + (high - low) X, where the density of X is proportional to x^(a - 1) (1 - x)^(b - 1).
    pub fn beta(low: Days, high: Days, a: f64, b: f64) -> Refusable {
        let low = duration("low", low)?;
        let width = Parameter::days("high", high).above(low)? - low;
        let a = Parameter::number("a", a).within(BETA_SHAPES)?;
        let b = Parameter::number("b", b).within(BETA_SHAPES)?;
        Ok(beta(low, width, a, b))
    }

    /// The same by mean and standard deviation: with m and s these as shares of the width,
    /// a + b = m (1 - m) / s^2 - 1 and a = m (a + b).
    pub fn beta_mean_sd(low: Days, high: Days, mean: Days, sd: Days) -> Refusable {
        let low = duration("low", low)?;
        let high = Parameter::days("high", high).above(low)?;
        let inside = mean.0 > low && mean.0 < high;
        let mean = Parameter::days("mean", mean)
            .check(inside, || format!("more than {low} d and less than {high} d"))?;
        let width = high - low;
        let (m, s) = ((mean - low) / width, positive("sd", sd)? / width);
        let sum = m * (1.0 - m) / (s * s) - 1.0;
        let (a, b) = (m * sum, (1.0 - m) * sum);
        Parameter::days("sd", sd)
            .check(BETA_SHAPES.contains(&a) && BETA_SHAPES.contains(&b), || {
                format!("such that the shapes that follow ({a:.3} and {b:.3}) lie from 0.1 to 1e4")
            })?;
        Ok(beta(low, width, a, b))
    }

    /// The beta distribution of project planning (Malcolm, Roseboom, Clark and Fazar 1959; with a weight,
    /// Vose 2008): a = 1 + weight (mode - low) / (high - low), b = 1 + weight (high - mode) / (high - low),
    /// mean = (low + weight mode + high) / (weight + 2). The usual weight is 4.
    pub fn pert(low: Days, mode: Days, high: Days, weight: f64) -> Refusable {
        let (low, mode, high) = low_mode_high(low, mode, high)?;
        let weight = Parameter::number("weight", weight).within(0.0..=1000.0)?;
        let width = high - low;
        let a = 1.0 + weight * (mode - low) / width;
        Ok(beta(low, width, a, 2.0 + weight - a))
    }

    /// One of these durations, in proportion to its weight.
    pub fn empirical(values: &[(Days, f64)]) -> Refusable {
        Ok(Form::Observed(Observed::new(values)?).into())
    }

    /// A distribution function that is linear between these points: no share of durations exceeds the
    /// first point's share at its value, and all lie at or below the last, whose share is 1.
    pub fn quantiles(points: &[(Days, f64)]) -> Refusable {
        Ok(Form::Quantiles(Quantiles::new(points)?).into())
    }

    /// A duration. Every form but gamma, erlang, beta and pert is the quantile of the next uniform.
    #[inline]
    #[must_use]
    pub fn draw(&self, from: impl Uniforms) -> Days {
        Days(match &self.form {
            Form::Fixed(value) => *value,
            Form::Exponential { mean } => -mean * log_of_rest(from.one()),
            Form::Uniform { low, width } => low + width * from.one(),
            Form::Weibull { inverse, scale, .. } => {
                scale * libm::pow(-log_of_rest(from.one()), *inverse)
            }
            Form::Lognormal(Lognormal { median, sigma }) => {
                median * libm::exp(sigma * quantile(from.one()))
            }
            Form::Gamma { unit, scale } => scale * from.many(|stream| unit.draw(stream)),
            Form::Triangular { low, mode, high } => {
                triangular_quantile(*low, *mode, *high, from.one())
            }
            Form::Normal(normal) => from.many(|stream| normal.draw(stream)),
            Form::Beta { low, width, a, b } => from.many(|stream| {
                let (x, y) = (a.draw(stream), b.draw(stream));
                low + width * (x / (x + y))
            }),
            Form::Observed(observed) => from.many(|stream| observed.draw(stream)),
            Form::Quantiles(quantiles) => from.many(|stream| quantiles.draw(stream)),
        })
    }

    /// Whether it is certain to take no time at all.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        match &self.form {
            Form::Fixed(value) => *value == 0.0,
            Form::Observed(observed) => observed.longest() == 0.0,
            Form::Quantiles(quantiles) => quantiles.longest() == 0.0,
            _ => false,
        }
    }
}

/// ln(1 - u) of a stream's uniform, to the last bit what `libm::log1p(-u)` gives, without its division.
///
/// Both evaluate one polynomial, and `log1p` corrects it for the rounding of 1 - u, which is exact here: a uniform is an odd
/// number of 2^-53. The two only divide what they reduce to it differently: just beyond 1 - sqrt(1/2).
#[inline]
fn log_of_rest(uniform: f64) -> f64 {
    const BETWEEN: u64 = 0x3FD2_BEC4;
    if uniform.to_bits() >> 32 == BETWEEN {
        return libm::log1p(-uniform);
    }
    libm::log(1.0 - uniform)
}

/// The quantile of the triangular distribution: two square roots that meet at the mode.
fn triangular_quantile(low: f64, mode: f64, high: f64, uniform: f64) -> f64 {
    let width = high - low;
    if uniform * width < mode - low {
        low + (uniform * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - uniform) * width * (high - mode)).sqrt()
    }
}

fn low_mode_high(low: Days, mode: Days, high: Days) -> Result<(f64, f64, f64), ParameterError> {
    let low = duration("low", low)?;
    let high = Parameter::days("high", high).above(low)?;
    Ok((low, Parameter::days("mode", mode).within(low..=high)?, high))
}

fn gamma_shape(shape: f64) -> Result<f64, ParameterError> {
    Parameter::number("shape", shape).within(GAMMA_SHAPES)
}

fn gamma(shape: f64, scale: f64) -> Distribution {
    Form::Gamma { unit: UnitGamma::new(shape), scale }.into()
}

fn beta(low: f64, width: f64, a: f64, b: f64) -> Distribution {
    Form::Beta { low, width, a: UnitGamma::new(a), b: UnitGamma::new(b) }.into()
}

#[cfg(test)]
mod tests;
