//! `throughcare snapshot`: what it writes, what is made of it, and what it refuses.

use std::path::Path;
use std::process::{Command, Output};

fn throughcare(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughcare"));
    command.current_dir(folder).env("NO_COLOR", "1").args(arguments).output().unwrap()
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = throughcare(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &Path, arguments: &[&str], words: &str) {
    let output = throughcare(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {said}");
    assert!(said.contains(words), "{words}: {said}");
}

fn town() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let journey = include_str!("../../scenarios/initial/journey.toml");
    std::fs::write(folder.path().join("town.toml"), journey).unwrap();
    folder
}

#[test]
fn a_state_is_written_and_runs_go_on_from_it() {
    let folder = town();
    let here = folder.path();
    std::fs::create_dir(here.join("from")).unwrap();
    let said =
        done(here, &["snapshot", "town.toml", "--at", "230d", "--output", "from/later.toml"]);
    assert!(said.ends_with("Next:\n  throughcare run from/later.toml\n"), "{said}");
    let text = std::fs::read_to_string(here.join("from/later.toml")).unwrap();
    assert!(
        text.contains("extends = \"../town.toml\"") && text.contains("at = \"230d\""),
        "{text}"
    );
    let table = std::fs::read_to_string(here.join("from/later.csv")).unwrap();
    assert!(table.starts_with("route,attributes.need,attributes.using,"), "{table}");
    assert_eq!(done(here, &["check", "from/later.toml"]).matches("error").count(), 0);
    done(
        here,
        &[
            "run",
            "from/later.toml",
            "--replications",
            "3",
            "--events",
            "csv",
            "--output",
            "results",
        ],
    );
    // What was going on at the start began before it.
    let events = std::fs::read_to_string(here.join("results/events.csv")).unwrap();
    assert!(events.contains("later/1/initial.file:1,initial.file,1,"), "{}", &events[..600]);
    let story = done(here, &["client", "from/later.toml", "--client", "initial.file:1"]);
    assert!(story.starts_with("Client initial.file:1 in replication 1"), "{story}");
    let described = done(here, &["describe", "from/later.toml"]);
    assert!(described.contains("who are there already"), "{described}");
    // It is measured after day 230, and the original after day 200.
    let both = ["run", "town.toml", "from/later.toml", "--replications", "2", "--report=html,md"];
    let output = throughcare(here, &[&both[..], &["-o", "both"]].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("town from day 201 to day 320"), "{said}");
    for report in ["report.html", "report.md"] {
        let told = std::fs::read_to_string(here.join("both").join(report)).unwrap();
        assert!(told.contains("later from day 231 to day 320"), "{report}");
    }
    // A state of what began with a state.
    done(here, &["snapshot", "from/later.toml", "--at", "300d", "--output", "latest.toml"]);
    done(here, &["run", "latest.toml", "--replications", "2"]);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_overwritten() {
    let folder = town();
    let here = folder.path();
    refused(here, &["snapshot", "town.toml", "--at", "2y"], "the run lasts from day 0 to day 320");
    refused(here, &["snapshot", "town.toml", "--at", "2006-04-01"], "the run has no start");
    refused(here, &["snapshot", "town.toml", "--output", "state.txt"], "ends in .toml");
    refused(here, &["snapshot", "nowhere.toml"], "nowhere.toml");
    done(here, &["snapshot", "town.toml"]);
    refused(here, &["snapshot", "town.toml"], "town_at_200d.toml is there already");
    assert_eq!(std::fs::read_dir(here).unwrap().count(), 3);
}

#[test]
fn a_state_with_nobody_in_it_or_without_a_warm_up_is_said_to_be_so() {
    let folder = town();
    let here = folder.path();
    std::fs::write(here.join("auto.toml"), "extends = \"town.toml\"\nrun.warm_up = \"auto\"\n")
        .unwrap();
    refused(here, &["snapshot", "auto.toml"], "found only when the scenario is run");
    refused(here, &["snapshot", "town.toml", "--at", "320d"], "choose a day before its end");
    let output = throughcare(here, &["snapshot", "auto.toml", "--at", "0d", "-o", "empty.toml"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("nobody is there on day 0"), "{said}");
    done(here, &["run", "empty.toml", "--replications", "2", "--no-files"]);
    let said = done(here, &["snapshot", "town.toml"]);
    assert!(said.contains("Next:\n  throughcare run town.toml town_at_200d.toml"), "{said}");
}

/// 420, 330, 120 and 20 are in treatment when it begins; in a week some leave and some come.
#[test]
fn a_counted_caseload_is_there_from_the_start() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/initial/caseload.toml");
    let scenario = throughcare::scenario::read_file(&path, &[]);
    let scenario = scenario.unwrap_or_else(|refusal| panic!("{}", refusal.render(false)));
    let model = &scenario.model;
    let mut tally = throughcare::statistics::Tally::new(model);
    let outcome = crate::trace::run(model, 1, &mut tally);
    let mut results = throughcare::statistics::Results::new(model);
    results.add(tally.into_result());
    let in_treatment = results.find(throughcare::statistics::Measure::InTreatment, "all");
    let in_treatment = in_treatment.unwrap().mean.unwrap();
    assert!((870.0..905.0).contains(&in_treatment), "{in_treatment}");
    assert!(outcome.most_present >= 1_215, "{outcome:?}");
    crate::audit::audit(model, 2);
}
