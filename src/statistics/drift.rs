//! Whether the system had settled when it was measured: the first quarter of the measured time against the last.

use super::{Estimate, Results, Sum, Window};

/// A number that was plainly different at the two ends of the measured time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// Name of the series of the timeline, all its subjects together: `in_treatment` or `waiting`.
    pub series: &'static str,
    /// Mean over the first quarter of the window. \[clients\]
    pub first: f64,
    /// Mean over the last quarter. \[clients\]
    pub last: f64,
}

/// Differences up to this share of the first quarter are let pass.
const SHARE: f64 = 0.10;
/// So are differences within so many standard errors over the replications,
const STANDARD_ERRORS: f64 = 3.0;
/// and those of less than so many clients.
const CLIENTS: f64 = 1.0;

impl Results {
    /// The numbers in treatment and on the waiting lists, where they drifted: the last quarter of the window differs
    /// from the first by more than a tenth of it, by more than three standard errors of the difference over the
    /// replications, and by a client at least. One replication has no standard error, and shows nothing.
    #[must_use]
    pub fn drifts(&self, window: &Window) -> Vec<Drift> {
        let drift = |series| self.drift(series, window);
        ["in_treatment", "waiting"].into_iter().filter_map(drift).collect()
    }

    fn drift(&self, series: &'static str, window: &Window) -> Option<Drift> {
        let quarter = window.length() * 0.25;
        let first = Window { opens: window.opens, closes: window.opens + quarter };
        let last = Window { opens: window.closes - quarter, closes: window.closes };
        let firsts = self.mean_levels(series, &first)?;
        let lasts = self.mean_levels(series, &last)?;
        let ends = firsts.iter().zip(&lasts);
        let difference = Estimate::of(ends.map(|(first, last)| Some(last - first)));
        let first = Estimate::of(firsts.iter().copied().map(Some)).mean?;
        let last = Estimate::of(lasts.iter().copied().map(Some)).mean?;
        let standard_error = difference.sd? / (difference.n as f64).sqrt();
        let gap = (last - first).abs();
        let is_plain =
            gap > SHARE * first && gap > STANDARD_ERRORS * standard_error && gap >= CLIENTS;
        is_plain.then_some(Drift { series, first, last })
    }

    /// Of each replication the mean over the instants in a stretch of time of all subjects of a series; none where there
    /// is nothing to see.
    fn mean_levels(&self, series: &str, stretch: &Window) -> Option<Vec<f64>> {
        let instants: Vec<usize> = (0..self.sheet.instants.len())
            .filter(|&instant| stretch.contains(self.sheet.instants[instant].at))
            .collect();
        let subjects: Vec<usize> = (0..self.sheet.series.len())
            .filter(|&index| self.sheet.series[index].name == series)
            .collect();
        if instants.is_empty() || subjects.is_empty() {
            return None;
        }
        let mut sums = vec![Sum::default(); self.replications()];
        for &instant in &instants {
            for &subject in &subjects {
                let sampled = self.sampled(instant, subject);
                for (sum, value) in sums.iter_mut().zip(sampled.iter()) {
                    sum.add(value?);
                }
            }
        }
        Some(sums.iter().map(|sum| sum.value() / instants.len() as f64).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Sampled, Series, Sheet};
    use crate::units::Days;

    /// Two services' waiting lists at the end of each of 16 days; each replication gives the first list's length by
    /// day, and one client is always on the other.
    fn waiting(replications: &[fn(u32) -> f64]) -> Results {
        let instants = (1..=16).map(|day| Sampled { at: Days(f64::from(day)), date: None });
        let series =
            ["ward", "clinic"].map(|name| Series { name: "waiting", subject: name.into() });
        let sheet = Sheet {
            keys: Vec::new(),
            waits: Vec::new(),
            instants: instants.collect(),
            series: series.to_vec(),
        };
        let samples = replications
            .iter()
            .map(|level| (1..=16).flat_map(|day| [Some(level(day)), Some(1.0)]).collect());
        Results::of_rows(sheet, samples)
    }

    const WINDOW: Window = Window { opens: Days(0.5), closes: Days(16.5) };

    #[test]
    fn a_list_that_grows_all_the_time_drifts() {
        // Days 1 to 4 have 2.5 on average, days 13 to 16 have 14.5; with the client on the other list 3.5 and 15.5.
        let results = waiting(&[|day| f64::from(day), |day| f64::from(day)]);
        let expected = Drift { series: "waiting", first: 3.5, last: 15.5 };
        assert_eq!(results.drifts(&WINDOW), [expected]);
    }

    #[test]
    fn neither_a_list_that_stands_nor_luck_nor_one_replication_is_a_drift() {
        assert_eq!(waiting(&[|_| 9.0, |_| 9.0]).drifts(&WINDOW), []);
        // One replication grows as the other shrinks: the mean difference is within its standard error.
        let luck = waiting(&[|day| f64::from(day), |day| 20.0 - f64::from(day)]);
        assert_eq!(luck.drifts(&WINDOW), []);
        assert_eq!(waiting(&[|day| f64::from(day)]).drifts(&WINDOW), []);
    }

    /// A list that is one length until day 8 and another from then on, so that the quarters are exact; and the client on
    /// the other list.
    #[test]
    fn a_drift_exceeds_a_tenth_and_three_standard_errors_and_a_client() {
        let drifts =
            |replications: &[fn(u32) -> f64]| !waiting(replications).drifts(&WINDOW).is_empty();
        // From 20 to 10, which is a tenth of 20 and more.
        assert!(drifts(&[
            |day| if day < 8 { 19.0 } else { 9.0 },
            |day| if day < 8 { 19.0 } else { 9.0 }
        ]));
        // From 10 to 11: a tenth is let pass. From 100 to 105: less than a tenth. From 1 to 1.7: less than a client.
        assert!(!drifts(&[
            |day| if day < 8 { 9.0 } else { 10.0 },
            |day| if day < 8 { 9.0 } else { 10.0 }
        ]));
        assert!(!drifts(&[
            |day| if day < 8 { 99.0 } else { 104.0 },
            |day| if day < 8 { 99.0 } else { 104.0 }
        ]));
        assert!(!drifts(&[
            |day| if day < 8 { 0.0 } else { 0.7 },
            |day| if day < 8 { 0.0 } else { 0.7 }
        ]));
        // By 10 from 10 and from 110: the same each time, however different the levels. By 10 and by 16: 13, and 3
        // standard errors are 9. By 5 and by 11: 8, and they are 9 again. By 10 and by 20: 15, and they are 15.
        assert!(drifts(&[
            |day| if day < 8 { 9.0 } else { 19.0 },
            |day| if day < 8 { 109.0 } else { 119.0 }
        ]));
        assert!(drifts(&[
            |day| if day < 8 { 9.0 } else { 19.0 },
            |day| if day < 8 { 9.0 } else { 25.0 }
        ]));
        assert!(!drifts(&[
            |day| if day < 8 { 9.0 } else { 14.0 },
            |day| if day < 8 { 9.0 } else { 20.0 }
        ]));
        assert!(!drifts(&[
            |day| if day < 8 { 9.0 } else { 19.0 },
            |day| if day < 8 { 9.0 } else { 29.0 }
        ]));
        // Doubled each time, by 10 and by 100: three standard errors of 55 are 135.
        assert!(!drifts(&[
            |day| if day < 8 { 9.0 } else { 19.0 },
            |day| if day < 8 { 99.0 } else { 199.0 }
        ]));
    }

    #[test]
    fn there_is_no_level_where_there_is_nothing_to_see() {
        let results = waiting(&[|_| 9.0]);
        let between = Window { opens: Days(1.2), closes: Days(1.8) };
        assert_eq!(results.mean_levels("waiting", &WINDOW), Some(vec![10.0]));
        assert_eq!(results.mean_levels("waiting", &between), None);
        assert_eq!(results.mean_levels("occupied", &WINDOW), None);
    }
}
