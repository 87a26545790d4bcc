//! Runs ended from outside at random instants: the place of the results holds the earlier ones, the new ones or
//! nothing, always whole, and the next run finds what was set aside and tidies up.
//!
//! `THROUGHCARE_KILLS=1000` makes so many kills instead of forty.

#![allow(clippy::disallowed_types, reason = "kills are spread over the length of a run")]

use super::{bounded, names, said};
use crate::cli::{interrupted_under_way, text, throughcare, with_queue};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

const SEEDS: [&str; 2] = ["1", "2"];
const TABLES: [&str; 5] =
    ["replications.bin", "replications.csv", "summary.csv", "timeline.csv", "waits.csv"];

/// The tables of results, by name; none where one is missing or is there besides.
fn tables(folder: &Path) -> Option<BTreeMap<&'static str, Vec<u8>>> {
    if names(folder).len() != TABLES.len() + 1 {
        return None;
    }
    serde_json::from_slice::<serde_json::Value>(&std::fs::read(folder.join("run.json")).ok()?)
        .ok()?;
    TABLES.iter().map(|&name| Some((name, std::fs::read(folder.join(name)).ok()?))).collect()
}

/// How far a run that is killed has come, in words.
fn remains(folder: &Path) -> Vec<String> {
    let mut kinds: Vec<String> = names(folder)
        .into_iter()
        .filter(|name| name.starts_with(".out."))
        .map(|name| name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned())
        .collect();
    kinds.sort();
    kinds
}

#[test]
fn a_run_killed_at_any_instant_leaves_whole_results_or_none() {
    let kills: u32 =
        std::env::var("THROUGHCARE_KILLS").map_or(40, |number| number.parse().unwrap());
    let folder = with_queue();
    let out = folder.path().join("out");
    let run = |seed| {
        ["run", "queue.toml", "-r", "600", "-o", "out", "--force", "--quiet", "--seed", seed]
    };
    let mut whole = Vec::new();
    let mut length = Duration::ZERO;
    for seed in SEEDS {
        let started = Instant::now();
        let done = bounded(folder.path(), &run(seed));
        length = length.max(started.elapsed());
        assert_eq!(done.status.code(), Some(0), "{:?}", said(&done));
        whole.push(tables(&out).unwrap());
    }
    assert_ne!(whole[0], whole[1]);
    let mut standing = 1;
    let (mut replaced, mut seen) = (0, BTreeMap::<Vec<String>, u32>::new());
    for kill in 0..kills {
        let new = (kill % 2) as usize;
        let mut child = throughcare(folder.path())
            .args(run(SEEDS[new]))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Instants spread evenly by the golden ratio; every other one over the last third, where files are written.
        let share = (f64::from(kill) * 0.618_033_988_749_895).fract();
        let share = if kill % 4 < 2 { share * 1.1 } else { 0.7 + share * 0.4 };
        std::thread::sleep(length.mul_f64(share));
        let _ = child.kill();
        child.wait().unwrap();
        *seen.entry(remains(folder.path())).or_default() += 1;
        if out.exists() {
            let found = tables(&out).unwrap_or_else(|| panic!("kill {kill}: half of the results"));
            let which = whole.iter().position(|one| *one == found);
            let which = which.unwrap_or_else(|| panic!("kill {kill}: results of no run"));
            assert!(which == standing || which == new, "kill {kill}");
            replaced += u32::from(which != standing);
            standing = which;
        } else {
            // The earlier results wait under their hidden name, and come back with the next run, which is refused.
            let again = bounded(folder.path(), &["run", "queue.toml", "-o", "out"]);
            assert_eq!(again.status.code(), Some(2), "kill {kill}: {:?}", said(&again));
            assert_eq!(tables(&out).as_ref(), Some(&whole[standing]), "kill {kill}");
        }
    }
    println!("{kills} kills, {replaced} after the results were replaced; left behind: {seen:?}");
    // Each goes on from what was left of it.
    let other = bounded(folder.path(), &run(SEEDS[1]));
    assert_eq!(other.status.code(), Some(0), "{:?}", said(&other));
    let after = bounded(folder.path(), &run(SEEDS[0]));
    assert_eq!(after.status.code(), Some(0), "{:?}", said(&after));
    assert_eq!(tables(&out).as_ref(), Some(&whole[0]));
    assert_eq!(names(folder.path()), ["out", "queue.toml"], "leftovers are cleared away");
}

/// Where results were to be, each command says what to do: wait while the run is at work, and give its command again once it
/// was killed; done so, all is there.
#[test]
fn where_a_run_was_killed_it_is_said_how_to_go_on() {
    let folder = with_queue();
    let folder = folder.path();
    let job = ["run", "queue.toml", "-r", "90000", "-o", "out", "-q"];
    let told = |arguments: &[&str]| {
        let (code, told) = said(&bounded(folder, arguments));
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        told
    };
    let asked: [&[&str]; 5] = [
        &["run", "out", "--resume"],
        &["run", "out", "--extend", "3"],
        &["run", "out"],
        &["report", "out"],
        &["reproduce", "out"],
    ];
    for arguments in asked {
        assert!(!told(arguments).contains("killed"), "{arguments:?}");
    }
    let silent = || Stdio::null();
    let mut command = throughcare(folder);
    command.args(job);
    let mut child = command.stdin(silent()).stdout(silent()).stderr(silent()).spawn().unwrap();
    while !names(folder).iter().any(|name| name.starts_with(".out.journal")) {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(2));
    }
    for arguments in asked {
        let told = told(arguments);
        assert!(told.contains("a run that will write them is at work; wait"), "{told}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for arguments in asked {
        let told = told(arguments);
        assert!(told.contains("was killed. Give the command that began it again"), "{told}");
    }
    // Another run there takes over, and what was left waits for its own.
    let few = ["run", "queue.toml", "-r", "3", "-o", "out", "-q"];
    assert_eq!(said(&bounded(folder, &few)).0, Some(0));
    assert!(tables(&folder.join("out")).is_some());
    std::fs::remove_file(folder.join("out/replications.bin")).unwrap();
    let told = told(&["run", "out", "--resume"]);
    assert!(told.contains("to have all of it again: throughcare run out --output OTHER"), "{told}");
    assert_eq!(said(&bounded(folder, &["run", "out", "--output", "other", "-q"])).0, Some(0));
    assert!(tables(&folder.join("other")).is_some());
}

/// Asked to end by the machine as by Ctrl-C: what was complete is kept, and said.
#[test]
fn a_run_asked_to_end_says_what_it_kept() {
    for signal in ["-TERM", "-HUP"] {
        let (folder, output) = interrupted_under_way(signal, |_| ());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("replications were complete and are kept"), "{said}");
        assert_eq!(names(&folder.path().join("results")), ["queue"]);
    }
}

/// Several runs of one scenario at once, none of which names its place: each has its own, whole.
#[test]
fn runs_at_once_take_each_a_place_of_their_own() {
    let folder = with_queue();
    let children: Vec<_> = (0..6)
        .map(|_| {
            let run = ["run", "queue.toml", "--quiet"];
            throughcare(folder.path()).args(run).stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let results = folder.path().join("results");
    assert_eq!(names(&results), ["queue", "queue-2", "queue-3", "queue-4", "queue-5", "queue-6"]);
    let first = tables(&results.join("queue"));
    assert!(first.is_some());
    for number in 2..=6 {
        assert_eq!(tables(&results.join(format!("queue-{number}"))), first);
    }
}
