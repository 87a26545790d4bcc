//! Engagement (page 24): timely access, retention, assessment, groups at risk, what helps people to come and to stay, and
//! the keyworker. Parts 2 to 7.

use super::{Change, MANY, Measure, Shift, changed, falls, rises, show, unchanged};

/// More first appointments at every door: more clients start treatment within the three weeks of the target.
#[test]
fn row_02_more_appointments_bring_treatment_within_three_weeks() {
    let change = Change {
        says: "20, 20 and 10 appointments a week at the three clinics",
        sets: &[
            ("services.triage_clinic.appointments_per_week", "20"),
            ("services.assessment_clinic.appointments_per_week", "20"),
            ("services.prescribing_clinic.appointments_per_week", "10"),
        ],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::WaitWithinTarget, "referral_to_treatment"),
        falls(Measure::WaitMean, "assessment_clinic"),
    ];
    show(named!(), change, &shifts);
}

/// Twice the drop-out: fewer are in treatment at 12 weeks, or out of it as planned.
#[test]
fn row_03_more_drop_out_lowers_retention() {
    let change = Change {
        says: "twice the drop-out",
        sets: &[(
            "risks.drop_out.hazard",
            "{ weibull = { probability = [0.084, 0.37], by = [\"12w\", \"2y\"] } }",
        )],
        ..Change::default()
    };
    show(named!(), change, &[falls(Measure::Effective, "all"), falls(Measure::Retained, "all")]);
}

/// Counselling that ends as planned after eight weeks: fewer are still there at 12 weeks, but most who are not have left
/// as planned, and the source counts them.
#[test]
fn row_03_a_planned_exit_before_twelve_weeks_is_no_loss() {
    let change = Change {
        says: "counselling of eight weeks",
        sets: &[("interventions.psychosocial.duration", "\"8w\"")],
        ..Change::default()
    };
    let (still_there, effective) =
        (falls(Measure::Retained, "all"), falls(Measure::Effective, "all"));
    let results = changed(&change);
    let fall = |shift: Shift| -shift.between(&results, unchanged()).difference;
    assert!(fall(effective) < fall(still_there) / 3.0);
    show(named!(), change, &[still_there, rises(Measure::PlannedExits, "all")]);
}

/// Triage that turns nobody to advice alone sends more to the comprehensive assessment, and others wait longer for it.
#[test]
fn row_04_triage_spares_the_comprehensive_assessment() {
    let change = Change {
        says: "triage sends everyone on",
        sets: &[(
            "interventions.triage.then",
            "{ comprehensive_assessment = 1.0, advice_only = 0.0 }",
        )],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::Starts, "comprehensive_assessment"),
        rises(Measure::WaitMean, "assessment_clinic"),
    ];
    show(named!(), change, &shifts);
}

/// No motivational work before the care plan: more disengage, and fewer come as far.
#[test]
fn row_04_without_motivational_work_more_disengage() {
    let change = Change {
        says: "no motivational work",
        sets: &[("supports.motivational_work.take_up", "0.0")],
        ..Change::default()
    };
    let shifts =
        [rises(Measure::RiskRate, "disengagement"), falls(Measure::ReachedCarePlan, "all")];
    show(named!(), change, &shifts);
}

/// No induction at the start of treatment: more leave unplanned in the first 12 weeks.
#[test]
fn row_04_without_induction_more_leave_early() {
    let change = Change {
        says: "no induction",
        sets: &[("supports.induction.take_up", "0.0")],
        ..Change::default()
    };
    let shifts = [rises(Measure::EarlyUnplanned, "all"), rises(Measure::RiskRate, "drop_out")];
    show(named!(), change, &shifts);
}

/// Engaged as well as white clients are, Asian clients leave less.
#[test]
fn row_05_asian_clients_engaged_like_others_leave_less() {
    let change = Change {
        says: "no higher risk for Asian clients",
        sets: &[("risks.drop_out.ratios.{asian}.ratio", "1.0")],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::EarlyUnplanned, "all").among("ethnicity=asian"),
        falls(Measure::RiskRate, "drop_out").among("ethnicity=asian"),
    ];
    show(named!(), change, &shifts);
}

/// Engaged as well as others are, the young leave less, and more of them as planned.
#[test]
fn row_05_young_clients_engaged_like_others_stay_more() {
    let change = Change {
        says: "no higher risk for those under 25",
        sets: &[
            ("risks.drop_out.ratios.{under_25}.ratio", "1.0"),
            ("risks.disengagement.ratios.{under_25}.ratio", "1.0"),
        ],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::EarlyUnplanned, "all").among("age=under_25"),
        rises(Measure::PlannedShare, "all").among("age=under_25"),
    ];
    show(named!(), change, &shifts);
}

/// Engaged as well as others are, clients with a mental health need leave less, and more of them as planned.
#[test]
fn row_05_clients_with_a_mental_health_need_engaged_like_others_stay_more() {
    let change = Change {
        says: "no higher risk for those with a mental health need",
        sets: &[
            ("risks.drop_out.ratios.{mental_health_need}.ratio", "1.0"),
            ("risks.disengagement.ratios.{mental_health_need}.ratio", "1.0"),
        ],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::EarlyUnplanned, "all").among("mental_health_need=yes"),
        rises(Measure::PlannedShare, "all").among("mental_health_need=yes"),
    ];
    show(named!(), change, &shifts);
}

/// No outreach: those who live on the street, and in all, fewer come into treatment.
#[test]
fn row_06_without_outreach_fewer_come_into_treatment() {
    let change = Change {
        says: "no outreach",
        sets: &[("routes.outreach.per_week", "0.0")],
        ..Change::default()
    };
    show(named!(), change, &[falls(Measure::CarePlansOpened, "all")]);
}

/// No brief interventions: more disengage before the care plan.
#[test]
fn row_06_without_brief_interventions_more_disengage() {
    let change = Change {
        says: "no brief interventions",
        sets: &[("supports.brief_intervention.take_up", "0.0")],
        replications: MANY,
        ..Change::default()
    };
    let shifts = [
        rises(Measure::RiskRate, "disengagement").among("substance=cannabis_and_other"),
        falls(Measure::ReachedCarePlan, "all").among("substance=cannabis_and_other"),
    ];
    show(named!(), change, &shifts);
}

/// Advocacy for everyone it is meant for: fewer of those most at risk among them drop out.
#[test]
fn row_06_advocacy_for_all_keeps_more_of_those_it_is_for() {
    let change = Change {
        says: "advocacy taken up by all",
        sets: &[("supports.advocacy.take_up", "1.0")],
        replications: MANY,
        ..Change::default()
    };
    let shifts = [falls(Measure::RiskRate, "drop_out").among("ethnicity=asian")];
    show(named!(), change, &shifts);
}

/// Services for the children of every client who has them: fewer parents disengage.
#[test]
fn row_06_services_for_children_keep_parents_engaged() {
    let change = Change {
        says: "services for children taken up by all parents",
        sets: &[("supports.childrens_services.take_up", "1.0")],
        ..Change::default()
    };
    let shifts = [falls(Measure::RiskRate, "disengagement").among("children=yes")];
    show(named!(), change, &shifts);
}

/// Keyworkers who leave twice a year: clients start with strangers again and again, and more drop out.
#[test]
fn row_07_losing_keyworkers_more_often_loses_more_clients() {
    let change = Change {
        says: "every keyworker's post turned over twice a year",
        sets: &[("services.keyworking.turnover_per_year", "2.0")],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::KeyworkerChanges, "all"),
        rises(Measure::RiskRate, "drop_out"),
        falls(Measure::InTreatment, "all"),
    ];
    show(named!(), change, &shifts);
}

/// No therapeutic alliance ever forms: more drop out, and fewer become stable.
#[test]
fn row_07_without_an_alliance_more_drop_out() {
    let change = Change {
        says: "no therapeutic alliance",
        sets: &[("risks.alliance_forms.hazard", "{ mean = \"1000y\" }")],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::RiskRate, "drop_out"),
        falls(Measure::Retained, "all"),
        falls(Measure::RiskRate, "becomes_stable"),
    ];
    show(named!(), change, &shifts);
}
