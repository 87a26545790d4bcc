//! The curves as a table: one row for each group and age at which someone left or was last seen.

use super::report::Group;
use crate::survival::Fit;

/// The table as CSV.
pub(super) fn text(groups: &[Group], fits: &[(&'static str, &Fit)]) -> String {
    let mut text = String::from("group,days,at_risk,events,survival,standard_error,low95,high95");
    for (name, _) in fits {
        text.push_str(&format!(",{}", name.to_lowercase().replace('-', "_")));
    }
    text.push('\n');
    for group in groups {
        let steps: Vec<_> = group.curve.steps().collect();
        let ages: Vec<f64> = steps.iter().map(|step| step.age).collect();
        let shares: Vec<Vec<f64>> =
            fits.iter().map(|(_, fit)| fit.shares(&group.sample, &ages)).collect();
        for (place, step) in steps.iter().enumerate() {
            let (age, name) = (number(step.age), quoted(&group.name));
            text.push_str(&format!("{name},{age},{},{}", step.at_risk, step.events));
            for share in [step.survival, step.error, step.low, step.high] {
                text.push_str(&format!(",{}", number(share)));
            }
            for shares in &shares {
                text.push_str(&format!(",{}", number(shares[place])));
            }
            text.push('\n');
        }
    }
    text
}

fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

/// A number rounded to ten digits.
fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.9e}").parse().unwrap_or(value);
    format!("{rounded}")
}
