//! Waiting and what hangs on it: giving up, slots nobody waits for, supports that are offered again; worked out by hand.

use crate::trace::{lines, model, run};
use throughcare::statistics::Tally;

/// Patience of two days for the main strand: the second client gives up on day 3; the third is served on day 6, after the
/// first one's support, and patience is tried no more. A support that is waited for five days tries nobody's.
#[test]
fn patience_is_tried_while_the_main_strand_waits_and_no_longer() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d", "1d", "4.5d"]
        enters = "care"
        [services.ward]
        places = 1
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "5d"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "1d"
        [supports.group]
        while = "always"
        during = "care"
        [exits.done]
        [exits.gone]
        [risks.patience]
        while = { waiting_for = "ward" }
        hazard = { fixed = "2d" }
        then = "gone"
    "#;
    assert_eq!(
        lines(text, &["served", "gave up", "befell", "exited"]),
        [
            "0 #0 served by ward after 0",
            "3 #1 befell patience",
            "3 #1 gave up ward after 2",
            "3 #1 exited gone after Some(2.0)",
            "5 #0 exited done after Some(5.0)",
            "5 #0 served by ward after 5",
            "6 #2 served by ward after 1.5",
            "11 #2 exited done after Some(6.5)",
            "11 #2 served by ward after 5",
        ]
    );
}

/// Referred, and out of patience before the slot: two events, and no slot for nobody.
#[test]
fn a_slot_that_nobody_waits_for_is_no_event() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d"]
        enters = "talk"
        [services.clinic]
        appointments_per_day = 0.1
        [interventions.talk]
        component = "delivery"
        tier = 2
        service = "clinic"
        duration = "5d"
        then = "done"
        [exits.done]
        [exits.gone]
        [risks.patience]
        while = "waiting"
        hazard = { fixed = "2d" }
        then = "gone"
    "#;
    let model = model(text);
    assert_eq!(run(&model, 1, &mut Tally::new(&model)).events, 2);
}

/// Two days after it could be offered, and again two days after it has ended, as long as treatment lasts.
#[test]
fn a_support_that_repeats_is_offered_again_after_its_delay() {
    let text = r#"
        [run]
        horizon = "60d"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "14d"
        then = "done"
        [interventions.once]
        component = "delivery"
        tier = 2
        duration = "1d"
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = "3d"
        [supports.once]
        while = "engaging"
        [supports.group]
        while = "engaging"
        delay = "2d"
        repeats = true
        [exits.done]
        [risks.arrest]
        while = "always"
        hazard = { per_year = 0.0 }
    "#;
    assert_eq!(
        lines(text, &["started", "ended group"]),
        [
            "0 #0 started care",
            "0 #0 started once",
            "2 #0 started group",
            "5 #0 ended group after 3 Completed",
            "7 #0 started group",
            "10 #0 ended group after 3 Completed",
            "12 #0 started group",
            "14 #0 ended group after 2 CutShort",
        ]
    );
}

/// Whether an appointment is missed has nothing to do with how often something else befalls the client.
#[test]
fn appointments_are_missed_with_a_luck_of_their_own() {
    let missed = |often: &str| {
        lines(
            &format!(
                r#"
                [run]
                horizon = "60d"
                [routes.door]
                at = ["0d", "0d", "0d", "0d", "0d", "0d", "0d", "0d", "0d", "0d"]
                enters = "talk"
                [services.ward]
                places = 1
                [services.clinic]
                appointments_per_day = 1
                did_not_attend = 0.5
                [interventions.talk]
                component = "delivery"
                tier = 2
                service = "clinic"
                duration = "1d"
                then = "care"
                [interventions.care]
                component = "delivery"
                tier = 2
                service = "ward"
                duration = "1d"
                then = "done"
                [exits.done]
                [risks.trouble]
                while = "always"
                hazard = {{ fixed = "{often}" }}
                recurs = true
                "#
            ),
            &["missed", "served by clinic"],
        )
    };
    let seldom = missed("100d");
    assert!(seldom.len() > 12, "{} appointments of ten clients, half of them missed", seldom.len());
    assert_eq!(missed("0.4d"), seldom);
}

/// Who completes care is offered mutual aid afterwards; who leaves it early is not. What follows the exit is no new
/// episode.
#[test]
fn what_is_offered_after_completing_is_for_those_who_complete() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [routes.gate]
        at = ["1d"]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "5d"
        then = "done"
        [interventions.aftercare]
        component = "completion"
        tier = 2
        duration = "3d"
        then = "community"
        [interventions.mutual_aid]
        component = "completion"
        tier = 1
        duration = "2d"
        [supports.mutual_aid]
        while = "after_exit"
        after_completing = "care"
        [exits.done]
        then = "aftercare"
        [exits.gone]
        then = "aftercare"
        [risks.drop_out]
        while = "engaging"
        when = { route = "gate" }
        hazard = { fixed = "2d" }
        then = "gone"
    "#;
    assert_eq!(
        lines(text, &["referred", "exited", "started aftercare", "started mutual_aid"]),
        [
            "0 #0 referred",
            "1 #0 referred",
            "3 #0 exited gone after Some(2.0)",
            "3 #0 started aftercare",
            "5 #0 exited done after Some(5.0)",
            "5 #0 started aftercare",
            "5 #0 started mutual_aid",
        ]
    );
}

/// The next place is never free. Who may stay keeps the first place for ever; who would close the care plan by going on,
/// and waits for that outside, gives it back.
#[test]
fn a_client_stays_where_they_are_unless_the_next_would_close_the_care_plan() {
    let freed = |enters: &str, tier: u8| {
        lines(
            &format!(
                r#"
                [run]
                horizon = "30d"
                [routes.door]
                at = ["0d"]
                enters = "{enters}"
                [services.front]
                places = 1
                [services.back]
                places = 0
                [interventions.assessment]
                component = "engagement"
                tier = 3
                duration = "1d"
                opens_care_plan = true
                then = "first"
                [interventions.first]
                component = "delivery"
                tier = 3
                service = "front"
                duration = "2d"
                then = "second"
                [interventions.second]
                component = "delivery"
                tier = {tier}
                service = "back"
                duration = "2d"
                while_waiting = "stay"
                closes_as = "gone"
                then = "done"
                [exits.done]
                [exits.gone]
                "#
            ),
            &["freed"],
        )
    };
    let nothing: [&str; 0] = [];
    assert_eq!(freed("assessment", 3), nothing);
    assert_eq!(freed("first", 2), nothing);
    assert_eq!(freed("assessment", 2), ["3 #0 freed front 0 after 2"]);
}

/// Nothing befalls a client after an exit that is final.
#[test]
fn who_is_gone_for_good_is_gone() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "5d"
        then = "died"
        [exits.died]
        final = true
        [risks.back]
        while = "after_exit"
        hazard = { fixed = "3d" }
        then = "care"
    "#;
    assert_eq!(
        lines(text, &["exited", "left", "befell"]),
        ["5 #0 exited died after Some(5.0)", "5 #0 left"]
    );
}

/// Of 300 clients three in ten accept: 90 on average, with a standard deviation of 8. Where all do, all do.
#[test]
fn a_support_is_accepted_by_the_share_that_takes_it_up() {
    let accepted = |take_up: &str| {
        let at = vec!["\"0d\""; 300].join(", ");
        let text = format!(
            r#"
            [run]
            horizon = "10d"
            [routes.door]
            at = [{at}]
            enters = "care"
            [interventions.care]
            component = "delivery"
            tier = 2
            duration = "5d"
            then = "done"
            [interventions.group]
            component = "delivery"
            tier = 2
            duration = "1d"
            [supports.group]
            while = "engaging"
            take_up = {take_up}
            [exits.done]
            "#
        );
        lines(&text, &["started group"]).len()
    };
    let some = accepted("0.3");
    assert!((50..130).contains(&some), "{some}");
    assert_eq!((accepted("1.0"), accepted("0.0")), (300, 0));
}

/// The shares of a route are those of the attribute they are given for.
#[test]
fn a_route_gives_its_own_shares_of_the_attribute_it_names() {
    let text = r#"
        [run]
        horizon = "10d"
        [attributes.housing]
        shares = { settled = 1.0, none = 0.0 }
        [attributes.use]
        shares = { abstinent = 1.0, using = 0.0 }
        [routes.door]
        at = ["0d"]
        enters = "care"
        shares.use = { abstinent = 0.0, using = 1.0 }
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "5d"
        then = "done"
        [exits.done]
        [risks.arrest]
        while = "engaging"
        when = { housing = "settled", use = "using" }
        hazard = { fixed = "1d" }
    "#;
    assert_eq!(lines(text, &["befell"]), ["1 #0 befell arrest"]);
}

#[test]
fn who_waits_to_the_end_has_waited_since_they_joined() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["3d"]
        enters = "care"
        [services.ward]
        places = 0
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "5d"
        then = "done"
        [exits.done]
    "#;
    assert_eq!(lines(text, &["still"]), ["30 #0 still waiting for ward after 27"]);
}
