//! When clients are referred and staff leave: under a rate that changes the same luck comes in another time, so that
//! every instant follows from those under the rate that does not.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent calculation, compared within a tolerance"
)]

use crate::trace::{Trace, model};

/// The instants at which something happened whose words begin so.
fn instants(text: &str, words: &str) -> Vec<f64> {
    let model = model(text);
    let trace = Trace::of(&model, 1);
    trace.lines.iter().filter(|line| line.text.starts_with(words)).map(|line| line.at).collect()
}

/// The instants at which as much has gathered, under a rate that is `factor` times the first from each `from` on, as
/// had gathered at these instants under the first.
fn in_other_time(instants: &[f64], pieces: &[(f64, f64)]) -> Vec<f64> {
    let mut moved = Vec::new();
    for &instant in instants {
        let (mut now, mut gathered, mut factor) = (0.0, 0.0, 1.0);
        for &(from, next) in pieces {
            let until = gathered + (from - now) * factor;
            if until >= instant {
                break;
            }
            (now, gathered, factor) = (from, until, next);
        }
        moved.push(now + (instant - gathered) / factor);
    }
    moved
}

fn assert_near(found: &[f64], expected: &[f64]) {
    assert!(found.len() > 20, "{}", found.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }
}

fn door(arrivals: &str, more: &str) -> String {
    format!(
        r#"
        [run]
        horizon = "60d"
        [routes.door]
        {arrivals}
        enters = "advice"
        [interventions.advice]
        component = "engagement"
        tier = 1
        duration = "0d"
        then = "done"
        [exits.done]
        {more}
        "#
    )
}

#[test]
fn a_rate_that_changes_brings_the_same_clients_in_another_time() {
    let changes = r#"
        [[changes]]
        at = "10d"
        set = { "routes.door.per_day" = 3.0 }
        [[changes]]
        at = "15d"
        set = { "routes.door.per_day" = 0.5 }
    "#;
    let steady = instants(&door("per_day = 1.0", ""), "came by door");
    let found = instants(&door("per_day = 1.0", changes), "came by door");
    assert_near(&found, &in_other_time(&steady, &[(10.0, 3.0), (15.0, 0.5)]));
}

/// What has been drawn stays: the client who was to come on day 6 does, and the next comes five days later.
#[test]
fn a_change_of_the_time_between_clients_holds_from_the_next_client_on() {
    let change = r#"
        [[changes]]
        at = "4d"
        set = { "routes.door.every" = "5d" }
    "#;
    let found = instants(&door("every = \"3d\"", change), "came by door");
    let expected: Vec<f64> =
        [3.0, 6.0].into_iter().chain((2..12).map(|k| 1.0 + 5.0 * f64::from(k))).collect();
    assert_eq!(found, expected);
}

/// Three clients for one place, ten days each: waits of 10 and 20 days come to an end on days 10 and 20. Smoothed over
/// 20 days from the reference of 5, the wait is w = 5 + (10 - 5) q and then w + (20 - w) q, with q = 1 - exp(-10 / 20), and
/// demand is (w / 5)^-0.5 of what it was. A wait for another service changes nothing, and a rate of twice as much twice.
#[test]
fn demand_answers_to_the_smoothed_wait() {
    let more = r#"
        [routes.list]
        at = ["0d", "0d", "0d"]
        enters = "care"
        [routes.gate]
        at = ["0d", "0d"]
        enters = "detox"
        [services.ward]
        places = 1
        [services.unit]
        places = 1
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "10d"
        then = "done"
        [interventions.detox]
        component = "delivery"
        tier = 2
        service = "unit"
        duration = "14d"
        then = "done"
        [[changes]]
        at = "30d"
        set = { "routes.door.per_day" = 4.0 }
    "#;
    let answer = r#"
        responds_to = { service = "ward", elasticity = -0.5, reference = "5d", memory = "20d" }"#;
    let steady = instants(&door("per_day = 2.0", ""), "came by door");
    let found = instants(&door(&format!("per_day = 2.0{answer}"), more), "came by door");
    let q = 1.0 - (-0.5_f64).exp();
    let first = 5.0 + (10.0 - 5.0) * q;
    let second = first + (20.0 - first) * q;
    let demand = |wait: f64| (wait / 5.0).powf(-0.5);
    let pieces = [(10.0, demand(first)), (20.0, demand(second)), (30.0, 2.0 * demand(second))];
    assert_near(&found, &in_other_time(&steady, &pieces));
}

/// A client with each member of staff hears of every leaving. From day 100 to day 200 there are two members, or
/// each leaves twice as readily: the same leavings come in half the time.
#[test]
fn staff_leave_twice_as_often_where_they_are_two_or_stay_half_as_long() {
    let scenario = |change: &str| {
        format!(
            r#"
            [run]
            horizon = "400d"
            [routes.door]
            at = ["0d", "0d"]
            enters = "care"
            [services.desk]
            places = 1
            [services.ward]
            staff = 1
            caseload = 1
            turnover_per_year = 50
            [interventions.care]
            component = "delivery"
            tier = 2
            service = "ward"
            duration = "500d"
            then = "talk"
            [interventions.talk]
            component = "delivery"
            tier = 2
            service = "desk"
            duration = "1d"
            then = "done"
            [exits.done]
            {change}
            "#
        )
    };
    let distinct = |text: &str| {
        let mut instants = instants(text, "keyworker left");
        instants.dedup();
        instants
    };
    let steady = distinct(&scenario(""));
    assert!((steady[1] - 2.0 * steady[0]).abs() > 1e-6, "each stays another time");
    for (key, more, less) in [("staff", 2, 1), ("turnover_per_year", 100, 50)] {
        let change = |at: &str, value: i32| {
            format!("[[changes]]\nat = \"{at}\"\nset = {{ \"services.ward.{key}\" = {value} }}\n")
        };
        let found = distinct(&scenario(&(change("100d", more) + &change("200d", less))));
        assert_near(&found, &in_other_time(&steady, &[(100.0, 2.0), (200.0, 1.0)]));
    }
}
