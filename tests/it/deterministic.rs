//! Constant durations and referrals at fixed instants: the whole schedule worked out by hand, exact.

use crate::trace::{Trace, lines, model};

const TWO_STEPS: &str = r#"
    [run]
    horizon = "30d"
    [exits.done]
    planned = true
    reason = "completed"
"#;

/// One place, stays of two days, three clients: each waits for those before them.
#[test]
fn one_place_serves_clients_in_the_order_of_their_referral() {
    let text = format!(
        "{TWO_STEPS}{}",
        r#"
        [routes.door]
        at = ["0d", "0d", "1d"]
        enters = "care"
        [services.ward]
        places = 1
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "2d"
        then = "done"
        "#
    );
    assert_eq!(
        lines(&text, &["served", "exited"]),
        [
            "0 #0 served by ward after 0",
            "2 #0 exited done after Some(2.0)",
            "2 #1 served by ward after 2",
            "4 #1 exited done after Some(4.0)",
            "4 #2 served by ward after 3",
            "6 #2 exited done after Some(5.0)",
        ]
    );
}

/// A place is freed at the very instant at which the client who waits for it would give up: the place is had, and
/// giving up does not happen as well.
#[test]
fn a_client_granted_a_place_at_the_instant_of_giving_up_is_served_and_nothing_else() {
    let text = format!(
        "{TWO_STEPS}{}",
        r#"
        [routes.door]
        at = ["0d", "0d"]
        enters = "care"
        [services.ward]
        places = 1
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "2d"
        then = "done"
        [risks.patience]
        while = "waiting"
        hazard = { fixed = "2d" }
        then = "gone"
        [exits.gone]
        reason = "did_not_engage"
        "#
    );
    assert_eq!(
        lines(&text, &["served", "gave up", "exited"]),
        [
            "0 #0 served by ward after 0",
            "2 #0 exited done after Some(2.0)",
            "2 #1 served by ward after 2",
            "4 #1 exited done after Some(4.0)",
        ]
    );
}

/// Priority classes go first, whoever joined first within a class; settled when joining.
#[test]
fn priority_classes_are_served_first() {
    let text = format!(
        "{TWO_STEPS}{}",
        r#"
        [routes.door]
        at = ["0d", "1d", "1d"]
        enters = "care"
        [routes.urgent]
        at = ["1.5d"]
        enters = "care"
        [services.ward]
        places = 1
        priority = [{ route = "urgent" }]
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "2d"
        then = "done"
        "#
    );
    let served = lines(&text, &["came", "served"]);
    assert_eq!(
        served,
        [
            "0 #0 came by door",
            "0 #0 served by ward after 0",
            "1 #1 came by door",
            "1 #2 came by door",
            "1.5 #0 came by urgent",
            "2 #0 served by ward after 0.5",
            "4 #1 served by ward after 3",
            "6 #2 served by ward after 5",
        ]
    );
}

/// One of two places is kept for one route: others wait although it is free, and those it is for take it first.
#[test]
fn ring_fenced_places_are_only_for_those_they_are_for() {
    let text = format!(
        "{TWO_STEPS}{}",
        r#"
        [routes.door]
        at = ["0d", "0d"]
        enters = "care"
        [routes.court]
        at = ["1d", "1d"]
        enters = "care"
        [services.ward]
        places = 2
        ring_fenced = [{ places = 1, for = { route = "court" } }]
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "4d"
        then = "done"
        "#
    );
    assert_eq!(
        lines(&text, &["took", "joined"]),
        [
            "0 #0 took ward 0",
            "0 #1 joined ward",
            "1 #0 took ward 1",
            "1 #1 joined ward",
            "4 #1 took ward 0",
            "5 #1 took ward 1",
        ]
    );
}

/// A full waiting list turns clients away to somewhere else.
#[test]
fn a_full_list_sends_clients_elsewhere() {
    let text = format!(
        "{TWO_STEPS}{}",
        r#"
        [routes.door]
        at = ["0d", "0d", "0d"]
        enters = "care"
        [services.ward]
        places = 1
        waiting_list_limit = 1
        otherwise = "advice"
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "2d"
        then = "done"
        [interventions.advice]
        component = "engagement"
        tier = 2
        duration = "1h"
        then = "done"
        "#
    );
    assert_eq!(
        lines(&text, &["started", "turned"]),
        [
            "0 #0 started care",
            "0 #2 turned away by ward",
            "0 #2 started advice",
            "2 #1 started care",
        ]
    );
}

/// Appointments are evenly spaced; a missed one is lost, and after two the client is discharged. At one instant what
/// ends comes before slots.
#[test]
fn appointments_come_up_evenly_and_missed_ones_are_lost() {
    let text = format!(
        "{TWO_STEPS}{}",
        r#"
        [routes.door]
        at = ["0d", "0.5d"]
        enters = "talk"
        [routes.absent]
        at = ["0.2d"]
        enters = "call"
        [services.clinic]
        appointments_per_day = 1
        [services.line]
        appointments_per_day = 2
        did_not_attend = 1.0
        after_missed = 2
        missed_then = "gone"
        [interventions.talk]
        component = "engagement"
        tier = 2
        service = "clinic"
        duration = "0d"
        then = "done"
        [interventions.call]
        component = "engagement"
        tier = 2
        service = "line"
        duration = "0d"
        then = "done"
        [exits.gone]
        reason = "did_not_engage"
        "#
    );
    assert_eq!(
        lines(&text, &["served", "missed", "exited"]),
        [
            "0.5 #0 missed line",
            "1 #0 served by clinic after 1",
            "1 #0 exited done after Some(1.0)",
            "1 #0 missed line",
            "1 #0 exited gone after Some(0.8)",
            "2 #1 served by clinic after 1.5",
            "2 #1 exited done after Some(1.5)",
        ]
    );
}

/// Staying keeps the first place while the second is waited for, so the next client waits longer; leaving gives it up.
#[test]
fn a_client_who_stays_blocks_the_place_and_one_who_leaves_does_not() {
    let scenario = |while_waiting: &str| {
        format!(
            r#"{TWO_STEPS}
            [routes.door]
            at = ["0d", "0d", "0d"]
            enters = "first"
            [services.front]
            places = 1
            [services.back]
            places = 1
            [interventions.first]
            component = "delivery"
            tier = 2
            service = "front"
            duration = "1d"
            then = "second"
            [interventions.second]
            component = "delivery"
            tier = 2
            service = "back"
            duration = "3d"
            while_waiting = "{while_waiting}"
            then = "done"
            "#
        )
    };
    assert_eq!(
        lines(&scenario("stay"), &["started"]),
        [
            "0 #0 started first",
            "1 #0 started second",
            "1 #1 started first",
            "4 #1 started second",
            "4 #2 started first",
            "7 #2 started second",
        ]
    );
    assert_eq!(
        lines(&scenario("leave"), &["started"]),
        [
            "0 #0 started first",
            "1 #0 started second",
            "1 #1 started first",
            "2 #2 started first",
            "4 #1 started second",
            "7 #2 started second",
        ]
    );
}

/// From three places to one while three are taken: two drain, nobody is put out, and the next client waits for the third.
#[test]
fn capacity_that_falls_drains() {
    let text = format!(
        "{TWO_STEPS}{}",
        r#"
        [routes.door]
        at = ["0d", "0d", "0d", "1d"]
        enters = "care"
        [attributes.need]
        shares = { some = 1.0 }
        [services.ward]
        places = 3
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = [{ when = { route = "door" }, is = "4d" }, { is = "1d" }]
        then = "done"
        [[changes]]
        at = "0.5d"
        set = { "services.ward.places" = 1 }
        [[changes]]
        at = "6d"
        set = { "services.ward.places" = 2 }
        "#
    );
    let model = model(&text);
    let trace = Trace::of(&model, 1);
    assert_eq!(
        trace.only(&["took", "freed"]),
        [
            "0 #0 took ward 0",
            "0 #1 took ward 1",
            "0 #2 took ward 2",
            "4 #0 freed ward 0 after 4",
            "4 #1 freed ward 1 after 4",
            "4 #2 freed ward 2 after 4",
            "4 #3 took ward 0",
            "8 #3 freed ward 0 after 4",
        ]
    );
    let places: Vec<(f64, Option<u32>)> =
        trace.capacities.iter().map(|&(at, _, places)| (at, places)).collect();
    assert_eq!(places, [(0.0, Some(3)), (0.5, Some(1)), (6.0, Some(2))]);
}

/// Places by the hour: a client who comes when the service is shut waits until it opens.
#[test]
fn a_rota_opens_and_shuts_a_service() {
    let text = format!(
        "{TWO_STEPS}{}",
        r#"
        [routes.door]
        at = ["1h", "13h", "14h"]
        enters = "care"
        [services.ward]
        places = 1
        rota = { cycle = "1d", places = [1, 0] }
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "1h"
        then = "done"
        "#
    );
    let hours: Vec<String> = Trace::of(&model(&text), 1)
        .lines
        .iter()
        .filter(|line| line.text.starts_with("served"))
        .map(|line| format!("{:.3} {}", line.at * 24.0, line.who.number))
        .collect();
    assert_eq!(hours, ["1.000 0", "24.000 1", "25.000 2"]);
}

const CARE_PLANNED: &str = r#"
    [run]
    horizon = "100d"
    [interventions.assessment]
    component = "engagement"
    tier = 3
    duration = "1d"
    opens_care_plan = true
    then = "counselling"
    [interventions.counselling]
    component = "delivery"
    tier = 3
    duration = "20d"
    then = "completed"
    [exits.completed]
    planned = true
"#;

/// The care plan opens when a keyworker is free, and treatment starts then; `alongside` it opens at once, and the place
/// may come so late that it is had for no time.
#[test]
fn the_care_plan_waits_for_a_keyworker_or_does_not() {
    let scenario = |keyworker: &str| {
        format!(
            r#"{CARE_PLANNED}
            [routes.door]
            at = ["0d", "0d"]
            enters = "assessment"
            [services.keyworking]
            places = 1
            [care_plan]
            service = "keyworking"
            keyworker = "{keyworker}"
            "#
        )
    };
    assert_eq!(
        lines(&scenario("first"), &["care plan", "started counselling", "took"]),
        [
            "1 #0 took keyworking 0",
            "1 #0 care plan opened",
            "1 #0 started counselling",
            "21 #0 care plan closed after 20",
            "21 #1 took keyworking 0",
            "21 #1 care plan opened",
            "21 #1 started counselling",
            "41 #1 care plan closed after 20",
        ]
    );
    assert_eq!(
        lines(&scenario("alongside"), &["care plan", "started counselling", "took", "gave up"]),
        [
            "1 #0 care plan opened",
            "1 #0 took keyworking 0",
            "1 #0 started counselling",
            "1 #1 care plan opened",
            "1 #1 started counselling",
            "21 #0 care plan closed after 20",
            "21 #1 took keyworking 0",
            "21 #1 care plan closed after 20",
        ]
    );
}

/// A support starts after its delay, runs alongside, and ends with the care plan unless it outlasts it.
#[test]
fn supports_run_alongside_and_may_outlast_the_care_plan() {
    let text = format!(
        "{CARE_PLANNED}{}",
        r#"
        [routes.door]
        at = ["0d"]
        enters = "assessment"
        [attributes.housing]
        shares = { none = 1.0, settled = 0.0 }
        [interventions.housing_support]
        component = "community_integration"
        tier = 2
        duration = "30d"
        on_completion = [{ set = { housing = "settled" } }]
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = "50d"
        [supports.housing_support]
        when = { housing = "none" }
        delay = "4d"
        outlasts = true
        [supports.group]
        "#
    );
    assert_eq!(
        lines(&text, &["started", "ended", "changed", "care plan"]),
        [
            "0 #0 started assessment",
            "1 #0 ended assessment after 1 Completed",
            "1 #0 care plan opened",
            "1 #0 started counselling",
            "1 #0 started group",
            "5 #0 started housing_support",
            "21 #0 ended counselling after 20 Completed",
            "21 #0 care plan closed after 20",
            "21 #0 ended group after 20 CutShort",
            "35 #0 changed housing from none to settled",
            "35 #0 ended housing_support after 30 Completed",
        ]
    );
}

/// Custody interrupts every strand. Where treatment goes on inside, the care plan stays open and a kept place is had
/// again on release; otherwise the episode ends with the reason prison and release leads to a new one.
#[test]
fn custody_interrupts_every_strand() {
    let scenario = |keeps: bool| {
        format!(
            r#"{CARE_PLANNED}
            [routes.door]
            at = ["0d"]
            enters = "assessment"
            [services.keyworking]
            places = 1
            kept_in_custody = "10d"
            [care_plan]
            service = "keyworking"
            [interventions.group]
            component = "delivery"
            tier = 2
            duration = "50d"
            [supports.group]
            [interventions.prison_treatment]
            component = "delivery"
            tier = 3
            setting = "prison"
            duration = "5d"
            keeps_care_plan = {keeps}
            closes_as = "prison"
            then = "counselling"
            [exits.prison]
            [risks.custody]
            while = {{ during = "counselling" }}
            when = {{ taken = "no" }}
            hazard = {{ fixed = "10d" }}
            sets = {{ taken = "yes" }}
            then = "prison_treatment"
            [attributes.taken]
            shares = {{ no = 1.0, yes = 0.0 }}
            "#
        )
    };
    let words = [
        "started",
        "ended",
        "care plan",
        "taken",
        "released",
        "exited",
        "took",
        "freed",
        "referred",
    ];
    assert_eq!(
        lines(&scenario(true), &words),
        [
            "0 #0 referred",
            "0 #0 started assessment",
            "1 #0 ended assessment after 1 Completed",
            "1 #0 took keyworking 0",
            "1 #0 care plan opened",
            "1 #0 started counselling",
            "1 #0 started group",
            "11 #0 ended counselling after 10 CutShort",
            "11 #0 ended group after 10 CutShort",
            "11 #0 taken into custody",
            "11 #0 started prison_treatment",
            "16 #0 ended prison_treatment after 5 Completed",
            "16 #0 released",
            "16 #0 started counselling",
            "16 #0 started group",
            "36 #0 ended counselling after 20 Completed",
            "36 #0 freed keyworking 0 after 35",
            "36 #0 care plan closed after 35",
            "36 #0 ended group after 20 CutShort",
            "36 #0 exited completed after Some(36.0)",
        ]
    );
    assert_eq!(
        lines(&scenario(false), &["care plan", "taken", "released", "exited", "referred"]),
        [
            "0 #0 referred",
            "1 #0 care plan opened",
            "11 #0 care plan closed after 10",
            "11 #0 exited prison after Some(11.0)",
            "11 #0 taken into custody",
            "16 #0 released",
            "16 #0 referred again",
            "36 #0 exited completed after Some(20.0)",
        ]
    );
}

/// The clock of a risk stands still in one ratio and runs on in another: 4 days at ratio 1, then half speed.
#[test]
fn a_ratio_that_changes_mid_spell_moves_the_firing_time_exactly() {
    let hazard_until_fired = |ratio: f64| {
        let text = format!(
            r#"{CARE_PLANNED}
            [routes.door]
            at = ["0d"]
            enters = "assessment"
            [interventions.group]
            component = "delivery"
            tier = 2
            duration = "500d"
            [supports.group]
            delay = "4d"
            [risks.drop_out]
            while = "in_treatment"
            hazard = {{ mean = "5d" }}
            ratios = [{{ during = "group", ratio = {ratio} }}]
            then = "dropped_out"
            [exits.dropped_out]
            "#
        );
        let model = model(&text);
        (1..=40)
            .map(|replication| {
                let trace = Trace::of(&model, replication);
                let fired = trace.lines.iter().find(|line| line.text.starts_with("befell"));
                fired.map(|line| line.at - 1.0)
            })
            .collect::<Vec<_>>()
    };
    let (plain, halved) = (hazard_until_fired(1.0), hazard_until_fired(0.5));
    assert!(plain.iter().flatten().count() > 30);
    for (plain, halved) in plain.iter().zip(halved) {
        let Some(plain) = plain else { continue };
        let expected = if *plain <= 4.0 { *plain } else { 4.0 + (plain - 4.0) * 2.0 };
        match halved {
            Some(halved) => assert!((halved - expected).abs() < 1e-9, "{halved} for {expected}"),
            None => assert!(expected > 20.0, "only the end of treatment comes first"),
        }
    }
}
