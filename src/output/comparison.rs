//! `comparison.csv`: every scenario against the first, paired by replication.

use super::number::number;
use super::table::Table;
use crate::statistics::Results;
use std::io::{self, Write};

/// The file.
pub(super) fn write(scenarios: &[(&str, &Results)], to: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(
        to,
        [
            "scenario",
            "against",
            "group",
            "subject",
            "measure",
            "unit",
            "n",
            "difference",
            "sd",
            "low95",
            "high95",
            "variance_ratio",
        ],
    )?;
    let Some(((first_name, first), others)) = scenarios.split_first() else {
        return table.finish();
    };
    for (name, results) in others {
        for (key, comparison) in results.against(first) {
            let difference = comparison.difference;
            table.row(&[
                *name,
                *first_name,
                key.group.as_str(),
                key.subject.as_str(),
                key.measure.name(),
                key.measure.unit(),
                &difference.n.to_string(),
                &number(difference.mean),
                &number(difference.sd),
                &number(difference.low),
                &number(difference.high),
                &number(comparison.variance_ratio),
            ])?;
        }
        results.checked()?;
    }
    first.checked()?;
    table.finish()
}
