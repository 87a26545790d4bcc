//! Who is in treatment in which year, who comes back after an exit, and who dies when: told by hand.

use crate::measures::{Story, Told, near};
use crate::trace::model;
use throughcare::model::{ExitId, Model};
use throughcare::records::Happening;
use throughcare::units::Days;

/// Two years are measured after 100 days; the first of them ends on day 465.25.
const SCENARIO: &str = r#"
    report_by = ["sex"]
    [run]
    warm_up = "100d"
    horizon = "2y"
    [attributes.sex]
    shares = { female = 0.5, male = 0.5 }
    [routes.door]
    at = ["0d"]
    enters = "assessment"
    [services.clinic]
    places = 2
    [interventions.assessment]
    component = "engagement"
    tier = 3
    service = "clinic"
    duration = "1d"
    opens_care_plan = true
    then = "completed"
    [exits.completed]
    planned = true
    [exits.dropped_out]
    [exits.died]
    final = true
"#;

const END: f64 = 830.5;

/// Care plans of these clients, from when until when, with these exits.
fn treated<'m>(model: &'m Model, stays: &[(f64, f64, &str)]) -> Story<'m> {
    let mut story = Story::of(model);
    for (slot, &(from, to, exit)) in (0..).zip(stays) {
        story.admit(from, slot);
        story.exit(to, slot, exit, to - from);
    }
    story
}

/// An exit that no care plan closes with.
fn exit(model: &Model, name: &str) -> Happening {
    let id = model.system().exits.iter().position(|exit| exit.name == name).unwrap();
    Happening::Exited { exit: ExitId(id as u16), lasted: Some(Days(10.0)) }
}

fn back(told: &Told, months: u32) -> Option<f64> {
    told.all(&format!("back_within_{months}_months_share"), "all")
}

#[test]
fn a_client_is_in_treatment_in_the_years_of_the_window_that_the_care_plan_touches() {
    let distinct = |horizon: &str, stays: &[(f64, f64, &str)]| {
        let model = model(&SCENARIO.replace("\"2y\"", horizon));
        treated(&model, stays).end().all("in_treatment_distinct_per_year", "all")
    };
    let of = |from, to| distinct("\"2y\"", &[(from, to, "completed")]);
    // Over before the window opens, and over at the very instant; in the first year, in both, in the second.
    near(of(50.0, 99.0), 0.0);
    near(of(50.0, 100.0), 1.0 / 2.0);
    near(of(200.0, 440.0), 1.0 / 2.0);
    near(of(200.0, 500.0), 2.0 / 2.0);
    near(of(466.0, 500.0), 1.0 / 2.0);
    near(of(466.0, END), 1.0 / 2.0);
    // The third year is not whole; and half a year is no year.
    near(distinct("\"30mo\"", &[(900.0, 950.0, "completed")]), 0.0);
    assert_eq!(distinct("\"6mo\"", &[(200.0, 210.0, "completed")]), None);
}

/// One leaves a care plan and stays away; another, who never had one, leaves and comes back.
#[test]
fn who_had_no_care_plan_does_not_return_to_treatment() {
    let model = model(SCENARIO);
    let mut story = treated(&model, &[(120.0, 150.0, "dropped_out")]);
    story.refer(140.0, 1);
    story.tell(150.0, 1, exit(&model, "dropped_out"));
    story.tell(200.0, 1, Happening::Referred { again: true });
    let told = story.end();
    near(back(&told, 6), 0.0);
    near(back(&told, 12), 0.0);
}

/// One can be followed for a year and stays away; another comes back, but leaves too late to be followed for so long.
#[test]
fn who_cannot_be_followed_for_a_year_does_not_count_as_back_within_one() {
    let model = model(SCENARIO);
    let stays = [(120.0, 150.0, "dropped_out"), (600.0, END - 200.0, "dropped_out")];
    let mut story = treated(&model, &stays);
    story.tell(END - 100.0, 1, Happening::Referred { again: true });
    let told = story.end();
    near(back(&told, 6), 1.0 / 2.0);
    near(back(&told, 12), 0.0);
}

/// Of four planned exits on day 150 two are back within half a year, one later, one never: two successful completions in
/// the two years less half a year. A return after an unplanned exit takes nothing away.
#[test]
fn a_completion_is_successful_where_the_client_is_not_back_within_half_a_year() {
    let model = model(SCENARIO);
    let planned = [(120.0, 150.0, "completed"); 4];
    let mut story = treated(&model, &[&planned[..], &[(120.0, 150.0, "dropped_out")]].concat());
    for (at, slot) in [(160.0, 0), (170.0, 4), (250.0, 1), (450.0, 2)] {
        story.tell(at, slot, Happening::Referred { again: true });
    }
    near(story.end().all("successful_completions_per_year", "all"), 2.0 / 1.5);
}

/// Six exits can be followed for a year: one dies after 100 days, one after 365, one after 400. One who leaves too late
/// to be followed dies soon.
#[test]
fn a_death_after_an_exit_counts_within_a_year_of_an_exit_that_can_be_followed() {
    let model = model(SCENARIO);
    let mut stays = vec![(200.0, 300.0, "dropped_out"); 6];
    stays.push((500.0, 600.0, "dropped_out"));
    let mut story = treated(&model, &stays);
    for (at, slot) in [(400.0, 0), (650.0, 6), (665.0, 1), (700.0, 2)] {
        story.tell(at, slot, exit(&model, "died"));
        story.tell(at, slot, Happening::Left);
    }
    near(story.end().all("died_within_12_months_share", "all"), 2.0 / 6.0);
}

/// Who dies in prison is found in prison, whether the death is told with a release or not; a day after the release it is a
/// death after release.
#[test]
fn a_death_in_custody_may_come_with_a_release() {
    let model = model(SCENARIO);
    for (released, died, period) in [
        (None, 300.0, "in_custody"),
        (Some(300.0), 300.0, "in_custody"),
        (Some(299.0), 300.0, "within_4_weeks_of_release"),
    ] {
        let mut story = Story::of(&model);
        story.refer(200.0, 0);
        story.tell(250.0, 0, Happening::TakenIntoCustody);
        if let Some(at) = released {
            story.tell(at, 0, Happening::Released);
        }
        story.tell(died, 0, exit(&model, "died"));
        story.tell(died, 0, Happening::Left);
        let told = story.end();
        near(told.all("deaths_per_year", period), 1.0 / 2.0);
        near(told.all("deaths_per_year", "all"), 1.0 / 2.0);
    }
}
