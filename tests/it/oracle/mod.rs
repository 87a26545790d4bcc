//! The same models in another engine, client by client: Throughcare against SimPy on one file of random draws.
//!
//! `tests/oracle/README.md` says what is compared and how the two are kept apart. The comparisons need Python with SimPy, so
//! they are ignored unless asked for: `tests/run` brings both and asks.

mod comparing;
mod draws;
mod happenings;

use crate::verification::Comparison;
use comparing::{Agreement, Disagreement, TOLERANCE, compare};
use draws::Change;
use happenings::{Line, Written};
use std::path::{Path, PathBuf};
use std::process::Command;
use throughcare::model::Model;
use throughcare::scenario;

/// The variable that says which Python has SimPy.
const PYTHON: &str = "THROUGHCARE_ORACLE_PYTHON";

/// A model that stands in `tests/oracle` twice: as the scenario `NAME.toml`, and in SimPy as `NAME_model.py`. `NAME_draws.csv`
/// lists the draws that it takes.
#[derive(Debug)]
pub(crate) struct Twin {
    pub(crate) name: &'static str,
}

/// Every model that is compared.
pub(crate) const TWINS: [Twin; 4] = [QUEUE, JOURNEY, SUPPORTS, CLINIC];

const QUEUE: Twin = Twin { name: "queue" };
const JOURNEY: Twin = Twin { name: "journey" };
const SUPPORTS: Twin = Twin { name: "supports" };
const CLINIC: Twin = Twin { name: "clinic" };

/// Which Python has SimPy; none: nobody has said.
pub(crate) fn python() -> Option<PathBuf> {
    std::env::var_os(PYTHON).filter(|path| !path.is_empty()).map(PathBuf::from)
}

impl Twin {
    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle")
    }

    fn model(&self, sets: &[&str]) -> Model {
        let path = Twin::folder().join(self.name).with_extension("toml");
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        match scenario::read_file(&path, &sets) {
            Ok(scenario) => scenario.model,
            Err(refusal) => {
                panic!("{}", scenario::render(&refusal.problems, &refusal.sources, false))
            }
        }
    }

    /// What SimPy makes of the draws of these clients.
    fn in_simpy(&self, python: &Path, seed: u64, clients: &[Line], change: &Change) -> Vec<Line> {
        let folder = tempfile::tempdir().unwrap();
        let (drawn, happened) = (folder.path().join("draws.csv"), folder.path().join("out.csv"));
        let purposes = draws::purposes(&Twin::folder().join(format!("{}_draws.csv", self.name)));
        draws::write(&drawn, seed, clients, &purposes, change).unwrap();
        let output = Command::new(python)
            .arg("-B")
            .arg(Twin::folder().join("simulate.py"))
            .arg(self.name)
            .args([&drawn, &happened])
            .output()
            .unwrap_or_else(|error| panic!("{} cannot be run: {error}", python.display()));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the SimPy model of {} failed: {said}", self.name);
        happenings::read(&happened)
    }

    /// Both engines on the same draws, Throughcare with these parameters set and SimPy with this change of a draw.
    fn compare(&self, sets: &[&str], change: &Change) -> Result<Agreement, Disagreement> {
        let python = python().unwrap_or_else(|| {
            panic!("set {PYTHON} to a Python that has SimPy (tests/oracle/README.md)")
        });
        let model = self.model(sets);
        let ours = Written::of(&model);
        let theirs = self.in_simpy(&python, model.run.seed, &ours, change);
        compare(&ours, &theirs)
    }

    /// How well the engines agree, as it stands in a report.
    fn agreement(&self) -> Agreement {
        let agreement = self
            .compare(&[], &Change::None)
            .unwrap_or_else(|disagreement| panic!("{}: {disagreement}", self.name));
        println!("{}: {agreement}", self.name);
        agreement
    }

    /// The same for the verification report.
    pub(crate) fn compared(&self) -> Comparison {
        match self.compare(&[], &Change::None) {
            Ok(Agreement { clients, happenings, furthest_days }) => {
                let what = format!("{}, {clients} clients", self.name);
                Comparison::exact(what, 0.0, furthest_days, TOLERANCE, happenings)
            }
            Err(disagreement) => {
                println!("{}: {disagreement}", self.name);
                Comparison::exact(self.name, 0.0, f64::INFINITY, TOLERANCE, 0)
            }
        }
    }
}

#[test]
fn every_model_of_the_folder_is_compared() {
    let files = std::fs::read_dir(Twin::folder()).unwrap().map(|entry| entry.unwrap().path());
    let scenarios = files.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let mut names: Vec<PathBuf> = scenarios.map(|path| path.file_stem().unwrap().into()).collect();
    let mut compared: Vec<PathBuf> = TWINS.iter().map(|twin| twin.name.into()).collect();
    names.sort();
    compared.sort();
    assert_eq!(names, compared);
}

/// Enough happens that agreement is no accident.
fn assert_agrees(twin: &Twin, clients: usize, happenings: usize) {
    let agreement = twin.agreement();
    assert!(agreement.clients >= clients && agreement.happenings >= happenings, "{agreement}");
}

#[test]
#[ignore = "needs Python with SimPy: tests/oracle/README.md"]
fn a_queue_with_classes_and_impatience_is_simpys() {
    assert_agrees(&QUEUE, 7_000, 50_000);
}

#[test]
#[ignore = "needs Python with SimPy: tests/oracle/README.md"]
fn a_journey_with_a_place_held_relapse_and_return_is_simpys() {
    assert_agrees(&JOURNEY, 2_000, 50_000);
}

#[test]
#[ignore = "needs Python with SimPy: tests/oracle/README.md"]
fn supports_in_parallel_and_ratios_that_change_are_simpys() {
    assert_agrees(&SUPPORTS, 3_000, 50_000);
}

#[test]
#[ignore = "needs Python with SimPy: tests/oracle/README.md"]
fn appointments_keyworkers_and_custody_are_simpys() {
    assert_agrees(&CLINIC, 2_000, 50_000);
}

#[test]
#[ignore = "needs Python with SimPy: tests/oracle/README.md"]
fn a_draw_that_differs_by_a_millionth_is_noticed() {
    let ours = Written::of(&QUEUE.model(&[]));
    let treated = |line: &&Line| line.day > 100.0 && line.what == "started treatment";
    let person = ours.iter().find(treated).unwrap().person.clone();
    let change = Change::Add { person: person.clone(), purpose: "duration:treatment", by: 1e-6 };
    let disagreement = QUEUE.compare(&[], &change).unwrap_err();
    assert!(disagreement.to_string().starts_with(&format!("{person}\n")), "{disagreement}");
    println!("noticed: {disagreement}");
}

/// One rule or figure changed in Throughcare alone.
#[test]
#[ignore = "needs Python with SimPy: tests/oracle/README.md"]
fn a_model_that_differs_in_one_rule_or_figure_is_noticed() {
    let changes = [
        (QUEUE, "services.desk.priority=[]"),
        (QUEUE, "services.desk.waiting_list_limit=13"),
        (JOURNEY, "interventions.rehab.while_waiting=leave"),
        (SUPPORTS, "risks.drop_out.ratios.2.ratio=0.500001"),
    ];
    for (twin, change) in changes {
        let disagreement = twin.compare(&[change], &Change::None).unwrap_err();
        println!("{} with {change}, noticed: {disagreement}", twin.name);
    }
}
