//! One client's journey: the words against schedules worked out by hand, the chances against closed forms.

use crate::trace::{model, run};
use throughcare::experiment::{Plan, offered_load};
use throughcare::model::{Facts, Model};
use throughcare::random::{Hazard, Who};
use throughcare::records::{Client, Happening, Recorder};
use throughcare::scenario::{self, BASELINE, TEMPLATE};
use throughcare::story::{Journey, Scout, Tells, chance_within, tell};
use throughcare::units::Days;

/// The client of a route (by its place in the scenario) with this number from 0.
fn who(model: &Model, route: usize, number: u32) -> Who {
    Who { group: model.system().routes[route].key, number }
}

/// The story of a client in the first replication, a line for each instant and each thing told; background in brackets.
fn story(model: &Model, who: Who) -> String {
    let mut journey = Journey::of(who);
    run(model, 1, &mut journey);
    let story = tell(model, &journey).unwrap();
    let mut lines = vec![story.opening];
    for step in story.steps {
        lines.push(step.when);
        for line in step.lines {
            lines.push(match line.tells {
                Tells::Happening => format!("  {}", line.text),
                Tells::Background => format!("  [{}]", line.text),
            });
        }
    }
    lines.extend(story.closing);
    lines.join("\n")
}

const TIRED: &str = r#"
    [run]
    start = 2006-07-03
    horizon = "60d"
    [attributes.goal]
    shares = { rest = 1.0, work = 0.0 }
    [routes.front_door]
    at = ["0d", "0d"]
    enters = "care"
    [services.ward]
    places = 1
    [interventions.care]
    component = "delivery"
    tier = 2
    service = "ward"
    duration = "9d"
    on_completion = [{ set = { goal = "work" } }]
    then = [{ when = { goal = "work" }, to = { long_talk = 1.0 } }, { to = { done = 1.0 } }]
    [interventions.long_talk]
    component = "delivery"
    tier = 2
    duration = "20d"
    then = "done"
    [risks.grows_tired]
    while = { during = "long_talk" }
    hazard = { fixed = "5d" }
    then = "left"
    [risks.moves]
    while = "in_episode"
    hazard = { mean = "280d" }
    ratios = [{ when = { goal = "work" }, ratio = 2.0 }]
    then = "left"
    [exits.done]
    planned = true
    reason = "completed"
    [exits.left]
    reason = "dropped_out"
"#;

/// Nine days of waiting behind the first client, nine of care, five of the twenty of talk: then certain to be tired.
/// Moving has a constant hazard of 1/280 a day, so within 28 days 1 - exp(-0.1) = 9.5%, doubled 1 - exp(-0.2) = 18%.
#[test]
fn a_story_tells_a_schedule_worked_out_by_hand_and_its_chances() {
    let model = model(TIRED);
    insta::assert_snapshot!(story(&model, who(&model, 0, 1)), @r"
    goal: rest.
    Mon 3 Jul 2006
      Comes for the first time (route: front door).
      Begins with care.
      Waits for a place in ward for care: nobody is ahead.
      [What else might end the wait within 4 weeks: moves 9.5%.]
    Wed 12 Jul 2006 (9 days later)
      Gets a place in ward after 9 days: care starts.
    Fri 21 Jul 2006 (9 days later)
      Completes care after 9 days: goal is now work, was rest; goes on to long talk (given that goal is work, all do).
    Wed 26 Jul 2006 (5 days later)
      Grows tired.
      [This was bound to happen by then.]
      [What else might have come within 4 weeks: moves 18%.]
      Long talk ends early, after 5 days.
      The episode ends after 23 days: left (not a planned exit).
    1 episode; exit: left.
    Waiting: 9 days for ward.
    Received: care (9 days), long talk (5 days).
    Followed until Wed 26 Jul 2006; no episode was open then.
    ");
}

const PLAN: &str = r#"
    [run]
    horizon = "2d"
    [attributes.mood]
    shares = { low = 1.0, high = 0.0 }
    [routes.door]
    at = ["0d"]
    enters = "visit"
    [services.desk]
    places = 0
    waiting_list_limit = 0
    otherwise = "chat"
    [services.keyworkers]
    places = 2
    [interventions.visit]
    component = "engagement"
    tier = 2
    duration = "30min"
    then = "meeting"
    [interventions.meeting]
    component = "engagement"
    tier = 3
    service = "desk"
    duration = "1h"
    then = "chat"
    [interventions.chat]
    component = "engagement"
    tier = 3
    duration = "45min"
    opens_care_plan = true
    then = "cells"
    [interventions.cells]
    component = "delivery"
    tier = 3
    setting = "prison"
    closes_as = "held"
    duration = "6h"
    then = "community"
    [interventions.tea]
    component = "engagement"
    tier = 2
    duration = "10min"
    [supports.tea]
    while = "engaging"
    take_up = 1.0
    [care_plan]
    service = "keyworkers"
    [exits.held]
    reason = "prison"
"#;

/// Minutes and hours without a calendar: turned away, a keyworker at once, custody that closes the care plan, release.
#[test]
fn a_story_in_minutes_tells_the_time_of_day_and_every_turn() {
    let model = model(PLAN);
    insta::assert_snapshot!(story(&model, who(&model, 0, 0)), @r"
    mood: low.
    Day 0, 00:00
      Comes for the first time (route: door).
      Begins with visit.
      Is offered tea alongside; it starts at once.
    Day 0, 00:10 (10 minutes later)
      Completes tea after 10 minutes.
    Day 0, 00:30 (20 minutes later)
      Completes visit after 30 minutes and goes on to meeting.
      Is turned away from desk: nobody may wait for it; such clients go on to chat.
      Chat starts.
    Day 0, 01:15 (45 minutes later)
      Completes chat after 45 minutes.
      Gets a keyworker's place (keyworkers) at once.
      The care plan opens: in treatment from now on.
      The care plan closes after 0 minutes.
      The episode ends after 75 minutes: held (not a planned exit).
      Is taken into custody.
      Goes on to cells.
    Day 0, 07:15 (6 hours later)
      Completes cells after 6 hours and goes on with nothing further.
      Is released from custody.
    1 episode; exit: held.
    Waiting: none.
    In treatment (care plan open): 0 minutes.
    Received: visit (30 minutes), tea (10 minutes), chat (45 minutes), cells (6 hours).
    Followed until Day 0, 07:15; no episode was open then.
    ");
}

const STAYS: &str = r#"
    [run]
    horizon = "40d"
    [routes.patient]
    at = ["0d", "1d"]
    enters = "detox"
    [routes.hasty]
    at = ["2d"]
    enters = "detox"
    [services.house]
    places = 1
    [interventions.detox]
    component = "delivery"
    tier = 3
    duration = "3d"
    then = "rehab"
    [interventions.rehab]
    component = "delivery"
    tier = 4
    service = "house"
    while_waiting = "stay"
    duration = "10d"
    then = "done"
    [risks.loses_patience]
    while = { during = "detox" }
    when = { route = "hasty" }
    hazard = { fixed = "6d" }
    then = "left"
    [exits.done]
    planned = true
    reason = "completed"
    [exits.left]
    reason = "dropped_out"
"#;

/// The one place is taken from day 3 to day 13: the first client goes straight on, the second stays from day 4 to day 13,
/// the third stays from day 5 and has had enough on day 8.
#[test]
fn staying_until_the_next_place_is_free_is_told_as_it_ends() {
    let model = model(STAYS);
    let of = |route, number| story(&model, who(&model, route, number));
    assert!(of(0, 0).contains(
        "Day 3 (3 days later)\n  Completes detox after 3 days and goes on to rehab.\n  \
         There is room in house: rehab starts.\nDay 13"
    ));
    assert!(of(0, 1).contains(
        "Day 4 (3 days later)\n  Detox has run its course; goes on to rehab as soon as there is a place.\n  \
         Waits for a place in house for rehab: nobody is ahead; stays in detox meanwhile.\n\
         Day 13 (9 days later)\n  Moves on, after 12 days of detox.\n  \
         Gets a place in house after 9 days: rehab starts.\nDay 23"
    ));
    assert!(of(1, 0).contains(
        "1 person is ahead; stays in detox meanwhile.\n\
         Day 8 (3 days later)\n  Loses patience.\n  [This was bound to happen by then.]\n  \
         The wait for a place in house ends after 3 days without it.\n  Detox ends, after 6 days.\n  \
         The episode ends after 6 days: left (not a planned exit).\n"
    ));
}

/// Constant, Weibull and certain hazards, from the formula by hand.
#[test]
fn a_chance_is_one_less_the_exponential_of_the_hazard_that_gathers() {
    let constant = Hazard::constant_mean(Days(3652.5)).unwrap();
    let told = chance_within(&constant, Days(182.0), 2.0, Days(28.0));
    assert!((told - (1.0 - libm::exp(-2.0 * 28.0 / 3652.5))).abs() < 1e-12);
    let weibull = Hazard::weibull(2.0, Days(100.0)).unwrap();
    let told = chance_within(&weibull, Days(50.0), 1.5, Days(28.0));
    assert!((told - (1.0 - libm::exp(-1.5 * (0.78 * 0.78 - 0.25)))).abs() < 1e-12);
    let certain = Hazard::fixed(Days(10.0)).unwrap();
    assert!(chance_within(&certain, Days(1.0), 1.0, Days(9.0)) == 1.0);
    assert!(chance_within(&certain, Days(1.0), 1.0, Days(8.0)) == 0.0);
    assert!(chance_within(&certain, Days(1.0), 0.0, Days(28.0)) == 0.0);
}

/// Everything that happens to everybody.
#[derive(Default)]
struct All(Vec<(Days, Who, Happening)>);

impl Recorder for All {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        self.0.push((at, client.who, happening));
    }
}

/// Two years of the baseline, told with and without somebody asking why.
#[test]
fn a_journey_holds_what_happens_to_its_client_and_asking_why_changes_nothing() {
    let sets: Vec<String> =
        ["run.warm_up=26w", "run.horizon=18mo"].iter().map(|set| (*set).to_owned()).collect();
    let model = scenario::read_text("baseline", BASELINE, &sets).unwrap().model;
    let mut alone = All::default();
    run(&model, 1, &mut alone);
    for number in [0, 5, 40] {
        let who = who(&model, 2, number);
        let mut both = (All::default(), Journey::of(who));
        run(&model, 1, &mut both);
        assert!(both.0.0 == alone.0, "asking why changed what happens");
        let theirs: Vec<(Days, Happening)> =
            alone.0.iter().filter(|(_, of, _)| *of == who).map(|(at, _, it)| (*at, *it)).collect();
        assert!(!theirs.is_empty());
        assert_eq!(both.1.happenings().collect::<Vec<_>>(), theirs);
        assert!(tell(&model, &both.1).is_some());
    }
}

/// A hundred clients of the baseline: whatever happens to them there are words for it, and no gaps between the words.
#[test]
fn every_client_of_the_baseline_has_a_story_with_a_beginning_and_an_end() {
    let sets: Vec<String> =
        ["run.warm_up=26w", "run.horizon=2y"].iter().map(|set| (*set).to_owned()).collect();
    let model = scenario::read_text("baseline", BASELINE, &sets).unwrap().model;
    for number in 0..100 {
        let text = story(&model, who(&model, 2, number));
        assert!(text.contains("Comes for the first time (route: arrest referral)."), "{text}");
        for odd in ["..", " .", ": .", "()", "  ;", "NaN", " inf "] {
            assert!(!text.trim_start().replace("\n  ", "\n").contains(odd), "{odd}: {text}");
        }
    }
}

/// Three clients: one receives two interventions, one receives one, one is turned away before any.
#[test]
fn the_client_worth_reading_is_the_one_who_receives_most() {
    let model = model(
        r#"
        [run]
        horizon = "50d"
        [routes.short]
        at = ["0d"]
        enters = "talk"
        [routes.long]
        at = ["1d"]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "5d"
        then = "talk"
        [interventions.talk]
        component = "delivery"
        tier = 2
        duration = "5d"
        then = "done"
        [exits.done]
        planned = true
        reason = "completed"
        "#,
    );
    let mut scout = Scout::new(Days::ZERO, 10, Facts::NONE);
    run(&model, 1, &mut scout);
    assert_eq!(scout.sketches().len(), 2);
    assert_eq!(scout.worth_reading().unwrap().who, who(&model, 1, 0));
    assert_eq!(scout.worth_reading().unwrap().received.len(), 2);
    let mut late = Scout::new(Days(2.0), 10, Facts::NONE);
    run(&model, 1, &mut late);
    assert!(late.worth_reading().is_none(), "nobody comes so late");
}

/// The template is read without a warning, no service in it is asked for more than it has, and clients pass through it.
#[test]
fn the_template_checks_clean_and_runs() {
    let sets = ["run.replications=3".to_owned()];
    let template = scenario::read_text("template", TEMPLATE, &sets).unwrap();
    assert_eq!(template.warnings, []);
    let loads = offered_load(&template.model).unwrap();
    assert_eq!(loads.iter().filter(|load| load.is_overloaded()).count(), 0, "{loads:?}");
    let plan = Plan {
        scenarios: vec![("template", &template.model)],
        threads: Some(1),
        stop: &std::sync::atomic::AtomicBool::new(false),
        progress: &|_| {},
    };
    assert_eq!(plan.run().unwrap().results[0].replications(), 3);
    for section in [
        "run",
        "attributes.",
        "routes.",
        "services.",
        "interventions.",
        "care_plan",
        "supports.",
        "risks.",
        "exits.",
        "changes",
        "targets",
        "costs",
        "sources",
    ] {
        let head = format!("[{section}");
        assert!(
            TEMPLATE.lines().any(|line| line.trim_start_matches('[').starts_with(&head[1..])),
            "{section}"
        );
    }
}
