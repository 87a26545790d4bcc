//! `replications.csv`: scenario, replication, group, subject, measure, value.

use super::number::number;
use super::table::Table;
use crate::statistics::Results;

/// The file.
pub(super) fn bytes(scenarios: &[(&str, &Results)]) -> Vec<u8> {
    let mut table = Table::new(["scenario", "replication", "group", "subject", "measure", "value"]);
    for (name, results) in scenarios {
        for (index, values) in results.replications.iter().enumerate() {
            let replication = (index + 1).to_string();
            for (key, &value) in results.sheet.keys.iter().zip(values) {
                let value = number(value);
                let measure = key.measure.name();
                table.row(&[name, replication.as_str(), &key.group, &key.subject, measure, &value]);
            }
        }
    }
    table.into_bytes()
}
