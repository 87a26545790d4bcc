//! Values as they are put on the sheet: the rows of one group, and quotients that are missing where there is nothing
//! to divide by.

use crate::statistics::Measure;
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
}

/// A quotient; none when there is nothing to divide by.
pub(super) fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    ratio(part as f64, whole as f64)
}
