//! Committed reference results come back exactly, in every build, for any number of threads, in whatever order the work is
//! done. `tests/platforms` asks the same of other processors.
//!
//! When a draw or a meaning changes on purpose, write them anew: `UPDATE_REFERENCE=1 cargo test --test it back`, and say in
//! CHANGELOG.md why.

#[path = "../digests/src/dozen.rs"]
mod dozen;

use crate::trace::model;
use dozen::{CASES, Fnv, Written, tables};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::{Done, Failure, Plan};
use throughcare::model::Model;
use throughcare::scenario::{self, BASELINE};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A year and a half of the baseline, for everybody together.
fn short_baseline() -> Model {
    let sets = ["run.warm_up=26w", "run.horizon=1y", "run.replications=4", "report_by=[]"];
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    scenario::read_text("baseline", BASELINE, &sets).unwrap().model
}

fn run(scenarios: Vec<(&str, &Model)>, threads: usize) -> Result<Done, Failure> {
    let stop = AtomicBool::new(false);
    Plan { scenarios, threads: Some(threads), stop: &stop, progress: &|_| {} }.run()
}

/// Every file of the results but the manifest.
fn results(name: &str, model: &Model, threads: usize) -> Vec<Written> {
    tables(name, &run(vec![(name, model)], threads).unwrap().results[0])
}

/// The reference file of this name; written anew where that is asked for.
fn reference(name: &str, bytes: &[u8]) -> Vec<u8> {
    let path = root().join("tests/reference").join(name);
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
    }
    std::fs::read(&path).unwrap()
}

/// The results of the short baseline are those that are committed, byte for byte.
#[test]
fn committed_results_come_back_exactly() {
    for file in results("baseline", &short_baseline(), 2) {
        if file.name == "summary.csv" || file.name == "waits.csv" {
            assert!(
                reference(file.name, &file.bytes) == file.bytes,
                "{} differs from tests/reference",
                file.name
            );
        }
    }
}

/// Everything that happens in a dozen scenarios, in order and to the last bit of its instant, and every file of their
/// results, have the digests that are committed. No two of them are the same, and much happens in each.
#[test]
fn a_dozen_scenarios_have_the_committed_digests() {
    let text: String = CASES.iter().map(|case| case.digests(root()).unwrap()).collect();
    let committed = String::from_utf8(reference("digests.txt", text.as_bytes())).unwrap();
    let found: Vec<&str> = text.lines().filter(|line| !committed.contains(line)).collect();
    assert_eq!(found, Vec::<&str>::new(), "these differ from tests/reference/digests.txt");
    assert_eq!(text.lines().count(), committed.lines().count());
    let histories = || text.lines().filter(|line| line.contains(" happenings "));
    let digests: BTreeSet<&str> = histories().map(|line| line.split(' ').nth(2).unwrap()).collect();
    assert_eq!(digests.len(), CASES.len());
    for line in histories() {
        let happenings = line.strip_suffix(" happenings)").and_then(|line| line.rsplit(' ').next());
        assert!(happenings.unwrap().parse::<u32>().unwrap() > 10_000, "{line}");
    }
}

/// The hash is the one it says it is: test vectors of its authors.
#[test]
fn the_digest_is_fnv_1a() {
    for (text, hash) in [
        ("", 0xcbf2_9ce4_8422_2325),
        ("a", 0xaf63_dc4c_8601_ec8c),
        ("foobar", 0x8594_4171_f739_67e8),
    ] {
        assert_eq!(Fnv::of(text.as_bytes()), Fnv(hash), "{text}");
    }
}

/// One thread, two, and seven give the bytes that replications one after the other give, in every file of a dozen scenarios.
#[test]
fn the_number_of_threads_changes_no_byte() {
    for case in &CASES {
        let alone = case.digests(root()).unwrap();
        let model = case.model(root()).unwrap();
        let one = results(case.file, &model, 1);
        assert_eq!(one.len(), 4);
        for file in &one {
            let line = format!("{} {} {:016x}\n", case.file, file.name, Fnv::of(&file.bytes).0);
            assert!(alone.contains(&line), "{line} is not what a run without threads gives");
        }
        for threads in [2, 7] {
            assert!(results(case.file, &model, threads) == one, "{}: {threads} threads", case.file);
        }
    }
}

/// Clients go round and round from a day on, after a number of others have come.
fn goes_round(from_day: u32, others_per_day: f64) -> Model {
    model(&format!(
        r#"
        [run]
        horizon = "40d"
        replications = 2
        [routes.unlucky]
        at = ["{from_day}d"]
        enters = "there"
        [routes.others]
        per_day = {others_per_day:?}
        enters = "advice"
        [interventions.there]
        component = "delivery"
        tier = 2
        duration = "0.001min"
        then = "and_back"
        [interventions.and_back]
        component = "delivery"
        tier = 2
        duration = "0.001min"
        then = "there"
        [interventions.advice]
        component = "delivery"
        tier = 2
        duration = "1d"
        then = "advised"
        [exits.advised]
        planned = true
        reason = "completed"
        "#
    ))
}

/// Where two fail, the first in the order of the plan is reported, and not the one that failed first by the clock.
#[test]
fn the_failure_reported_does_not_depend_on_the_number_of_threads() {
    let (late, early) = (goes_round(39, 4000.0), goes_round(0, 1.0));
    let told = |threads| {
        let failure = run(vec![("late", &late), ("early", &early)], threads).unwrap_err();
        failure.to_string()
    };
    let one = told(1);
    assert!(one.starts_with("scenario late, replication 1: on day 39."), "{one}");
    for threads in [2, 7] {
        assert_eq!(told(threads), one, "{threads} threads");
    }
}
