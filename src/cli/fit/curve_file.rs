//! The curves as a table: one row for each group and age at which someone left or was last seen.

use super::report::Group;
use crate::output::number;
use crate::survival::Fit;

const COLUMNS: [&str; 8] =
    ["group", "days", "at_risk", "events", "survival", "standard_error", "low95", "high95"];

/// The table as CSV.
pub(super) fn bytes(groups: &[Group], fits: &[(&'static str, &Fit)]) -> csv::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut table = csv::Writer::from_writer(&mut bytes);
    let fitted = fits.iter().map(|(name, _)| name.to_lowercase().replace('-', "_"));
    table.write_record(COLUMNS.map(str::to_owned).into_iter().chain(fitted))?;
    for group in groups {
        let steps: Vec<_> = group.curve.steps().collect();
        let ages: Vec<f64> = steps.iter().map(|step| step.age).collect();
        let shares: Vec<Vec<f64>> =
            fits.iter().map(|(_, fit)| fit.shares(&group.sample, &ages)).collect();
        for (place, step) in steps.iter().enumerate() {
            let seen = [step.survival, step.error, step.low, step.high];
            let fitted = shares.iter().map(|shares| shares[place]);
            let mut row = vec![group.name.clone(), number(Some(step.age))];
            row.extend([step.at_risk.to_string(), step.events.to_string()]);
            row.extend(seen.into_iter().chain(fitted).map(|share| number(Some(share))));
            table.write_record(row)?;
        }
    }
    table.flush()?;
    drop(table);
    Ok(bytes)
}
