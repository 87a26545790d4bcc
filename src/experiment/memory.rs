//! How much memory an experiment takes for what its replications report, so that too many are refused before they are
//! run and not when the memory is full.

use crate::model::Model;
use crate::statistics::Sheet;

/// Other columns of a row of the table of all replications, and its separators. \[bytes\]
const REST_OF_ROW: usize = 32;
/// A table that grows takes up to twice what is in it.
const GROWTH: usize = 2;

/// What is kept of replications until the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Their numbers.
    Numbers,
    /// Their numbers, and then the tables that are made of them.
    NumbersAndTables,
}

/// Memory that each replication of a scenario takes until the results are written, roughly. \[bytes\]
///
/// For a sheet of `k` values and `s` samples: 16 k + 8 s for the numbers, and for the rows of the table twice their length.
/// With 33 values in rows of 40 bytes and 300 samples: 528 + 2400 + 2640 bytes, or 5.6 kB.
#[must_use]
pub fn memory_each(name: &str, model: &Model, kept: Kept) -> f64 {
    let sheet = Sheet::of(model);
    let numbers = sheet.keys.len() * size_of::<Option<f64>>()
        + sheet.instants.len() * sheet.series.len() * size_of::<f64>();
    if kept == Kept::Numbers {
        return numbers as f64;
    }
    let row = |names: [&str; 4]| names.iter().map(|name| name.len()).sum::<usize>() + REST_OF_ROW;
    let rows: usize = sheet
        .keys
        .iter()
        .map(|key| row([name, &key.group, &key.subject, key.measure.name()]))
        .sum();
    (numbers + GROWTH * rows) as f64
}
