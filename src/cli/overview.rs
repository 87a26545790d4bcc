//! All options of a comparison on one page: the main differences, and what common random numbers did for them.

use super::grid::Grid;
use crate::findings::{Against, Compared, NOTHING, grouped};
use crate::statistics::{Measure, Verdict};

/// The figures that are shown, where scenarios have them, and what stands at their heads.
const FIGURES: [(Measure, &str); 8] = [
    (Measure::InTreatment, "in treatment"),
    (Measure::PlannedExits, "planned exits"),
    (Measure::WaitMean, "wait"),
    (Measure::Effective, "retained"),
    (Measure::Deaths, "deaths"),
    (Measure::OnWaitingLists, "on waiting lists"),
    (Measure::EpisodeDays, "time in system"),
    (Measure::Cost, "cost"),
];
/// Most of them that a line has room for.
const MOST: usize = 5;
/// A ratio beyond which its size says no more.
const LARGE: f64 = 1000.0;

/// The main differences of each option from the first scenario; nothing where there is one option, whose own table says it.
pub(super) fn at_a_glance(first: &str, names: &[&str], figures: &[Against]) -> String {
    if names.len() < 2 {
        return String::new();
    }
    let grid = grid("option", names, figures, |line| match line.verdict {
        Verdict::Unclear => "?".to_owned(),
        Verdict::Same => "same".to_owned(),
        _ => line.gap_in_words(),
    });
    grid.under(&format!("Each option less {first}, at a glance (a year; ? cannot be told):\n"))
        + "\n"
}

/// By what factor the variance of each difference is less than with independent luck.
pub(super) fn what_pairing_bought(names: &[&str], figures: &[Against]) -> String {
    let grid = grid("option", names, figures, |line| match line.compared.variance_ratio {
        Some(ratio) if ratio >= LARGE => format!("> {}", grouped(LARGE, 0)),
        Some(ratio) => grouped(ratio, if ratio < 10.0 { 1 } else { 0 }),
        None => NOTHING.to_owned(),
    });
    grid.under(
        "\nVariance ratio: with luck of its own for each scenario the variance of the\n\
         difference, and so the replications needed, would be so many times as large:\n",
    )
}

/// A row for each option, a column for each of the figures that they have.
fn grid(
    corner: &str,
    names: &[&str],
    figures: &[Against],
    cell: impl Fn(&Compared) -> String,
) -> Grid {
    let find = |of: &Against, measure| {
        let at = of.figures.iter().position(|line| line.key.measure == measure);
        at.map(|at| of.figures[at].clone())
    };
    let shown: Vec<_> = FIGURES
        .iter()
        .filter(|(measure, _)| figures.iter().any(|of| find(of, *measure).is_some()))
        .take(MOST)
        .collect();
    let mut grid = Grid::new(std::iter::once(corner).chain(shown.iter().map(|(_, head)| *head)));
    for (name, of) in names.iter().zip(figures) {
        let cells = shown.iter().map(|(measure, _)| {
            find(of, *measure).map_or_else(|| NOTHING.to_owned(), |line| cell(&line))
        });
        grid.row(std::iter::once((*name).to_owned()).chain(cells));
    }
    grid
}
