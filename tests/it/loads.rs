//! Loads that clients feel: from when, until when, and who; every schedule worked out by hand.

use crate::trace::lines;

/// One client is as many as one member of staff may have; two are more: both have it from day 2, until one has left.
#[test]
fn a_load_is_felt_by_everyone_who_has_a_place_as_long_as_it_lasts() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d", "2d", "20d"]
        enters = "care"
        [services.ward]
        staff = 1
        caseload = 3
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "9d"
        then = "done"
        [exits.done]
        [risks.crowded]
        while = { during = "care" }
        in_service = "ward"
        above_caseload = 1
        hazard = { fixed = "3d" }
        recurs = true
    "#;
    assert_eq!(
        lines(text, &["befell", "freed"]),
        [
            "5 #0 befell crowded",
            "5 #1 befell crowded",
            "8 #0 befell crowded",
            "8 #1 befell crowded",
            "9 #0 freed ward 0 after 9",
            "11 #1 freed ward 1 after 9",
            "29 #2 freed ward 0 after 9",
        ]
    );
}

/// Two wait from day 2 until the place is free: more than the one that is let pass.
#[test]
fn a_list_that_is_too_long_is_felt_by_who_has_the_place() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d", "1d", "2d"]
        enters = "care"
        [services.ward]
        places = 1
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
        above_waiting = 1
        hazard = { fixed = "3d" }
    "#;
    assert_eq!(lines(text, &["befell"]), ["5 #0 befell crowded"]);
}

/// Crowded from day 1 to day 5, when the second client leaves: the first is there for three days of it and goes home,
/// the second for four, the third for three.
#[test]
fn a_load_is_felt_no_longer_than_the_place_is_had() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d", "1d", "2d"]
        enters = "care"
        [services.ward]
        staff = 1
        caseload = 3
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "4d"
        then = "home"
        [interventions.home]
        component = "delivery"
        tier = 2
        duration = "20d"
        then = "done"
        [exits.done]
        [risks.crowded]
        while = "always"
        in_service = "ward"
        above_caseload = 1
        hazard = { fixed = "3.5d" }
    "#;
    assert_eq!(lines(text, &["befell"]), ["4.5 #1 befell crowded"]);
}

/// The first client has two of the places, the second for a support of three days, which is offered before the other
/// client comes: they stay crowded with the other.
#[test]
fn a_load_is_felt_as_long_as_any_place_is_had() {
    let text = r#"
        [run]
        horizon = "30d"
        [attributes.sex]
        shares = { female = 1.0, male = 0.0 }
        [routes.door]
        at = ["0d"]
        enters = "care"
        [routes.gate]
        at = ["0d"]
        enters = "care"
        [services.ward]
        staff = 1
        caseload = 3
        [services.home]
        places = 5
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "9d"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "3d"
        [supports.group]
        while = "always"
        when = { route = "door" }
        [exits.done]
        [risks.crowded]
        while = { during = "care" }
        in_service = "ward"
        above_caseload = 1
        hazard = { fixed = "5d" }
    "#;
    assert_eq!(
        lines(text, &["freed", "befell"]),
        [
            "3 #0 freed ward 1 after 3",
            "5 #0 befell crowded",
            "5 #0 befell crowded",
            "9 #0 freed ward 0 after 9",
            "9 #0 freed ward 2 after 9",
        ]
    );
}

/// Two of four places are half of them, and two clients are one for each of two members of staff, which is let pass;
/// three are more.
#[test]
fn occupancy_is_by_the_places_and_caseload_by_the_staff() {
    for (places, above) in
        [("places = 4", "above_occupancy = 0.5"), ("staff = 2\ncaseload = 2", "above_caseload = 1")]
    {
        let text = format!(
            r#"
            [run]
            horizon = "30d"
            [routes.door]
            at = ["0d", "1d", "2d"]
            enters = "care"
            [services.ward]
            {places}
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
            {above}
            hazard = {{ fixed = "3d" }}
            "#
        );
        let befell = ["5 #0 befell crowded", "5 #1 befell crowded", "5 #2 befell crowded"];
        assert_eq!(lines(&text, &["befell"]), befell);
    }
}
