//! What is left of a duration of which some has passed.

use super::{Distribution, Form, log_of_rest, triangular_quantile};
use crate::random::Uniforms;
use crate::random::fit::Lognormal;
use crate::random::normal::{at_gathered, gathered};
use crate::random::tails::{beta_beyond, falls_to, gamma_beyond};
use crate::units::Days;

impl Distribution {
    /// A draw of what is left of a duration of which so much has passed: by the distribution on condition that it is longer.
    /// None: none is so long.
    ///
    /// By inversion of one uniform throughout, so that the same luck leaves more wherever more can be left: with S what lasts longer
    /// than a duration, the whole duration x solves S(x) = u S(passed).
    ///
    /// ```
    /// use throughcare::random::{Distribution, Draws, Purpose, Who};
    /// use throughcare::units::Days;
    /// // Of two weeks, of which ten days have passed, four days are left.
    /// let luck = Draws::new(1, 1).named(Who { group: 1, number: 0 }, Purpose(1), 0);
    /// let stay = Distribution::fixed(Days(14.0))?;
    /// assert_eq!(stay.rest_after(Days(10.0), luck), Some(Days(4.0)));
    /// assert_eq!(stay.rest_after(Days(14.0), luck), None);
    /// # Ok::<(), throughcare::random::ParameterError>(())
    /// ```
    #[must_use]
    pub fn rest_after(&self, passed: Days, from: impl Uniforms) -> Option<Days> {
        let passed = passed.0.max(0.0);
        if passed >= self.longest().0 {
            return None;
        }
        let uniform = from.one();
        let gathers = || -log_of_rest(uniform);
        let whole = match &self.form {
            Form::Fixed(value) => *value,
            // Without memory: what has passed does not matter, to the bit.
            Form::Exponential { mean } => return Some(Days(mean * gathers())),
            Form::Uniform { low, width } => {
                let (least, high) = (low.max(passed), low + width);
                least + (high - least) * uniform
            }
            Form::Triangular { low, mode, high } => {
                if passed >= *mode {
                    high - (high - passed) * (1.0 - uniform).sqrt()
                } else {
                    let below = self.cdf(Days(passed));
                    triangular_quantile(*low, *mode, *high, below + uniform * (1.0 - below))
                }
            }
            Form::Weibull { shape, inverse, scale } => {
                let already = libm::pow(passed / scale, *shape);
                scale * libm::pow(already + gathers(), *inverse)
            }
            Form::Lognormal(Lognormal { median, sigma }) => {
                let already = gathered(libm::log(passed / median) / sigma);
                median * libm::exp(sigma * at_gathered(already + gathers()))
            }
            Form::Normal(normal) => normal.beyond(passed, uniform),
            Form::Gamma { unit, scale } => {
                scale * gamma_longer_than(unit.shape, passed / scale, 1.0 - uniform)
            }
            Form::Beta { low, width, a, b } => {
                let least = ((passed - low) / width).max(0.0);
                let beyond = |x: f64| beta_beyond(a.shape, b.shape, x);
                let value = (1.0 - uniform) * beyond(least);
                low + width * falls_to(value, least, 1.0, beyond)
            }
            Form::Observed(observed) => observed.beyond(passed, uniform),
            Form::Quantiles(quantiles) => quantiles.beyond(passed, uniform),
        };
        Some(Days((whole - passed).max(0.0)))
    }

    /// The longest duration that can come; never, where any can.
    #[must_use]
    pub fn longest(&self) -> Days {
        Days(match &self.form {
            Form::Fixed(value) => *value,
            Form::Uniform { low, width } | Form::Beta { low, width, .. } => low + width,
            Form::Triangular { high, .. } => *high,
            Form::Normal(normal) => normal.longest(),
            Form::Observed(observed) => observed.longest(),
            Form::Quantiles(quantiles) => quantiles.longest(),
            Form::Exponential { .. }
            | Form::Gamma { .. }
            | Form::Weibull { .. }
            | Form::Lognormal(_) => f64::INFINITY,
        })
    }

    /// The value, where it is always the same.
    #[must_use]
    pub fn only(&self) -> Option<Days> {
        if let Form::Fixed(value) = self.form { Some(Days(value)) } else { None }
    }
}

/// A gamma duration of scale 1 that is longer than this, beyond which lies `share` of those that are.
fn gamma_longer_than(shape: f64, passed: f64, share: f64) -> f64 {
    let beyond = |x: f64| gamma_beyond(shape, x);
    let value = share * beyond(passed);
    if value == 0.0 {
        // So far out the tail is that of an exponential distribution.
        return passed - libm::log(share);
    }
    let mut high = passed + 1.0;
    while beyond(high) > value {
        high += high - passed;
    }
    falls_to(value, passed, high, beyond)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose, Who};

    const DRAWS: u32 = 20_000;
    /// Kolmogorov's limit for a false alarm of 1e-6.
    const KOLMOGOROV: f64 = 2.694;

    fn forms() -> Vec<Distribution> {
        let d = Days;
        let quantiles = [(d(0.0), 0.1), (d(10.0), 0.4), (d(60.0), 1.0)];
        [
            Distribution::uniform(d(2.0), d(60.0)),
            Distribution::triangular(d(1.0), d(20.0), d(60.0)),
            Distribution::exponential(d(12.0)),
            Distribution::erlang(3, d(12.0)),
            Distribution::gamma(0.4, d(30.0)),
            Distribution::gamma(40.0, d(0.5)),
            Distribution::weibull(0.7, d(80.0)),
            Distribution::weibull(3.0, d(30.0)),
            Distribution::lognormal_mean_sd(d(14.0), d(6.0)),
            Distribution::normal(d(14.0), d(6.0), d(0.0), Days::NEVER),
            Distribution::normal(d(14.0), d(6.0), d(10.0), d(60.0)),
            Distribution::beta(d(2.0), d(60.0), 2.0, 5.0),
            Distribution::beta(d(2.0), d(60.0), 0.5, 0.5),
            Distribution::pert(d(1.0), d(20.0), d(60.0), 4.0),
            Distribution::quantiles(&quantiles),
        ]
        .into_iter()
        .map(Result::unwrap)
        .collect()
    }

    /// The share of draws up to any rest r is (F(passed + r) - F(passed)) / (1 - F(passed)).
    #[test]
    fn what_is_left_has_the_conditional_distribution() {
        for (purpose, form) in (1..).zip(forms()) {
            for passed in [0.0, 1.5, 21.0] {
                let luck = |number| {
                    let who = Who { group: 9, number };
                    Draws::new(7, 1).named(who, Purpose(purpose), 0)
                };
                let mut rests: Vec<f64> = (0..DRAWS)
                    .map(|number| form.rest_after(Days(passed), luck(number)).unwrap().0)
                    .collect();
                rests.sort_by(f64::total_cmp);
                let before = form.cdf(Days(passed));
                let mut furthest = 0.0f64;
                for (number, rest) in rests.iter().enumerate() {
                    let known = (form.cdf(Days(passed + rest)) - before) / (1.0 - before);
                    let seen = (number as f64 + 0.5) / f64::from(DRAWS);
                    furthest = furthest.max((known - seen).abs());
                }
                let limit = KOLMOGOROV / f64::from(DRAWS).sqrt();
                assert!(furthest < limit, "{form:?} after {passed}: {furthest} of {limit}");
            }
        }
    }

    #[test]
    fn listed_durations_keep_their_weights_among_those_longer() {
        let listed = [(Days(5.0), 8.0), (Days(9.0), 1.0), (Days(12.0), 3.0)];
        let form = Distribution::empirical(&listed).unwrap();
        let luck = |number| Draws::new(7, 1).named(Who { group: 9, number }, Purpose(1), 0);
        let rests = (0..DRAWS).map(|number| form.rest_after(Days(5.0), luck(number)).unwrap().0);
        let (short, long): (Vec<f64>, Vec<f64>) = rests.partition(|rest| *rest == 4.0);
        assert!(long.iter().all(|rest| *rest == 7.0));
        // A quarter of 20 000, five standard errors of 61 each.
        assert!((short.len() as f64 - 5_000.0).abs() < 306.0, "{}", short.len());
        assert_eq!(form.rest_after(Days(12.0), luck(0)), None);
    }

    /// Almost nobody lasts so long, and whoever does has something left all the same.
    #[test]
    fn after_a_very_long_time_something_is_left() {
        let luck = Draws::new(7, 1).named(Who { group: 9, number: 0 }, Purpose(1), 0);
        for form in forms().iter().filter(|form| form.longest() == Days::NEVER) {
            for passed in [1e3, 1e5] {
                let rest = form.rest_after(Days(passed), luck).unwrap();
                assert!(rest.0 >= 0.0 && rest.is_finite(), "{form:?} after {passed}: {rest:?}");
            }
        }
    }
}
