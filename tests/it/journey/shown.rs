//! A change of the baseline, what it must move and which way, and whether it does.

use super::{paths, table};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::Plan;
use throughcare::scenario;
use throughcare::statistics::{Comparison, Estimate, Key, Measure, Results};

/// How every run of these tests differs from the baseline as it is written: it is shorter.
const RUN: [&str; 2] = ["run.horizon=3y", "run.warm_up=2y"];
/// Everything that a shift is looked at by; reporting costs time, so that a change is reported only by what it needs.
const GROUPS: [&str; 7] =
    ["route", "age", "ethnicity", "mental_health_need", "children", "carer", "substance"];
/// Replications of a change.
const USUAL: u32 = 16;
/// Replications of a change whose effect is small, or is seen in few clients; the baseline has as many.
pub(super) const MANY: u32 = 48;
/// How sure a test must be.
const CONFIDENCE: f64 = 0.99;

/// A part changed, and nothing else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change<'a> {
    /// What it is, in a few words.
    pub(super) says: &'a str,
    /// Values that replace what stands at a path (see [`paths`]).
    pub(super) sets: &'a [(&'a str, &'a str)],
    /// What a scenario that extends the baseline says, where a value is not enough.
    pub(super) text: &'a str,
    /// How many replications.
    pub(super) replications: u32,
}

impl Default for Change<'_> {
    fn default() -> Self {
        Change { says: "nothing", sets: &[], text: "", replications: USUAL }
    }
}

/// Which way a measure moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
}

/// What a change must do to a measure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift {
    measure: Measure,
    subject: &'static str,
    group: &'static str,
    way: Way,
}

/// This measure must rise.
pub(super) fn rises(measure: Measure, subject: &'static str) -> Shift {
    Shift { measure, subject, group: "all", way: Way::Up }
}

/// This measure must fall.
pub(super) fn falls(measure: Measure, subject: &'static str) -> Shift {
    Shift { measure, subject, group: "all", way: Way::Down }
}

/// A paired difference with the ends of its interval, and what the baseline has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    before: f64,
    pub(super) difference: f64,
    low: f64,
    high: f64,
}

impl Shift {
    /// The same among the clients of one group, `attribute=level`.
    pub(super) fn among(self, group: &'static str) -> Shift {
        Shift { group, ..self }
    }

    fn key(&self) -> Key {
        Key {
            group: self.group.to_owned(),
            subject: self.subject.to_owned(),
            measure: self.measure,
        }
    }

    /// What replications of the same numbers show of it.
    pub(super) fn between(&self, changed: &Results, first: &Results) -> Shown {
        let key = self.key();
        let value = |results: &Results| -> Vec<Option<f64>> {
            let position = results.sheet.keys.iter().position(|other| is_asked_for(other, &key));
            let position = position.unwrap_or_else(|| panic!("{} is not reported", self.words()));
            results.values(position).iter().collect()
        };
        let (after, before) = (value(changed), value(first));
        let mean = Estimate::of(before.iter().copied().take(after.len()))
            .mean
            .expect("the baseline has a value");
        let of = Comparison::of(after.into_iter().zip(before)).difference;
        let (difference, sd) = (of.mean.expect("there are pairs"), of.sd.expect("there are two"));
        let t = StudentsT::new(0.0, 1.0, (of.n - 1) as f64).expect("two pairs or more");
        let half = t.inverse_cdf((1.0 + CONFIDENCE) / 2.0) * sd / (of.n as f64).sqrt();
        Shown { before: mean, difference, low: difference - half, high: difference + half }
    }

    /// Whether the whole interval lies on the right side of nought.
    pub(super) fn holds(&self, shown: &Shown) -> bool {
        match self.way {
            Way::Up => shown.low > 0.0,
            Way::Down => shown.high < 0.0,
        }
    }

    /// The measure, of what and for whom.
    fn words(&self) -> String {
        let subject = match self.subject {
            "all" => String::new(),
            subject => format!(" of `{subject}`"),
        };
        let group = match self.group {
            "all" => String::new(),
            group => format!(" among `{group}`"),
        };
        format!("`{}`{subject}{group}", self.measure.name())
    }

    /// What was shown, as the table has it.
    fn told(&self, shown: &Shown) -> String {
        let (way, least, most) = match self.way {
            Way::Up => ("rises", shown.low, shown.high),
            Way::Down => ("falls", -shown.high, -shown.low),
        };
        let [before, by, least, most] =
            [shown.before, shown.difference.abs(), least, most].map(three_digits);
        format!("{} (from {before}) {way} by {by} ({least} to {most})", self.words())
    }
}

/// Whether a value is the one asked for. A level may be asked for without the name of its domain.
fn is_asked_for(other: &Key, key: &Key) -> bool {
    let level = other.subject.split_once(':').map_or(other.subject.as_str(), |(_, level)| level);
    (other.measure, &other.group) == (key.measure, &key.group)
        && (other.subject == key.subject || level == key.subject)
}

/// A number to three significant digits.
fn three_digits(value: f64) -> String {
    let scale = if value == 0.0 { 0.0 } else { libm::log10(value.abs()).floor() };
    let decimals = (2.0 - scale).clamp(0.0, 8.0) as usize;
    format!("{value:.decimals$}")
}

/// The results of the baseline with a change in it, reported by every group.
pub(super) fn changed(change: &Change<'_>) -> Results {
    run(change, &GROUPS)
}

fn run(change: &Change<'_>, report_by: &[&str]) -> Results {
    let mut sets: Vec<String> = RUN.iter().map(|&set| set.to_owned()).collect();
    sets.push(format!("run.replications={}", change.replications));
    sets.push(format!("report_by={report_by:?}"));
    sets.extend(change.sets.iter().map(paths::set));
    let text = format!("extends = \"baseline\"\n{}\n", change.text);
    let read = scenario::read_text("changed", &text, &sets).unwrap_or_else(|refusal| {
        panic!("{}", scenario::render(&refusal.problems, &refusal.sources, false))
    });
    let plan = Plan {
        scenarios: vec![("changed", &read.model)],
        threads: None,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
    };
    plan.run().expect("it can be run").results.remove(0)
}

/// The results of the baseline as it is, run once for all tests.
pub(super) fn unchanged() -> &'static Results {
    static RESULTS: OnceLock<Results> = OnceLock::new();
    RESULTS.get_or_init(|| changed(&Change { replications: MANY, ..Change::default() }))
}

/// Makes a change, asserts that every shift holds, and holds the table of `docs/model.md` against it.
pub(super) fn show(test: &str, change: Change<'_>, shifts: &[Shift]) {
    let asked: BTreeSet<_> =
        shifts.iter().filter_map(|shift| shift.group.split_once('=')).collect();
    let groups: BTreeSet<_> = asked.iter().map(|(attribute, _)| *attribute).collect();
    let results = run(&change, &groups.into_iter().collect::<Vec<_>>());
    let mut told = Vec::new();
    let mut wrong = Vec::new();
    for shift in shifts {
        let shown = shift.between(&results, unchanged());
        let text = shift.told(&shown);
        if !shift.holds(&shown) {
            wrong.push(format!("{text}: nought or the wrong side is within the interval"));
        }
        told.push(text);
    }
    println!("{}: {}", change.says, told.join("; "));
    assert!(wrong.is_empty(), "{}: {}", change.says, wrong.join("; "));
    table::tell(test, &format!("{} → {}", change.says, told.join("; ")));
}
