//! Noughts and ends of ranges: durations of no time, no capacity, capacity that goes while it is used or waited for,
//! hazards and shares of 0 and 1, the ends of the measured time, and changes that change nothing.

/// Changes and parts of a scenario that make no difference.
mod unchanged;

use crate::audit::audit;
use crate::trace::{Trace, model, run};
use throughcare::model::Model;
use throughcare::statistics::{Measure, Results, Tally};

/// The lines of a trace that begin with one of these words; the books are audited as well.
fn lines(text: &str, words: &[&str]) -> Vec<String> {
    let model = model(text);
    audit(&model, 1);
    Trace::of(&model, 1).only(words)
}

/// What so many replications come to.
fn results(model: &Model, replications: u32) -> Results {
    let mut results = Results::new(model);
    for replication in 1..=replications {
        let mut tally = Tally::new(model);
        run(model, replication, &mut tally);
        results.add(tally.into_result());
    }
    results
}

fn value(text: &str, measure: Measure, subject: &str) -> Option<f64> {
    results(&model(text), 1).find(measure, subject).unwrap().mean
}

fn ward(route: &str, places: &str, stay: &str, more: &str) -> String {
    format!(
        r#"
        [run]
        horizon = "100d"
        [routes.door]
        {route}
        enters = "care"
        [services.ward]
        places = {places}
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "{stay}"
        then = "done"
        [exits.done]
        planned = true
        {more}
        "#
    )
}

/// Every step takes no time, and there is one place of each kind: each client goes the whole way at the instant of
/// coming, before the next comes, and nobody waits.
#[test]
fn a_journey_of_no_time_is_gone_through_at_one_instant() {
    let text = r#"
        [run]
        warm_up = "0d"
        horizon = "10d"
        [routes.door]
        at = ["1d", "1d", "1d"]
        enters = "assessment"
        [services.clinic]
        places = 1
        [services.keyworking]
        places = 1
        kept_in_custody = "0d"
        [care_plan]
        service = "keyworking"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        service = "clinic"
        duration = "0d"
        opens_care_plan = true
        then = "counselling"
        [interventions.counselling]
        component = "delivery"
        tier = 3
        service = "clinic"
        while_waiting = "stay"
        duration = { fixed = "0d" }
        then = "completed"
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = "0d"
        [supports.group]
        delay = "0d"
        [exits.completed]
        planned = true
    "#;
    let words = ["came", "care plan opened", "started counselling", "exited", "joined"];
    let journey = |number: u32| {
        [
            "came by door",
            "care plan opened",
            "started counselling",
            "exited completed after Some(0.0)",
        ]
        .map(|text| format!("1 #{number} {text}"))
    };
    assert_eq!(lines(text, &words), [journey(0), journey(1), journey(2)].concat());
}

/// A risk that is certain at age zero fires as its spell begins; with a delay of nothing a support is offered then.
#[test]
fn what_is_certain_at_age_zero_comes_at_once() {
    let more = r#"
        [risks.refusal]
        while = { during = "care" }
        hazard = { fixed = "0d" }
        then = "gone"
        [exits.gone]
    "#;
    assert_eq!(
        lines(&ward("at = [\"2d\"]", "1", "9d", more), &["started", "befell", "exited"]),
        ["2 #0 started care", "2 #0 befell refusal", "2 #0 exited gone after Some(0.0)"]
    );
}

/// No place from the start; two from day 5; none from day 10, while both are taken; two again from day 20.
#[test]
fn capacity_may_be_nothing_come_go_and_come_back() {
    let changes: String = [(5, 2), (10, 0), (20, 2)]
        .map(|(day, places)| {
            format!(
                "[[changes]]\nat = \"{day}d\"\nset = {{ \"services.ward.places\" = {places} }}\n"
            )
        })
        .concat();
    let text = ward(r#"at = ["0d", "0d", "1d", "11d"]"#, "0", "7d", &changes);
    assert_eq!(
        lines(&text, &["served", "freed", "turned", "gave up"]),
        [
            "5 #0 served by ward after 5",
            "5 #1 served by ward after 5",
            "12 #0 freed ward 0 after 7",
            "12 #1 freed ward 1 after 7",
            "20 #2 served by ward after 19",
            "20 #3 served by ward after 9",
            "27 #2 freed ward 0 after 7",
            "27 #3 freed ward 1 after 7",
        ]
    );
}

/// Four places, all taken, become one on day 2 and three on day 20. Nobody is put out: four stay till day 10, of one
/// place. Then one at a time, till three are open again.
///
/// Client 4 has the place from 10 to 20; 5, 6 and 7 have theirs from 20 to 30. Taken: 40 + 10 + 30 = 80 place-days.
/// Open: 4 x 2 + 1 x 18 + 3 x 80 = 266 place-days. Of the first 10 days alone: 40 of 8 + 8 = 16, a share of 2.5.
#[test]
fn a_service_reduced_while_full_drains_and_fills_again() {
    let changes: String = [(2, 1), (20, 3)]
        .map(|(day, places)| {
            format!(
                "[[changes]]\nat = \"{day}d\"\nset = {{ \"services.ward.places\" = {places} }}\n"
            )
        })
        .concat();
    let at = r#"at = ["0d", "0d", "0d", "0d", "1d", "1d", "1d", "1d"]"#;
    let text = ward(at, "4", "10d", &changes);
    let served = lines(&text, &["served"]);
    let days: Vec<&str> = served.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(days, ["0", "0", "0", "0", "10", "20", "20", "20"]);
    assert!(lines(&text, &["ended care"]).iter().all(|line| line.ends_with("after 10 Completed")));
    let close = |found: Option<f64>, expected: f64| {
        assert!((found.unwrap() - expected).abs() < 1e-12, "{found:?}, not {expected}");
    };
    close(value(&text, Measure::Occupied, "ward"), 80.0 / 100.0);
    close(value(&text, Measure::Utilisation, "ward"), 80.0 / 266.0);
    let short = text.replace("\"100d\"", "\"10d\"");
    close(value(&short, Measure::Utilisation, "ward"), 40.0 / 16.0);
}

/// Who stays in one place until the next is free keeps it while the next service shuts and opens again; who stands behind
/// them waits for both.
#[test]
fn clients_who_stay_wait_through_a_service_that_shuts() {
    let more = r#"
        [services.unit]
        places = 1
        [interventions.programme]
        component = "delivery"
        tier = 2
        service = "unit"
        while_waiting = "stay"
        duration = "4d"
        then = "done"
        [[changes]]
        at = "3d"
        set = { "services.unit.places" = 0 }
        [[changes]]
        at = "20d"
        set = { "services.unit.places" = 1 }
    "#;
    let text = ward(r#"at = ["0d", "0d", "0d"]"#, "1", "2d", more).replacen(
        "then = \"done\"",
        "then = \"programme\"",
        1,
    );
    assert_eq!(
        lines(&text, &["took", "ended"]),
        [
            "0 #0 took ward 0",
            "2 #0 took unit 0",
            "2 #0 ended care after 2 Completed",
            "2 #1 took ward 0",
            // From day 4 #1 stays in the ward; the unit is shut, and drains on day 6.
            "6 #0 ended programme after 4 Completed",
            "20 #1 took unit 0",
            "20 #1 ended care after 18 Completed",
            "20 #2 took ward 0",
            "24 #1 ended programme after 4 Completed",
            "24 #2 took unit 0",
            "24 #2 ended care after 4 Completed",
            "28 #2 ended programme after 4 Completed",
        ]
    );
}

/// A list of none before the next place: who would have stayed goes elsewhere with their full course.
#[test]
fn who_finds_a_list_of_none_on_the_way_goes_elsewhere() {
    let more = r#"
        [services.unit]
        places = 0
        waiting_list_limit = 0
        otherwise = "away"
        [interventions.programme]
        component = "delivery"
        tier = 2
        service = "unit"
        while_waiting = "stay"
        duration = "4d"
        then = "done"
        [exits.away]
        reason = "no_suitable_treatment"
    "#;
    let text = ward(r#"at = ["0d"]"#, "1", "2d", more).replacen(
        "then = \"done\"",
        "then = \"programme\"",
        1,
    );
    assert_eq!(
        lines(&text, &["turned", "ended", "exited", "joined"]),
        [
            "2 #0 turned away by unit",
            "2 #0 ended care after 2 Completed",
            "2 #0 exited away after Some(2.0)",
        ]
    );
}

/// Shares of 0 and 1 are never and always, in everything that is drawn by a share.
#[test]
fn what_has_a_share_of_nothing_never_happens_and_of_all_always() {
    let text = |share: u8| {
        let other = 1 - share;
        format!(
            r#"
            [run]
            horizon = "1000d"
            [attributes.kind]
            shares = {{ one = {share}.0, other = {other}.0 }}
            [routes.door]
            per_day = 1.0
            enters = {{ care = {share}.0, aside = {other}.0 }}
            [services.clinic]
            appointments_per_day = 4.0
            did_not_attend = {share}.0
            after_missed = 1
            missed_then = "missed"
            [interventions.care]
            component = "delivery"
            tier = 2
            service = "clinic"
            duration = "5d"
            then = "done"
            [interventions.aside]
            component = "delivery"
            tier = 2
            duration = "5d"
            then = "done"
            [interventions.group]
            component = "delivery"
            tier = 2
            duration = "1d"
            [supports.group]
            while = "in_episode"
            take_up = {share}.0
            [exits.done]
            [exits.missed]
            "#
        )
    };
    let count = |share, word: &str| lines(&text(share), &[word]).len();
    let came = count(1, "came");
    assert!(came > 900);
    assert_eq!(count(0, "came"), came, "the same clients");
    assert_eq!(
        (count(1, "missed clinic"), count(1, "started care")),
        (count(1, "exited missed"), 0)
    );
    assert!(count(1, "missed clinic") > 900 && count(1, "started aside") == 0);
    assert!(count(1, "started group") > 900);
    assert_eq!(
        (count(0, "missed"), count(0, "started care"), count(0, "started group")),
        (0, 0, 0)
    );
    assert_eq!(count(0, "started aside"), came);
    for (share, level) in [(1, 0), (0, 1)] {
        let model = model(&text(share));
        let shares = results(&model, 1);
        assert!(is_all_finite(&shares), "{level}");
    }
}

fn is_all_finite(results: &Results) -> bool {
    let finite = |index| results.values(index).iter().flatten().all(f64::is_finite);
    (0..results.sheet.keys.len()).all(finite)
}

/// One client in one replication: a mean of one value, no spread, and nothing that is not a number.
#[test]
fn one_client_has_a_mean_and_no_spread() {
    let text = ward(r#"at = ["0d"]"#, "1", "10d", "");
    let results = results(&model(&text), 1);
    let wait = results.find(Measure::EpisodeDays, "all").unwrap();
    assert_eq!((wait.n, wait.mean, wait.sd, wait.low), (1, Some(10.0), None, None));
    assert!(is_all_finite(&results));
}

/// An exit at the instant at which the warm-up ends is measured; one at which the run ends does not come about.
#[test]
fn the_measured_time_begins_with_the_end_of_the_warm_up_and_ends_before_the_horizon() {
    let exits = |warm_up: &str, horizon: &str| {
        let text = ward(r#"at = ["0d"]"#, "1", "10d", "").replace(
            "horizon = \"100d\"",
            &format!("warm_up = \"{warm_up}\"\nhorizon = \"{horizon}\""),
        );
        let per_year = value(&text, Measure::Exits, "all").unwrap();
        let days: f64 = horizon.trim_end_matches('d').parse().unwrap();
        (per_year * days / 365.25).round() as u32
    };
    assert_eq!(exits("0d", "10d"), 0, "at the horizon");
    assert_eq!(exits("0d", "11d"), 1);
    assert_eq!(exits("10d", "10d"), 1, "at the end of the warm-up");
    assert_eq!(exits("10.5d", "10d"), 0, "before the end of the warm-up");
    // The warm-up ends where the run ends, but for the shortest of horizons.
    assert_eq!(exits("9.5d", "1d"), 1);
}
