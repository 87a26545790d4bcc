//! Which rows a scenario's results have, and shares whose whole is what was asked for; told by hand.

use crate::measures::{Story, near};
use crate::trace::model;
use throughcare::model::ServiceId;
use throughcare::records::{Happening, Strand};
use throughcare::statistics::Sheet;
use throughcare::units::Days;

/// Nothing but two interventions of one component, without a care plan; one of them structured.
const PLAIN: &str = r#"
    [run]
    horizon = "2y"
    [attributes.sex]
    shares = { female = 0.5, male = 0.5 }
    [routes.door]
    at = ["0d"]
    enters = "advice"
    [services.desk]
    places = 2
    waiting_list_limit = 9
    otherwise = "gone"
    [services.clinic]
    appointments_per_day = 1
    did_not_attend = 0.1
    [interventions.advice]
    component = "delivery"
    tier = 2
    service = "desk"
    duration = "1d"
    then = "treatment"
    [interventions.treatment]
    component = "delivery"
    tier = 3
    service = "clinic"
    duration = "10d"
    then = "gone"
    [exits.gone]
    reason = "moved_away"
    [exits.done]
    planned = true
    reason = "completed"
"#;

const DESK: ServiceId = ServiceId(0);
const CLINIC: ServiceId = ServiceId(1);

#[test]
fn waits_are_kept_whole_for_each_group_and_service_and_for_the_way_to_treatment() {
    let kept = |text: &str| -> Vec<String> {
        let waits = Sheet::of(&model(text)).waits.into_iter();
        waits.map(|of| format!("{} {}", of.group, of.subject)).collect()
    };
    assert_eq!(kept(PLAIN), ["all desk", "all clinic"]);
    let grouped = kept(crate::counted::SCENARIO);
    let services = ["desk", "gym", "keyworking", "referral_to_treatment"];
    let groups = ["all", "sex=female", "sex=male"];
    let expected = groups.map(|group| services.map(|service| format!("{group} {service}")));
    assert_eq!(grouped, expected.concat());
}

#[test]
fn a_system_without_care_plans_prisons_or_deaths_has_no_rows_for_them() {
    let told = Story::of(&model(PLAIN)).end();
    for (measure, subject) in [
        ("care_plans_opened_per_year", "all"),
        ("reached_care_plan_share", "all"),
        ("retained_share", "all"),
        ("structured_starts_per_year", "all"),
        ("reached_structured_treatment_share", "all"),
        ("wait_days_mean", "referral_to_treatment"),
        ("keyworker_changes_per_person_year", "all"),
        ("deaths_per_year", "all"),
        ("custody_entries_per_year", "all"),
        ("exits_by_reason_per_year", "died"),
        ("exits_by_reason_per_year", "transferred"),
        ("component_time_share", "engagement"),
    ] {
        assert!(!told.has(measure, subject), "{measure} of {subject}");
    }
    for (measure, subject) in [
        ("referrals_per_year", "all"),
        ("exits_by_reason_per_year", "moved_away"),
        ("exits_by_reason_per_year", "completed"),
        ("component_time_share", "none"),
        ("component_time_share", "delivery"),
    ] {
        assert!(told.has(measure, subject), "{measure} of {subject}");
    }
}

/// A care plan for advice alone: it is kept or not, and nobody is waiting for structured treatment.
#[test]
fn a_system_without_structured_treatment_has_no_rows_for_it() {
    let advised = PLAIN.replace("tier = 2", "tier = 2\nopens_care_plan = true");
    let advised = advised.replace("tier = 3", "tier = 2\ncloses_as = \"done\"");
    let told = Story::of(&model(&advised)).end();
    assert!(told.has("retained_share", "all"));
    assert!(!told.has("structured_starts_per_year", "all"));
    assert!(!told.has("lost_before_treatment_share", "referral"));
    let treated = PLAIN.replace("tier = 2", "tier = 2\nopens_care_plan = true");
    let told = Story::of(&model(&treated)).end();
    assert!(told.has("structured_starts_per_year", "all"));
    assert!(!told.has("keyworker_changes_per_person_year", "all"));
}

/// Three are served, two give up, four are turned away: of nine who asked. Three appointments are kept and five missed.
#[test]
fn shares_of_those_who_ask_are_of_all_who_ask() {
    let model = model(PLAIN);
    let mut story = Story::of(&model);
    let (intervention, strand, waited) = (None, Strand::Main, Days(1.0));
    for slot in 0..9 {
        story.refer(10.0, slot);
    }
    for service in [DESK, CLINIC] {
        for slot in 0..3 {
            let served = Happening::Served { service, intervention, strand, waited };
            story.tell(20.0, slot, served);
        }
    }
    for slot in 3..5 {
        story.tell(20.0, slot, Happening::GaveUp { service: DESK, strand, waited });
    }
    for slot in 5..9 {
        story.tell(20.0, slot, Happening::TurnedAway { service: DESK, strand });
    }
    for slot in 0..5 {
        story.tell(20.0, slot, Happening::Missed { service: CLINIC, strand });
    }
    let told = story.end();
    near(told.all("gave_up_share", "desk"), 2.0 / 9.0);
    near(told.all("turned_away_share", "desk"), 4.0 / 9.0);
    near(told.all("missed_appointments_share", "clinic"), 5.0 / 8.0);
    near(told.all("gave_up_share", "clinic"), 0.0);
}

/// A year in treatment; a member of staff leaves keyworking, and two leave the ward.
#[test]
fn only_who_leaves_keyworking_is_a_keyworker_who_leaves() {
    let text = r#"
        [run]
        horizon = "2y"
        [attributes.sex]
        shares = { female = 0.5, male = 0.5 }
        [routes.door]
        at = ["0d"]
        enters = "assessment"
        [services.ward]
        staff = 1
        caseload = 10
        turnover_per_year = 1
        [services.keyworking]
        staff = 1
        caseload = 10
        turnover_per_year = 1
        [care_plan]
        service = "keyworking"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        service = "ward"
        duration = "1d"
        opens_care_plan = true
        then = "done"
        [exits.done]
    "#;
    let model = model(text);
    let mut story = Story::of(&model);
    story.admit(100.0, 0);
    let leaves = |service| Happening::KeyworkerLeft { service: ServiceId(service), place: 0 };
    for (at, service) in [(200.0, 0), (250.0, 1), (300.0, 0)] {
        story.tell(at, 0, leaves(service));
    }
    story.exit(100.0 + 365.25, 0, "done", 365.25);
    near(story.end().all("keyworker_changes_per_person_year", "all"), 1.0);
}
