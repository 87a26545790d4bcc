//! The pages of `docs/guide`: every command is run, every output shown is what its command prints, and every link leads
//! somewhere.
//!
//! `UPDATE_GUIDE=1 cargo test --test it guide::` writes the outputs anew; read the text around them again before they are
//! put in. What a page may say is told in `page`.

mod page;
mod selection;

use crate::cli::throughcare;
use page::{Page, commands, inline_code};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Pages whose commands and code are run by other tests, because they need other tools (`tools::pages`).
const RUN_ELSEWHERE: [&str; 2] = ["python.md", "r.md"];
const INDEX: &str = "README.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages of the guide, the index among them, by name.
fn pages() -> Vec<(String, String)> {
    let files = fs::read_dir(root().join("docs/guide")).unwrap();
    let mut pages: Vec<(String, String)> = files
        .map(|file| file.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

/// Those of them that are run here.
fn questions() -> Vec<(String, String)> {
    let is_run = |name: &str| name != INDEX && !RUN_ELSEWHERE.contains(&name);
    pages().into_iter().filter(|(name, _)| is_run(name)).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(&path, &place).unwrap();
        }
    }
}

/// A folder as a reader has it: the scenarios are there, and no results.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("scenarios"), &folder.path().join("scenarios"));
    folder
}

/// What the command prints; that it is refused or fails is a mistake of the page.
fn run(folder: &Path, command: &str) -> String {
    let words = command.split_whitespace().skip(1);
    let output = throughcare(folder).args(words).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}\n{said}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let here = folder.to_string_lossy();
    assert!(
        !printed.contains(&*here),
        "{command} prints where it was run, which differs each time"
    );
    printed
}

/// The first line in which two texts differ, for a message.
fn first_difference(old: &str, new: &str) -> String {
    let pairs = old.lines().zip(new.lines()).enumerate();
    let found = pairs.into_iter().find(|(_, (old, new))| old != new);
    found.map_or_else(
        || "one is longer than the other".to_owned(),
        |(number, (old, new))| format!("line {}: {old:?} should be {new:?}", number + 1),
    )
}

#[test]
fn every_output_in_the_guide_is_what_its_command_prints() {
    let mut wrong = Vec::new();
    for (name, text) in questions() {
        let folder = desk();
        let anew = Page::new(&name, &text).anew(folder.path(), run);
        if anew == text {
            continue;
        }
        if std::env::var_os("UPDATE_GUIDE").is_some() {
            fs::write(root().join("docs/guide").join(&name), &anew).unwrap();
        } else {
            wrong.push(format!("docs/guide/{name}, {}", first_difference(&text, &anew)));
        }
    }
    assert!(wrong.is_empty(), "UPDATE_GUIDE=1 writes them anew:\n{}", wrong.join("\n"));
}

/// A command in the middle of a sentence would be run by nobody.
#[test]
fn commands_of_the_guide_stand_in_blocks_that_are_run() {
    for (name, text) in questions() {
        let blocks = commands(&text);
        assert!(!blocks.is_empty(), "{name} shows how to find out");
        for command in blocks {
            assert!(command.starts_with("throughcare "), "{name}: {command}");
        }
        for code in inline_code(&text) {
            let is_command = code.starts_with("throughcare ") && code.split(' ').count() > 2;
            assert!(!is_command, "{name}: `{code}` stands in no block");
        }
    }
}

/// A page is asked something and shows what comes out; who reads it finds the way on.
#[test]
fn every_page_asks_a_question_shows_an_output_and_says_what_it_does_not_tell() {
    for (name, text) in questions() {
        let title = text.lines().next().unwrap();
        assert!(title.starts_with("# ") && title.ends_with('?'), "{name}: {title}");
        assert!(text.contains("<!-- output") || text.contains("<!-- file"), "{name}");
        for heading in ["**How to read it.**", "**What it does not say.**", "**Read on.**"] {
            assert!(text.contains(heading), "{name} lacks {heading}");
        }
        let words = text.split_whitespace().count();
        assert!(words < 900, "{name} has {words} words: a page is read in one go");
    }
}

#[test]
fn the_index_names_every_page_by_its_question() {
    let pages = pages();
    let index = &pages.iter().find(|(name, _)| name == INDEX).unwrap().1;
    for (name, text) in &pages {
        let title = text.lines().next().unwrap().trim_start_matches("# ");
        let entry = format!("[{title}]({name})");
        assert!(name == INDEX || index.contains(&entry), "the index lacks {entry}");
    }
}

/// Files of the project that a reader opens, with what they say.
fn documents() -> Vec<(PathBuf, String)> {
    let folders = [
        "",
        "docs",
        "docs/guide",
        "docs/decisions",
        "results",
        "scenarios/teaching",
        "tests/oracle",
    ];
    let files = folders.iter().flat_map(|folder| fs::read_dir(root().join(folder)).unwrap());
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_link_in_the_documents_leads_somewhere() {
    let mut dead = BTreeSet::new();
    let mut count = 0;
    for (path, text) in documents() {
        for link in page::links(&text) {
            count += 1;
            let (file, place) = link.split_once('#').unwrap_or((&link, ""));
            let target = match file {
                "" => path.clone(),
                file => path.parent().unwrap().join(file),
            };
            let is_there = target.exists()
                && (place.is_empty()
                    || page::places(&fs::read_to_string(&target).unwrap()).contains(place));
            if !is_there {
                dead.insert(format!("{}: {link}", path.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert!(count > 200, "{count}");
    assert!(dead.is_empty(), "{dead:#?}");
}
