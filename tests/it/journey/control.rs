//! What must show nothing: changes of what nobody uses, changes to what is there, and chance alone.

use super::{Change, Measure, Shift, changed, falls, rises, unchanged};
use throughcare::statistics::Results;

/// How many values of the baseline differ in any replication.
fn differing(results: &Results) -> usize {
    let first = unchanged();
    let mut shared = 0;
    let mut differing = 0;
    for (key, pairs) in results.against(first) {
        shared += 1;
        let same = pairs.difference.max.is_none_or(|most| most == 0.0)
            && pairs.difference.min.is_none_or(|least| least == 0.0);
        if !same {
            println!("{key:?}: {:?}", pairs.difference.mean);
            differing += 1;
        }
    }
    assert!(shared > 1000, "{shared} values are in both");
    differing
}

/// Sources, an exit and an intervention that nobody comes to, and what is aimed at: every measure stays, to the bit.
#[test]
fn what_nobody_uses_changes_nothing() {
    let text = r#"
        [sources]
        "services.counselling.places" = "somebody else, 1999"
        [services.empty_room]
        places = 3
        [interventions.never_reached]
        component = "delivery"
        tier = 3
        service = "empty_room"
        duration = "6w"
        then = "never_taken"
        [exits.never_taken]
        planned = true
        reason = "completed"
        [risks.never_at_risk]
        while = { during = "never_reached" }
        hazard = { mean = "1d" }
        then = "never_taken"
    "#;
    assert_eq!(differing(&changed(&Change { text, ..Change::default() })), 0);
}

/// A part set to what it is: every measure stays, and no shift holds, up or down.
#[test]
fn a_part_set_to_what_it_is_shows_nothing() {
    let (_, is) = super::paths::find("supports.induction.take_up").unwrap();
    let is = is.to_string();
    let results = changed(&Change {
        sets: &[("supports.induction.take_up", is.as_str())],
        ..Change::default()
    });
    assert_eq!(differing(&results), 0);
    for shift in [rises(Measure::EarlyUnplanned, "all"), falls(Measure::EarlyUnplanned, "all")] {
        assert!(!shift.holds(&shift.between(&results, unchanged())));
    }
}

/// The same system with other luck: of twenty shifts, ten one way and ten the other, hardly one holds.
#[test]
fn chance_alone_hardly_ever_passes() {
    let results = changed(&Change { text: "[run]\nseed = 7\n", ..Change::default() });
    let measures = [
        (Measure::EarlyUnplanned, "all"),
        (Measure::Retained, "all"),
        (Measure::ReachedCarePlan, "all"),
        (Measure::InTreatment, "all"),
        (Measure::PlannedShare, "all"),
        (Measure::RiskRate, "drop_out"),
        (Measure::RiskRate, "relapse_after_exit"),
        (Measure::Continuity, "all"),
        (Measure::WaitMean, "assessment_clinic"),
        (Measure::Running, "shared_care"),
    ];
    let passes = measures
        .iter()
        .flat_map(|&(measure, subject)| [rises(measure, subject), falls(measure, subject)])
        .filter(|shift| shift.holds(&shift.between(&results, unchanged())))
        .count();
    assert_ne!(differing(&results), 0);
    assert!(passes <= 1, "{passes} of twenty shifts hold by chance alone");
}

/// A strong change: what holds one way does not hold the other way, nor for a measure that it leaves alone.
#[test]
fn a_shift_the_wrong_way_does_not_hold() {
    let sets = [("services.keyworking.turnover_per_year", "2.0")];
    let results = changed(&Change { sets: &sets, ..Change::default() });
    let holds = |shift: Shift| shift.holds(&shift.between(&results, unchanged()));
    assert!(holds(rises(Measure::RiskRate, "drop_out")));
    assert!(!holds(falls(Measure::RiskRate, "drop_out")));
    assert!(!holds(rises(Measure::RiskRate, "alcohol_problem_eases")));
    assert!(!holds(falls(Measure::RiskRate, "alcohol_problem_eases")));
}
