//! Reads a file of times and whether people then left: all of it, or everything that is wrong with it.

use crate::scenario::meant_or_known;
use std::fmt;

/// Most mistakes that are listed; the rest are counted.
const MOST_LISTED: usize = 100;
/// How much of a cell is shown.
const SHOWN: usize = 40;

/// One thing that is wrong with a file, and what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mistake {
    line: Option<u64>,
    column: Option<String>,
    what: String,
    hint: Option<String>,
}

impl Mistake {
    pub(super) fn of_file(what: impl Into<String>) -> Mistake {
        Mistake { line: None, column: None, what: what.into(), hint: None }
    }

    pub(super) fn of_column(column: &str, what: impl Into<String>) -> Mistake {
        Mistake { column: Some(column.to_owned()), ..Mistake::of_file(what) }
    }

    fn of_cell(line: u64, column: &str, what: impl Into<String>) -> Mistake {
        Mistake { line: Some(line), ..Mistake::of_column(column, what) }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Mistake {
        self.hint = Some(hint.into());
        self
    }
}

/// Every mistake of a file, in words.
pub(super) struct Mistakes<'a> {
    pub(super) file: &'a str,
    pub(super) found: &'a [Mistake],
}

impl fmt::Display for Mistakes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for mistake in &self.found[..self.found.len().min(MOST_LISTED)] {
            write!(f, "error: {}", self.file)?;
            if let Some(line) = mistake.line {
                write!(f, ", line {line}")?;
            }
            if let Some(column) = &mistake.column {
                write!(f, ", column `{column}`")?;
            }
            writeln!(f, ": {}", mistake.what)?;
            if let Some(hint) = &mistake.hint {
                writeln!(f, "  hint: {hint}")?;
            }
        }
        match self.found.len().saturating_sub(MOST_LISTED) {
            0 => Ok(()),
            1 => writeln!(f, "and 1 more"),
            more => writeln!(f, "and {more} more"),
        }
    }
}

/// Which columns are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) time: &'a str,
    pub(super) event: &'a str,
    /// By which people are told apart.
    pub(super) others: &'a [&'a str],
    /// How many days the unit of the times is.
    pub(super) unit: f64,
}

/// A file of times, as far as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    /// \[days\]
    pub(super) times: Vec<f64>,
    pub(super) left: Vec<bool>,
    /// The cells of each further column.
    pub(super) others: Vec<Vec<String>>,
    /// Whether every time is a whole number of its unit.
    pub(super) are_whole: bool,
}

/// Reads the text of a CSV file with a header.
pub(super) fn rows(text: &str, wanted: Wanted<'_>) -> Result<Rows, Vec<Mistake>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(vec![Mistake::of_file("the file is empty").hint(
            "it needs a header and a row for each person, such as days,left below it 120,1 and 300,0",
        )]);
    }
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(why) => return Err(vec![Mistake::of_file(why.to_string())]),
    };
    let mut mistakes = Vec::new();
    let mut place = |name: &str| {
        let found = headers.iter().filter(|header| *header == name).count();
        if found > 1 {
            mistakes
                .push(Mistake::of_column(name, format!("there are {found} columns of this name")));
        }
        let place = headers.iter().position(|header| header == name);
        if place.is_none() {
            let missing = Mistake::of_column(name, "there is no such column");
            mistakes.push(match meant_or_known(name, headers.iter()) {
                Some(hint) => missing.hint(hint),
                None => missing,
            });
        }
        place
    };
    let (time, event) = (place(wanted.time), place(wanted.event));
    let others: Vec<Option<usize>> = wanted.others.iter().map(|name| place(name)).collect();
    let (Some(time), Some(event)) = (time, event) else { return Err(mistakes) };
    let Some(others) = others.into_iter().collect::<Option<Vec<usize>>>() else {
        return Err(mistakes);
    };
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let mut rows = Rows {
        times: Vec::new(),
        left: Vec::new(),
        others: vec![Vec::new(); others.len()],
        are_whole: true,
    };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(why) => {
                mistakes.push(Mistake::of_file(why.to_string()));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() != headers.len() {
            mistakes.push(Mistake {
                line: Some(line),
                ..Mistake::of_file(format!(
                    "{} cells below a header of {}",
                    record.len(),
                    headers.len()
                ))
                .hint("a cell with a comma in it stands in quotes")
            });
            continue;
        }
        match length(&record[time]) {
            Ok(time) => {
                rows.are_whole &= time.fract() == 0.0;
                rows.times.push(time * wanted.unit);
            }
            Err((what, hint)) => {
                mistakes.push(Mistake::of_cell(line, wanted.time, what).hint(hint));
            }
        }
        match whether(&record[event]) {
            Ok(left) => rows.left.push(left),
            Err(what) => mistakes.push(
                Mistake::of_cell(line, wanted.event, what)
                    .hint("1: left then; 0: still there when last seen (censored)"),
            ),
        }
        for ((cells, &place), name) in rows.others.iter_mut().zip(&others).zip(wanted.others) {
            match &record[place] {
                "" => mistakes.push(Mistake::of_cell(line, name, "the cell is empty").hint(
                    "fill it, leave the person out, or write a level of its own such as unknown",
                )),
                cell if cell.len() > 64 => mistakes.push(
                    Mistake::of_cell(
                        line,
                        name,
                        format!("{} is longer than 64 letters", quoted(cell)),
                    )
                    .hint("levels are short words or numbers"),
                ),
                cell => cells.push(cell.to_owned()),
            }
        }
    }
    if mistakes.is_empty() && rows.times.is_empty() {
        mistakes.push(Mistake::of_file("there are no rows below the header"));
    }
    if mistakes.is_empty() && !rows.left.contains(&true) {
        mistakes.push(
            Mistake::of_column(wanted.event, "nobody left: there is nothing to fit")
                .hint("1: left then; 0: still there when last seen (censored)"),
        );
    }
    if mistakes.is_empty() { Ok(rows) } else { Err(mistakes) }
}

fn quoted(cell: &str) -> String {
    let shown: String = cell.chars().take(SHOWN).collect();
    if shown.len() < cell.len() { format!("\"{shown}…\"") } else { format!("\"{shown}\"") }
}

/// A length of time, or what is wrong with it and a hint.
fn length(cell: &str) -> Result<f64, (String, &'static str)> {
    let number = "a time is a number, such as 120 or 3.5";
    if cell.is_empty() {
        return Err(("the cell is empty".to_owned(), number));
    }
    let Ok(time) = cell.parse::<f64>() else {
        return Err((format!("{} is no number", quoted(cell)), number));
    };
    if !time.is_finite() {
        return Err((format!("{} is no finite number", quoted(cell)), number));
    }
    if time < 0.0 {
        return Err((
            format!("{} is less than 0", quoted(cell)),
            "a time is counted from the start",
        ));
    }
    if time == 0.0 {
        let hint = "who left on the first day was there for a part of it: write 0.5, say";
        return Err((format!("{} is no time at all", quoted(cell)), hint));
    }
    if !(1e-6..=1e7).contains(&time) {
        let hint = "a time lies between 1e-6 and 1e7; another --unit may be meant";
        return Err((format!("{} is out of range", quoted(cell)), hint));
    }
    Ok(time)
}

fn whether(cell: &str) -> Result<bool, String> {
    match cell.parse::<f64>() {
        Ok(1.0) => Ok(true),
        Ok(0.0) => Ok(false),
        _ if cell.is_empty() => Err("the cell is empty".to_owned()),
        _ => Err(format!("{} is neither 1 nor 0", quoted(cell))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Rows, Vec<Mistake>> {
        rows(text, Wanted { time: "days", event: "left", others: &["clinic"], unit: 1.0 })
    }

    fn told(text: &str) -> String {
        Mistakes { file: "f.csv", found: &read(text).unwrap_err() }.to_string()
    }

    #[test]
    fn columns_are_found_in_any_order_and_blank_lines_passed_over() {
        let rows =
            read("\u{feff}clinic, left ,days,more\n a,1,3,x\n\n,,,\n\"b\",0,2.5,y\n").unwrap();
        assert_eq!((rows.times, rows.left), (vec![3.0, 2.5], vec![true, false]));
        assert_eq!(rows.others, [["a", "b"]]);
        assert!(!rows.are_whole);
    }

    #[test]
    fn every_bad_row_is_named_at_once_with_line_column_value_and_hint() {
        let told = told("days,left,clinic\n-5,1,a\nx,2,\n0,1,a\n4,1\n1e9,1,a\n7,1,a\n");
        for line in [
            "error: f.csv, line 2, column `days`: \"-5\" is less than 0\n",
            "error: f.csv, line 3, column `days`: \"x\" is no number\n  hint: a time is a number",
            "error: f.csv, line 3, column `left`: \"2\" is neither 1 nor 0\n  hint: 1: left then",
            "error: f.csv, line 3, column `clinic`: the cell is empty\n",
            "error: f.csv, line 4, column `days`: \"0\" is no time at all\n",
            "error: f.csv, line 5: 2 cells below a header of 3\n",
            "error: f.csv, line 6, column `days`: \"1e9\" is out of range\n",
        ] {
            assert!(told.contains(line), "{line}\n{told}");
        }
        assert_eq!(told.matches("error:").count(), 7, "{told}");
    }

    #[test]
    fn a_column_that_is_not_there_is_told_the_nearest_that_is() {
        let told = told("day,left,ward\n3,1,a\n");
        assert!(
            told.contains("column `days`: there is no such column\n  hint: did you mean `day`?")
        );
        assert!(told.contains("column `clinic`: there is no such column"), "{told}");
    }

    #[test]
    fn what_holds_nothing_to_fit_is_refused() {
        assert!(told("").contains("the file is empty"));
        assert!(told("days,left,clinic\n").contains("there are no rows"));
        assert!(told("days,left,clinic\n3,0,a\n").contains("nobody left"));
        assert!(told("days,left,clinic,days\n3,1,a,3\n").contains("2 columns of this name"));
        let many = format!("days,left,clinic\n{}", "-1,1,a\n".repeat(150));
        assert!(told(&many).ends_with("and 50 more\n"));
    }
}
