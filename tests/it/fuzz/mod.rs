//! Scenarios with mistakes made of chance: each is refused with a clear problem, or runs, and then its books add up.
//!
//! Every case has a number, which alone says what it is. A few hundred are tried with the other tests. For longer:
//! `THROUGHCARE_FUZZ_SECONDS=3600 cargo test --test it fuzz:: -- --nocapture`, which also watches time and memory; one
//! case again: `THROUGHCARE_FUZZ_CASE=NUMBER`. What is found is written to `target/tmp/fuzz`.

#![allow(clippy::disallowed_types, reason = "how long a case takes is part of what is asked")]

mod corpus;
mod mistakes;
mod case;
mod watch;

use case::{Case, MOST_HAPPENINGS, Verdict, judge};
use corpus::Corpus;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use throughcare::engine::RunEnding;
use throughcare::units::Days;
use watch::Watch;

/// Cases tried with the other tests.
const FEW: u64 = 300;
/// Longest warm-up and longest measured time of these. \[days\]
const SHORT: Days = Days(400.0);

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What became of all cases.
#[derive(Debug, Default)]
struct Tried {
    cases: u64,
    refused: u64,
    run: u64,
    /// Stopped because enough had happened.
    stopped: u64,
    /// Stopped because it took long, though little happened.
    slow: Vec<u64>,
    stuck: u64,
    clients: u64,
    happenings: u64,
    found: Vec<String>,
}

impl Tried {
    fn add(&mut self, number: u64, verdict: Verdict) {
        match verdict {
            Verdict::Refused(_) => self.refused += 1,
            Verdict::Run { ending, clients, happenings } => {
                self.run += 1;
                self.clients += clients;
                self.happenings += happenings;
                match ending {
                    RunEnding::Horizon => {}
                    RunEnding::Stopped if happenings < MOST_HAPPENINGS => self.slow.push(number),
                    RunEnding::Stopped => self.stopped += 1,
                    RunEnding::Stuck(_) | RunEnding::TooMany => self.stuck += 1,
                }
            }
        }
    }
}

/// Where cases are written that something was found with, and the one under way.
fn finds() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Why a case panicked.
fn reason(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked").to_owned()
}

fn try_one(
    number: u64,
    corpus: &Corpus,
    stop: &AtomicBool,
    longest: Option<Days>,
    tried: &mut Tried,
) {
    let case = Case::of(number, corpus);
    let path = case.write(corpus.root.path());
    tried.cases += 1;
    match catch_unwind(AssertUnwindSafe(|| judge(&path, &case.sets, stop, longest))) {
        Ok(verdict) => tried.add(number, verdict),
        Err(panic) => {
            let why = reason(&*panic);
            let kept = finds().join(format!("case_{number}.toml"));
            let told =
                [format!("# {}\n", why.replace('\n', "\n# ")).into_bytes(), case.told()].concat();
            std::fs::write(&kept, told).unwrap();
            tried.found.push(format!("case {number}: {why}"));
        }
    }
}

#[test]
fn a_scenario_with_mistakes_is_refused_clearly_or_runs_soundly() {
    if from_environment("THROUGHCARE_FUZZ_SECONDS").is_some() {
        return;
    }
    let corpus = Corpus::new();
    let mut tried = Tried::default();
    let first = from_environment("THROUGHCARE_FUZZ_CASE");
    let cases = first.map_or(0..FEW, |number| number..number + 1);
    for number in cases {
        if first.is_some() {
            println!("{}", String::from_utf8_lossy(&Case::of(number, &corpus).told()));
        }
        try_one(number, &corpus, &AtomicBool::new(false), Some(SHORT), &mut tried);
    }
    assert!(tried.found.is_empty(), "{}", tried.found.join("\n"));
    if first.is_none() {
        assert!(tried.refused > FEW / 4 && tried.run > FEW / 10, "both are met: {tried:?}");
        assert!(tried.clients > 1_000, "clients come: {tried:?}");
    }
}

/// What is found can be found again: a number says all of a case.
#[test]
fn a_case_is_the_same_whenever_it_is_made() {
    let (one, other) = (Corpus::new(), Corpus::new());
    for number in 0..50 {
        assert_eq!(Case::of(number, &one).told(), Case::of(number, &other).told());
    }
    assert_ne!(Case::of(1, &one).told(), Case::of(2, &one).told());
}

/// For as long as is asked for; nothing where nobody asks.
#[test]
fn for_as_long_as_is_asked() {
    let Some(seconds) = from_environment("THROUGHCARE_FUZZ_SECONDS") else { return };
    let corpus = Corpus::new();
    let mut number = from_environment("THROUGHCARE_FUZZ_FROM").unwrap_or(1_000_000);
    println!(
        "mistakes in {} known scenarios and in generated ones, from case {number}",
        corpus.len()
    );
    let (begun, mut told) = (Instant::now(), Instant::now());
    let watch = Watch::begin();
    let mut tried = Tried::default();
    while begun.elapsed() < Duration::from_secs(seconds) {
        std::fs::write(finds().join("under_way"), number.to_string()).unwrap();
        watch.on_case(&finds().join(format!("case {number}")));
        try_one(number, &corpus, &watch.stop, None, &mut tried);
        watch.on_end();
        number += 1;
        if told.elapsed() > Duration::from_secs(60) {
            told = Instant::now();
            report(&tried, begun, &watch);
        }
    }
    watch.end();
    report(&tried, begun, &watch);
    println!("slow: cases {:?}", tried.slow);
    std::fs::remove_file(finds().join("under_way")).unwrap();
    assert!(tried.found.is_empty(), "{} found:\n{}", tried.found.len(), tried.found.join("\n"));
}

fn report(tried: &Tried, begun: Instant, watch: &Watch) {
    println!(
        "{} s: {} cases, {} refused, {} run ({} stopped on the way, {} slow, {} stuck), {} clients, {} happenings; longest case {} ms, \
         most memory {} MiB; {} found",
        begun.elapsed().as_secs(),
        tried.cases,
        tried.refused,
        tried.run,
        tried.stopped,
        tried.slow.len(),
        tried.stuck,
        tried.clients,
        tried.happenings,
        watch.longest.load(Ordering::Relaxed),
        watch.most_memory.load(Ordering::Relaxed) / 1024,
        tried.found.len()
    );
}
