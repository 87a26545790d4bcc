//! A past run beside the scenario as it is now: whether the two belong together, and its figures in words.

use super::words::figure;
use crate::output::{PastRun, ScenarioRun, SummaryRow};
use crate::scenario::Scenario;
use crate::statistics::Measure;

/// The part of a run that is about the scenario described.
#[derive(Debug)]
pub(super) struct Past<'a> {
    /// The run.
    pub(super) run: &'a PastRun,
    /// The scenario in it; none: the run knows none of this name or content.
    pub(super) scenario: Option<&'a ScenarioRun>,
    /// Why its results may not be those of the scenario described.
    pub(super) doubts: Vec<String>,
}

impl<'a> Past<'a> {
    /// Finds a scenario in a run: by its content, or else by its name.
    pub(super) fn of(scenario: &Scenario, run: &'a PastRun) -> Past<'a> {
        let all = &run.manifest.scenarios;
        let same = all.iter().find(|one| one.digest == scenario.digest);
        let found = same.or_else(|| all.iter().find(|one| one.name == scenario.name));
        let mut doubts = Vec::new();
        match found {
            None => {
                let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
                doubts.push(format!(
                    "the run is of other scenarios ({}), so none of its results are shown",
                    names.join(", ")
                ));
            }
            Some(one) if same.is_none() => {
                let set = match one.set.as_slice() {
                    [] => String::new(),
                    set => format!(
                        " (it was run with --set {}; describe it with the same)",
                        set.join(" --set ")
                    ),
                };
                doubts.push(format!(
                    "the results are of another state of the scenario: its digest was {} when it was run, \
                     and is {} now{set}",
                    one.digest, scenario.digest
                ));
            }
            Some(_) => {}
        }
        let (then, now) = (run.manifest.version.as_str(), env!("CARGO_PKG_VERSION"));
        if then != now {
            doubts.push(format!(
                "the results were written by Throughcare {then}, and this is {now}, which may give others"
            ));
        }
        if let Some(one) = found.filter(|_| run.manifest.interrupted) {
            doubts.push(format!(
                "the run was interrupted after {} of {} replications",
                one.replications, one.replications_asked
            ));
        }
        Past { run, scenario: found, doubts }
    }

    /// The rows of the scenario for everybody together.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a SummaryRow> {
        let name = self.scenario.map(|one| one.name.as_str());
        let summary: &'a [SummaryRow] = &self.run.summary;
        summary.iter().filter(move |row| Some(row.scenario.as_str()) == name && row.group == "all")
    }

    /// The row of a measure about this.
    pub(super) fn row(&self, measure: &str, subject: &str) -> Option<&'a SummaryRow> {
        self.rows().find(|row| row.measure == measure && row.subject == subject)
    }
}

/// A mean with its interval, to the digits that mean something: "63.2% (62.4 to 64.0)".
pub(super) fn estimate(row: &SummaryRow) -> String {
    let Some(mean) = row.mean else { return "–".to_owned() };
    let (factor, sign) = if row.unit == "share" { (100.0, "%") } else { (1.0, "") };
    let half = row.low.zip(row.high).map(|(low, high)| (high - low) / 2.0 * factor);
    let decimals = match half.filter(|half| *half > 0.0).unwrap_or(mean.abs() * factor / 50.0) {
        width if width >= 9.5 || width == 0.0 => 0,
        width if width >= 0.95 => 1,
        width if width >= 0.095 => 2,
        _ => 3,
    };
    let shown = |value: f64| {
        let text = format!("{:.decimals$}", value.abs() * factor);
        let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
        let is_nothing = text.parse() == Ok(0.0);
        let sign = if value < 0.0 && !is_nothing { "-" } else { "" };
        format!("{sign}{}{rest}", whole.parse().map_or_else(|_| whole.to_owned(), figure))
    };
    // A mean that is not below nothing is of something that cannot be, but for quality of life.
    let least =
        if mean >= 0.0 && row.measure != Measure::Qalys.name() { 0.0 } else { f64::NEG_INFINITY };
    let is_part = row.unit == "share" && row.measure != Measure::Utilisation.name();
    let most = if is_part { 1.0 } else { f64::INFINITY };
    let ends = row.low.zip(row.high).map(|(low, high)| (low.max(least), high.min(most)));
    match ends {
        Some((low, high)) => format!("{}{sign} ({} to {})", shown(mean), shown(low), shown(high)),
        None => format!("{}{sign}", shown(mean)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(mean: f64, low: f64, high: f64, unit: &str) -> SummaryRow {
        SummaryRow {
            scenario: String::new(),
            group: "all".to_owned(),
            subject: "all".to_owned(),
            measure: String::new(),
            unit: unit.to_owned(),
            mean: Some(mean),
            low: Some(low),
            high: Some(high),
        }
    }

    #[test]
    fn figures_have_the_digits_that_their_interval_lets_mean_something() {
        let said = |mean, low, high, unit| estimate(&row(mean, low, high, unit));
        assert_eq!(said(0.632_11, 0.624, 0.640, "share"), "63.21% (62.40 to 64.00)");
        assert_eq!(said(1234.4, 1200.0, 1270.0, "clients"), "1,234 (1,200 to 1,270)");
        assert_eq!(said(-0.4, -3.5, 2.7, "days"), "-0.4 (-3.5 to 2.7)");
        assert_eq!(said(33.0, -0.2, 65.0, "days"), "33 (0 to 65)");
        assert_eq!(said(18.26, 14.1, 22.4, "days"), "18.3 (14.1 to 22.4)");
        assert_eq!(said(0.03, -0.07, 0.13, "years"), "0.03 (0.00 to 0.13)");
        assert_eq!(said(0.95, 0.88, 1.02, "share"), "95.0% (88.0 to 100.0)");
        let none = SummaryRow { mean: None, ..row(0.0, 0.0, 0.0, "days") };
        assert_eq!(estimate(&none), "–");
    }
}
