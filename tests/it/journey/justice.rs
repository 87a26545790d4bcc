//! The Drug Interventions Programme and prisons (page 14): arrest referral and its case manager, the shared record, what
//! custody interrupts, release, and attrition step by step. Parts 28 to 31.

use super::{Change, Measure, falls, rises, show};

/// The group of those met in the police cells.
const ARRESTED: &str = "route=arrest_referral";

/// Those met in the cells go to the ordinary door, without anyone who takes their case on: fewer come as far as a care
/// plan, though the door is near.
#[test]
fn row_28_without_case_management_fewer_of_the_arrested_come_as_far() {
    let change = Change {
        says: "from the cells to the ordinary triage",
        sets: &[(
            "interventions.arrest_screening.then",
            "{ triage = 0.51, declined_at_arrest = 0.49 }",
        )],
        ..Change::default()
    };
    show(named!(), change, &[falls(Measure::ReachedCarePlan, "all").among(ARRESTED)]);
}

/// The case manager lets go at the first assessment instead of staying until the client is engaged: more are lost.
#[test]
fn row_28_a_case_manager_who_stays_until_treatment_brings_more_into_it() {
    let change = Change {
        says: "the case manager lets go when the assessment is asked for",
        sets: &[("supports.cjit_case_manager.take_up", "0.0")],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::ReachedIntervention, "comprehensive_assessment").among(ARRESTED),
        falls(Measure::ReachedCarePlan, "all").among(ARRESTED),
        falls(Measure::ReachedStructured, "all").among(ARRESTED),
    ];
    show(named!(), change, &shifts);
}

/// Without the shared record triage is done a second time: its clinic has more to do, and the way becomes longer.
#[test]
fn row_29_without_the_shared_record_triage_is_done_twice() {
    let change = Change {
        says: "no Drug Interventions Record: triage again",
        sets: &[("interventions.cjit_case_management.then", "\"triage\"")],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::AppointmentsUsed, "triage_clinic"),
        rises(Measure::WaitMean, "referral_to_treatment").among(ARRESTED),
        falls(Measure::ReachedCarePlan, "all").among(ARRESTED),
    ];
    show(named!(), change, &shifts);
}

/// Twice the custody: more episodes end in prison, and fewer are in treatment.
#[test]
fn row_30_custody_interrupts_treatment() {
    let change = Change {
        says: "twice the custody of those in treatment",
        sets: &[("risks.custody_in_treatment.hazard", "{ per_year = 0.068 }")],
        ..Change::default()
    };
    let shifts = [rises(Measure::ExitsByReason, "prison"), falls(Measure::InTreatment, "all")];
    show(named!(), change, &shifts);
}

/// Clinical services for everyone taken from treatment: more clients receive treatment inside, and fewer episodes end.
#[test]
fn row_30_clinical_services_in_prison_carry_treatment_on() {
    let change = Change {
        says: "clinical services for all who are taken from treatment",
        sets: &[(
            "risks.custody_in_treatment.then",
            "{ prison_clinical = 1.0, prison_carat = 0.0, prison_programme = 0.0 }",
        )],
        ..Change::default()
    };
    let shifts = [falls(Measure::ExitsByReason, "prison"), rises(Measure::Continuity, "all")];
    show(named!(), change, &shifts);
}

/// Throughcare for four in five who were with the prison's CARAT team: more are in treatment within three weeks.
#[test]
fn row_30_throughcare_from_prison_raises_continuity_on_release() {
    let change = Change {
        says: "throughcare for four in five of CARAT's clients",
        sets: &[("interventions.prison_carat.then", "{ throughcare = 0.8, community = 0.2 }")],
        ..Change::default()
    };
    show(named!(), change, &[rises(Measure::Continuity, "all")]);
}

/// Nobody abstains after a programme inside: those who did are back in treatment sooner.
#[test]
fn row_30_programmes_in_prison_leave_fewer_using() {
    let change = Change {
        says: "nobody abstinent after a prison programme",
        sets: &[(
            "interventions.prison_programme.on_completion",
            "[{ set = { use = { using = 1.0, stable = 0.0, abstinent = 0.0 } } }]",
        )],
        ..Change::default()
    };
    show(named!(), change, &[falls(Measure::RiskFirings, "relapse_after_exit")]);
}

/// Without the excess risk of the first four weeks fewer die in them.
#[test]
fn row_30_the_weeks_after_release_are_the_most_dangerous() {
    let change = Change {
        says: "no excess risk in the four weeks after release",
        sets: &[
            ("risks.death_out_of_treatment.ratios.{prison_clinical 4w}.ratio", "1.0"),
            ("risks.death_out_of_treatment.ratios.{prison_clinical 2w}.ratio", "1.0"),
        ],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::DeathRate, "within_4_weeks_of_release"),
        falls(Measure::DeathRate, "weeks_1_and_2_after_release"),
    ];
    show(named!(), change, &shifts);
}

/// Five times the disengagement: fewer reach each later step.
#[test]
fn row_31_disengagement_thins_every_step() {
    let change = Change {
        says: "five times the disengagement",
        sets: &[("risks.disengagement.hazard", "{ mean = \"10w\" }")],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::ReachedFirst, "all"),
        falls(Measure::ReachedIntervention, "comprehensive_assessment"),
        falls(Measure::ReachedCarePlan, "all"),
        falls(Measure::ReachedStructured, "all"),
        rises(Measure::LostBeforeTreatment, "waiting_for_assessment_clinic"),
    ];
    show(named!(), change, &shifts);
}

/// Everybody accepts an appointment in the cells: the loss moves one step on, to the way to the assessment.
#[test]
fn row_31_a_step_that_loses_nobody_shows_the_loss_at_the_next() {
    let change = Change {
        says: "everyone accepts an appointment in the cells",
        sets: &[(
            "interventions.arrest_screening.then",
            "{ cjit_case_management = 1.0, declined_at_arrest = 0.0 }",
        )],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::LostBeforeTreatment, "arrest_screening").among(ARRESTED),
        rises(Measure::LostBeforeTreatment, "cjit_case_management").among(ARRESTED),
        rises(Measure::ReachedCarePlan, "all").among(ARRESTED),
    ];
    show(named!(), change, &shifts);
}
