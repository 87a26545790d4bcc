//! The section of `docs/validation.md` on whether statistics keep their promises.

use super::coverage::{self, of_differences, of_means, of_runs_until};
use super::is_full;
use super::transient::{of_series, of_ward};
use std::path::PathBuf;

/// The section without its marks; `documents` puts it into the page.
const SECTION: &str = "tests/reference/intervals.md";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn table(head: &str, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let columns = head.matches('|').count() - 1;
    let rule = format!("|---|{}", "--:|".repeat(columns - 1));
    let rows = rows.into_iter().map(|cells| format!("| {} |\n", cells.join(" | ")));
    format!("{head}\n{rule}\n{}\n", rows.collect::<String>())
}

fn section() -> String {
    let rows = |rows: Vec<coverage::Row>| {
        for row in &rows {
            println!("{}: {}", row.what, row.held.row());
        }
        rows.into_iter().map(|row| vec![row.what, row.held.of.to_string(), row.held.row()])
    };
    let means = of_means();
    assert!(means.iter().all(|row| (0.93..=0.97).contains(&row.held.share())), "93 to 97%");
    let mut text = String::from(
        "## How far the statistics can be relied on\n\n\
         Whether the intervals are what they say can be seen where the truth is known. Each row below is of a thousand experiments of 20\n\
         replications each (of 2,000 days after a warm-up of 400, a stay lasting a day on average); after ± is what chance leaves open (1.96\n\
         standard errors). `UPDATE_INTERVALS=1 cargo test --release --test it intervals::section -- --nocapture` repeats all of this section in some\n\
         minutes; the tests do a tenth of it.\n\n",
    );
    text += &table("| a 95% interval of | experiments | holds the truth |", rows(means));
    let differences = of_differences();
    assert!(differences[1].held.share() >= 0.94, "{}", differences[1].held.row());
    text += "Comparisons: a queue of load 0.5 with three others (0.4, 0.45, 0.55), of each the mean wait and the share of places used, in\n\
             experiments of 50 replications.\n\n";
    text += &table("| 95% intervals of | experiments | hold the truth |", rows(differences));
    text += "`--until`: the same queue of load 0.7, replications added until the interval of the mean wait is narrow enough by the algorithm of Hoad,\n\
             Robinson and Davies. It never ends before; because it looks again and again, and ends when the interval happens to be narrow, the\n\
             intervals hold a little less often than 95%.\n\n";
    let until = of_runs_until().into_iter().map(|row| {
        let [widest, median, spread] = row.rest.clone().unwrap_or_default();
        vec![row.what, row.held.of.to_string(), row.held.row(), widest, median, spread]
    });
    text += &table(
        "| a run of | runs | its interval holds the truth | widest interval | replications, median | 5th to 95th centile |",
        until,
    );
    text += "`warm_up = \"auto\"`: what MSER-5 leaves out of series whose way to their mean is known (500 observations of 100, with noise of standard\n\
             deviation 5 and correlation 0.5 from one to the next), and of a ward that fills, as a run finds its warm-up; and by how much the mean of the\n\
             whole, and of what is left, is off.\n\n";
    let transients = of_series().into_iter().chain([of_ward()]);
    text += &table(
        "| series | number | refused | left out, median (5th to 95th centile) | mean of the whole is off by | of what is left by |",
        transients.map(|row| row.cells().to_vec()),
    );
    text.trim_end().to_owned() + "\n"
}

#[test]
fn the_page_has_the_section_as_it_was_written() {
    if is_full() {
        let before = std::fs::read_to_string(path(SECTION)).unwrap_or_default();
        let now = section();
        std::fs::write(path(SECTION), &now).unwrap();
        let page = std::fs::read_to_string(path("docs/validation.md")).unwrap();
        let others = page.replace(&before, "");
        let page = format!("{}\n\n{now}", others.trim_end());
        std::fs::write(path("docs/validation.md"), page).unwrap();
    }
    let section = std::fs::read_to_string(path(SECTION)).unwrap();
    let page = std::fs::read_to_string(path("docs/validation.md")).unwrap();
    assert!(page.contains(&section), "docs/validation.md has another section than {SECTION}");
}
