//! All replications of one scenario, folded in the order of their numbers.

use super::{Column, Comparison, Estimate, Key, Measure, ReplicationResult, Sheet, WaitCounts};
use crate::model::Model;
use crate::store::Table;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

/// Memory for the values of all replications of one scenario; what there is no room for goes to a file. \[bytes\]
const MEMORY: usize = 256 << 20;

/// What the replications of a scenario came to.
#[derive(Debug)]
pub struct Results {
    /// What is reported, and in which order.
    pub sheet: Sheet,
    /// Waits of all replications together, in the order of the sheet's waits.
    pub waits: Vec<WaitCounts>,
    /// Number of the first replication.
    first: u32,
    /// A row for each replication: values in the order of the sheet's keys, then samples by instant and series.
    values: Table,
    position: BTreeMap<Key, usize>,
}

impl Results {
    /// No replications yet.
    #[must_use]
    pub fn new(model: &Model) -> Results {
        Results::within(model, MEMORY, None)
    }

    /// The same, with so much memory for the values of replications \[bytes\], and those there is no room for in a file
    /// in this folder, or where the system keeps such files.
    #[must_use]
    pub fn within(model: &Model, memory: usize, folder: Option<PathBuf>) -> Results {
        let sheet = Sheet::of(model);
        let position =
            sheet.keys.iter().enumerate().map(|(index, key)| (key.clone(), index)).collect();
        Results {
            waits: vec![WaitCounts::default(); sheet.waits.len()],
            first: 1,
            values: Table::new(width(&sheet), memory, folder),
            sheet,
            position,
        }
    }

    /// The same, of replications from this number on.
    #[must_use]
    pub fn from_number(self, first: u32) -> Results {
        Results { first, ..self }
    }

    /// How many replications there are.
    #[must_use]
    pub fn replications(&self) -> usize {
        self.values.rows()
    }

    /// Number of the first replication, whether or not it is there yet.
    #[must_use]
    pub fn first(&self) -> u32 {
        self.first
    }

    /// Number of the replication that comes next.
    #[must_use]
    pub fn next(&self) -> u32 {
        self.first + self.replications() as u32
    }

    /// Adds the next replication.
    pub fn add(&mut self, replication: ReplicationResult) {
        self.add_row(replication.row());
        self.add_waits(&replication.waits);
    }

    /// Adds the row of the next replication, as [`Results::each_row`] gives it; whose waits are added apart.
    ///
    /// # Panics
    /// When it has not as many values as this scenario reports.
    pub fn add_row(&mut self, row: impl IntoIterator<Item = Option<f64>>) {
        self.values.push(row);
    }

    /// Adds waits, in the order of the sheet's.
    pub fn add_waits(&mut self, waits: &[WaitCounts]) {
        for (all, some) in self.waits.iter_mut().zip(waits) {
            all.merge(some);
        }
    }

    /// How many values a row has.
    #[must_use]
    pub fn width(&self) -> usize {
        width(&self.sheet)
    }

    /// Each replication in order: its number, and all that is kept of it but waits.
    ///
    /// # Errors
    /// Whatever is made of them; or when those in a file cannot be read.
    pub fn each_row(
        &self,
        mut with: impl FnMut(u32, &[Option<f64>]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.values.each_row(|row, values| with(self.first + row as u32, values))
    }

    /// Each replication in order: its number, and its values in the order of the sheet's keys.
    ///
    /// # Errors
    /// Whatever is made of them; or when those in a file cannot be read.
    pub fn each(
        &self,
        mut with: impl FnMut(u32, &[Option<f64>]) -> io::Result<()>,
    ) -> io::Result<()> {
        let keys = self.sheet.keys.len();
        self.each_row(|number, values| with(number, &values[..keys]))
    }

    /// Where the values of a measure stand in a row; none where the scenario does not report it.
    #[must_use]
    pub fn position(&self, key: &Key) -> Option<usize> {
        self.position.get(key).copied()
    }

    /// The value at this position of the sheet, of each replication in order.
    #[must_use]
    pub fn values(&self, index: usize) -> Column {
        self.values.column(index)
    }

    /// Whether all values that were asked for so far could be read. Those in a file that could not are missing.
    ///
    /// # Errors
    /// Why they could not.
    pub fn checked(&self) -> io::Result<()> {
        self.values.checked()
    }

    /// The estimate of the value at this position of the sheet. (It is quickest to ask for them in order.)
    #[must_use]
    pub fn estimate(&self, index: usize) -> Estimate {
        Estimate::of(self.values(index).iter())
    }

    /// The estimate of a measure for everybody; none where the scenario does not report it.
    #[must_use]
    pub fn find(&self, measure: Measure, subject: &str) -> Option<Estimate> {
        let key = Key { group: "all".to_owned(), subject: subject.to_owned(), measure };
        self.estimate_of(&key)
    }

    /// Of the replications in which a measure for everybody has a value, the share in which it is so large at least;
    /// none where there is no such replication.
    #[must_use]
    pub fn reaching(&self, measure: Measure, subject: &str, at_least: f64) -> Option<f64> {
        let key = Key { group: "all".to_owned(), subject: subject.to_owned(), measure };
        let index = *self.position.get(&key)?;
        let values = self.values(index);
        let known = || values.iter().flatten();
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
            Some((key, self.paired(index, first, other)))
        })
    }

    /// One measure for everybody against the first scenario.
    #[must_use]
    pub fn compare(&self, first: &Results, measure: Measure, subject: &str) -> Option<Comparison> {
        let key = Key { group: "all".to_owned(), subject: subject.to_owned(), measure };
        self.compare_one(first, &key)
    }

    /// One measure of one group against the first scenario; none where one of them does not report it.
    #[must_use]
    pub fn compare_one(&self, first: &Results, key: &Key) -> Option<Comparison> {
        let (index, other) = (*self.position.get(key)?, *first.position.get(key)?);
        Some(self.paired(index, first, other))
    }

    /// The estimate of one measure of one group; none where the scenario does not report it.
    #[must_use]
    pub fn estimate_of(&self, key: &Key) -> Option<Estimate> {
        self.position.get(key).map(|&index| self.estimate(index))
    }

    /// The groups that measures are reported of, `all` first.
    #[must_use]
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for key in &self.sheet.keys {
            if !groups.contains(&key.group.as_str()) {
                groups.push(&key.group);
            }
        }
        groups
    }

    fn paired(&self, index: usize, first: &Results, other: usize) -> Comparison {
        let (values, others) = (self.values(index), first.values(other));
        Comparison::of(values.iter().zip(others.iter()))
    }

    /// A series of the timeline at an instant, of each replication in order.
    pub(super) fn sampled(&self, instant: usize, series: usize) -> Column {
        let before = self.sheet.keys.len() + instant * self.sheet.series.len();
        self.values.column(before + series)
    }

    /// Results that hold nothing but these rows: of each replication its values, then its samples.
    #[cfg(test)]
    pub(super) fn of_rows(
        sheet: Sheet,
        rows: impl IntoIterator<Item = Vec<Option<f64>>>,
    ) -> Results {
        let mut values = Table::new(width(&sheet), MEMORY, None);
        rows.into_iter().for_each(|row| values.push(row));
        let keys = sheet.keys.iter().enumerate();
        let position = keys.map(|(index, key)| (key.clone(), index)).collect();
        Results { sheet, waits: Vec::new(), first: 1, values, position }
    }

    /// A series of the timeline at an instant, over the replications.
    #[must_use]
    pub fn sample(&self, instant: usize, series: usize) -> Estimate {
        Estimate::of(self.sampled(instant, series).iter())
    }
}

/// Values and samples of a replication.
fn width(sheet: &Sheet) -> usize {
    sheet.keys.len() + sheet.instants.len() * sheet.series.len()
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
            keys: vec![key],
            waits: Vec::new(),
            instants: instants.to_vec(),
            series: series.to_vec(),
        };
        let samples = [1.0, 2.0, 3.0, 4.0];
        let rows = values.iter().zip([1.0, 10.0].into_iter().cycle()).map(|(&value, times)| {
            std::iter::once(value).chain(samples.map(|sample| Some(sample * times))).collect()
        });
        Results::of_rows(sheet, rows)
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
        let results = results(&[None, None]);
        for (instant, series, value) in [(0, 0, 1.0), (0, 1, 2.0), (1, 0, 3.0), (1, 1, 4.0)] {
            let sampled = results.sampled(instant, series);
            assert_eq!(sampled.iter().collect::<Vec<_>>(), [Some(value), Some(10.0 * value)]);
            assert_eq!(results.sample(instant, series).mean, Some(5.5 * value));
        }
    }
}
