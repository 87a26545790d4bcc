//! A warm-up that is found before the run: for all scenarios the longest, told, kept, and the same again.

use crate::cli::{run, text};
use std::path::Path;

/// Two a day who stay for a hundred days: about 200 in the end, and at first nobody.
const WARD: &str = r#"
title = "A ward that fills"
run = { horizon = "4000d", warm_up = "auto", replications = 12 }
routes.door = { per_day = 2.0, enters = "care" }
services.ward = { places = "endless" }
exits.done = { planned = true, reason = "completed" }
[interventions.care]
component = "delivery"
tier = 2
service = "ward"
duration = { exponential = { mean = "100d" } }
then = "done"
"#;
const SHORT: &str =
    "extends = \"ward.toml\"\ninterventions.care.duration = { exponential = { mean = \"10d\" } }\n";

fn said(folder: &Path, code: i32, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    said
}

/// What was found for each scenario: as `run.warm_up=…d`.
fn found(folder: &Path, results: &str) -> Vec<String> {
    let manifest = std::fs::read(folder.join(results).join("run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let scenarios = manifest["scenarios"].as_array().unwrap().iter();
    let last = |run: &serde_json::Value| {
        assert_eq!(run["found_warm_up"], true);
        run["set"].as_array().unwrap().last().unwrap().as_str().unwrap().to_owned()
    };
    scenarios.map(last).collect()
}

fn days(set: &str) -> u32 {
    let days = set.strip_prefix("run.warm_up=").and_then(|rest| rest.strip_suffix('d'));
    days.unwrap_or_else(|| panic!("{set}")).parse().unwrap()
}

#[test]
fn the_longest_warm_up_of_all_scenarios_is_found_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("ward.toml"), WARD).unwrap();
    std::fs::write(folder.join("short.toml"), SHORT).unwrap();
    let told = said(folder, 0, &["run", "short.toml", "ward.toml", "-o", "both", "-q"]);
    assert!(told.contains("The warm-up was found: after"), "{told}");
    said(folder, 0, &["run", "short.toml", "-o", "alone", "-q"]);
    let (both, alone) = (found(folder, "both"), found(folder, "alone"));
    assert_eq!(both[0], both[1]);
    assert!(days(&alone[0]) < 300 && days(&both[0]) > 300, "{alone:?} {both:?}");
    // (1 - exp(-t / 100 d)) of 200 are there: nearly all when it is over.
    assert!(days(&both[0]) < 1200, "{both:?}");
    said(folder, 0, &["reproduce", "both", "-q", "-t", "1"]);
    // What is measured is what is measured after a warm-up of that length.
    let plain = ["run", "short.toml", "ward.toml", "-o", "plain", "-q", "--set", &both[0]];
    said(folder, 0, &plain);
    for name in ["summary.csv", "replications.csv", "waits.csv", "timeline.csv"] {
        let [one, other] = ["both", "plain"].map(|of| std::fs::read(folder.join(of).join(name)));
        assert!(one.unwrap() == other.unwrap(), "{name}");
    }
    let table = std::fs::read_to_string(folder.join("both/warm_up.csv")).unwrap();
    let rows = |of: &str| table.lines().filter(|line| line.starts_with(of)).count();
    assert_eq!([rows("short,occupied,"), rows("ward,waiting,")], [500, 500]);
    let last = table.lines().rfind(|line| line.ends_with(",yes")).unwrap();
    let last: f64 = last.split(',').nth(2).unwrap().parse().unwrap();
    assert_eq!(last, f64::from(days(&both[0]) / 8 * 8), "in steps of 8 days");
    // Run again it is found again, and all is there to be reproduced.
    said(folder, 0, &["run", "both", "-o", "again", "-q"]);
    assert_eq!(found(folder, "again"), both);
    for name in ["summary.csv", "warm_up.csv"] {
        let [one, other] = ["both", "again"].map(|of| std::fs::read(folder.join(of).join(name)));
        assert!(one.unwrap() == other.unwrap(), "{name}");
    }
    said(folder, 0, &["reproduce", "again", "-q"]);
    let told = said(folder, 0, &["run", "again", "--no-files", "-q", "-r", "2"]);
    assert!(told.contains("The warm-up was found: after"), "{told}");
    assert!(!told.contains("warm_up.csv"), "{told}");
    let plain = ["run", "again", "--no-files", "-q", "-r", "2", "--set", &both[0]];
    assert!(!said(folder, 0, &plain).contains("The warm-up was found"));
    // In parts, and with more.
    for (range, name) in [("1..7", "a"), ("8..12", "b")] {
        said(folder, 0, &["run", "ward.toml", "--replication-range", range, "-o", name, "-q"]);
    }
    said(folder, 0, &["merge", "a", "b", "-o", "ab"]);
    said(folder, 0, &["run", "ward.toml", "-r", "10", "-o", "ten", "-q"]);
    said(folder, 0, &["run", "ten", "--extend", "2", "-q"]);
    said(folder, 0, &["reproduce", "ab", "-q"]);
    for name in ["summary.csv", "warm_up.csv"] {
        let [one, other] = ["ab", "ten"].map(|of| std::fs::read(folder.join(of).join(name)));
        assert!(one.unwrap() == other.unwrap(), "{name}");
    }
}

#[test]
fn where_nothing_settles_no_warm_up_is_made_up() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ward.toml"), WARD).unwrap();
    let short = ["run", "ward.toml", "-q", "--set", "run.horizon=120d"];
    let told = said(folder.path(), 2, &short);
    for words in ["that is more than half of 120 days", "Lengthen run.horizon", "places occupied"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("chance"), "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");
    let wrong = said(folder.path(), 2, &["check", "ward.toml", "--set", "run.warm_up=soon"]);
    assert!(wrong.contains("or \"auto\", to have it found"), "{wrong}");
    let described = said(folder.path(), 0, &["describe", "ward.toml"]);
    assert!(described.contains("by MSER-5"), "{described}");
}

/// A queue that is at rest from the first instant, but whose averages rise in the second half by luck: the refusal says so.
#[test]
fn a_refusal_says_where_what_moves_may_be_chance() {
    let folder = tempfile::tempdir().unwrap();
    let queue = r#"
        run = { horizon = "300d", warm_up = "auto", seed = 50 }
        routes.door = { per_day = 2.0, enters = "care" }
        services.ward = { places = 22 }
        interventions.care = { component = "delivery", tier = 2, service = "ward", duration = { exponential = { mean = "10d" } }, then = "done" }
        exits.done = { planned = true, reason = "completed" }
        "#;
    std::fs::write(folder.path().join("queue.toml"), queue).unwrap();
    let told = said(folder.path(), 2, &["run", "queue.toml", "-q"]);
    for words in ["in 80 replications). That may be chance", "run.warm_up = \"150d\""] {
        assert!(told.contains(words), "{words}: {told}");
    }
    said(folder.path(), 0, &["run", "queue.toml", "-q", "-r", "2", "--set", "run.warm_up=150d"]);
}
