//! The same luck for the same client whatever else happens: removing a client, adding a part, a policy from a date.

use crate::trace::{Line, Trace, model};
use std::collections::BTreeMap;

const SYSTEM: &str = r#"
    [run]
    horizon = "400d"
    seed = 7
    [attributes.need]
    shares = { low = 0.5, high = 0.5 }
    [routes.door]
    per_day = 1.0
    enters = "care"
    [services.ward]
    places = 12
    [interventions.care]
    component = "delivery"
    tier = 2
    service = "ward"
    duration = { lognormal = { mean = "10d", sd = "8d" } }
    then = { more = 0.4, done = 0.6 }
    [interventions.more]
    component = "delivery"
    tier = 2
    duration = { gamma = { mean = "5d", sd = "3d" } }
    then = "done"
    [risks.patience]
    while = "waiting"
    hazard = { weibull = { shape = 0.8, scale = "6d" } }
    ratios = [{ when = { need = "high" }, ratio = 1.5 }]
    then = "gone"
    [risks.back]
    while = "after_exit"
    hazard = { mean = "60d" }
    then = "care"
    [exits.done]
    planned = true
    reason = "completed"
    [exits.gone]
    reason = "did_not_engage"
"#;

/// How long each course of each client was when it ran in full, by client, intervention and occurrence: what was drawn.
fn courses(lines: &[Line]) -> BTreeMap<(u32, String, usize), f64> {
    let mut starts: BTreeMap<(u32, String), usize> = BTreeMap::new();
    let mut courses = BTreeMap::new();
    for line in lines {
        let words: Vec<&str> = line.text.split(' ').collect();
        match words.as_slice() {
            ["started", what] => *starts.entry((line.who.number, (*what).into())).or_default() += 1,
            ["ended", what, "after", days, "Completed"] => {
                let occurrence = starts[&(line.who.number, (*what).into())];
                let key = (line.who.number, (*what).into(), occurrence);
                courses.insert(key, days.parse().unwrap());
            }
            _ => {}
        }
    }
    courses
}

/// A client who stays away changes nobody else's draws: who came when, and every stay that both runs saw, are the same.
#[test]
fn removing_one_client_changes_nobody_elses_draws() {
    let model = model(SYSTEM);
    let all = Trace::of(&model, 1);
    let who = all.lines.iter().find(|line| line.who.number == 10).unwrap().who;
    let without = Trace::without(&model, 1, who);
    let came = |trace: &Trace<'_>| {
        let others = trace.lines.iter().filter(|line| line.who != who);
        others
            .filter(|line| line.text.starts_with("came"))
            .map(|line| (line.at.to_bits(), line.who.number))
            .collect::<Vec<_>>()
    };
    assert_eq!(came(&all), came(&without));
    assert!(without.lines.iter().all(|line| line.who != who));
    let (with, without) = (courses(&all.lines), courses(&without.lines));
    let mut shared = 0;
    for (key, days) in &without {
        let Some(other) = with.get(key) else { continue };
        assert!((days - other).abs() < 1e-9, "{key:?} lasted {days} instead of {other}");
        shared += 1;
    }
    assert!(shared > 400, "{shared} courses of {} are in both", without.len());
    assert_ne!(
        with.len(),
        without.len(),
        "a place more makes some difference to the others' journeys"
    );
}

/// A policy that starts at a date leaves everything before the date the same, to the bit.
#[test]
fn a_policy_from_a_date_leaves_every_event_before_it_the_same() {
    let policy = format!(
        r#"{SYSTEM}
        [[changes]]
        at = "200d"
        set = {{ "services.ward.places" = 30, "routes.door.per_day" = 2.0, "risks.patience.hazard" = {{ mean = "1d" }} }}
        "#
    );
    let (plain, changed) = (model(SYSTEM), model(&policy));
    let (plain, changed) = (Trace::of(&plain, 3), Trace::of(&changed, 3));
    let before = |trace: &Trace<'_>| {
        trace.lines.iter().take_while(|line| line.at < 200.0).cloned().collect::<Vec<_>>()
    };
    assert_eq!(before(&plain), before(&changed));
    assert!(before(&plain).len() > 500);
    assert_ne!(plain.lines, changed.lines);
}

/// A change that sets a parameter to what it is changes nothing at all.
#[test]
fn a_change_to_the_same_value_changes_nothing() {
    let same = format!(
        r#"{SYSTEM}
        [[changes]]
        at = "123d"
        set = {{ "services.ward.places" = 12, "risks.patience.ratios" = [{{ when = {{ need = "high" }}, ratio = 1.5 }}] }}
        "#
    );
    let (plain, same) = (model(SYSTEM), model(&same));
    assert_eq!(Trace::of(&plain, 5).lines, Trace::of(&same, 5).lines);
}

/// Nor where demand answers to waits, so that the time to the next referral is worked out again and again.
#[test]
fn a_change_to_the_same_value_changes_nothing_where_demand_answers_to_waits() {
    let system = format!(
        r#"{SYSTEM}
        [routes.court]
        per_day = 0.3
        responds_to = {{ service = "ward", elasticity = -0.8, reference = "14d" }}
        enters = "care"
        "#
    );
    let at = |day: u32| {
        format!("[[changes]]\nat = \"{day}d\"\nset = {{ \"services.ward.places\" = 12 }}\n")
    };
    let same = (1..100).fold(format!("{system}\n"), |text, day| text + &at(day));
    let (plain, same) = (model(&system), model(&same));
    for replication in 1..=5 {
        assert_eq!(Trace::of(&plain, replication).lines, Trace::of(&same, replication).lines);
    }
}

/// A part that is never used (another route without clients, a service, an intervention, a risk) changes nothing.
#[test]
fn an_unused_part_changes_nothing() {
    let more = format!(
        r#"{SYSTEM}
        [routes.a_new_route]
        per_day = 0.0
        enters = "aside"
        [services.a_new_service]
        places = 3
        [interventions.aside]
        component = "delivery"
        tier = 2
        service = "a_new_service"
        duration = "1d"
        then = "done"
        [attributes.unused]
        shares = {{ a = 0.3, b = 0.7 }}
        [risks.a_new_risk]
        while = {{ during = "aside" }}
        hazard = {{ mean = "1d" }}
        then = "gone"
        "#
    );
    let (plain, more) = (model(SYSTEM), model(&more));
    assert_eq!(Trace::of(&plain, 2).lines, Trace::of(&more, 2).lines);
}
