//! The results as a workbook that an analyst goes on with: real numbers with formats, units in a column of their own.

mod sheet;
mod about;
mod tables;
mod inputs;

use super::answer::Answer;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// Why a workbook cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be made: {0}")]
pub struct WorkbookError(#[from] XlsxError);

/// Most letters of a title among the properties of a file, as Excel has it.
const LONGEST_PROPERTY: usize = 255;

fn shown(title: &str) -> String {
    title.chars().take(LONGEST_PROPERTY).collect()
}

/// The report as a workbook.
///
/// # Errors
/// When there is more in it than a workbook of Excel can hold.
pub fn workbook(answer: &Answer<'_>) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let mut properties = DocProperties::new()
        .set_title(shown(answer.title()))
        .set_comment(format!("Written by Throughcare {}", answer.manifest.version));
    // The time of the run, and not of the writing, so that one run always has one workbook.
    let begun =
        answer.manifest.started.get(..19).and_then(|text| ExcelDateTime::parse_from_str(text).ok());
    let begun = begun.map_or_else(|| ExcelDateTime::from_ymd(2000, 1, 1), Ok)?;
    properties = properties.set_creation_datetime(&begun);
    book.set_properties(&properties);
    about::write(book.add_worksheet(), answer)?;
    tables::summary(book.add_worksheet(), answer)?;
    if answer.compares() {
        tables::comparison(book.add_worksheet(), answer)?;
    }
    tables::timeline(book.add_worksheet(), answer)?;
    tables::waits(book.add_worksheet(), answer)?;
    inputs::write(book.add_worksheet(), answer)?;
    Ok(book.save_to_buffer()?)
}
