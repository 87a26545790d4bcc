//! The commands to start with: a client's story, a new scenario, completions, the manual.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use throughcare::scenario::{BASELINE, TEMPLATE};

fn throughcare(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughcare"));
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    throughcare(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A folder with the template as `town.toml`.
fn town() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = run(folder.path(), &["new", "town"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    folder
}

/// Ended so, with these words on stderr and nothing on stdout.
fn refused(output: &Output, words: &[&str]) {
    let said = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{said}");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
}

/// The embedded baseline, its list, and the urgent treatment centre.
#[test]
fn a_story_is_told_in_eighty_columns_and_always_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let centre =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/urgent_treatment_centre.toml");
    let centre = centre.to_str().unwrap();
    let short = ["--set", "run.horizon=1w"];
    for arguments in [vec!["client"], vec!["client", "--list", "5"], vec!["client", centre]] {
        let set = if arguments.contains(&centre) { &short[..] } else { &[] };
        let arguments: Vec<&str> = arguments.iter().chain(set).copied().collect();
        let output = run(folder.path(), &arguments);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
        let told = text(&output.stdout);
        for line in told.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        assert_eq!(told, text(&run(folder.path(), &arguments).stdout));
        if !arguments.contains(&"--list") {
            assert!(told.starts_with("Client ") && told.contains("made up"), "{told}");
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "a story writes no file");
}

#[test]
fn a_client_is_found_by_name_by_likeness_and_from_the_list() {
    let folder = town();
    let list = run(folder.path(), &["client", "town.toml", "--list", "3"]);
    let first = text(&list.stdout).lines().nth(1).unwrap().split_whitespace().next().unwrap();
    let named = run(folder.path(), &["client", "town.toml", "--client", first]);
    assert!(text(&named.stdout).starts_with(&format!("Client {first} in replication 1")));
    // A name longer than its column is not cut short.
    let long = ["client", "--set", "run.horizon=8w", "--list", "20"];
    let list = run(folder.path(), &long);
    let names: Vec<&str> = text(&list.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| word.contains(':') && !word.ends_with(':'))
        .collect();
    assert_eq!(names.len(), 20, "{}", text(&list.stdout));
    assert!(names.iter().all(|name| name.split(':').all(|part| !part.is_empty())), "{names:?}");
    let like = run(folder.path(), &["client", "town.toml", "--like", "housing=none,route=courts"]);
    let told = text(&like.stdout);
    assert!(told.starts_with("Client courts:") && told.contains("housing: none"), "{told}");
}

#[test]
fn a_client_who_is_not_there_is_refused_with_those_who_are() {
    let folder = town();
    let client = |more: &[&str]| {
        let arguments: Vec<&str> = ["client", "town.toml"].iter().chain(more).copied().collect();
        run(folder.path(), &arguments)
    };
    refused(
        &client(&["--client", "courts:99999"]),
        &["no client courts:99999", "courts:1 to courts:"],
    );
    refused(&client(&["--client", "court:1"]), &["no route `court`", "did you mean `courts`"]);
    refused(&client(&["--client", "courts:0"]), &["count from 1"]);
    refused(&client(&["--client", "courts"]), &["ROUTE:NUMBER"]);
    refused(&client(&["--like", "housing=nowhere"]), &["its levels are settled, none"]);
    refused(&client(&["--like", "hosing=none"]), &["did you mean `housing`"]);
    refused(&client(&["--like", "housing"]), &["ATTRIBUTE=LEVEL"]);
    refused(&client(&["--like", "use=abstinent"]), &["nobody with use=abstinent comes"]);
    refused(&client(&["--set", "run.horizon=soon"]), &["run.horizon"]);
    refused(&run(folder.path(), &["client", "absent.toml"]), &["no such file"]);
}

#[test]
fn a_reader_who_goes_away_from_a_story_is_no_error() {
    let folder = town();
    let mut child = throughcare(folder.path())
        .args(["client", "town.toml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[test]
fn a_new_scenario_is_written_once_and_never_over_another() {
    let folder = town();
    let path = folder.path().join("town.toml");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), TEMPLATE);
    std::fs::write(&path, "mine").unwrap();
    for kind in [&["new", "town"][..], &["new", "town.toml"], &["new", "town", "--baseline"]] {
        refused(&run(folder.path(), kind), &["town.toml is there already", "another name"]);
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    let whole = run(folder.path(), &["new", "county", "--baseline"]);
    assert_eq!(whole.status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(folder.path().join("county.toml")).unwrap(), BASELINE);
}

#[test]
fn a_name_that_is_no_name_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["", "../town", "a/b", ".hidden", "two words", "-", "ta\nil", "é", ".toml"] {
        refused(&run(folder.path(), &["new", "--", name]), &["letters, digits"]);
    }
    refused(&run(folder.path(), &["new"]), &["NAME"]);
    refused(&run(folder.path(), &["new", "more", "--extends", "absent.toml"]), &["no such file"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// As it is written it is what it extends; with one line made live it is something else.
#[test]
fn a_redesign_option_can_be_run_as_written_and_names_what_can_be_changed() {
    let folder = town();
    let made = run(folder.path(), &["new", "more_beds", "--extends", "town.toml"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    assert!(text(&made.stdout).contains("throughcare run town.toml more_beds.toml"));
    let check = run(folder.path(), &["check", "more_beds.toml"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
    let path = folder.path().join("more_beds.toml");
    let written = std::fs::read_to_string(&path).unwrap();
    let live = written.replace("# [services.beds]\n# places = 9", "[services.beds]\nplaces = 10");
    let live = live.replace(
        "# [services.keyworking]\n# staff = 5\n# caseload = 45",
        "[services.keyworking]\nstaff = 6\ncaseload = 44",
    );
    let live = live.replace(
        "# [services.clinic]\n# appointments_per_week = 14",
        "[services.clinic]\nappointments_per_week = 15",
    );
    assert_eq!(live.lines().filter(|line| line.starts_with("[services.")).count(), 3, "{live}");
    std::fs::write(&path, live).unwrap();
    let check = run(folder.path(), &["check", "more_beds.toml"]);
    let said = text(&check.stdout);
    assert_eq!(check.status.code(), Some(0), "{said}");
    assert!(said.contains("15.0 a week") && said.contains("264") && said.contains("10"), "{said}");
}

/// A rate stands by the key that the scenario itself has: by another it would be written twice.
#[test]
fn a_redesign_option_names_a_rate_by_the_key_of_the_scenario() {
    let folder = town();
    let path = folder.path().join("town.toml");
    let hourly = TEMPLATE
        .replace("appointments_per_week = 14.0", "appointments_per_hour = 0.5")
        .replace("clinic.appointments_per_week", "clinic.appointments_per_hour");
    std::fs::write(&path, hourly).unwrap();
    assert_eq!(
        run(folder.path(), &["new", "more", "--extends", "town.toml"]).status.code(),
        Some(0)
    );
    let path = folder.path().join("more.toml");
    let written = std::fs::read_to_string(&path).unwrap();
    let live = written.replace("# [services.clinic]\n# appoint", "[services.clinic]\nappoint");
    assert_ne!(live, written);
    std::fs::write(&path, live).unwrap();
    let check = run(folder.path(), &["check", "more.toml"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stderr));
}

const COMMANDS: [&str; 8] =
    ["run", "check", "describe", "client", "new", "schema", "completions", "man"];

#[test]
fn completions_know_every_command_in_every_shell() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(folder.path(), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        for command in COMMANDS {
            assert!(text(&output.stdout).contains(command), "{shell}: {command}");
        }
    }
    refused(&run(folder.path(), &["completions", "tea"]), &["bash"]);
}

#[test]
fn the_manual_has_a_main_page_and_a_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let main = run(folder.path(), &["man"]);
    assert_eq!(main.status.code(), Some(0));
    assert!(text(&main.stdout).contains(".TH throughcare 1"));
    // A second time: older pages are replaced.
    for _ in 0..2 {
        let pages = run(folder.path(), &["man", "--output", "pages/man1"]);
        assert_eq!(pages.status.code(), Some(0), "{}", text(&pages.stderr));
    }
    for command in COMMANDS {
        let page = folder.path().join(format!("pages/man1/throughcare-{command}.1"));
        let page = std::fs::read_to_string(page).unwrap();
        assert!(page.contains(&format!(".TH throughcare-{command} 1")), "{page}");
        assert!(page.contains(&format!("throughcare {command}")), "usage: {page}");
    }
    std::fs::write(folder.path().join("file"), "").unwrap();
    let failed = run(folder.path(), &["man", "--output", "file/below"]);
    assert_eq!(failed.status.code(), Some(1));
    let said = text(&failed.stderr);
    assert!(said.contains("cannot create") && said.contains("file/below"), "{said}");
}
