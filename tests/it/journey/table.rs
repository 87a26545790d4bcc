//! The table of the 31 parts in `docs/model.md`, held against the tests and the baseline.

use super::paths;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// What stands between several tests of a part, and between what they show.
const AND: &str = "<br>";
/// Asks that what the tests show is written anew.
const UPDATE: &str = "UPDATE_MODEL_TABLE";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/model.md")
}

fn text() -> String {
    fs::read_to_string(file()).expect("docs/model.md can be read")
}

/// One part of the source: a row of the table.
struct Part {
    /// The line as it stands.
    line: String,
    /// Its cells: number, page, what the source asks, where it stands, tests, what they show.
    cells: Vec<String>,
}

impl Part {
    /// The row in a line, if it is one.
    fn of(line: &str) -> Option<Part> {
        let inside = line.strip_prefix("| ")?.strip_suffix(" |")?;
        let cells: Vec<String> = inside.split(" | ").map(|cell| cell.trim().to_owned()).collect();
        let is_part = cells.len() == 6 && cells[0].parse::<u32>().is_ok();
        is_part.then(|| Part { line: line.to_owned(), cells })
    }

    fn number(&self) -> u32 {
        self.cells[0].parse().expect("a row begins with its number")
    }

    fn tests(&self) -> Vec<String> {
        quoted(&self.cells[4])
    }

    fn shown(&self) -> Vec<String> {
        self.cells[5].split(AND).map(|shown| shown.trim().to_owned()).collect()
    }
}

fn parts(text: &str) -> Vec<Part> {
    text.lines().filter_map(Part::of).collect()
}

/// Whatever stands in code font.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A text without its figures: what stays when only the figures have changed.
fn without_figures(text: &str) -> String {
    text.split(' ')
        .map(|word| {
            let bare = word.trim_matches(['(', ')', ';', '-']);
            if bare.parse::<f64>().is_ok() { word.replace(bare, "#") } else { word.to_owned() }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Asserts that the table says of this test what it has shown, but for the figures; or writes it there, when asked to.
pub(super) fn tell(test: &str, shown: &str) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let text = text();
    let all = parts(&text);
    let part = all.iter().find(|part| part.tests().iter().any(|name| name == test));
    let part = part.unwrap_or_else(|| panic!("docs/model.md does not name `{test}`"));
    let place = part.tests().iter().position(|name| name == test).expect("it was found by it");
    let mut cells = part.cells.clone();
    let mut told = part.shown();
    if std::env::var_os(UPDATE).is_some() {
        told.resize(part.tests().len(), String::new());
        told[place] = shown.to_owned();
        cells[5] = told.join(&format!(" {AND} "));
        let line = format!("| {} |", cells.join(" | "));
        fs::write(file(), text.replace(&part.line, &line)).expect("docs/model.md can be written");
        return;
    }
    let told = told.get(place).map_or("", String::as_str);
    assert_eq!(
        without_figures(told),
        without_figures(shown),
        "docs/model.md tells of `{test}` what it does not show: run with {UPDATE}=1"
    );
}

/// The names of all tests of parts in this folder.
fn tests() -> BTreeSet<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/journey");
    let files = fs::read_dir(folder).expect("the folder can be listed");
    files
        .map(|file| fs::read_to_string(file.expect("it can be listed").path()).expect("it is text"))
        .flat_map(|text| {
            let names = text.lines().filter_map(|line| line.strip_prefix("fn ")?.split('(').next());
            names.filter(|name| name.starts_with("row_")).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// The first column counts from 1 to 31, each part once, with a page, the source's wish and something to see.
#[test]
fn the_table_has_every_part_once() {
    let text = text();
    let numbers: Vec<u32> = parts(&text).iter().map(Part::number).collect();
    assert_eq!(numbers, (1..=31).collect::<Vec<_>>());
    for part in parts(&text) {
        assert!(part.cells.iter().all(|cell| !cell.is_empty()), "part {}", part.number());
        assert!(["14", "24", "25", "40", "46"].contains(&part.cells[1].as_str()), "{}", part.line);
        assert_eq!(part.tests().len(), part.shown().len(), "part {}", part.number());
    }
}

/// Each test of a part stands in that part's row, each test in the table exists, and each part has one.
#[test]
fn the_table_names_the_tests_of_each_part() {
    let mut named = BTreeSet::new();
    for part in parts(&text()) {
        assert!(!part.tests().is_empty(), "part {} has no test", part.number());
        for test in part.tests() {
            let begins = format!("row_{:02}_", part.number());
            assert!(test.starts_with(&begins), "`{test}` stands in row {}", part.number());
            named.insert(test);
        }
    }
    assert_eq!(named, tests());
}

/// Each key of the baseline that the table names is there.
#[test]
fn the_table_names_keys_that_the_baseline_has() {
    for part in parts(&text()) {
        let keys = quoted(&part.cells[3]);
        assert!(!keys.is_empty(), "part {} stands nowhere", part.number());
        for key in keys {
            assert!(paths::find(&key).is_ok(), "part {}: no `{key}`", part.number());
        }
    }
}

/// Figures may differ; a measure, a direction or a word may not.
#[test]
fn only_figures_may_differ_from_what_the_table_tells() {
    let told = "no induction → `drop_out` (from 0.133) rises by 0.006 (0.004 to 0.008)";
    let newer = "no induction → `drop_out` (from 0.2) rises by 1.5 (0 to 9)";
    assert_eq!(without_figures(told), without_figures(newer));
    for other in ["falls by 0.006", "rises by little"] {
        assert_ne!(without_figures(told), without_figures(&told.replace("rises by 0.006", other)));
    }
}
