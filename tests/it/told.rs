//! What the program tells of dates, of changes that undo what was set, of names that were taken and of runs that fell short.

use crate::cli::{QUEUE, run, text, with_queue};
use std::path::Path;

/// Runs it and expects this exit code; gives all that it said, in one line.
fn said(folder: &Path, code: i32, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The queue with dates, and on 1 May 2006 with ten places instead of one; in June the place is one again.
const DATED: &str = r#"
[[changes]]
at = 2006-05-01
set = { "services.ward.places" = 10 }
[[changes]]
at = 2006-06-01
set = { "services.ward.places" = 1, "interventions.care.duration" = "3d" }
"#;

fn with_dates() -> tempfile::TempDir {
    let folder = with_queue();
    let dated = QUEUE.replace("[run]", "[run]\nstart = 2006-04-01") + DATED;
    std::fs::write(folder.path().join("dated.toml"), dated).unwrap();
    folder
}

#[test]
fn what_until_asks_for_and_does_not_get_is_told_by_the_exit_code() {
    let folder = with_queue();
    let job = ["run", "queue.toml", "-r", "5", "--until", "wait_days_mean:ward=0.001"];
    let told = said(folder.path(), 3, &job);
    assert!(told.contains("Not known so well after 5 replications"), "{told}");
    assert!(told.contains("Results: results/queue"), "what was done is kept: {told}");
    said(folder.path(), 3, &[&job[..], &["--no-files", "-q"]].concat());
    let easy = ["run", "queue.toml", "-q", "-r", "50", "--until", "referrals_per_year=1000%"];
    said(folder.path(), 0, &easy);
    for help in [&["--help"][..], &["run", "--help"]] {
        assert!(
            said(folder.path(), 0, help).contains("what --until asks for is not known so well")
        );
    }
}

#[test]
fn results_that_went_to_another_name_say_so() {
    let folder = with_queue();
    let job = ["run", "queue.toml", "-r", "2"];
    let told = said(folder.path(), 0, &job);
    assert!(!told.contains("was there already"), "{told}");
    let told = said(folder.path(), 0, &job);
    let words = "results/queue was there already, so these went to results/queue-2";
    assert!(told.contains(words), "{told}");
}

#[test]
fn a_range_in_another_form_is_told_the_one_that_is_meant() {
    let folder = with_queue();
    let told = said(folder.path(), 2, &["run", "queue.toml", "--replication-range", "1-10"]);
    assert!(told.contains("with two points between, as 1..10"), "{told}");
}

#[test]
fn the_instant_of_a_snapshot_is_told_by_its_date() {
    let folder = with_dates();
    let job = ["snapshot", "dated.toml", "--at", "2006-04-21", "-o", "then.toml"];
    let told = said(folder.path(), 0, &job);
    assert!(told.contains("The state on 2006-04-21 (day 20), in replication 1,"), "{told}");
    let written = std::fs::read_to_string(folder.path().join("then.toml")).unwrap();
    assert!(written.contains("from 2006-04-21 (day 20) of replication 1"), "{written}");
    let told = said(folder.path(), 2, &["snapshot", "dated.toml", "--at", "2009-04-21"]);
    let words = "the run lasts from 2006-04-01 (day 0) to 2006-07-20 (day 110)";
    assert!(told.contains(words), "{told}");
    let told = said(folder.path(), 0, &["snapshot", "queue.toml", "--at", "20d"]);
    assert!(told.contains("The state on day 20, in replication 1,"), "{told}");
}

/// Of what an option sets, what a change of the scenario that it extends sets again is told, once, with both places.
#[test]
fn what_a_change_of_the_extended_scenario_undoes_is_warned_of() {
    let folder = with_dates();
    let write = |name: &str, more: &str| {
        let text = format!("extends = \"dated.toml\"\n{more}");
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    let check = |name: &str| said(folder.path(), 0, &["check", name]);
    let places = "[services.ward]\nplaces = 4\n";
    write("option.toml", places);
    let told = check("option.toml");
    let words = "`services.ward.places` = 4 holds until 2006-05-01 and 2006-06-01: a change of what is extended sets it \
                 again (dated.toml, line 25)";
    assert_eq!(told.matches("holds until").count(), 1, "{told}");
    assert!(told.contains(words) && told.contains("option.toml:3:10"), "{told}");
    let hint = "unset = ['changes.0.set.\"services.ward.places\"', 'changes.1.set.\"services.ward.places\"']";
    assert!(told.contains(hint), "{told}");
    assert!(
        said(folder.path(), 0, &["run", "option.toml", "-r", "2", "--no-files"]).contains(words)
    );
    // As the hint says; with changes of its own; set again from outside; the same value; something else.
    write(
        "unset.toml",
        &format!(
            "unset = ['changes.0.set.\"services.ward.places\"', 'changes.1.set.\"services.ward.places\"']\n{places}"
        ),
    );
    write(
        "own.toml",
        &format!(
            "{places}[[changes]]\nat = 2006-05-01\nset = {{ \"services.ward.places\" = 5 }}\n"
        ),
    );
    write("same.toml", "[interventions.care]\nduration = \"3d\"\n");
    write("other.toml", "[routes.door]\nper_day = 0.7\n");
    for name in ["unset.toml", "own.toml", "same.toml", "other.toml", "dated.toml"] {
        assert!(!check(name).contains("holds until"), "{name}: {}", check(name));
    }
    // In between two others, too.
    std::fs::write(folder.path().join("last.toml"), "extends = \"option.toml\"\n").unwrap();
    assert!(check("last.toml").contains(words));
}

/// 0.8 a day for a day each want 0.8 places, and 2.4 for three days.
#[test]
fn check_tells_the_load_that_each_change_leads_to() {
    let folder = with_dates();
    let output = run(folder.path(), &["check", "dated.toml"]);
    let told = text(&output.stdout);
    let rows: Vec<Vec<&str>> = told
        .lines()
        .filter(|line| line.starts_with("  ward"))
        .map(|line| line.split_whitespace().collect())
        .collect();
    let [first, second, third] = &rows[..] else { panic!("{told}") };
    assert_eq!((first[2], first[3]), ("1.0", "places"), "{told}");
    assert_eq!((second[1], second[2], second[3]), ("2006-05-01", first[1], "10.0"), "{told}");
    assert_eq!((third[1], third[3]), ("2006-06-01", "1.0"), "{told}");
    let wanted = |row: &[&str], column: usize| row[column].parse::<f64>().unwrap();
    assert!((wanted(first, 1) - 0.8).abs() < 0.11, "{told}");
    assert!((wanted(third, 2) - 2.4).abs() < 0.3, "{told}");
    assert!(told.contains("has 1.0 from 2006-06-01 on;"), "{told}");
    assert_eq!(told.matches("warning:").count(), 1, "{told}");
}

/// Stays of 60 days fill up for most of the 100 days: counted from the first day on, half of them would be missing.
#[test]
fn a_warm_up_to_be_found_leaves_no_empty_start_in_the_load() {
    let folder = with_queue();
    let load = |warm_up: &str| {
        let sets = [format!("run.warm_up={warm_up}"), "interventions.care.duration=60d".to_owned()];
        let scenario = throughcare::scenario::read_file(&folder.path().join("queue.toml"), &sets);
        throughcare::experiment::offered_load(&scenario.unwrap().model).unwrap()[0].wanted
    };
    assert_eq!(load("auto"), load("50d"));
    // Nor do those leave one who are there at the start.
    let there = format!(
        "{QUEUE}[initial.groups.a]\nclients = 1\nintervention = \"care\"\nspent = \"0.5d\"\n"
    );
    std::fs::write(folder.path().join("there.toml"), there).unwrap();
    let path = folder.path().join("there.toml");
    // However short the run.
    for horizon in ["20d", "100d"] {
        let horizon = format!("run.horizon={horizon}");
        let sets =
            ["run.warm_up=0d", "interventions.care.duration=60d", &horizon].map(str::to_owned);
        let scenario = throughcare::scenario::read_file(&path, &sets).unwrap();
        let loads = throughcare::experiment::offered_load(&scenario.model).unwrap();
        let settled = load("1y");
        assert!((loads[0].wanted / settled - 1.0).abs() < 0.1, "{} of {settled}", loads[0].wanted);
    }
}
