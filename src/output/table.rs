//! A CSV table in memory: one header row, UTF-8, lines ended by a line feed, fields quoted only where they must be.

use super::number::number;
use crate::statistics::Estimate;

/// The columns of an estimate, in order.
pub(super) const ESTIMATE: [&str; 12] =
    ["n", "mean", "sd", "low95", "high95", "min", "p5", "p25", "median", "p75", "p95", "max"];

/// The fields of an estimate, in the order of [`ESTIMATE`].
pub(super) fn estimate(of: &Estimate) -> Vec<String> {
    let values =
        [of.mean, of.sd, of.low, of.high, of.min, of.p5, of.p25, of.median, of.p75, of.p95, of.max];
    std::iter::once(of.n.to_string()).chain(values.into_iter().map(number)).collect()
}

/// A table that grows row by row.
pub(super) struct Table {
    bytes: Vec<u8>,
    columns: usize,
}

impl Table {
    /// A table with these columns and no rows.
    pub(super) fn new<'a>(columns: impl IntoIterator<Item = &'a str>) -> Table {
        let columns: Vec<&str> = columns.into_iter().collect();
        let mut table = Table { bytes: Vec::new(), columns: columns.len() };
        table.row(&columns);
        table
    }

    /// Adds a row.
    pub(super) fn row<F: AsRef<str>>(&mut self, fields: &[F]) {
        assert_eq!(fields.len(), self.columns, "every row has every column");
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                self.bytes.push(b',');
            }
            self.field(field.as_ref());
        }
        self.bytes.push(b'\n');
    }

    fn field(&mut self, text: &str) {
        if text.contains([',', '"', '\n', '\r']) {
            self.bytes.push(b'"');
            self.bytes.extend_from_slice(text.replace('"', "\"\"").as_bytes());
            self.bytes.push(b'"');
        } else {
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// The whole table.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_only_where_they_must_be() {
        let mut table = Table::new(["a", "b"]);
        table.row(&["plain", "with, comma"]);
        table.row(&["", "a \"word\""]);
        let text = String::from_utf8(table.into_bytes()).unwrap();
        assert_eq!(text, "a,b\nplain,\"with, comma\"\n,\"a \"\"word\"\"\"\n");
    }

    #[test]
    fn a_csv_reader_reads_back_what_was_written() {
        let mut table = Table::new(["x"]);
        table.row(&["line\nbreak, \"quoted\""]);
        let bytes = table.into_bytes();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let first = reader.records().next().unwrap().unwrap();
        assert_eq!(&first[0], "line\nbreak, \"quoted\"");
    }
}
