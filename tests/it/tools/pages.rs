//! The code of the pages that show how to read results in Python and R is run as it stands there.

use super::{printed, python, root};
use crate::cli::throughcare;
use std::path::Path;
use std::process::Command;

/// The blocks of a page that are in this language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let fence = format!("```{language}\n");
    let parts = text.split(&fence).skip(1);
    parts.map(|part| part.split("```").next().unwrap().to_owned()).collect()
}

/// Runs the commands of a page in a folder, with less to do than they say.
fn run_commands(page: &str, folder: &Path, less: &[&str]) {
    let scenarios = root().join("scenarios");
    let all = blocks(page, "sh").join("\n");
    let commands = all.lines().filter(|line| line.starts_with("throughcare "));
    let mut count = 0;
    for command in commands {
        let words = command.split('#').next().unwrap().split_whitespace().skip(1);
        let words = words.map(|word| match word.strip_prefix("scenarios/") {
            Some(file) => scenarios.join(file).to_string_lossy().into_owned(),
            None => word.to_owned(),
        });
        let words: Vec<String> = words.collect();
        let less = if words[0] == "run" { less } else { &[] };
        printed(throughcare(folder).args(&words).args(less));
        count += 1;
    }
    assert!(count > 0, "{page} has a command");
}

/// Runs the code of a page in the folder where its commands were run, and gives what it prints.
fn run_code(page: &str, language: &str, program: &mut Command, folder: &Path) -> String {
    let code = blocks(page, language);
    assert!(!code.is_empty(), "{page} has code");
    let script = folder.join("page");
    std::fs::write(&script, code.join("\n")).unwrap();
    // Charts go to files, and where the tools keep what they have worked out is theirs for the time of the test.
    let program = program.arg(script).current_dir(folder);
    printed(program.env("MPLBACKEND", "Agg").env("MPLCONFIGDIR", folder.join("cache")))
}

fn assert_drawn(folder: &Path, charts: &[&str]) {
    for chart in charts {
        let bytes = std::fs::read(folder.join(chart)).unwrap();
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 10_000, "{chart}");
    }
}

const CHARTS: [&str; 2] = ["waits.png", "in_treatment.png"];
const LESS: [&str; 6] = ["-q", "-r", "4", "--set", "run.horizon=2y", "--force"];

#[test]
#[ignore = "needs Python with pandas and matplotlib: tests/tools/bring"]
fn in_python_the_page_on_python_runs_as_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    run_commands("docs/guide/python.md", folder.path(), &LESS);
    let said = run_code("docs/guide/python.md", "python", &mut python(), folder.path());
    assert!(said.contains("planned_exits_per_year"), "{said}");
    assert_drawn(folder.path(), &CHARTS);
}

#[test]
#[ignore = "needs Python with PM4Py and vidigi: tests/tools/bring"]
fn in_python_the_code_of_the_page_on_event_logs_runs_as_it_stands() {
    if cfg!(not(feature = "parquet")) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    printed(throughcare(folder.path()).args(["new", "town"]));
    run_commands("docs/events.md", folder.path(), &["-q", "-r", "2"]);
    run_code("docs/events.md", "python", &mut python(), folder.path());
    assert!(folder.path().join("town.html").is_file(), "the animation is there");
}

#[test]
#[ignore = "needs R"]
fn in_r_the_page_on_r_runs_as_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    run_commands("docs/guide/r.md", folder.path(), &LESS);
    let said = run_code("docs/guide/r.md", "r", &mut Command::new("Rscript"), folder.path());
    assert!(said.contains("planned_exits_per_year"), "{said}");
    assert_drawn(folder.path(), &CHARTS);
}
