//! `comparison.csv`: every scenario against the first, paired by replication.

use super::number::number;
use super::table::Table;
use crate::statistics::Results;

/// The file.
pub(super) fn bytes(scenarios: &[(&str, &Results)]) -> Vec<u8> {
    let mut table = Table::new([
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
    ]);
    let Some(((first_name, first), others)) = scenarios.split_first() else {
        return table.into_bytes();
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
            ]);
        }
    }
    table.into_bytes()
}
