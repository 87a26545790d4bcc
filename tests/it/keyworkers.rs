//! Waiting for a keyworker, and who does not get one: before the care plan and alongside it; worked out by hand.

use crate::trace::lines;

/// There is no keyworker. Where the care plan waits for one, so does the client, for two days; where it does not, nobody
/// waits, also not who has nothing else to do.
#[test]
fn a_client_waits_for_a_keyworker_only_before_the_care_plan() {
    let befell = |keyworker: &str| {
        lines(
            &format!(
                r#"
                [run]
                horizon = "30d"
                [routes.door]
                at = ["0d"]
                enters = "assessment"
                [services.keyworking]
                places = 0
                [care_plan]
                service = "keyworking"
                keyworker = "{keyworker}"
                [interventions.assessment]
                component = "engagement"
                tier = 3
                duration = "1d"
                opens_care_plan = true
                then = "community"
                [exits.gone]
                [risks.patience]
                while = "waiting"
                hazard = {{ fixed = "2d" }}
                then = "gone"
                "#
            ),
            &["care plan opened", "befell"],
        )
    };
    assert_eq!(befell("first"), ["3 #0 befell patience"]);
    assert_eq!(befell("alongside"), ["1 #0 care plan opened"]);
}

/// No keyworker can be had: the list is full, or the one appointment is missed. Before the care plan this leads
/// elsewhere; alongside it, nowhere.
#[test]
fn who_gets_no_keyworker_goes_elsewhere_only_before_the_care_plan() {
    let went = |keyworking: &str, keyworker: &str| {
        lines(
            &format!(
                r#"
                [run]
                horizon = "30d"
                [routes.door]
                at = ["0d"]
                enters = "assessment"
                [services.keyworking]
                {keyworking}
                [care_plan]
                service = "keyworking"
                keyworker = "{keyworker}"
                [interventions.assessment]
                component = "engagement"
                tier = 3
                duration = "1.5d"
                opens_care_plan = true
                then = "care"
                [interventions.care]
                component = "delivery"
                tier = 3
                duration = "9d"
                then = "done"
                [exits.done]
                [exits.gone]
                "#
            ),
            &["care plan opened", "exited"],
        )
    };
    let full = "places = 0\nwaiting_list_limit = 0\notherwise = \"gone\"";
    let missed =
        "appointments_per_day = 1\ndid_not_attend = 1.0\nafter_missed = 1\nmissed_then = \"gone\"";
    assert_eq!(went(full, "first"), ["1.5 #0 exited gone after Some(1.5)"]);
    assert_eq!(went(missed, "first"), ["2 #0 exited gone after Some(2.0)"]);
    let alongside = ["1.5 #0 care plan opened", "10.5 #0 exited done after Some(10.5)"];
    assert_eq!(went(full, "alongside"), alongside);
    assert_eq!(went(missed, "alongside"), alongside);
}

/// Tired of waiting for a keyworker, the client goes for advice; the place that comes on day 5 is not taken.
#[test]
fn who_goes_elsewhere_waits_for_a_keyworker_no_longer() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d"]
        enters = "assessment"
        [services.keyworking]
        places = 0
        [care_plan]
        service = "keyworking"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = "1d"
        opens_care_plan = true
        then = "community"
        [interventions.advice]
        component = "engagement"
        tier = 2
        duration = "10d"
        closes_as = "gone"
        then = "gone"
        [exits.gone]
        [risks.patience]
        while = "waiting"
        hazard = { fixed = "2d" }
        then = "advice"
        [[changes]]
        at = "5d"
        set = { "services.keyworking.places" = 1 }
    "#;
    assert_eq!(
        lines(text, &["gave up", "took", "care plan opened", "exited"]),
        ["3 #0 gave up keyworking after 2", "13 #0 exited gone after Some(13.0)"]
    );
}
