//! Tables on the page: a caption, heads of columns and rows, figures one below the other.

use crate::statistics::Verdict;
use maud::{Markup, html};

/// With more columns a table is set smaller.
const MANY: usize = 8;

/// Most scenarios beside each other in a table of figures.
pub(super) const FIGURES_ABREAST: usize = 5;
/// The same in a table of differences, which are longer.
pub(super) const DIFFERENCES_ABREAST: usize = 4;

/// A cell.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    text: String,
    /// What kind of cell it is, for its looks.
    kind: &'static str,
}

impl Cell {
    /// A figure, which stands to the right.
    pub(super) fn figure(text: impl Into<String>) -> Cell {
        Cell { text: minus(&text.into()), kind: "n" }
    }

    /// A value as it stands in a scenario file.
    pub(super) fn code(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), kind: "code" }
    }

    /// Whether there is nothing to show.
    pub(super) fn is_dash(&self) -> bool {
        self.text == "–"
    }

    /// A path in a scenario file, which may break anywhere.
    pub(super) fn path(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), kind: "path" }
    }

    /// Words.
    pub(super) fn words(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), kind: "w" }
    }
}

/// A figure with a proper minus.
pub(super) fn minus(text: &str) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(|letter: char| letter.is_ascii_digit()) => {
            format!("−{rest}")
        }
        _ => text.to_owned(),
    }
}

/// A verdict in a word with a sign, and its kind.
pub(super) fn spoken(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Better => ("✓ better", "better"),
        Verdict::Worse => ("✗ worse", "worse"),
        Verdict::Higher => ("↑ higher", "moved"),
        Verdict::Lower => ("↓ lower", "moved"),
        Verdict::Same => ("= same", "unclear"),
        Verdict::Unclear => ("cannot tell", "unclear"),
    }
}

/// A table with a column for each scenario after so many leading ones: where more than so many beside each other would be too wide
/// for a page, several tables, each with the leading columns.
pub(super) fn by_columns<S: AsRef<str>>(
    caption: &str,
    leading: usize,
    abreast: usize,
    heads: &[S],
    rows: &[Vec<Cell>],
) -> Markup {
    let heads: Vec<&str> = heads.iter().map(AsRef::as_ref).collect();
    let columns: Vec<usize> = (leading..heads.len()).collect();
    // Of about one width: no table of a single column after one that is full.
    let pieces = columns.len().div_ceil(abreast.max(1)).max(1);
    let pieces = columns.chunks(columns.len().div_ceil(pieces).max(1)).map(|piece| {
        let of = |all: usize| (0..leading.min(all)).chain(piece.iter().copied());
        let heads: Vec<&str> = of(heads.len()).map(|column| heads[column]).collect();
        let rows = rows.iter().map(|row| {
            of(row.len()).filter_map(|column| row.get(column).cloned()).collect::<Vec<_>>()
        });
        table(caption, &heads, &rows.collect::<Vec<_>>())
    });
    html! { @for piece in pieces { (piece) } }
}

/// A table; the first cell of each row is its head. Nothing where it has no rows.
pub(super) fn table<S: AsRef<str>>(caption: &str, heads: &[S], rows: &[Vec<Cell>]) -> Markup {
    let is_figure =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).any(|cell| cell.kind == "n");
    html! {
        @if !rows.is_empty() {
            div.scroll {
                table class=[(heads.len() > MANY).then_some("many")] {
                    caption { (caption) }
                    thead {
                        tr {
                            @for (column, head) in heads.iter().enumerate() {
                                th scope="col" class=[is_figure(column).then_some("n")] { (head.as_ref()) }
                            }
                        }
                    }
                    tbody {
                        @for row in rows {
                            tr {
                                @for (column, cell) in row.iter().enumerate() {
                                    @if column == 0 {
                                        th scope="row" class=[cell.text.starts_with("  ").then_some("part")] { (cell.text.trim()) }
                                    } @else {
                                        td class=[Some(cell.kind).filter(|kind| *kind != "w")] { (cell.text) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
