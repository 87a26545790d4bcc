//! The ends of the range: nobody comes, no place, endless places, everyone leaves, everyone dies, a list of none.

use crate::trace::{Trace, model, run};
use std::sync::atomic::AtomicBool;
use throughcare::engine::{Conditions, RunEnding, Spot, simulate};
use throughcare::model::InterventionId;
use throughcare::statistics::Tally;
use throughcare::units::Days;

fn queue(route: &str, service: &str, more: &str) -> String {
    format!(
        r#"
        [run]
        horizon = "60d"
        [routes.door]
        {route}
        enters = "care"
        [services.ward]
        {service}
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = {{ exponential = {{ mean = "5d" }} }}
        then = "done"
        [exits.done]
        reason = "completed"
        {more}
        "#
    )
}

fn count(text: &str, word: &str) -> usize {
    Trace::of(&model(text), 1).only(&[word]).len()
}

#[test]
fn nobody_comes_and_nothing_happens() {
    let model = model(&queue("per_day = 0.0", "places = 1", ""));
    assert!(Trace::of(&model, 1).lines.is_empty());
}

#[test]
fn with_no_place_everyone_waits_to_the_end() {
    let text = queue("per_day = 1.0", "places = 0", "");
    assert_eq!(count(&text, "served"), 0);
    assert_eq!(count(&text, "still waiting"), count(&text, "came"));
    assert!(count(&text, "came") > 30);
}

#[test]
fn with_endless_places_nobody_waits() {
    let text = queue("per_day = 1.0", "places = \"endless\"", "");
    assert_eq!(count(&text, "joined"), 0);
    assert_eq!(count(&text, "started"), count(&text, "came"));
}

#[test]
fn with_a_list_of_none_everyone_without_a_place_is_turned_away() {
    let gone = "[exits.gone]\nreason = \"no_suitable_treatment\"";
    let text =
        queue("per_day = 1.0", "places = 1\nwaiting_list_limit = 0\notherwise = \"gone\"", gone);
    assert_eq!(count(&text, "joined"), 0);
    assert_eq!(count(&text, "started") + count(&text, "turned"), count(&text, "came"));
    assert!(count(&text, "turned") > 10);
}

/// Everyone gives up at once: nobody is ever on the list at the end.
#[test]
fn with_no_patience_nobody_is_left_waiting() {
    let more = r#"
        [exits.gone]
        reason = "did_not_engage"
        [risks.patience]
        while = "waiting"
        hazard = { mean = "1min" }
        then = "gone"
    "#;
    let text = queue("per_day = 1.0", "places = 1", more);
    assert_eq!(count(&text, "still waiting"), 0);
    assert!(count(&text, "gave up") > 10);
}

/// Everybody dies a day after they came, in treatment, waiting or after an exit, and nothing happens to anyone after that.
#[test]
fn death_ends_everything() {
    let more = r#"
        [exits.died]
        final = true
        [risks.death]
        while = "always"
        hazard = { fixed = "1d" }
        then = "died"
    "#;
    let text = queue("at = [\"0d\", \"0d\", \"3d\"]", "places = 1", more);
    let model = model(&text);
    let trace = Trace::of(&model, 1);
    let died: Vec<f64> = trace
        .lines
        .iter()
        .filter(|line| line.text.starts_with("exited died"))
        .map(|line| line.at)
        .collect();
    assert_eq!(died, [1.0, 1.0, 4.0]);
    for (index, line) in trace.lines.iter().enumerate() {
        if line.text == "left" {
            assert!(trace.lines[index + 1..].iter().all(|later| later.who != line.who));
        }
    }
    assert_eq!(trace.only(&["left"]).len(), 3);
}

/// Clients come back again and again, without end, and each return is a new episode.
#[test]
fn everyone_comes_back() {
    let more = r#"
        [risks.back]
        while = "after_exit"
        hazard = { fixed = "1d" }
        then = "care"
    "#;
    let text = queue("at = [\"0d\"]", "places = 1", more);
    let model = model(&text);
    let trace = Trace::of(&model, 1);
    let again = trace.only(&["referred again"]).len();
    assert!(again > 2);
    let exits = trace.only(&["exited done"]).len();
    assert!(exits == again || exits == again + 1, "{exits} exits and {again} returns");
    assert_eq!(trace.only(&["came"]).len(), 1);
}

/// Two clients and one place for two days each: two referrals and two ends, and nothing on the last day's end.
#[test]
fn what_a_run_came_to_is_counted() {
    let text = r#"
        [run]
        horizon = "60d"
        [routes.door]
        at = ["0d", "0d", "60d"]
        enters = "care"
        [services.ward]
        places = 1
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "2d"
        then = "done"
        [exits.done]
    "#;
    let model = model(text);
    let outcome = run(&model, 1, &mut Tally::new(&model));
    assert_eq!((outcome.events, outcome.clients, outcome.most_present), (4, 2, 2));
    assert_eq!(outcome.at, Days(60.0));
}

/// A client goes round in steps of half a second, 172,800 a day: the step after the 100,000th is one too many. Steps of
/// a second are 86,400 a day, and go on; and it is the day in hand that counts, not the days before.
#[test]
fn a_client_who_goes_round_in_no_time_stops_the_run() {
    let round = |before: &str, step: &str| {
        let text = format!(
            r#"
            [run]
            horizon = "6d"
            [routes.door]
            at = ["0d"]
            enters = "before"
            [interventions.before]
            component = "delivery"
            tier = 2
            duration = "{before}"
            then = "round"
            [interventions.round]
            component = "delivery"
            tier = 2
            duration = "{step}"
            then = "round"
            "#
        );
        let model = model(&text);
        let stop = AtomicBool::new(false);
        let conditions = Conditions { replication: 1, without: None, endless: false, stop: &stop };
        let outcome = simulate(&model, conditions, &mut Tally::new(&model));
        (outcome.ending, outcome.at.0)
    };
    let stuck = RunEnding::Stuck(Spot::Intervention(InterventionId(1)));
    // The step before counts in the first day.
    let (ending, at) = round("1s", "0.5s");
    assert_eq!(ending, stuck);
    assert!((at * 86_400.0 - (1.0 + 99_999.0 * 0.5)).abs() < 0.1, "{at}");
    let (ending, at) = round("3d", "0.5s");
    assert_eq!(ending, stuck);
    assert!((at * 86_400.0 - (3.0 * 86_400.0 + 100_000.0 * 0.5)).abs() < 0.1, "{at}");
    assert_eq!(round("1s", "1s").0, RunEnding::Horizon);
}

/// Whether to stop is asked every 32 events, not at each: at most a third of a day of referrals, or so.
#[test]
fn a_run_that_is_told_to_stop_stops_soon() {
    let model = model(&queue("per_day = 100.0", "places = \"endless\"", ""));
    let stop = AtomicBool::new(true);
    let conditions = Conditions { replication: 1, without: None, endless: false, stop: &stop };
    let outcome = simulate(&model, conditions, &mut Tally::new(&model));
    assert_eq!((outcome.ending, outcome.events), (RunEnding::Stopped, 32));
    assert!(outcome.at > Days(0.0) && outcome.at < Days(1.0), "{:?}", outcome.at);
}
