//! `timeline.csv`: how the system stands at each month's end (or equal steps), over the replications.

use super::number::number;
use super::table::Table;
use crate::statistics::Results;
use std::io::{self, Write};

/// The file. The warm-up is part of it, so that one can see where it ends.
pub(super) fn write(scenarios: &[(&str, &Results)], to: &mut dyn Write) -> io::Result<()> {
    let mut table =
        Table::new(to, ["scenario", "day", "date", "series", "subject", "mean", "p5", "p95"])?;
    for (name, results) in scenarios {
        for (instant, sampled) in results.sheet.instants.iter().enumerate() {
            let day = number(Some(sampled.at.0));
            let date = sampled.date.map(|date| date.to_string()).unwrap_or_default();
            for (index, series) in results.sheet.series.iter().enumerate() {
                let sample = results.sample(instant, index);
                table.row(&[
                    *name,
                    &day,
                    &date,
                    series.name,
                    &series.subject,
                    &number(sample.mean),
                    &number(sample.p5),
                    &number(sample.p95),
                ])?;
            }
        }
        results.checked()?;
    }
    table.finish()
}
