//! `comparison.csv`: every scenario against the first, paired by replication. The second interval holds together over all
//! scenarios that are compared with the first.

use super::number::number;
use super::table::Table;
use crate::statistics::{Results, Together};
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
            "low95_together",
            "high95_together",
            "verdict",
            "variance_ratio",
        ],
    )?;
    let Some(((first_name, first), others)) = scenarios.split_first() else {
        return table.finish();
    };
    let mut together = Together::of(others.len());
    for (name, results) in others {
        for (key, comparison) in results.against(first) {
            let difference = comparison.difference;
            let interval = together.interval(&comparison);
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
                &number(interval.map(|(low, _)| low)),
                &number(interval.map(|(_, high)| high)),
                together.verdict(key.measure, &comparison).name(),
                &number(comparison.variance_ratio),
            ])?;
        }
        results.checked()?;
    }
    first.checked()?;
    table.finish()
}
