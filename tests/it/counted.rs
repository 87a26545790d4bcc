//! What counts and what just does not: more streams of happenings told by hand.

use crate::measures::{Story, near};
use crate::trace::model;
use throughcare::model::{ClockId, ExitId, InterventionId, ServiceId};
use throughcare::records::{Ending, Happening, Strand};
use throughcare::units::Days;

/// Two years are measured after 100 days. The gym is only ever waited for by a support; advice is not structured.
pub(crate) const SCENARIO: &str = r#"
    report_by = ["sex"]
    [run]
    warm_up = "100d"
    horizon = "2y"
    [attributes.sex]
    shares = { female = 0.5, male = 0.5 }
    [routes.door]
    at = ["0d"]
    enters = "assessment"
    [services.desk]
    places = 2
    [services.gym]
    places = 2
    [services.keyworking]
    places = 2
    [interventions.assessment]
    component = "engagement"
    tier = 3
    service = "desk"
    duration = "1d"
    opens_care_plan = true
    then = "advice"
    [interventions.advice]
    component = "delivery"
    tier = 2
    duration = "10d"
    closes_as = "dropped_out"
    then = "treatment"
    [interventions.treatment]
    component = "delivery"
    tier = 3
    duration = "100d"
    then = "completed"
    [interventions.exercise]
    component = "community_integration"
    tier = 2
    service = "gym"
    duration = "10d"
    [care_plan]
    service = "keyworking"
    [supports.exercise]
    [exits.completed]
    planned = true
    [exits.dropped_out]
    [costs]
    currency = "GBP"
    services.desk = { per_start = 10, payer = "council" }
    services.keyworking = { per_start = 30, payer = "health" }
    interventions.assessment = { per_start = 5, payer = "council" }
"#;

pub(crate) const DESK: ServiceId = ServiceId(0);
const GYM: ServiceId = ServiceId(1);
pub(crate) const KEYWORKING: ServiceId = ServiceId(2);
pub(crate) const ASSESSMENT: InterventionId = InterventionId(0);
const ADVICE: InterventionId = InterventionId(1);
const TREATMENT: InterventionId = InterventionId(2);

fn joined(service: ServiceId, strand: Strand) -> Happening {
    Happening::Joined { service, intervention: None, strand }
}

pub(crate) fn served(service: ServiceId, strand: Strand) -> Happening {
    Happening::Served { service, intervention: None, strand, waited: Days(1.0) }
}

pub(crate) fn started(intervention: InterventionId) -> Happening {
    Happening::Started { intervention, strand: Strand::Main }
}

pub(crate) fn ended(intervention: InterventionId) -> Happening {
    let (lasted, how) = (Days(1.0), Ending::Completed);
    Happening::Ended { intervention, strand: Strand::Main, lasted, how }
}

#[test]
fn a_journey_of_just_half_a_year_has_lasted_half_a_year() {
    let model = model(SCENARIO);
    let half = 365.25 / 2.0;
    let mut story = Story::of(&model);
    story.admit(150.1, 0);
    story.exit(150.1 + half, 0, "completed", half);
    story.admit(150.1, 1);
    story.exit(150.1 + half - 0.001, 1, "completed", half - 0.001);
    let told = story.end();
    near(told.all("continuous_treatment_6_months_share", "all"), 0.5);
}

#[test]
fn what_comes_next_comes_after_a_wait_on_the_way_and_not_after_nothing() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    for slot in 0..3 {
        story.refer(200.0, slot);
        story.tell(200.0, slot, started(ASSESSMENT));
    }
    // Straight on; after a wait; and with nothing to do but a support to wait for, so that nothing came next.
    story.tell(201.0, 0, started(ADVICE));
    story.tell(201.0, 1, joined(DESK, Strand::Main));
    story.tell(201.0, 1, ended(ASSESSMENT));
    // One event: nothing comes between being served and starting.
    story.tell(205.0, 1, started(TREATMENT));
    story.tell(205.0, 1, served(DESK, Strand::Main));
    story.tell(201.0, 2, joined(GYM, Strand::Support));
    story.tell(201.0, 2, ended(ASSESSMENT));
    story.tell(205.0, 2, started(ADVICE));
    let told = story.end();
    near(told.all("next_share", "assessment>other_intervention"), 0.5);
    near(told.all("next_share", "assessment>structured_treatment"), 0.5);
    assert_eq!(told.all("next_share", "advice>structured_treatment"), None);
}

#[test]
fn an_episode_is_lost_where_it_stands_and_not_where_it_or_another_once_waited() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    let gone = |story: &mut Story<'_>, at, slot| story.exit(at, slot, "dropped_out", 5.0);
    // Assessed, waited for a keyworker and had one, and lost with nothing to wait for.
    story.refer(200.0, 0);
    story.tell(200.0, 0, started(ASSESSMENT));
    story.tell(201.0, 0, ended(ASSESSMENT));
    story.tell(201.0, 0, joined(KEYWORKING, Strand::Keyworker));
    story.tell(202.0, 0, served(KEYWORKING, Strand::Keyworker));
    story.tell(202.0, 0, Happening::CarePlanOpened);
    gone(&mut story, 207.0, 0);
    // Back, and lost before anything.
    story.tell(300.0, 0, Happening::Referred { again: true });
    gone(&mut story, 305.0, 0);
    // Lost waiting for the desk; back, and lost before anything again.
    story.refer(200.0, 1);
    story.tell(200.0, 1, joined(DESK, Strand::Main));
    gone(&mut story, 205.0, 1);
    story.tell(300.0, 1, Happening::Referred { again: true });
    gone(&mut story, 305.0, 1);
    let told = story.end();
    for (step, lost) in [
        ("referral", 2.0),
        ("assessment", 1.0),
        ("waiting_for_keyworking", 0.0),
        ("waiting_for_desk", 1.0),
    ] {
        near(told.all("lost_before_treatment_share", step), lost / 4.0);
    }
    near(told.all("reached_intervention_share", "assessment"), 1.0 / 4.0);
    // Only a support waits for the gym, and advice is not engagement.
    assert!(!told.has("lost_before_treatment_share", "waiting_for_gym"));
    assert!(told.has("lost_before_treatment_share", "advice"));
    assert!(!told.has("reached_intervention_share", "advice"));
}

#[test]
fn a_keyworker_had_alongside_is_waited_for_on_nobodys_way() {
    let alongside = SCENARIO
        .replace("service = \"keyworking\"", "service = \"keyworking\"\nkeyworker = \"alongside\"");
    let model = model(&alongside);
    let told = Story::of(&model).end();
    assert!(told.has("lost_before_treatment_share", "waiting_for_desk"));
    assert!(!told.has("lost_before_treatment_share", "waiting_for_keyworking"));
}

/// Seventy interventions one after another: more than a word has bits.
#[test]
fn a_way_may_lead_through_any_number_of_interventions() {
    let mut text = String::from(
        r#"
        [run]
        horizon = "1y"
        [attributes.sex]
        shares = { female = 0.5, male = 0.5 }
        [routes.door]
        at = ["0d"]
        enters = "step_0"
        [services.desk]
        places = 2
        [exits.gone]
        "#,
    );
    for step in 0..70 {
        let next = if step == 69 { "gone".into() } else { format!("step_{}", step + 1) };
        text += &format!(
            "[interventions.step_{step}]\ncomponent = \"engagement\"\ntier = 2\nservice = \"desk\"\nduration = \"1d\"\nthen = \"{next}\"\n"
        );
    }
    let model = model(&text);
    let mut story = Story::of(&model);
    for slot in 0..4 {
        story.refer(1.0, slot);
        for step in 0..=60 + slot as u16 * 3 {
            story.tell(2.0, slot, started(InterventionId(step)));
        }
        story.exit(3.0, slot, "gone", 2.0);
    }
    let told = story.end();
    for (step, reached) in
        [(0, 4.0), (60, 4.0), (61, 3.0), (63, 3.0), (64, 2.0), (66, 2.0), (67, 1.0), (69, 1.0)]
    {
        near(told.all("reached_intervention_share", &format!("step_{step}")), reached / 4.0);
    }
}

#[test]
fn who_is_served_at_once_was_never_on_the_list() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    story.refer(200.0, 0);
    story.tell(
        200.0,
        0,
        Happening::Served {
            service: DESK,
            intervention: None,
            strand: Strand::Main,
            waited: Days::ZERO,
        },
    );
    story.refer(210.0, 1);
    story.tell(210.0, 1, joined(DESK, Strand::Main));
    story.tell(220.0, 1, served(DESK, Strand::Main));
    let told = story.end();
    near(told.all("waiting_mean", "desk"), 10.0 / 730.5);
    near(told.all("waiting_most", "desk"), 1.0);
}

#[test]
fn exits_are_counted_by_their_reason() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    for (slot, exit) in (0..).zip(["completed", "dropped_out", "dropped_out"]) {
        story.admit(200.0, slot);
        story.exit(230.0, slot, exit, 30.0);
    }
    let told = story.end();
    near(told.all("exits_by_reason_per_year", "completed"), 1.0 / 2.0);
    near(told.all("exits_by_reason_per_year", "dropped_out"), 2.0 / 2.0);
}

/// A client of a year after the window opened, who dies after a hundred days outside treatment.
#[test]
fn a_clients_time_begins_when_they_come() {
    let text =
        SCENARIO.replace("[exits.dropped_out]", "[exits.dropped_out]\n[exits.died]\nfinal = true");
    let model = model(&text);
    let mut story = Story::of(&model);
    story.refer(465.25, 0);
    let died = model.system().exits.iter().position(|exit| exit.name == "died").unwrap();
    let exit = ExitId(died as u16);
    story.tell(565.25, 0, Happening::Exited { exit, lasted: Some(Days(100.0)) });
    story.tell(565.25, 0, Happening::Left);
    let told = story.end();
    near(told.all("deaths_per_100_person_years", "otherwise"), 100.0 / (100.0 / 365.25));
}

/// After an exit a support may still run, and aftercare; neither prison nor treatment does.
#[test]
fn only_what_can_run_after_an_exit_can_bring_a_risk_with_it() {
    let during = |name: &str| {
        format!(
            "[risks.with_{name}]\nwhile = {{ during = \"{name}\" }}\nhazard = {{ mean = \"1y\" }}\n"
        )
    };
    let names = ["group", "aftercare", "remand", "treatment"];
    let text = SCENARIO.replace(
        "[supports.exercise]",
        &format!(
            r#"
            [supports.exercise]
            [supports.group]
            outlasts = true
            [interventions.group]
            component = "delivery"
            tier = 2
            duration = "30d"
            [interventions.aftercare]
            component = "completion"
            tier = 2
            duration = "30d"
            closes_as = "completed"
            then = "community"
            [interventions.remand]
            component = "engagement"
            tier = 2
            setting = "prison"
            closes_as = "dropped_out"
            duration = "30d"
            then = "community"
            {}
            "#,
            names.map(during).concat()
        ),
    );
    let model = model(&text);
    let told = Story::of(&model).end();
    let met = names.map(|name| told.has("befell_within_6_months_share", &format!("with_{name}")));
    assert_eq!(met, [true, true, false, false]);
}

/// A risk that asks for nothing at all: two clients of a hundred days each, whom it befalls once.
#[test]
fn a_risk_of_everybody_counts_everybodys_time() {
    let text = r#"
        [run]
        horizon = "1y"
        [attributes.sex]
        shares = { female = 0.5, male = 0.5 }
        [routes.door]
        at = ["0d"]
        enters = "talk"
        [services.desk]
        places = 2
        [interventions.talk]
        component = "engagement"
        tier = 2
        service = "desk"
        duration = "1d"
        then = "done"
        [exits.done]
        [risks.trouble]
        while = "always"
        hazard = { mean = "1y" }
        [risks.worse]
        while = "always"
        hazard = { mean = "1y" }
    "#;
    let model = model(text);
    let mut story = Story::of(&model);
    for slot in 0..2 {
        story.refer(100.0, slot);
    }
    story.tell(150.0, 0, Happening::Befell { risk: ClockId(0) });
    for slot in 0..2 {
        story.exit(200.0, slot, "done", 100.0);
        story.tell(200.0, slot, Happening::Left);
    }
    let told = story.end();
    near(told.all("risk_firings_per_person_year", "trouble"), 1.0 / (200.0 / 365.25));
    near(told.all("risk_firings_per_person_year", "worse"), 0.0);
}

/// Treatment starts 15 and 21 days after release, 22 days after it, and not at all.
#[test]
fn treatment_goes_on_after_prison_where_it_starts_within_three_weeks() {
    let text = SCENARIO.replace(
        "[supports.exercise]",
        r#"
        [supports.exercise]
        [interventions.remand]
        component = "engagement"
        tier = 2
        setting = "prison"
        closes_as = "dropped_out"
        duration = "30d"
        then = "community"
        "#,
    );
    let model = model(&text);
    let mut story = Story::of(&model);
    for (slot, start) in [(0, 321.0), (1, 322.0), (2, 900.0), (3, 315.0)] {
        story.refer(200.0, slot);
        story.tell(300.0, slot, Happening::Released);
        if start < 800.0 {
            story.tell(start, slot, started(TREATMENT));
        }
    }
    // A second start of treatment in the episode is no other start of structured treatment.
    story.tell(400.0, 0, started(TREATMENT));
    // Prison is not the first intervention of an episode.
    let remand = model.system().interventions.iter().position(|item| item.name == "remand");
    story.refer(200.0, 4);
    story.tell(210.0, 4, started(InterventionId(remand.unwrap() as u16)));
    story.exit(220.0, 4, "dropped_out", 20.0);
    let told = story.end();
    near(told.all("continuity_on_release_share", "all"), 2.0 / 4.0);
    // Three reached treatment, and with it a first intervention; one is still on the way, and one is lost.
    near(told.all("reached_first_intervention_share", "all"), 3.0 / 4.0);
    near(told.all("structured_starts_per_year", "all"), 3.0 / 2.0);
}

#[test]
fn who_has_the_full_course_is_told_from_who_does_not() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    for (slot, how) in (0..).zip([Ending::Completed, Ending::CutShort, Ending::Completed]) {
        story.refer(200.0, slot);
        story.tell(200.0, slot, started(ADVICE));
        let (strand, lasted) = (Strand::Main, Days(10.0));
        story.tell(210.0, slot, Happening::Ended { intervention: ADVICE, strand, lasted, how });
    }
    near(story.end().all("completed_share", "advice"), 2.0 / 3.0);
}
