//! Completion (pages 25 and 46): routes out and ways back, aftercare and mutual aid, and the numbers that commissioners
//! plan. Parts 14 to 17 and 26.

use super::{Change, Measure, falls, rises, show};

/// Twice the beds of tier 4: more leave drug-free.
#[test]
fn row_14_more_beds_of_tier_4_let_more_leave_drug_free() {
    let change = Change {
        says: "twice the beds of tier 4",
        sets: &[
            ("services.specialist_unit_beds.places", "8"),
            ("services.psychiatric_ward_beds.places", "2"),
            ("services.onsite_unit_beds.places", "2"),
            ("services.residential_rehab_beds.places", "14"),
        ],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::Exits, "completed_drug_free"),
        falls(Measure::WaitMean, "residential_rehab_beds"),
    ];
    show(named!(), change, &shifts);
}

/// Nobody wishes to be drug-free: fewer go to tier 4 and leave drug-free, and more are maintained in primary care.
#[test]
fn row_14_what_clients_wish_decides_their_way_out() {
    let change = Change {
        says: "nobody wishes to be drug-free at first",
        sets: &[
            ("attributes.goal.shares", "{ drug_free = 0.0, maintenance = 1.0 }"),
            ("attributes.goal.given", "[]"),
        ],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::Starts, "specialist_unit_detox"),
        falls(Measure::Exits, "completed_drug_free"),
        rises(Measure::Running, "shared_care"),
    ];
    show(named!(), change, &shifts);
}

/// Fewer places with general practitioners: the stable stay with the specialist service, which has to go on prescribing.
#[test]
fn row_14_fewer_places_in_primary_care_close_a_way_out() {
    let change = Change {
        says: "200 places in shared care",
        sets: &[("services.gp_shared_care.places", "200")],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::Running, "shared_care"),
        rises(Measure::Running, "specialist_prescribing"),
        rises(Measure::WaitMean, "gp_shared_care"),
    ];
    show(named!(), change, &shifts);
}

/// No way back from shared care: the specialist service sees fewer of those who no longer do well there.
#[test]
fn row_15_the_way_back_from_shared_care_is_used() {
    let change = Change {
        says: "no way back from shared care",
        sets: &[("risks.back_to_specialist.hazard", "{ mean = \"1000y\" }")],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::Starts, "specialist_prescribing_continued"),
        falls(Measure::Starts, "crisis_residential"),
    ];
    show(named!(), change, &shifts);
}

/// Whoever relapses in treatment is put out: fewer complete, and fewer are in treatment.
#[test]
fn row_15_going_back_to_treatment_after_a_relapse_saves_completions() {
    let change = Change {
        says: "out of treatment on relapse",
        sets: &[("risks.relapse_in_treatment.then", "\"dropped_out\"")],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::PlannedShare, "all"),
        rises(Measure::ExitsByReason, "dropped_out"),
        falls(Measure::InTreatment, "all"),
    ];
    show(named!(), change, &shifts);
}

/// Nobody comes back after leaving: fewer are in treatment, and more die.
#[test]
fn row_15_without_a_way_back_after_leaving_more_die() {
    let change = Change {
        says: "no way back after an exit",
        sets: &[("risks.re_presentation.hazard", "{ mean = \"1000y\" }")],
        ..Change::default()
    };
    let shifts = [falls(Measure::RePresentations, "all"), rises(Measure::DeathRate, "all")];
    show(named!(), change, &shifts);
}

/// Aftercare for everyone who completes: they relapse later, and fewer are back within six months.
#[test]
fn row_16_aftercare_for_all_sustains_abstinence() {
    let change = Change {
        says: "aftercare for all who complete",
        sets: &[
            ("exits.completed_drug_free.then", "\"aftercare\""),
            ("exits.completed.then", "\"aftercare\""),
        ],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::RiskRate, "relapse_after_exit"),
        falls(Measure::BefellWithin6Months, "relapse_after_exit"),
        falls(Measure::BackWithin6Months, "planned"),
        rises(Measure::SuccessfulShare, "all"),
    ];
    show(named!(), change, &shifts);
}

/// No mutual aid: more relapse, in treatment and after it.
#[test]
fn row_16_without_mutual_aid_more_relapse() {
    let change = Change {
        says: "no mutual aid",
        sets: &[("supports.mutual_aid.take_up", "0.0")],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::RiskRate, "relapse_in_treatment"),
        rises(Measure::RiskRate, "relapse_after_exit"),
    ];
    show(named!(), change, &shifts);
}

/// Shared care that is finished in half the time: more planned exits, and fewer in treatment. Each of the numbers that
/// commissioners plan has its price in another.
#[test]
fn row_17_planned_exits_lower_the_number_in_treatment() {
    let change = Change {
        says: "shared care of two years instead of four",
        sets: &[(
            "interventions.shared_care.duration",
            "{ weibull = { shape = 1.0, mean = \"2y\" } }",
        )],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::PlannedExits, "all"),
        falls(Measure::InTreatment, "all"),
        falls(Measure::DistinctInTreatment, "all"),
    ];
    show(named!(), change, &shifts);
}

/// No drug-related aftercare: more of those who completed relapse, and more are back within six months.
#[test]
fn row_26_without_drug_related_aftercare_more_come_back() {
    let change = Change {
        says: "no drug-related aftercare",
        sets: &[
            (
                "exits.completed_drug_free.then",
                "{ aftercare_social_support = 0.15, community = 0.85 }",
            ),
            ("exits.completed.then", "{ aftercare_social_support = 0.10, community = 0.90 }"),
        ],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::RiskRate, "relapse_after_exit"),
        rises(Measure::BackWithin6Months, "planned"),
    ];
    show(named!(), change, &shifts);
}

/// No social support after treatment: more relapse.
#[test]
fn row_26_without_social_support_after_treatment_more_relapse() {
    let change = Change {
        says: "no aftercare that is not drug-related",
        sets: &[
            ("exits.completed_drug_free.then", "{ aftercare = 0.35, community = 0.65 }"),
            ("exits.completed.then", "{ aftercare = 0.20, community = 0.80 }"),
        ],
        ..Change::default()
    };
    show(named!(), change, &[rises(Measure::RiskRate, "relapse_after_exit")]);
}

/// Supports that stop when the care plan closes: fewer have them, and more relapse.
#[test]
fn row_26_supports_that_outlast_the_care_plan_sustain_its_gains() {
    let change = Change {
        says: "no support outlasts the care plan",
        sets: &[
            ("supports.housing_support.outlasts", "false"),
            ("supports.employment_support.outlasts", "false"),
            ("supports.education_and_training.outlasts", "false"),
            ("supports.mutual_aid.outlasts", "false"),
        ],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::Running, "housing_support"),
        falls(Measure::Running, "mutual_aid"),
        falls(Measure::ComponentTime, "community_integration"),
        rises(Measure::RiskRate, "relapse_after_exit"),
    ];
    show(named!(), change, &shifts);
}
