//! `warm_up.csv`: how each scenario settles from where it begins, where the warm-up was found.

use super::number::number;
use super::table::Table;
use crate::experiment::Transient;
use crate::statistics::moving_average;
use crate::units::Days;
use std::io::{self, Write};

/// The file.
pub(super) const WARM_UP: &str = "warm_up.csv";

/// The moving average is over this part of the instants, half of it on either side.
const WINDOW: usize = 20;

/// Transients that were looked at, and the warm-up that they came to.
#[derive(Debug)]
pub struct FoundWarmUp {
    /// Name of each scenario, and how it settles.
    pub transients: Vec<(String, Transient)>,
    /// The longest warm-up that any of them asks for.
    pub days: Days,
}

impl FoundWarmUp {
    /// The file: the average over replications at each instant, Welch's moving average of it, and whether the instant
    /// is in the warm-up.
    pub(super) fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let head = ["scenario", "series", "day", "mean", "moving_average", "in_warm_up"];
        let mut table = Table::new(to, head)?;
        for (name, transient) in &self.transients {
            for series in &transient.series {
                let smooth = moving_average(&series.values, series.values.len() / WINDOW / 2);
                for (index, &value) in series.values.iter().enumerate() {
                    let day = transient.step.0 * (index + 1) as f64;
                    table.row(&[
                        name.as_str(),
                        series.name,
                        &number(Some(day)),
                        &number(Some(value)),
                        &number(smooth.get(index).copied()),
                        if day <= self.days.0 { "yes" } else { "no" },
                    ])?;
                }
            }
        }
        table.finish()
    }
}
