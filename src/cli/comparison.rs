//! How scenarios compare with the first, figure by figure: what is better, what is worse, and for whom.

use super::aims;
use super::grid::Grid;
use super::overview;
use super::prose::{shortened, wrapped};
use super::terminal::line_width;
use crate::findings::{Compared, against, grouped, in_words, other_days};
use crate::scenario::Scenario;
use crate::statistics::{Results, Verdict};

/// What stands below all comparisons.
pub(super) const NOTE: &str = "Differences are of the same clients with the same luck; pt is percentage points. The \
last word is said where it holds at 95% for all figures of all scenarios together (Bonferroni), likewise for all services \
and for all groups, of which only those are listed; ? is where so many replications cannot tell. comparison.csv has the \
rest.";
/// Longest name of a scenario at the head of a column.
const LONGEST_HEADING: usize = 12;
/// Most groups that are listed.
const MOST_GROUPS: usize = 24;

/// Every other scenario against the first.
pub(super) fn text(first: (&Scenario, &Results), others: &[(&Scenario, &Results)]) -> String {
    let all = against(first, others);
    let names: Vec<&str> = others.iter().map(|(scenario, _)| scenario.name.as_str()).collect();
    let runs = std::iter::once(first).chain(others.iter().copied());
    let runs: Vec<_> = runs.map(|(it, _)| (it.name.as_str(), &it.model.run)).collect();
    let mut text = String::new();
    if let Some(words) = other_days(&runs) {
        text.push_str(&wrapped(&format!("Other days: {words}."), line_width()));
        text.push('\n');
    }
    text.push_str(&overview::at_a_glance(&first.0.name, &names, &all));
    for (index, ((scenario, results), found)) in others.iter().zip(&all).enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&format!("{} against {}\n", scenario.name, first.0.name));
        text.push_str(&wrapped(&in_words(&found.figures, results.replications()), line_width()));
        let heads = [first.0, *scenario].map(|it| shortened(&it.name, LONGEST_HEADING));
        let heading = |what: &str| Grid::new([what, &heads[0], &heads[1], "difference", ""]);
        let mut grid = heading("");
        found.figures.iter().for_each(|line| grid.row(row(line, "")));
        list(&mut grid, &found.services, usize::MAX);
        text.push_str(&grid.render());
        let plans = aims::pair(first, (scenario, results), LONGEST_HEADING);
        text.push_str(&plans.under(aims::CAPTION));
        text.push_str(&who(heading(""), &found.groups));
    }
    text.push_str(&overview::what_pairing_bought(&names, &all));
    text
}

fn row(line: &Compared, indent: &str) -> [String; 5] {
    let verdict = match line.verdict {
        Verdict::Unclear => "?",
        clear => clear.name(),
    };
    let words = format!("{indent}{}", line.words);
    [
        words,
        line.first_in_words(),
        line.other_in_words(),
        line.difference_in_words(),
        verdict.to_owned(),
    ]
}

/// Those that differ, under what they differ in; at most so many. How many there are.
fn list(grid: &mut Grid, lines: &[Compared], most: usize) -> usize {
    let (mut listed, mut under) = (0, "");
    for line in lines.iter().filter(|line| line.differs()) {
        listed += 1;
        if listed > most {
            continue;
        }
        if under != line.heading {
            under = line.heading;
            let rest = || String::new();
            grid.row([under.to_owned(), rest(), rest(), rest(), rest()]);
        }
        grid.row(row(line, "  "));
    }
    listed
}

/// Who gains and who loses, where anybody can be told to.
fn who(mut grid: Grid, lines: &[Compared]) -> String {
    let listed = list(&mut grid, lines, MOST_GROUPS);
    if listed == 0 {
        return String::new();
    }
    let more = match listed.saturating_sub(MOST_GROUPS) {
        0 => String::new(),
        more => format!("  and {} more in comparison.csv\n", grouped(more as f64, 0)),
    };
    format!("\nWho gains and who loses, group by group:\n{}{more}", grid.render())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_text;
    use crate::statistics::{Measure, ReplicationResult};

    const SCENARIO: &str = r#"
        report_by = ["housing"]
        [run]
        horizon = "2y"
        [attributes.housing]
        shares = { settled = 0.8, no_fixed_abode = 0.2 }
        [routes.door]
        per_week = 5
        enters = "assessment"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = "1w"
        opens_care_plan = true
        then = "completed"
        [exits.completed]
        planned = true
    "#;

    /// Results with so many referrals and planned exits a year in each replication, of whom this share of those without a
    /// home is retained.
    fn results(scenario: &Scenario, replications: &[(f64, f64, f64)]) -> Results {
        let mut results = Results::new(&scenario.model);
        for &(referred, planned, retained) in replications {
            let values = results.sheet.keys.iter().map(|key| match key.measure {
                Measure::Referrals => Some(referred),
                Measure::PlannedExits => Some(planned),
                Measure::Effective if key.group.ends_with("abode") => Some(retained),
                _ => None,
            });
            let values = values.collect();
            let samples = vec![0.0; results.sheet.instants.len() * results.sheet.series.len()];
            results.add(ReplicationResult { values, waits: Vec::new(), samples });
        }
        results
    }

    fn compare(other: &[(f64, f64, f64)]) -> String {
        let read = |name: &str| {
            read_text(name, SCENARIO, &[]).unwrap_or_else(|refusal| panic!("{refusal}"))
        };
        let (town, more) = (read("town"), read("more"));
        let first = results(&town, &[(200.0, 100.0, 0.5), (210.0, 104.0, 0.6), (190.0, 96.0, 0.4)]);
        let other = results(&more, other);
        text((&town, &first), &[(&more, &other)])
    }

    #[test]
    fn what_is_better_and_for_whom_is_said_in_words_and_in_the_table() {
        let text = compare(&[(200.0, 110.0, 0.41), (210.0, 114.1, 0.50), (190.0, 106.1, 0.31)]);
        let start = "more against town\nBetter: planned exits a year. 1 figure is the same in every replication.\n";
        assert!(text.starts_with(start), "{text}");
        let row = |words: &str| {
            let line = text.lines().find(|line| line.trim_start().starts_with(words));
            line.unwrap_or_default().split_whitespace().last().unwrap_or_default().to_owned()
        };
        assert_eq!([row("planned exits a year"), row("referred")], ["better", "same"]);
        assert_eq!(row("housing: no fixed abode"), "worse", "{text}");
        assert!(text.contains("Who gains and who loses"), "{text}");
    }

    #[test]
    fn other_days_are_warned_of_where_the_verdicts_stand() {
        let town = read_text("town", SCENARIO, &[]).unwrap();
        let late = read_text("late", SCENARIO, &["run.warm_up=1y".to_owned()]).unwrap();
        let of =
            |scenario: &Scenario| results(scenario, &[(200.0, 100.0, 0.5), (210.0, 104.0, 0.6)]);
        let text = text((&town, &of(&town)), &[(&late, &of(&late))]);
        assert!(text.starts_with("Other days: the scenarios are not measured"), "{text}");
        assert!(text.contains("\nlate against town\n"), "{text}");
    }

    #[test]
    fn what_cannot_be_told_is_not_told() {
        let text = compare(&[(200.0, 110.0, 0.5), (205.0, 90.0, 0.4), (199.0, 101.0, 0.9)]);
        assert!(text.contains("No figure can be told apart with 3 replications."), "{text}");
        assert!(!text.contains("Who gains"), "{text}");
        let text = compare(&[(200.0, 110.0, 0.5)]);
        assert!(text.contains("One replication cannot tell them apart."), "{text}");
    }
}
