//! The share still there by age, with nothing assumed about the hazard (Kaplan and Meier 1958).

use super::Z95;
use super::sample::Sample;
use crate::units::Days;

/// The curve at one age, and until the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// \[days\]
    pub age: f64,
    /// Still there and seen just before this age.
    pub at_risk: usize,
    /// Left at this age.
    pub events: usize,
    /// Share still there after this age.
    pub survival: f64,
    /// Its standard error by Greenwood's formula.
    pub error: f64,
    /// Lower end of the 95% interval at this age, by itself.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// S(t), the product over ages at which d of the n at risk left of 1 - d / n.
///
/// Greenwood's variance is S(t)^2 V with V the sum of d / (n (n - d)). The interval is the one for ln(-ln S), which keeps
/// between 0 and 1: S^exp(±1.96 sqrt(V) / |ln S|) (Kalbfleisch and Prentice 1980). It holds at each age by itself, not for
/// the whole curve at once.
///
/// ```
/// use throughcare::survival::{KaplanMeier, Sample};
/// // Of four, one leaves at 1 d, one was last seen at 2 d, one leaves at 3 d: 3/4, then 3/4 of 1/2.
/// let sample = Sample::plain(&[(1.0, true), (2.0, false), (3.0, true), (4.0, false)]);
/// let curve = KaplanMeier::of(&sample);
/// assert_eq!(curve.at(1.5).survival, 0.75);
/// assert_eq!(curve.at(3.0).survival, 0.375);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// Ages at which someone left or was last seen, ascending, from age 0 on.
    steps: Vec<Step>,
}

impl KaplanMeier {
    /// The curve of everybody in a sample. Who was last seen at an age at which others left was at risk then.
    #[must_use]
    pub fn of(sample: &Sample) -> KaplanMeier {
        let mut times: Vec<(f64, bool)> =
            sample.observations.iter().map(|person| (person.time, person.left)).collect();
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut survival, mut sum) = (1.0, 0.0);
        let mut at_risk = times.len();
        let start = Step {
            age: 0.0,
            at_risk,
            events: 0,
            survival,
            error: 0.0,
            low: survival,
            high: survival,
        };
        let mut steps = vec![start];
        for together in times.chunk_by(|a, b| a.0 == b.0) {
            let events = together.iter().filter(|(_, left)| *left).count();
            let (n, d) = (at_risk as f64, events as f64);
            survival *= 1.0 - d / n;
            sum += if events < at_risk { d / (n * (n - d)) } else { 0.0 };
            let (low, high) = band(survival, sum);
            let error = survival * libm::sqrt(sum);
            steps.push(Step { age: together[0].0, at_risk, events, survival, error, low, high });
            at_risk -= together.len();
        }
        KaplanMeier { steps }
    }

    /// Every age at which someone left or was last seen, after age 0.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps[1..].iter()
    }

    /// Every age at which someone left.
    pub fn falls(&self) -> impl Iterator<Item = &Step> {
        self.steps().filter(|step| step.events > 0)
    }

    /// The curve at an age: the last step at or before it, with those at risk just after it.
    #[must_use]
    pub fn at(&self, age: f64) -> Step {
        let after = self.steps.partition_point(|step| step.age <= age);
        let step = self.steps[after.max(1) - 1];
        let at_risk = self.steps.get(after).map_or(0, |next| next.at_risk);
        Step { at_risk, ..step }
    }

    /// How many are still there and seen just before an age.
    #[must_use]
    pub fn at_risk(&self, age: f64) -> usize {
        self.steps.iter().find(|step| step.age >= age).map_or(0, |step| step.at_risk)
    }

    /// The first age by which no more than half are still there.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        // A half that rounding has left just above a half is a half.
        self.steps.iter().find(|step| step.survival <= 0.5 + 1e-12).map(|step| step.age)
    }

    /// The curve as points of a survival function between which the hazard is constant, as the scenario language has it.
    ///
    /// Where all ages are whole numbers of a `unit` (days, say), who is recorded as having left on day 90 was there
    /// on day 89: the curve is then held until one unit before each fall, and the points give back S at every whole unit.
    /// Without a unit the share falls evenly (in its logarithm) from each age at which someone left to the next.
    #[must_use]
    pub fn points(&self, unit: Option<f64>) -> Vec<(Days, f64)> {
        let mut points = vec![(Days(0.0), 1.0)];
        let (mut age, mut survival) = (0.0, 1.0);
        for fall in self.falls() {
            if let Some(unit) = unit {
                let held = fall.age - unit;
                if held > age + 0.5 * unit {
                    points.push((Days(held), survival));
                }
            }
            points.push((Days(fall.age), fall.survival));
            (age, survival) = (fall.age, fall.survival);
        }
        points
    }
}

/// The 95% interval of a share S whose ln S has the variance V. Nothing is known to either side of a share of 1 or 0.
fn band(survival: f64, variance: f64) -> (f64, f64) {
    if survival >= 1.0 || survival <= 0.0 {
        return (survival, survival);
    }
    let log = libm::log(survival);
    let factor = libm::exp(Z95 * libm::sqrt(variance) / -log);
    (libm::exp(log * factor), libm::exp(log / factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Hazard;

    /// The times to remission of 21 children on 6-mercaptopurine (Freireich 1963), weeks; true: relapsed.
    fn freireich() -> Sample {
        let relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| (f64::from(week), true));
        let seen =
            [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| (f64::from(week), false));
        Sample::plain(&[&relapsed[..], &seen[..]].concat())
    }

    #[test]
    fn the_curve_of_a_textbook_is_that_of_the_textbook() {
        // Cox and Oakes 1984, table 4.1; Collett 2003, example 2.3: S(6) 0.857, S(10) 0.753, S(23) 0.448, and their
        // standard errors by Greenwood 0.0764, 0.0963, 0.1346.
        let curve = KaplanMeier::of(&freireich());
        for (week, survival, error) in
            [(6.0, 0.8571, 0.0764), (10.0, 0.7529, 0.0963), (23.0, 0.4482, 0.1346)]
        {
            let step = curve.at(week);
            assert!((step.survival - survival).abs() < 5e-5, "{week}: {step:?}");
            assert!((step.error - error).abs() < 5e-5, "{week}: {step:?}");
        }
        assert_eq!(curve.median(), Some(23.0));
        assert_eq!((curve.at_risk(6.0), curve.at(6.0).at_risk), (21, 17));
    }

    #[test]
    fn the_interval_is_that_of_the_log_log_by_hand() {
        // Of two, one leaves: S 1/2, V 1 / (2 · 1), exponent exp(1.96 · 0.7071 / 0.6931) = 7.384.
        let curve = KaplanMeier::of(&Sample::plain(&[(1.0, true), (2.0, false)]));
        let step = curve.at(1.0);
        assert!((step.low - libm::pow(0.5, 7.3849)).abs() < 1e-6, "{step:?}");
        assert!((step.high - libm::pow(0.5, 1.0 / 7.3849)).abs() < 1e-5, "{step:?}");
    }

    #[test]
    fn points_of_whole_days_give_back_the_curve_at_every_day() {
        let curve = KaplanMeier::of(&freireich());
        let hazard = Hazard::survival(&curve.points(Some(1.0))).unwrap();
        for day in 0..=23 {
            let back = libm::exp(-hazard.gathered(Days(f64::from(day))));
            assert!((back - curve.at(f64::from(day)).survival).abs() < 1e-12, "day {day}");
        }
        let sparse = Hazard::survival(&curve.points(None)).unwrap();
        let at = |day| libm::exp(-sparse.gathered(Days(day)));
        assert!((at(13.0) - curve.at(13.0).survival).abs() < 1e-12);
        assert!(at(12.0) < curve.at(12.0).survival && at(12.0) > curve.at(13.0).survival);
    }

    #[test]
    fn where_the_last_leaves_nobody_is_left() {
        let curve = KaplanMeier::of(&Sample::plain(&[(1.0, true), (2.0, true)]));
        let last = curve.at(5.0);
        assert_eq!((last.survival, last.error, last.low, last.high), (0.0, 0.0, 0.0, 0.0));
        assert_eq!(curve.points(None).last(), Some(&(Days(2.0), 0.0)));
    }
}
