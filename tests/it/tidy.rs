//! The tree keeps to its own rules: who may import whom, what may be used where, and that every file
//! and folder says what it is for.

mod imports;
mod sources;

use imports::{cycles, edges};
use sources::{Source, Tree};
use std::fs;
use std::path::{Path, PathBuf};

/// Each top folder of `src` (or file, for `units` and `names`) and which others it may import, in the order in
/// which data flows. `engine` and `statistics` never meet, and neither knows of scenario files.
const IMPORT_MAP: [(&str, &[&str]); 18] = [
    ("units", &[]),
    ("names", &[]),
    ("random", &["units"]),
    ("store", &[]),
    ("survival", &["units", "random"]),
    ("model", &["units", "random"]),
    ("scenario", &["units", "names", "random", "model"]),
    ("records", &["units", "random", "model"]),
    ("engine", &["units", "random", "model", "records"]),
    ("events", &["units", "random", "model", "records"]),
    ("statistics", &["units", "random", "store", "model", "records"]),
    (
        "experiment",
        &["units", "random", "model", "scenario", "records", "engine", "events", "statistics"],
    ),
    ("story", &["units", "names", "random", "model", "records"]),
    (
        "output",
        &["units", "random", "model", "scenario", "records", "events", "statistics", "experiment"],
    ),
    ("describe", &["units", "names", "model", "scenario", "statistics", "output"]),
    ("findings", &["units", "names", "model", "scenario", "statistics"]),
    (
        "report",
        &["units", "names", "model", "scenario", "statistics", "output", "describe", "findings"],
    ),
    (
        "cli",
        &[
            "units",
            "names",
            "random",
            "survival",
            "model",
            "scenario",
            "records",
            "engine",
            "statistics",
            "experiment",
            "story",
            "output",
            "describe",
            "findings",
            "report",
        ],
    ),
];

/// What only some folders may use, and why.
const KEPT_APART: [(&[&str], &[&str], &str); 6] = [
    (&["std::fs", "fs::File"], &["store", "scenario", "output"], "only these touch files"),
    (
        &["println!", "eprintln!", "print!", "eprint!", "io::stdout", "io::stderr"],
        &["cli"],
        "only the command line prints",
    ),
    (
        &["SystemTime", "Instant::now", "Zoned::now", "Timestamp::now"],
        &["experiment", "output", "cli"],
        "a simulation never reads the clock",
    ),
    (
        &["HashMap", "HashSet"],
        &[],
        "their order changes from run to run: use an index, a Vec or a BTreeMap",
    ),
    (
        &[".ln()", ".exp()", ".powf(", ".sin()", ".cos()", ".tan()", ".log10()", ".ln_1p()"],
        &["statistics", "experiment", "output", "cli"],
        "draws must have the same bits on every platform: use libm",
    ),
    (&["rayon::", "std::thread"], &["experiment", "cli"], "a replication runs on one thread"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every folder below one that a reader meets, as paths from the root.
fn folders_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder))
        .unwrap_or_else(|error| panic!("{} can be listed: {error}", folder.display()));
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.unwrap_or_else(|error| panic!("an entry can be read: {error}")).path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let Some(name) = name.filter(|_| path.is_dir()) else { continue };
        if ["target", ".git", "snapshots"].contains(&name.as_str()) {
            continue;
        }
        let below = folder.join(&name);
        // What lies in these is named by what made it.
        let is_closed = name == "results" || below.starts_with("tests/scenarios");
        if !is_closed {
            found.extend(folders_below(&below));
        }
        found.push(below);
    }
    found.sort();
    found
}

/// What is wrong with imports between the top folders.
fn breaches(tree: &Tree, map: &[(&str, &[&str])]) -> Vec<String> {
    edges(tree)
        .into_iter()
        .filter(|edge| edge.folder.is_empty())
        .filter_map(|edge| match map.iter().find(|(folder, _)| *folder == edge.from) {
            None => Some(format!("{} is not in the import map", edge.from)),
            Some((_, allowed)) if allowed.contains(&edge.to.as_str()) => None,
            Some(_) => Some(format!("{} imports {} (in {})", edge.from, edge.to, edge.file)),
        })
        .collect()
}

/// What is used outside the folders that may.
fn strays(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for source in tree.sources() {
        for (words, folders, why) in KEPT_APART {
            let is_allowed = source.top().is_none_or(|top| folders.contains(&top));
            for word in words.iter().filter(|word| !is_allowed && source.code.contains(*word)) {
                found.push(format!("{}: {word}: {why}", source.file));
            }
        }
    }
    found
}

/// Uses of `unwrap` and of `expect` with a text for which no line of the file gives a reason.
fn unexplained_panics(tree: &Tree) -> Vec<String> {
    let pairs = [(".unwrap()", "clippy::unwrap_used"), (".expect()", "clippy::expect_used")];
    let mut found = Vec::new();
    for source in tree.sources() {
        // Texts are gone from the code: what is left of `.expect("…")` is `.expect()`.
        let code: String = source.code.split_whitespace().collect();
        for (call, lint) in pairs {
            if code.contains(call) && !code.contains(lint) {
                found.push(format!("{}: {call} outside tests", source.file));
            }
        }
    }
    found
}

fn made_up(files: &[(&str, &str)]) -> Tree {
    Tree::new(files.iter().map(|(file, text)| Source::new(file, text)).collect())
}

#[test]
fn imports_flow_one_way_between_the_folders() {
    let tree = Tree::read(&root().join("src"));
    assert_eq!(breaches(&tree, &IMPORT_MAP), Vec::<String>::new());
}

#[test]
fn every_top_folder_stands_in_the_import_map_before_those_that_import_it() {
    for folder in folders_below(Path::new("src")) {
        let top = folder.components().nth(1).map(|part| part.as_os_str().to_string_lossy());
        let top = top.unwrap_or_default();
        assert!(IMPORT_MAP.iter().any(|(name, _)| *name == top), "{top} is not in the import map");
    }
    for (position, (name, allowed)) in IMPORT_MAP.iter().enumerate() {
        for other in *allowed {
            let stands_before = IMPORT_MAP[..position].iter().any(|(before, _)| before == other);
            assert!(stands_before, "{name} may not import {other}, which comes after it");
        }
    }
}

#[test]
fn no_files_of_a_folder_import_each_other_in_a_circle() {
    let tree = Tree::read(&root().join("src"));
    assert_eq!(cycles(&tree), Vec::<String>::new());
}

#[test]
fn files_the_clock_the_screen_and_the_threads_stay_where_they_belong() {
    assert_eq!(strays(&Tree::read(&root().join("src"))), Vec::<String>::new());
}

#[test]
fn nothing_outside_tests_panics_without_a_reason() {
    assert_eq!(unexplained_panics(&Tree::read(&root().join("src"))), Vec::<String>::new());
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    for folder in ["src", "tests", "benches"].map(|name| root().join(name)) {
        for (file, text) in sources::rust_files(&folder) {
            assert!(text.starts_with("//! "), "{file} opens with a line of //!");
        }
    }
}

#[test]
fn the_architecture_names_every_folder() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md"))
        .unwrap_or_else(|error| panic!("ARCHITECTURE.md can be read: {error}"));
    for folder in folders_below(Path::new("")) {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = format!("{}/", name.unwrap_or_default());
        assert!(text.contains(&name), "ARCHITECTURE.md does not name {}", folder.display());
    }
}

// The checker itself can fail: made-up trees that break each rule.

#[test]
fn the_checker_sees_two_files_that_import_each_other() {
    let tree = made_up(&[
        ("engine/mod.rs", "mod places; mod waiting;"),
        ("engine/places.rs", "use super::waiting::List;"),
        ("engine/waiting.rs", "fn f() { crate::engine::places::free(); }"),
    ]);
    assert_eq!(cycles(&tree), ["engine: places -> waiting -> places"]);
}

#[test]
fn the_checker_sees_a_circle_through_names_that_the_folder_lifts() {
    let tree = made_up(&[
        (
            "model/mod.rs",
            "mod ids; mod facts; pub use ids::Id; pub use facts::{Fact, Facts as All};",
        ),
        ("model/ids.rs", "use super::{All, Other};"),
        ("model/facts.rs", "use crate::{units::Days, model::Id};"),
    ]);
    assert_eq!(cycles(&tree), ["model: facts -> ids -> facts"]);
}

#[test]
fn the_checker_sees_a_circle_between_subfolders() {
    let tree = made_up(&[
        ("scenario/mod.rs", "mod checks; mod read;"),
        ("scenario/checks/mod.rs", "mod risks;"),
        ("scenario/checks/risks.rs", "use super::super::read::File;"),
        ("scenario/read.rs", "use super::checks::risks;"),
    ]);
    assert_eq!(cycles(&tree), ["scenario: checks -> read -> checks"]);
}

#[test]
fn the_checker_passes_what_only_tests_comments_and_texts_say() {
    let tree = made_up(&[
        ("engine/mod.rs", "mod a; mod b; #[cfg(test)] mod sketch;"),
        ("engine/a.rs", "use super::b; /* use crate::cli; */ const T: &str = \"crate::cli::X\";"),
        (
            "engine/b.rs",
            "// super::a\nfn f(c: char) -> bool { c == '\"' }\n#[cfg(test)]\nmod tests { use super::super::a; fn g() { x.unwrap(); } }",
        ),
        ("engine/sketch.rs", "use super::a; use crate::cli::Y;"),
    ]);
    assert_eq!(cycles(&tree), Vec::<String>::new());
    assert_eq!(breaches(&tree, &IMPORT_MAP), Vec::<String>::new());
    assert_eq!(unexplained_panics(&tree), Vec::<String>::new());
}

#[test]
fn the_checker_sees_imports_against_the_flow() {
    let tree = made_up(&[
        ("engine/mod.rs", "use crate::{records::Recorder, statistics::{Mean, Sum}};"),
        ("records/mod.rs", ""),
        ("statistics/mod.rs", ""),
        ("helpers/mod.rs", "use crate::engine;"),
    ]);
    assert_eq!(
        breaches(&tree, &IMPORT_MAP),
        ["engine imports statistics (in engine/mod.rs)", "helpers is not in the import map",]
    );
}

#[test]
fn the_checker_sees_what_is_used_out_of_place() {
    let tree = made_up(&[
        ("engine/mod.rs", "fn f(x: f64) -> f64 { println!(); x.ln() }"),
        ("cli/run.rs", "fn f() { println!(); g().unwrap() }"),
        ("cli/new.rs", "fn f() { calendar.expect(next); g().expect(\n\"it is there\") }"),
    ]);
    assert_eq!(
        strays(&tree),
        [
            "engine/mod.rs: println!: only the command line prints",
            "engine/mod.rs: .ln(): draws must have the same bits on every platform: use libm",
        ]
    );
    assert_eq!(
        unexplained_panics(&tree),
        ["cli/run.rs: .unwrap() outside tests", "cli/new.rs: .expect() outside tests"]
    );
}
