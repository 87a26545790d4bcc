//! A CSV table: one header row, UTF-8, lines ended by a line feed, fields quoted only where they must be.

use super::number::number;
use crate::statistics::Estimate;
use std::io::{self, Write};

/// The columns of an estimate, in order.
pub(super) const ESTIMATE: [&str; 12] =
    ["n", "mean", "sd", "low95", "high95", "min", "p5", "p25", "median", "p75", "p95", "max"];

/// The fields of an estimate, in the order of [`ESTIMATE`].
pub(super) fn estimate(of: &Estimate) -> Vec<String> {
    let values =
        [of.mean, of.sd, of.low, of.high, of.min, of.p5, of.p25, of.median, of.p75, of.p95, of.max];
    std::iter::once(of.n.to_string()).chain(values.into_iter().map(number)).collect()
}

/// A table that is written row by row.
pub(super) struct Table<'a> {
    to: csv::Writer<&'a mut dyn Write>,
}

impl Table<'_> {
    /// A table with these columns and no rows.
    pub(super) fn new<'a, 'b>(
        to: &'a mut dyn Write,
        columns: impl IntoIterator<Item = &'b str>,
    ) -> io::Result<Table<'a>> {
        let mut to = csv::Writer::from_writer(to);
        to.write_record(columns)?;
        Ok(Table { to })
    }

    /// Adds a row, which has every column.
    pub(super) fn row<F: AsRef<[u8]>>(&mut self, fields: &[F]) -> io::Result<()> {
        Ok(self.to.write_record(fields)?)
    }

    /// The table is whole.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_only_where_they_must_be() {
        let mut bytes = Vec::new();
        let mut table = Table::new(&mut bytes, ["a", "b"]).unwrap();
        table.row(&["plain text", "with, comma"]).unwrap();
        table.row(&["", "a \"word\""]).unwrap();
        table.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "a,b\nplain text,\"with, comma\"\n,\"a \"\"word\"\"\"\n");
    }
    #[test]
    fn a_row_without_every_column_is_no_row() {
        let mut bytes = Vec::new();
        let mut table = Table::new(&mut bytes, ["a", "b"]).unwrap();
        assert!(table.row(&["one"]).is_err());
    }
}
