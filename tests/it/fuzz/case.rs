//! One case of a number: a scenario with mistakes, and what becomes of it.

use super::corpus::{Corpus, GENERATED, data};
use super::mistakes::{extreme, mistake, noise, odd_value, set, variation};
use crate::audit::Auditor;
use crate::generated::{Choices, Layout, bytes_of, layered, scenario, text};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use throughcare::describe::describe;
use throughcare::engine::{Conditions, RunEnding, simulate};
use throughcare::model::{Facts, Model, ServiceId};
use throughcare::random::Who;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::scenario::{Problem, Scenario, Severity, Sources, read_file, render};
use throughcare::statistics::{Results, Tally};
use throughcare::story::{Journey, tell};
use throughcare::units::Days;

/// Happenings after which a replication is stopped.
pub(super) const MOST_HAPPENINGS: u64 = 20_000;
/// Longest text of a problem that anyone would read.
const LONGEST_MESSAGE: usize = 2_000;

/// A file, and what is set from outside.
pub(super) struct Case {
    /// From the root of the copies.
    pub(super) folder: PathBuf,
    pub(super) bytes: Vec<u8>,
    /// A file that it extends, where one is made for it.
    base: Option<String>,
    pub(super) sets: Vec<String>,
}

/// What became of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Verdict {
    /// It was refused, with so many errors.
    Refused(usize),
    /// It was run.
    Run { ending: RunEnding, clients: u64, happenings: u64 },
}

impl Case {
    /// The case of this number.
    pub(super) fn of(number: u64, corpus: &Corpus) -> Case {
        let bytes = bytes_of(number);
        let c = &mut Choices::new(&bytes);
        // What mistakes need is chosen from bytes of its own, of which a large scenario leaves none.
        let more = bytes_of(!number);
        let m = &mut Choices::new(&more);
        let lender = corpus.one(m).data.clone().unwrap_or_default();
        let mut case = if m.is(65) {
            let mut whole = scenario(c, true);
            let layers = m.is(15).then(|| layered(m, &whole));
            err(m, &mut whole, &lender);
            let layout = m.one(&[Layout::Sections, Layout::Lines]);
            let (bytes, base) = match layers {
                None => (text(&whole, layout), None),
                Some((base, option)) => in_layers(m, &base, option, &lender),
            };
            let sets = sets(m, &whole);
            Case { folder: GENERATED.into(), bytes: bytes.into_bytes(), base, sets }
        } else {
            let known = corpus.one(m);
            let sets = known.data.as_ref().map(|data| sets(m, data)).unwrap_or_default();
            let bytes = match &known.data {
                Some(data) if m.is(90) => {
                    let mut data = data.clone();
                    err(m, &mut data, &lender);
                    text(&data, m.one(&[Layout::Sections, Layout::Lines]))
                }
                _ => known.text.clone(),
            };
            let mut bytes = bytes.into_bytes();
            if bytes == known.text.as_bytes() {
                noise(m, &mut bytes);
            }
            Case { folder: known.folder.clone(), bytes, base: None, sets }
        };
        if m.is(8) {
            for _ in 0..many(m) {
                noise(m, &mut case.bytes);
            }
        }
        case
    }

    /// Writes it where it can be read, and gives the path.
    pub(super) fn write(&self, root: &Path) -> PathBuf {
        let folder = root.join(&self.folder);
        match &self.base {
            Some(base) => std::fs::write(folder.join("base.toml"), base).unwrap(),
            // What an earlier case left behind would make this one another than its number says.
            None if self.folder == Path::new(GENERATED) => {
                drop(std::fs::remove_file(folder.join("base.toml")));
            }
            None => {}
        }
        let path = folder.join("fuzz_case.toml");
        std::fs::write(&path, &self.bytes).unwrap();
        path
    }

    /// It as one text for people to read, with all that belongs to it.
    pub(super) fn told(&self) -> Vec<u8> {
        let mut told = format!("# in {}\n", self.folder.display()).into_bytes();
        for set in &self.sets {
            told.extend(format!("# --set {set:?}\n").bytes());
        }
        for line in self.base.iter().flat_map(|base| base.lines()) {
            told.extend(format!("# base.toml: {line}\n").bytes());
        }
        told.extend(&self.bytes);
        told
    }
}

/// Mostly one; sometimes none, or several.
fn many(m: &mut Choices<'_>) -> usize {
    let mut many = usize::from(!m.is(5));
    while many < 12 && m.is(40) {
        many += 1;
    }
    many
}

/// Makes mistakes, or takes figures to their ends, or only varies.
fn err(m: &mut Choices<'_>, scenario: &mut Value, lender: &Value) {
    let kind = m.below(3);
    for _ in 0..many(m) {
        match kind {
            0 => mistake(m, scenario, lender),
            1 => variation(m, scenario),
            _ => extreme(m, scenario),
        }
    }
}

/// An option with mistakes over a base with mistakes.
fn in_layers(
    m: &mut Choices<'_>,
    base: &str,
    option: String,
    lender: &Value,
) -> (String, Option<String>) {
    let erring = |m: &mut Choices<'_>, told: &str| {
        let mut data = data(told).unwrap_or_default();
        if m.is(60) {
            mistake(m, &mut data, lender);
        }
        if m.is(10) {
            data["extends"] = json!(m.one(&["fuzz_case.toml", "base.toml", "nothing.toml", "."]));
        }
        if m.is(10) {
            data["unset"] = odd_value(m);
        }
        text(&data, Layout::Sections)
    };
    (erring(m, &option), Some(erring(m, base)))
}

fn sets(m: &mut Choices<'_>, scenario: &Value) -> Vec<String> {
    if !m.is(15) {
        return Vec::new();
    }
    (0..m.between(1, 3)).map(|_| set(m, scenario)).collect()
}

/// Listens for as long as is allowed.
struct Bounded<'m> {
    auditor: Auditor<'m>,
    stop: &'m AtomicBool,
}

impl Bounded<'_> {
    fn look(&self) {
        if self.auditor.happenings >= MOST_HAPPENINGS {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}

impl Recorder for Bounded<'_> {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        self.auditor.record(at, client, happening);
        self.look();
    }

    fn settled(&mut self, at: Days, client: Client<'_>, changed: &Facts) {
        self.auditor.settled(at, client, changed);
    }

    fn capacity(&mut self, at: Days, service: ServiceId, places: Option<u32>) {
        self.auditor.capacity(at, service, places);
        self.look();
    }

    fn finish(&mut self, at: Days) {
        self.auditor.finish(at);
    }
}

/// Reads a case and runs it if it can be run; panics where it is neither refused clearly nor run soundly.
pub(super) fn judge(
    path: &Path,
    sets: &[String],
    stop: &AtomicBool,
    longest: Option<Days>,
) -> Verdict {
    match read_file(path, sets) {
        Ok(scenario) => {
            are_clear(&scenario.warnings, &scenario.sources);
            run(scenario, stop, longest)
        }
        Err(refusal) => {
            let is_error = |problem: &&Problem| problem.severity == Severity::Error;
            let errors = refusal.problems.iter().filter(is_error).count();
            assert!(errors > 0, "a refusal says why");
            are_clear(&refusal.problems, &refusal.sources);
            Verdict::Refused(errors)
        }
    }
}

/// Every problem says something, at a place that is there, in words one can read.
fn are_clear(problems: &[Problem], sources: &Sources) {
    for problem in problems {
        let said = &problem.message;
        assert!(!said.trim().is_empty(), "a problem says something: {problem:?}");
        assert!(said.chars().count() <= LONGEST_MESSAGE, "a problem is short: {problem:?}");
        assert!(!said.ends_with('.') || said.ends_with("…"), "without a full stop: {said}");
        if let Some(at) = problem.at {
            let text = sources.get(at.file).map(|source| source.text.as_str());
            let place = text.and_then(|text| text.get(at.start..at.end));
            assert!(place.is_some(), "a problem stands within the text: {problem:?}");
        }
    }
    assert!(!render(problems, sources, false).is_empty());
}

fn run(mut scenario: Scenario, stop: &AtomicBool, longest: Option<Days>) -> Verdict {
    let described = describe(&scenario, None);
    assert!(described.markdown.len() > 1_000, "a description describes");
    if let Some(longest) = longest {
        let run = &mut scenario.model.run;
        (run.warm_up, run.horizon) = (run.warm_up.min(longest), run.horizon.min(longest));
    }
    let model: &Model = &scenario.model;
    let listener = Bounded { auditor: Auditor::new(model), stop };
    let first = Who { group: model.system().routes[0].key, number: 0 };
    let mut recorder = ((Tally::new(model), Journey::of(first)), listener);
    let conditions = Conditions { replication: 1, without: None, endless: false, stop };
    let outcome = simulate(model, conditions, &mut recorder);
    let ((tally, journey), Bounded { auditor, .. }) = recorder;
    auditor.close(outcome.clients, outcome.most_present);
    if outcome.ending == RunEnding::Horizon {
        assert_eq!(tell(model, &journey).is_none(), journey.is_empty(), "who came has a story");
        let mut results = Results::new(model);
        results.add(tally.into_result());
        for (index, key) in results.sheet.keys.iter().enumerate() {
            let values = results.values(index);
            assert!(values.iter().flatten().all(f64::is_finite), "{key:?} is {values:?}");
        }
    }
    Verdict::Run {
        ending: outcome.ending,
        clients: outcome.clients,
        happenings: auditor.happenings,
    }
}
