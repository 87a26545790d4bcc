//! One figure of the simulation beside what it must be.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// How often the whole suite may fail by chance: for one choice of its seeds in a thousand.
pub(crate) const FALSE_ALARMS: f64 = 1e-3;

/// The most comparisons of samples that the suite may hold. Each fails by chance with probability
/// [`FALSE_ALARMS`] over this, so that all together keep to [`FALSE_ALARMS`] (Bonferroni).
pub(crate) const MOST_SAMPLES: usize = 2000;

/// The probability with which a bias of the size stated would be caught.
pub(crate) const POWER: f64 = 0.99;

/// What a comparison rests on, and so what its interval means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Basis {
    /// Independent values: the interval is around their mean, and must hold the truth.
    Sample {
        values: usize,
        /// Standard error of their mean.
        error: f64,
        /// The smallest bias that would be caught with probability [`POWER`].
        catches: f64,
    },
    /// An error was planted, and the interval around the mean must not hold the truth of the system without it.
    Planted {
        values: usize,
        /// Standard error of their mean.
        error: f64,
    },
    /// The truth is known only within the interval, and what was found must lie in it.
    Band { cases: usize },
    /// Kolmogorov's distance between the distribution of independent values and the true one, times the root of their
    /// number: the interval is how far chance may take it.
    Distance { values: usize },
    /// Nothing is left to chance: the interval is what rounding may do, around the truth.
    Exact { cases: usize },
}

/// One figure of the simulation beside what it must be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    pub(crate) what: String,
    pub(crate) truth: f64,
    pub(crate) found: f64,
    pub(crate) interval: [f64; 2],
    pub(crate) basis: Basis,
}

impl Comparison {
    /// Independent values, such as one a replication, whose mean is to be `truth`.
    pub(crate) fn sample(what: impl Into<String>, truth: f64, values: &[f64]) -> Comparison {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Comparison::of_mean(
            what.into(),
            truth,
            values.len(),
            mean,
            (squares / (n - 1.0) / n).sqrt(),
        )
    }

    /// The same values of a system into which an error was planted: they are not to agree.
    pub(crate) fn planted(what: impl Into<String>, truth: f64, values: &[f64]) -> Comparison {
        let mut comparison = Comparison::sample(what, truth, values);
        if let Basis::Sample { values, error, .. } = comparison.basis {
            comparison.basis = Basis::Planted { values, error };
        }
        comparison
    }

    /// A share of independent cases; its error is that of the share that must come out.
    pub(crate) fn share(
        what: impl Into<String>,
        truth: f64,
        hits: usize,
        cases: usize,
    ) -> Comparison {
        let error = (truth * (1.0 - truth) / cases as f64).sqrt();
        Comparison::of_mean(what.into(), truth, cases, hits as f64 / cases as f64, error)
    }

    fn of_mean(what: String, truth: f64, values: usize, mean: f64, error: f64) -> Comparison {
        let reach = quantile(values) * error;
        let catches = reach + Normal::standard().inverse_cdf(POWER) * error;
        let interval = [mean - reach, mean + reach];
        Comparison {
            what,
            truth,
            found: mean,
            interval,
            basis: Basis::Sample { values, error, catches },
        }
    }

    /// What must come out to within a tolerance that only rounding needs.
    pub(crate) fn exact(
        what: impl Into<String>,
        truth: f64,
        found: f64,
        tolerance: f64,
        cases: usize,
    ) -> Comparison {
        let interval = [truth - tolerance, truth + tolerance];
        Comparison { what: what.into(), truth, found, interval, basis: Basis::Exact { cases } }
    }

    /// What must lie in a band around an observation, such as the confidence band of a curve of real clients.
    pub(crate) fn band(
        what: impl Into<String>,
        observed: f64,
        found: f64,
        interval: [f64; 2],
        cases: usize,
    ) -> Comparison {
        let basis = Basis::Band { cases };
        Comparison { what: what.into(), truth: observed, found, interval, basis }
    }

    /// The largest distance between the distribution function of so many independent values and the true one, times the
    /// root of their number, which must lie within what chance leaves it: Dvoretzky, Kiefer and Wolfowitz (1956) with the constant of Massart (1990).
    pub(crate) fn distance(what: impl Into<String>, found: f64, values: usize) -> Comparison {
        let alarm = FALSE_ALARMS / MOST_SAMPLES as f64;
        let limit = (libm::log(2.0 / alarm) / 2.0).sqrt();
        let basis = Basis::Distance { values };
        Comparison { what: what.into(), truth: 0.0, found, interval: [0.0, limit], basis }
    }

    /// Whether the two agree, or do not where an error was planted. What is not a number agrees with nothing.
    pub(crate) fn agrees(&self) -> bool {
        let inside = match self.basis {
            Basis::Sample { .. } | Basis::Planted { .. } => self.truth,
            Basis::Band { .. } | Basis::Distance { .. } | Basis::Exact { .. } => self.found,
        };
        let [low, high] = self.interval;
        let known = [low, high, self.found, self.truth].iter().all(|value| value.is_finite());
        let holds = low <= inside && inside <= high;
        known && holds != matches!(self.basis, Basis::Planted { .. })
    }

    /// The bias that would be caught, as a share of the truth; none where nothing is left to chance or the truth is 0.
    pub(crate) fn catches(&self) -> Option<f64> {
        match self.basis {
            Basis::Sample { catches, .. } if self.truth != 0.0 => Some(catches / self.truth.abs()),
            _ => None,
        }
    }

    /// How many standard errors the mean is off; none where nothing is left to chance.
    pub(crate) fn errors_off(&self) -> Option<f64> {
        match self.basis {
            Basis::Sample { error, .. } if error > 0.0 => Some((self.found - self.truth) / error),
            _ => None,
        }
    }
}

/// How many standard errors of the mean of so many values the interval of a comparison reaches to either side.
pub(crate) fn quantile(values: usize) -> f64 {
    let tail = 0.5 * FALSE_ALARMS / MOST_SAMPLES as f64;
    if values > 10_000 {
        return -Normal::standard().inverse_cdf(tail);
    }
    let Ok(student) = StudentsT::new(0.0, 1.0, values as f64 - 1.0) else { return f64::NAN };
    // By halving: the library's own search for so small a tail does not come to an end.
    let (mut low, mut high) = (0.0, 1e7);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if student.sf(middle) > tail { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_reaches_as_far_as_its_level_says() {
        for values in [10, 30, 100, 10_000] {
            let t = StudentsT::new(0.0, 1.0, values as f64 - 1.0).unwrap();
            let tail = t.sf(quantile(values));
            assert!((tail / 2.5e-7 - 1.0).abs() < 1e-3, "{values}: {tail}");
        }
        // The normal distribution leaves 2.5e-7 beyond 5.026313.
        assert!((quantile(1_000_000_000) - 5.026_313).abs() < 1e-4);
    }

    #[test]
    fn a_mean_is_compared_by_its_own_error() {
        let comparison = Comparison::sample("x", 2.5, &[1.0, 2.0, 3.0, 4.0]);
        assert!(comparison.agrees() && comparison.found == 2.5);
        let Basis::Sample { values, error, catches } = comparison.basis else {
            panic!("{comparison:?}")
        };
        // Sum of squares 5, variance 5/3, of the mean 5/12.
        assert!(values == 4 && (error - (5.0f64 / 12.0).sqrt()).abs() < 1e-12);
        assert!((catches - (quantile(4) + 2.326_348) * error).abs() < 1e-5);
    }

    #[test]
    fn what_is_outside_disagrees_whatever_the_basis() {
        let values: Vec<f64> = (0..100).map(|n| f64::from(n % 10)).collect();
        assert!(Comparison::sample("x", 4.5, &values).agrees());
        assert!(!Comparison::sample("x", 6.5, &values).agrees());
        assert!(Comparison::planted("x", 6.5, &values).agrees());
        assert!(!Comparison::planted("x", 4.5, &values).agrees());
        assert!(!Comparison::planted("x", f64::NAN, &values).agrees());
        assert!(!Comparison::planted("x", 6.5, &[4.5]).agrees());
        assert!(!Comparison::sample("x", f64::NAN, &values).agrees());
        assert!(!Comparison::sample("x", 4.5, &[4.5]).agrees());
        assert!(Comparison::share("x", 0.5, 5_010, 10_000).agrees());
        assert!(!Comparison::share("x", 0.5, 5_400, 10_000).agrees());
        assert!(Comparison::exact("x", 1.0, 1.0 + 1e-10, 1e-9, 1).agrees());
        assert!(!Comparison::exact("x", 1.0, 1.0 + 1e-8, 1e-9, 1).agrees());
        assert!(Comparison::band("x", 0.6, 0.62, [0.55, 0.65], 238).agrees());
        assert!(!Comparison::band("x", 0.6, 0.66, [0.55, 0.65], 238).agrees());
        assert!(Comparison::distance("x", 2.75, 10_000).agrees());
        assert!(!Comparison::distance("x", 2.76, 10_000).agrees());
        assert!(!Comparison::distance("x", f64::NAN, 10_000).agrees());
    }

    #[test]
    fn a_distance_may_be_as_large_as_chance_leaves_it() {
        // 2 exp(-2 d^2) = 5e-7: half of ln 4e6 = 15.201805 is 7.600902, whose root is 2.756974.
        let distance = Comparison::distance("x", 0.0, 10_000);
        assert!((distance.interval[1] - 2.756_974).abs() < 1e-5, "{distance:?}");
    }
}
