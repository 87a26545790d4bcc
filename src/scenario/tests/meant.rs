//! What a scenario means: the model it becomes.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::*;
use crate::model::{Action, Condition, FactId, Facts, Phase, Target};

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
fn what_is_set_and_by_a_dated_change_again_is_warned_of() {
    let changes = r#"
[[changes]]
at = 2008-04-01
set = { "services.clinic.places" = 4 }
[[changes]]
at = "3y"
set = { "interventions.triage.duration" = "3d", "routes.gp.per_week" = 3 }
[[changes]]
at = "4y"
set = { "routes.gp.per_week" = 4 }
"#;
    let text = format!("{SMALL}{changes}");
    let warned = |set: &str| {
        let read = read_text("small", &text, &[set.to_owned()]);
        let scenario = read.unwrap_or_else(|refusal| panic!("{refusal}"));
        let rendered = render(&scenario.warnings, &scenario.sources, false);
        let mut told = lines(&scenario.warnings);
        told.retain(|line| line.contains("`--set "));
        (told, rendered)
    };
    let (lines, rendered) = warned("services.clinic.places=9");
    assert_eq!(
        lines,
        [
            "services.clinic.places: `--set services.clinic.places=9` holds until 2008-04-01; the change there sets \
          `services.clinic.places` again (to change what is set there: --set \
          'changes.0.set.\"services.clinic.places\"=…')"
        ]
    );
    assert!(rendered.contains("command line"), "{rendered}");
    let (lines, _) = warned("routes.gp.per_week=5");
    assert_told(&lines, "until a change sets `routes.gp.per_week` again: \"3y\" and \"4y\"");
    assert_told(&lines, "'changes.1.set.\"routes.gp.per_week\"=…'");
    // Of what is set in part, of what no change touches, and as the hint says.
    assert_eq!(
        warned("interventions.triage.duration={ exponential = { mean = \"1d\" } }").0.len(),
        1
    );
    assert_eq!(warned("routes.gp.enters=\"triage\"").0, Vec::<String>::new());
    assert_eq!(warned("changes.0.set.\"services.clinic.places\"=9").0, Vec::<String>::new());
}
