//! What goes in comes out or is inside: clients, places, waits and interventions, in the shipped scenarios and in
//! generated ones.

use crate::audit::audit;
use crate::trace::{model, run};
use proptest::prelude::*;

/// The books of the embedded baseline add up.
#[test]
fn the_baseline_conserves_clients_places_and_waits() {
    let model = model(throughcare::scenario::BASELINE);
    for replication in 1..=2 {
        audit(&model, replication);
    }
}

/// So do those of the urgent treatment centre, of whose thousands of patients few are present at once.
#[test]
fn the_urgent_treatment_centre_conserves_patients() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/urgent_treatment_centre.toml");
    let scenario = throughcare::scenario::read_file(path.as_ref(), &[]).unwrap();
    assert!(scenario.warnings.is_empty(), "{:?}", scenario.warnings);
    audit(&scenario.model, 1);
    let outcome = run(&scenario.model, 1, &mut ());
    assert!(outcome.clients > 5_000 && outcome.most_present < 200, "{outcome:?}");
}

/// A small system with everything in it, its figures drawn.
pub(crate) fn anything() -> impl Strategy<Value = String> {
    let figures =
        (0u32..6, 0u32..4, 1u32..40, 0u32..3, 1u32..30, 0u32..10, 0u32..5, 0u32..2, 1u32..30);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (figures, flags).prop_map(|(figures, flags)| {
        let (beds, keyworkers, stay, limit, patience, share, relapse, fence, sentence) = figures;
        let (stays, first, keeps, outlasts, crowded) = flags;
        let share = f64::from(share) / 10.0;
        let rest = 1.0 - share;
        let fence = fence.min(beds);
        let while_waiting = if stays { "stay" } else { "leave" };
        let keyworker = if first { "first" } else { "alongside" };
        let above = if crowded { 0.5 } else { 0.95 };
        format!(
            r#"
            [run]
            horizon = "300d"
            follow_up = "120d"
            [attributes.need]
            shares = {{ low = {rest}, high = {share} }}
            [routes.door]
            per_day = 0.7
            enters = "assessment"
            [routes.court]
            every = {{ gamma = {{ mean = "3d", sd = "2d" }} }}
            enters = {{ advice = 0.5, assessment = 0.5 }}
            [services.clinic]
            appointments_per_day = 1
            did_not_attend = {share}
            after_missed = 2
            missed_then = "gone"
            priority = [{{ need = "high" }}]
            [services.keyworking]
            staff = {keyworkers}
            caseload = 8
            turnover_per_year = 3.0
            on_change = [{{ set = {{ need = "high" }} }}]
            kept_in_custody = "4d"
            [services.beds]
            places = {beds}
            ring_fenced = [{{ places = {fence}, for = {{ route = "court" }} }}]
            waiting_list_limit = {limit}
            otherwise = "counselling"
            kept_in_custody = "2d"
            [care_plan]
            service = "keyworking"
            keyworker = "{keyworker}"
            [interventions.advice]
            component = "engagement"
            tier = 2
            duration = "1d"
            closes_as = "gone"
            then = {{ assessment = 0.5, gone = 0.5 }}
            [interventions.assessment]
            component = "engagement"
            tier = 3
            service = "clinic"
            duration = "0d"
            opens_care_plan = true
            then = {{ counselling = 0.7, detox = 0.3 }}
            [interventions.counselling]
            component = "delivery"
            tier = 3
            duration = {{ lognormal = {{ mean = "{stay}d", sd = "10d" }} }}
            then = {{ detox = {share}, completed = {rest} }}
            [interventions.detox]
            component = "delivery"
            tier = 4
            service = "beds"
            while_waiting = "{while_waiting}"
            duration = {{ weibull = {{ shape = 2.0, mean = "9d" }} }}
            then = {{ counselling = 0.3, completed = 0.7 }}
            [interventions.group]
            component = "community_integration"
            tier = 2
            duration = "15d"
            [interventions.aftercare]
            component = "completion"
            tier = 2
            duration = "20d"
            then = "community"
            [interventions.prison]
            component = "delivery"
            tier = 3
            setting = "prison"
            duration = {{ exponential = {{ mean = "{sentence}d" }} }}
            keeps_care_plan = {keeps}
            closes_as = "to_prison"
            then = {{ counselling = 0.5, community = 0.5 }}
            [supports.group]
            delay = "3d"
            take_up = 0.6
            outlasts = {outlasts}
            repeats = true
            [risks.patience]
            while = "waiting"
            hazard = {{ mean = "{patience}d" }}
            then = {{ gone = 0.8, advice = 0.2 }}
            [risks.drop_out]
            while = "in_treatment"
            hazard = {{ weibull = {{ shape = 0.7, scale = "60d" }} }}
            ratios = [
              {{ during = "group", ratio = 0.5 }},
              {{ in_service = "keyworking", above_occupancy = {above}, ratio = 2.0 }},
              {{ after = "detox", within = "5d", ratio = 3.0 }},
            ]
            then = "gone"
            [risks.custody]
            while = "in_community"
            hazard = {{ mean = "80d" }}
            then = "prison"
            [risks.death]
            while = "always"
            hazard = {{ mean = "900d" }}
            then = "died"
            [risks.back]
            while = "after_exit"
            hazard = {{ mean = "{relapse}0d" }}
            then = "assessment"
            [exits.completed]
            planned = true
            then = {{ aftercare = 0.6, community = 0.4 }}
            [exits.gone]
            reason = "dropped_out"
            [exits.to_prison]
            reason = "prison"
            [exits.died]
            final = true
            "#,
            relapse = relapse + 1,
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    /// The books add up whatever the figures.
    #[test]
    fn generated_systems_conserve_clients_places_and_waits(text in anything(), replication in 1u32..1000) {
        audit(&model(&text), replication);
    }
}
