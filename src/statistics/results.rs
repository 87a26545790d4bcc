//! All replications of one scenario, folded in the order of their numbers.

use super::{Comparison, Estimate, Key, Measure, ReplicationResult, Sheet, Waits};
use crate::model::Model;
use std::collections::BTreeMap;

/// What the replications of a scenario came to.
#[derive(Debug, Clone)]
pub struct Results {
    /// What is reported, and in which order.
    pub sheet: Sheet,
    /// The values of each replication, in the order of the sheet's keys.
    pub replications: Vec<Vec<Option<f64>>>,
    /// Waits of all replications together, in the order of the sheet's waits.
    pub waits: Vec<Waits>,
    samples: Vec<Vec<f64>>,
    position: BTreeMap<Key, usize>,
}

impl Results {
    /// No replications yet.
    #[must_use]
    pub fn new(model: &Model) -> Results {
        let sheet = Sheet::of(model);
        let position =
            sheet.keys.iter().enumerate().map(|(index, key)| (key.clone(), index)).collect();
        Results {
            waits: vec![Waits::default(); sheet.waits.len()],
            sheet,
            replications: Vec::new(),
            samples: Vec::new(),
            position,
        }
    }

    /// Adds the next replication.
    pub fn add(&mut self, replication: ReplicationResult) {
        self.replications.push(replication.values);
        self.samples.push(replication.samples);
        for (all, one) in self.waits.iter_mut().zip(&replication.waits) {
            all.merge(one);
        }
    }

    /// The estimate of the value at this position of the sheet.
    #[must_use]
    pub fn estimate(&self, index: usize) -> Estimate {
        Estimate::of(self.replications.iter().map(|values| values[index]))
    }

    /// The estimate of a measure for everybody; none where the scenario does not report it.
    #[must_use]
    pub fn find(&self, measure: Measure, subject: &str) -> Option<Estimate> {
        let key = Key { group: "all".to_owned(), subject: subject.to_owned(), measure };
        self.position.get(&key).map(|&index| self.estimate(index))
    }

    /// Of the replications in which a measure for everybody has a value, the share in which it is so large at least;
    /// none where there is no such replication.
    #[must_use]
    pub fn reaching(&self, measure: Measure, subject: &str, at_least: f64) -> Option<f64> {
        let key = Key { group: "all".to_owned(), subject: subject.to_owned(), measure };
        let index = *self.position.get(&key)?;
        let known = || self.replications.iter().filter_map(|values| values[index]);
        let met = known().filter(|value| *value >= at_least).count();
        let all = known().count();
        (all > 0).then(|| met as f64 / all as f64)
    }

    /// Every measure that both scenarios report, against the first scenario, replication by replication.
    pub fn against<'a>(
        &'a self,
        first: &'a Results,
    ) -> impl Iterator<Item = (&'a Key, Comparison)> + 'a {
        self.sheet.keys.iter().enumerate().filter_map(move |(index, key)| {
            let other = *first.position.get(key)?;
            let pairs = self.replications.iter().zip(&first.replications);
            Some((key, Comparison::of(pairs.map(|(a, b)| (a[index], b[other])))))
        })
    }

    /// One measure for everybody against the first scenario.
    #[must_use]
    pub fn compare(&self, first: &Results, measure: Measure, subject: &str) -> Option<Comparison> {
        let key = Key { group: "all".to_owned(), subject: subject.to_owned(), measure };
        let (index, other) = (*self.position.get(&key)?, *first.position.get(&key)?);
        let pairs = self.replications.iter().zip(&first.replications);
        Some(Comparison::of(pairs.map(|(a, b)| (a[index], b[other]))))
    }

    /// A series of the timeline at an instant of one replication.
    pub(super) fn sampled(&self, replication: usize, instant: usize, series: usize) -> Option<f64> {
        let index = instant * self.sheet.series.len() + series;
        self.samples.get(replication)?.get(index).copied()
    }

    /// Results that hold nothing but these samples, one row for each replication.
    #[cfg(test)]
    pub(super) fn of_samples(sheet: Sheet, samples: Vec<Vec<f64>>) -> Results {
        let replications = vec![Vec::new(); samples.len()];
        Results { sheet, replications, waits: Vec::new(), samples, position: BTreeMap::new() }
    }

    /// A series of the timeline at an instant, over the replications.
    #[must_use]
    pub fn sample(&self, instant: usize, series: usize) -> Estimate {
        let index = instant * self.sheet.series.len() + series;
        Estimate::of(self.samples.iter().map(|values| values.get(index).copied()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Sampled, Series};
    use crate::units::Days;

    /// One measure, by replication; and two series at two instants: 1, 2, then 3, 4 and in the second replication ten
    /// times as much.
    fn results(values: &[Option<f64>]) -> Results {
        let key = Key { group: "all".into(), subject: "all".into(), measure: Measure::Referrals };
        let series = ["in_treatment", "waiting"].map(|name| Series { name, subject: "all".into() });
        let instants = [1.0, 2.0].map(|day| Sampled { at: Days(day), date: None });
        let sheet = Sheet {
            keys: vec![key.clone()],
            waits: Vec::new(),
            instants: instants.to_vec(),
            series: series.to_vec(),
        };
        Results {
            sheet,
            replications: values.iter().map(|&value| vec![value]).collect(),
            waits: Vec::new(),
            samples: vec![vec![1.0, 2.0, 3.0, 4.0], vec![10.0, 20.0, 30.0, 40.0]],
            position: BTreeMap::from([(key, 0)]),
        }
    }

    #[test]
    fn a_measure_is_reached_where_it_is_as_large_or_larger() {
        let results = results(&[Some(3.0), None, Some(5.0), Some(4.0), Some(1.0)]);
        assert_eq!(results.reaching(Measure::Referrals, "all", 4.0), Some(0.5));
        assert_eq!(results.reaching(Measure::Referrals, "all", 0.0), Some(1.0));
        assert_eq!(results.reaching(Measure::Referrals, "ward", 0.0), None);
        let unknown = self::results(&[None]);
        assert_eq!(unknown.reaching(Measure::Referrals, "all", 0.0), None);
    }

    #[test]
    fn a_comparison_is_by_replication() {
        let (this, first) = (results(&[Some(3.0), Some(5.0)]), results(&[Some(1.0), Some(4.0)]));
        let comparison = this.compare(&first, Measure::Referrals, "all").unwrap();
        assert_eq!((comparison.difference.mean, comparison.difference.n), (Some(1.5), 2));
        assert!(this.compare(&first, Measure::Referrals, "ward").is_none());
        let all: Vec<_> = this.against(&first).collect();
        assert_eq!(all, [(&this.sheet.keys[0], comparison)]);
        // What the first scenario does not report is compared with nothing.
        let first = Results { position: BTreeMap::new(), ..first };
        assert_eq!(this.against(&first).count(), 0);
    }

    #[test]
    fn samples_lie_by_instant_and_within_it_by_series() {
        let results = results(&[]);
        for (instant, series, value) in [(0, 0, 1.0), (0, 1, 2.0), (1, 0, 3.0), (1, 1, 4.0)] {
            assert_eq!(results.sampled(0, instant, series), Some(value));
            assert_eq!(results.sampled(1, instant, series), Some(10.0 * value));
            assert_eq!(results.sample(instant, series).mean, Some(5.5 * value));
        }
        assert_eq!((results.sampled(0, 2, 0), results.sampled(2, 0, 0)), (None, None));
    }
}
