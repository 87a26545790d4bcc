//! Corners of the language where two things meet: an instant shared, a change that falls into a spell, a state that ends.

use crate::trace::{Trace, lines, model};

const CARE: &str = r#"
    [run]
    horizon = "60d"
    [routes.door]
    at = ["0d"]
    enters = "assessment"
    [interventions.assessment]
    component = "engagement"
    tier = 3
    duration = "10d"
    opens_care_plan = true
    then = "counselling"
    [interventions.counselling]
    component = "delivery"
    tier = 3
    duration = "30d"
    then = "completed"
    [exits.completed]
    planned = true
"#;

/// What is offered while engaging does not outlast engaging, nor what is offered after an exit the next episode.
#[test]
fn a_support_ends_with_the_state_in_which_it_was_offered() {
    let text = format!(
        r#"{CARE}
        [interventions.outreach]
        component = "engagement"
        tier = 2
        duration = "50d"
        [supports.outreach]
        while = "engaging"
        [interventions.mutual_aid]
        component = "completion"
        tier = 2
        duration = "50d"
        [supports.mutual_aid]
        while = "after_exit"
        [risks.back]
        while = "after_exit"
        hazard = {{ fixed = "5d" }}
        then = "counselling"
        "#
    );
    assert_eq!(
        lines(&text, &["started outreach", "started mutual", "ended outreach", "ended mutual"]),
        [
            "0 #0 started outreach",
            "10 #0 ended outreach after 10 CutShort",
            "40 #0 started mutual_aid",
            "45 #0 ended mutual_aid after 5 CutShort",
            "45 #0 started outreach",
        ]
    );
}

/// Prison treatment that keeps the care plan may be followed by a prison that does not: the episode ends there.
#[test]
fn a_prison_that_does_not_keep_the_care_plan_closes_it_whatever_came_before() {
    let text = format!(
        r#"{CARE}
        [risks.custody]
        while = {{ during = "counselling" }}
        hazard = {{ fixed = "5d" }}
        then = "remand"
        [interventions.remand]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = "5d"
        keeps_care_plan = true
        closes_as = "prison"
        then = "sentence"
        [interventions.sentence]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = "5d"
        closes_as = "prison"
        then = "community"
        [exits.prison]
        "#
    );
    assert_eq!(
        lines(&text, &["care plan", "taken into", "started", "released", "exited"]),
        [
            "0 #0 started assessment",
            "10 #0 care plan opened",
            "10 #0 started counselling",
            "15 #0 taken into custody",
            "15 #0 started remand",
            "20 #0 care plan closed after 10",
            "20 #0 exited prison after Some(20.0)",
            "20 #0 started sentence",
            "25 #0 released",
        ]
    );
}

/// Who comes out of prison to something that closes the care plan asks for no keyworker on the way.
#[test]
fn nobody_asks_for_a_keyworker_at_the_moment_the_care_plan_closes() {
    let text = format!(
        r#"{CARE}
        [services.keyworking]
        places = 1
        [care_plan]
        service = "keyworking"
        [risks.custody]
        while = {{ during = "counselling" }}
        hazard = {{ fixed = "5d" }}
        then = "remand"
        [interventions.remand]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = "5d"
        keeps_care_plan = true
        closes_as = "prison"
        then = "aftercare"
        [interventions.aftercare]
        component = "completion"
        tier = 2
        duration = "5d"
        closes_as = "completed"
        then = "community"
        [exits.prison]
        "#
    );
    assert_eq!(
        lines(&text, &["served", "released", "exited"]),
        [
            "10 #0 served by keyworking after 0",
            "20 #0 released",
            "20 #0 exited completed after Some(20.0)",
        ]
    );
}

/// A risk that is certain at one age comes to pass although a ratio changes at that very instant.
#[test]
fn a_certain_risk_is_not_lost_to_a_ratio_that_changes_at_its_instant() {
    let text = format!(
        r#"{CARE}
        [risks.leaving]
        while = "in_episode"
        hazard = {{ fixed = "10d" }}
        ratios = [{{ during = "assessment", ratio = 2.0 }}]
        then = "gone"
        [exits.gone]
        "#
    );
    assert_eq!(lines(&text, &["exited"]), ["10 #0 exited gone after Some(10.0)"]);
}

/// A delay cut by a dated change below what has passed already: the offer is made at once.
#[test]
fn a_delay_that_becomes_shorter_than_what_has_passed_is_over() {
    let text = format!(
        r#"{CARE}
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = "2d"
        [supports.group]
        delay = "20d"
        [[changes]]
        at = "22d"
        set = {{ "supports.group.delay" = "5d" }}
        "#
    );
    assert_eq!(lines(&text, &["started group"]), ["22 #0 started group"]);
}

/// `after` waits until the intervention runs on no strand.
#[test]
fn an_intervention_that_still_runs_on_another_strand_has_not_ended() {
    let text = r#"
        [run]
        horizon = "60d"
        [routes.door]
        at = ["0d"]
        enters = "first"
        [interventions.first]
        component = "delivery"
        tier = 2
        duration = "2d"
        then = "group"
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = [{ during = "first", is = "5d" }, { is = "20d" }]
        then = "first"
        [supports.group]
        while = "in_episode"
        [risks.back]
        while = { after = "group" }
        hazard = { fixed = "1d" }
        then = "gone"
        [exits.gone]
    "#;
    let text = text
        .replace(r#"{ during = "first", is = "5d" }"#, r#"{ when = { late = "no" }, is = "5d" }"#)
        + r#"
        [attributes.late]
        shares = { no = 1.0, yes = 0.0 }
        [risks.later]
        while = "always"
        hazard = { fixed = "1d" }
        sets = { late = "yes" }
    "#;
    // The support runs from 0 to 5, the main strand from 2 to 22.
    assert_eq!(lines(&text, &["befell back"]), ["23 #0 befell back"]);
}

/// A shift that ends makes the same clients too many for the places.
#[test]
fn a_rota_that_closes_places_crowds_those_who_are_there() {
    let text = r#"
        [run]
        horizon = "10d"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [services.ward]
        places = 10
        rota = { cycle = "10d", places = [10, 1] }
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "9d"
        then = "done"
        [exits.done]
        [risks.crowded]
        while = "always"
        in_service = "ward"
        above_occupancy = 0.5
        hazard = { fixed = "1d" }
        then = "done"
    "#;
    assert_eq!(lines(text, &["exited"]), ["6 #0 exited done after Some(6.0)"]);
}

/// A dated change and the end of a shift at one instant: the change comes first, however the calendar lies.
#[test]
fn a_dated_change_comes_before_a_shift_that_begins_with_it() {
    let text = r#"
        [run]
        horizon = "10d"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [services.ward]
        places = 1
        rota = { cycle = "4d", places = [0, 0, 0, 1] }
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "1d"
        then = "done"
        [exits.done]
        [[changes]]
        at = "3d"
        set = { "services.ward.rota" = { cycle = "4d", places = [0, 0, 0, 0] } }
    "#;
    assert_eq!(lines(text, &["served"]), Vec::<String>::new());
}

/// A change that puts a service without a rota in the place of one with: the shifts are over.
#[test]
fn a_rota_that_a_change_takes_away_is_over() {
    let text = r#"
        [run]
        horizon = "10d"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [services.ward]
        places = 1
        rota = { cycle = "4d", places = [0, 1] }
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "1d"
        then = "done"
        [exits.done]
        [[changes]]
        at = "1d"
        set = { "services.ward" = { places = 1 } }
    "#;
    assert_eq!(lines(text, &["served"]), ["1 #0 served by ward after 1"]);
}

/// From a change on, ring-fenced places are for those who wait for them already as well.
#[test]
fn places_set_aside_by_a_change_are_for_those_who_already_wait() {
    let text = r#"
        [run]
        horizon = "10d"
        [routes.door]
        at = ["0d", "0d"]
        enters = "care"
        [routes.court]
        at = ["0d"]
        enters = "care"
        [services.ward]
        places = 0
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "9d"
        then = "done"
        [exits.done]
        [[changes]]
        at = "1d"
        set = { "services.ward.places" = 1, "services.ward.ring_fenced" = [{ places = 1, for = { route = "court" } }] }
    "#;
    let trace = lines(text, &["came by court", "took"]);
    assert_eq!(trace, ["0 #0 came by court", "1 #0 took ward 0"]);
}

/// Who exits again and again is given new luck each time.
#[test]
fn what_follows_an_exit_is_drawn_anew_at_each_exit() {
    let text = r#"
        [run]
        horizon = "600d"
        [routes.door]
        at = ["0d", "0d", "0d", "0d", "0d", "0d", "0d", "0d"]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "1d"
        then = "done"
        [interventions.aftercare]
        component = "completion"
        tier = 2
        duration = "1d"
        then = "done"
        [exits.done]
        then = { aftercare = 0.5, community = 0.5 }
    "#;
    let exits = lines(text, &["exited"]).len();
    assert!(
        (9..60).contains(&exits),
        "{exits} exits of eight clients, of whom half go on each time"
    );
}

/// Two changes before the start: the later one holds.
#[test]
fn of_changes_before_the_start_the_latest_holds() {
    let text = r#"
        [run]
        start = 2006-04-01
        horizon = "10d"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [services.ward]
        places = 1
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "1d"
        then = "done"
        [exits.done]
        [[changes]]
        at = 2006-02-01
        set = { "services.ward.places" = 3 }
        [[changes]]
        at = 2006-01-01
        set = { "services.ward.places" = 2 }
    "#;
    let model = model(text);
    let trace = Trace::of(&model, 1);
    assert_eq!(trace.capacities[0].2, Some(3));
}

/// What cannot be kept apart is refused: more fences than fit, more classes than fit, and places that only the most
/// staff and the largest caseload of different dates would make.
#[test]
fn more_than_the_engine_can_number_is_refused() {
    let scenario = |service: &str, change: &str| {
        format!(
            r#"
            [run]
            horizon = "10d"
            [routes.door]
            at = ["0d"]
            enters = "care"
            [services.ward]
            {service}
            [interventions.care]
            component = "delivery"
            tier = 2
            service = "ward"
            duration = "1d"
            then = "done"
            [exits.done]
            {change}
            "#
        )
    };
    let refused = |text: &str| throughcare::scenario::read_text("test", text, &[]).is_err();
    let fence = |count: usize| {
        let fences = vec![r#"{ places = 1, for = { route = "door" } }"#; count].join(", ");
        scenario(&format!("places = 50\nring_fenced = [{fences}]"), "")
    };
    assert!(!refused(&fence(32)) && refused(&fence(33)), "fences");
    let class = |count: usize| {
        let classes = vec![r#"{ route = "door" }"#; count].join(", ");
        scenario(&format!("places = 50\npriority = [{classes}]"), "")
    };
    assert!(!refused(&class(255)) && refused(&class(256)), "classes");
    let change = r#"
        [[changes]]
        at = "1d"
        set = { "services.ward.staff" = 100000, "services.ward.caseload" = 100 }
    "#;
    assert!(refused(&scenario("staff = 100\ncaseload = 100000", change)), "staff");
}

/// 35 appointments in a week of five working days: the last of them comes as Friday ends, which rounding does not put off to
/// Monday. Who comes on Saturday has the first on Monday, 1 / 8.75 of a day after it begins.
#[test]
fn the_last_appointment_before_a_closed_stretch_comes_as_it_begins() {
    let weekly = |day: u32| (0..52).map(move |week| format!("\"{}d 12h\"", 7 * week + day));
    let instants = |day: u32| weekly(day).collect::<Vec<_>>().join(", ");
    let text = format!(
        r#"
        [run]
        horizon = "1y"
        [routes.friday]
        at = [{}]
        enters = "talk"
        [routes.saturday]
        at = [{}]
        enters = "talk"
        [services.desk]
        appointments_per_week = 35
        profile = {{ cycle = "1w", weights = [5, 4, 4, 4, 3, 0, 0] }}
        [interventions.talk]
        component = "delivery"
        tier = 2
        service = "desk"
        duration = "0d"
        then = "seen"
        [exits.seen]
        planned = true
        final = true
        "#,
        // Three at Friday noon: on Friday there are 5.25 a day, number 33 at 4.619, 34 at 4.810 and 35 at 5.
        [instants(4), instants(4), instants(4)].join(", "),
        instants(5)
    );
    let model = model(&text);
    let trace = Trace::of(&model, 1);
    let served = trace.lines.iter().filter(|line| line.text.starts_with("served"));
    let days: Vec<f64> = served.map(|line| line.at % 7.0).collect();
    let count = |day: f64| days.iter().filter(|at| (**at - day).abs() < 1e-9).count();
    assert_eq!(days.len(), 208);
    assert_eq!((count(4.0 + 3.25 / 5.25), count(4.0 + 4.25 / 5.25), count(5.0)), (52, 52, 52));
    assert_eq!(count(1.0 / 8.75), 52);
}
