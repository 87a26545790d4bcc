//! `replications.csv`: scenario, replication, group, subject, measure, value.

use super::number::number;
use super::table::Table;
use crate::model::Model;
use crate::statistics::{Key, Results, Sheet};
use std::io::{self, Write};

/// The file.
pub(super) fn write(scenarios: &[(&str, &Results)], to: &mut dyn Write) -> io::Result<()> {
    let mut table =
        Table::new(to, ["scenario", "replication", "group", "subject", "measure", "value"])?;
    for (name, results) in scenarios {
        results.each(|replication, values| {
            let replication = replication.to_string();
            for (key, &value) in results.sheet.keys.iter().zip(values) {
                let value = number(value);
                let measure = key.measure.name();
                table.row(&[
                    name,
                    replication.as_str(),
                    &key.group,
                    &key.subject,
                    measure,
                    &value,
                ])?;
            }
            Ok(())
        })?;
    }
    table.finish()
}

/// Separators and numbers of a row. \[bytes\]
const REST_OF_ROW: usize = 20;

/// Size of the rows of a scenario, roughly. \[bytes\]
#[must_use]
pub fn size(name: &str, model: &Model) -> f64 {
    let length = |words: [&str; 4]| words.iter().map(|word| word.len()).sum::<usize>();
    let row =
        |key: &Key| length([name, &key.group, &key.subject, key.measure.name()]) + REST_OF_ROW;
    let each: usize = Sheet::of(model).keys.iter().map(row).sum();
    each as f64 * f64::from(model.run.replications)
}
