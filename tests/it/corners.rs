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
