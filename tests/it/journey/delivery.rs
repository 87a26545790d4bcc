//! Delivery (pages 24 and 40): what treatment is for, what makes it harder, shared care, interventions in sequence and at
//! once, open access and harm reduction. Parts 8, 9, 12, 19, 20 and 21.

use super::{Change, MANY, Measure, falls, rises, show};

/// Clients leave better than they came, in every domain; where treatment does not bring it about, that is gone.
#[test]
fn row_08_what_treatment_improves_is_seen_in_every_domain_at_the_exit() {
    let change = Change {
        says: "treatment steadies nobody's use, improves no health and stops no offending",
        sets: &[
            ("risks.becomes_stable.hazard", "{ mean = \"1000y\" }"),
            ("risks.health_improves.hazard", "{ mean = \"1000y\" }"),
            ("risks.stops_offending.hazard", "{ mean = \"1000y\" }"),
        ],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::LevelAtExit, "use=using"),
        falls(Measure::LevelAtExit, "health=good"),
        falls(Measure::LevelAtExit, "employment=employed"),
        rises(Measure::LevelAtExit, "offending=yes"),
        rises(Measure::LevelAtReview, "use=using@week_26"),
        rises(Measure::LevelAtReview, "offending=yes@week_26"),
    ];
    show(named!(), change, &shifts);
}

/// Everyone has an alcohol problem: more use on top, drop out and die.
#[test]
fn row_09_alcohol_problems_worsen_what_treatment_achieves() {
    let change = Change {
        says: "an alcohol problem for every new client",
        sets: &[("attributes.alcohol.shares", "{ no_problem = 0.0, problem = 1.0 }")],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::RiskRate, "uses_on_top"),
        rises(Measure::RiskRate, "drop_out"),
        rises(Measure::DeathRate, "all"),
    ];
    show(named!(), change, &shifts);
}

/// Nobody uses crack beside opiates: more become stable, and fewer use on top or relapse.
#[test]
fn row_09_crack_worsens_what_treatment_achieves() {
    let change = Change {
        says: "opiates alone instead of opiates and crack",
        sets: &[
            (
                "attributes.substance.shares",
                "{ opiates = 0.58, opiates_and_crack = 0.0, stimulants = 0.18, cannabis_and_other = 0.24 }",
            ),
            (
                "routes.arrest_referral.shares.substance",
                "{ opiates = 0.75, opiates_and_crack = 0.0, stimulants = 0.17, cannabis_and_other = 0.08 }",
            ),
            (
                "routes.probation.shares.substance",
                "{ opiates = 0.80, opiates_and_crack = 0.0, stimulants = 0.12, cannabis_and_other = 0.08 }",
            ),
            (
                "routes.in_treatment_2004.shares.substance",
                "{ opiates = 0.88, opiates_and_crack = 0.0, stimulants = 0.06, cannabis_and_other = 0.06 }",
            ),
        ],
        ..Change::default()
    };
    let shifts = [
        rises(Measure::RiskRate, "becomes_stable"),
        falls(Measure::RiskRate, "uses_on_top"),
        falls(Measure::RiskRate, "relapse_after_exit"),
    ];
    show(named!(), change, &shifts);
}

/// Nobody has hepatitis C: health improves more often.
#[test]
fn row_09_hepatitis_c_keeps_health_from_improving() {
    let change = Change {
        says: "no hepatitis C",
        sets: &[
            ("attributes.hepatitis_c.shares", "{ negative = 1.0, positive = 0.0 }"),
            ("attributes.hepatitis_c.given", "[]"),
            ("risks.hepatitis_c_infection.hazard", "{ mean = \"1000y\" }"),
        ],
        ..Change::default()
    };
    show(named!(), change, &[rises(Measure::RiskRate, "health_improves")]);
}

/// Shared care that ends after half a year: less time in delivery, and fewer in treatment.
#[test]
fn row_12_maintenance_in_shared_care_counts_as_delivery() {
    let change = Change {
        says: "shared care for half a year instead of four",
        sets: &[("interventions.shared_care.duration", "\"26w\"")],
        ..Change::default()
    };
    let shifts = [falls(Measure::ComponentTime, "delivery"), falls(Measure::InTreatment, "all")];
    show(named!(), change, &shifts);
}

/// No rehabilitation after detoxification in the specialist unit: its beds stand emptier, and fewer leave drug-free.
#[test]
fn row_19_interventions_follow_one_another() {
    let change = Change {
        says: "counselling instead of rehabilitation after the specialist unit",
        sets: &[("interventions.specialist_unit_detox.then", "\"psychosocial\"")],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::Occupied, "residential_rehab_beds"),
        falls(Measure::Exits, "completed_drug_free"),
        rises(Measure::RiskRate, "relapse_in_treatment"),
    ];
    show(named!(), change, &shifts);
}

/// No counselling alongside a prescription: fewer become stable on it.
#[test]
fn row_19_interventions_run_at_the_same_time() {
    let change = Change {
        says: "no counselling alongside a prescription",
        sets: &[("supports.counselling_alongside.take_up", "0.0")],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::InterventionsAtOnce, "2"),
        rises(Measure::InterventionsAtOnce, "1"),
        falls(Measure::RiskRate, "becomes_stable"),
        falls(Measure::WaitMean, "counselling"),
    ];
    show(named!(), change, &shifts);
}

/// Needle exchange for nobody but those in treatment: far fewer have it, for it is open to everyone.
#[test]
fn row_20_harm_reduction_is_open_to_those_outside_treatment() {
    let change = Change {
        says: "needle exchange only in treatment",
        sets: &[("supports.needle_exchange.while", "\"in_treatment\"")],
        ..Change::default()
    };
    let shifts = [
        falls(Measure::Running, "needle_exchange"),
        rises(Measure::RiskRate, "hepatitis_c_infection"),
    ];
    show(named!(), change, &shifts);
}

/// Needle exchange for nobody in treatment: fewer have it, for it is part of care plans too.
#[test]
fn row_20_harm_reduction_is_part_of_care_plans_too() {
    let change = Change {
        says: "needle exchange only outside treatment",
        sets: &[("supports.needle_exchange.while", "[\"engaging\", \"after_exit\"]")],
        ..Change::default()
    };
    show(named!(), change, &[falls(Measure::Running, "needle_exchange")]);
}

/// Advice and information that leads nobody on to treatment: fewer of those who come by themselves get a care plan.
#[test]
fn row_20_open_advice_leads_on_to_treatment() {
    let change = Change {
        says: "advice that leads nobody on",
        sets: &[(
            "interventions.advice_and_information.then",
            "{ triage = 0.0, advice_only = 1.0 }",
        )],
        ..Change::default()
    };
    let shifts = [falls(Measure::CarePlansOpened, "all").among("route=self_referral")];
    show(named!(), change, &shifts);
}

/// No needle exchange: more infections, overdoses and deaths.
#[test]
fn row_21_without_needle_exchange_more_are_infected_and_more_die() {
    let change = Change {
        says: "no needle exchange",
        sets: &[("supports.needle_exchange.take_up", "0.0")],
        replications: MANY,
        ..Change::default()
    };
    let shifts = [
        rises(Measure::RiskRate, "hepatitis_c_infection"),
        rises(Measure::RiskRate, "overdose"),
        rises(Measure::DeathRate, "all"),
    ];
    show(named!(), change, &shifts);
}

/// Overdose training for everyone who injects: fewer overdoses, and fewer deaths.
#[test]
fn row_21_overdose_training_for_all_prevents_overdoses_and_deaths() {
    let change = Change {
        says: "overdose training taken up by all",
        sets: &[("supports.overdose_training.take_up", "1.0")],
        replications: MANY,
        ..Change::default()
    };
    show(
        named!(),
        change,
        &[falls(Measure::RiskRate, "overdose"), falls(Measure::DeathRate, "all")],
    );
}
