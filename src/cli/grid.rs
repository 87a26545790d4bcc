//! Columns of text that line up: the first to the left, the others to the right.

use super::prose::{shortened, wrapped};
use super::terminal::WIDEST;

/// The first column is never made narrower than this.
const NARROWEST_NAME: usize = 12;

/// Rows of cells; the first row is the heading.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
    /// Whether what stands in the first column is to be typed again, and so never cut short.
    is_whole: bool,
}

impl Grid {
    /// A grid with a heading.
    pub(super) fn new<'a>(heading: impl IntoIterator<Item = &'a str>) -> Grid {
        Grid { rows: vec![heading.into_iter().map(str::to_owned).collect()], is_whole: false }
    }

    /// The same with names that are never cut short: one that is too long has a line to itself.
    pub(super) fn with_whole_names(self) -> Grid {
        Grid { is_whole: true, ..self }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether there is anything below the heading.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// The text under a caption; nothing where there is nothing below the heading.
    pub(super) fn under(&self, caption: &str) -> String {
        if self.is_empty() { String::new() } else { format!("{caption}{}", self.render()) }
    }

    /// The text. Columns in which no row has anything to say are left out. Where the lines would be too long, what
    /// stands in the first column goes on over further lines, and a name is cut short.
    pub(super) fn render(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let says = |cell: &str| !cell.is_empty() && cell != crate::findings::NOTHING;
        let shown: Vec<usize> = (0..columns)
            .filter(|&column| column == 0 || self.rows[1..].iter().any(|row| says(&row[column])))
            .collect();
        let width = |column: usize| {
            self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
        };
        let others: usize = shown[1..].iter().map(|&column| width(column) + 2).sum();
        let room = WIDEST.saturating_sub(others + 2).max(NARROWEST_NAME);
        let first = width(0).min(room);
        let mut text = String::new();
        for row in &self.rows {
            let mut name = match self.is_whole && row[0].chars().count() > room {
                true => vec![row[0].clone(), String::new()],
                false => fitted(&row[0], room),
            };
            let last = name.pop().unwrap_or_default();
            name.iter().for_each(|part| text.push_str(&format!("  {part}\n")));
            let mut line = String::from(" ");
            for &column in &shown {
                let cell = if column == 0 { &last } else { &row[column] };
                let width = if column == 0 { first } else { width(column) };
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

/// A name in lines that fit, with the indent that it has.
fn fitted(name: &str, room: usize) -> Vec<String> {
    let words = name.trim_start();
    let indent = &name[..name.len() - words.len()];
    let room = room.saturating_sub(indent.len());
    let lines = wrapped(words, room);
    lines.lines().map(|line| format!("{indent}{}", shortened(line, room))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_would_be_too_long_give_way_in_the_first_column() {
        let mut grid = Grid::new(["name", "figure"]);
        let figure = "7".repeat(60);
        grid.row(["a_name_that_is_too_long".to_owned(), figure.clone()]);
        grid.row(["two lines of words".to_owned(), figure.clone()]);
        let text = grid.render();
        assert!(text.lines().all(|line| line.chars().count() <= WIDEST), "{text}");
        assert!(text.contains(&format!("  a_name_that_is_…  {figure}\n")), "{text}");
        assert!(
            text.contains(&format!("  two lines of\n    words           {figure}\n")),
            "{text}"
        );
    }

    #[test]
    fn a_name_that_is_to_be_typed_again_stands_whole_on_a_line_of_its_own() {
        let mut grid = Grid::new(["name", "figure"]).with_whole_names();
        let (name, figure) = ("a_name_that_is_too_long", "7".repeat(60));
        grid.row([name.to_owned(), figure.clone()]);
        grid.row(["short".to_owned(), figure.clone()]);
        let text = grid.render();
        assert!(text.contains(&format!("  {name}\n  {:18}{figure}\n", "")), "{text}");
        assert!(text.contains(&format!("  {:18}{figure}\n", "short")), "{text}");
    }

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
