//! A page of the guide, and how it is written anew.
//!
//! Commands stand in blocks of `sh`. `<!-- output: … -->` before a block of `text` says which lines of what the last
//! command printed are shown there (`selection`), `<!-- file PATH | COLUMNS: … -->` which rows and columns of a table that
//! it wrote (without columns: which lines of a text), and `<!-- write PATH -->` before a block that the reader puts it into a file.

use super::selection::{lines_of, table_of};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

pub(super) struct Page<'a> {
    name: &'a str,
    lines: std::str::Lines<'a>,
    anew: String,
}

impl<'a> Page<'a> {
    pub(super) fn new(name: &'a str, text: &'a str) -> Page<'a> {
        Page { name, lines: text.lines(), anew: String::new() }
    }

    /// The page with the outputs of now.
    pub(super) fn anew(mut self, folder: &Path, run: impl Fn(&Path, &str) -> String) -> String {
        let mut printed = String::new();
        while let Some(line) = self.copied() {
            if line == "```sh" {
                for command in joined(&self.block()) {
                    printed = run(folder, &command);
                }
            } else if let Some(path) = marked(line, "write ") {
                self.opened();
                let text = self.block().join("\n") + "\n";
                fs::write(folder.join(path), text).unwrap();
            } else if let Some(selection) = marked(line, "output: ") {
                self.replaced(&printed, lines_of(&printed, selection));
            } else if let Some(words) = marked(line, "file ") {
                let (what, selection) = words.split_once(": ").unwrap_or((words, ""));
                let (path, columns) = what.split_once(" | ").unwrap_or((what, ""));
                let text = fs::read_to_string(folder.join(path));
                let text = text.unwrap_or_else(|why| panic!("{}: {path}: {why}", self.name));
                let columns: Vec<&str> =
                    columns.split(", ").filter(|name| !name.is_empty()).collect();
                let shown = match columns.as_slice() {
                    [] => lines_of(&text, selection),
                    columns => table_of(&text, columns, selection),
                };
                self.replaced(path, shown);
            }
        }
        self.anew
    }

    /// The next line, which stays as it is.
    fn copied(&mut self) -> Option<&'a str> {
        let line = self.lines.next()?;
        self.anew.push_str(line);
        self.anew.push('\n');
        Some(line)
    }

    fn opened(&mut self) {
        let line = self.copied().unwrap_or_default();
        assert!(line.starts_with("```"), "{}: a block follows its marker, not {line:?}", self.name);
    }

    /// The rest of a block that has been opened, which stays as it is.
    fn block(&mut self) -> Vec<&'a str> {
        let mut block = Vec::new();
        loop {
            match self.copied() {
                Some("```") => return block,
                Some(line) => block.push(line),
                None => panic!("{}: a block does not end", self.name),
            }
        }
    }

    /// What is shown in the place of what the block that follows has shown so far.
    fn replaced(&mut self, of: &str, shown: Result<String, String>) {
        self.opened();
        let kept = self.anew.len();
        self.block();
        self.anew.truncate(kept);
        self.anew.push_str(&shown.unwrap_or_else(|why| panic!("{}: {why} in:\n{of}", self.name)));
        self.anew.push_str("```\n");
    }
}

fn marked<'a>(line: &'a str, what: &str) -> Option<&'a str> {
    line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.strip_prefix(what)
}

/// Commands, where one may go on after a backslash.
fn joined(block: &[&str]) -> Vec<String> {
    let text = block.join("\n").replace("\\\n", " ");
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// All commands of a page.
pub(super) fn commands(text: &str) -> Vec<String> {
    let blocks = text.split("```sh\n").skip(1);
    blocks
        .flat_map(|block| {
            let block = block.split("```").next().unwrap_or_default();
            joined(&block.lines().collect::<Vec<_>>())
        })
        .collect()
}

/// A text without its blocks.
fn prose(text: &str) -> String {
    let mut is_block = false;
    let mut prose = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        } else if !is_block {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    prose
}

/// What stands between backticks in a sentence.
pub(super) fn inline_code(text: &str) -> Vec<String> {
    prose(text).split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Where links lead that stay within the project.
pub(super) fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let plain: String = prose.split('`').step_by(2).collect();
    let ends = plain.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let is_ours = |link: &&str| !link.contains("://") && !link.starts_with("mailto:");
    ends.filter(is_ours).map(str::to_owned).collect()
}

/// The places of a page to which a link may lead: its headings, as they are written in addresses.
pub(super) fn places(text: &str) -> BTreeSet<String> {
    let prose = prose(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    let headings = headings.map(|line| line.trim_start_matches('#').trim().to_lowercase());
    headings
        .map(|heading| {
            let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

#[test]
fn a_page_is_written_anew_from_what_its_commands_print() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# Why?\n\n<!-- write a.toml -->\n```toml\nx = 1\n```\n\n```sh\nthroughcare a \\\n  b\n```\n\n\
                <!-- output: \"ran\" -->\n```text\nold\n```\nend\n<!-- file a.csv | b: \"^2\" -->\n```text\n```\n";
    fs::write(folder.path().join("a.csv"), "a,b\n1,2\n2,1.2345\n").unwrap();
    let run = |_: &Path, command: &str| format!("first\nran {command}\nlast\n");
    let anew = Page::new("why.md", text).anew(folder.path(), run);
    assert_eq!(fs::read_to_string(folder.path().join("a.toml")).unwrap(), "x = 1\n");
    assert_eq!(
        anew,
        text.replace("old\n", "…\nran throughcare a    b\n…\n")
            .replace("-->\n```text\n```", "-->\n```text\n   b\n1.23\n```")
    );
}

#[test]
fn links_and_the_places_they_lead_to_are_found() {
    let text = "# A first, `short` one\nSee [this](a.md#b) and `[not](that)`.\n```\n# no\n```\n[out](https://x.org)";
    assert_eq!(links(text), ["a.md#b"]);
    assert_eq!(places(text).into_iter().collect::<Vec<_>>(), ["a-first-short-one"]);
}
