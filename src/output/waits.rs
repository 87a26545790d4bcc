//! `waits.csv`: centiles of the clients' own waits, all replications together.

use super::number::number;
use super::table::Table;
use crate::statistics::Results;
use std::io::{self, Write};

const CENTILES: [u8; 23] =
    [0, 1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 99, 100];

/// The file: for each service and group, the wait in days below which so many of a hundred lie.
pub(super) fn write(scenarios: &[(&str, &Results)], to: &mut dyn Write) -> io::Result<()> {
    let mut table =
        Table::new(to, ["scenario", "group", "subject", "waits", "centile", "wait_days"])?;
    for (name, results) in scenarios {
        for (of, waits) in results.sheet.waits.iter().zip(&results.waits) {
            if waits.number() == 0 {
                continue;
            }
            let waits_in_all = waits.number().to_string();
            for centile in CENTILES {
                let wait = number(waits.quantile(f64::from(centile) / 100.0));
                let centile = centile.to_string();
                table.row(&[
                    name,
                    of.group.as_str(),
                    &of.subject,
                    &waits_in_all,
                    &centile,
                    &wait,
                ])?;
            }
        }
    }
    table.finish()
}
