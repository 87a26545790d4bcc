//! Source files as the tidy tests see them: code only, without comments, texts and test modules.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One source file.
pub(super) struct Source {
    /// Path from the source folder.
    pub(super) file: String,
    /// Path of its module from the crate root; empty for `lib.rs` and `main.rs`.
    pub(super) module: Vec<String>,
    /// Its code.
    pub(super) code: String,
}

/// All source files that are not only for tests.
pub(super) struct Tree(Vec<Source>);

impl Source {
    /// The file with this path from the source folder.
    pub(super) fn new(file: &str, text: &str) -> Source {
        let mut module: Vec<String> =
            file.trim_end_matches(".rs").split('/').map(String::from).collect();
        if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
            module.pop();
        }
        Source { file: file.to_owned(), module, code: code_only(text) }
    }

    /// The top folder it lies in; none for `lib.rs` and `main.rs`.
    pub(super) fn top(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }
}

impl Tree {
    /// Leaves out the modules that are declared only for tests, and test modules within files.
    pub(super) fn new(mut sources: Vec<Source>) -> Tree {
        let mut only_for_tests = BTreeSet::new();
        for source in &mut sources {
            let (code, declared) = without_tests(&source.code);
            source.code = code;
            for name in declared {
                only_for_tests.insert([source.module.as_slice(), &[name]].concat());
            }
        }
        let is_kept =
            |source: &Source| !only_for_tests.iter().any(|test| source.module.starts_with(test));
        Tree(sources.into_iter().filter(is_kept).collect())
    }

    /// The tree in this folder.
    pub(super) fn read(folder: &Path) -> Tree {
        let files = rust_files(folder);
        assert!(!files.is_empty(), "there is source in {}", folder.display());
        Tree::new(files.iter().map(|(file, text)| Source::new(file, text)).collect())
    }

    pub(super) fn sources(&self) -> &[Source] {
        &self.0
    }
}

/// Every Rust file in a folder and below: its path from the folder, and its text. None where there is no folder.
pub(super) fn rust_files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap_or_else(|error| panic!("an entry can be read: {error}")).path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if path.is_dir() {
            let below = rust_files(&path);
            found.extend(below.into_iter().map(|(file, text)| (format!("{name}/{file}"), text)));
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{} can be read: {error}", path.display()));
            found.push((name, text));
        }
    }
    found.sort();
    found
}

/// The text without comments and without what stands in quotes.
fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let follows_word = code.ends_with(|last: char| last.is_alphanumeric() || last == '_');
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if first == '"' {
            quoted(rest)
        } else if first == 'r' && !follows_word {
            raw_text(rest)
        } else if first == '\'' {
            character(rest)
        } else {
            0
        };
        if skipped == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped..];
        }
    }
    code
}

/// Length of a comment that may hold others.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Length of a text in quotes.
fn quoted(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of a raw text, or 0 where there is none.
fn raw_text(text: &str) -> usize {
    let hashes = text[1..].chars().take_while(|&character| character == '#').count();
    if !text[1 + hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let begins = 2 + hashes;
    text[begins..].find(&end).map_or(text.len(), |at| begins + at + end.len())
}

/// Length of a character in quotes, or 0 where the quote begins a lifetime.
fn character(text: &str) -> usize {
    let mut after = text.char_indices().skip(1);
    match after.next() {
        Some((_, '\\')) => {
            after.next();
            after.find(|(_, character)| *character == '\'').map_or(0, |(at, _)| at + 1)
        }
        Some(_) => after.next().filter(|(_, next)| *next == '\'').map_or(0, |(at, _)| at + 1),
        None => 0,
    }
}

/// The code without items marked `#[cfg(test)]`, and the names of the files among those.
fn without_tests(code: &str) -> (String, Vec<String>) {
    const MARK: &str = "#[cfg(test)]";
    let (mut kept, mut declared) = (String::new(), Vec::new());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        kept.push_str(&rest[..at]);
        let item = &rest[at + MARK.len()..];
        let end = item.find(['{', ';']).unwrap_or(item.len());
        if item[end..].starts_with('{') {
            rest = &item[end + braces(&item[end..])..];
        } else {
            let words: Vec<&str> = item[..end].split_whitespace().collect();
            if let ["mod", name] = words.as_slice() {
                declared.push((*name).to_owned());
            }
            rest = item.get(end + 1..).unwrap_or_default();
        }
    }
    kept.push_str(rest);
    (kept, declared)
}

/// Length of a block in braces.
fn braces(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in code.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    code.len()
}
