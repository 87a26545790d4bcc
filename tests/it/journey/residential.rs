//! Inpatient and residential treatment (page 46): three settings, kinds of rehabilitation, preparation, second stage, and
//! a care plan that stays open. Parts 22 to 25 and 27.

use super::{Change, MANY, Measure, falls, rises, show};

/// What follows a prescription for those who wish to be drug-free, with the specialist unit's share at the general ward.
const TO_THE_WARD: &str = "{ community_detox = 0.30, specialist_unit_detox = 0.0, psychiatric_ward_detox = 0.28, \
     onsite_detox = 0.08, completed = 0.14, shared_care = 0.20 }";

/// Detoxification in a general ward instead of a specialist unit, with the same beds in all: fewer leave drug-free.
#[test]
fn row_22_a_general_ward_does_worse_than_a_specialist_unit() {
    let change = Change {
        says: "two of the specialist unit's beds, and most of its clients, at the general ward",
        sets: &[
            ("interventions.specialist_prescribing.then.{drug_free}.to", TO_THE_WARD),
            ("interventions.specialist_prescribing_continued.then.{drug_free}.to", TO_THE_WARD),
            ("services.specialist_unit_beds.places", "2"),
            ("services.psychiatric_ward_beds.places", "3"),
        ],
        replications: MANY,
        ..Change::default()
    };
    show(named!(), change, &[falls(Measure::Exits, "completed_drug_free")]);
}

/// Clients held as well on the general ward as in the specialist unit: more of them finish.
#[test]
fn row_22_settings_differ_in_how_many_finish() {
    let change = Change {
        says: "the general ward loses no more than the specialist unit",
        sets: &[(
            "risks.left_psychiatric_ward_early.hazard",
            "{ probability = 0.25, by = \"14d\" }",
        )],
        ..Change::default()
    };
    show(named!(), change, &[rises(Measure::CompletedShare, "psychiatric_ward_detox")]);
}

/// Everyone in the faith-based programme, which lasts longest: others wait longer for a bed.
#[test]
fn row_23_longer_kinds_of_rehabilitation_hold_beds_longer() {
    let change = Change {
        says: "the faith-based programme for all who come from detoxification",
        sets: &[
            (
                "interventions.specialist_unit_detox.then.1.to",
                "{ faith_based_rehab = 0.47, day_programme = 0.18, psychosocial = 0.35 }",
            ),
            ("interventions.onsite_detox.then", "\"faith_based_rehab\""),
        ],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::WaitMean, "residential_rehab_beds"),
        rises(Measure::Occupied, "residential_rehab_beds"),
    ];
    show(named!(), change, &shifts);
}

/// Half of those who come back from shared care go through crisis residential care: its beds are those of rehabilitation.
#[test]
fn row_23_crisis_stays_take_beds_from_rehabilitation() {
    let change = Change {
        says: "crisis residential care for half of those back from shared care",
        sets: &[(
            "risks.back_to_specialist.then",
            "{ specialist_prescribing_continued = 0.5, crisis_residential = 0.5 }",
        )],
        ..Change::default()
    };
    show(named!(), change, &[rises(Measure::WaitMean, "residential_rehab_beds")]);
}

/// No preparation by the keyworker: more leave tier 4 early.
#[test]
fn row_24_without_preparation_more_leave_early() {
    let change = Change {
        says: "no preparation for admission",
        sets: &[("supports.preparation_for_admission.take_up", "0.0")],
        replications: MANY,
        ..Change::default()
    };
    let shifts = [
        falls(Measure::CompletedShare, "specialist_unit_detox"),
        rises(Measure::RiskRate, "left_specialist_unit_early"),
    ];
    show(named!(), change, &shifts);
}

/// Detoxification on the same site no longer helps: more leave rehabilitation early.
#[test]
fn row_24_detoxification_on_the_same_site_keeps_continuity() {
    let change = Change {
        says: "no continuity from detoxification on the same site",
        sets: &[("risks.left_rehab_early.ratios.{onsite_detox}.ratio", "1.0")],
        replications: MANY,
        ..Change::default()
    };
    show(named!(), change, &[rises(Measure::RiskRate, "left_rehab_early")]);
}

/// No second stage and no other supported accommodation: more relapse, in treatment and after it.
#[test]
fn row_25_without_supported_accommodation_more_relapse() {
    let straight_on = "{ completed_drug_free = 0.34, psychosocial = 0.66 }";
    let change = Change {
        says: "counselling instead of second stage and other supported accommodation",
        sets: &[
            ("interventions.therapeutic_community.then", straight_on),
            ("interventions.twelve_step_rehab.then", straight_on),
            ("interventions.faith_based_rehab.then", straight_on),
            ("interventions.parent_and_child_rehab.then", straight_on),
        ],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::RiskRate, "relapse_in_treatment"),
        rises(Measure::RiskRate, "relapse_after_exit"),
    ];
    show(named!(), change, &shifts);
}

/// Second stage for everyone who would leave rehabilitation drug-free: they stay in treatment, for the care plan is open.
#[test]
fn row_25_the_care_plan_stays_open_in_the_second_stage() {
    let move_on = "{ second_stage = 0.68, psychosocial = 0.32 }";
    let change = Change {
        says: "second stage for all who would leave rehabilitation drug-free, with 16 tenancies",
        sets: &[
            ("interventions.therapeutic_community.then", move_on),
            ("interventions.twelve_step_rehab.then", move_on),
            ("services.second_stage_tenancies.places", "16"),
        ],
        replications: MANY,
        ..Change::default()
    };
    let shifts =
        [rises(Measure::InTreatment, "all"), falls(Measure::RiskRate, "relapse_after_exit")];
    show(named!(), change, &shifts);
}

/// Everyone leaves treatment on leaving rehabilitation: fewer receive counselling, and fewer are in treatment.
#[test]
fn row_27_leaving_rehabilitation_does_not_close_the_care_plan() {
    let out = "{ completed_drug_free = 0.78, second_stage = 0.22 }";
    let change = Change {
        says: "rehabilitation ends with an exit or the second stage",
        sets: &[
            ("interventions.therapeutic_community.then", out),
            ("interventions.twelve_step_rehab.then", out),
        ],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::Running, "psychosocial"),
        falls(Measure::InTreatment, "all"),
        rises(Measure::Exits, "completed_drug_free"),
    ];
    show(named!(), change, &shifts);
}

/// Prison closes every care plan: more episodes end by prison, and fewer are in treatment.
#[test]
fn row_27_leaving_prison_does_not_close_the_care_plan() {
    let change = Change {
        says: "no care plan kept in prison",
        sets: &[("interventions.prison_clinical.keeps_care_plan", "false")],
        ..Change::default()
    };
    let shifts = [rises(Measure::ExitsByReason, "prison"), falls(Measure::InTreatment, "all")];
    show(named!(), change, &shifts);
}
