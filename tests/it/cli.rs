//! The program itself: exit codes, stdout against stderr, a broken pipe, an interrupted run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where what it needs is missing"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

pub(crate) const QUEUE: &str = r#"
title = "One queue"
[run]
warm_up = "10d"
horizon = "100d"
replications = 4
[routes.door]
per_day = 0.8
enters = "care"
[services.ward]
places = 1
[interventions.care]
component = "delivery"
tier = 2
service = "ward"
duration = { exponential = { mean = "1d" } }
then = "done"
[exits.done]
planned = true
reason = "completed"
"#;

pub(crate) fn throughcare(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughcare"));
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    throughcare(folder).args(arguments).output().unwrap()
}

pub(crate) fn with_queue() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("queue.toml"), QUEUE).unwrap();
    folder
}

/// What a run of minutes said and left behind that was sent a signal while it was under way: once it had made its place for
/// the results, and late enough that some replications were whole. How late that is depends on the machine, so that an
/// attempt that was too early is made again, twice as late.
#[cfg(unix)]
pub(crate) fn interrupted_under_way(
    signal: &str,
    before: impl Fn(&Path),
) -> (tempfile::TempDir, Output) {
    let mut patience = Duration::from_millis(50);
    loop {
        let folder = with_queue();
        let mut child = throughcare(folder.path())
            .args(["run", "queue.toml", "--replications", "100000", "--set", "run.horizon=20y"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let partial = loop {
            let results = std::fs::read_dir(folder.path().join("results"));
            let mut hidden = results.into_iter().flatten().map(|entry| entry.unwrap().path());
            let is_partial = |path: &PathBuf| path.to_string_lossy().contains(".queue.partial-");
            if let Some(partial) = hidden.find(is_partial) {
                break partial;
            }
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended before it made its place: {ended:?}");
            std::thread::sleep(Duration::from_millis(5));
        };
        std::thread::sleep(patience);
        before(&partial);
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        let said = text(&output.stderr);
        let is_too_early = output.status.code().is_none() || said.contains("nothing is kept");
        if !is_too_early || patience > Duration::from_secs(60) {
            return (folder, output);
        }
        patience *= 2;
    }
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_run_ends_with_0_and_puts_the_summary_on_stdout_alone() {
    let folder = with_queue();
    let output = run(folder.path(), &["run", "queue.toml", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("One queue\n4 replications of 100 days"));
    assert_eq!(text(&output.stderr), "");
    for file in ["replications.csv", "summary.csv", "waits.csv", "timeline.csv", "run.json"] {
        assert!(folder.path().join("results/queue").join(file).is_file(), "{file}");
    }
}

#[test]
fn a_second_run_takes_the_next_name_and_a_named_folder_is_refused() {
    let folder = with_queue();
    run(folder.path(), &["run", "queue.toml"]);
    let again = run(folder.path(), &["run", "queue.toml"]);
    assert_eq!(again.status.code(), Some(0));
    assert!(text(&again.stdout).contains("Results: results/queue-2 "));
    let refused = run(folder.path(), &["run", "queue.toml", "--output", "results/queue"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--force"));
    let forced = run(folder.path(), &["run", "queue.toml", "-o", "results/queue", "--force"]);
    assert_eq!(forced.status.code(), Some(0), "{}", text(&forced.stderr));
}

#[test]
fn threads_change_no_byte_of_the_results() {
    let folder = with_queue();
    for threads in ["1", "3"] {
        let output =
            run(folder.path(), &["run", "queue.toml", "--threads", threads, "--name", threads]);
        assert_eq!(output.status.code(), Some(0));
    }
    for file in ["replications.csv", "summary.csv", "waits.csv", "timeline.csv"] {
        let read = |name: &str| std::fs::read(folder.path().join("results").join(name).join(file));
        assert_eq!(read("1").unwrap(), read("3").unwrap(), "{file}");
    }
}

#[test]
fn several_scenarios_are_compared_with_the_first() {
    let folder = with_queue();
    let faster = "extends = \"queue.toml\"\n[services.ward]\nplaces = 2\n";
    std::fs::write(folder.path().join("two_places.toml"), faster).unwrap();
    let output = run(folder.path(), &["run", "queue.toml", "two_places.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert!(told.contains("two_places against queue\n"), "{told}");
    assert!(told.contains("(Bonferroni)"), "{told}");
    let path = folder.path().join("results/queue+two_places/comparison.csv");
    let comparison = std::fs::read_to_string(path).unwrap();
    // The same clients come in both, so their number does not differ at all.
    let referrals = "two_places,queue,all,all,referrals_per_year,per year,4,0,0,0,0,0,0,same,\n";
    assert!(comparison.contains(referrals), "{comparison}");
}

#[test]
fn places_that_change_are_shown_as_an_average() {
    let folder = with_queue();
    std::fs::write(folder.path().join("town.toml"), throughcare::scenario::TEMPLATE).unwrap();
    let output = run(folder.path(), &["run", "town.toml", "--no-files", "--replications", "2"]);
    let places = |service: &str| {
        let lines = text(&output.stdout).lines().map(str::split_whitespace);
        let mut rows =
            lines.map(Iterator::collect::<Vec<_>>).filter(|row| row.first() == Some(&service));
        rows.next().unwrap()[1].to_owned()
    };
    // Nine for a year, then six for two.
    assert_eq!([places("keyworking"), places("beds")], ["225", "7.0"]);
}

#[test]
fn what_is_planned_for_is_shown_with_how_often_it_came_about() {
    let folder = with_queue();
    let option = "extends = \"queue.toml\"\n[targets]\nplanned_exits = 100000\n";
    std::fs::write(
        folder.path().join("queue.toml"),
        format!("{QUEUE}[targets]\nplanned_exits = 1\n"),
    )
    .unwrap();
    std::fs::write(folder.path().join("bold.toml"), option).unwrap();
    let rows = |files: &[&str]| {
        let arguments = [&["run"], files, &["--no-files", "--quiet"]].concat();
        let output = run(folder.path(), &arguments);
        let text = text(&output.stdout).to_owned();
        let (_, plans) = text.split_once("\nPlans, ").unwrap_or_else(|| panic!("{text}"));
        plans.lines().skip(1).take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let [heading, row] = &rows(&["queue.toml"])[..] else { panic!("two lines") };
    assert!(heading.ends_with("met in") && row.ends_with(" 100%"), "{heading}\n{row}");
    assert!(rows(&["bold.toml"])[1].ends_with(" 0%"));
    let [heading, row] = &rows(&["queue.toml", "bold.toml"])[..] else { panic!("two lines") };
    assert!(heading.contains("queue") && heading.contains("bold"), "{heading}");
    assert!(row.contains("1 / 100,000") && row.contains("100%") && row.ends_with(" 0%"), "{row}");
}

#[test]
fn a_bad_scenario_and_a_bad_command_line_are_refused_with_2() {
    let folder = with_queue();
    let bad = run(folder.path(), &["run", "queue.toml", "--set", "services.ward.places=-3"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(text(&bad.stderr).contains("services.ward.places"));
    assert_eq!(text(&bad.stdout), "");
    assert!(!folder.path().join("results").exists());
    assert_eq!(run(folder.path(), &["run", "--nonsense"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["run", "absent.toml"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["--help"]).status.code(), Some(0));
}

#[test]
fn trouble_with_the_disk_ends_with_1_and_names_the_path() {
    let folder = with_queue();
    std::fs::write(folder.path().join("results"), "a file in the way").unwrap();
    // So many replications that the test would take minutes if they were run before the trouble is found.
    let output = run(folder.path(), &["run", "queue.toml", "--replications", "100000"]);
    let said = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
    assert!(said.contains("cannot create /") && said.contains("/results:"), "{said}");
    assert!(said.contains("--output"), "{said}");
}

#[test]
fn an_empty_folder_takes_results_and_one_that_holds_something_else_does_not() {
    let folder = with_queue();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let taken = run(folder.path(), &["run", "queue.toml", "--output", "empty"]);
    assert_eq!(taken.status.code(), Some(0), "{}", text(&taken.stderr));
    assert!(folder.path().join("empty/summary.csv").is_file());
    std::fs::create_dir(folder.path().join("photos")).unwrap();
    std::fs::write(folder.path().join("photos/cat"), "").unwrap();
    let refused = run(folder.path(), &["run", "queue.toml", "--output", "photos"]);
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said.contains("something other than results") && !said.contains("--force"), "{said}");
}

#[test]
fn no_line_is_longer_than_eighty_characters() {
    let folder = with_queue();
    let more = "extends = \"baseline\"\n";
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let more = more.replace("baseline", scenarios.to_str().unwrap())
        + "[services.specialist_unit_beds]\nplaces = 5\n";
    std::fs::write(folder.path().join("more_beds_than_before.toml"), more).unwrap();
    let baseline = scenarios.to_str().unwrap();
    let quick = ["--replications", "2", "--no-files", "--set", "run.horizon=1y"];
    for named in [vec![baseline], vec![baseline, "more_beds_than_before.toml"]] {
        let arguments: Vec<&str> = ["run"].into_iter().chain(named).chain(quick).collect();
        let output = run(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        for line in text(&output.stdout).lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn a_scenario_in_the_place_of_a_command_gets_a_hint() {
    let folder = with_queue();
    let output = run(folder.path(), &["queue.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("to run a scenario: throughcare run queue.toml"), "{said}");
    let unknown = run(folder.path(), &["nonsense"]);
    assert!(!text(&unknown.stderr).contains("to run a scenario"));
}

#[test]
fn a_list_that_only_grows_is_said_not_to_have_settled() {
    let folder = with_queue();
    let grows = run(folder.path(), &["run", "queue.toml", "--set", "routes.door.per_day=3"]);
    let said = text(&grows.stdout);
    assert!(
        said.contains("Not settled: on average") && said.contains("on waiting lists"),
        "{said}"
    );
    let grows = ["run", "queue.toml", "-q", "--set", "routes.door.per_day=3"];
    let quiet = run(folder.path(), &grows);
    assert!(!text(&quiet.stdout).contains("Not settled"), "it is a warning");
    assert_eq!(text(&quiet.stderr), "");
    let fine = run(folder.path(), &["run", "queue.toml", "--set", "routes.door.per_day=0.1"]);
    assert!(!text(&fine.stdout).contains("Not settled"), "{}", text(&fine.stdout));
}

#[cfg(unix)]
#[test]
fn results_that_cannot_be_written_in_the_end_are_still_told() {
    // The folder that waits for the results goes, as if the disk had failed.
    let fail = |partial: &Path| std::fs::remove_dir_all(partial).unwrap();
    let (_folder, output) = interrupted_under_way("-INT", fail);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).starts_with("One queue\n"), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("cannot create /"), "{}", text(&output.stderr));
}

#[test]
fn check_warns_of_a_service_that_cannot_keep_up() {
    let folder = with_queue();
    let fine = run(folder.path(), &["check", "queue.toml"]);
    assert_eq!(fine.status.code(), Some(0));
    assert!(text(&fine.stdout).contains("queue: can be run"), "{}", text(&fine.stdout));
    let over = run(folder.path(), &["check", "queue.toml", "--set", "routes.door.per_day=2.5"]);
    assert_eq!(over.status.code(), Some(0));
    let said = text(&over.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("warning: services.ward: offered load 2."), "{said}");
    assert!(said.contains("nobody can give up waiting there"), "{said}");
    let refused = run(folder.path(), &["check", "queue.toml", "--set", "run.horizon=soon"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stdout).contains("queue.toml: refused"));
}

#[test]
fn the_schema_is_json_on_stdout() {
    let folder = with_queue();
    let output = run(folder.path(), &["schema"]);
    assert_eq!(output.status.code(), Some(0));
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(schema["properties"]["run"].is_object());
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let folder = with_queue();
    let mut child = throughcare(folder.path())
        .arg("schema")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_whole_replications_and_says_so() {
    let (folder, output) = interrupted_under_way("-INT", |_| ());
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("were complete and are kept"),
        "{}",
        text(&output.stderr)
    );
    let manifest = std::fs::read_to_string(folder.path().join("results/queue/run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["interrupted"], true);
    let kept = manifest["scenarios"][0]["replications"].as_u64().unwrap();
    assert!((1..100_000).contains(&kept));
}

#[test]
fn a_negative_number_is_told_what_may_be_given() {
    let folder = with_queue();
    for (command, options) in [
        ("run", &["--replications", "--seed", "--threads", "--extend", "-r", "-t"][..]),
        ("reproduce", &["--threads"]),
        ("client", &["--replication", "--list"]),
    ] {
        for option in options {
            let refused = run(folder.path(), &[command, "queue.toml", option, "-5"]);
            let said = text(&refused.stderr);
            assert_eq!(refused.status.code(), Some(2), "{said}");
            assert!(said.contains("invalid value '-5'"), "{command} {option}: {said}");
            assert!(said.contains("this is a whole number from "), "{command} {option}: {said}");
        }
    }
    let refused = run(folder.path(), &["run", "queue.toml", "--replication-range", "-5..3"]);
    let said = text(&refused.stderr);
    assert!(
        said.contains("invalid value '-5..3'") && said.contains("whole number from 1"),
        "{said}"
    );
}

#[test]
fn the_example_of_a_wait_in_the_help_names_a_service_of_the_baseline() {
    let folder = with_queue();
    let help = run(folder.path(), &["run", "--help"]);
    let is_it = |line: &&str| line.contains("--until wait_days_mean:");
    let line = text(&help.stdout).lines().find(is_it).unwrap();
    let words = line.split_whitespace().skip_while(|word| *word != "run");
    let quick = ["-r", "2", "--set", "run.horizon=1y", "--set", "run.warm_up=0d", "--no-files"];
    let arguments: Vec<&str> = words.chain(quick).collect();
    let output = run(folder.path(), &arguments);
    // Understood, and never known after two histories.
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
}

#[test]
fn a_damaged_manifest_is_told_with_its_line_and_what_to_do() {
    let folder = with_queue();
    run(folder.path(), &["run", "queue.toml", "-q", "-o", "out"]);
    let path = folder.path().join("out/run.json");
    let whole = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    for arguments in [
        &["run", "out", "--extend", "1"][..],
        &["run", "out"],
        &["reproduce", "out"],
        &["report", "out"],
        &["merge", "out", "out", "-o", "no"],
    ] {
        let refused = run(folder.path(), arguments);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}: {said}");
        for words in ["out/run.json: EOF while parsing", "at line ", "put back a copy of the file"]
        {
            assert!(said.contains(words), "{arguments:?}: {said}");
        }
    }
}
