//! Corners of the language about places and appointments: rotas, dated changes, what is set aside, and how much can be
//! numbered.

use crate::trace::{Trace, lines, model};

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
