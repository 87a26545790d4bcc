//! From a file (or text) and what it extends to one tree.

use super::BASELINE;
use super::file::told;
use super::merge::{Setting, added, merge, set_from_text, unset};
use super::overtaken::{overtaken, undone};
use super::problem::{At, KeyPath, Problem, Problems, Sources, TextFile, is_within};
use super::said::{Layer, Said};
use super::tree::{Entry, Node, Value, parse};
use std::path::{Path, PathBuf};

/// Most scenarios in a chain of `extends`.
const LONGEST_CHAIN: usize = 16;

/// What a scenario cannot do without.
const SMALLEST: &str = "a scenario has at least [run] with a horizon, [routes.NAME] with per_week and enters, \
     [interventions.NAME] with component, tier, duration and then, and [exits.NAME]; \
     or begin with extends = \"…\", the path of another";

/// What a scenario and all that it extends say, or as much of it as can be had.
#[derive(Debug)]
pub(super) enum Read {
    /// All of it.
    Whole(Node),
    /// What stands over something that cannot be had.
    Alone(Node),
    /// Nothing.
    Nothing,
}

/// Texts and problems gathered while a scenario is read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) sources: Sources,
    /// The files that were read.
    pub(super) files: Vec<TextFile>,
    /// What is set from outside.
    pub(super) set: Vec<String>,
    pub(super) problems: Problems,
    /// Paths of things that a scenario adds to the one it extends, and what may be meant instead.
    pub(super) added: Vec<(String, String)>,
    /// What is said, layer by layer.
    pub(super) layers: Vec<Layer>,
}

impl Reading {
    /// Reads these files alone, as they once were.
    pub(super) fn of_kept(files: &[TextFile]) -> Reading {
        Reading { sources: Sources::of_kept(files), ..Reading::default() }
    }

    /// The merged tree of a file.
    pub(super) fn file(&mut self, path: &Path, sets: &[Setting]) -> Read {
        let read = self.load(path, &mut Vec::new(), None);
        let folder = path.parent().map(Path::to_path_buf);
        self.set(read, sets, folder)
    }

    /// The merged tree of a text that stands in no file.
    pub(super) fn text(&mut self, name: &str, text: &str, sets: &[Setting]) -> Read {
        let read = self.embedded(name, text, 0);
        self.set(read, sets, None)
    }

    fn set(&mut self, read: Read, sets: &[Setting], folder: Option<PathBuf>) -> Read {
        // Only in the whole can it be told what there is to set.
        let Read::Whole(mut tree) = read else { return read };
        let mut places = Vec::new();
        for set in sets {
            let shown = set.shown();
            let end = shown.len();
            let file = self.sources.add("command line".to_owned(), shown, folder.clone());
            set_from_text(&mut tree, set, file, &mut self.problems);
            places.push(At { file, start: 0, end });
        }
        // What a change sets may have been set from outside, too.
        let again = sets.iter().zip(places).filter_map(|(set, at)| overtaken(&tree, set, at));
        again.for_each(|problem| self.problems.add(problem));
        undone(&tree, &self.sources).into_iter().for_each(|problem| self.problems.add(problem));
        if !sets.is_empty() {
            self.layer("--set", &tree);
        }
        self.set = sets.iter().map(Setting::to_string).collect();
        Read::Whole(tree)
    }

    /// Keeps what is said so far.
    fn layer(&mut self, name: &str, tree: &Node) {
        self.layers.push(Layer { name: name.to_owned(), said: Said::of(tree) });
    }

    fn load(&mut self, path: &Path, chain: &mut Vec<PathBuf>, asked: Option<Problem>) -> Read {
        let refused = |message: String| match &asked {
            Some(asked) => Problem { message, ..asked.clone() },
            None => Problem::error("", message),
        };
        let text = match self.sources.read(path) {
            Ok(text) => text,
            Err(why) => {
                self.problems.add(refused(format!("cannot read {}: {why}", told(path))));
                return Read::Nothing;
            }
        };
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if chain.contains(&real) {
            let message = format!("{} extends itself, by way of others or directly", told(path));
            self.problems.add(refused(message));
            return Read::Nothing;
        }
        if chain.len() >= LONGEST_CHAIN {
            self.problems
                .add(refused(format!("more than {LONGEST_CHAIN} scenarios extend one another")));
            return Read::Nothing;
        }
        chain.push(real);
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        self.files.push(TextFile { path: path.display().to_string(), text: text.clone() });
        let file = self.sources.add(path.display().to_string(), text, Some(folder.clone()));
        let Some(tree) = self.parse(file) else { return Read::Nothing };
        let read = self.extend(tree, |reading, base, asked| {
            reading.load(&folder.join(base), chain, Some(asked))
        });
        if let Read::Whole(tree) = &read {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            self.layer(&name, tree);
        }
        read
    }

    fn embedded(&mut self, name: &str, text: &str, depth: usize) -> Read {
        self.files.push(TextFile { path: name.to_owned(), text: text.to_owned() });
        let file = self.sources.add(name.to_owned(), text.to_owned(), None);
        let Some(tree) = self.parse(file) else { return Read::Nothing };
        let read = self.extend(tree, |reading, base, asked| match base {
            "baseline" | "baseline.toml" if depth == 0 && name != "baseline" => {
                reading.embedded("baseline", BASELINE, 1)
            }
            _ => {
                reading.problems.add(
                    asked.hint("a scenario that stands in no file can extend only `baseline`"),
                );
                Read::Nothing
            }
        });
        if let Read::Whole(tree) = &read {
            self.layer(name, tree);
        }
        read
    }

    fn parse(&mut self, file: usize) -> Option<Node> {
        let text = self.sources.get(file).map(|source| source.text.clone()).unwrap_or_default();
        let tree = parse(&text, file, &mut self.problems)?;
        if tree.table().is_some_and(|table| table.entries().is_empty()) {
            let at = At { file, start: 0, end: 0 };
            self.problems.add(Problem::error("", "the file is empty").hint(SMALLEST).at(at));
            return None;
        }
        Some(tree)
    }

    /// The tree over the one it extends, which `load` reads.
    fn extend(
        &mut self,
        mut tree: Node,
        mut load: impl FnMut(&mut Reading, &str, Problem) -> Read,
    ) -> Read {
        let Value::Table(table) = &mut tree.value else { return Read::Nothing };
        let (base, list) = (table.take("extends"), table.take("unset"));
        let path = KeyPath::ROOT.key("extends");
        let mut below = match base.map(|base| base.node) {
            Some(Node { value: Value::Text(base), at }) => {
                let asked = path.error(format!("there is no scenario `{base}` to extend")).at(at);
                load(self, &base, asked)
            }
            Some(other) => {
                let message = format!("this must be the path of a scenario, not {}", other.kind());
                self.problems.add(path.error(message).at(other.at));
                Read::Nothing
            }
            // What is missing here stands in the one that was meant.
            None if table.entries().iter().any(is_nearly_extends) => Read::Nothing,
            None => {
                if let Some(list) = list {
                    let at = KeyPath::ROOT.key("unset");
                    self.problems.add(
                        at.error("nothing can be left out where nothing is extended")
                            .hint("add `extends = \"…\"`, or take `unset` away")
                            .at(list.key_at),
                    );
                }
                return Read::Whole(tree);
            }
        };
        if let Some(list) = list {
            let from = if let Read::Whole(below) = &mut below { Some(below) } else { None };
            unset(from, &list.node, &mut self.problems);
        }
        match below {
            Read::Whole(below) => {
                self.added.extend(added(&below, &tree));
                Read::Whole(merge(below, tree))
            }
            Read::Alone(below) => Read::Alone(merge(below, tree)),
            Read::Nothing => Read::Alone(tree),
        }
    }
}

/// Whether a key was meant to say what the scenario extends.
fn is_nearly_extends(entry: &Entry) -> bool {
    let is_near = strsim::osa_distance(&entry.key, "extends") == 1;
    is_near && matches!(entry.node.value, Value::Text(_))
}

/// The problem with a hint where a thing that does nothing, or lacks something, was added to the
/// extended scenario but may be one it has already.
pub(super) fn suggest(added: &[(String, String)], problem: Problem) -> Problem {
    let near = added.iter().find(|(path, _)| {
        problem.path == *path
            || (is_within(&problem.path, path) && problem.message.ends_with("is missing"))
    });
    match (near, &problem.hint) {
        (Some((_, meant)), Some(hint)) => {
            let hint = format!("{meant} Otherwise {hint}");
            problem.hint(hint)
        }
        (Some((_, meant)), None) => problem.hint(meant),
        (None, _) => problem,
    }
}
