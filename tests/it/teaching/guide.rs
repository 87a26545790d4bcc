//! The tables of the teacher's guide: their rows, and what a formula gives for them.

use crate::verification::formulas::queues::{erlang_a, mmc};
use std::path::PathBuf;
use throughcare::statistics::Measure;

const HEADING: &str = "| in words | scenario | measure | of | figure | value | by hand |";

pub(super) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/teaching")
}

pub(super) fn guide() -> String {
    std::fs::read_to_string(folder().join("README.md")).unwrap()
}

/// A scenario of the guide: its name, and what is set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub(super) name: String,
    pub(super) sets: Vec<String>,
}

impl Run {
    /// From "`name`" or "`name` with `path=value` `path=value`".
    pub(super) fn new(words: &str) -> Run {
        let mut quoted = words.split('`').skip(1).step_by(2).map(str::to_owned);
        let name = quoted.next().unwrap_or_else(|| panic!("no scenario in {words:?}"));
        Run { name, sets: quoted.collect() }
    }
}

/// A row of a table of the guide.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) line: String,
    pub(super) scenario: String,
    pub(super) measure: Measure,
    pub(super) of: String,
    pub(super) figure: String,
    pub(super) value: String,
    pub(super) by_hand: String,
}

impl Row {
    pub(super) fn new(line: &str) -> Row {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [_, scenario, measure, of, figure, value, by_hand] = cells[..] else {
            panic!("a row has seven cells: {line}")
        };
        let measure = measure.trim_matches('`');
        let known = Measure::ALL.iter().find(|known| known.name() == measure);
        Row {
            line: line.to_owned(),
            scenario: scenario.to_owned(),
            measure: *known.unwrap_or_else(|| panic!("no measure {measure}")),
            of: of.trim_matches('`').to_owned(),
            figure: figure.to_owned(),
            value: value.to_owned(),
            by_hand: by_hand.to_owned(),
        }
    }

    /// The scenario, and the one it is compared with.
    pub(super) fn runs(&self) -> (Run, Option<Run>) {
        match self.scenario.split_once(" against ") {
            Some((this, first)) => (Run::new(this), Some(Run::new(first))),
            None => (Run::new(&self.scenario), None),
        }
    }
}

/// Decimals of the first number in a text.
pub(super) fn decimals(text: &str) -> usize {
    let number = text.split(' ').next().unwrap_or_default();
    number.split_once('.').map_or(0, |(_, after)| after.len())
}

pub(super) fn written(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let is_zero = text.chars().all(|sign| "-0.".contains(sign));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// The rows of all tables of the guide.
pub(super) fn rows() -> Vec<Row> {
    let guide = guide();
    let mut rows = Vec::new();
    let mut is_table = false;
    for line in guide.lines() {
        is_table = line == HEADING || is_table && line.starts_with('|');
        if is_table && line != HEADING && !line.starts_with("|-") {
            rows.push(Row::new(line));
        }
    }
    rows
}

/// What a formula gives for a row of the guide.
pub(super) fn by_hand(row: &Row) -> Option<f64> {
    let a_year = 365.25 / 7.0;
    let new = 6.0 * a_year;
    let scenario = row.scenario.replace('`', "");
    let sets = scenario.split_once(" with ").map(|(_, sets)| sets.to_owned());
    let impatient = |patience, places| erlang_a(10.0, 52.0, patience, places);
    Some(match (scenario.as_str(), row.measure) {
        ("1_load_70", Measure::WaitMean) => mmc(0.70, 1.0, 1).wait,
        ("1_load_85", Measure::WaitMean) => mmc(0.85, 1.0, 1).wait,
        ("1_load_95", Measure::WaitMean) => mmc(0.95, 1.0, 1).wait,
        ("1_load_98", Measure::WaitMean) => mmc(0.98, 1.0, 1).wait,
        ("1_load_70", Measure::WaitingMean) => mmc(0.70, 1.0, 1).waiting,
        ("1_load_98", Measure::WaitingMean) => mmc(0.98, 1.0, 1).waiting,
        (_, Measure::WaitMean) if scenario.starts_with("1_load_95 with ") => {
            assert_eq!(sets.unwrap(), "services.worker.places=2 routes.referral.per_day=1.9");
            mmc(1.9, 1.0, 2).wait
        }
        ("2_patient" | "2_drop_out", Measure::Served) => 400.0 / 52.0 * a_year,
        ("2_drop_out", Measure::WaitingMean) => impatient(12.0, 400).waiting,
        ("2_drop_out", Measure::GaveUpShare) => impatient(12.0, 400).abandon,
        ("2_fifty_more", Measure::WaitingMean) => impatient(12.0, 450).waiting,
        ("2_fifty_more", Measure::GaveUpShare) => impatient(12.0, 450).abandon,
        ("2_drop_out with risks.loses_patience.hazard.mean=26w", Measure::WaitingMean) => {
            impatient(26.0, 400).waiting
        }
        ("2_drop_out with risks.loses_patience.hazard.mean=26w", Measure::GaveUpShare) => {
            impatient(26.0, 400).abandon
        }
        ("3_no_way_out", Measure::InTreatmentAtEnd) => 300.0,
        ("3_no_way_out", Measure::StillWaiting) => 3.0 * 10.0 * a_year - 300.0,
        ("3_more_staff", Measure::StillWaiting) => 3.0 * 10.0 * a_year - 450.0,
        ("3_more_staff against 3_no_way_out", Measure::StillWaiting) => -150.0,
        ("3_way_out", Measure::InTreatmentAtEnd) => 3.0 * 80.0,
        ("4_none_back", Measure::Referrals) => new,
        ("4_few_back", Measure::Referrals) => new / 0.75,
        ("4_half_back", Measure::Referrals) => new / 0.5,
        ("4_half_back", Measure::NewClients) => new,
        ("4_half_back", Measure::BackWithin12Months) => 0.5,
        ("4_none_back", Measure::Occupied) => 6.0 * 26.0,
        ("4_few_back", Measure::Occupied) => 6.0 * 26.0 / 0.75,
        ("4_half_back", Measure::Occupied) => 6.0 * 26.0 / 0.5,
        ("4_few_back against 4_half_back", Measure::Occupied) => 6.0 * 26.0 * (1.0 / 0.75 - 2.0),
        ("5_blocked with interventions.rehab.while_waiting=leave", Measure::LengthMean) => 14.0,
        _ => return None,
    })
}
