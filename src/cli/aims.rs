//! What a scenario plans for, beside what came out.

use super::grid::Grid;
use super::prose::shortened;
use crate::findings::{Aim, NOTHING, aims};
use crate::scenario::Scenario;
use crate::statistics::Results;

/// What stands above the table.
pub(super) const CAPTION: &str =
    "\nPlans, and the share of replications (possible histories) that meet them:\n";

/// The aims of one scenario.
pub(super) fn table(scenario: &Scenario, results: &Results) -> Grid {
    let mut grid = Grid::new(["plan for", "at least", "came out", "met in"]);
    for aim in aims(&scenario.model) {
        let found = results.find(aim.measure, &aim.subject);
        let outcome = found.map_or_else(|| NOTHING.to_owned(), |found| aim.form.write(&found));
        let (stated, met) = (aim.stated(), aim.met(results));
        grid.row([aim.words, stated, outcome, met]);
    }
    grid
}

/// The aims of two scenarios side by side, each with what came out and how often it was met.
pub(super) fn pair(
    first: (&Scenario, &Results),
    other: (&Scenario, &Results),
    longest_name: usize,
) -> Grid {
    let name = |scenario: &Scenario| shortened(&scenario.name, longest_name);
    let heading = ["plan for", "at least", &name(first.0), "met in", &name(other.0), "met in"];
    let mut grid = Grid::new(heading);
    let (here, there) = (aims(&first.0.model), aims(&other.0.model));
    let same = |a: &Aim, b: &Aim| a.words == b.words && a.subject == b.subject;
    for aim in &here {
        let twin = there.iter().find(|twin| same(aim, twin));
        grid.row(side_by_side((Some(aim), first.1), (twin, other.1)));
    }
    for aim in there.iter().filter(|aim| !here.iter().any(|twin| same(aim, twin))) {
        grid.row(side_by_side((None, first.1), (Some(aim), other.1)));
    }
    grid
}

/// A row of two scenarios, of which at least one has the aim.
fn side_by_side(
    (here, first): (Option<&Aim>, &Results),
    (there, other): (Option<&Aim>, &Results),
) -> [String; 6] {
    let stated = |aim: Option<&Aim>| aim.map_or_else(|| NOTHING.to_owned(), Aim::stated);
    let (a, b) = (stated(here), stated(there));
    let at_least = if a == b { a } else { format!("{a} / {b}") };
    let met = |aim: Option<&Aim>, results: &Results| {
        aim.map_or_else(|| NOTHING.to_owned(), |aim| aim.met(results))
    };
    // Where one scenario does not have the aim, what it came to is still worth comparing.
    let known = here.or(there);
    let outcome =
        |results: &Results| known.map_or_else(|| NOTHING.to_owned(), |aim| aim.outcome(results));
    [
        known.map_or_else(String::new, |aim| aim.words.clone()),
        at_least,
        outcome(first),
        met(here, first),
        outcome(other),
        met(there, other),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_text;
    use crate::statistics::{Measure, ReplicationResult};

    const SCENARIO: &str = r#"
        [run]
        horizon = "2y"
        [attributes.housing]
        shares = { settled = 0.8, no_fixed_abode = 0.2 }
        [domains]
        social_functioning = "housing"
        [targets]
        planned_exits = 170
        at_exit.housing = { settled = 0.855 }
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

    /// The results of replications with so many planned exits a year and so large a share of settled leavers.
    fn results(scenario: &Scenario, replications: &[(f64, Option<f64>)]) -> Results {
        let mut results = Results::new(&scenario.model);
        for &(planned, settled) in replications {
            let values = results.sheet.keys.iter().map(|key| match key.measure {
                Measure::PlannedExits => Some(planned),
                Measure::LevelAtExit => settled,
                _ => None,
            });
            let values = values.collect();
            let samples = vec![0.0; results.sheet.instants.len() * results.sheet.series.len()];
            results.add(ReplicationResult { values, waits: Vec::new(), samples });
        }
        results
    }

    fn read(name: &str, text: &str) -> Scenario {
        read_text(name, text, &[]).unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    #[test]
    fn an_aim_is_met_in_the_replications_that_reach_it() {
        let scenario = read("town", SCENARIO);
        let replications = [(160.0, Some(0.8)), (170.0, None), (180.0, None), (190.0, Some(0.9))];
        let text = table(&scenario, &results(&scenario, &replications)).render();
        let rows: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
            .collect();
        assert_eq!(rows[0], ["plan for", "at least", "came out", "met in"]);
        // Mean 175, standard deviation 12.9, Student's t for 3 degrees 3.18: half-width 20.5.
        assert_eq!(rows[1], ["planned exits a year", "170", "175 ± 21", "75%"]);
        assert_eq!(rows[2][..2], ["on leaving, housing: settled", "85.5%"]);
        assert_eq!(rows[2][3], "50%");
    }

    #[test]
    fn two_scenarios_stand_side_by_side_with_what_each_aims_at() {
        let here = read("town", SCENARIO);
        let there = SCENARIO.replace("planned_exits = 170", "planned_exits = 200\nretained = 0.75");
        let there = read("a_town_with_a_long_name", &there);
        let (a, b) = (results(&here, &[(180.0, None)]), results(&there, &[(190.0, None)]));
        let text = pair((&here, &a), (&there, &b), 12).render();
        let cells = |words: &str| {
            let line = text.lines().find(|line| line.contains(words)).unwrap();
            let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
            cells.map(str::to_owned).collect::<Vec<_>>()
        };
        let planned = cells("planned exits a year");
        assert_eq!(planned[1..], ["170 / 200", "180.0", "100%", "190.0", "0%"], "{text}");
        assert_eq!(cells("retained at 12 weeks")[1], "- / 75%", "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }

    #[test]
    fn nothing_is_shown_where_nothing_is_planned() {
        let text = SCENARIO.replace("planned_exits = 170", "").replace("at_exit.housing", "#");
        let scenario = read("town", &text);
        assert!(table(&scenario, &results(&scenario, &[(180.0, None)])).is_empty());
    }
}
