//! Hazards by age: how risk gathers over a spell.
//!
//! A clock's threshold is drawn from the exponential distribution of mean 1; it fires at the age by
//! which the hazard gathered, H(t), the integral of the hazard from age zero, reaches the threshold. H and
//! its inverse are exact: nothing is stepped or tabulated.

mod curve;

use super::fit::{LogLogistic, Lognormal, Weibull};
use super::normal;
use super::parameter::{Parameter, ParameterError, duration, positive, probability, rate};
use crate::units::{Days, PerDay};
use curve::Curve;
use std::f64::consts::LN_2;

/// A hazard by age, and how much of it gathers.
///
/// ```
/// use throughcare::random::Hazard;
/// use throughcare::units::Days;
/// // A quarter gone within 12 weeks at a constant hazard: H(84 d) = -ln 0.75, half gone by 202.4 d.
/// let drop_out = Hazard::constant_probability(0.25, Days(84.0))?;
/// assert!((drop_out.gathered(Days(84.0)) - 0.28768).abs() < 1e-5);
/// assert!((drop_out.age_at(2f64.ln()).0 - 202.4).abs() < 0.1);
/// # Ok::<(), throughcare::random::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Hazard {
    form: Form,
    /// No hazard from this age on; infinite: no such age.
    until: f64,
    /// Gathered by then: all there is.
    total: f64,
}

#[derive(Debug, Clone, PartialEq)]
enum Form {
    /// \[1/day\]
    Constant(f64),
    Weibull {
        shape: f64,
        inverse: f64,
        scale: f64,
    },
    /// Rate at age zero \[1/day\] and growth \[1/day\], which is not zero.
    Gompertz {
        rate: f64,
        growth: f64,
    },
    Lognormal(Lognormal),
    LogLogistic(LogLogistic),
    Curve(Curve),
    /// Certain at this age. \[days\]
    Fixed(f64),
}

type Refusable = Result<Hazard, ParameterError>;

impl From<Form> for Hazard {
    fn from(form: Form) -> Hazard {
        let total = match &form {
            Form::Constant(rate) if *rate == 0.0 => 0.0,
            Form::Gompertz { rate, .. } if *rate == 0.0 => 0.0,
            Form::Gompertz { rate, growth } if *growth < 0.0 => rate / -growth,
            Form::Curve(curve) => curve.total(),
            _ => f64::INFINITY,
        };
        Hazard { form, until: f64::INFINITY, total }
    }
}

impl From<Weibull> for Hazard {
    fn from(Weibull { shape, scale }: Weibull) -> Hazard {
        Form::Weibull { shape, inverse: 1.0 / shape, scale }.into()
    }
}

impl Hazard {
    /// No hazard at all.
    #[must_use]
    pub fn never() -> Hazard {
        Form::Constant(0.0).into()
    }

    /// The same at every age: H(t) = rate t.
    pub fn constant(per_day: PerDay) -> Refusable {
        Ok(Form::Constant(rate("rate", per_day)?).into())
    }

    /// The same by the mean time until it happens, 1 / rate.
    pub fn constant_mean(mean: Days) -> Refusable {
        Ok(Form::Constant(1.0 / positive("mean", mean)?).into())
    }

    /// The same by the median time until it happens, ln 2 / rate.
    pub fn constant_median(median: Days) -> Refusable {
        Ok(Form::Constant(LN_2 / positive("median", median)?).into())
    }

    /// The same by the probability that it happens by an age: rate = -ln(1 - probability) / by.
    /// The probability may be 0.
    pub fn constant_probability(share: f64, by: Days) -> Refusable {
        let by = positive("by", by)?;
        if share == 0.0 {
            return Ok(Hazard::never());
        }
        let share = probability(Parameter::number("probability", share))?;
        Ok(Form::Constant(-libm::log1p(-share) / by).into())
    }

    /// H(t) = (t / scale)^shape: falling with age for shapes below 1.
    pub fn weibull(shape: f64, scale: Days) -> Refusable {
        Weibull::shape_scale(shape, scale).map(Hazard::from)
    }

    /// The same by shape and mean time until it happens.
    pub fn weibull_shape_mean(shape: f64, mean: Days) -> Refusable {
        Weibull::shape_mean(shape, mean).map(Hazard::from)
    }

    /// The same by shape and median.
    pub fn weibull_shape_median(shape: f64, median: Days) -> Refusable {
        Weibull::shape_median(shape, median).map(Hazard::from)
    }

    /// The same by shape and the probability that it happens by an age.
    pub fn weibull_shape_probability(shape: f64, share: f64, by: Days) -> Refusable {
        Weibull::shape_probability(shape, share, by).map(Hazard::from)
    }

    /// The same by median and 90th centile.
    pub fn weibull_median_p90(median: Days, p90: Days) -> Refusable {
        Weibull::median_p90(median, p90).map(Hazard::from)
    }

    /// The same by the probabilities that it happens by two ages.
    pub fn weibull_two_points(shares: [f64; 2], by: [Days; 2]) -> Refusable {
        Weibull::two_points(shares, by).map(Hazard::from)
    }

    /// rate exp(growth t), with growth per year of 365.25 days: H(t) = rate (exp(growth t) - 1) / growth.
    /// With negative growth all there is comes to rate / |growth|, and it may never happen
    /// (Gompertz 1825).
    pub fn gompertz(at_zero: PerDay, growth_per_year: f64) -> Refusable {
        let rate = rate("rate", at_zero)?;
        let growth = Parameter::number("growth_per_year", growth_per_year).within(-1e6..=1e6)?;
        if growth.abs() < 1e-15 {
            return Ok(Form::Constant(rate).into());
        }
        Ok(Form::Gompertz { rate, growth: growth / Days::YEAR.0 }.into())
    }

    /// The hazard of a lognormal time, by its mean and standard deviation: rises, then falls.
    pub fn lognormal_mean_sd(mean: Days, sd: Days) -> Refusable {
        Ok(Form::Lognormal(Lognormal::mean_sd(mean, sd)?).into())
    }

    /// The same by median and 90th centile.
    pub fn lognormal_median_p90(median: Days, p90: Days) -> Refusable {
        Ok(Form::Lognormal(Lognormal::median_p90(median, p90)?).into())
    }

    /// The same by median and the standard deviation of the logarithm.
    pub fn lognormal_median_sigma(median: Days, sigma: f64) -> Refusable {
        Ok(Form::Lognormal(Lognormal::median_sigma(median, sigma)?).into())
    }

    /// H(t) = ln(1 + (t / scale)^shape).
    pub fn log_logistic(shape: f64, scale: Days) -> Refusable {
        Ok(Form::LogLogistic(LogLogistic::shape_median("scale", shape, scale)?).into())
    }

    /// The same by shape and median, which is the scale.
    pub fn log_logistic_shape_median(shape: f64, median: Days) -> Refusable {
        Ok(Form::LogLogistic(LogLogistic::shape_median("median", shape, median)?).into())
    }

    /// The same by median and 90th centile.
    pub fn log_logistic_median_p90(median: Days, p90: Days) -> Refusable {
        Ok(Form::LogLogistic(LogLogistic::median_p90(median, p90)?).into())
    }

    /// Constant in steps of `(until, rate)`. The last step may be open (`Days::NEVER`); where it is not,
    /// there is no hazard after it.
    pub fn steps(steps: &[(Days, PerDay)]) -> Refusable {
        Ok(Form::Curve(Curve::steps(steps)?).into())
    }

    /// From points of a survival function, `(age, share still there)`: constant between them and none
    /// after the last. Where the last share is 0, whoever is left goes at that very age.
    pub fn survival(points: &[(Days, f64)]) -> Refusable {
        Ok(Form::Curve(Curve::survival(points)?).into())
    }

    /// Certain at this age, and not before.
    pub fn fixed(age: Days) -> Refusable {
        Ok(Form::Fixed(duration("fixed", age)?).into())
    }

    /// The same, with no hazard from an age on.
    pub fn until(self, age: Days) -> Refusable {
        let until = positive("until", age)?.min(self.until);
        let form = match self.form {
            Form::Fixed(certain) if certain >= until => Form::Constant(0.0),
            Form::Curve(curve) if curve.certain() >= until => {
                Form::Curve(curve.without_certainty())
            }
            form => form,
        };
        let whole = Hazard::from(form);
        let total = whole.gathered(Days(until));
        Ok(Hazard { until, total, ..whole })
    }

    /// Hazard gathered from age zero to `age`. Never NaN; infinite only from an age on that is certain,
    /// and at age never where the total is infinite.
    #[inline]
    #[must_use]
    pub fn gathered(&self, age: Days) -> f64 {
        let age = age.0;
        if age < 0.0 || age.is_nan() {
            return 0.0;
        }
        if age >= self.until || age == f64::INFINITY {
            return self.total;
        }
        match &self.form {
            Form::Constant(rate) => finite(rate * age),
            Form::Weibull { shape, scale, .. } => finite(libm::pow(age / scale, *shape)),
            Form::Gompertz { rate, growth } => {
                if *rate == 0.0 {
                    return 0.0;
                }
                finite(rate * (libm::expm1(growth * age) / growth))
            }
            Form::Lognormal(Lognormal { median, sigma }) => {
                finite(normal::gathered(libm::log(age / median) / sigma))
            }
            Form::LogLogistic(log_logistic) => finite(log_logistic_gathered(*log_logistic, age)),
            Form::Curve(curve) => curve.gathered(age),
            Form::Fixed(certain) => {
                if age >= *certain {
                    f64::INFINITY
                } else {
                    0.0
                }
            }
        }
    }

    /// The earliest age by which `hazard` has gathered; never, where it never does. Zero (or less)
    /// has gathered at age zero.
    #[inline(never)]
    #[must_use]
    pub fn age_at(&self, hazard: f64) -> Days {
        if hazard <= 0.0 {
            return Days::ZERO;
        }
        if hazard > self.total || hazard.is_nan() {
            return Days::NEVER;
        }
        let age = match &self.form {
            Form::Constant(rate) => hazard / rate,
            Form::Weibull { inverse, scale, .. } => scale * libm::pow(hazard, *inverse),
            Form::Curve(curve) => curve.age_at(hazard),
            Form::Fixed(certain) => *certain,
            _ if hazard == f64::INFINITY => f64::INFINITY,
            Form::Gompertz { rate, growth } => {
                libm::log1p((hazard / rate * growth).max(-1.0)) / growth
            }
            Form::Lognormal(Lognormal { median, sigma }) => {
                median * libm::exp(sigma * normal::at_gathered(hazard))
            }
            Form::LogLogistic(LogLogistic { shape, median }) => {
                // ln(exp(h) - 1), which is h itself once exp(h) is large.
                let log = if hazard < 1.0 {
                    libm::log(libm::expm1(hazard))
                } else {
                    hazard + libm::log1p(-libm::exp(-hazard))
                };
                median * libm::exp(log / shape)
            }
        };
        Days(age.min(self.until))
    }

    /// All the hazard that ever gathers: infinite where it is sure to happen in the end.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    /// Whether it is `fixed`: certain at one age and impossible before.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        matches!(self.form, Form::Fixed(_))
    }

    /// The age that nobody outlasts, where the gathered hazard jumps to infinity: that of a `fixed`
    /// hazard, or of a survival function that ends at zero.
    #[must_use]
    pub fn certain_at(&self) -> Option<Days> {
        match &self.form {
            Form::Fixed(age) => Some(Days(*age)),
            Form::Curve(curve) if curve.certain() < f64::INFINITY => Some(Days(curve.certain())),
            _ => None,
        }
    }
}

/// A hazard gathered at a finite age of a form that is certain at none.
#[inline]
fn finite(gathered: f64) -> f64 {
    gathered.min(f64::MAX)
}

/// ln(1 + x^k), with x the age in medians.
fn log_logistic_gathered(LogLogistic { shape, median }: LogLogistic, age: f64) -> f64 {
    let log = shape * libm::log(age / median);
    if log < 0.0 { libm::log1p(libm::exp(log)) } else { log + libm::log1p(libm::exp(-log)) }
}

#[cfg(test)]
mod tests;
