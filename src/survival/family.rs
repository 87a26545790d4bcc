//! Hazards with parameters: the logarithm of the hazard and the hazard gathered, with derivatives.

use super::jet::Jet;
use crate::random::{Hazard, ParameterError, normal_gathered, normal_log_density};
use crate::units::{Days, PerDay};

/// A family of hazards with one or two parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// The same at every age: H(t) = t / mean.
    Exponential,
    /// H(t) = (t / scale)^shape.
    Weibull,
    /// H(t) = rate (exp(growth t) - 1) / growth.
    Gompertz,
    /// The logarithm of the time is normal.
    Lognormal,
    /// H(t) = ln(1 + (t / scale)^shape).
    LogLogistic,
}

impl Family {
    /// All of them.
    pub const ALL: [Family; 5] = [
        Family::Exponential,
        Family::Weibull,
        Family::Gompertz,
        Family::Lognormal,
        Family::LogLogistic,
    ];
}

/// What is fitted: a family, or a hazard that is constant between given ages.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// A hazard with one or two parameters.
    Family(Family),
    /// Constant up to each of these ages and after the last. \[days\]
    Pieces(Vec<f64>),
}

/// What one person's time says of a hazard: the logarithm of the hazard then and the hazard gathered by then, each with its
/// derivatives by the parameters.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) log_hazard: Derived,
    pub(super) gathered: Derived,
}

/// A number with its derivatives by the parameters.
#[derive(Debug, Default)]
pub(super) struct Derived {
    pub(super) value: f64,
    pub(super) slope: Vec<f64>,
    /// Row by row.
    pub(super) bend: Vec<f64>,
}

impl Derived {
    fn clear(&mut self, width: usize) {
        self.value = 0.0;
        self.slope.clear();
        self.slope.resize(width, 0.0);
        self.bend.clear();
        self.bend.resize(width * width, 0.0);
    }

    fn set(&mut self, jet: Jet, width: usize) {
        self.clear(width);
        self.value = jet.value;
        self.slope.copy_from_slice(&jet.slope[..width]);
        if width == 1 {
            self.bend[0] = jet.bend[0];
        } else {
            self.bend.copy_from_slice(&[jet.bend[0], jet.bend[1], jet.bend[1], jet.bend[2]]);
        }
    }
}

impl Form {
    /// How many parameters the hazard of a stratum has.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Form::Family(Family::Exponential) => 1,
            Form::Family(_) => 2,
            Form::Pieces(cuts) => cuts.len() + 1,
        }
    }

    /// Parameters to begin with, from the rate at which people leave at all ages together. All are free to be any number:
    /// exponential ln rate; Weibull ln scale, ln shape; Gompertz ln rate, growth; lognormal ln median, ln sigma; log-logistic ln
    /// median, ln shape; pieces ln rate of each.
    pub(super) fn start(&self, rate: f64) -> Vec<f64> {
        let log = libm::log(rate);
        match self {
            Form::Family(Family::Exponential) => vec![log],
            Form::Family(Family::Gompertz) => vec![log, 0.0],
            Form::Family(_) => vec![-log, 0.0],
            Form::Pieces(_) => vec![log; self.width()],
        }
    }

    /// The terms of a time, with cuts in days divided by `unit`, as the time is.
    pub(super) fn terms(&self, theta: &[f64], time: f64, unit: f64, terms: &mut Terms) {
        match self {
            Form::Family(family) => {
                let second = theta.get(1).copied().unwrap_or(0.0);
                let parameters = [Jet::parameter(theta[0], 0), Jet::parameter(second, 1)];
                let (log_hazard, gathered) = family.jets(parameters, time);
                terms.log_hazard.set(log_hazard, theta.len());
                terms.gathered.set(gathered, theta.len());
            }
            Form::Pieces(cuts) => pieces(theta, cuts, time, unit, terms),
        }
    }

    /// The parameters for times in days, from those for times in a unit.
    pub(super) fn in_days(&self, theta: &mut [f64], unit: f64) {
        let log = libm::log(unit);
        match self {
            Form::Family(Family::Exponential) => theta[0] -= log,
            Form::Family(Family::Gompertz) => {
                theta[0] -= log;
                theta[1] /= unit;
            }
            Form::Family(_) => theta[0] += log,
            Form::Pieces(_) => theta.iter_mut().for_each(|rate| *rate -= log),
        }
    }

    /// The hazard of these parameters, as a simulation has it.
    ///
    /// # Errors
    /// Where the parameters are outside what the scenario language allows.
    pub(super) fn hazard(&self, theta: &[f64]) -> Result<Hazard, ParameterError> {
        let first = libm::exp(theta[0]);
        let second = || libm::exp(theta[1]);
        match self {
            Form::Family(Family::Exponential) => Hazard::constant(PerDay(first)),
            Form::Family(Family::Weibull) => Hazard::weibull(second(), Days(first)),
            Form::Family(Family::Gompertz) => {
                Hazard::gompertz(PerDay(first), theta[1] * Days::YEAR.0)
            }
            Form::Family(Family::Lognormal) => {
                Hazard::lognormal_median_sigma(Days(first), second())
            }
            Form::Family(Family::LogLogistic) => Hazard::log_logistic(second(), Days(first)),
            Form::Pieces(cuts) => {
                let ends = cuts.iter().map(|cut| Days(*cut)).chain([Days::NEVER]);
                let rates = theta.iter().map(|log| PerDay(libm::exp(*log)));
                Hazard::steps(&ends.zip(rates).collect::<Vec<_>>())
            }
        }
    }
}

impl Family {
    /// The logarithm of the hazard at a time, and the hazard gathered by then.
    fn jets(self, [a, b]: [Jet; 2], time: f64) -> (Jet, Jet) {
        let log_time = Jet::constant(libm::log(time));
        match self {
            Family::Exponential => (a, a.exponential() * Jet::constant(time)),
            Family::Weibull => {
                let w = b.exponential() * (log_time - a);
                (b + w - log_time, w.exponential())
            }
            Family::Gompertz => {
                let grown = b * Jet::constant(time);
                let mean = grown.through(mean_growth(grown.value));
                (a + grown, a.exponential() * mean * Jet::constant(time))
            }
            Family::Lognormal => {
                let z = (log_time - a) * (Jet::constant(0.0) - b).exponential();
                let gathered = normal_gathered(z.value);
                let mills = libm::exp(normal_log_density(z.value) + gathered);
                let gathered = z.through([gathered, mills, mills * (mills - z.value)]);
                let density = z.through([normal_log_density(z.value), -z.value, -1.0]);
                (density + gathered - b - log_time, gathered)
            }
            Family::LogLogistic => {
                let w = b.exponential() * (log_time - a);
                let share = 1.0 / (1.0 + libm::exp(-w.value));
                let gathered = w.value.max(0.0) + libm::log1p(libm::exp(-w.value.abs()));
                let gathered = w.through([gathered, share, share * (1.0 - share)]);
                (b + w - log_time - gathered, gathered)
            }
        }
    }
}

/// (exp(x) - 1) / x and its first two derivatives, by their series near 0, where the quotients lose their digits.
fn mean_growth(x: f64) -> [f64; 3] {
    if x.abs() < 0.5 {
        // Terms x^n / (n + 1)!, differentiated; fourteen of them are exact to the last digit for |x| < 0.5.
        let (mut sums, mut term) = ([0.0; 3], 1.0);
        for n in 0..14 {
            let n = f64::from(n);
            // term = x^n / n!, from which all three follow.
            sums[0] += term / (n + 1.0);
            sums[1] += term / (n + 2.0);
            sums[2] += term / (n + 3.0);
            term *= x / (n + 1.0);
        }
        return sums;
    }
    let e = libm::exp(x);
    [
        libm::expm1(x) / x,
        (e * (x - 1.0) + 1.0) / (x * x),
        (e * (x * x - 2.0 * x + 2.0) - 2.0) / (x * x * x),
    ]
}

fn pieces(theta: &[f64], cuts: &[f64], time: f64, unit: f64, terms: &mut Terms) {
    let width = theta.len();
    terms.log_hazard.clear(width);
    terms.gathered.clear(width);
    let mut from = 0.0;
    for (piece, log_rate) in theta.iter().enumerate() {
        let to = cuts.get(piece).map_or(f64::INFINITY, |cut| cut / unit);
        // A time that is itself a cut ends the piece before it.
        let gathered = libm::exp(*log_rate) * (time.min(to) - from);
        terms.gathered.value += gathered;
        terms.gathered.slope[piece] = gathered;
        terms.gathered.bend[piece * width + piece] = gathered;
        if time <= to {
            terms.log_hazard.value = *log_rate;
            terms.log_hazard.slope[piece] = 1.0;
            return;
        }
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(form: &Form, theta: &[f64], time: f64) -> Terms {
        let mut terms = Terms::default();
        form.terms(theta, time, 1.0, &mut terms);
        terms
    }

    fn forms() -> Vec<Form> {
        let families = Family::ALL.map(Form::Family);
        families.into_iter().chain([Form::Pieces(vec![0.5, 2.0])]).collect()
    }

    #[test]
    fn the_hazard_gathered_is_that_of_the_simulation() {
        for form in forms() {
            let theta = &[0.3, -0.4, 0.2][..form.width()];
            let hazard = form.hazard(theta).unwrap();
            for time in [0.01, 0.5, 1.0, 3.0, 40.0] {
                let (ours, its) =
                    (terms(&form, theta, time).gathered.value, hazard.gathered(Days(time)));
                assert!((ours / its - 1.0).abs() < 1e-11, "{form:?} at {time}: {ours} and {}", its);
            }
        }
    }

    #[test]
    fn the_hazard_is_the_slope_of_what_is_gathered() {
        for form in forms() {
            let theta = &[0.3, 0.4, 0.2][..form.width()];
            for time in [0.1, 1.0, 3.0] {
                let gathered = |time| terms(&form, theta, time).gathered.value;
                let slope = (gathered(time + 1e-5) - gathered(time - 1e-5)) / 2e-5;
                let hazard = libm::exp(terms(&form, theta, time).log_hazard.value);
                assert!((slope / hazard - 1.0).abs() < 1e-7, "{form:?} at {time}");
            }
        }
    }

    #[test]
    fn derivatives_by_the_parameters_are_those_of_small_steps() {
        for form in forms() {
            let theta = [0.3, 0.4, 0.2][..form.width()].to_vec();
            for time in [0.1, 1.0, 3.0] {
                let here = terms(&form, &theta, time);
                for i in 0..theta.len() {
                    let aside = |step: f64| {
                        let mut theta = theta.clone();
                        theta[i] += step;
                        terms(&form, &theta, time)
                    };
                    let (low, high) = (aside(-1e-5), aside(1e-5));
                    let pairs = [
                        (&here.log_hazard, &low.log_hazard, &high.log_hazard),
                        (&here.gathered, &low.gathered, &high.gathered),
                    ];
                    for (here, low, high) in pairs {
                        let slope = (high.value - low.value) / 2e-5;
                        assert!(
                            (slope - here.slope[i]).abs() < 1e-7 * (1.0 + slope.abs()),
                            "{form:?}"
                        );
                        for j in 0..theta.len() {
                            let bend = (high.slope[j] - low.slope[j]) / 2e-5;
                            let ours = here.bend[i * theta.len() + j];
                            assert!((bend - ours).abs() < 1e-7 * (1.0 + bend.abs()), "{form:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_series_and_the_quotients_agree_where_they_meet() {
        let (series, quotient) = (mean_growth(0.499_999_999), mean_growth(0.500_000_001));
        for (a, b) in series.iter().zip(quotient) {
            assert!((a - b).abs() < 1e-8, "{a} and {b}");
        }
        assert_eq!(mean_growth(0.0), [1.0, 0.5, 1.0 / 3.0]);
    }
}
