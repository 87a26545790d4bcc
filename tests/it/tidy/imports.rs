//! Who imports whom: every path that begins with `crate`, `super` or `self`, followed to the file that
//! defines what it names.

use super::sources::{Source, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// One part of a folder uses another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    /// The folder, as a path of modules; empty for the source folder itself.
    pub(super) folder: String,
    /// The part that uses.
    pub(super) from: String,
    /// The part that is used.
    pub(super) to: String,
    /// A file in which it does.
    pub(super) file: String,
}

/// Every use of one part of a folder by another. A folder's own `mod.rs` is its front and counts as no part.
pub(super) fn edges(tree: &Tree) -> Vec<Edge> {
    let names = Names::of(tree);
    let mut found = BTreeMap::new();
    for source in tree.sources() {
        for path in paths(source) {
            let target = names.module_of(path);
            let shared = source.module.iter().zip(&target).take_while(|(a, b)| a == b).count();
            if let (Some(from), Some(to)) = (source.module.get(shared), target.get(shared)) {
                let folder = source.module[..shared].join("::");
                found
                    .entry((folder, from.clone(), to.clone()))
                    .or_insert_with(|| source.file.clone());
            }
        }
    }
    found.into_iter().map(|((folder, from, to), file)| Edge { folder, from, to, file }).collect()
}

/// One circle for each folder whose parts use each other in circles.
pub(super) fn cycles(tree: &Tree) -> Vec<String> {
    let mut folders: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for edge in edges(tree) {
        folders.entry(edge.folder).or_default().entry(edge.from).or_default().insert(edge.to);
    }
    folders
        .iter()
        .filter_map(|(folder, uses)| {
            uses.keys()
                .find_map(|start| circle(start, uses))
                .map(|circle| format!("{folder}: {}", circle.join(" -> ")))
        })
        .collect()
}

/// A shortest way from a part back to itself.
fn circle(start: &str, uses: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    let mut ways = vec![vec![start.to_owned()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in way.last().and_then(|last| uses.get(last)).into_iter().flatten() {
                let further = [way.as_slice(), std::slice::from_ref(next)].concat();
                if next == start {
                    return Some(further);
                }
                if seen.insert(next.clone()) {
                    longer.push(further);
                }
            }
        }
        ways = longer;
    }
    None
}

/// Which modules there are, and what each folder lifts from its parts.
struct Names {
    modules: BTreeSet<Vec<String>>,
    /// From the path of a lifted name to the path of what it stands for.
    lifted: BTreeMap<Vec<String>, Vec<String>>,
}

impl Names {
    fn of(tree: &Tree) -> Names {
        let modules: BTreeSet<Vec<String>> =
            tree.sources().iter().map(|source| source.module.clone()).collect();
        let mut lifted = BTreeMap::new();
        for source in tree.sources() {
            for (path, name) in uses(&source.code) {
                let target = [source.module.as_slice(), &path].concat();
                if path.len() > 1 && modules.contains(&target[..=source.module.len()]) {
                    lifted.insert([source.module.as_slice(), &[name]].concat(), target);
                }
            }
        }
        Names { modules, lifted }
    }

    /// The module that defines what a path from the crate root names.
    fn module_of(&self, mut path: Vec<String>) -> Vec<String> {
        // A lifted name may stand for another; no chain is longer than the tree is deep.
        for _ in 0..8 {
            let lift = (1..=path.len())
                .find_map(|length| self.lifted.get(&path[..length]).map(|to| (length, to)));
            let Some((length, to)) = lift else { break };
            path = [to.as_slice(), &path[length..]].concat();
        }
        while !path.is_empty() && !self.modules.contains(&path) {
            path.pop();
        }
        path
    }
}

/// Every path in a file that begins at the crate root or beside the file, from the crate root.
fn paths(source: &Source) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for word in ["crate", "super", "self"] {
        for (at, _) in source.code.match_indices(&format!("{word}::")) {
            let before = source.code[..at].chars().next_back();
            if before.is_some_and(|last| last.is_alphanumeric() || last == '_' || last == ':') {
                continue;
            }
            let mut relative = Vec::new();
            tree_of_paths(&source.code[at..], &mut Vec::new(), &mut relative);
            found.extend(relative.iter().map(|(path, _)| absolute(path, &source.module)));
        }
    }
    found
}

/// The path from the crate root for one that a module writes.
fn absolute(path: &[String], module: &[String]) -> Vec<String> {
    let mut base = match path.first().map(String::as_str) {
        Some("crate") => Vec::new(),
        _ => module.to_vec(),
    };
    for word in path {
        match word.as_str() {
            "crate" | "self" => {}
            "super" => {
                base.pop();
            }
            word => base.push(word.to_owned()),
        }
    }
    base
}

/// What `use` lines bring in by a path that begins with a module's own part: the path, and the name
/// under which it is known.
fn uses(code: &str) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    for (at, word) in code.match_indices("use ") {
        let before = code[..at].chars().next_back();
        if before.is_none_or(|last| !last.is_alphanumeric() && last != '_') {
            tree_of_paths(&code[at + word.len()..], &mut Vec::new(), &mut found);
        }
    }
    for (path, _) in &mut found {
        path.retain(|word| word != "self");
    }
    found
}

/// Reads `a::{b, c::d as e}` into its paths, each with its last name. Gives what is left of the code.
fn tree_of_paths<'a>(
    code: &'a str,
    prefix: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, String)>,
) -> &'a str {
    let depth = prefix.len();
    let mut rest = code.trim_start();
    loop {
        let end = rest
            .find(|character: char| !character.is_alphanumeric() && character != '_')
            .unwrap_or(rest.len());
        if end > 0 {
            prefix.push(rest[..end].to_owned());
        }
        rest = rest[end..].trim_start();
        if let Some(after) = rest.strip_prefix("::") {
            rest = after.trim_start();
        } else if let Some(mut inside) = rest.strip_prefix('{').filter(|_| end == 0) {
            while !inside.is_empty() && !inside.starts_with('}') {
                inside = tree_of_paths(inside, prefix, found).trim_start();
                inside = inside.strip_prefix(',').unwrap_or(inside).trim_start();
            }
            rest = inside.strip_prefix('}').unwrap_or(inside);
            break;
        } else {
            let mut name = prefix.last().cloned().unwrap_or_default();
            if let Some(after) = rest.strip_prefix("as ") {
                let end = after.find([',', ';', '}']).unwrap_or(after.len());
                name = after[..end].trim().to_owned();
                rest = &after[end..];
            } else if end == 0 {
                // A glob or a generic: whatever it is, the path before it is used.
                rest = rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or("");
            }
            found.push((prefix.clone(), name));
            break;
        }
    }
    prefix.truncate(depth);
    rest
}
