//! Reads a file of times and whether people then left: all of it, or everything that is wrong with it.

use super::mistakes::Mistake;
use crate::scenario::meant_or_known;
use std::collections::BTreeMap;

/// How much of a cell is shown.
const SHOWN: usize = 40;
/// The longest that anyone is seen. \[days\]
const LONGEST: f64 = 36_525.0;
/// What may stand between cells in place of commas.
const SEPARATORS: [(char, &str); 2] = [(';', "semicolons"), ('\t', "tabs")];
const LEVELS: &str = "levels are short words or numbers";
const CENSORED: &str = "1: left then; 0: still there when last seen (censored)";
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
    // Values that do not tell whether someone left: the first line, and how many there are.
    let mut untold: BTreeMap<String, (u64, usize)> = BTreeMap::new();
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
            let cells = format!("{} cells below a header of {}", record.len(), headers.len());
            let hint = "a cell with a comma in it stands in quotes";
            mistakes.push(Mistake::of_line(line, cells).hint(hint));
            continue;
        }
        match length(&record[time], wanted.unit) {
            Ok(time) => {
                rows.are_whole &= time.fract() == 0.0;
                rows.times.push(time * wanted.unit);
            }
            Err((what, hint)) => {
                mistakes.push(Mistake::of_cell(line, wanted.time, what).hint(hint));
            }
        }
        match whether(&record[event]) {
            Some(left) => rows.left.push(left),
            None => untold.entry(record[event].to_owned()).or_insert((line, 0)).1 += 1,
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
                    .hint(LEVELS),
                ),
                cell if cell.contains(char::is_control) => mistakes.push(
                    Mistake::of_cell(
                        line,
                        name,
                        format!("{} is on two lines, or has a tab", quoted(cell)),
                    )
                    .hint(LEVELS),
                ),
                cell => cells.push(cell.to_owned()),
            }
        }
    }
    for (cell, (line, count)) in &untold {
        mistakes.push(neither(cell, *line, *count, wanted.event));
    }
    mistakes.sort_by_key(Mistake::line);
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

fn quoted(cell: &str) -> String {
    let shown: String =
        cell.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if shown.len() < cell.len() { format!("\"{shown}…\"") } else { format!("\"{shown}\"") }
}

/// A length of time in a unit of so many days, or what is wrong with it and a hint.
fn length(cell: &str, unit: f64) -> Result<f64, (String, &'static str)> {
    let number = "a time is a number, such as 120 or 3.5";
    if cell.is_empty() {
        return Err(("the cell is empty".to_owned(), number));
    }
    if is_date(cell) {
        let hint = "give times, not dates: how long from the first day to the last that the person was seen";
        return Err((format!("{} is a date", quoted(cell)), hint));
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
    if !(1e-6..=LONGEST).contains(&(time * unit)) {
        let hint = "a time lies between 1e-6 days and 100 years; another --unit may be meant";
        return Err((format!("{} is out of range", quoted(cell)), hint));
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

/// Whether the person left; none where the cell does not say.
fn whether(cell: &str) -> Option<bool> {
    match cell.parse::<f64>() {
        Ok(1.0) => Some(true),
        Ok(0.0) => Some(false),
        _ => None,
    }
}

/// A value that does not say whether people left, told once for all its rows.
fn neither(cell: &str, line: u64, count: usize, column: &str) -> Mistake {
    let what = match cell {
        "" => "the cell is empty".to_owned(),
        _ => format!("{} is neither 1 nor 0", quoted(cell)),
    };
    let more = match count {
        1 => String::new(),
        2 => ", and in 1 more row".to_owned(),
        _ => format!(", and in {} more rows", count - 1),
    };
    let hint = match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" => {
            format!("write 1 in its place, if it means that they left ({CENSORED})")
        }
        "no" | "n" | "false" | "f" => {
            format!("write 0 in its place, if it means that they were still there ({CENSORED})")
        }
        _ => CENSORED.to_owned(),
    };
    Mistake::of_cell(line, column, what + &more).hint(hint)
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
            "line 2, column `left`: \"yes\" is neither 1 nor 0, and in 2 more rows\n  hint: write 1 in its place",
            "line 3, column `left`: \"no\" is neither 1 nor 0, and in 1 more row\n  hint: write 0 in its place",
            "line 6, column `left`: the cell is empty\n  hint: 1: left then",
            "line 7, column `left`: \"TRUE\" is neither 1 nor 0\n  hint: write 1 in its place",
        ] {
            assert!(told.contains(line), "{line}\n{told}");
        }
        assert_eq!(told.matches("error:").count(), 4, "{told}");
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
        let many = format!("days,left,clinic\n{}", "-1,1,a\n".repeat(150));
        assert!(told(&many).ends_with("and 50 more\n"));
    }
}
