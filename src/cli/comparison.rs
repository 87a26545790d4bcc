//! How scenarios compare with the first, figure by figure: what is better, what is worse, and for whom.

use super::aims;
use super::figures::{difference_in, gap_in, grouped, mean_in, unit_for};
use super::grid::Grid;
use super::headlines::{Form, headlines, says_something};
use super::overview;
use super::prose::{plain, shortened, wrapped};
use super::terminal::line_width;
use crate::scenario::Scenario;
use crate::statistics::{Comparison, Key, Measure, Results, Together, Verdict};
use crate::units::Days;

/// What stands below all comparisons.
pub(super) const NOTE: &str = "Differences are of the same clients with the same luck; pt is percentage points. The \
last word is said where it holds at 95% for all figures of all scenarios together (Bonferroni), likewise for all services \
and for all groups, of which only those are listed; ? is where so many replications cannot tell. comparison.csv has the \
rest.";
/// What a comparison says of each service.
const AT_SERVICES: [(&str, Measure, Form); 3] = [
    ("mean wait for", Measure::WaitMean, Form::Duration),
    ("queue for", Measure::WaitingMean, Form::Amount),
    ("gave up waiting for", Measure::GaveUpShare, Form::Percentage),
];
/// What it says of each group.
const OF_GROUPS: [(&str, Measure, &str, Form); 4] = [
    ("referrals that reach treatment", Measure::ReachedStructured, "all", Form::Percentage),
    ("referral to treatment, mean", Measure::WaitMean, "referral_to_treatment", Form::Duration),
    ("retained", Measure::Effective, "all", Form::Percentage),
    ("planned exits, of all exits", Measure::PlannedShare, "all", Form::Percentage),
];
/// Longest name of a scenario at the head of a column.
const LONGEST_HEADING: usize = 12;
/// Most groups that are listed.
const MOST_GROUPS: usize = 24;

/// A figure that two scenarios both have.
pub(super) struct Line {
    words: String,
    pub(super) measure: Measure,
    first: String,
    other: String,
    difference: String,
    /// The same without its uncertainty.
    pub(super) gap: String,
    pub(super) compared: Comparison,
    pub(super) verdict: Verdict,
}

impl Line {
    fn row(&self) -> [String; 5] {
        let verdict = match self.verdict {
            Verdict::Unclear => "?",
            clear => clear.name(),
        };
        [&self.words, &self.first, &self.other, &self.difference, verdict].map(str::to_owned)
    }
}

/// Every other scenario against the first.
pub(super) fn text(first: (&Scenario, &Results), others: &[(&Scenario, &Results)]) -> String {
    let mut figures: Vec<Vec<Line>> =
        others.iter().map(|other| of_figures(first, other.1)).collect();
    let mut services: Vec<_> = others.iter().map(|other| at_services(first, other.1)).collect();
    let mut groups: Vec<_> = others.iter().map(|other| of_groups(first.1, other.1)).collect();
    for family in [&mut figures, &mut services, &mut groups] {
        let mut together = Together::of(family.iter().map(Vec::len).sum());
        for line in family.iter_mut().flatten() {
            line.verdict = together.verdict(line.measure, &line.compared);
        }
    }
    let names: Vec<&str> = others.iter().map(|(scenario, _)| scenario.name.as_str()).collect();
    let mut text = overview::at_a_glance(&first.0.name, &names, &figures);
    for (index, (scenario, results)) in others.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&format!("{} against {}\n", scenario.name, first.0.name));
        text.push_str(&wrapped(&in_words(&figures[index], results.replications()), line_width()));
        let names = [first.0, *scenario].map(|it| shortened(&it.name, LONGEST_HEADING));
        let heading = |what: &str| Grid::new([what, &names[0], &names[1], "difference", ""]);
        let mut grid = heading("");
        figures[index].iter().for_each(|line| grid.row(line.row()));
        let headings = AT_SERVICES.map(|(heading, measure, _)| (heading, measure));
        list(&mut grid, &services[index], &headings, usize::MAX);
        text.push_str(&grid.render());
        let plans = aims::pair(first, (scenario, results), LONGEST_HEADING);
        text.push_str(&plans.under(aims::CAPTION));
        text.push_str(&who(heading(""), &groups[index]));
    }
    text.push_str(&overview::what_pairing_bought(&names, &figures));
    text
}

fn of_figures(first: (&Scenario, &Results), other: &Results) -> Vec<Line> {
    let lines = headlines(&first.0.model).into_iter();
    let lines = lines.filter_map(|line| {
        let key = Key { group: "all".into(), subject: line.subject.into(), measure: line.measure };
        compared(first.1, other, &key, line.words, line.form)
    });
    lines.collect()
}

fn at_services(first: (&Scenario, &Results), other: &Results) -> Vec<Line> {
    let services = &first.0.model.system().services;
    let lines = AT_SERVICES.iter().flat_map(|&(_, measure, form)| {
        services.iter().filter_map(move |service| {
            let key = Key { group: "all".into(), subject: service.name.clone(), measure };
            compared(first.1, other, &key, format!("  {}", service.name), form)
        })
    });
    lines.collect()
}

/// Those that differ, under what they differ in; at most so many. How many there are.
fn list(grid: &mut Grid, lines: &[Line], headings: &[(&str, Measure)], most: usize) -> usize {
    let mut listed = 0;
    for &(heading, measure) in headings {
        let mut heading = Some(heading.to_owned());
        for line in lines.iter().filter(|line| line.measure == measure && differs(line)) {
            listed += 1;
            if listed > most {
                continue;
            }
            if let Some(heading) = heading.take() {
                grid.row([heading, String::new(), String::new(), String::new(), String::new()]);
            }
            grid.row(line.row());
        }
    }
    listed
}

fn of_groups(first: &Results, other: &Results) -> Vec<Line> {
    let groups = first.groups();
    let lines = OF_GROUPS.iter().flat_map(|&(_, measure, subject, form)| {
        groups.iter().filter(|group| **group != "all").filter_map(move |group| {
            let key = Key { group: (*group).into(), subject: subject.into(), measure };
            let (attribute, level) = group.split_once('=').unwrap_or(("", group));
            compared(first, other, &key, format!("  {}: {}", plain(attribute), plain(level)), form)
        })
    });
    lines.collect()
}

/// Who gains and who loses, where anybody can be told to.
fn who(mut grid: Grid, lines: &[Line]) -> String {
    let headings = OF_GROUPS.map(|(heading, measure, ..)| (heading, measure));
    let listed = list(&mut grid, lines, &headings, MOST_GROUPS);
    if listed == 0 {
        return String::new();
    }
    let more = match listed.saturating_sub(MOST_GROUPS) {
        0 => String::new(),
        more => format!("  and {} more in comparison.csv\n", grouped(more as f64, 0)),
    };
    format!("\nWho gains and who loses, group by group:\n{}{more}", grid.render())
}

fn differs(line: &Line) -> bool {
    !matches!(line.verdict, Verdict::Unclear | Verdict::Same)
}

/// The figures in a sentence.
fn in_words(lines: &[Line], replications: usize) -> String {
    let with = |verdict| {
        let found = lines.iter().filter(move |line| line.verdict == verdict);
        found.map(|line| line.words.trim().to_owned()).collect::<Vec<_>>()
    };
    let mut sentences = Vec::new();
    for (word, verdict) in [
        ("Better", Verdict::Better),
        ("Worse", Verdict::Worse),
        ("Higher", Verdict::Higher),
        ("Lower", Verdict::Lower),
    ] {
        let found = with(verdict);
        if !found.is_empty() {
            sentences.push(format!("{word}: {}.", found.join("; ")));
        }
    }
    let (same, unclear) = (with(Verdict::Same).len(), with(Verdict::Unclear).len());
    let plural = if replications == 1 { "" } else { "s" };
    if unclear == lines.len() && replications < 2 {
        sentences.push("One replication cannot tell them apart.".to_owned());
    } else if unclear > 0 {
        let which = match (unclear == lines.len(), unclear) {
            (true, _) => "No figure".to_owned(),
            (false, 1) => "1 figure".to_owned(),
            (false, _) => format!("{unclear} figures"),
        };
        let verb = if unclear == lines.len() { "can" } else { "cannot" };
        sentences.push(format!(
            "{which} {verb} be told apart with {} replication{plural}.",
            grouped(replications as f64, 0)
        ));
    }
    match same {
        0 => {}
        all if all == lines.len() => {
            sentences.push("Nothing differs in any replication.".to_owned())
        }
        1 => sentences.push("1 figure is the same in every replication.".to_owned()),
        some => sentences.push(format!("{some} figures are the same in every replication.")),
    }
    sentences.join(" ")
}

/// A figure of two scenarios, all in one unit; none where neither has anything to say.
fn compared(
    first: &Results,
    other: &Results,
    key: &Key,
    words: String,
    form: Form,
) -> Option<Line> {
    let (a, b) = (first.estimate_of(key)?, other.estimate_of(key)?);
    let compared = other.compare_one(first, key)?;
    if !says_something(&a) && !says_something(&b) {
        return None;
    }
    let longer = a.mean.unwrap_or(0.0).max(b.mean.unwrap_or(0.0));
    let (factor, unit, gap_unit) = match form {
        Form::Amount => (1.0, String::new(), String::new()),
        Form::Percentage => (100.0, "%".to_owned(), " pt".to_owned()),
        Form::Duration => {
            let unit = unit_for(Days(longer));
            (1.0 / unit.days, format!(" {}", unit.sign), format!(" {}", unit.sign))
        }
    };
    Some(Line {
        words,
        measure: key.measure,
        first: mean_in(&a, factor, &unit),
        other: mean_in(&b, factor, &unit),
        difference: difference_in(&compared.difference, factor, &gap_unit),
        gap: gap_in(&compared.difference, factor, &gap_unit),
        compared,
        verdict: Verdict::Unclear,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_text;
    use crate::statistics::ReplicationResult;

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
    fn what_cannot_be_told_is_not_told() {
        let text = compare(&[(200.0, 110.0, 0.5), (205.0, 90.0, 0.4), (199.0, 101.0, 0.9)]);
        assert!(text.contains("No figure can be told apart with 3 replications."), "{text}");
        assert!(!text.contains("Who gains"), "{text}");
        let text = compare(&[(200.0, 110.0, 0.5)]);
        assert!(text.contains("One replication cannot tell them apart."), "{text}");
    }
}
