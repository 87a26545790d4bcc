//! The description of a scenario: complete, in the order of STRESS-DES, true to the file; and the command that gives it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use throughcare::describe::describe;
use throughcare::scenario::{BASELINE, Scenario, TEMPLATE, read_file, read_text};
use throughcare::statistics::Measure;

/// The items of the checklist, in its order.
const ITEMS: [&str; 24] = [
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5",
    "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/every_form")
}

fn every_form(file: &str) -> Scenario {
    read_file(&folder().join(file), &[]).unwrap_or_else(|refusal| panic!("{:?}", refusal.problems))
}

fn baseline() -> Scenario {
    read_text("baseline", BASELINE, &[]).unwrap()
}

/// A description without what changes with every measure and version.
fn told(scenario: &Scenario) -> String {
    describe(scenario, None).markdown
}

/// The text under each numbered heading that has no heading below it.
fn items(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let heading = line.trim_start_matches('#').trim_start();
        let number = heading.split(' ').next().unwrap_or_default();
        if line.starts_with('#') {
            found.push((number.to_owned(), String::new()));
        } else if let Some((_, body)) = found.last_mut() {
            body.push_str(line);
            body.push('\n');
        }
    }
    found.retain(|(number, _)| ITEMS.contains(&number.as_str()));
    found
}

#[test]
fn every_form_of_the_language_is_told_in_words() {
    let text = told(&every_form("base.toml"));
    // The catalogue of measures has a page and a test of its own.
    let (start, end) = (text.find("### 1.3").unwrap(), text.find("\n## Appendix").unwrap());
    let text = text[start..end].replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!("every_form", text);
}

#[test]
fn an_option_is_told_by_what_it_changes() {
    let text = told(&every_form("option.toml"));
    let items = items(&text);
    let logic = &items.iter().find(|(number, _)| number == "2.3").unwrap().1;
    assert!(logic.contains("`option` extends `base` and changes 5 values"), "{logic}");
    for row in [
        "| `services.beds.places` | `4` | `6` |",
        "| `routes.cells.shares.housing.none` | `0.2` | `0.3` |",
        "| `services.clinic.after_missed` | `2` | (taken out) |",
    ] {
        assert!(logic.contains(row), "{row} is not in {logic}");
    }
    let sets = ["services.beds.places=7".to_owned()];
    let set = read_file(&folder().join("option.toml"), &sets).unwrap();
    let text = told(&set);
    assert!(text.contains("| `services.beds.places` | `6` | `7` |"), "{text}");
    assert!(text.contains("throughcare run option.toml --set 'services.beds.places=7'"), "{text}");
}

/// The catalogue would bury what the model is: it comes last, and 1.2 says in a screenful what it holds.
#[test]
fn measures_are_told_in_short_first_and_defined_at_the_end() {
    let text = told(&baseline());
    let (body, appendix) = text.split_once("\n## Appendix: measures\n").unwrap();
    for measure in Measure::ALL {
        let row = format!("| `{}` | {} | ", measure.name(), measure.unit());
        assert!(appendix.contains(&row) && !body.contains(&row), "{row}");
        assert!(appendix.contains(measure.definition()), "{}", measure.name());
    }
    let items = items(body);
    let outputs = &items.iter().find(|(number, _)| number == "1.2").unwrap().1;
    assert!(outputs.len() < 3000, "{outputs}");
    let told = format!("reports {} measures", Measure::ALL.len());
    assert!(outputs.contains(&told) && outputs.contains("*Appendix: measures*"), "{outputs}");
}

/// The baseline has 22 keyworkers; a second change starts from what the first has left.
#[test]
fn a_dated_change_is_told_with_what_it_changes_from() {
    let sets = ["changes=[{ at = \"1y\", set = { \"services.keyworking.staff\" = 20 } }, \
         { at = \"2y\", set = { \"services.keyworking.staff\" = 19 } }]"
        .to_owned()];
    let scenario = read_text("baseline", BASELINE, &sets).unwrap();
    let items = items(&told(&scenario));
    let logic = &items.iter().find(|(number, _)| number == "2.3").unwrap().1;
    for row in [
        "The command line changes nothing at first: its changes have dates (below).",
        "| 1 year after the start | keyworking: staff (`services.keyworking.staff`) | 22 | 20 |",
        "| 2 years after the start | keyworking: staff (`services.keyworking.staff`) | 20 | 19 |",
    ] {
        assert!(logic.contains(row), "{row} is not in {logic}");
    }
}

#[test]
fn places_that_change_are_told_as_those_at_first_and_exceptions_that_are_none_are_left_out() {
    let template = told(&read_text("town", TEMPLATE, &[]).unwrap());
    assert!(
        template.contains("9 places<br>at first: it changes within the run (2.3)"),
        "{template}"
    );
    assert!(!template.contains("when housing is none: 100% using"), "{template}");
    let (own, other) = ("using = 1.0, abstinent = 0.0 } }]", "using = 0.9, abstinent = 0.1 } }]");
    let other = told(&read_text("town", &TEMPLATE.replace(own, other), &[]).unwrap());
    assert!(other.contains("when housing is none: 90% using, 10% abstinent"), "{other}");
}

#[test]
fn all_items_of_the_checklist_are_there_in_order_and_none_is_empty() {
    for scenario in [baseline(), every_form("base.toml"), every_form("option.toml")] {
        let text = told(&scenario);
        let found = items(&text);
        let numbers: Vec<&str> = found.iter().map(|(number, _)| number.as_str()).collect();
        assert_eq!(numbers, ITEMS);
        for (number, body) in &found {
            assert!(body.trim().len() > 20, "{number} of {} says nothing: {body:?}", scenario.name);
        }
    }
}

#[test]
fn every_named_thing_of_the_baseline_has_its_row() {
    let scenario = baseline();
    let text = told(&scenario);
    let sections =
        ["attributes", "routes", "services", "interventions", "supports", "risks", "exits"];
    for section in sections {
        let things = scenario.said().get(section).unwrap().entries();
        assert!(!things.is_empty(), "{section}");
        for (name, _) in things {
            let key = format!("(`{name}`)");
            let plain = format!("| **{name}**");
            assert!(text.contains(&key) || text.contains(&plain), "{section}.{name} is not told");
        }
    }
}

#[test]
fn every_source_and_assumption_is_printed_with_its_path() {
    let scenario = baseline();
    let text = told(&scenario);
    assert!(scenario.model.sources.len() > 150);
    for source in &scenario.model.sources {
        let words = source.note.trim_start_matches("assumption:").trim();
        let words = words.replace('[', "\\[").replace(']', "\\]").replace('|', "\\|");
        let row = format!(" | {words} | `{}` |", source.path);
        assert!(text.contains(&row), "{} is not told: {words}", source.path);
    }
}

#[test]
fn edges_of_the_diagrams_join_nodes_that_are_declared_once() {
    for scenario in [baseline(), every_form("base.toml")] {
        let text = told(&scenario);
        let charts: Vec<&str> = text
            .split("```mermaid\n")
            .skip(1)
            .map(|rest| rest.split("```").next().unwrap())
            .collect();
        assert_eq!(charts.len(), 2);
        for chart in &charts {
            let mut nodes = BTreeSet::new();
            let word = |text: &str| {
                text.trim()
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect::<String>()
            };
            for line in chart.lines().skip(1) {
                let keyword =
                    ["subgraph", "end", "classDef", "class"].contains(&word(line).as_str());
                if keyword || line.contains("-->") || line.contains(".->") {
                    continue;
                }
                assert!(nodes.insert(word(line)), "{line} is declared twice");
            }
            for line in chart.lines().filter(|line| line.contains("-->") || line.contains(".->")) {
                let last = line.rsplit([' ', '|']).next().unwrap_or_default();
                assert!(nodes.contains(&word(line)), "nothing declares the start of {line}");
                assert!(nodes.contains(last), "nothing declares the end of {line}");
            }
        }
        // Where clients begin and how they leave stands in the first.
        for exit in scenario.said().get("exits").unwrap().entries() {
            let words = exit.0.split('_').next().unwrap();
            assert!(charts[0].contains(words), "{} is not drawn", exit.0);
        }
        assert!(charts[0].lines().filter(|line| line.contains(".->")).count() > 5);
    }
}

const TOWN: &str = "title = \"Town\"\nrun = { horizon = \"1y\", replications = 2 }\n\
    routes.door = { per_week = 2.0, enters = \"care\" }\n\
    services.ward = { places = 25 }\n\
    exits = { finished = { planned = true, reason = \"completed\" } }\n\
    [interventions.care]\ncomponent = \"delivery\"\ntier = 2\nservice = \"ward\"\n\
    duration = \"12w\"\nthen = \"finished\"\n";

fn throughcare(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughcare"));
    command.current_dir(folder).env("NO_COLOR", "1").args(arguments).output().unwrap()
}

fn said(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn with_town() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("town.toml"), TOWN).unwrap();
    folder
}

#[test]
fn the_description_goes_to_stdout_or_whole_into_a_new_file() {
    let folder = with_town();
    let printed = throughcare(folder.path(), &["describe", "town.toml"]);
    assert_eq!(printed.status.code(), Some(0), "{}", said(&printed.stderr));
    assert!(said(&printed.stdout).starts_with("# Town\n"), "{}", said(&printed.stdout));
    let arguments = ["describe", "town.toml", "--output", "town.md"];
    let written = throughcare(folder.path(), &arguments);
    assert_eq!((written.status.code(), said(&written.stdout)), (Some(0), ""));
    let path = folder.path().join("town.md");
    assert_eq!(std::fs::read(&path).unwrap(), printed.stdout);
    std::fs::write(&path, "mine").unwrap();
    let refused = throughcare(folder.path(), &arguments);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused.stderr).contains("--force"), "{}", said(&refused.stderr));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    let forced = throughcare(folder.path(), &[&arguments[..], &["--force"]].concat());
    assert_eq!(forced.status.code(), Some(0));
    assert_eq!(std::fs::read(&path).unwrap(), printed.stdout);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn the_results_of_a_run_are_told_with_their_intervals_and_the_machine() {
    let folder = with_town();
    let run = throughcare(folder.path(), &["run", "town.toml", "--quiet"]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run.stderr));
    let arguments = ["describe", "town.toml", "--results", "results/town"];
    let output = throughcare(folder.path(), &arguments);
    assert_eq!((output.status.code(), said(&output.stderr)), (Some(0), ""));
    let text = said(&output.stdout);
    assert!(text.contains("means of 2 replications"), "{text}");
    assert!(text.contains("| Referrals | "), "{text}");
    assert!(text.contains("throughcare run town.toml --quiet"), "{text}");
    assert!(text.contains("The run took ") && text.contains("processor"), "{text}");
    assert!(!text.contains("Caution"), "{text}");
}

#[test]
fn results_of_another_state_or_another_scenario_are_warned_of_in_the_text_and_on_stderr() {
    let folder = with_town();
    let run = throughcare(folder.path(), &["run", "town.toml", "--quiet"]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run.stderr));
    let results = ["--results", "results/town"];
    let changed = ["describe", "town.toml", "--set", "services.ward.places=26"];
    let output = throughcare(folder.path(), &[&changed[..], &results].concat());
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output.stdout).contains("> **Caution:** the results are of another state"));
    assert!(said(&output.stderr).contains("warning: the results are of another state"));
    let other = throughcare(folder.path(), &["describe", "--results", "results/town"]);
    assert!(said(&other.stderr).contains("the run is of other scenarios (town)"));
    assert!(said(&other.stdout).contains("**Caution:** the run is of other scenarios (town)"));
    let none = throughcare(folder.path(), &["describe", "town.toml", "--results", "."]);
    assert_eq!(none.status.code(), Some(2));
    assert!(said(&none.stderr).contains("no run.json"), "{}", said(&none.stderr));
}

#[test]
fn a_refused_scenario_is_not_described() {
    let folder = with_town();
    let output =
        throughcare(folder.path(), &["describe", "town.toml", "--set", "services.ward.places=-1"]);
    assert_eq!((output.status.code(), said(&output.stdout)), (Some(2), ""));
    assert!(said(&output.stderr).contains("services.ward.places"), "{}", said(&output.stderr));
}

/// A scenario with one of each where the words once said something else.
#[test]
fn a_plan_a_default_and_an_order_of_keys_are_told_for_what_they_are() {
    let text = TOWN.replace("\"12w\"", "{ normal = { mean = \"12w\", sd = \"6w\" } }")
        + "[targets]\nplanned_exits = 0.5\nretained = 1.0\n\
           [risks.growing]\nwhile = \"in_episode\"\nthen = \"finished\"\n\
           hazard = { gompertz = { growth_per_year = 0.1, per_year = 0.2 } }\n\
           [risks.bored]\nwhile = \"waiting\"\nthen = \"finished\"\nhazard = { mean = \"10y\" }\n";
    let scenario = read_text("town", &text, &[]).unwrap();
    let told = told(&scenario);
    for words in [
        "normal, mean 12 weeks, standard deviation 6 weeks, at least 0 (the default)",
        "(`planned_exits`) | at least 0.5 a year |",
        "**retained** | at least 100% in treatment still after the time of retention",
        "Gompertz: at first 0.2 a year, growing at a rate of 0.1 a year",
        "by these risks of 2.5.2: growing and bored.",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}
