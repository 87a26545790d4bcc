//! Changes to what holds already, and parts to which nothing happens: no byte of the results is another for them.

use super::{results, value, ward};
use crate::trace::{Trace, model};
use std::collections::BTreeSet;
use throughcare::output::{Manifest, ResultFile, files};
use throughcare::scenario::{TEMPLATE, read_text, render};
use throughcare::statistics::Measure;

/// All the tables of results, as bytes.
fn tables(text: &str, sets: &[&str]) -> Vec<(&'static str, String)> {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    let scenario = read_text("test", text, &sets)
        .unwrap_or_else(|refusal| panic!("{}", render(&refusal.problems, &refusal.sources, false)));
    let results = results(&scenario.model, 3);
    let manifest = Manifest {
        version: String::new(),
        command: Vec::new(),
        scenarios: Vec::new(),
        interrupted: false,
        threads: 1,
        os: String::new(),
        architecture: String::new(),
        processors: 1,
        build: String::new(),
        started: String::new(),
        wall_seconds: 0.0,
        until: None,
        files: Vec::new(),
    };
    let scenarios = [("test", &results)];
    let files = files(&scenarios, &manifest).into_iter();
    let written = |file: ResultFile<'_>| {
        let mut bytes = Vec::new();
        file.write(&mut bytes).unwrap();
        (file.name, String::from_utf8(bytes).unwrap())
    };
    files.filter(|file| file.name.ends_with(".csv")).map(written).collect()
}

fn change(at: &str, set: &str) -> String {
    format!("\n[[changes]]\nat = \"{at}\"\nset = {{ {set} }}\n")
}

/// The template with this added; it has a dated change of its own, on 1 April 2010, in the fifth of its six years.
fn template_with(more: &str) -> String {
    format!("{TEMPLATE}\n{more}")
}

/// A dated change to what holds already, at any time, leaves every byte of every table as it was.
#[test]
fn a_change_to_what_holds_already_changes_no_byte() {
    let plain = tables(TEMPLATE, &[]);
    let same = [
        "\"services.keyworking.caseload\" = 45",
        "\"services.clinic.appointments_per_week\" = 14.0",
        "\"services.keyworking.turnover_per_year\" = 0.2",
        "\"routes.self_referral.per_week\" = 3.0, \"routes.courts.per_week\" = 1.0",
        "\"risks.death.hazard\" = { per_year = 0.008 }",
        "\"risks.drop_out.ratios.0.ratio\" = 1.5, \"supports.housing_support.delay\" = \"4w\"",
        "\"interventions.detox.duration\" = { lognormal = { mean = \"14d\", sd = \"5d\" } }",
    ];
    for set in same {
        for at in ["0d", "1234.5d", "5y"] {
            let found = tables(&template_with(&change(at, set)), &[]);
            assert!(found == plain, "{set} at {at}");
        }
    }
    // At the end of the run and after it there is nothing left to change.
    for at in ["6y", "7y"] {
        let found =
            tables(&template_with(&change(at, "\"risks.death.hazard\" = { per_year = 9.0 }")), &[]);
        assert!(found == plain, "a change at {at}");
    }
}

/// Nor does any happening come a hair earlier or later, however often something is changed to what it is: sums that go on are
/// not added up anew.
#[test]
fn changes_to_what_holds_already_move_no_happening_by_a_bit() {
    let often = (1..200).map(|week| {
        change(&format!("{week}w"), "\"services.clinic.appointments_per_week\" = 14.0")
    });
    let (plain, often) = (model(TEMPLATE), model(&template_with(&often.collect::<String>())));
    let (plain, often) = (Trace::of(&plain, 1).lines, Trace::of(&often, 1).lines);
    let left = plain.iter().filter(|line| line.text.starts_with("keyworker left")).count();
    assert!(left > 1, "{left} staff leave");
    assert_eq!(plain.len(), often.len());
    for (before, after) in plain.iter().zip(&often) {
        assert_eq!(before, after);
    }
}

/// A change at the start, or before it, is as if it had been written so.
#[test]
fn a_change_at_time_zero_is_as_if_it_had_been_written_so() {
    let set = ["risks.death.hazard={ per_year = 0.1 }", "services.keyworking.staff=4"];
    let written = tables(TEMPLATE, &set);
    let same = "\"risks.death.hazard\" = { per_year = 0.1 }, \"services.keyworking.staff\" = 4";
    for at in ["\"0d\"", "2006-04-01", "2005-01-01"] {
        let more = format!("\n[[changes]]\nat = {at}\nset = {{ {same} }}\n");
        let found = tables(&template_with(&more), &[]);
        for ((name, found), (_, written)) in found.iter().zip(&written) {
            assert!(found == written, "{name}, a change at {at}");
        }
    }
    assert!(written != tables(TEMPLATE, &[]), "the change is one");
}

/// A risk without hazard, a support that nobody takes, a service and a route that nobody uses: rows of their own, and no
/// other byte.
#[test]
fn parts_to_which_nothing_happens_leave_all_other_rows_as_they_are() {
    let parts = [
        "[risks.never]\nwhile = \"always\"\nhazard = { per_year = 0.0 }\nthen = \"died\"\n",
        "[risks.later]\nwhile = \"in_treatment\"\nhazard = { fixed = \"999y\" }\nthen = \"died\"\n",
        "[risks.of_nobody]\nwhile = \"in_treatment\"\nwhen = { use = \"using\", housing = \"none\" }\n\
         hazard = { per_year = 9.0 }\nratios = [{ ratio = 0.0 }]\nthen = \"died\"\n",
        "[interventions.advice]\ncomponent = \"delivery\"\ntier = 2\nduration = \"1d\"\n\
         [supports.advice]\ntake_up = 0.0\n",
        "[services.empty]\nplaces = 3\n[interventions.elsewhere]\ncomponent = \"delivery\"\ntier = 2\n\
         service = \"empty\"\nduration = \"1d\"\nthen = \"completed\"\n\
         [routes.of_nobody]\nper_week = 0\nenters = \"elsewhere\"\n",
    ];
    let plain = tables(TEMPLATE, &[]);
    for part in parts {
        let found = tables(&template_with(part), &[]);
        for ((name, before), (_, after)) in plain.iter().zip(&found) {
            let rows: BTreeSet<&str> = after.lines().collect();
            for row in before.lines() {
                assert!(rows.contains(row), "{part}{name} has lost {row}");
            }
        }
    }
}

/// Clients to whom nothing can happen any more leave the simulation, and those who would wait for a change that changes
/// nothing do not count for more.
#[test]
fn a_change_of_nothing_makes_nobody_count_for_longer() {
    let more = "[[utilities]]\nutility = 0.8\n";
    let text = ward(r#"at = ["0d", "3d"]"#, "2", "10d", more);
    let plain = tables(&text, &[]);
    for at in ["5d", "50d"] {
        let found = tables(&format!("{text}{}", change(at, "\"services.ward.places\" = 2")), &[]);
        for ((name, before), (_, after)) in plain.iter().zip(&found) {
            assert_eq!(before, after, "{name}, a change at {at}");
        }
    }
    // Both live on to the end of the measured 100 days: 100 and 97 days of 0.8.
    let qalys = value(&text, Measure::Qalys, "all").unwrap() * 100.0 / 365.25;
    assert!((qalys - 0.8 * 197.0 / 365.25).abs() < 1e-12, "{qalys}");
}
