//! One tree out of several: what extends what, what is left out, and what is set from outside.

use super::decode::ABOVE;
use super::problem::{At, KeyPath, Problem, Problems, did_you_mean, meant_or_known};
use super::tree::{Entry, Node, Table, Value, parse_value};
use std::fmt;

/// The sections whose keys are names that a scenario chooses.
pub(super) const NAMED: [&str; 7] =
    ["attributes", "routes", "services", "interventions", "supports", "risks", "exits"];

/// What stands before a path that is set on the command line.
const SET: &str = "--set ";

/// A value that is set on the command line: by `--set PATH=VALUE`, or by an option of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The option that stands for the path, as `--seed`; none: `--set`.
    pub option: Option<String>,
    /// What is set, as `run.seed`.
    pub path: String,
    /// What it is set to; none where nothing is.
    pub value: Option<String>,
}

impl Setting {
    /// Each of these, `PATH=VALUE`.
    #[must_use]
    pub fn all(texts: &[String]) -> Vec<Setting> {
        texts.iter().map(|text| Setting::of(text)).collect()
    }

    fn of(text: &str) -> Setting {
        let (path, value) = match text.split_once('=') {
            Some((path, value)) => (path, Some(value.to_owned())),
            None => (text, None),
        };
        Setting { option: None, path: path.to_owned(), value }
    }

    /// What stands before the value, as the user wrote it.
    fn lead(&self) -> String {
        match (&self.option, &self.value) {
            (Some(option), _) => format!("{option} "),
            (None, Some(_)) => format!("{SET}{}=", self.path),
            (None, None) => SET.to_owned(),
        }
    }

    /// What the user wrote.
    pub(super) fn shown(&self) -> String {
        let rest = self.value.as_ref().unwrap_or(&self.path);
        format!("{}{rest}", self.lead())
    }
}

/// As `PATH=VALUE`, whatever option was written.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        self.value.as_ref().map_or(Ok(()), |value| write!(f, "={value}"))
    }
}

/// The tree of a scenario over that of the one it extends.
pub(super) fn merge(base: Node, over: Node) -> Node {
    merge_at(base, over, &mut Vec::new())
}

fn merge_at(base: Node, over: Node, path: &mut Vec<String>) -> Node {
    match (base, over) {
        (Node { value: Value::Table(mut base), .. }, Node { value: Value::Table(over), at })
            if path.len() < depth(path) =>
        {
            for mut entry in over.into_entries() {
                if let Some(below) = base.get(&entry.key) {
                    path.push(entry.key.clone());
                    entry.node = merge_at(below.clone(), entry.node, path);
                    path.pop();
                }
                base.put(entry);
            }
            Node { value: Value::Table(base), at }
        }
        (_, over) => over,
    }
}

/// Named things that a scenario adds to the one it extends though there is one of almost that name: the
/// path of each, and a hint at the other.
pub(super) fn added(base: &Node, over: &Node) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for section in NAMED {
        let named = |tree: &Node| tree.table()?.get(section)?.table().cloned();
        let (Some(below), Some(above)) = (named(base), named(over)) else { continue };
        for key in above.keys().filter(|key| below.get(key).is_none()) {
            let near = did_you_mean(key, below.keys());
            all.extend(near.map(|meant| (format!("{section}.{key}"), meant)));
        }
    }
    all
}

/// How many keys deep tables merge: to one key of one named thing, one further for the shares of a
/// route and for costs.
fn depth(path: &[String]) -> usize {
    let key = |place: usize| path.get(place).map(String::as_str);
    match (key(0), key(2)) {
        (Some("costs"), _) | (Some("routes"), Some("shares")) => 4,
        _ => 3,
    }
}

/// Takes out of the tree what a scenario's `unset` names; without a tree, says whether it is a list of paths.
pub(super) fn unset(mut tree: Option<&mut Node>, list: &Node, problems: &mut Problems) {
    let at = KeyPath::ROOT.key("unset");
    let Value::List(items) = &list.value else {
        problems.add(
            at.error(format!("this must be a list of paths, not {}", list.kind()))
                .hint("write `unset = [\"services.detox.places\"]`")
                .at(list.at),
        );
        return;
    };
    for (number, item) in items.iter().enumerate() {
        let at = at.item(number);
        let Value::Text(path) = &item.value else {
            problems.add(at.error(format!("a path is a text, not {}", item.kind())).at(item.at));
            continue;
        };
        match split(path) {
            Some(keys) => {
                if let Some(Err(wrong)) = tree.as_deref_mut().map(|tree| take(tree, &keys)) {
                    problems.add(
                        at.error(format!("the extended scenario has no `{path}`"))
                            .hint_if(wrong)
                            .at(item.at),
                    );
                }
            }
            None => problems.add(at.error("this is no path").at(item.at)),
        }
    }
}

/// Takes out what stands at a path; where there is nothing, perhaps the name that was meant.
fn take(tree: &mut Node, keys: &[String]) -> Result<(), Option<String>> {
    let Some((first, rest)) = keys.split_first() else { return Err(None) };
    match &mut tree.value {
        Value::Table(table) => {
            let guess = meant_or_known(first, table.keys());
            if rest.is_empty() {
                return table.take(first).map(|_| ()).ok_or(guess);
            }
            take(table.get_mut(first).ok_or(guess)?, rest)
        }
        Value::List(items) => {
            let place = first.parse().ok().filter(|&place: &usize| place < items.len());
            let place = place.ok_or(None)?;
            if rest.is_empty() {
                items.remove(place);
                return Ok(());
            }
            take(&mut items[place], rest)
        }
        _ => Err(None),
    }
}

/// A path as keys: split at dots, except within double quotes.
pub(super) fn split(path: &str) -> Option<Vec<String>> {
    let mut keys = vec![String::new()];
    let mut quoted = false;
    for c in path.chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => keys.push(String::new()),
            _ => keys.last_mut()?.push(c),
        }
    }
    let good = !quoted && keys.len() <= 32 && keys.iter().all(|key| !key.trim().is_empty());
    good.then(|| keys.into_iter().map(|key| key.trim().to_owned()).collect())
}

/// Sets one value; source `file` has it as it is shown.
pub(super) fn set_from_text(tree: &mut Node, set: &Setting, file: usize, problems: &mut Problems) {
    let (lead, path, end) = (set.lead(), set.path.trim(), set.shown().len());
    let Some(value) = &set.value else {
        let problem = Problem::error("", format!("`{path}` sets nothing"));
        let at = At { file, start: lead.len(), end };
        problems
            .add(problem.hint("write `--set path=value`, as in `services.detox.places=4`").at(at));
        return;
    };
    let offset = end - value.trim_start().len();
    let value = parse_value(value.trim(), file, offset, problems);
    // The path, or the option that stands for it.
    let start = if set.option.is_none() { SET.len() } else { 0 };
    let end = lead.trim_end_matches(['=', ' ']).len().max(start);
    let key_at = At { file, start, end };
    let first = split(path).and_then(|keys| keys.into_iter().next());
    let above = ABOVE.into_iter().find(|above| first.as_deref() == Some(above));
    if let Some(above) = above {
        let message = format!("`{above}` cannot be set from outside");
        let problem = Problem::error(path, message);
        problems.add(problem.hint("write it in a scenario of your own").at(key_at));
    } else if let Err(problem) = put(tree, path, value, key_at) {
        problems.add(problem);
    }
}

/// Sets the value at a path. Whatever leads there must exist, so that a misspelt name sets nothing.
pub(super) fn put(tree: &mut Node, path: &str, value: Node, key_at: At) -> Result<(), Problem> {
    let wrong = |message: String| Problem::error(path, message).at(key_at);
    let keys = split(path).ok_or_else(|| wrong(format!("`{path}` is no path")))?;
    let Some((last, above)) = keys.split_last() else { return Err(wrong("no path".to_owned())) };
    if above.is_empty() && matches!(value.value, Value::Table(_)) {
        return Err(wrong(format!("a whole section `{last}` cannot be set at once"))
            .hint("name one value, as in `services.detox.places`"));
    }
    let mut here = tree;
    for (depth, key) in above.iter().enumerate() {
        let walked = above[..depth].join(".");
        let kind = here.kind();
        here = match &mut here.value {
            Value::Table(table) => {
                if table.get(key).is_none() {
                    if depth == 1 && NAMED.contains(&above[0].as_str()) {
                        return Err(wrong(format!("there is no `{key}` in [{walked}]"))
                            .hint_if(meant_or_known(key, table.keys())));
                    }
                    table.put(Entry {
                        key: key.clone(),
                        key_at,
                        node: Node { value: Value::Table(Table::default()), at: key_at },
                    });
                }
                table.get_mut(key).ok_or_else(|| wrong(format!("there is no `{key}`")))?
            }
            Value::List(items) => item(items, key, &walked).map_err(wrong)?,
            _ => {
                let message = format!("`{walked}` is {kind}, so nothing can stand in it");
                return Err(wrong(message));
            }
        };
    }
    let kind = here.kind();
    match &mut here.value {
        Value::Table(table) => {
            table.put(Entry { key: last.clone(), key_at, node: value });
            Ok(())
        }
        Value::List(items) => {
            *item(items, last, &above.join(".")).map_err(wrong)? = value;
            Ok(())
        }
        _ => Err(wrong(format!("`{}` is {kind}, so nothing can stand in it", above.join(".")))),
    }
}

/// The item of a list that a path names by its number.
fn item<'a>(items: &'a mut [Node], key: &str, list: &str) -> Result<&'a mut Node, String> {
    let most = items.len();
    key.parse().ok().and_then(|place: usize| items.get_mut(place)).ok_or_else(|| {
        format!(
            "`{list}` is a list of {most}; its items are numbered from 0, and there is no `{key}`"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::tree::parse;
    use super::*;

    fn tree(text: &str) -> Node {
        parse(text, 0, &mut Problems::default()).unwrap()
    }

    fn value<'a>(tree: &'a Node, path: &str) -> Option<&'a Node> {
        path.split('.').try_fold(tree, |node, key| node.table()?.get(key))
    }

    fn number(tree: &Node, path: &str) -> Option<i64> {
        match value(tree, path)?.value {
            Value::Whole(number) => Some(number),
            _ => None,
        }
    }

    #[test]
    fn tables_merge_to_one_key_of_one_named_thing_and_are_replaced_below() {
        let base = tree("[services.detox]\nplaces = 6\nrota = { cycle = 1, places = 2 }\n");
        let over = tree("[services.detox]\nrota = { cycle = 3 }\n[services.rehab]\nplaces = 9\n");
        let merged = merge(base, over);
        assert_eq!(number(&merged, "services.detox.places"), Some(6));
        assert_eq!(number(&merged, "services.detox.rota.cycle"), Some(3));
        assert_eq!(number(&merged, "services.detox.rota.places"), None);
        assert_eq!(number(&merged, "services.rehab.places"), Some(9));
    }

    #[test]
    fn shares_of_a_route_and_costs_merge_one_level_further() {
        let base = tree(
            "[routes.gp.shares]\na = { x = 1, y = 2 }\nb = { x = 3 }\n\
             [costs]\nservices.detox = { per_start = 1, per_place_year = 2 }\n",
        );
        let over = tree(
            "[routes.gp]\nshares.a = { x = 9 }\n[costs]\nservices.detox = { per_start = 7 }\n",
        );
        let merged = merge(base, over);
        assert_eq!(number(&merged, "routes.gp.shares.a.x"), Some(9));
        assert_eq!(number(&merged, "routes.gp.shares.a.y"), None);
        assert_eq!(number(&merged, "routes.gp.shares.b.x"), Some(3));
        assert_eq!(number(&merged, "costs.services.detox.per_start"), Some(7));
        assert_eq!(number(&merged, "costs.services.detox.per_place_year"), Some(2));
    }

    #[test]
    fn what_is_unset_is_gone_and_what_is_not_there_is_reported() {
        let mut base = tree("[services.detox]\nplaces = 6\nwaiting_list_limit = 3\n[routes.gp]\n");
        let list = tree("unset = [\"services.detox.waiting_list_limit\", \"routes.gq\", 4]");
        let mut problems = Problems::default();
        unset(Some(&mut base), value(&list, "unset").unwrap(), &mut problems);
        assert_eq!(number(&base, "services.detox.waiting_list_limit"), None);
        assert_eq!(number(&base, "services.detox.places"), Some(6));
        assert_eq!(problems.found().len(), 2);
        assert_eq!(problems.found()[0].hint.as_deref(), Some("did you mean `gp`?"));
    }

    #[test]
    fn a_value_is_set_in_tables_and_lists_and_read_as_toml_or_text() {
        let mut tree = tree("[services.detox]\nplaces = 6\nrota = [1, { x = 2 }]\n");
        let mut problems = Problems::default();
        let sets = ["services.detox.places = 10", "services.detox.rota.1.x=5", "run.warm_up=104w"];
        for text in sets {
            set_from_text(&mut tree, &Setting::of(text), 1, &mut problems);
        }
        assert!(!problems.refuse(), "{problems:?}");
        assert_eq!(number(&tree, "services.detox.places"), Some(10));
        let at = value(&tree, "services.detox.places").unwrap().at;
        assert_eq!(&Setting::of(sets[0]).shown()[at.start..at.end], "10");
        assert!(
            matches!(&value(&tree, "run.warm_up").unwrap().value, Value::Text(t) if t == "104w")
        );
        let Value::List(items) = &value(&tree, "services.detox.rota").unwrap().value else {
            panic!()
        };
        assert_eq!(number(&items[1], "x"), Some(5));
    }

    #[test]
    fn a_set_that_leads_nowhere_is_reported() {
        for (text, message) in [
            ("services.detx.places=4", "there is no `detx` in [services]"),
            ("services.detox.places.x=4", "`services.detox.places` is a whole number"),
            ("services.detox.rota.7=4", "is a list of 1"),
            ("services={ a = 1 }", "a whole section"),
            ("nothing", "sets nothing"),
            ("a..b=1", "is no path"),
            ("=1", "`` is no path"),
        ] {
            let mut tree = tree("[services.detox]\nplaces = 6\nrota = [1]\n");
            let mut problems = Problems::default();
            set_from_text(&mut tree, &Setting::of(text), 1, &mut problems);
            let found = &problems.found()[0];
            assert!(found.message.contains(message), "{text}: {}", found.message);
            assert!(found.at.is_some_and(|at| at.start <= at.end), "{text}: {:?}", found.at);
        }
    }
}
