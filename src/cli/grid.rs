//! Columns of text that line up: the first to the left, the others to the right.

/// Rows of cells; the first row is the heading.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A grid with a heading.
    pub(super) fn new<'a>(heading: impl IntoIterator<Item = &'a str>) -> Grid {
        Grid { rows: vec![heading.into_iter().map(str::to_owned).collect()] }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether there is anything below the heading.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// The text. Columns in which no row has anything to say are left out.
    pub(super) fn render(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let says = |cell: &str| !cell.is_empty() && cell != super::figures::NOTHING;
        let shown: Vec<usize> = (0..columns)
            .filter(|&column| column == 0 || self.rows[1..].iter().any(|row| says(&row[column])))
            .collect();
        let width = |column: usize| {
            self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
        };
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::from(" ");
            for &column in &shown {
                let (cell, width) = (&row[column], width(column));
                let cell = if column == 0 {
                    format!(" {cell:<width$}")
                } else {
                    format!("  {cell:>width$}")
                };
                line.push_str(&cell);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_silent_ones_are_left_out() {
        let mut grid = Grid::new(["service", "places", "turned away", "wait"]);
        grid.row(["detox", "6", "-", "10 ± 1 days"].map(str::to_owned));
        grid.row(["aftercare", "endless", "", "0"].map(str::to_owned));
        let expected = "  service     places         wait\n  detox            6  10 ± 1 days\n  \
                        aftercare  endless            0\n";
        assert_eq!(grid.render(), expected);
    }
}
