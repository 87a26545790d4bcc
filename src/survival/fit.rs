//! The hazard under which what was seen is likeliest, with ratios that people share.

use super::family::{Family, Form, Terms};
use super::interval::{Interval, Parameter};
use super::likelihood::{Scales, likelihood, spreads};
use super::newton::{NoTop, climb};
use super::sample::{Observation, Sample};
use crate::random::{Hazard, ParameterError};
use crate::units::Days;

/// The longest duration that a scenario can say, 1,000 years. \[days\]
pub const LONGEST: f64 = 1000.0 * Days::YEAR.0;

/// Why no hazard of a form fits.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoFit {
    /// Nobody left in a stratum.
    #[error("nobody left")]
    NoEvents {
        /// Which.
        stratum: usize,
    },
    /// The likelihood rises for ever.
    #[error("it has no likeliest value: as far as was looked, further is likelier")]
    Endless {
        /// As the ratio of this number does; none: as a parameter of the hazard itself does.
        ratio: Option<usize>,
    },
    /// Several values are equally likely.
    #[error("several values are equally likely")]
    Level {
        /// Along with the ratio of this number; none: parameters of the hazard itself.
        ratio: Option<usize>,
    },
    /// The search did not come to an end.
    #[error("no likeliest values were found")]
    NotFound,
    /// The likeliest duration is longer than any that a scenario may have.
    #[error("its likeliest {name} is {years:.0} years, and a scenario has none above 1,000")]
    TooLong {
        /// The parameter.
        name: &'static str,
        /// What it comes to.
        years: f64,
    },
    /// The likeliest parameters are none that a scenario may have.
    #[error(transparent)]
    Outside(#[from] ParameterError),
}

/// A hazard fitted to what was seen: for each stratum its own parameters, for all the same ratios.
#[derive(Debug, Clone)]
pub struct Fit {
    form: Form,
    /// For each stratum, free to be any number; times in days.
    thetas: Vec<Vec<f64>>,
    /// Logarithms, each for one more of its covariate.
    log_ratios: Vec<f64>,
    /// Of all parameters, stratum by stratum and then the ratios; row by row.
    covariance: Vec<f64>,
    log_likelihood: f64,
    events: usize,
    hazards: Vec<Hazard>,
}

/// Fits a hazard by maximum likelihood: of a time t with the hazard h and the hazard gathered H, the log-likelihood is
/// ln h(t) - H(t) where the person left then and -H(t) where they were still there. A covariate x multiplies the
/// hazard by exp(b x).
///
/// # Errors
/// When there is no likeliest hazard, or it is none a scenario may have.
///
/// ```
/// use throughcare::survival::{Family, Form, Sample, fit};
/// // Two leave in 10 days that three people were there: 0.2 a day, with a standard error of 0.2 / sqrt(2).
/// let sample = Sample::plain(&[(2.0, true), (3.0, true), (5.0, false)]);
/// let fit = fit(&sample, &Form::Family(Family::Exponential))?;
/// let mean = fit.parameters(0)[0].value;
/// assert!((mean.estimate - 5.0).abs() < 1e-6 && (mean.error - 5.0 / 2f64.sqrt()).abs() < 1e-6);
/// # Ok::<(), throughcare::survival::NoFit>(())
/// ```
pub fn fit(sample: &Sample, form: &Form) -> Result<Fit, NoFit> {
    let idle = |stratum: &usize| !sample.of(*stratum).any(|person| person.left);
    if let Some(stratum) = (0..sample.strata).find(idle) {
        return Err(NoFit::NoEvents { stratum });
    }
    // In this unit ages, and so the growth of a hazard, are of order 1, however few of those who were seen left.
    let events = sample.events() as f64;
    let leavers = sample.observations.iter().filter(|person| person.left);
    let unit = leavers.map(|person| person.time).sum::<f64>() / events;
    let rate = events * unit / sample.person_time();
    let spreads = spreads(sample);
    let width = form.width();
    let baselines = sample.strata * width;
    let mut start: Vec<f64> = (0..sample.strata).flat_map(|_| form.start(rate)).collect();
    start.resize(baselines + spreads.len(), 0.0);
    let mut terms = Terms::default();
    let top = climb(start, |at| {
        likelihood(sample, form, at, Scales { unit, spreads: &spreads }, &mut terms)
    });
    let ratio = |place: usize| place.checked_sub(baselines);
    let top = top.map_err(|why| match why {
        NoTop::Endless(place) => NoFit::Endless { ratio: ratio(place) },
        NoTop::Level(place) => NoFit::Level { ratio: ratio(place) },
        NoTop::Steps => NoFit::NotFound,
    })?;
    let mut at = top.at;
    let mut covariance = top.covariance;
    let all = at.len();
    let mut scale = vec![1.0; all];
    for (place, spread) in spreads.iter().enumerate() {
        scale[baselines + place] = 1.0 / spread;
        at[baselines + place] /= spread;
    }
    let mut thetas: Vec<Vec<f64>> = at[..baselines].chunks(width).map(<[f64]>::to_vec).collect();
    for (stratum, theta) in thetas.iter_mut().enumerate() {
        if *form == Form::Family(Family::Gompertz) {
            scale[stratum * width + 1] = 1.0 / unit;
        }
        form.in_days(theta, unit);
    }
    for (place, value) in covariance.iter_mut().enumerate() {
        *value *= scale[place / all] * scale[place % all];
    }
    let hazards = thetas.iter().map(|theta| form.hazard(theta)).collect::<Result<_, _>>()?;
    let fit = Fit {
        form: form.clone(),
        thetas,
        log_ratios: at[baselines..].to_vec(),
        covariance,
        log_likelihood: top.height - events * libm::log(unit),
        events: sample.events(),
        hazards,
    };
    // A constant hazard can be said as a rate, however low it is.
    let is_rate = *form == Form::Family(Family::Exponential);
    let mut parameters = (0..sample.strata).flat_map(|stratum| fit.parameters(stratum));
    let too_long = parameters.find(|it| it.unit == "d" && it.value.estimate > LONGEST);
    match too_long.filter(|_| !is_rate) {
        Some(Parameter { name, value, .. }) => {
            Err(NoFit::TooLong { name, years: value.estimate / Days::YEAR.0 })
        }
        None => Ok(fit),
    }
}

impl Fit {
    /// What was fitted.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The hazard of the person of reference in a stratum, as a simulation has it.
    #[must_use]
    pub fn hazard(&self, stratum: usize) -> &Hazard {
        &self.hazards[stratum]
    }

    /// The log-likelihood of all times, in days.
    #[must_use]
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// How many parameters were fitted.
    #[must_use]
    pub fn parameter_count(&self) -> usize {
        self.thetas.len() * self.form.width() + self.log_ratios.len()
    }

    /// Akaike's criterion, 2 k - 2 ln L: the less, the better (Akaike 1974).
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * self.parameter_count() as f64 - 2.0 * self.log_likelihood
    }

    /// The Bayesian criterion, k ln d - 2 ln L, with the number d of those who left in place of that of all, as only they
    /// tell of the hazard (Volinsky and Raftery 2000).
    #[must_use]
    pub fn bic(&self) -> f64 {
        libm::log(self.events as f64) * self.parameter_count() as f64 - 2.0 * self.log_likelihood
    }

    fn error(&self, place: usize) -> f64 {
        libm::sqrt(self.covariance[place * self.parameter_count() + place])
    }

    /// The ratio by which one more of a covariate multiplies the hazard.
    #[must_use]
    pub fn ratio(&self, number: usize) -> Interval {
        let (log, error) = self.log_ratio(number);
        Interval::of_exponential(log, error)
    }

    /// Its logarithm, and the standard error of that.
    #[must_use]
    pub fn log_ratio(&self, number: usize) -> (f64, f64) {
        let place = self.thetas.len() * self.form.width() + number;
        (self.log_ratios[number], self.error(place))
    }

    /// The parameters of the hazard of a stratum, as the scenario language has them.
    #[must_use]
    pub fn parameters(&self, stratum: usize) -> Vec<Parameter> {
        let theta = &self.thetas[stratum];
        let error = |place: usize| self.error(stratum * self.form.width() + place);
        let log = |place: usize| Interval::of_exponential(theta[place], error(place));
        let named = |name, unit, value| Parameter { name, unit, from: None, value };
        let year = Days::YEAR.0;
        match &self.form {
            Form::Family(Family::Exponential) => {
                let mean = Interval::of_exponential(-theta[0], error(0));
                vec![named("mean", "d", mean)]
            }
            Form::Family(Family::Gompertz) => vec![
                named("rate at 0", "per year", log(0).times(year)),
                named("growth", "per year", Interval::plain(theta[1], error(1)).times(year)),
            ],
            Form::Family(Family::Lognormal) => {
                vec![named("median", "d", log(0)), named("sigma", "", log(1))]
            }
            Form::Family(_) => vec![named("shape", "", log(1)), named("scale", "d", log(0))],
            Form::Pieces(cuts) => std::iter::once(0.0)
                .chain(cuts.iter().copied())
                .enumerate()
                .map(|(piece, from)| Parameter {
                    name: "rate",
                    unit: "per year",
                    from: Some(from),
                    value: log(piece).times(year),
                })
                .collect(),
        }
    }

    /// Hazard gathered by an age by someone of this stratum with these covariates.
    #[must_use]
    pub fn gathered(&self, stratum: usize, covariates: &[f64], age: f64) -> f64 {
        let log: f64 = covariates.iter().zip(&self.log_ratios).map(|(x, b)| x * b).sum();
        self.hazards[stratum].gathered(Days(age)) * libm::exp(log)
    }

    /// The share of such people still there at an age.
    #[must_use]
    pub fn survival(&self, person: &Observation, age: f64) -> f64 {
        libm::exp(-self.gathered(person.stratum, &person.covariates, age))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn children() -> Sample {
        // Freireich 1963: weeks to relapse on 6-mercaptopurine (covariate 1) and on placebo (0).
        let seen = |week: i32, left, x| Observation {
            time: f64::from(week),
            left,
            stratum: 0,
            covariates: vec![x],
        };
        let drug = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| seen(week, true, 1.0));
        let still =
            [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| seen(week, false, 1.0));
        let placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
            .map(|week| seen(week, true, 0.0));
        let observations = [&drug[..], &still[..], &placebo[..]].concat();
        Sample { observations, strata: 1 }
    }

    #[test]
    fn constant_hazards_are_events_over_time_and_so_is_their_ratio() {
        let fit = fit(&children(), &Form::Family(Family::Exponential)).unwrap();
        // 9 in 359 weeks on the drug, 21 in 182 on placebo; variance of the logarithm of the ratio 1/9 + 1/21.
        let mean = fit.parameters(0)[0].value;
        assert!((mean.estimate - 182.0 / 21.0).abs() < 1e-6);
        let (log, error) = fit.log_ratio(0);
        assert!((log - libm::log(9.0 / 359.0 * 182.0 / 21.0)).abs() < 1e-7);
        assert!((error - libm::sqrt(1.0 / 9.0 + 1.0 / 21.0)).abs() < 1e-7);
        let by_hand = 9.0 * libm::log(9.0 / 359.0) + 21.0 * libm::log(21.0 / 182.0) - 30.0;
        assert!((fit.log_likelihood() - by_hand).abs() < 1e-9);
        assert!((fit.aic() - (4.0 - 2.0 * by_hand)).abs() < 1e-9);
    }

    #[test]
    fn a_weibull_hazard_with_a_ratio_is_that_of_the_textbook() {
        // Kalbfleisch and Prentice 1980; Stata's manual (streg): shape 1.366, log ratio -1.731, standard error 0.413.
        let fit = fit(&children(), &Form::Family(Family::Weibull)).unwrap();
        let shape = fit.parameters(0)[0].value;
        let (log, error) = fit.log_ratio(0);
        assert!((shape.estimate - 1.3658).abs() < 1e-3, "{shape:?}");
        assert!((log + 1.7309).abs() < 1e-3 && (error - 0.4131).abs() < 1e-3, "{log} {error}");
    }

    #[test]
    fn pieces_are_events_over_time_in_each() {
        let sample = Sample::plain(&[(1.0, true), (2.0, true), (5.0, true), (8.0, false)]);
        let fit = fit(&sample, &Form::Pieces(vec![2.0])).unwrap();
        // Up to day 2: two events in 1 + 2 + 2 + 2 days. After: one in 3 + 6.
        let rates: Vec<f64> =
            fit.parameters(0).iter().map(|piece| piece.value.estimate / 365.25).collect();
        assert!((rates[0] - 2.0 / 7.0).abs() < 1e-8 && (rates[1] - 1.0 / 9.0).abs() < 1e-8);
    }

    #[test]
    fn strata_without_ratios_are_fits_by_themselves() {
        let mut sample = children();
        for person in &mut sample.observations {
            person.stratum = person.covariates[0] as usize;
            person.covariates.clear();
        }
        sample.strata = 2;
        for family in Family::ALL {
            let form = Form::Family(family);
            let both = fit(&sample, &form).unwrap();
            let mut sum = 0.0;
            for stratum in 0..2 {
                let alone = fit(&sample.alone(stratum), &form).unwrap();
                sum += alone.log_likelihood();
                for (a, b) in alone.parameters(0).iter().zip(both.parameters(stratum)) {
                    let scale = 1e-4 * a.value.error;
                    assert!((a.value.estimate - b.value.estimate).abs() < scale, "{a:?} {b:?}");
                    assert!((a.value.error / b.value.error - 1.0).abs() < 1e-4, "{a:?} {b:?}");
                }
            }
            assert!((both.log_likelihood() - sum).abs() < 1e-6);
        }
    }

    /// A quarter of a year of a study with 5,000 people, nearly all of whom were there still.
    fn seen_for_a_quarter(left: &[f64]) -> Sample {
        let left: Vec<(f64, bool)> = left.iter().map(|day| (*day, true)).collect();
        Sample::plain(&[&left[..], &vec![(90.0, false); 5_000 - left.len()]].concat())
    }

    #[test]
    fn a_gompertz_hazard_is_found_where_nearly_all_are_censored() {
        // At the top, by hand: the hazard gathered is as much as left, and Σ t over those who left is the slope of what is
        // gathered by the growth, with H = r (exp(g t) - 1) / g and dH/dg = r (exp(g t) (g t - 1) + 1) / g².
        let more_and_more =
            [9, 20, 31, 38, 47, 52, 58, 63, 68, 72, 76, 80, 83, 86, 89].map(f64::from);
        let in_the_last_days = [86.5, 87.5, 88.0, 88.5, 88.8, 89.1, 89.4, 89.6, 89.8, 89.9];
        for left in [&more_and_more[..], &in_the_last_days] {
            let sample = seen_for_a_quarter(left);
            let fit = fit(&sample, &Form::Family(Family::Gompertz)).unwrap();
            let [r, g] = [0, 1].map(|place| fit.parameters(0)[place].value.estimate / 365.25);
            let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
                sample.observations.iter().map(|person| of(person.time)).sum()
            };
            let gathered = sum(&|t| r * libm::expm1(g * t) / g);
            let slope = sum(&|t| r * (libm::exp(g * t) * (g * t - 1.0) + 1.0) / (g * g));
            assert!((gathered / left.len() as f64 - 1.0).abs() < 1e-6, "{gathered}");
            assert!((slope / left.iter().sum::<f64>() - 1.0).abs() < 1e-6, "{slope}");
            assert!(g > 0.0);
        }
    }

    #[test]
    fn a_median_beyond_all_that_a_scenario_can_say_is_no_fit() {
        // Seven of 20,000 leave in 400 days, 3.39 standard deviations below the median; the mean of ln(400 / t) is 0.86, which is
        // about sigma / 3.39: sigma is about 2.9, and the median 400 d exp(2.9 · 3.39), tens of thousands of years.
        let left = [20.0, 100.0, 200.0, 250.0, 300.0, 340.0, 380.0].map(|day| (day, true));
        let sample = Sample::plain(&[&left[..], &vec![(400.0, false); 19_993]].concat());
        let why = fit(&sample, &Form::Family(Family::Lognormal)).unwrap_err();
        assert!(matches!(why, NoFit::TooLong { name: "median", .. }), "{why}");
        assert!(fit(&sample, &Form::Family(Family::Exponential)).is_ok());
        assert!(why.to_string().contains("years, and a scenario has none above 1,000"), "{why}");
    }

    #[test]
    fn what_has_no_likeliest_value_is_said() {
        let weibull = Form::Family(Family::Weibull);
        let nobody = Sample::plain(&[(1.0, false)]);
        assert_eq!(fit(&nobody, &weibull).unwrap_err(), NoFit::NoEvents { stratum: 0 });
        let together = Sample::plain(&[(3.0, true), (3.0, true), (3.0, true)]);
        assert!(fit(&together, &weibull).is_err());
        // Whoever has the covariate never leaves.
        let mut apart = children();
        apart.observations.iter_mut().for_each(|person| person.left &= person.covariates[0] == 0.0);
        assert_eq!(fit(&apart, &weibull).unwrap_err(), NoFit::Endless { ratio: Some(0) });
        // Two columns that say the same.
        let mut twice = children();
        for person in &mut twice.observations {
            person.covariates = vec![person.covariates[0]; 2];
        }
        assert_eq!(fit(&twice, &weibull).unwrap_err(), NoFit::Level { ratio: Some(1) });
    }
}
