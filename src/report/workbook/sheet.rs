//! A sheet that is a table: one header row that stays in sight, a filter, formats by unit.

use crate::output::rounded;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use std::borrow::Cow;

/// Rows that a sheet holds, the header among them.
const MOST_ROWS: u32 = 1_048_576;

/// What a cell of Excel holds. \[units of UTF-16\]
const LONGEST: usize = 32_767;
/// What stands at the end of a text that is longer.
const CUT: &str = " … (cut short: longer than a cell can hold; the whole is in run.json)";
/// Excel knows no day before this year.
const FIRST_YEAR: i16 = 1900;

/// A text as a cell can hold it.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    let units = |text: &str| text.encode_utf16().count();
    if units(text) <= LONGEST {
        return Cow::Borrowed(text);
    }
    let mut room = LONGEST - units(CUT);
    let kept = text.chars().take_while(|letter| {
        let fits = letter.len_utf16() <= room;
        room = room.saturating_sub(letter.len_utf16());
        fits
    });
    Cow::Owned(kept.chain(CUT.chars()).collect())
}

/// What stands in a cell.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Words: never a formula, whatever they begin with.
    Words(String),
    /// A number in a unit; missing is left empty.
    Number(Option<f64>, Unit),
    /// A day; as text where Excel has no such day.
    Day(Option<jiff::civil::Date>),
}

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Share,
    Days,
    Money,
    Count,
    Whole,
    Other,
    /// As it was written.
    Plain,
}

impl Unit {
    /// By the name of a unit in the catalogue of measures.
    pub(super) fn named(unit: &str) -> Unit {
        match unit {
            "share" => Unit::Share,
            "days" => Unit::Days,
            "waits" | "care plans" => Unit::Whole,
            "per year" | "clients" | "places" | "QALYs per year" => Unit::Count,
            unit if unit.starts_with("currency") => Unit::Money,
            _ => Unit::Other,
        }
    }

    fn format(self) -> &'static str {
        match self {
            Unit::Share => "0.0%",
            Unit::Days => "#,##0.0",
            Unit::Money => "#,##0",
            Unit::Count => "#,##0.0",
            Unit::Whole => "#,##0",
            Unit::Other => "0.000",
            Unit::Plain => "General",
        }
    }
}

/// A column: its head and how wide it is. \[characters\]
pub(super) type Column<'a> = (&'a str, f64);

/// A table that is being written.
pub(super) struct Table<'s> {
    sheet: &'s mut Worksheet,
    columns: u16,
    row: u32,
    formats: Vec<(Unit, Format)>,
    day: Format,
    wrapped: Format,
}

impl<'s> Table<'s> {
    /// Begins a table on a sheet of this name.
    pub(super) fn begin(
        sheet: &'s mut Worksheet,
        name: &str,
        columns: &[Column<'_>],
    ) -> Result<Table<'s>, XlsxError> {
        sheet.set_name(name)?;
        let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap();
        for (at, (title, width)) in (0..).zip(columns) {
            sheet.write_string_with_format(0, at, *title, &head)?;
            sheet.set_column_width(at, *width)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        let units = [
            Unit::Share,
            Unit::Days,
            Unit::Money,
            Unit::Count,
            Unit::Whole,
            Unit::Other,
            Unit::Plain,
        ];
        Ok(Table {
            sheet,
            columns: columns.len() as u16,
            row: 1,
            formats: units
                .into_iter()
                .map(|unit| (unit, Format::new().set_num_format(unit.format())))
                .collect(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        })
    }

    /// Writes a row, where there is room for another.
    pub(super) fn row(&mut self, values: &[Value]) -> Result<(), XlsxError> {
        if self.row >= MOST_ROWS {
            return Ok(());
        }
        for (column, value) in (0..).zip(values) {
            match value {
                Value::Words(text) if text.chars().count() > 60 => {
                    let text = fitting(text);
                    self.sheet.write_string_with_format(self.row, column, text, &self.wrapped)?;
                }
                Value::Words(text) => {
                    self.sheet.write_string(self.row, column, text)?;
                }
                Value::Day(Some(date)) if date.year() < FIRST_YEAR => {
                    self.sheet.write_string(self.row, column, date.to_string())?;
                }
                Value::Number(Some(number), unit) if number.is_finite() => {
                    let format = self.formats.iter().find(|(known, _)| known == unit);
                    match format {
                        Some((_, format)) => self.sheet.write_number_with_format(
                            self.row,
                            column,
                            rounded(*number, 10),
                            format,
                        )?,
                        None => self.sheet.write_number(self.row, column, *number)?,
                    };
                }
                Value::Day(Some(date)) => {
                    let day = ExcelDateTime::from_ymd(
                        date.year() as u16,
                        date.month() as u8,
                        date.day() as u8,
                    )?;
                    self.sheet.write_datetime_with_format(self.row, column, &day, &self.day)?;
                }
                _ => {}
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Ends the table with a filter over all of it.
    pub(super) fn end(self) -> Result<(), XlsxError> {
        if self.row > 1 {
            self.sheet.autofilter(0, 0, self.row - 1, self.columns - 1)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_only_where_a_cell_cannot_hold_it_and_never_within_a_letter() {
        let units = |text: &str| text.encode_utf16().count();
        let whole = "x".repeat(LONGEST);
        assert_eq!(fitting(&whole), whole);
        // Two units each: the limit lies within one of them.
        for text in
            ["x".repeat(LONGEST + 1), "😀".repeat(LONGEST), format!("x{}", "😀".repeat(LONGEST))]
        {
            let cut = fitting(&text);
            assert!(units(&cut) <= LONGEST && units(&cut) >= LONGEST - 1, "{}", units(&cut));
            assert!(cut.ends_with(CUT));
            assert!(text.starts_with(cut.strip_suffix(CUT).unwrap()));
        }
    }
}
