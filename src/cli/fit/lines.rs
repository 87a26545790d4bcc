//! On which line of a text a record of CSV begins.

/// Counts the lines of a text up to one place after another.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    byte: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Lines<'a> {
        Lines { text: text.as_bytes(), byte: 0, line: 1 }
    }

    /// The line of the record that was found from this byte on, which is behind the one asked for before: what is left of
    /// the line break above it, and blank lines, are no part of it.
    pub(super) fn of_record(&mut self, from: u64) -> u64 {
        let from = usize::try_from(from).map_or(self.text.len(), |from| from.min(self.text.len()));
        let is_break = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let begin = from + self.text[from..].iter().take_while(is_break).count();
        while self.byte < begin {
            let rest = &self.text[self.byte..];
            self.line +=
                u64::from(rest[0] == b'\n' || rest[0] == b'\r' && rest.get(1) != Some(&b'\n'));
            self.byte += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_the_lines_that_an_editor_shows() {
        // A header, a blank line, a cell on two lines, cells that are empty, two blank lines: seen on these lines.
        let text = "a,b\n1,2\n\n\"x\ny\",3\n,\n\n\n4,5\n6,7";
        let lines = [2, 4, 6, 9, 10];
        for line_break in ["\n", "\r\n", "\r"] {
            let text = text.replace('\n', line_break);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let mut counted = Lines::of(&text);
            let found: Vec<u64> = reader
                .records()
                .map(|record| counted.of_record(record.unwrap().position().unwrap().byte()))
                .collect();
            assert_eq!(found, lines, "{line_break:?}");
        }
    }
}
