//! Community integration and wider needs (pages 24 and 25): components that overlap, children and carers, supports, and
//! what housing, work and learning do for everything else. Parts 1, 10, 11, 13 and 18.

use super::{Change, MANY, Measure, falls, rises, show, unchanged};

/// Every support of community integration.
const NO_INTEGRATION: [(&str, &str); 4] = [
    ("supports.housing_support.take_up", "0.0"),
    ("supports.employment_support.take_up", "0.0"),
    ("supports.education_and_training.take_up", "0.0"),
    ("supports.dental_and_general_health.take_up", "0.0"),
];

/// Components overlap in nearly every combination; without the supports of community integration its overlap with delivery
/// is lost to delivery alone.
#[test]
fn row_01_components_overlap_in_any_combination() {
    let first = unchanged();
    let seen = first.sheet.keys.iter().enumerate().filter(|(index, key)| {
        key.measure == Measure::ComponentTime
            && key.group == "all"
            && key.subject != "none"
            && first.values(*index).iter().any(|value| value > Some(0.0))
    });
    let seen: Vec<_> = seen.map(|(_, key)| key.subject.as_str()).collect();
    assert!(seen.len() >= 12, "of fifteen combinations only {seen:?}");
    for alone in ["engagement", "delivery", "community_integration", "completion"] {
        assert!(seen.contains(&alone), "{alone} never runs alone");
    }
    let change = Change {
        says: "no supports of community integration",
        sets: &NO_INTEGRATION,
        ..Change::default()
    };
    let shifts = [
        falls(Measure::ComponentTime, "delivery+community_integration"),
        rises(Measure::ComponentTime, "delivery"),
    ];
    show(named!(), change, &shifts);
}

/// Help with children for every parent: fewer parents drop out.
#[test]
fn row_10_helping_with_children_keeps_parents_in_treatment() {
    let change = Change {
        says: "services for children taken up by all parents",
        sets: &[("supports.childrens_services.take_up", "1.0")],
        replications: MANY,
        ..Change::default()
    };
    let shifts = [
        falls(Measure::RiskRate, "drop_out").among("children=yes"),
        falls(Measure::EarlyUnplanned, "all").among("children=yes"),
    ];
    show(named!(), change, &shifts);
}

/// Support for every family and carer: fewer of the clients who have one drop out.
#[test]
fn row_10_supporting_carers_keeps_clients_in_treatment() {
    let change = Change {
        says: "family support taken up by all who have a carer",
        sets: &[("supports.family_support.take_up", "1.0")],
        replications: MANY,
        ..Change::default()
    };
    let shifts = [
        falls(Measure::RiskRate, "drop_out").among("carer=yes"),
        falls(Measure::EarlyUnplanned, "all").among("carer=yes"),
    ];
    show(named!(), change, &shifts);
}

/// No housing support: more drop out, and more relapse after they have left.
#[test]
fn row_11_without_housing_support_more_drop_out_and_relapse() {
    let change = Change {
        says: "no housing support",
        sets: &[("supports.housing_support.take_up", "0.0")],
        ..Change::default()
    };
    let shifts =
        [rises(Measure::RiskRate, "drop_out"), rises(Measure::RiskRate, "relapse_after_exit")];
    show(named!(), change, &shifts);
}

/// No help to find work or learning: more use on top, and more relapse after they have left.
#[test]
fn row_11_without_help_to_find_work_more_relapse() {
    let change = Change {
        says: "no help with work or education",
        sets: &[
            ("supports.employment_support.take_up", "0.0"),
            ("supports.education_and_training.take_up", "0.0"),
        ],
        ..Change::default()
    };
    let shifts =
        [rises(Measure::RiskRate, "uses_on_top"), rises(Measure::RiskRate, "relapse_after_exit")];
    show(named!(), change, &shifts);
}

/// Neither the dentist and general practitioner nor the way to the liver clinic: fewer leave in good health.
#[test]
fn row_11_without_other_health_care_fewer_leave_in_good_health() {
    let change = Change {
        says: "no dental, general or blood-borne virus care",
        sets: &[
            ("supports.dental_and_general_health.take_up", "0.0"),
            ("supports.blood_borne_virus_care.take_up", "0.0"),
        ],
        ..Change::default()
    };
    show(named!(), change, &[falls(Measure::LevelAtExit, "health=good")]);
}

/// Nothing of community integration: treatment loses more clients, and more relapse when it is over.
#[test]
fn row_13_without_community_integration_more_drop_out_and_relapse() {
    let change = Change {
        says: "no supports of community integration",
        sets: &NO_INTEGRATION,
        ..Change::default()
    };
    let shifts =
        [rises(Measure::RiskRate, "drop_out"), rises(Measure::RiskRate, "relapse_after_exit")];
    show(named!(), change, &shifts);
}

/// More tenancy support, taken up by all: more leave with a settled home.
#[test]
fn row_18_more_housing_support_settles_more() {
    let change = Change {
        says: "housing support for all, with 80 places",
        sets: &[
            ("supports.housing_support.take_up", "1.0"),
            ("services.tenancy_support.places", "80"),
        ],
        ..Change::default()
    };
    show(named!(), change, &[rises(Measure::LevelAtExit, "housing=settled")]);
}

/// More help to find work, taken up by twice as many: more leave in work.
#[test]
fn row_18_more_employment_support_brings_more_into_work() {
    let change = Change {
        says: "employment support for twice as many, with 80 places",
        sets: &[
            ("supports.employment_support.take_up", "0.5"),
            ("services.employment_advisers.places", "80"),
        ],
        ..Change::default()
    };
    show(named!(), change, &[rises(Measure::LevelAtExit, "employment=employed")]);
}

/// More places at college, taken up by four times as many: more leave while they learn.
#[test]
fn row_18_more_college_places_bring_more_into_education() {
    let change = Change {
        says: "education and training for four times as many, with 60 places",
        sets: &[
            ("supports.education_and_training.take_up", "0.32"),
            ("services.college_places.places", "60"),
        ],
        ..Change::default()
    };
    show(named!(), change, &[rises(Measure::LevelAtExit, "employment=in_education")]);
}
