//! Durations and hazards as meant: each row of parameters to its constructor.

use super::tables::Needed;
use super::work::Work;
use crate::model::{Condition, DurationCase};
use crate::random::{Distribution, Hazard, ParameterError};
use crate::scenario::problem::{KeyPath, Problem};
use crate::scenario::written::{self, Durations, HazardForm, Parameters, Point, Survival};
use crate::units::{Days, PerDay};

/// What is wrong with a parameter, at its own key where it stands under this path.
pub(super) fn refused(error: &ParameterError, path: &KeyPath<'_>) -> Problem {
    path.key(error.parameter).error(error.to_string())
}

fn days(parameters: &Parameters, key: &str) -> Days {
    Days(parameters.get(key).unwrap_or(f64::NAN))
}

fn number(parameters: &Parameters, key: &str) -> f64 {
    parameters.get(key).unwrap_or(f64::NAN)
}

fn distribution(p: &Parameters) -> Result<Distribution, ParameterError> {
    let (d, n) = (|key| days(p, key), |key| number(p, key));
    match (p.form, p.row) {
        ("uniform", _) => Distribution::uniform(d("low"), d("high")),
        ("triangular", _) => Distribution::triangular(d("low"), d("mode"), d("high")),
        ("exponential", ["mean"]) => Distribution::exponential(d("mean")),
        ("exponential", _) => Distribution::exponential_median(d("median")),
        ("erlang", _) => Distribution::erlang(n("stages") as u32, d("mean")),
        ("gamma", ["mean", "sd"]) => Distribution::gamma_mean_sd(d("mean"), d("sd")),
        ("gamma", ["shape", "scale"]) => Distribution::gamma(n("shape"), d("scale")),
        ("gamma", _) => Distribution::gamma_shape_mean(n("shape"), d("mean")),
        ("weibull", ["shape", "scale"]) => Distribution::weibull(n("shape"), d("scale")),
        ("weibull", ["shape", "mean"]) => Distribution::weibull_shape_mean(n("shape"), d("mean")),
        ("weibull", ["shape", "median"]) => {
            Distribution::weibull_shape_median(n("shape"), d("median"))
        }
        ("weibull", ["mean", "sd"]) => Distribution::weibull_mean_sd(d("mean"), d("sd")),
        ("weibull", _) => Distribution::weibull_median_p90(d("median"), d("p90")),
        ("lognormal", ["mean", "sd"]) => Distribution::lognormal_mean_sd(d("mean"), d("sd")),
        ("lognormal", ["median", "p90"]) => {
            Distribution::lognormal_median_p90(d("median"), d("p90"))
        }
        ("lognormal", _) => Distribution::lognormal_median_sigma(d("median"), n("sigma")),
        ("normal", _) => {
            let low = p.get("low").map_or(Days::ZERO, Days);
            let high = p.get("high").map_or(Days::NEVER, Days);
            Distribution::normal(d("mean"), d("sd"), low, high)
        }
        ("beta", ["low", "high", "a", "b"]) => {
            Distribution::beta(d("low"), d("high"), n("a"), n("b"))
        }
        ("beta", _) => Distribution::beta_mean_sd(d("low"), d("high"), d("mean"), d("sd")),
        _ => {
            let weight = p.get("weight").unwrap_or(4.0);
            Distribution::pert(d("low"), d("mode"), d("high"), weight)
        }
    }
}

fn hazard(p: &Parameters) -> Result<Hazard, ParameterError> {
    let (d, n) = (|key| days(p, key), |key| number(p, key));
    match (p.form, p.row) {
        ("constant", ["mean"]) => Hazard::constant_mean(d("mean")),
        ("constant", ["median"]) => Hazard::constant_median(d("median")),
        ("constant", ["rate"]) => Hazard::constant(PerDay(n("rate"))),
        ("constant", _) => Hazard::constant_probability(n("probability"), d("by")),
        ("weibull", ["shape", "scale"]) => Hazard::weibull(n("shape"), d("scale")),
        ("weibull", ["shape", "mean"]) => Hazard::weibull_shape_mean(n("shape"), d("mean")),
        ("weibull", ["shape", "median"]) => Hazard::weibull_shape_median(n("shape"), d("median")),
        ("weibull", ["shape", ..]) => {
            Hazard::weibull_shape_probability(n("shape"), n("probability"), d("by"))
        }
        ("weibull", ["median", "p90"]) => Hazard::weibull_median_p90(d("median"), d("p90")),
        ("weibull", _) => {
            let at = |key, place: usize| p.list(key).get(place).copied().unwrap_or(f64::NAN);
            let shares = [at("probability", 0), at("probability", 1)];
            Hazard::weibull_two_points(shares, [Days(at("by", 0)), Days(at("by", 1))])
        }
        ("gompertz", _) => Hazard::gompertz(PerDay(n("rate")), n("growth_per_year")),
        ("lognormal", ["mean", "sd"]) => Hazard::lognormal_mean_sd(d("mean"), d("sd")),
        ("lognormal", ["median", "p90"]) => Hazard::lognormal_median_p90(d("median"), d("p90")),
        ("lognormal", _) => Hazard::lognormal_median_sigma(d("median"), n("sigma")),
        ("log_logistic", ["shape", "scale"]) => Hazard::log_logistic(n("shape"), d("scale")),
        ("log_logistic", ["shape", "median"]) => {
            Hazard::log_logistic_shape_median(n("shape"), d("median"))
        }
        _ => Hazard::log_logistic_median_p90(d("median"), d("p90")),
    }
}

/// How many values `probability` and `by` must have.
fn listed_wrongly(p: &Parameters) -> Option<String> {
    let needed = match (p.form, p.row) {
        ("weibull", ["probability", "by"]) => 2,
        _ => 1,
    };
    ["probability", "by"].iter().filter(|key| p.row.contains(key)).find_map(|key| {
        let has = p.list(key).len();
        (has != needed).then(|| match needed {
            1 => format!("`{key}` is one value here, not a list of {has}"),
            _ => format!("without a shape, `{key}` is a list of two, and has {has}"),
        })
    })
}

impl Work<'_> {
    /// A distribution of a duration.
    pub(super) fn distribution(
        &mut self,
        written: &written::Distribution,
        path: &KeyPath<'_>,
    ) -> Option<Distribution> {
        let (made, form) = match written {
            written::Distribution::Fixed(value) => (Distribution::fixed(*value), "fixed"),
            written::Distribution::Form(parameters) => (distribution(parameters), parameters.form),
            written::Distribution::Empirical(empirical) => {
                return self.empirical(empirical, &path.key("empirical"));
            }
        };
        match made {
            Ok(made) => Some(made),
            Err(error) => self.refuse(refused(&error, &path.key(form))),
        }
    }

    fn empirical(
        &mut self,
        written: &written::Empirical,
        path: &KeyPath<'_>,
    ) -> Option<Distribution> {
        let made = match (&written.values, &written.file, &written.quantiles) {
            (Some(values), None, None) => {
                self.require(!values.is_empty(), || path.key("values").error("no values"))?;
                let counts = written.weights.as_ref().map_or(values.len(), Vec::len);
                let same = counts == values.len();
                self.require(same, || {
                    path.key("weights")
                        .error(format!("there are {} values and {counts} weights", values.len()))
                })?;
                let weight = |place: usize| match &written.weights {
                    Some(weights) => weights[place],
                    None => 1.0,
                };
                let weighed: Vec<(Days, f64)> = values
                    .iter()
                    .enumerate()
                    .map(|(place, value)| (value.0, weight(place)))
                    .collect();
                Distribution::empirical(&weighed)
            }
            (None, Some(file), None) if written.weights.is_none() => {
                match self.tables.rows(file, "weight", Needed::No, &path.key("file")) {
                    Ok(rows) => Distribution::empirical(&rows),
                    Err(problem) => return self.refuse(problem),
                }
            }
            (None, None, Some(points)) if written.weights.is_none() => {
                let points: Vec<(Days, f64)> =
                    points.iter().map(|&Point(value, share)| (value, share)).collect();
                Distribution::quantiles(&points)
            }
            _ => {
                let hint =
                    "state it by values (with or without weights), or by file, or by quantiles";
                return self.refuse(path.error("`empirical` has one source").hint(hint));
            }
        };
        match made {
            Ok(made) => Some(made),
            Err(error) => self.refuse(refused(&error, path)),
        }
    }

    /// How long something lasts, by cases.
    pub(super) fn durations(
        &mut self,
        written: &Durations,
        path: &KeyPath<'_>,
    ) -> Option<Vec<DurationCase>> {
        let cases = match written {
            Durations::Always(always) => {
                vec![(Some(Condition::ALWAYS), self.distribution(always, path))]
            }
            Durations::Cases(cases) => cases
                .iter()
                .enumerate()
                .map(|(number, case)| {
                    let path = path.item(number);
                    let when = self.condition(&case.condition, &path);
                    (when, case.is.read(|is| self.distribution(is, &path.key("is"))))
                })
                .collect(),
        };
        let cases = self.complete(cases, path)?.into_iter();
        Some(cases.map(|(when, duration)| DurationCase { when, duration }).collect())
    }

    /// A hazard by age.
    pub(super) fn hazard(
        &mut self,
        written: &written::Hazard,
        path: &KeyPath<'_>,
    ) -> Option<Hazard> {
        let (made, form) = match &written.form {
            HazardForm::Parameters(parameters) => {
                if let Some(wrong) = listed_wrongly(parameters) {
                    return self.refuse(path.error(wrong));
                }
                (hazard(parameters), parameters.form)
            }
            HazardForm::Steps(steps) => (self.steps(steps, &path.key("steps"))?, "steps"),
            HazardForm::Survival(survival) => {
                (self.survival(survival, &path.key("survival"))?, "survival")
            }
            HazardForm::Fixed(age) => (Hazard::fixed(*age), "fixed"),
        };
        let made = match made {
            Ok(made) => made,
            // The parameters of a constant hazard stand without a key of their own.
            Err(error) if form == "constant" => return self.refuse(refused(&error, path)),
            Err(error) => return self.refuse(refused(&error, &path.key(form))),
        };
        match written.until.map(|until| made.clone().until(until.0)) {
            None => Some(made),
            Some(Ok(limited)) => Some(limited),
            Some(Err(error)) => self.refuse(refused(&error, path)),
        }
    }

    fn steps(
        &mut self,
        steps: &[written::Step],
        path: &KeyPath<'_>,
    ) -> Option<Result<Hazard, ParameterError>> {
        let last = steps.len().checked_sub(1);
        let read: Vec<Option<(Days, PerDay)>> = steps
            .iter()
            .enumerate()
            .map(|(number, step)| {
                let path = path.item(number);
                let Some(rate) = step.rate.0 else {
                    let problem = path.error("a step needs a rate");
                    return self.refuse(problem.hint("write { until = \"4w\", per_year = 1.2 }"));
                };
                match step.until {
                    Some(until) => Some((until.0, rate.rate)),
                    None if Some(number) == last => Some((Days::NEVER, rate.rate)),
                    None => {
                        let problem = path.error("only the last step may go on without an end");
                        self.refuse(problem.hint("add `until`"))
                    }
                }
            })
            .collect();
        Some(Hazard::steps(&read.into_iter().collect::<Option<Vec<_>>>()?))
    }

    fn survival(
        &mut self,
        survival: &Survival,
        path: &KeyPath<'_>,
    ) -> Option<Result<Hazard, ParameterError>> {
        let points = match survival {
            Survival::Points(points) => {
                points.iter().map(|&Point(age, share)| (age, share)).collect()
            }
            Survival::File(file) => match self.tables.rows(file, "survival", Needed::Yes, path) {
                Ok(rows) => rows,
                Err(problem) => return self.refuse(problem),
            },
        };
        Some(Hazard::survival(&points))
    }
}
