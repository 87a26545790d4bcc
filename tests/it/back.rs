//! Committed reference results come back exactly, in every build, for any number of threads, in whatever order the work is
//! done.
//!
//! When a draw or a meaning changes on purpose, write them anew: `UPDATE_REFERENCE=1 cargo test --test it back`, and say in
//! CHANGELOG.md why.

use crate::trace::Trace;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::Plan;
use throughcare::model::Model;
use throughcare::output::{Manifest, ResultFile, files};
use throughcare::scenario::{self, BASELINE};

/// A year and a half of the baseline, for everybody together.
fn short_baseline() -> Model {
    let sets = ["run.warm_up=26w", "run.horizon=1y", "run.replications=4", "report_by=[]"];
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    scenario::read_text("baseline", BASELINE, &sets).unwrap().model
}

/// Every file of the results but the manifest.
fn results(model: &Model, threads: usize) -> Vec<ResultFile> {
    let stop = AtomicBool::new(false);
    let plan = Plan {
        scenarios: vec![("baseline", model)],
        threads: Some(threads),
        stop: &stop,
        progress: &|_| {},
    };
    let done = plan.run().unwrap();
    let manifest = Manifest {
        version: String::new(),
        command: Vec::new(),
        scenarios: Vec::new(),
        interrupted: false,
        threads,
        os: String::new(),
        architecture: String::new(),
        processors: 0,
        build: String::new(),
        started: String::new(),
        wall_seconds: 0.0,
    };
    let named = [("baseline", &done.results[0])];
    files(&named, &manifest).into_iter().filter(|file| file.name != "run.json").collect()
}

/// The reference file of this name; written anew where that is asked for.
fn reference(name: &str, bytes: &[u8]) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name);
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
    }
    std::fs::read(&path).unwrap()
}

/// The results of the short baseline are those that are committed, byte for byte.
#[test]
fn committed_results_come_back_exactly() {
    for file in results(&short_baseline(), 2) {
        if file.name == "summary.csv" || file.name == "waits.csv" {
            assert!(
                reference(file.name, &file.bytes) == file.bytes,
                "{} differs from tests/reference",
                file.name
            );
        }
    }
}

/// One thread, two, and seven give the same bytes in every file.
#[test]
fn the_number_of_threads_changes_no_byte() {
    let model = short_baseline();
    let one = results(&model, 1);
    assert_eq!(one.len(), 4);
    for threads in [2, 7] {
        assert!(results(&model, threads) == one, "{threads} threads");
    }
}

/// Everything that happens in the first replication, in order and to the last bit of its instant, has the digest that is
/// committed: FNV-1a over every line.
#[test]
fn everything_that_happens_has_the_committed_digest() {
    let model = short_baseline();
    let trace = Trace::of(&model, 1);
    let digest = trace.lines.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, line| {
        let bytes =
            line.at.to_bits().to_le_bytes().into_iter().chain(line.who.number.to_le_bytes());
        bytes
            .chain(line.text.bytes())
            .fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    });
    assert!(trace.lines.len() > 10_000);
    let text = format!("{digest:016x}\n");
    let committed = reference("events.digest", text.as_bytes());
    assert_eq!(String::from_utf8(committed).unwrap(), text);
}
