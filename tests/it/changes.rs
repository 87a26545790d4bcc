//! Dated changes: what goes on across one, and what one brings; every schedule worked out by hand.

use crate::trace::lines;

/// Who joined before there were classes is in the first; from the change on the urgent are, and others after them.
#[test]
fn priority_that_a_change_brings_is_for_those_who_join_afterwards() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d", "0d", "2d"]
        enters = "care"
        [routes.urgent]
        at = ["2.5d"]
        enters = "care"
        [services.ward]
        places = 1
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "4d"
        then = "done"
        [exits.done]
        [[changes]]
        at = "1d"
        set = { "services.ward.priority" = [{ route = "urgent" }] }
    "#;
    assert_eq!(
        lines(text, &["served"]),
        [
            "0 #0 served by ward after 0",
            "4 #1 served by ward after 4",
            "8 #0 served by ward after 5.5",
            "12 #2 served by ward after 10",
        ]
    );
}

const BACK: &str = r#"
    [run]
    horizon = "45d"
    [routes.door]
    at = ["0d"]
    enters = "care"
    [interventions.care]
    component = "delivery"
    tier = 2
    duration = "10d"
    then = "done"
    [exits.done]
"#;

/// Nothing more can happen to a client after the exit; but something could from a change on, so they stay until the
/// last change has come.
#[test]
fn nobody_leaves_before_the_last_change_has_come() {
    let change = r#"
        [[changes]]
        at = "20d"
        set = { "interventions.care.duration" = "5d" }
    "#;
    assert_eq!(lines(BACK, &["left"]), ["10 #0 left"]);
    assert_eq!(lines(&format!("{BACK}{change}"), &["left"]), ["20 #0 left"]);
}

/// The clock of a risk without hazard runs from the exit; from the change on it is certain at age 30 days.
#[test]
fn a_risk_that_a_change_brings_has_run_since_its_state_began() {
    let more = r#"
        [risks.arrest]
        while = "after_exit"
        hazard = { per_year = 0.0 }
        [risks.back]
        while = "after_exit"
        hazard = { per_year = 0.0 }
        then = "care"
        [risks.death]
        while = "after_exit"
        hazard = { per_year = 0.0 }
        [[changes]]
        at = "20d"
        set = { "risks.back.hazard" = { fixed = "30d" } }
    "#;
    assert_eq!(
        lines(&format!("{BACK}{more}"), &["exited", "befell", "left"]),
        ["10 #0 exited done after Some(10.0)", "40 #0 befell back"]
    );
}

/// Two of the three who wait are for the second fence that a change sets aside; they are served at once, the other never.
#[test]
fn those_who_wait_are_looked_at_for_every_fence_that_a_change_brings() {
    let text = r#"
        [run]
        horizon = "10d"
        [routes.court]
        at = ["0d", "0d"]
        enters = "care"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [routes.gate]
        at = []
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
        set = { "services.ward.places" = 3, "services.ward.ring_fenced" = [{ places = 1, for = { route = "gate" } }, { places = 2, for = { route = "court" } }] }
    "#;
    let lines: Vec<String> = lines(text, &["came by court", "took"]);
    assert_eq!(
        lines,
        ["0 #0 came by court", "0 #1 came by court", "1 #0 took ward 0", "1 #1 took ward 1"]
    );
}

/// The spell of a risk and its ratio ask about the same attribute, which changes on day 10: its ten days
/// begin then, and that they are certain no ratio changes.
#[test]
fn a_risk_is_looked_at_again_when_what_its_spell_and_its_ratio_ask_about_changes() {
    let more = r#"
        on_completion = [{ set = { use = "using" } }]
        [attributes.use]
        shares = { abstinent = 1.0, using = 0.0 }
        [risks.arrest]
        while = "always"
        when = { use = "using" }
        hazard = { fixed = "10d" }
        ratios = [{ when = { use = "using" }, ratio = 2.0 }]
    "#;
    let text = BACK.replace("then = \"done\"", &format!("then = \"done\"\n{more}"));
    assert_eq!(
        lines(&text, &["changed", "befell"]),
        ["10 #0 changed use from abstinent to using", "20 #0 befell arrest"]
    );
}

/// A risk that has come to pass does so no more in its spell, also when its ratio changes on day 10.
#[test]
fn what_has_befallen_a_client_does_not_befall_them_again_when_a_ratio_changes() {
    let more = r#"
        on_completion = [{ set = { use = "using" } }]
        [attributes.use]
        shares = { abstinent = 1.0, using = 0.0 }
        [risks.first]
        while = "always"
        hazard = { fixed = "1d" }
        ratios = [{ when = { use = "using" }, ratio = 2.0 }]
        [risks.second]
        while = "always"
        hazard = { fixed = "2d" }
        ratios = [{ when = { use = "using" }, ratio = 2.0 }]
    "#;
    let text = BACK.replace("then = \"done\"", &format!("then = \"done\"\n{more}"));
    assert_eq!(lines(&text, &["befell"]), ["1 #0 befell first", "2 #0 befell second"]);
}

/// Who used at first is abstinent from day 10 on: the spell ends two days before its end would have come.
#[test]
fn what_held_of_a_client_holds_no_longer_when_it_has_changed() {
    let more = r#"
        on_completion = [{ set = { use = "abstinent" } }]
        [attributes.use]
        shares = { abstinent = 0.0, using = 1.0 }
        [risks.arrest]
        while = "always"
        when = { use = "using" }
        hazard = { fixed = "12d" }
    "#;
    let text = BACK.replace("then = \"done\"", &format!("then = \"done\"\n{more}"));
    assert_eq!(lines(&text, &["changed", "befell"]), ["10 #0 changed use from using to abstinent"]);
}

/// All are certain to leave on day 40, until on day 10 the danger becomes one that is the same every day, with a mean of 20
/// days. A certain danger has the threshold 1 for everybody, of which nothing has gathered: all leave on day 30, 20 days after the change.
#[test]
fn a_certain_risk_that_becomes_an_uncertain_one_keeps_its_threshold() {
    let text = r#"
        [run]
        horizon = "60d"
        [routes.door]
        at = ["0d", "0d", "0d", "0d"]
        enters = "care"
        [interventions.care]
        component = "engagement"
        tier = 2
        duration = "50d"
        then = "done"
        [exits.done]
        [risks.leaving]
        while = "in_episode"
        hazard = { fixed = "40d" }
        then = "done"
        [[changes]]
        at = "10d"
        set = { "risks.leaving.hazard" = { mean = "20d" } }
        "#;
    let days: Vec<String> = lines(text, &["befell"]);
    assert_eq!(days.len(), 4);
    assert!(days.iter().all(|line| line.starts_with("30 ")), "{days:?}");
}

/// The change takes the danger from those who wait and opens the place that the second waits for: of no stretch of time is
/// that client out of danger, whether the risk is due at that instant or was due before under what the change brings.
#[test]
fn a_ratio_of_zero_that_holds_at_no_time_stops_no_risk() {
    for hazard in ["", r#", "risks.arrest.hazard" = { fixed = "20d" }"#] {
        let text = format!(
            r#"
            [run]
            horizon = "100d"
            [routes.door]
            at = ["0d", "0d"]
            enters = "care"
            [services.ward]
            places = 1
            [interventions.care]
            component = "delivery"
            tier = 2
            service = "ward"
            duration = "90d"
            then = "done"
            [exits.done]
            [risks.arrest]
            while = "in_episode"
            hazard = {{ fixed = "28d" }}
            ratios = [{{ while = "waiting", ratio = 1.0 }}]
            [[changes]]
            at = "{at}"
            set = {{ "services.ward.places" = 2, "risks.arrest.ratios.0.ratio" = 0.0{hazard} }}
            "#,
            at = if hazard.is_empty() { "28d" } else { "25d" },
        );
        let day = if hazard.is_empty() { 28 } else { 25 };
        let befell = [0, 1].map(|client| format!("{day} #{client} befell arrest"));
        assert_eq!(lines(&text, &["befell"]), befell);
    }
}
