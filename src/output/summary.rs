//! `summary.csv`: what the replications say of every measure.

use super::table::{ESTIMATE, Table, estimate};
use crate::statistics::Results;
use std::io::{self, Write};

/// The file.
pub(super) fn write(scenarios: &[(&str, &Results)], to: &mut dyn Write) -> io::Result<()> {
    let head = ["scenario", "group", "subject", "measure", "unit"];
    let mut table = Table::new(to, head.into_iter().chain(ESTIMATE))?;
    for (name, results) in scenarios {
        for (index, key) in results.sheet.keys.iter().enumerate() {
            let measure = key.measure;
            let head = [name, key.group.as_str(), &key.subject, measure.name(), measure.unit()];
            let mut row: Vec<String> = head.into_iter().map(str::to_owned).collect();
            row.extend(estimate(&results.estimate(index)));
            table.row(&row)?;
        }
        results.checked()?;
    }
    table.finish()
}
