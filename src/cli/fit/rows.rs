//! Reads a file of times and whether people then left: all of it, or everything that is wrong with it.

use super::lines::Lines;
use super::mistakes::{Mistake, OfRows};
use crate::scenario::meant_or_known;

/// How much of a cell is shown.
const SHOWN: usize = 40;
/// The longest that anyone is seen. \[days\]
const LONGEST: f64 = 36_525.0;
/// What may stand between cells in place of commas.
const SEPARATORS: [(char, &str); 2] = [(';', "semicolons"), ('\t', "tabs")];
const LEVELS: &str = "levels are short words or numbers";
const CENSORED: &str = "1: left then; 0: still there when last seen (censored)";
const LEFT: &str = "write 1 in its place, if it means that they left (1: left then; 0: still there when last seen, censored)";
const STAYED: &str = "write 0 in its place, if it means that they were still there (1: left then; 0: still there when last seen, censored)";
const UTF_8: &str = "save it as CSV in UTF-8: a spreadsheet program's own choice may be UTF-16 or Windows-1252 (Latin-1)";

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

/// A file that is none, or no text.
pub(super) fn no_text(why: String) -> Mistake {
    let is_text = !why.contains("UTF-8");
    let mistake = Mistake::of_file(why);
    if is_text { mistake } else { mistake.hint(UTF_8) }
}

/// Reads the text of a CSV file with a header.
pub(super) fn rows(text: &str, wanted: Wanted<'_>) -> Result<Rows, Vec<Mistake>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(vec![Mistake::of_file("the file is empty").hint(
            "it needs a header and a row for each person, such as days,left below it 120,1 and 300,0",
        )]);
    }
    if text.contains('\0') {
        return Err(vec![Mistake::of_file("it is not UTF-8 text (perhaps UTF-16)").hint(UTF_8)]);
    }
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(why) => return Err(vec![Mistake::of_file(why.to_string())]),
    };
    if let Some((_, separators)) =
        SEPARATORS.iter().find(|(c, _)| headers.len() == 1 && headers[0].contains(*c))
    {
        let separated = Mistake::of_file(format!("its cells are separated by {separators}"));
        return Err(vec![
            separated.hint("save it with commas between cells, and points in numbers (3.5)"),
        ]);
    }
    let places = places(&headers, wanted)?;
    let mut rows = Rows {
        times: Vec::new(),
        left: Vec::new(),
        others: vec![Vec::new(); places.others.len()],
        are_whole: true,
    };
    let mut mistakes = OfRows::default();
    let mut lines = Lines::of(text);
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(why) => {
                let why = why.to_string();
                mistakes.add(why.clone(), Mistake::of_file(why));
                continue;
            }
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        let line = lines.of_record(record.position().map_or(0, csv::Position::byte));
        if record.len() != headers.len() {
            let cells = format!("{} cells below a header of {}", record.len(), headers.len());
            let hint = "a cell with a comma in it stands in quotes";
            mistakes.add(cells.clone(), Mistake::of_line(line, cells).hint(hint));
            continue;
        }
        rows.add(&record, &places, wanted, &mut |column, cell, wrong| {
            mistakes.add(wrong.kind(cell), wrong.told(line, column, cell));
        });
    }
    let mut mistakes = mistakes.into_vec();
    if mistakes.is_empty() && rows.times.is_empty() {
        mistakes.push(Mistake::of_file("there are no rows below the header"));
    }
    if mistakes.is_empty() && !rows.left.contains(&true) {
        mistakes.push(
            Mistake::of_column(wanted.event, "nobody left: there is nothing to fit").hint(CENSORED),
        );
    }
    if mistakes.is_empty() { Ok(rows) } else { Err(mistakes) }
}

/// Where the columns stand that are asked for.
struct Places {
    time: usize,
    event: usize,
    others: Vec<usize>,
}

fn places(headers: &csv::StringRecord, wanted: Wanted<'_>) -> Result<Places, Vec<Mistake>> {
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
    match (time, event, others.into_iter().collect::<Option<Vec<usize>>>()) {
        (Some(time), Some(event), Some(others)) if mistakes.is_empty() => {
            Ok(Places { time, event, others })
        }
        _ => Err(mistakes),
    }
}

impl Rows {
    /// Adds a row; `wrong` is told of each cell that is: its column, its text, and why.
    fn add(
        &mut self,
        record: &csv::StringRecord,
        places: &Places,
        wanted: Wanted<'_>,
        wrong: &mut dyn FnMut(&str, &str, Wrong),
    ) {
        let cell = &record[places.time];
        match length(cell, wanted.unit) {
            Ok(time) => {
                self.are_whole &= time.fract() == 0.0;
                self.times.push(time * wanted.unit);
            }
            Err(why) => wrong(wanted.time, cell, why),
        }
        let cell = &record[places.event];
        match whether(cell) {
            Ok(left) => self.left.push(left),
            Err(why) => wrong(wanted.event, cell, why),
        }
        for ((cells, &place), name) in self.others.iter_mut().zip(&places.others).zip(wanted.others)
        {
            let cell = &record[place];
            match no_level(cell) {
                None => cells.push(cell.to_owned()),
                Some(why) => wrong(name, cell, why),
            }
        }
    }
}

/// What is wrong with a cell, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Wrong {
    /// What a cell that is not empty is.
    is: &'static str,
    hint: &'static str,
    /// Whether each word is told, and not only the first of them.
    by_word: ByWord,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum ByWord {
    Each,
    First,
}

impl Wrong {
    fn new(is: &'static str, hint: &'static str) -> Wrong {
        Wrong { is, hint, by_word: ByWord::First }
    }

    /// What is told once for all its rows.
    fn kind(self, cell: &str) -> String {
        match (cell, self.by_word) {
            ("", _) => String::new(),
            (word, ByWord::Each) => format!("{} {word}", self.is),
            (_, ByWord::First) => format!("{} {}", self.is, self.hint),
        }
    }

    fn told(self, line: u64, column: &str, cell: &str) -> Mistake {
        let what = match cell {
            "" => "the cell is empty".to_owned(),
            _ => format!("{} {}", quoted(cell), self.is),
        };
        Mistake::of_cell(line, column, what).hint(self.hint)
    }
}

fn quoted(cell: &str) -> String {
    let shown: String =
        cell.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if shown.len() < cell.len() { format!("\"{shown}…\"") } else { format!("\"{shown}\"") }
}

/// A length of time in a unit of so many days, or what is wrong with it.
fn length(cell: &str, unit: f64) -> Result<f64, Wrong> {
    let number = "a time is a number, such as 120 or 3.5";
    if is_date(cell) {
        let hint = "give times, not dates: how long from the first day to the last that the person was seen";
        return Err(Wrong::new("is a date", hint));
    }
    let Ok(time) = cell.parse::<f64>() else {
        let alone =
            "a time is a number alone, such as 120 or 3.5; what it counts is said by --unit";
        let hint = if cell.starts_with(|c: char| c.is_ascii_digit()) { alone } else { number };
        return Err(Wrong::new("is no number", hint));
    };
    if !time.is_finite() {
        return Err(Wrong::new("is no finite number", number));
    }
    if time < 0.0 {
        return Err(Wrong::new("is less than 0", "a time is counted from the start"));
    }
    if time == 0.0 {
        let hint = "who left on the first day was there for a part of it: write 0.5, say";
        return Err(Wrong::new("is no time at all", hint));
    }
    if !(1e-6..=LONGEST).contains(&(time * unit)) {
        let hint = "a time lies between 1e-6 days and 100 years; another --unit may be meant";
        return Err(Wrong::new("is out of range", hint));
    }
    Ok(time)
}

/// Whether a cell begins with three numbers as a date has them: 2026-01-31, 31.1.2026, 1/31/26 12:00.
fn is_date(cell: &str) -> bool {
    let day = cell.split([' ', 'T']).next().unwrap_or(cell);
    ['-', '.', '/'].into_iter().any(|between| {
        let parts: Vec<&str> = day.split(between).collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
        parts.len() == 3 && parts.iter().all(is_number)
    })
}

/// Whether the person left, or what is wrong with the cell that should say so.
fn whether(cell: &str) -> Result<bool, Wrong> {
    match cell.parse::<f64>() {
        Ok(1.0) => Ok(true),
        Ok(0.0) => Ok(false),
        number => {
            let hint = match cell.to_lowercase().as_str() {
                "yes" | "y" | "true" | "t" => LEFT,
                "no" | "n" | "false" | "f" => STAYED,
                _ => CENSORED,
            };
            let is_word = number.is_err() && !is_date(cell);
            let by_word = if is_word { ByWord::Each } else { ByWord::First };
            Err(Wrong { by_word, ..Wrong::new("is neither 1 nor 0", hint) })
        }
    }
}

/// Why a cell names no level; none where it does.
fn no_level(cell: &str) -> Option<Wrong> {
    if cell.is_empty() {
        let hint = "fill it, leave the person out, or write a level of its own such as unknown";
        return Some(Wrong::new("", hint));
    }
    if cell.len() > 64 {
        return Some(Wrong::new("is longer than 64 letters", LEVELS));
    }
    cell.contains(char::is_control).then(|| Wrong::new("is on two lines, or has a tab", LEVELS))
}

#[cfg(test)]
mod tests {
    use super::super::mistakes::Mistakes;
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
    fn words_for_whether_people_left_are_told_once_each_with_what_to_write() {
        let told =
            told("days,left,clinic\n3,yes,a\n4,no,a\n5,yes,a\n6,yes,a\n7,,a\n8,TRUE,b\n9,no,a\n");
        for line in [
            "line 2, column `left`: \"yes\" is neither 1 nor 0, and in 2 more rows: lines 4, 5\n  hint: write 1 in its place",
            "line 3, column `left`: \"no\" is neither 1 nor 0, and in 1 more row: line 8\n  hint: write 0 in its place",
            "line 6, column `left`: the cell is empty\n  hint: 1: left then",
            "line 7, column `left`: \"TRUE\" is neither 1 nor 0\n  hint: write 1 in its place",
        ] {
            assert!(told.contains(line), "{line}\n{told}");
        }
        assert_eq!(told.matches("error:").count(), 4, "{told}");
    }

    #[test]
    fn each_kind_of_mistake_is_told_once_with_how_many_rows_and_the_first_lines() {
        let mut rows = String::from("days,left,clinic\r\n");
        for row in 0..300_u32 {
            let time = ["2026-01-31", "120 days", "NA"][row as usize % 3];
            rows.push_str(&format!("{time},31.1.{},\r\n\r\n", 1900 + row));
        }
        rows.push_str("missing,0,\"a\nb\"\r\n-1,7,a\r\n");
        let told = told(&rows);
        for line in [
            "line 2, column `days`: \"2026-01-31\" is a date, and in 99 more rows: lines 8, 14, 20, 26, 32, …\n",
            "line 4, column `days`: \"120 days\" is no number, and in 99 more rows: lines 10, ",
            "line 6, column `days`: \"NA\" is no number, and in 100 more rows: lines 12, ",
            "  hint: a time is a number alone, such as 120 or 3.5; what it counts is said by --unit\n",
            "line 2, column `left`: \"31.1.1900\" is neither 1 nor 0, and in 300 more rows: lines 4, ",
            "line 2, column `clinic`: the cell is empty, and in 299 more rows: lines 4, ",
            "line 602, column `clinic`: \"a b\" is on two lines, or has a tab\n",
            "line 604, column `days`: \"-1\" is less than 0\n",
        ] {
            assert!(told.contains(line), "{line}\n{told}");
        }
        assert_eq!(told.matches("error:").count(), 7, "{told}");
    }

    #[test]
    fn dates_other_separators_and_other_encodings_are_told_what_to_do() {
        for date in ["2026-01-31", "31.1.2026", "1/31/26", "2026-01-31T12:00", "31/01/2026 12:00"] {
            let told = told(&format!("days,left,clinic\n{date},1,a\n"));
            assert!(
                told.contains(&format!("\"{date}\" is a date\n  hint: give times, not dates")),
                "{told}"
            );
        }
        assert!(told("days,left,clinic\n1-2,1,a\n").contains("\"1-2\" is no number"));
        assert!(
            told("days;left;clinic\n3,5;1;a\n")
                .contains("separated by semicolons\n  hint: save it with commas")
        );
        assert!(told("days\tleft\tclinic\n3\t1\ta\n").contains("separated by tabs\n"));
        assert!(told("d\0a\0y\0s\0").contains("perhaps UTF-16)\n  hint: save it as CSV in UTF-8"));
    }

    #[test]
    fn levels_on_two_lines_and_times_of_more_than_a_century_are_refused() {
        let told = told("days,left,clinic\n3,1,\"a\nb\"\n36526,1,a\n");
        assert!(
            told.contains("line 2, column `clinic`: \"a b\" is on two lines, or has a tab"),
            "{told}"
        );
        assert!(told.contains("line 4, column `days`: \"36526\" is out of range"), "{told}");
        let weeks = Wanted { time: "w", event: "left", others: &[], unit: 7.0 };
        assert!(rows("w,left\n5217,1\n", weeks).is_ok());
        assert!(rows("w,left\n5218,1\n", weeks).is_err());
    }

    #[test]
    fn what_holds_nothing_to_fit_is_refused() {
        assert!(told("").contains("the file is empty"));
        assert!(told("days,left,clinic\n").contains("there are no rows"));
        assert!(told("days,left,clinic\n3,0,a\n").contains("nobody left"));
        assert!(told("days,left,clinic,days\n3,1,a,3\n").contains("2 columns of this name"));
        let words: String = (0..150).map(|word| format!("1,w{word},a\n")).collect();
        assert!(told(&format!("days,left,clinic\n{words}")).ends_with("and 50 more\n"));
    }
}
