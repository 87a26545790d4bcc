//! How many replications are enough, found while they run: the algorithm of K. Hoad, S. Robinson and R. Davies,
//! "Automated selection of the number of replications for a discrete-event simulation", Journal of the Operational Research
//! Society 61 (2010) 1632-1644, for several measures at once.

use super::estimate::t_975;

/// How precisely a mean is to be known: what half of its 95% interval may come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Precision {
    /// So large a part of the mean.
    Relative(f64),
    /// So much, in the unit of the measure.
    Absolute(f64),
}

/// Fewest replications that tell anything of the spread.
const FEWEST: usize = 3;
/// Replications that are looked at beyond the first number that is enough: so many, and from a hundred on in proportion.
const AHEAD: usize = 5;

/// Watches replications come in, in the order of their numbers.
#[derive(Debug)]
pub struct Enough {
    measures: Vec<Watched>,
    replications: usize,
    /// The first number of replications from which on all has been precise enough.
    since: Option<usize>,
}

/// One measure: its values so far, by the recurrence of B. P. Welford, Technometrics 4 (1962) 419-420.
#[derive(Debug)]
struct Watched {
    precision: Precision,
    n: usize,
    mean: f64,
    /// Sum of squared deviations.
    squares: f64,
}

impl Enough {
    /// Of measures that are to be known so precisely.
    #[must_use]
    pub fn of(precisions: impl IntoIterator<Item = Precision>) -> Enough {
        let watch = |precision| Watched { precision, n: 0, mean: 0.0, squares: 0.0 };
        Enough {
            measures: precisions.into_iter().map(watch).collect(),
            replications: 0,
            since: None,
        }
    }

    /// The next replication, with its value of each measure where it has one. Whether those so far are enough: every
    /// measure has been precise enough at this many and at all the last ones that are looked at ahead.
    pub fn add(&mut self, values: impl IntoIterator<Item = Option<f64>>) -> bool {
        for (measure, value) in self.measures.iter_mut().zip(values) {
            if let Some(value) = value {
                measure.add(value);
            }
        }
        self.replications += 1;
        if !self.measures.iter().all(Watched::is_precise) {
            self.since = None;
            return false;
        }
        let since = *self.since.get_or_insert(self.replications);
        self.replications - since >= ahead(since)
    }
}

/// How many more are looked at when so many seem enough.
fn ahead(replications: usize) -> usize {
    if replications <= 100 { AHEAD } else { AHEAD * replications / 100 }
}

impl Watched {
    fn add(&mut self, value: f64) {
        self.n += 1;
        let before = value - self.mean;
        self.mean += before / self.n as f64;
        self.squares += before * (value - self.mean);
    }

    fn is_precise(&self) -> bool {
        if self.n < FEWEST {
            return false;
        }
        let n = self.n as f64;
        let half = t_975(self.n - 1) * (self.squares / (n - 1.0) / n).max(0.0).sqrt();
        half <= match self.precision {
            Precision::Relative(part) => part * self.mean.abs(),
            Precision::Absolute(most) => most,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of replications at which they are enough, if ever.
    fn stops(precision: Precision, values: impl IntoIterator<Item = f64>) -> Option<usize> {
        let mut enough = Enough::of([precision]);
        let found = values.into_iter().position(|value| enough.add([Some(value)]));
        found.map(|index| index + 1)
    }

    #[test]
    fn what_never_varies_is_known_after_three_and_looked_at_for_five_more() {
        assert_eq!(stops(Precision::Relative(0.01), [7.0; 20]), Some(8));
        assert_eq!(stops(Precision::Relative(0.01), [0.0; 20]), Some(8));
        assert_eq!(stops(Precision::Relative(0.01), [7.0; 7]), None);
    }

    /// 9, 11, 9, 11, …: the half-width is t sqrt(n / (n - 1)) / sqrt(n) for even n, with t = 2.262 (9 degrees of freedom) and so on:
    /// 0.754 at 10, 0.664 at 12, 0.600 at 14, 0.552 at 16, 0.515 at 18, 0.484 at 20; for odd n it is a little less than at the
    /// even number before.
    #[test]
    fn it_stops_where_the_interval_has_become_narrow_enough_and_stays_so() {
        let values = || [9.0, 11.0].into_iter().cycle().take(200);
        for (most, first) in [(0.76, 10), (0.61, 14), (0.49, 20)] {
            let stop = stops(Precision::Absolute(most), values()).unwrap();
            assert!((first - 1..=first).contains(&(stop - AHEAD)), "{most}: {stop}");
        }
        assert_eq!(
            stops(Precision::Relative(0.049), values()),
            stops(Precision::Absolute(0.49), values())
        );
    }

    #[test]
    fn one_that_strays_while_it_is_looked_at_begins_anew() {
        let calm = [10.0, 10.1, 9.9, 10.0, 10.1, 30.0];
        let values = calm.into_iter().chain([10.0; 2000]);
        let stop = stops(Precision::Absolute(0.5), values).unwrap();
        // A value 20 away has a standard error of 20 / n, and twice that is half when n is about 80.
        assert!((75..95).contains(&stop), "{stop}");
    }

    #[test]
    fn beyond_a_hundred_more_are_looked_at_in_proportion() {
        assert_eq!([ahead(3), ahead(100), ahead(101), ahead(400)], [5, 5, 5, 20]);
    }

    #[test]
    fn all_measures_must_be_known_and_a_missing_value_tells_nothing() {
        let mut enough = Enough::of([Precision::Relative(0.01), Precision::Relative(0.01)]);
        let mut stop = None;
        for number in 1..=40 {
            let seldom = (number % 4 == 0).then_some(3.0);
            if enough.add([Some(5.0), seldom]) {
                stop = Some(number);
                break;
            }
        }
        // The third value of the second comes with the twelfth replication.
        assert_eq!(stop, Some(12 + AHEAD));
    }
}
