//! Which lines of an output a page shows: `all`, or the lines that contain a text, such as `"a year"`. In it `…` stands for
//! anything, `^` at its start for the start of the line; `+ 3` adds the three lines that follow. Several are parted by commas.
//! Of a table some columns are shown, aligned and with numbers rounded to two decimals. Long lines are broken, and lose the
//! places of links that Markdown has.

use std::collections::BTreeSet;

/// What stands where lines are left out.
const LEFT_OUT: &str = "…";
/// The longest line that a page shows without scrolling.
const WIDEST: usize = 110;

struct Selection {
    parts: Vec<Part>,
}

/// Lines that match, and how many after each.
struct Part {
    text: String,
    more: usize,
}

impl Selection {
    fn read(words: &str) -> Result<Selection, String> {
        let mut parts = Vec::new();
        let mut rest = words.trim();
        if rest == "all" {
            return Ok(Selection { parts: vec![Part { text: String::new(), more: 0 }] });
        }
        while !rest.is_empty() {
            let quoted = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
            let (text, after) =
                quoted.ok_or_else(|| format!("a text in \" is expected at {rest:?}"))?;
            let (more, after) = match after.trim_start().strip_prefix('+') {
                None => (0, after.trim_start()),
                Some(after) => {
                    let after = after.trim_start();
                    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
                    let number = after[..end].parse();
                    (number.map_err(|_| format!("no number at {after:?}"))?, &after[end..])
                }
            };
            parts.push(Part { text: text.to_owned(), more });
            rest = after.trim_start_matches(',').trim_start();
        }
        Ok(Selection { parts })
    }

    /// Numbers of the lines chosen, in their order.
    fn of(&self, lines: &[&str]) -> Result<BTreeSet<usize>, String> {
        let mut kept = BTreeSet::new();
        for part in &self.parts {
            let found: Vec<usize> =
                (0..lines.len()).filter(|&at| matches(lines[at], &part.text)).collect();
            if found.is_empty() {
                return Err(format!("no line has {:?}", part.text));
            }
            kept.extend(found.iter().flat_map(|at| *at..=at + part.more));
        }
        Ok(kept)
    }
}

/// The lines chosen, with a sign where others are left out.
pub(super) fn lines_of(text: &str, selection: &str) -> Result<String, String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let kept = Selection::read(selection)?.of(&lines)?;
    let mut shown = String::new();
    let mut left_out: Option<&str> = None;
    for (at, line) in lines.iter().enumerate() {
        if kept.contains(&at) {
            shown.extend(left_out.take().map(|sign| format!("{sign}\n")));
            shown.push_str(&broken(&without_anchors(line)));
        } else if !line.is_empty() {
            left_out = Some(LEFT_OUT);
        } else {
            left_out = left_out.or(Some(""));
        }
    }
    shown.extend(left_out.filter(|sign| !sign.is_empty()).map(|sign| format!("{sign}\n")));
    Ok(shown)
}

/// A line in as many as it needs; the second and those after it are indented.
fn broken(line: &str) -> String {
    let mut shown = String::new();
    let mut width = 0;
    for (index, word) in line.split(' ').enumerate() {
        let length = word.chars().count();
        if index > 0 && width + 1 + length > WIDEST {
            shown.push_str("\n    ");
            width = 4;
        } else if index > 0 {
            shown.push(' ');
            width += 1;
        }
        shown.push_str(word);
        width += length;
    }
    shown.push('\n');
    shown
}

fn without_anchors(line: &str) -> String {
    let mut parts = line.split("<a id=");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("</a>").map_or(part, |(_, rest)| rest))
}

/// The rows chosen of a table in CSV, and these of its columns.
pub(super) fn table_of(text: &str, columns: &[&str], selection: &str) -> Result<String, String> {
    let lines: Vec<&str> = text.lines().collect();
    let heading = lines.first().ok_or("the table is empty")?;
    let heading: Vec<&str> = heading.split(',').collect();
    let places = columns.iter().map(|column| {
        let place = heading.iter().position(|name| name == column);
        place.ok_or_else(|| format!("no column {column}"))
    });
    let places = places.collect::<Result<Vec<usize>, String>>()?;
    let kept = Selection::read(selection)?.of(&lines)?;
    let rows = kept.into_iter().map(|at| {
        assert!(!lines[at].contains('"'), "a cell with a comma in it: {}", lines[at]);
        let cells: Vec<&str> = lines[at].split(',').collect();
        places.iter().map(|place| rounded(cells[*place])).collect::<Vec<String>>()
    });
    let heading = columns.iter().map(|column| (*column).to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(heading).chain(rows).collect();
    let is_number = |row: &Vec<String>, column: usize| row[column].parse::<f64>().is_ok();
    let mut shown = String::new();
    for row in &rows {
        let cells = (0..row.len()).map(|column| {
            let width = rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
            let cell = &row[column];
            if rows[1..].iter().all(|row| is_number(row, column)) {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            }
        });
        shown.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        shown.push('\n');
    }
    Ok(shown)
}

/// A number of many decimals with two of them; anything else as it stands.
fn rounded(cell: &str) -> String {
    let decimals = cell.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match cell.parse::<f64>() {
        Ok(number) if decimals > 2 => format!("{number:.2}"),
        _ => cell.to_owned(),
    }
}

fn matches(line: &str, text: &str) -> bool {
    let (text, is_start) = text.strip_prefix('^').map_or((text, false), |text| (text, true));
    let mut rest = line;
    for (index, piece) in text.split(LEFT_OUT).enumerate() {
        match rest.find(piece) {
            Some(at) if at == 0 || !(is_start && index == 0) => rest = &rest[at + piece.len()..],
            _ => return false,
        }
    }
    true
}

#[test]
fn lines_are_chosen_by_what_they_say_and_a_sign_stands_for_the_others() {
    let text = "head\n\na year  5\nb year  6\n\nc\nd\n";
    let chosen = |words: &str| lines_of(text, words);
    assert_eq!(chosen("all").unwrap(), text);
    assert_eq!(chosen("\"^head\", \"a year\"").unwrap(), "head\n\na year  5\n…\n");
    assert_eq!(chosen("\"a…5\" + 1, \"d\"").unwrap(), "head\n\na year  5\nb year  6\n…\nd\n");
    assert_eq!(chosen("\"^d\"").unwrap(), "…\nd\n");
    assert!(chosen("\"^ead\"").is_err() && chosen("head").is_err());
}

#[test]
fn rows_and_columns_of_a_table_are_chosen_and_aligned() {
    let text = "town,day,mean\na,1,0.12345\nb,10,12.5\nc,2,3\n";
    let shown = table_of(text, &["mean", "town"], "\"^a,\", \"^b,\"").unwrap();
    assert_eq!(shown, "mean  town\n0.12  a\n12.5  b\n");
    assert!(table_of(text, &["height"], "\"^a,\"").is_err());
}

#[test]
fn long_lines_are_broken_at_words() {
    let word = "x".repeat(60);
    let shown = lines_of(&format!("| <a id=\"s1\"></a>S1 {word} {word}\n"), "\"</a>S1\"").unwrap();
    assert_eq!(shown, format!("| S1 {word}\n    {word}\n"));
}
