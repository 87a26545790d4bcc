//! A short name for what a scenario says, whatever its comments and formatting.

use super::problem::TextFile;
use super::tree::{Entry, Node, Value};

/// The digest of a merged tree and of the texts of the files it names: 64-bit FNV-1a over its values in
/// order, sections by name. Names within a section keep their order, because it settles ties. How many replications there
/// are is no part of it: the first hundred of a thousand are those of a hundred.
pub(super) fn digest(tree: &Node, files: &[TextFile]) -> String {
    let mut hash = Fnv(0xCBF2_9CE4_8422_2325);
    if let Value::Table(table) = &tree.value {
        let mut sections: Vec<_> = table.entries().iter().collect();
        sections.sort_by(|a, b| a.key.cmp(&b.key));
        for entry in sections {
            hash.text(&entry.key);
            match (entry.key.as_str(), entry.node.table()) {
                ("run", Some(run)) => hash.entries(counted(run.entries())),
                _ => hash.node(&entry.node),
            }
        }
    }
    for file in files {
        hash.text(&file.text);
    }
    format!("{:016x}", hash.0)
}

/// The entries of `[run]` that are told by the digest.
fn counted(run: &[Entry]) -> impl Iterator<Item = &Entry> {
    run.iter().filter(|entry| entry.key != "replications")
}

struct Fnv(u64);

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    /// A text and its length, so that two texts never run into one another.
    fn text(&mut self, text: &str) {
        self.bytes(&(text.len() as u64).to_le_bytes());
        self.bytes(text.as_bytes());
    }

    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Text(text) => {
                self.bytes(b"t");
                self.text(text);
            }
            // 6 and 6.0 say the same.
            Value::Whole(number) => self.text(&number.to_string()),
            Value::Real(number) => self.text(&number.to_string()),
            Value::Truth(truth) => self.bytes(if *truth { b"y" } else { b"n" }),
            Value::Date(date) => self.text(&date.to_string()),
            Value::List(items) => {
                self.bytes(b"l");
                self.bytes(&(items.len() as u64).to_le_bytes());
                for item in items {
                    self.node(item);
                }
            }
            Value::Table(table) => {
                self.entries(table.entries().iter());
            }
        }
    }

    fn entries<'a>(&mut self, entries: impl Iterator<Item = &'a Entry>) {
        let entries: Vec<&Entry> = entries.collect();
        self.bytes(b"m");
        self.bytes(&(entries.len() as u64).to_le_bytes());
        for entry in entries {
            self.text(&entry.key);
            self.node(&entry.node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::problem::Problems;
    use super::super::tree::parse;
    use super::*;

    fn of(text: &str) -> String {
        digest(&parse(text, 0, &mut Problems::default()).unwrap(), &[])
    }

    #[test]
    fn comments_and_formatting_do_not_change_the_digest_and_values_do() {
        let one = of("[run]\nseed = 6\n[services.detox]\nplaces = 6.0 # beds\n");
        assert_eq!(one, of("services = { detox = { \"places\" = 6 } }\nrun.seed = 6\n"));
        assert_ne!(one, of("[run]\nseed = 6\n[services.detox]\nplaces = 7\n"));
        assert_ne!(of("a = \"6\""), of("a = 6"));
        assert_eq!(one.len(), 16);
        assert_eq!(one, of("[run]\nseed = 6\nreplications = 7\n[services.detox]\nplaces = 6\n"));
        assert_ne!(one, of("[run]\nseed = 7\n[services.detox]\nplaces = 6\n"));
    }
}
