//! What custody does to places: kept, given back, asked for again; every schedule worked out by hand.

use crate::trace::lines;

/// Treatment goes on through remand and sentence, days 6 to 12. The ward's place is kept until the client goes elsewhere
/// on release; the support's never is; the keyworker's is not here, and is asked for again.
#[test]
fn what_is_kept_in_custody_is_kept_until_release_at_most() {
    let text = r#"
        [run]
        horizon = "60d"
        [routes.door]
        at = ["0d"]
        enters = "assessment"
        [services.ward]
        places = 1
        kept_in_custody = "20d"
        [services.hall]
        places = 1
        kept_in_custody = "20d"
        [services.keyworking]
        places = 1
        [care_plan]
        service = "keyworking"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = "1d"
        opens_care_plan = true
        then = "care"
        [interventions.care]
        component = "delivery"
        tier = 3
        service = "ward"
        duration = "30d"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        service = "hall"
        duration = "50d"
        [supports.group]
        [interventions.remand]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = "3d"
        keeps_care_plan = true
        closes_as = "prison"
        then = "sentence"
        [interventions.sentence]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = "3d"
        keeps_care_plan = true
        closes_as = "prison"
        then = "counselling"
        [interventions.counselling]
        component = "delivery"
        tier = 3
        duration = "5d"
        then = "done"
        [risks.custody]
        while = { during = "care" }
        hazard = { fixed = "5d" }
        then = "remand"
        [exits.done]
        [exits.prison]
    "#;
    let of = |what: &str| lines(text, &[&format!("took {what}"), &format!("freed {what}")]);
    assert_eq!(of("ward"), ["1 #0 took ward 0", "12 #0 freed ward 0 after 11"]);
    for what in ["hall", "keyworking"] {
        let expected = ["1 #0 took", "6 #0 freed", "12 #0 took", "17 #0 freed"];
        let found = of(what);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found} and not {expected}");
        }
    }
    let plan = ["1 #0 care plan opened", "17 #0 care plan closed after 16"];
    assert_eq!(lines(text, &["care plan"]), plan);
}

/// Aftercare is no treatment that could go on inside: its place is given back when custody begins.
#[test]
fn nothing_is_kept_where_no_treatment_goes_on() {
    let text = r#"
        [run]
        horizon = "60d"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [services.ward]
        places = 1
        kept_in_custody = "20d"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "1d"
        then = "done"
        [interventions.aftercare]
        component = "completion"
        tier = 2
        service = "ward"
        duration = "30d"
        then = "community"
        [interventions.remand]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = "3d"
        keeps_care_plan = true
        closes_as = "prison"
        then = "community"
        [risks.custody]
        while = { during = "aftercare" }
        hazard = { fixed = "5d" }
        then = "remand"
        [exits.done]
        then = "aftercare"
        [exits.prison]
    "#;
    assert_eq!(
        lines(text, &["took", "freed", "taken", "released"]),
        [
            "1 #0 took ward 0",
            "6 #0 freed ward 0 after 5",
            "6 #0 taken into custody",
            "9 #0 released",
        ]
    );
}

/// The rule under which a place was kept holds for it, whatever a change makes of the rule meanwhile.
#[test]
fn a_kept_place_is_taken_again_after_a_change_that_keeps_none() {
    let text = r#"
        run.horizon = "60d"
        routes.door = { at = ["0d"], enters = "assessment" }
        routes.later = { at = ["8d"], enters = "assessment" }
        services.ward = { places = 1, kept_in_custody = "20d" }
        services.keyworking = { places = 10 }
        care_plan.service = "keyworking"
        exits = { done = { planned = true, reason = "completed" }, prison = { reason = "prison" } }
        changes = [{ at = "10d", set = { "services.ward.kept_in_custody" = "0d" } }]
        [interventions]
        assessment = { component = "engagement", tier = 3, duration = "1d", opens_care_plan = true, then = "care" }
        care = { component = "delivery", tier = 3, service = "ward", duration = "30d", then = "done" }
        [interventions.remand]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = "10d"
        keeps_care_plan = true
        closes_as = "prison"
        then = "care"
        [risks.custody]
        while = { during = "care" }
        hazard = { fixed = "5d" }
        then = "remand"
    "#;
    let found = lines(text, &["took ward", "freed ward"]);
    // In custody from 6 to 16 and again from 21, when nothing is kept any more and the place goes to the other.
    let expected = ["1 #0 took ward 0", "21 #0 freed ward 0 after 20", "21 #0 took ward 0"];
    assert_eq!(found[..3], expected, "{found:?}");
}
