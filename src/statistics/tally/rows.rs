//! Values as they are put on the sheet: the rows of one group, and quotients that are missing where there is nothing
//! to divide by.

use crate::statistics::Measure::{self, *};
use crate::statistics::Waits;
use crate::statistics::subject::Subject;
use crate::units::Days;

/// One value and what it is.
pub(super) struct Row {
    pub(super) group: usize,
    pub(super) subject: Subject,
    pub(super) measure: Measure,
    pub(super) value: Option<f64>,
}

/// The rows of one group, as they are made.
pub(super) struct Rows<'a> {
    pub(super) group: usize,
    /// Length of the window.
    pub(super) years: f64,
    pub(super) rows: &'a mut Vec<Row>,
}

impl Rows<'_> {
    pub(super) fn add(&mut self, measure: Measure, subject: Subject, value: Option<f64>) {
        self.rows.push(Row { group: self.group, subject, measure, value });
    }

    pub(super) fn all(&mut self, measure: Measure, value: Option<f64>) {
        self.add(measure, Subject::All, value);
    }

    /// So many a year of the window.
    pub(super) fn yearly(&mut self, measure: Measure, subject: Subject, count: u64) {
        self.add(measure, subject, ratio(count as f64, self.years));
    }

    /// The average over the time of the window of what lasted so many days in all.
    pub(super) fn average(&mut self, measure: Measure, subject: Subject, days: f64) {
        self.add(measure, subject, ratio(days / Days::YEAR.0, self.years));
    }

    /// Waits that are over.
    pub(super) fn waits(&mut self, subject: Subject, waits: &Waits) {
        self.add(WaitMean, subject, waits.mean());
        self.add(WaitMedian, subject, waits.counts().quantile(0.5));
        self.add(WaitP90, subject, waits.counts().quantile(0.9));
        self.add(WaitWithinTarget, subject, waits.counts().share_within_target());
        self.add(WaitNumber, subject, Some(waits.number() as f64));
    }

    /// Waits that go on at the end.
    pub(super) fn still_waiting(&mut self, subject: Subject, waits: &Waits) {
        self.add(StillWaiting, subject, Some(waits.number() as f64));
        self.add(StillWaitingMean, subject, waits.mean());
        self.add(StillWaitingMedian, subject, waits.counts().quantile(0.5));
        self.add(StillWaitingP90, subject, waits.counts().quantile(0.9));
        self.add(StillWaitingOverTarget, subject, waits.counts().share_beyond_target());
    }
}

/// A quotient; none when there is nothing to divide by.
pub(super) fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    ratio(part as f64, whole as f64)
}
