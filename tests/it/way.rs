//! The way through treatment, told by hand: where episodes are lost, how long treatment goes on, how many interventions
//! run at once, and what befalls clients afterwards.

use crate::measures::{Story, Told, near};
use crate::trace::{model, run};
use throughcare::model::{ClockId, ExitId, InterventionId, Model, ServiceId};
use throughcare::records::{Ending, Happening, Strand};
use throughcare::scenario;
use throughcare::statistics::{Sheet, Tally};
use throughcare::units::Days;

/// Two years are measured after 100 days: until day 830.5.
const SCENARIO: &str = r#"
    report_by = ["sex"]
    [run]
    warm_up = "100d"
    horizon = "2y"
    [attributes.sex]
    shares = { female = 0.5, male = 0.5 }
    [attributes.use]
    shares = { using = 0.5, abstinent = 0.5 }
    [routes.door]
    at = ["0d"]
    enters = "triage"
    [services.clinic]
    places = 2
    [services.desk]
    places = 2
    waiting_list_limit = 5
    otherwise = "did_not_engage"
    [services.keyworking]
    staff = 1
    caseload = 5
    turnover_per_year = 0.5
    [interventions.triage]
    component = "engagement"
    tier = 2
    service = "desk"
    duration = "1d"
    then = "assessment"
    [interventions.assessment]
    component = "engagement"
    tier = 3
    duration = "1d"
    opens_care_plan = true
    then = "treatment"
    [interventions.treatment]
    component = "delivery"
    tier = 3
    service = "clinic"
    duration = "100d"
    then = "completed"
    [interventions.groups]
    component = "community_integration"
    tier = 2
    service = "clinic"
    duration = "10d"
    [interventions.remand]
    component = "engagement"
    tier = 2
    setting = "prison"
    closes_as = "dropped_out"
    duration = "30d"
    then = "community"
    [care_plan]
    service = "keyworking"
    [supports.groups]
    while = "in_episode"
    [exits.completed]
    planned = true
    [exits.dropped_out]
    [exits.did_not_engage]
    [exits.died]
    final = true
    [risks.drop_out]
    while = "in_treatment"
    hazard = { mean = "10y" }
    then = "dropped_out"
    [risks.walks_out]
    while = { during = "treatment" }
    hazard = { mean = "10y" }
    then = "dropped_out"
    [risks.relapse]
    while = "after_exit"
    when = { use = "abstinent" }
    hazard = { mean = "1y" }
    sets = { use = "using" }
    [risks.arrest]
    while = "in_community"
    hazard = { mean = "10y" }
    then = "remand"
    [risks.death]
    while = "always"
    hazard = { mean = "50y" }
    then = "died"
    [costs]
    currency = "GBP"
    services.clinic = { per_place_year = 1000 }
"#;

const YEARS: f64 = 2.0;

/// The names of the scenario, as numbers.
struct Names<'m>(&'m Model);

impl Names<'_> {
    fn service(&self, name: &str) -> ServiceId {
        let found = self.0.system().services.iter().position(|service| service.name == name);
        ServiceId(found.unwrap() as u16)
    }

    fn intervention(&self, name: &str) -> InterventionId {
        let found = self.0.system().interventions.iter().position(|item| item.name == name);
        InterventionId(found.unwrap() as u16)
    }

    fn joined(&self, service: &str, strand: Strand) -> Happening {
        Happening::Joined { service: self.service(service), intervention: None, strand }
    }

    fn served(&self, service: &str, strand: Strand) -> Happening {
        let waited = Days(0.0);
        Happening::Served { service: self.service(service), intervention: None, strand, waited }
    }

    fn gave_up(&self, service: &str, strand: Strand) -> Happening {
        Happening::GaveUp { service: self.service(service), strand, waited: Days(1.0) }
    }

    fn started(&self, name: &str, strand: Strand) -> Happening {
        Happening::Started { intervention: self.intervention(name), strand }
    }

    fn ended(&self, name: &str, strand: Strand) -> Happening {
        let (lasted, how) = (Days(1.0), Ending::Completed);
        Happening::Ended { intervention: self.intervention(name), strand, lasted, how }
    }

    fn befell(&self, name: &str) -> Happening {
        let found = self.0.system().clocks.iter().position(|clock| clock.name == name);
        Happening::Befell { risk: ClockId(found.unwrap() as u16) }
    }

    fn exited(&self, name: &str, lasted: Option<f64>) -> Happening {
        let found = self.0.system().exits.iter().position(|exit| exit.name == name);
        Happening::Exited { exit: ExitId(found.unwrap() as u16), lasted: lasted.map(Days) }
    }
}

/// Comes back and has a care plan at once.
fn readmit(story: &mut Story<'_>, at: f64, slot: u32) {
    story.tell(at, slot, Happening::Referred { again: true });
    story.tell(at, slot, Happening::CarePlanOpened);
}

#[test]
fn an_episode_is_lost_at_the_step_it_had_come_to() {
    let model = model(SCENARIO);
    let names = Names(&model);
    let mut story = Story::of(&model);
    let (main, keyworker) = (Strand::Main, Strand::Keyworker);
    let gone = names.exited("did_not_engage", Some(50.0));
    let triage = [names.served("desk", main), names.started("triage", main)];
    let assessment = [names.ended("triage", main), names.started("assessment", main)];
    let assessed = names.ended("assessment", main);
    let planned = [assessed, names.served("keyworking", keyworker), Happening::CarePlanOpened];
    let closed = Happening::CarePlanClosed { lasted: Days(1.0) };
    let ways: [Vec<Happening>; 9] = [
        // Tired of waiting at the desk, and turned away from it.
        vec![names.joined("desk", main), names.gave_up("desk", main), gone],
        vec![Happening::TurnedAway { service: names.service("desk"), strand: main }, gone],
        // Assessed, and tired of waiting for a keyworker.
        [
            &triage[..],
            &assessment,
            &[assessed, names.joined("keyworking", keyworker)],
            &[names.gave_up("keyworking", keyworker), gone],
        ]
        .concat(),
        // In triage; after it, and a support was waited for as well.
        [&triage[..], &[gone]].concat(),
        [
            &triage[..],
            &[names.joined("clinic", Strand::Support), names.ended("triage", main)],
            &[names.gave_up("clinic", Strand::Support), gone],
        ]
        .concat(),
        // Nothing ever started.
        vec![gone],
        // With a care plan, waiting for treatment; and before, having waited for the desk.
        [
            &[names.joined("desk", main)],
            &triage[..],
            &assessment,
            &planned,
            &[names.joined("clinic", main), names.gave_up("clinic", main), closed, gone],
        ]
        .concat(),
        // Treated, and then gone.
        [
            &triage[..],
            &assessment,
            &planned,
            &[names.started("treatment", main), names.ended("treatment", main), closed, gone],
        ]
        .concat(),
        // Still on the way at the end of the run.
        triage.to_vec(),
    ];
    for (slot, way) in ways.into_iter().enumerate() {
        story.refer(200.0, slot as u32);
        for (step, happening) in way.into_iter().enumerate() {
            story.tell(201.0 + step as f64, slot as u32, happening);
        }
    }
    let told = story.end();
    for (step, lost) in [
        ("referral", 1.0),
        ("waiting_for_desk", 2.0),
        ("triage", 2.0),
        ("assessment", 0.0),
        ("waiting_for_keyworking", 1.0),
        ("waiting_for_clinic", 1.0),
    ] {
        near(told.all("lost_before_treatment_share", step), lost / 8.0);
    }
    near(told.all("reached_structured_treatment_share", "all"), 1.0 / 8.0);
    near(told.all("reached_intervention_share", "triage"), 5.0 / 8.0);
    near(told.all("reached_intervention_share", "assessment"), 3.0 / 8.0);
    // What is structured treatment, a support, or in prison is no step of the engagement.
    for other in ["treatment", "groups", "remand"] {
        assert!(!told.has("reached_intervention_share", other), "{other}");
        assert!(!told.has("lost_before_treatment_share", other), "{other}");
    }
}

#[test]
fn in_the_baseline_every_episode_reaches_treatment_or_is_lost_at_a_step() {
    let baseline = scenario::read_text("baseline", scenario::BASELINE, &[]);
    let model = baseline.unwrap_or_else(|_| panic!("the baseline is valid")).model;
    let mut tally = Tally::new(&model);
    run(&model, 1, &mut tally);
    let (sheet, values) = (Sheet::of(&model), tally.into_result().values);
    let sum = |group: &str| -> f64 {
        let of = |name: &str| {
            name == "lost_before_treatment_share" || name == "reached_structured_treatment_share"
        };
        let rows = sheet.keys.iter().zip(&values);
        rows.filter(|(key, _)| key.group == group && of(key.measure.name()))
            .filter_map(|(_, value)| *value)
            .sum()
    };
    for group in ["all", "route=arrest_referral", "route=self_referral", "age=under_25"] {
        assert!((sum(group) - 1.0).abs() < 1e-9, "{group}: {}", sum(group));
    }
}

#[test]
fn waits_still_running_have_a_median_a_tail_and_a_share_over_the_target() {
    let model = model(SCENARIO);
    let names = Names(&model);
    let mut story = Story::of(&model);
    for (slot, waited) in [10.0, 30.0, 50.0, 21.0].into_iter().enumerate() {
        story.refer(200.0, slot as u32);
        let service = names.service("clinic");
        let still = Happening::StillWaiting { service, strand: Strand::Main, waited: Days(waited) };
        story.tell(model.run.end().0, slot as u32, still);
    }
    let told = story.end();
    near(told.all("still_waiting_at_end", "clinic"), 4.0);
    near(told.all("still_waiting_days_mean", "clinic"), 111.0 / 4.0);
    // The second of four, and the fourth, within one part in a hundred; two are beyond three weeks.
    for (measure, expected) in
        [("still_waiting_days_median", 21.0), ("still_waiting_days_p90", 50.0)]
    {
        let value = told.all(measure, "clinic").unwrap();
        assert!((value / expected - 1.0).abs() < 0.01, "{measure}: {value}");
    }
    near(told.all("still_waiting_over_target_share", "clinic"), 0.5);
    assert_eq!(told.all("still_waiting_days_median", "desk"), None);
}

#[test]
fn the_survival_of_care_plans_counts_each_interval_among_those_followed_to_its_end() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    let end = model.run.end().0;
    // Before the window; closed after 10, 20 and 30 days; open to the end from day 300, and from 20 days before it.
    for (slot, opened, lasted) in
        [(0, 99.0, 5.0), (1, 200.0, 10.0), (2, 200.0, 20.0), (3, 200.0, 30.0)]
    {
        story.admit(opened, slot);
        story.exit(opened + lasted, slot, "dropped_out", lasted);
    }
    story.admit(300.0, 4);
    story.admit(end - 20.0, 5);
    let told = story.end();
    let at = |week| told.all("still_in_treatment_share", week);
    near(at("week_2"), 4.0 / 5.0);
    near(at("week_4"), 4.0 / 5.0 * 2.0 / 3.0);
    near(at("week_8"), 4.0 / 5.0 * 2.0 / 3.0 * 1.0 / 2.0);
    near(at("week_52"), 4.0 / 15.0);
    // Nobody open for a year was followed for a year and a half; three years are beyond the horizon.
    assert_eq!((at("week_78"), at("week_104")), (None, None));
    assert!(!told.has("still_in_treatment_share", "week_156"));
}

#[test]
fn a_treatment_journey_goes_on_through_gaps_of_at_most_three_weeks() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    let end = model.run.end().0;
    // A gap of three weeks is bridged; the group is that of the beginning.
    story.admit(200.0, 0);
    story.exit(300.0, 0, "dropped_out", 100.0);
    story.female = false;
    readmit(&mut story, 321.0, 0);
    story.exit(400.0, 0, "completed", 79.0);
    // One of 22 days is not.
    story.admit(200.0, 1);
    story.exit(300.0, 1, "dropped_out", 100.0);
    readmit(&mut story, 322.0, 1);
    story.exit(350.0, 1, "completed", 28.0);
    // Open from day 200 to the end of the run.
    story.admit(200.0, 2);
    // In a gap after half a year (day 382.625), which is bridged.
    story.admit(200.0, 3);
    story.exit(380.0, 3, "dropped_out", 180.0);
    readmit(&mut story, 390.0, 3);
    story.exit(395.0, 3, "died", 5.0);
    story.tell(395.0, 3, Happening::Left);
    // Begun too late to be known half a year and a gap later; closed too late for the gap to be over.
    story.admit(end - 190.0, 4);
    story.admit(end - 100.0, 5);
    story.exit(end - 10.0, 5, "completed", 90.0);
    // Begun before the window opened.
    story.admit(50.0, 6);
    story.exit(120.0, 6, "completed", 70.0);
    let told = story.end();
    near(told.all("continuous_treatment_6_months_share", "all"), 3.0 / 5.0);
    near(told.all("continuous_treatment_12_months_share", "all"), 1.0 / 5.0);
    near(told.of("sex=female", "continuous_treatment_6_months_share", "all"), 1.0);
    near(told.of("sex=male", "continuous_treatment_6_months_share", "all"), 2.0 / 4.0);
    let ended = 200.0 + 100.0 + 28.0 + 195.0 + 70.0;
    near(told.all("treatment_journey_days_mean", "all"), ended / 5.0);
}

#[test]
fn interventions_at_once_are_counted_in_the_community_while_the_care_plan_is_open() {
    let model = model(SCENARIO);
    let names = Names(&model);
    let mut story = Story::of(&model);
    let (main, support) = (Strand::Main, Strand::Support);
    let left = |service| Happening::KeyworkerLeft { service: names.service(service), place: 0 };
    // Before the care plan nothing counts.
    story.refer(100.0, 0);
    story.tell(100.0, 0, names.started("triage", main));
    story.tell(110.0, 0, names.ended("triage", main));
    // Ten days of nothing, ten of one, twenty of two, twenty in custody, forty of one.
    story.tell(110.0, 0, Happening::CarePlanOpened);
    story.tell(120.0, 0, names.started("treatment", main));
    story.tell(125.0, 0, left("keyworking"));
    story.tell(126.0, 0, left("clinic"));
    story.tell(130.0, 0, names.started("groups", support));
    story.tell(150.0, 0, names.ended("groups", support));
    story.tell(150.0, 0, names.ended("treatment", main));
    story.tell(150.0, 0, names.started("remand", main));
    story.tell(150.0, 0, Happening::TakenIntoCustody);
    story.tell(170.0, 0, names.ended("remand", main));
    story.tell(170.0, 0, Happening::Released);
    story.tell(170.0, 0, names.started("treatment", main));
    story.tell(210.0, 0, names.ended("treatment", main));
    story.exit(210.0, 0, "completed", 100.0);
    let told = story.end();
    for (number, days) in [("0", 10.0), ("1", 50.0), ("2", 20.0), ("3", 0.0), ("4_or_more", 0.0)] {
        near(told.all("interventions_at_once_share", number), days / 80.0);
    }
    // The keyworker left once in 100 days; somebody of another service is no keyworker.
    near(told.all("keyworker_changes_per_person_year", "all"), 365.25 / 100.0);
}

#[test]
fn a_risk_after_an_exit_counts_once_and_before_any_new_episode() {
    let model = model(SCENARIO);
    let names = Names(&model);
    let mut story = Story::of(&model);
    let end = model.run.end().0;
    let relapse = names.befell("relapse");
    for slot in 0..4 {
        story.admit(120.0, slot);
        story.exit(150.0, slot, "completed", 30.0);
    }
    // Twice; only after coming back; after 300 days; never; and too late to be followed for a year.
    story.tell(200.0, 0, relapse);
    story.tell(250.0, 0, relapse);
    story.tell(200.0, 1, Happening::Referred { again: true });
    story.tell(210.0, 1, relapse);
    story.tell(450.0, 2, relapse);
    story.admit(end - 250.0, 4);
    story.exit(end - 200.0, 4, "dropped_out", 50.0);
    story.tell(end - 190.0, 4, relapse);
    let told = story.end();
    near(told.all("befell_within_6_months_share", "relapse"), 2.0 / 5.0);
    near(told.all("befell_within_12_months_share", "relapse"), 2.0 / 4.0);
    near(told.all("befell_within_12_months_share", "death"), 0.0);
    near(told.all("befell_within_12_months_share", "arrest"), 0.0);
    // These belong to an open care plan and to what runs within it.
    for other in ["drop_out", "walks_out"] {
        assert!(!told.has("befell_within_6_months_share", other), "{other}");
    }
}

#[test]
fn what_came_next_is_the_next_on_the_main_strand_or_the_exit() {
    let model = model(SCENARIO);
    let names = Names(&model);
    let mut story = Story::of(&model);
    let main = Strand::Main;
    let ends = [("completed", 10.0), ("dropped_out", 10.0), ("dropped_out", 10.0), ("died", 10.0)];
    for (slot, (exit, lasted)) in (0..).zip(ends) {
        story.refer(200.0, slot);
        story.tell(200.0, slot, names.started("triage", main));
        story.tell(200.0, slot, names.started("assessment", main));
        story.tell(200.0, slot, Happening::CarePlanOpened);
        story.tell(200.0, slot, names.started("treatment", main));
        // What runs alongside is nobody's next step.
        story.tell(201.0, slot, names.started("groups", Strand::Support));
        story.exit(200.0 + lasted, slot, exit, lasted);
    }
    // After an exit nothing is left behind: prison follows no intervention here, and treatment there.
    story.tell(300.0, 0, names.started("remand", main));
    story.admit(300.0, 4);
    story.tell(300.0, 4, names.started("treatment", main));
    story.tell(310.0, 4, names.started("remand", main));
    // Before the window.
    story.admit(20.0, 5);
    story.tell(20.0, 5, names.started("treatment", main));
    story.exit(30.0, 5, "completed", 10.0);
    let told = story.end();
    for (next, number) in [
        ("structured_treatment", 0.0),
        ("other_intervention", 0.0),
        ("prison", 1.0),
        ("planned_exit", 1.0),
        ("unplanned_exit", 2.0),
        ("died", 1.0),
    ] {
        near(told.all("next_share", &format!("treatment>{next}")), number / 5.0);
        near(told.all("next_per_year", &format!("treatment>{next}")), number / 2.0);
    }
    near(told.all("next_share", "triage>structured_treatment"), 1.0);
    assert_eq!(told.all("next_share", "remand>died"), None);
    assert!(!told.has("next_share", "groups>died"));
}

fn four_deaths(model: &Model) -> Told {
    let names = Names(model);
    let mut story = Story::of(model);
    // On the tenth and the hundredth day in treatment, 20 days after an exit, and 5 after a release.
    for (slot, lasted) in [(0, 10.0), (1, 100.0)] {
        story.admit(200.0, slot);
        story.exit(200.0 + lasted, slot, "died", lasted);
        story.tell(200.0 + lasted, slot, Happening::Left);
    }
    story.admit(200.0, 2);
    story.exit(300.0, 2, "completed", 100.0);
    story.tell(320.0, 2, names.exited("died", None));
    story.tell(320.0, 2, Happening::Left);
    // An exit before any care plan is no exit from treatment.
    story.refer(300.0, 3);
    story.tell(300.0, 3, names.exited("dropped_out", Some(0.0)));
    story.tell(300.0, 3, Happening::TakenIntoCustody);
    story.tell(400.0, 3, Happening::Released);
    story.tell(405.0, 3, names.exited("died", None));
    story.tell(405.0, 3, Happening::Left);
    story.end()
}

#[test]
fn deaths_in_the_parts_of_a_period_sum_to_those_of_the_period() {
    let told = four_deaths(&model(SCENARIO));
    for (period, deaths) in [
        ("in_treatment", 2.0),
        ("weeks_1_and_2_in_treatment", 1.0),
        ("later_in_treatment", 1.0),
        ("within_4_weeks_of_exit", 1.0),
        ("weeks_1_and_2_after_exit", 0.0),
        ("weeks_3_and_4_after_exit", 1.0),
        ("within_4_weeks_of_release", 1.0),
        ("weeks_1_and_2_after_release", 1.0),
        ("weeks_3_and_4_after_release", 0.0),
        ("in_custody", 0.0),
        ("otherwise", 0.0),
        ("all", 4.0),
    ] {
        near(told.all("deaths_per_year", period), deaths / YEARS);
    }
    // Time: 10, 14 and 14 days; then 86 of the second and 86 of the third client; and so on.
    let rate = |days: f64, deaths: f64| 100.0 * deaths / (days / 365.25);
    for (period, days, deaths) in [
        ("weeks_1_and_2_in_treatment", 38.0, 1.0),
        ("later_in_treatment", 172.0, 1.0),
        ("in_treatment", 210.0, 2.0),
        ("weeks_1_and_2_after_exit", 14.0, 0.0),
        ("weeks_3_and_4_after_exit", 6.0, 1.0),
        ("weeks_1_and_2_after_release", 5.0, 1.0),
    ] {
        near(told.all("deaths_per_100_person_years", period), rate(days, deaths));
    }
}

#[test]
fn cost_per_client_is_that_of_a_year_over_the_clients_of_a_year() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    // One in both years, one in the first: one and a half a year. Two places cost 2000 a year.
    story.admit(150.0, 0);
    story.exit(600.0, 0, "completed", 450.0);
    story.admit(150.0, 1);
    story.exit(160.0, 1, "completed", 10.0);
    near(story.end().all("cost_per_client", "all"), 2000.0 / 1.5);
}

#[test]
fn with_one_constant_hazard_survival_and_continuity_are_exponential() {
    let model = model(
        r#"
        [run]
        horizon = "2y"
        [routes.door]
        per_week = 200
        enters = "assessment"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = "0d"
        opens_care_plan = true
        then = "treatment"
        [interventions.treatment]
        component = "delivery"
        tier = 3
        duration = "50y"
        then = "completed"
        [exits.completed]
        planned = true
        [exits.dropped_out]
        [risks.drop_out]
        while = "in_treatment"
        hazard = { mean = "1y" }
        then = "dropped_out"
    "#,
    );
    let mut tally = Tally::new(&model);
    run(&model, 1, &mut tally);
    let told = Told::of_tally(&model, tally);
    // Some 20,900 care plans. Those followed to the mark are (2 years - mark) of 2 years of them, and the estimate is no
    // worse than their plain share: four of its standard deviations.
    let check = |measure: &str, subject: &str, days: f64| {
        let expected = libm::exp(-days / 365.25);
        let followed = 20_000.0 * (1.0 - days / 730.5);
        let allowed = 4.0 * (expected * (1.0 - expected) / followed).sqrt();
        let value = told.all(measure, subject).unwrap();
        println!("{measure} {subject}: {value:.4}, expected {expected:.4} +- {allowed:.4}");
        assert!((value - expected).abs() < allowed, "{measure} {subject}: {value} {expected}");
    };
    for week in [2.0, 12.0, 26.0, 52.0, 78.0] {
        check("still_in_treatment_share", &format!("week_{week}"), 7.0 * week);
    }
    check("continuous_treatment_6_months_share", "all", 365.25 / 2.0);
    check("continuous_treatment_12_months_share", "all", 365.25);
}

/// The care plan opens on day 10 and nothing further ever happens: the client leaves the simulation on day 30.
#[test]
fn who_stays_in_treatment_because_nothing_can_happen_any_more_is_counted_to_the_end() {
    let model = model(
        r#"
        [run]
        horizon = "2y"
        [routes.door]
        at = ["0d"]
        enters = "assessment"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = "10d"
        opens_care_plan = true
        then = "treatment"
        [interventions.treatment]
        component = "delivery"
        tier = 3
        duration = "20d"
        then = "community"
        "#,
    );
    let mut tally = Tally::new(&model);
    run(&model, 1, &mut tally);
    let told = Told::of_tally(&model, tally);
    near(told.all("in_treatment_at_end", "all"), 1.0);
    near(told.all("in_treatment_mean", "all"), 720.5 / 730.5);
    near(told.all("in_treatment_distinct_per_year", "all"), 1.0);
    near(told.all("retained_share", "all"), 1.0);
    near(told.all("still_in_treatment_share", "week_52"), 1.0);
    near(told.all("continuous_treatment_12_months_share", "all"), 1.0);
}

/// Aftercare ends on day 31 and leads nowhere; a year later the client comes back, and gives up waiting.
#[test]
fn what_a_client_comes_back_to_one_day_is_not_what_came_next() {
    let model = model(
        r#"
        [run]
        horizon = "3y"
        [routes.door]
        at = ["0d"]
        enters = "triage"
        [services.shut]
        places = 0
        [interventions.triage]
        component = "engagement"
        tier = 2
        duration = "1d"
        opens_care_plan = true
        then = "care"
        [interventions.care]
        component = "delivery"
        tier = 3
        duration = "20d"
        then = "done"
        [interventions.aftercare]
        component = "community_integration"
        tier = 2
        duration = "10d"
        then = "community"
        [interventions.again]
        component = "engagement"
        tier = 2
        service = "shut"
        duration = "1d"
        then = "done"
        [exits.done]
        planned = true
        then = "aftercare"
        [exits.lost]
        [risks.back]
        while = "after_exit"
        hazard = { fixed = "1y" }
        then = "again"
        [risks.tired]
        while = "waiting"
        hazard = { fixed = "30d" }
        then = "lost"
        "#,
    );
    let mut tally = Tally::new(&model);
    run(&model, 1, &mut tally);
    let told = Told::of_tally(&model, tally);
    near(told.all("next_share", "care>planned_exit"), 1.0);
    assert_eq!(told.all("next_share", "aftercare>unplanned_exit"), None);
}
