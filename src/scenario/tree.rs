//! The text as a tree: TOML values that know where they stand.

use super::problem::{At, Problem, Problems};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// The value.
    pub(super) value: Value,
    /// Where it stands.
    pub(super) at: At,
}

/// A TOML value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Real(f64),
    /// True or false.
    Truth(bool),
    /// A date, a time, or both.
    Date(toml::value::Datetime),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// Keys and values in the order of the text.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    entries: Vec<Entry>,
    index: BTreeMap<String, usize>,
}

/// One key of a table.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The key.
    pub(super) key: String,
    /// Where the key stands.
    pub(super) key_at: At,
    /// The value.
    pub(super) node: Node,
}

impl Table {
    /// The entries in order.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a key.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.index.get(key).map(|&place| &self.entries[place])
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The value of a key, to be changed.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let place = *self.index.get(key)?;
        Some(&mut self.entries[place].node)
    }

    /// Puts an entry in the place of the one with its key, or last.
    pub(super) fn put(&mut self, entry: Entry) {
        if let Some(&place) = self.index.get(&entry.key) {
            self.entries[place] = entry;
        } else {
            self.index.insert(entry.key.clone(), self.entries.len());
            self.entries.push(entry);
        }
    }

    /// Takes a key out; whether it was there.
    pub(super) fn take(&mut self, key: &str) -> Option<Entry> {
        let place = self.index.remove(key)?;
        let entry = self.entries.remove(place);
        for later in self.index.values_mut().filter(|later| **later > place) {
            *later -= 1;
        }
        Some(entry)
    }

    /// The entries in order, for good.
    pub(super) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// The keys in order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }
}

impl Node {
    /// The table, where it is one.
    pub(super) fn table(&self) -> Option<&Table> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }

    /// What kind of value it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a text",
            Value::Whole(_) => "a whole number",
            Value::Real(_) => "a number",
            Value::Truth(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The value as it might be written, shortened.
    pub(super) fn shown(&self) -> String {
        match &self.value {
            Value::Text(text) => {
                let short: String = text.chars().take(60).collect();
                let more = if short.len() < text.len() { "…" } else { "" };
                format!("\"{short}{more}\"")
            }
            Value::Whole(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Truth(truth) => truth.to_string(),
            Value::Date(date) => date.to_string(),
            Value::List(_) | Value::Table(_) => self.kind().to_owned(),
        }
    }

    /// How many values it holds, itself included.
    pub(super) fn size(&self) -> usize {
        match &self.value {
            Value::List(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Value::Table(table) => {
                1 + table.entries.iter().map(|entry| entry.node.size()).sum::<usize>()
            }
            _ => 1,
        }
    }

    /// The place of what stands at this path, or of the nearest thing above it that there is.
    pub(super) fn locate(&self, path: &str) -> At {
        self.deepest(path).unwrap_or(self.at)
    }

    /// Whether something stands at this path.
    pub(super) fn holds(&self, path: &str) -> bool {
        let ends = path.match_indices('.').map(|(place, _)| place).chain([path.len()]);
        ends.take(64).any(|end| {
            let found = match &self.value {
                Value::Table(table) => table.get(&path[..end]),
                Value::List(items) => {
                    path[..end].parse().ok().and_then(|place: usize| items.get(place))
                }
                _ => None,
            };
            found.is_some_and(|found| path.get(end + 1..).is_none_or(|rest| found.holds(rest)))
        })
    }

    /// Keys may contain dots, so a table is asked for the rest of the path up to each dot in turn.
    fn deepest(&self, path: &str) -> Option<At> {
        let ends = path.match_indices('.').map(|(place, _)| place).chain([path.len()]);
        let mut nearest = None;
        for end in ends.take(64) {
            let rest = path.get(end + 1..).unwrap_or("");
            let (key, found, own) = match &self.value {
                Value::Table(table) => match table.entry(&path[..end]) {
                    Some(entry) => (Some(entry.key_at), &entry.node, entry.node.at),
                    None => continue,
                },
                Value::List(items) => {
                    let item = path[..end].parse().ok().and_then(|at: usize| items.get(at));
                    let Some(item) = item else { continue };
                    (None, item, item.at)
                }
                _ => return None,
            };
            if rest.is_empty() {
                // A whole section is best shown by its name.
                return Some(match (&found.value, key) {
                    (Value::Table(_), Some(key)) => key,
                    _ => own,
                });
            }
            let above = key.filter(|_| found.table().is_some()).unwrap_or(own);
            let below = Some(found.deepest(rest).unwrap_or(above));
            if found.holds(rest) {
                return below;
            }
            // A longer key may be the whole of it.
            nearest = below;
        }
        nearest
    }
}

/// Reads a text; every mistake of syntax becomes a problem, and then there is no tree.
pub(super) fn parse(text: &str, file: usize, problems: &mut Problems) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        problems.add(Problem::error("", first_line(error.message())).at(At {
            file,
            start: span.start,
            end: span.end,
        }));
    }
    if !errors.is_empty() {
        return None;
    }
    let at = At { file, start: 0, end: 0 };
    let mut reading = Reading { file, offset: 0, problems };
    Some(Node { value: Value::Table(reading.table(table.get_ref())), at })
}

/// Reads the value of a `--set`, which begins at `offset` of its text; what is no TOML is a text.
pub(super) fn parse_value(text: &str, file: usize, offset: usize, problems: &mut Problems) -> Node {
    let mut reading = Reading { file, offset, problems };
    match DeValue::parse(text) {
        Ok(value) => reading.node(value.get_ref(), value.span()),
        Err(_) => Node {
            value: Value::Text(text.to_owned()),
            at: At { file, start: offset, end: offset + text.len() },
        },
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

struct Reading<'a> {
    file: usize,
    offset: usize,
    problems: &'a mut Problems,
}

impl Reading<'_> {
    fn at(&self, span: std::ops::Range<usize>) -> At {
        At { file: self.file, start: self.offset + span.start, end: self.offset + span.end }
    }

    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                key_at: self.at(key.span()),
                node: self.node(value.get_ref(), value.span()),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_at.start);
        let index =
            entries.iter().enumerate().map(|(place, entry)| (entry.key.clone(), place)).collect();
        Table { entries, index }
    }

    fn node(&mut self, value: &DeValue<'_>, span: std::ops::Range<usize>) -> Node {
        let at = self.at(span);
        let value = match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                match i64::from_str_radix(&digits, number.radix()) {
                    Ok(number) => Value::Whole(number),
                    Err(_) => {
                        let message = "a whole number here lies between -9.2e18 and 9.2e18";
                        self.problems.add(Problem::error("", message).at(at));
                        Value::Whole(0)
                    }
                }
            }
            DeValue::Float(number) => {
                // `inf` and `nan` parse; the kinds of number refuse them with their range.
                // Adding 0 takes the sign from -0.
                let number: f64 = number.as_str().replace('_', "").parse().unwrap_or(f64::NAN);
                Value::Real(number + 0.0)
            }
            DeValue::Boolean(truth) => Value::Truth(*truth),
            DeValue::Datetime(date) => Value::Date(*date),
            DeValue::Array(items) => Value::List(
                items.iter().map(|item| self.node(item.get_ref(), item.span())).collect(),
            ),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { value, at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Node {
        let mut problems = Problems::default();
        let node = parse(text, 0, &mut problems);
        assert!(!problems.refuse(), "{problems:?}");
        node.unwrap()
    }

    #[test]
    fn keys_keep_the_order_of_the_text() {
        let tree = tree("[b]\nz = 1\na = 2\n[a]\n[b.c]\n");
        assert_eq!(tree.table().unwrap().keys().collect::<Vec<_>>(), ["b", "a"]);
        let b = tree.table().unwrap().get("b").unwrap().table().unwrap();
        assert_eq!(b.keys().collect::<Vec<_>>(), ["z", "a", "c"]);
    }

    #[test]
    fn every_mistake_of_syntax_is_found() {
        let mut problems = Problems::default();
        assert!(parse("a = \nb = 1\nb = 2\nc = [1,\n", 3, &mut problems).is_none());
        assert!(problems.found().len() >= 3, "{problems:?}");
        assert!(problems.found().iter().all(|problem| problem.at.unwrap().file == 3));
    }

    #[test]
    fn a_path_leads_to_its_place_or_the_nearest_above() {
        let text = "[services.detox]\nplaces = 6\nlist = [{ x = 10 }]\n[sources]\n\"a.b\" = \"c\"\n\
            \"risks\" = \"all\"\n\"risks.drop_ou\" = \"one\"\n";
        let tree = tree(text);
        let at = |path: &str| {
            let at = tree.locate(path);
            &text[at.start..at.end]
        };
        assert_eq!(at("services.detox.places"), "6");
        assert_eq!(at("services.detox.list.0.x"), "10");
        assert_eq!(at("services.detox.list.0.y.z"), "{ x = 10 }");
        assert_eq!(at("services.detox"), "detox");
        assert_eq!(at("services.detox.staff"), "detox");
        assert_eq!(at("services.detox.places.more"), "6");
        assert_eq!(at("sources.a.b"), "\"c\"");
        assert_eq!(at("sources.risks.drop_ou"), "\"one\"");
        assert_eq!(at("sources.risks.drop_out.hazard"), "\"all\"");
        assert_eq!(at("nothing"), "");
        assert!(tree.holds("services.detox.list.0.x") && tree.holds("sources.a.b"));
        assert!(!tree.holds("services.detox.staff") && !tree.holds("services.detox.places.x"));
    }

    #[test]
    fn deep_nesting_is_refused_not_fatal() {
        let text = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(&text, 0, &mut Problems::default()).is_none());
    }
}
