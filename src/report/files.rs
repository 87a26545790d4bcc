//! A report as a file among the results of a run, or anywhere else.

use super::{Answer, Format, html, text, workbook};
use crate::output::{Manifest, ResultFile};
use crate::scenario::Scenario;
use crate::statistics::Results;
use std::io;

/// The bytes of a report in a format.
///
/// # Errors
/// When the results cannot be read back, or do not fit into a workbook.
pub fn bytes(answer: &Answer<'_>, format: Format) -> io::Result<Vec<u8>> {
    let bytes = match format {
        Format::Html => html(answer).into_bytes(),
        Format::Markdown => text(answer).into_bytes(),
        Format::Xlsx => workbook(answer).map_err(io::Error::other)?,
    };
    // What could not be read back would be missing without a word.
    answer.scenarios.iter().try_for_each(|(_, results)| results.checked())?;
    Ok(bytes)
}

/// A report as one of the files of a run.
#[must_use]
pub fn file<'a>(
    scenarios: &'a [(&'a Scenario, &'a Results)],
    manifest: &'a Manifest,
    format: Format,
) -> ResultFile<'a> {
    ResultFile::new(format.file_name(), move |to| match Answer::of(scenarios, manifest) {
        Some(answer) => to.write_all(&bytes(&answer, format)?),
        None => Ok(()),
    })
}
