//! Refused: every file in `tests/scenarios/bad` is refused or warned of, in the words it expects.
//!
//! Each file opens with comments `# expects: words` or `# expects warning: words`. The whole message
//! is kept in `tests/scenarios/bad/messages`, so that a change of wording is seen in review.

#![allow(clippy::unwrap_used, reason = "a test may stop where its files cannot be read")]

use std::path::{Path, PathBuf};
use throughcare::scenario::{Problem, Severity, Sources, read_file, render};

const FOLDER: &str = "tests/scenarios/bad";

/// What a bad file must be told.
enum Expected {
    Error(String),
    Warning(String),
}

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect();
    files.sort();
    files
}

fn expected(path: &Path) -> Vec<Expected> {
    let bytes = std::fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let comments = text.lines().map_while(|line| line.strip_prefix("# expects"));
    comments
        .map(|comment| match comment.strip_prefix(" warning: ") {
            Some(words) => Expected::Warning(words.to_owned()),
            None => Expected::Error(comment.strip_prefix(": ").unwrap().to_owned()),
        })
        .collect()
}

/// The problems of a file, whether or not it is refused.
fn problems(path: &Path) -> (Vec<Problem>, Sources) {
    match read_file(path, &[]) {
        Ok(scenario) => (scenario.warnings, scenario.sources),
        Err(refusal) => (refusal.problems, refusal.sources),
    }
}

/// What is missing from the messages about a file; none, if all is as expected.
fn missing(path: &Path) -> Option<String> {
    let (problems, sources) = problems(path);
    let of = |severity: Severity| {
        let such: Vec<Problem> =
            problems.iter().filter(|it| it.severity == severity).cloned().collect();
        render(&such, &sources, false)
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let expected = expected(path);
    if expected.is_empty() {
        return Some("it does not say what it expects".to_owned());
    }
    expected.into_iter().find_map(|expected| {
        let (kind, words, told) = match &expected {
            Expected::Error(words) => ("error", words, &errors),
            Expected::Warning(words) => ("warning", words, &warnings),
        };
        (!told.contains(words.as_str()))
            .then(|| format!("no {kind} says {words:?}:\n{errors}{warnings}"))
    })
}

#[test]
fn every_bad_scenario_is_told_what_it_expects() {
    let wrong: Vec<String> = files()
        .iter()
        .filter_map(|path| Some(format!("{}: {}", path.display(), missing(path)?)))
        .collect();
    assert!(wrong.is_empty(), "{} files:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_message_is_as_it_was() {
    for path in files() {
        let told = match read_file(&path, &[]) {
            Ok(scenario) => render(&scenario.warnings, &scenario.sources, false),
            Err(refusal) => refusal.to_string(),
        };
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        insta::with_settings!({
            snapshot_path => "../scenarios/bad/messages",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, told);
        });
    }
}

#[test]
fn the_scenarios_from_which_the_bad_ones_were_made_are_sound() {
    for path in
        ["tests/scenarios/bad/extended/desk.toml", "tests/scenarios/bad/extended/system.toml"]
    {
        let (problems, sources) = problems(Path::new(path));
        assert_eq!(render(&problems, &sources, false), render(&[], &sources, false), "{path}");
    }
}
