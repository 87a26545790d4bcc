//! `events.csv`.

use super::columns::{Columns, Legend, Shape};
use super::queue::Format;
use crate::events::Rows;
use crate::experiment::Chapter;
use crate::units::Days;
use jiff::SignedDuration;
use jiff::civil::{DateTime, datetime};
use std::fs::File;
use std::io::{self, Write};

/// The event log as text.
pub(super) struct Text {
    columns: Columns,
}

impl Text {
    pub(super) fn new(columns: Columns) -> Text {
        Text { columns }
    }
}

impl Format for Text {
    type Rows = Rows;
    type Note = ();
    type Writer = File;

    fn begin(&self, mut file: File) -> io::Result<File> {
        let mut head = csv::Writer::from_writer(Vec::new());
        head.write_record(self.columns.fields.iter().map(|(_, name)| name))?;
        file.write_all(&head.into_inner().map_err(|error| error.into_error())?)?;
        Ok(file)
    }

    fn encode(&self, chapter: Chapter, rows: &Rows) -> io::Result<(Vec<u8>, ())> {
        let legend = &self.columns.legends[chapter.scenario];
        let cases = legend.cases(chapter.replication);
        let mut table = csv::Writer::from_writer(Vec::new());
        let mut scratch = Vec::new();
        for (index, row) in rows.all().iter().enumerate() {
            let levels = rows.levels(index);
            for &(field, _) in &self.columns.fields {
                scratch.clear();
                match field.shape() {
                    Shape::Word => {
                        let word = legend.word(field, row, levels);
                        let word = word.map_or("", |word| &legend.words(field)[word]);
                        table.write_field(word)?;
                        continue;
                    }
                    Shape::Case => {
                        let case = &cases[usize::from(row.route)];
                        write!(scratch, "{case}{}", row.number + 1)?;
                    }
                    Shape::Whole => {
                        if let Some(number) = field.whole(row, chapter.replication) {
                            write!(scratch, "{number}")?;
                        }
                    }
                    Shape::Days => {
                        if let Some(days) = field.days(row) {
                            // The shortest text that is this very number.
                            write!(scratch, "{}", days.0)?;
                        }
                    }
                    Shape::Moment => moment(&mut scratch, legend, field.days(row))?,
                }
                table.write_field(&scratch)?;
            }
            table.write_record(None::<&[u8]>)?;
        }
        Ok((table.into_inner().map_err(|error| error.into_error())?, ()))
    }

    fn write(&self, file: &mut File, bytes: Vec<u8>, (): ()) -> io::Result<()> {
        file.write_all(&bytes)
    }

    fn finish(&self, file: File) -> io::Result<File> {
        Ok(file)
    }
}

/// Writes a date and time.
pub(super) fn moment(to: &mut Vec<u8>, legend: &Legend, at: Option<Days>) -> io::Result<()> {
    const EPOCH: DateTime = datetime(1970, 1, 1, 0, 0, 0, 0);
    let since = at.and_then(|at| legend.moment(at)).map(SignedDuration::from_millis);
    match since.and_then(|since| EPOCH.checked_add(since).ok()) {
        Some(moment) => write!(to, "{moment:.3}"),
        None => Ok(()),
    }
}
