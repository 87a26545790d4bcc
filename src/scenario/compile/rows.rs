//! A file of groups: a row each, whose columns are the keys of a group, with dots where one table stands in another.

use super::work::Work;
use crate::model::Group;
use crate::scenario::decode::Decode;
use crate::scenario::leaf::FileName;
use crate::scenario::problem::{At, KeyPath, Problem, Problems};
use crate::scenario::tree::{Entry, Node, Table, Value};
use crate::scenario::written;

/// Most problems of one file that are told.
const MOST_TOLD: usize = 20;

/// Keys whose value is a time: a number alone is a number of days.
const TIMES: [&str; 8] =
    ["journey", "spent", "waited", "since", "referred", "in_treatment", "in_custody", "ago"];
/// Tables in which every value is a time.
const TABLES_OF_TIMES: [&str; 2] = ["ages", "offers"];
const WHOLE: [&str; 7] =
    ["clients", "episodes", "duration_case", "place", "ring_fence", "missed", "position"];
/// Lists of names, with spaces between them.
const LISTS: [&str; 2] = ["fired", "offered"];

impl Work<'_> {
    /// The groups of a file.
    pub(super) fn rows_of_groups(
        &mut self,
        file: &FileName,
        path: &KeyPath<'_>,
    ) -> Option<Vec<Group>> {
        let (name, text) = match self.tables.text(file, path) {
            Ok((name, text)) => (name, text.to_owned()),
            Err(problem) => return self.refuse(problem),
        };
        let rows = match rows(&text, file.at) {
            Ok(rows) => rows,
            Err(why) => return self.refuse(path.error(format!("{name}: {why}"))),
        };
        let mut groups = Vec::new();
        let mut wrong: Vec<(String, String)> = Vec::new();
        for (line, node) in rows {
            let others = std::mem::take(&mut self.problems);
            let written = written::Group::decode(&node, path, &mut self.problems);
            let group = written.and_then(|written| self.group(Group::OF_FILE, &written, path));
            let here = std::mem::replace(&mut self.problems, others);
            match group {
                Some(group) => groups.push(group),
                None => self.tell_row(&name, line, here, &mut wrong, path),
            }
            if wrong.len() >= MOST_TOLD {
                break;
            }
        }
        if !wrong.is_empty() {
            return None;
        }
        let mut first = 0u32;
        for group in &mut groups {
            group.first = first;
            first = first.saturating_add(group.clients);
        }
        Some(groups)
    }

    /// What is wrong with a row, told once of all rows with which it is wrong.
    fn tell_row(
        &mut self,
        name: &str,
        line: u64,
        problems: Problems,
        told: &mut Vec<(String, String)>,
        path: &KeyPath<'_>,
    ) {
        let above = path.to_string();
        for problem in problems.into_vec() {
            let column = problem.path.strip_prefix(&above).unwrap_or_default();
            let column = column.trim_start_matches('.').to_owned();
            let known = (column.clone(), problem.message.clone());
            if told.contains(&known) {
                continue;
            }
            let of = if column.is_empty() { String::new() } else { format!("{column}: ") };
            let message = format!("{name}: line {line}: {of}{}", problem.message);
            self.problems.add(Problem { hint: problem.hint, ..path.error(message) });
            told.push(known);
        }
    }
}

/// The rows as tables, each with its line.
fn rows(text: &str, at: At) -> Result<Vec<(u64, Node)>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let columns: Vec<Vec<&str>> =
        headers.iter().map(|header| header.split('.').collect()).collect();
    for (number, header) in headers.iter().enumerate() {
        if header.split('.').any(str::is_empty) {
            return Err(format!("column {} has no name", number + 1));
        }
        if headers.iter().take(number).any(|other| other == header) {
            return Err(format!("there are two columns `{header}`"));
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let mut row = Table::default();
        for (keys, cell) in columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty()) {
            put(&mut row, keys, Node { value: value(keys, cell, at), at }).map_err(|key| {
                format!("line {line}: `{key}` stands beside a column that makes a table of it")
            })?;
        }
        rows.push((line, Node { value: Value::Table(row), at }));
    }
    Ok(rows)
}

/// Puts a value where its keys lead.
fn put<'k>(table: &mut Table, keys: &[&'k str], node: Node) -> Result<(), &'k str> {
    let at = node.at;
    let entry = |key: &str, node: Node| Entry { key: key.to_owned(), key_at: at, node };
    match keys {
        [] => Ok(()),
        [last] => match table.get(last) {
            Some(_) => Err(last),
            None => {
                table.put(entry(last, node));
                Ok(())
            }
        },
        [first, rest @ ..] => {
            if table.get(first).is_none() {
                table.put(entry(first, Node { value: Value::Table(Table::default()), at }));
            }
            match table.get_mut(first).map(|node| &mut node.value) {
                Some(Value::Table(inner)) => put(inner, rest, node),
                _ => Err(first),
            }
        }
    }
}

/// What a cell says, by its column.
fn value(keys: &[&str], cell: &str, at: At) -> Value {
    let (first, last) = (keys[0], keys[keys.len() - 1]);
    let number = || cell.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    let is_time = TIMES.contains(&last) || TABLES_OF_TIMES.contains(&first);
    if is_time && let Some(days) = number() {
        return Value::Text(format!("{days}d"));
    }
    if WHOLE.contains(&last)
        && let Ok(number) = cell.parse()
    {
        return Value::Whole(number);
    }
    if last == "share"
        && let Some(share) = number()
    {
        return Value::Real(share);
    }
    if LISTS.contains(&first) {
        let names = cell.split_whitespace();
        return Value::List(
            names.map(|name| Node { value: Value::Text(name.to_owned()), at }).collect(),
        );
    }
    match (last, cell) {
        ("completed" | "treated", "true") => Value::Truth(true),
        ("completed" | "treated", "false") => Value::Truth(false),
        _ => Value::Text(cell.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: At = At { file: 0, start: 0, end: 0 };

    #[test]
    fn columns_with_dots_make_tables_and_empty_cells_say_nothing() {
        let text = "clients,spent,supports.advice.spent,fired,ended.detox.completed\n3,10.5,,a b,true\n,2w,7,,\n";
        let rows = rows(text, AT).unwrap();
        let shown = |row: usize| format!("{:?}", rows[row].1.value);
        assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3]);
        for word in ["Whole(3)", "\"10.5d\"", "\"a\"", "\"b\"", "Truth(true)"] {
            assert!(shown(0).contains(word), "{}", shown(0));
        }
        assert!(!shown(0).contains("advice"), "{}", shown(0));
        assert!(shown(1).contains("\"2w\"") && shown(1).contains("\"7d\""), "{}", shown(1));
    }

    #[test]
    fn columns_that_cannot_stand_together_are_refused() {
        let wrong = |text: &str| rows(text, AT).unwrap_err();
        assert_eq!(wrong("spent,spent\n1,2\n"), "there are two columns `spent`");
        assert_eq!(wrong("spent,\n1,2\n"), "column 2 has no name");
        let both = wrong("keyworker,keyworker.spent\nnone,3\n");
        assert!(both.starts_with("line 2: `keyworker` stands beside"), "{both}");
    }
}
