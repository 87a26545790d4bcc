//! A file of groups: a row each, whose columns are the keys of a group, with dots where one table stands in another.

use super::work::Work;
use crate::model::Group;
use crate::scenario::decode::{Decode, Fields};
use crate::scenario::leaf::FileName;
use crate::scenario::problem::{At, KeyPath, Problem, Problems, is_within, meant_or_known};
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
/// Figures of a distribution that are no times.
const NUMBERS: [&str; 5] = ["shape", "sigma", "a", "b", "weight"];
/// What to do with a cell that holds more than one value.
const SPREAD: &str = "a column for each figure holds a distribution, as spent.gamma.mean beside spent.gamma.sd, and one \
                      for each level holds shares, as attributes.use.abstinent";

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
            Err(wrong) => {
                for problem in wrong {
                    let message = format!("{name}: {}", problem.message);
                    self.problems.add(Problem { hint: problem.hint, ..path.error(message) });
                }
                return None;
            }
        };
        if rows.is_empty() {
            self.problems.add(path.warning(format!("{name}: nobody is in it")));
        }
        let mut groups = Vec::new();
        let mut wrong: Vec<(String, String)> = Vec::new();
        for (line, node) in rows {
            let others = std::mem::take(&mut self.problems);
            let written = written::Group::decode(&node, path, &mut self.problems);
            let unread = std::mem::take(&mut self.problems);
            let group = written.and_then(|written| self.group(Group::OF_FILE, &written, path));
            let here = std::mem::replace(&mut self.problems, others);
            match group {
                Some(group) if !unread.refuse() => groups.push(group),
                _ => self.tell_row((&name, line), unread, here, &mut wrong, path),
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

    /// What is wrong with a row, told once of all rows with which it is wrong: what could not be read, and else what does
    /// not follow from that.
    fn tell_row(
        &mut self,
        (name, line): (&str, u64),
        unread: Problems,
        others: Problems,
        told: &mut Vec<(String, String)>,
        path: &KeyPath<'_>,
    ) {
        let above = path.to_string();
        let gaps: Vec<String> = unread.gaps().cloned().collect();
        let stands_alone =
            |problem: &Problem| !gaps.iter().any(|gap| is_within(gap, &problem.path));
        let others = others.into_vec().into_iter().filter(stands_alone);
        for problem in unread.into_vec().into_iter().chain(others) {
            let column = problem.path.strip_prefix(&above).unwrap_or_default();
            let column = column.trim_start_matches('.').to_owned();
            let known = (column.clone(), problem.message.clone());
            if told.contains(&known) {
                continue;
            }
            let message = format!("{name}: {}: {}", place(line, &column), problem.message);
            self.problems.add(Problem { hint: problem.hint, ..path.error(message) });
            told.push(known);
        }
    }
}

/// Where in the file something stands.
fn place(line: u64, column: &str) -> String {
    if column.is_empty() {
        format!("line {line}")
    } else {
        format!("line {line}, column `{column}`")
    }
}

/// The rows as tables, each with its line. Rows of empty cells are none.
fn rows(text: &str, at: At) -> Result<Vec<(u64, Node)>, Vec<Problem>> {
    let text = text.trim_start_matches('\u{feff}');
    let wrong = |message: String| Problem::error("", message);
    let unreadable = |error: csv::Error| vec![wrong(error.to_string())];
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(unreadable)?.clone();
    let mut problems = wrong_columns(&headers);
    if !problems.is_empty() {
        return Err(problems);
    }
    let columns: Vec<Vec<&str>> =
        headers.iter().map(|header| header.split('.').collect()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        let line = record.position().map_or(0, |begins| line_of(text, begins));
        if record.len() != headers.len() {
            let message = format!(
                "line {line}: the cells of this row are {}, and the columns {}",
                record.len(),
                headers.len()
            );
            let hint =
                "a cell with a comma in it stands in quotes; an empty cell has its comma, too";
            problems.push(wrong(message).hint(hint));
        }
        let mut row = Table::default();
        for ((keys, header), cell) in columns.iter().zip(&headers).zip(&record) {
            if cell.is_empty() {
                continue;
            }
            let put = put(&mut row, keys, Node { value: value(keys, cell, at), at });
            if let Err(key) = put {
                let message = format!("`{key}` stands beside a column that makes a table of it");
                problems.push(wrong(format!("{}: {message}", place(line, header))));
            } else if cell.starts_with(['{', '[']) {
                let message = format!("{}: a cell holds one value", place(line, header));
                problems.push(wrong(message).hint(SPREAD));
            }
        }
        rows.push((line, Node { value: Value::Table(row), at }));
        if problems.len() >= MOST_TOLD {
            break;
        }
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

/// The line of a record that begins here or after the line ends that stand here.
fn line_of(text: &str, begins: &csv::Position) -> u64 {
    let rest = text.get(begins.byte() as usize..).unwrap_or_default().bytes();
    let ends = rest.take_while(|byte| matches!(byte, b'\r' | b'\n'));
    begins.line() + ends.filter(|byte| *byte == b'\n').count() as u64
}

/// What is wrong with the names of the columns.
fn wrong_columns(headers: &csv::StringRecord) -> Vec<Problem> {
    let wrong = |message: String| Problem::error("", format!("line 1: {message}"));
    if headers.len() == 1
        && let Some(between) = headers[0].chars().find(|c| matches!(c, ';' | '\t' | '|'))
    {
        let between = match between {
            ';' => "semicolons",
            '\t' => "tabs",
            _ => "bars",
        };
        let message = format!("the columns are separated by {between}, and commas are needed");
        let hint = "save it with commas between the columns, and points in decimal numbers";
        return vec![wrong(message).hint(hint)];
    }
    let known = written::Group::keys();
    let mut problems = Vec::new();
    for (number, header) in headers.iter().enumerate() {
        let first = header.split('.').next().unwrap_or_default();
        if header.split('.').any(str::is_empty) {
            problems.push(wrong(format!("column {} has no name", number + 1)));
        } else if headers.iter().take(number).any(|other| other == header) {
            problems.push(wrong(format!("there are two columns `{header}`")));
        } else if !known.contains(&first) {
            let hint = meant_or_known(&header.to_lowercase(), known.iter().copied());
            let shown: String = header.chars().take(60).collect();
            problems.push(wrong(format!("unknown column `{shown}`")).hint_if(hint));
        }
        if problems.len() >= MOST_TOLD {
            break;
        }
    }
    problems
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
    // A figure of a distribution, as spent.gamma.mean.
    let is_fixed = keys.len() > 1 && last == "fixed" && TIMES.contains(&keys[keys.len() - 2]);
    let is_figure = is_fixed || keys.len() > 2 && TIMES.contains(&keys[keys.len() - 3]);
    if (WHOLE.contains(&last) || (is_figure && last == "stages"))
        && let Ok(number) = cell.parse()
    {
        return Value::Whole(number);
    }
    let is_share = match first {
        "attributes" => keys.len() == 3,
        "route" => keys.len() == 2,
        _ => last == "share",
    };
    if (is_share || (is_figure && NUMBERS.contains(&last)))
        && let Some(number) = number()
    {
        return Value::Real(number);
    }
    let is_time = TIMES.contains(&last) || TABLES_OF_TIMES.contains(&first) || is_figure;
    if is_time && let Some(days) = number() {
        return Value::Text(format!("{days}d"));
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
    fn a_distribution_has_a_column_for_each_figure_and_shares_one_for_each_level() {
        let text = "spent.weibull.shape,spent.weibull.mean,attributes.use.using,route.gp,since.erlang.stages,waited.fixed\n\
                    2,10,0.4,1,3,20\n";
        let shown = format!("{:?}", rows(text, AT).unwrap()[0].1.value);
        for word in ["Real(2.0)", "\"10d\"", "Real(0.4)", "Real(1.0)", "Whole(3)", "\"20d\""] {
            assert!(shown.contains(word), "{word}: {shown}");
        }
    }

    #[test]
    fn rows_of_empty_cells_are_none_and_lines_are_those_of_the_file() {
        let lines = |text: &str| {
            let rows = rows(text, AT).unwrap();
            rows.into_iter().map(|(line, _)| line).collect::<Vec<_>>()
        };
        assert_eq!(lines("clients,spent\n1,2\n\n,,,\n\n3,4\n,\n"), [2, 6]);
        assert_eq!(lines("\u{feff}clients,spent\r\n1,2\r\n\r\n,\r\n3,4\r\n"), [2, 5]);
        assert_eq!(lines("clients,spent\n"), [0; 0]);
    }

    #[test]
    fn what_is_wrong_is_told_with_line_and_column() {
        let told = |text: &str| {
            let lines = rows(text, AT).unwrap_err().into_iter().map(|problem| {
                format!("{} ({})", problem.message, problem.hint.unwrap_or_default())
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        for (text, words) in [
            ("spent,spent\n1,2\n", "line 1: there are two columns `spent`"),
            ("spent,\n1,2\n", "line 1: column 2 has no name"),
            (
                "keyworker,keyworker.spent\nnone,3\n",
                "line 2, column `keyworker.spent`: `keyworker` stands beside",
            ),
            (
                "clients;spent\n1;2,5\n",
                "line 1: the columns are separated by semicolons, and commas",
            ),
            ("clients\tspent\n1\t2\n", "separated by tabs"),
            ("Clients,spent\n1,2\n", "line 1: unknown column `Clients` (did you mean `clients`?)"),
            (
                "clients,spent,colour\n1,2,red\n",
                "line 1: unknown column `colour` (there are: clients,",
            ),
            ("clients,spent\n1\n", "line 2: the cells of this row are 1, and the columns 2"),
            (
                "clients,spent\n1,\"[3]\"\n",
                "line 2, column `spent`: a cell holds one value (a column for",
            ),
        ] {
            assert!(told(text).contains(words), "{words}: {}", told(text));
        }
        assert_eq!(told("a,b\n1,2\n").lines().count(), 2, "all are told at once");
    }
}
