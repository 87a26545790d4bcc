//! Whole scenarios: what is read, and what is refused with which words.

use super::*;
use crate::model::{Action, Capacity, Condition, FactId, Facts, Phase, Target};
use crate::units::Days;

const SMALL: &str = r#"
[run]
start = 2006-04-01
horizon = "5y"

[attributes.housing]
shares = { settled = 0.7, insecure = 0.2, other = 0.1 }

[routes.gp]
per_week = 2
enters = "triage"

[services.clinic]
places = 6

[interventions.triage]
component = "engagement"
tier = 2
service = "clinic"
duration = "2d"
then = [{ when = { housing = "settled" }, to = { left = 0.25, community = 0.75 } }, { to = "left" }]

[exits.left]
"#;

fn read(more: &str) -> Result<Scenario, Refusal> {
    read_text("small", &format!("{SMALL}{more}"), &[])
}

/// The scenario, which must be fine.
fn fine(more: &str) -> Scenario {
    read(more).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// What is wrong, a line each: path, message, hint.
fn wrong(more: &str) -> Vec<String> {
    lines(&read(more).expect_err("it should be refused").problems)
}

fn set(sets: &[&str]) -> Result<Scenario, Refusal> {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    read_text("small", SMALL, &sets)
}

fn lines(problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| {
            let hint =
                problem.hint.as_deref().map_or_else(String::new, |hint| format!(" ({hint})"));
            format!("{}: {}{hint}", problem.path, problem.message)
        })
        .collect()
}

fn assert_told(lines: &[String], words: &str) {
    assert!(lines.iter().any(|line| line.contains(words)), "no `{words}` in\n{}", lines.join("\n"));
}

#[test]
fn the_embedded_scenario_can_be_run() {
    let scenario =
        read_text("baseline", BASELINE, &[]).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(scenario.model.system().routes.len() > 3);
    assert!(!scenario.model.sources.is_empty() && !scenario.model.report_by.is_empty());
}

#[test]
fn a_small_scenario_becomes_the_model_it_says() {
    let model = fine("").model;
    let system = model.system();
    assert_eq!((model.title.as_str(), model.run.end()), ("small", Days(5.0 * 365.25)));
    assert_eq!((model.run.replications, model.run.seed), (100, 1));
    assert_eq!(system.attributes[1].levels, ["settled", "insecure", "other"]);
    // Five states come first, then the one route, then the three levels.
    assert_eq!(system.attributes[0].first, FactId(5));
    assert_eq!(system.attributes[1].first, FactId(6));
    let capacity = Capacity::Places { places: 6, staff: None, rota: None };
    assert_eq!(system.services[0].capacity, capacity);
    let cases = &system.interventions[0].then.as_ref().unwrap().cases;
    assert_eq!(cases[0].when, Condition::new(vec![Facts::of(&[FactId(6)])]));
    assert_eq!(cases[0].to[1], (1.0, Target::Community));
    assert!(cases[1].when.is_always());
}

#[test]
fn every_problem_is_reported_at_once_with_its_line_and_suggestion() {
    let text = r#"
[run]
horizon = 5
[attributes.housing]
shares = { settled = 0.7, insecure = 0.2, other = 0.05 }
[routes.gp]
per_wek = 2
enters = "triag"
[services.clinic]
places = -6
[interventions.triage]
component = "engagment"
tier = 7
servce = "clinic"
then = "left"
[exits.left]
planned = "yes"
"#;
    let refusal = read_text("bad", text, &[]).expect_err("everything is wrong");
    let lines = lines(&refusal.problems);
    for words in [
        "run.horizon: 5 is a duration without a unit (write a number and a unit",
        "the shares sum to 0.95, not 1 (raise \"other\" to 0.1 if the rest belongs there)",
        "unknown key `per_wek` (did you mean `per_week`?)",
        "routes.gp.enters: there is no intervention or exit `triag` (did you mean `triage`?)",
        "services.clinic.places: a count lies between 0 and",
        "\"engagment\" is no component; it is one of engagement, delivery",
        "unknown key `servce` (did you mean `service`?)",
        "interventions.triage.duration: `duration` is missing",
        "exits.left.planned: this must be true or false, not \"yes\"",
    ] {
        assert_told(&lines, words);
    }
    let shown = refusal.to_string();
    assert!(shown.contains("bad:3:11"), "{shown}");
    assert!(shown.contains("horizon = 5"), "{shown}");
    // In the order of the text.
    let places: Vec<usize> = refusal.problems.iter().map(|it| it.at.unwrap().start).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn values_out_of_range_are_refused_with_the_range() {
    for (more, words) in [
        (
            "[risks.a]\nwhile = \"engaging\"\nhazard = { mean = \"2w\" }\nthen = \"left\"\nratios = [{ ratio = -1 }]\n",
            "a ratio lies between 0 and 1e6, and -1 does not",
        ),
        (
            "[risks.a]\nwhile = \"engaging\"\nhazard = { mean = \"0d\" }\nthen = \"left\"\n",
            "risks.a.hazard.mean: `mean` is 0 d, but must be more than 0 d",
        ),
        (
            "[risks.a]\nwhile = \"engaging\"\nhazard = { mean = \"1d\", by = \"2w\" }\nthen = \"left\"\n",
            "state it by mean · or by median",
        ),
        (
            "[risks.a]\nwhile = \"engaging\"\nhazard = { weibul = {} }\nthen = \"left\"\n",
            "did you mean `weibull`?",
        ),
        ("[services.b]\nplaces = 2\nstaff = 3\ncaseload = 1\n", "exclude one another"),
        (
            "[services.b]\nstaff = 4000000\ncaseload = 4000000\n",
            "16000000000000 places are too many",
        ),
        ("[services.b]\n", "does not say how much the service can do"),
        ("[services.b]\nplaces = 2\nwaiting_list_limit = 3\n", "where someone turned away goes"),
        (
            "[services.b]\nplaces = 2\nring_fenced = [{ places = 3, for = { route = \"gp\" } }]\n",
            "3 places are set aside, and there are 2",
        ),
        ("[services.b]\nplaces = 2\nturnover_per_year = 0.2\n", "turnover needs staff"),
        (
            "[services.b]\nappointments_per_week = 2\ndid_not_attend = 25\n",
            "if 25% is meant, write 0.25",
        ),
        (
            "[services.b]\nappointments_per_week = 2\ndid_not_attend = 0.2\nafter_missed = 2\n",
            "where a client goes after `after_missed`",
        ),
        ("[routes.b]\nenters = \"triage\"\n", "does not say how many come"),
        (
            "[routes.b]\nper_minute = 1e5\nenters = \"triage\"\n",
            "referrals in a replication are too many",
        ),
        (
            "[routes.b]\nevery = \"0d\"\nenters = \"triage\"\n",
            "referrals in a replication are too many",
        ),
        (
            "[routes.b]\nper_week = 1\nper_day = 1\nenters = \"triage\"\n",
            "the rate is written twice",
        ),
        ("[exits.triage]\n", "`triage` is an intervention and an exit"),
        ("[exits.community]\n", "the word `community` is reserved"),
        ("[exits.Left]\n", "`Left` is no name"),
        ("[targets]\nwaiting_time = \"2000y\"\n", "is longer than 1000 years"),
        ("[targets]\nwaiting_time = \"3 weeks\"\n", "`weeks` is no unit of time"),
        ("[costs]\nservices.clinc = { per_start = 1 }\n", "there is no service `clinc`"),
        (
            "[exits.gone]\nthen = [{ when = { housing = \"setled\" }, to = \"community\" }]\n",
            "did you mean `settled`?",
        ),
    ] {
        assert_told(&wrong(more), words);
    }
}

#[test]
fn sets_change_values_and_name_themselves_when_wrong() {
    let scenario = set(&["services.clinic.places=9", "run.horizon=2y"]).unwrap();
    let capacity = Capacity::Places { places: 9, staff: None, rota: None };
    assert_eq!(scenario.model.system().services[0].capacity, capacity);
    assert_eq!(scenario.model.run.horizon, Days(730.5));
    assert_ne!(scenario.digest, fine("").digest);
    let refusal = set(&["services.clinic.places=many"]).expect_err("many is no number");
    assert!(refusal.to_string().contains("--> --set:1:24"), "{refusal}");
}

#[test]
fn conditions_become_groups_of_facts_and_windows_become_clocks() {
    let more = r#"
[risks.leaving]
while = ["in_treatment", "after_exit"]
during = "triage"
hazard = { per_year = 1 }
ratios = [
  { after = "triage", within = "4w", ratio = 2 },
  { in_service = "clinic", above_occupancy = 0.5, ratio = 3 },
  { while = "waiting", ratio = 2 },
]
then = "left"
"#;
    let model = fine(more).model;
    let system = model.system();
    let [risk, forget] = system.clocks.as_slice() else { panic!("{:?}", system.clocks) };
    let during = system.interventions[0].during.unwrap();
    let states = Facts::of(&[Phase::InTreatment.fact(), Phase::AfterExit.fact()]);
    assert_eq!(risk.spell, Condition::new(vec![states, Facts::of(&[during])]));
    let after = system.interventions[0].after[0];
    assert_eq!(risk.ratios[0].when, Condition::new(vec![Facts::of(&[after])]));
    assert_eq!(forget.action, Action::Forget(after));
    assert_eq!(forget.hazard.certain_at(), Some(Days(28.0)));
    let crowded = system.services[0].crowding[0];
    assert_eq!(crowded.above, 0.5);
    assert_eq!(risk.ratios[1].when, Condition::new(vec![Facts::of(&[crowded.fact])]));
    assert_eq!(risk.ratios[2].when, Condition::new(vec![Facts::of(&[FactId::WAITING])]));
}

#[test]
fn nobody_in_custody_is_taken_into_custody() {
    let more = r#"
[interventions.prison]
component = "delivery"
tier = 3
setting = "prison"
closes_as = "left"
duration = "90d"
then = "community"
[risks.custody]
while = "always"
hazard = { mean = "6y" }
then = "prison"
"#;
    let model = fine(more).model;
    let spell = &model.system().clocks[0].spell;
    assert!(spell.holds(&Facts::of(&[Phase::AfterExit.fact()])));
    assert!(!spell.holds(&Facts::of(&[Phase::InCustody.fact()])));
}

#[test]
fn changes_make_eras_with_one_layout_of_facts() {
    let more = r#"
[risks.leaving]
while = "engaging"
hazard = { mean = "2y" }
ratios = [{ while = "waiting", ratio = 2 }]
then = "left"
[[changes]]
at = "1y"
set = { "risks.leaving.ratios" = [{ during = "triage", ratio = 3 }] }
[[changes]]
at = 2006-10-01
set = { "services.clinic.places" = 4, "routes.gp.per_week" = 3 }
[[changes]]
at = 2050-01-01
set = { "services.clinic.places" = 1 }
"#;
    let scenario = fine(more);
    let eras = &scenario.model.eras;
    assert_eq!(eras.iter().map(|era| era.from.0).collect::<Vec<_>>(), [0.0, 183.0, 365.25]);
    let places = |era: usize| match eras[era].system.services[0].capacity {
        Capacity::Places { places, .. } => places,
        _ => 0,
    };
    assert_eq!([places(0), places(1), places(2)], [6, 4, 4]);
    // Only the last era asks whether triage is running, and all know the fact.
    assert!(eras.iter().all(|era| era.system.interventions[0].during.is_some()));
    assert_told(&lines(&scenario.warnings), "at or after the end of the run");
}

#[test]
fn a_change_is_refused_where_it_stands() {
    for (set, words) in [
        (
            "\"services.clinc.places\" = 4",
            "there is no `clinc` in [services] (did you mean `clinic`?)",
        ),
        ("\"run.horizon\" = \"1y\"", "`run.horizon` cannot change during a run"),
        ("\"services.clinic.places\" = \"endless\"", "cannot change during a run between places"),
        ("\"services.clinic.places\" = 1.5", "this must be a whole number"),
        (
            "\"attributes.housing.shares\" = { settled = 1 }",
            "cannot add or take away a name or a level",
        ),
        ("services.clinic.places = 4", "a whole section `services` cannot be set at once"),
    ] {
        let more = format!("[[changes]]\nat = \"1y\"\nset = {{ {set} }}\n");
        let refusal = read(&more).expect_err(set);
        assert_told(&lines(&refusal.problems), words);
        let line = format!("set = {{ {set} }}");
        assert!(refusal.to_string().contains(&line), "{refusal}");
    }
}

#[test]
fn more_facts_than_fit_are_refused_with_the_count() {
    let levels: Vec<String> = (0..250).map(|level| format!("l{level} = 0.004")).collect();
    let more = format!("[attributes.many]\nshares = {{ {} }}\n", levels.join(", "));
    assert_told(&wrong(&more), "asks for 259 facts about each client, and 256 fit");
}

#[test]
fn files_extend_one_another_and_loops_end() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    write("small.toml", SMALL);
    let more = "extends = \"small.toml\"\nunset = [\"run.start\"]\nservices.clinic.places = 2\n";
    let option = read_file(&write("option.toml", more), &[]).unwrap();
    assert_eq!(option.name, "option");
    assert!(option.model.run.start.is_none());
    let capacity = Capacity::Places { places: 2, staff: None, rota: None };
    assert_eq!(option.model.system().services[0].capacity, capacity);

    write("b.toml", "extends = \"a.toml\"\n");
    for (name, text, words) in [
        ("a.toml", "extends = \"b.toml\"\n", "extends itself"),
        ("gone.toml", "extends = \"nowhere.toml\"\n", "there is no such file"),
        ("folder.toml", "extends = \".\"\n", "it is not a file"),
        ("number.toml", "extends = 4\n", "this must be the path of a scenario"),
    ] {
        let refusal = read_file(&write(name, text), &[]).expect_err(name);
        assert_told(&lines(&refusal.problems), words);
    }
    for number in 0..20 {
        write(&format!("c{number}.toml"), &format!("extends = \"c{}.toml\"\n", number + 1));
    }
    let refusal = read_file(&folder.path().join("c0.toml"), &[]).expect_err("too long");
    assert_told(&lines(&refusal.problems), "more than 16 scenarios");
    let large = write("large.toml", &"#".repeat((8 << 20) + 1));
    let refusal = read_file(&large, &[]).expect_err("too large");
    assert_told(&lines(&refusal.problems), "it is larger than 8 MiB");
}

#[test]
fn files_of_figures_are_part_of_the_digest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curve.toml");
    let more =
        "[risks.a]\nwhile = \"engaging\"\nhazard = { survival = \"c.csv\" }\nthen = \"left\"\n";
    std::fs::write(&path, format!("{SMALL}{more}")).unwrap();
    let read = |survival: &str| {
        std::fs::write(folder.path().join("c.csv"), survival).unwrap();
        read_file(&path, &[]).unwrap_or_else(|refusal| panic!("{refusal}"))
    };
    let one = read("days,survival\n0,1\n90,0.9\n");
    let other = read("days,survival\n0,1\n90,0.8\n");
    let gathered = one.model.system().clocks[0].hazard.gathered(Days(90.0));
    assert!((gathered + 0.9_f64.ln()).abs() < 1e-12, "{gathered}");
    assert_ne!(one.digest, other.digest);
}

#[test]
fn a_text_extends_only_the_embedded_scenario() {
    let option = "extends = \"baseline\"\n[run]\nreplications = 3\n";
    let scenario = read_text("option", option, &[]).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(scenario.model.run.replications, 3);
    let refusal = read_text("option", "extends = \"other.toml\"\n", &[]).expect_err("no such");
    assert_told(&lines(&refusal.problems), "there is no scenario `other.toml` to extend");
}

/// The scenario as an editor sees it: TOML as JSON, dates as texts.
fn as_json(text: &str) -> serde_json::Value {
    fn convert(value: &toml::Value) -> serde_json::Value {
        match value {
            toml::Value::Datetime(date) => serde_json::json!(date.to_string()),
            toml::Value::Array(items) => items.iter().map(convert).collect(),
            toml::Value::Table(table) => {
                table.iter().map(|(key, value)| (key.clone(), convert(value))).collect()
            }
            other => serde_json::to_value(other).unwrap(),
        }
    }
    convert(&toml::Value::Table(text.parse().unwrap()))
}

#[test]
fn the_schema_accepts_the_examples_and_rejects_what_is_unknown() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for text in [BASELINE, SMALL] {
        let errors: Vec<String> = validator
            .iter_errors(&as_json(text))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    for more in [
        "[services.b]\nplces = 1\n",
        "[servces.b]\nplaces = 1\n",
        "[services.b]\nplaces = -1\n",
        "[risks.a]\nwhile = \"engaging\"\nhazard = { weibull = { shape = 1 } }\n",
        "[risks.a]\nwhile = \"sometimes\"\nhazard = { mean = \"1d\" }\n",
        "[targets]\nwaiting_time = 3\n",
        "[exits.left_again]\nplanned = 1\n",
    ] {
        assert!(!validator.is_valid(&as_json(&format!("{SMALL}{more}"))), "{more}");
    }
}

/// Regenerate with `throughcare schema > scenarios/scenario.schema.json`.
#[test]
fn the_committed_schema_is_that_of_the_types() {
    let made = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/scenario.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == made,
        "scenarios/scenario.schema.json is out of date: \
         run `throughcare schema > scenarios/scenario.schema.json`"
    );
}

#[test]
fn no_text_makes_the_reader_panic() {
    // Every prefix of a scenario, and the scenario without each of its lines in turn.
    for end in (0..SMALL.len()).filter(|end| SMALL.is_char_boundary(*end)) {
        let _ = read_text("prefix", &SMALL[..end], &[]);
    }
    let count = BASELINE.lines().count();
    for left_out in (0..count).step_by(7) {
        let rest: Vec<&str> = BASELINE
            .lines()
            .enumerate()
            .filter(|(number, _)| *number != left_out)
            .map(|(_, line)| line)
            .collect();
        if let Err(refusal) = read_text("holed", &rest.join("\n"), &[]) {
            assert!(!refusal.to_string().is_empty());
        }
    }
}

#[test]
fn every_row_of_every_form_is_read() {
    for duration in [
        "{ fixed = \"2d\" }",
        "{ uniform = { low = \"1d\", high = \"2d\" } }",
        "{ triangular = { low = \"1d\", mode = \"2d\", high = \"3d\" } }",
        "{ exponential = { median = \"2d\" } }",
        "{ erlang = { stages = 3, mean = \"2d\" } }",
        "{ gamma = { shape = 2, mean = \"2d\" } }",
        "{ gamma = { mean = \"2d\", sd = \"1d\" } }",
        "{ weibull = { mean = \"2d\", sd = \"1d\" } }",
        "{ weibull = { median = \"2d\", p90 = \"5d\" } }",
        "{ lognormal = { median = \"2d\", sigma = 0.5 } }",
        "{ normal = { mean = \"5d\", sd = \"1d\", high = \"9d\" } }",
        "{ beta = { low = \"1d\", high = \"5d\", a = 2, b = 3 } }",
        "{ beta = { low = \"1d\", high = \"5d\", mean = \"2d\", sd = \"12h\" } }",
        "{ pert = { low = \"1d\", mode = \"2d\", high = \"5d\", weight = 5 } }",
        "{ empirical = { values = [\"1d\", \"2d\"], weights = [1, 3] } }",
        "{ empirical = { quantiles = [[\"1d\", 0.0], [\"10d\", 0.5], [\"40d\", 1.0]] } }",
    ] {
        fine(&format!("[routes.b]\nenters = \"triage\"\nevery = {duration}\n"));
    }
    for (hazard, at_20_days) in [
        ("mean = \"10d\"", 2.0),
        ("median = \"10d\"", 2.0 * 2.0_f64.ln()),
        ("per_week = 0.7", 2.0),
        ("probability = 0.5, by = \"20d\"", 2.0_f64.ln()),
        ("weibull = { shape = 2, scale = \"10d\" }", 4.0),
        ("weibull = { shape = 2, probability = 0.5, by = \"20d\" }", 2.0_f64.ln()),
        ("weibull = { probability = [0.25, 0.5], by = [\"10d\", \"20d\"] }", 2.0_f64.ln()),
        ("log_logistic = { shape = 1, median = \"20d\" }", 2.0_f64.ln()),
        ("lognormal = { median = \"20d\", p90 = \"50d\" }", 2.0_f64.ln()),
        ("steps = [{ until = \"10d\", per_day = 0.1 }, { per_day = 0.2 }]", 3.0),
        ("survival = [[\"0d\", 1.0], [\"20d\", 0.5]]", 2.0_f64.ln()),
        ("mean = \"10d\", until = \"5d\"", 0.5),
        ("gompertz = { per_day = 0.1, growth_per_year = 0.0 }", 2.0),
    ] {
        let more =
            format!("[risks.a]\nwhile = \"engaging\"\nhazard = {{ {hazard} }}\nthen = \"left\"\n");
        let found = fine(&more).model.system().clocks[0].hazard.gathered(Days(20.0));
        assert!((found - at_20_days).abs() < 1e-9, "{hazard}: {found}");
    }
}

#[test]
fn supports_are_offered_by_clocks_and_end_with_their_state() {
    let more = r#"
[interventions.housing_support]
component = "community_integration"
tier = 2
duration = "26w"
[supports.housing_support]
while = "engaging"
when = { housing = ["insecure", "other"] }
delay = "4w"
take_up = 0.5
repeats = true
"#;
    let model = fine(more).model;
    let system = model.system();
    let clock = &system.clocks[0];
    let engaging = Condition::new(vec![Facts::of(&[Phase::Engaging.fact()])]);
    let levels = Condition::new(vec![Facts::of(&[FactId(7), FactId(8)])]);
    assert_eq!(clock.spell, engaging.clone().and(&levels));
    assert_eq!(clock.hazard.certain_at(), Some(Days(28.0)));
    assert!(clock.recurs && matches!(clock.action, Action::Offer(_)));
    assert_eq!(system.supports[0].lasts_while, engaging);
    assert_eq!(system.supports[0].take_up, 0.5);
}

#[test]
fn a_large_file_of_nonsense_ends_soon_and_says_so() {
    let many: String = (0..50_000).map(|number| format!("k{number} = {{ x = 1 }}\n")).collect();
    let refusal = read_text("large", &many, &[]).expect_err("nonsense");
    assert!(refusal.problems.len() <= 502, "{}", refusal.problems.len());
    let routes: String =
        (0..20_000).map(|number| format!("[routes.r{number}]\nper_week = 1\n")).collect();
    let refusal = read(&routes).expect_err("too many routes");
    assert!(!refusal.to_string().is_empty());
}
