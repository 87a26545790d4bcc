//! Hand-made streams of happenings, and the measures they come to, worked out by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where what it needs is missing"
)]

use crate::trace::model;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::Plan;
use throughcare::model::{
    AttributeId, ClockId, ExitId, FactId, Facts, InterventionId, Model, RouteId, ServiceId, System,
};
use throughcare::random::Who;
use throughcare::records::{Client, Ending, Happening, Recorder, Strand};
use throughcare::scenario;
use throughcare::statistics::{Measure, Sheet, Tally};
use throughcare::units::Days;

/// Two years are measured after 100 days; one service, a care plan, a death, a group.
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
    tier = 2
    duration = "1d"
    opens_care_plan = true
    then = "treatment"
    [interventions.treatment]
    component = "delivery"
    tier = 3
    service = "clinic"
    duration = "100d"
    then = "completed"
    [exits.completed]
    planned = true
    [exits.dropped_out]
    [exits.died]
    final = true
    [risks.drop_out]
    while = "in_treatment"
    hazard = { mean = "10y" }
    then = "dropped_out"
    [risks.death]
    while = "always"
    hazard = { mean = "50y" }
    then = "died"
    [costs]
    currency = "GBP"
    services.clinic = { per_place_year = 1000, per_start = 10 }
"#;

const YEARS: f64 = 2.0;
const CLINIC: ServiceId = ServiceId(0);

/// A replication told by hand.
pub(crate) struct Story<'m> {
    model: &'m Model,
    tally: Tally<'m>,
    pub(crate) female: bool,
    settled: BTreeMap<u32, Facts>,
}

impl<'m> Story<'m> {
    pub(crate) fn of(model: &'m Model) -> Story<'m> {
        let mut tally = Tally::new(model);
        tally.capacity(Days::ZERO, CLINIC, Some(2));
        Story { model, tally, female: true, settled: BTreeMap::new() }
    }

    fn facts(&self) -> Facts {
        let level = |name: &str, level: u8| {
            let found = self.model.system().attributes.iter().find(|a| a.name == name);
            FactId(found.unwrap().first.0 + level)
        };
        let route = self.model.system().attributes[System::ROUTE.index()].first;
        Facts::of(&[route, level("sex", u8::from(!self.female))])
    }

    pub(crate) fn tell(&mut self, at: f64, slot: u32, happening: Happening) {
        let facts = self.facts();
        let who = Who { group: 1, number: slot };
        let client = Client { slot, who, episode: 1, facts: &facts };
        if matches!(happening, Happening::Came { .. }) {
            self.settled.remove(&slot);
        }
        self.tally.time(Days(at));
        self.tally.record(Days(at), client, happening);
        let before = self.settled.insert(slot, facts).unwrap_or(Facts::NONE);
        self.tally.settled(Days(at), client, &(facts ^ before));
    }

    /// A client comes and is referred.
    pub(crate) fn refer(&mut self, at: f64, slot: u32) {
        self.tell(at, slot, Happening::Came { route: RouteId(0) });
        self.tell(at, slot, Happening::Referred { again: false });
    }

    /// A client with a care plan from the very day of the referral.
    pub(crate) fn admit(&mut self, at: f64, slot: u32) {
        self.refer(at, slot);
        self.tell(at, slot, Happening::CarePlanOpened);
    }

    /// The care plan closes, and the episode with it.
    pub(crate) fn exit(&mut self, at: f64, slot: u32, exit: &str, lasted: f64) {
        let id = self.model.system().exits.iter().position(|e| e.name == exit).unwrap();
        let lasted = Days(lasted);
        self.tell(at, slot, Happening::CarePlanClosed { lasted });
        let exit = ExitId(id as u16);
        self.tell(at, slot, Happening::Exited { exit, lasted: Some(lasted) });
    }

    /// The measures at the end of the run.
    pub(crate) fn end(mut self) -> Told {
        self.tally.finish(self.model.run.end());
        Told::of_tally(self.model, self.tally)
    }
}

pub(crate) struct Told {
    sheet: Sheet,
    values: Vec<Option<f64>>,
}

impl Told {
    /// What a tally comes to at its end.
    pub(crate) fn of_tally(model: &Model, tally: Tally<'_>) -> Told {
        Told { sheet: Sheet::of(model), values: tally.into_result().values }
    }

    fn position(&self, group: &str, measure: &str, subject: &str) -> Option<usize> {
        let is = |key: &throughcare::statistics::Key| {
            key.group == group && key.measure.name() == measure && key.subject == subject
        };
        self.sheet.keys.iter().position(is)
    }

    pub(crate) fn of(&self, group: &str, measure: &str, subject: &str) -> Option<f64> {
        let index = self.position(group, measure, subject);
        self.values[index.unwrap_or_else(|| panic!("no {measure} of {subject} for {group}"))]
    }

    /// Whether there is such a measure of such a subject at all.
    pub(crate) fn has(&self, measure: &str, subject: &str) -> bool {
        self.position("all", measure, subject).is_some()
    }

    pub(crate) fn all(&self, measure: &str, subject: &str) -> Option<f64> {
        self.of("all", measure, subject)
    }
}

fn served(waited: f64) -> Happening {
    let intervention = Some(InterventionId(1));
    Happening::Served { service: CLINIC, intervention, strand: Strand::Main, waited: Days(waited) }
}

pub(crate) fn near(value: Option<f64>, expected: f64) {
    let value = value.expect("there is a value");
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[test]
fn a_wait_that_straddles_the_end_of_the_warm_up_counts_in_its_full_length() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    let joined = Happening::Joined { service: CLINIC, intervention: None, strand: Strand::Main };
    for slot in 0..3 {
        story.refer(60.0, slot);
        story.tell(60.0, slot, joined);
    }
    // One is served before the window opens, one 10 days and one 40 days into it.
    story.tell(90.0, 0, served(30.0));
    story.tell(110.0, 1, served(50.0));
    story.tell(140.0, 2, served(80.0));
    let told = story.end();
    near(told.all("waits_completed", "clinic"), 2.0);
    near(told.all("wait_days_mean", "clinic"), 65.0);
    near(told.all("wait_within_target_share", "clinic"), 0.0);
    // Two on the list for 10 days and one for 30 more, inside the window of 730.5 days.
    near(told.all("waiting_mean", "clinic"), 50.0 / 730.5);
    near(told.all("waiting_most", "clinic"), 2.0);
}

#[test]
fn nothing_is_missing_where_nothing_happened_and_zero_where_it_is_a_count() {
    let model = model(SCENARIO);
    let told = Story::of(&model).end();
    assert_eq!(told.all("wait_days_mean", "clinic"), None);
    assert_eq!(told.all("retained_share", "all"), None);
    assert_eq!(told.all("planned_exit_share", "all"), None);
    assert_eq!(told.all("cost_per_planned_exit", "all"), None);
    near(told.all("referrals_per_year", "all"), 0.0);
    near(told.all("in_treatment_mean", "all"), 0.0);
    near(told.all("occupied_share", "clinic"), 0.0);
}

#[test]
fn retention_tells_those_who_stay_from_those_who_complete_early_and_those_who_drop_out() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    // Target 84 days. Before the window: not in the cohort. Then: completed early, dropped out early, dropped out late,
    // retained to the day, still open; and one opened too late to be followed.
    let end = model.run.end().0;
    for (slot, opened, exit, lasted) in [
        (0, 99.0, "dropped_out", 10.0),
        (1, 200.0, "completed", 83.0),
        (2, 200.0, "dropped_out", 83.0),
        (3, 200.0, "dropped_out", 200.0),
        (4, 200.0, "dropped_out", 84.0),
    ] {
        story.admit(opened, slot);
        story.exit(opened + lasted, slot, exit, lasted);
    }
    story.admit(300.0, 5);
    story.admit(end - 83.0, 6);
    let told = story.end();
    near(told.all("retention_cohort", "all"), 5.0);
    near(told.all("retained_share", "all"), 3.0 / 5.0);
    near(told.all("effective_treatment_share", "all"), 4.0 / 5.0);
    near(told.all("early_unplanned_exit_share", "all"), 1.0 / 5.0);
    near(told.all("early_exits_by_reason_share", "completed"), 1.0 / 5.0);
    near(told.all("early_exits_by_reason_share", "dropped_out"), 1.0 / 5.0);
    near(told.all("planned_exit_share", "all"), 1.0 / 5.0);
    near(told.all("in_treatment_at_end", "all"), 2.0);
    // Inside the window: 9 + 83 + 83 + 200 + 84 + (830.5 - 300) + 83 days.
    near(told.all("in_treatment_mean", "all"), (459.0 + 530.5 + 83.0) / 730.5);
}

#[test]
fn a_group_is_that_of_the_opening_of_the_episode() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    story.female = true;
    story.admit(150.0, 0);
    // A change on the way leaves the client in the group until the next episode.
    story.female = false;
    let sex = model.system().attributes.iter().position(|a| a.name == "sex").unwrap();
    let attribute = AttributeId(sex as u16);
    story.tell(160.0, 0, Happening::Changed { attribute, from: 0, to: 1 });
    story.exit(180.0, 0, "completed", 30.0);
    story.tell(200.0, 0, Happening::Referred { again: true });
    let told = story.end();
    near(told.of("sex=female", "planned_exits_per_year", "all"), 1.0 / YEARS);
    near(told.of("sex=male", "planned_exits_per_year", "all"), 0.0);
    near(told.of("sex=female", "re_presentations_per_year", "all"), 0.0);
    near(told.of("sex=male", "re_presentations_per_year", "all"), 1.0 / YEARS);
    near(told.of("sex=female", "back_within_6_months_share", "planned"), 1.0);
    near(told.all("referrals_per_year", "all"), 2.0 / YEARS);
}

#[test]
fn return_and_death_after_an_exit_are_shares_of_those_who_can_be_followed() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    let end = model.run.end().0;
    // Back after 100 days; back after 300; never back; dead after 50; and an exit too late for a year's follow-up.
    for slot in 0..4 {
        story.admit(120.0, slot);
        story.exit(150.0, slot, if slot == 2 { "completed" } else { "dropped_out" }, 30.0);
    }
    story.tell(200.0, 3, Happening::Exited { exit: ExitId(2), lasted: None });
    story.tell(200.0, 3, Happening::Left);
    story.tell(250.0, 0, Happening::Referred { again: true });
    story.tell(450.0, 1, Happening::Referred { again: true });
    story.admit(end - 250.0, 4);
    story.exit(end - 200.0, 4, "dropped_out", 50.0);
    let told = story.end();
    near(told.all("back_within_6_months_share", "all"), 1.0 / 5.0);
    near(told.all("back_within_12_months_share", "all"), 2.0 / 4.0);
    near(told.all("back_within_12_months_share", "planned"), 0.0);
    near(told.all("back_within_12_months_share", "unplanned"), 2.0 / 3.0);
    near(told.all("died_within_12_months_share", "all"), 1.0 / 4.0);
    near(told.all("deaths_per_year", "otherwise"), 1.0 / YEARS);
    near(told.all("deaths_per_year", "all"), 1.0 / YEARS);
    // One planned exit, not back, in the two years less the half year of follow-up.
    near(told.all("successful_completions_per_year", "all"), 1.0 / 1.5);
}

#[test]
fn a_death_while_the_care_plan_is_open_is_a_death_in_treatment() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    story.admit(120.0, 0);
    story.tell(300.0, 0, Happening::Befell { risk: ClockId(1) });
    story.exit(300.0, 0, "died", 180.0);
    story.tell(300.0, 0, Happening::Left);
    let told = story.end();
    near(told.all("deaths_per_year", "in_treatment"), 1.0 / YEARS);
    near(told.all("deaths_per_100_person_years", "in_treatment"), 100.0 / (180.0 / 365.25));
    near(told.all("risk_firings_per_year", "death"), 1.0 / YEARS);
    // A death is no exit that could be followed by a return.
    assert_eq!(told.all("back_within_6_months_share", "all"), None);
}

#[test]
fn clients_in_treatment_are_counted_once_in_each_year_they_touch() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    // The first year of the window ends on day 465.25: one client is there in both years, one twice in the first.
    story.admit(50.0, 0);
    story.exit(500.0, 0, "completed", 450.0);
    story.admit(150.0, 1);
    story.exit(160.0, 1, "completed", 10.0);
    story.tell(170.0, 1, Happening::Referred { again: true });
    story.tell(170.0, 1, Happening::CarePlanOpened);
    story.exit(180.0, 1, "completed", 10.0);
    // And one was only there before the window opened.
    story.admit(10.0, 2);
    story.exit(20.0, 2, "completed", 10.0);
    let told = story.end();
    near(told.all("in_treatment_distinct_per_year", "all"), 3.0 / 2.0);
}

#[test]
fn places_are_averaged_over_the_time_of_the_window_and_paid_for() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    for slot in 0..2 {
        story.refer(0.0, slot);
        story.tell(0.0, slot, served(0.0));
        story.tell(0.0, slot, Happening::PlaceTaken { service: CLINIC, place: slot });
    }
    let freed = |place, held| Happening::PlaceFreed { service: CLINIC, place, held: Days(held) };
    story.tell(200.0, 0, freed(0, 200.0));
    story.tell(300.0, 1, freed(1, 300.0));
    let told = story.end();
    // Both for 100 days of the window, one for 100 more; full for the first 100 of 730.5 days.
    near(told.all("occupied_mean", "clinic"), 300.0 / 730.5);
    near(told.all("occupied_share", "clinic"), 150.0 / 730.5);
    near(told.all("time_full_share", "clinic"), 100.0 / 730.5);
    near(told.all("places_mean", "clinic"), 2.0);
    // Two places at 1000 a year; both were served before the window opened.
    near(told.all("service_cost_per_year", "clinic"), 2000.0);
    near(told.all("cost_per_year", "all"), 2000.0);
}

#[test]
fn time_in_components_is_shared_out_by_what_is_running() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    story.refer(100.0, 0);
    let (assessment, treatment) = (InterventionId(0), InterventionId(1));
    let started = |intervention| Happening::Started { intervention, strand: Strand::Main };
    let ended = |intervention, lasted| Happening::Ended {
        intervention,
        strand: Strand::Main,
        lasted: Days(lasted),
        how: Ending::Completed,
    };
    // Ten days of nothing, twenty of assessment, ten of both, sixty of treatment.
    story.tell(110.0, 0, started(assessment));
    story.tell(130.0, 0, started(treatment));
    story.tell(140.0, 0, ended(assessment, 30.0));
    story.tell(200.0, 0, ended(treatment, 70.0));
    let exit = ExitId(0);
    story.tell(200.0, 0, Happening::Exited { exit, lasted: Some(Days(100.0)) });
    let told = story.end();
    for (components, share) in
        [("none", 0.1), ("engagement", 0.2), ("engagement+delivery", 0.1), ("delivery", 0.6)]
    {
        near(told.all("component_time_share", components), share);
    }
    // Structured treatment started 30 days after the referral, longer than the target of three weeks.
    near(told.all("wait_days_mean", "referral_to_treatment"), 30.0);
    near(told.all("wait_within_target_share", "referral_to_treatment"), 0.0);
    near(told.all("reached_structured_treatment_share", "all"), 1.0);
    near(told.all("reached_care_plan_share", "all"), 0.0);
    near(told.all("length_days_mean", "assessment"), 30.0);
}

/// How often a risk befalls clients, over the time in which it can, is its hazard: also where it runs while they wait, a
/// state that begins after the happening that leads to it.
#[test]
fn a_risk_befalls_as_often_as_its_hazard_over_the_time_in_which_it_can() {
    let text = r#"
        run = { warm_up = "1y", horizon = "4y", replications = 20 }
        routes.door = { per_week = 5.0, enters = "talk" }
        services.room = { places = 4 }
        exits = { done = { reason = "completed" }, gone = { reason = "did_not_engage" } }
        [interventions.talk]
        component = "delivery"
        tier = 2
        service = "room"
        duration = { exponential = { mean = "2w" } }
        then = "done"
        [risks.patience]
        while = "waiting"
        hazard = { mean = "20d" }
        then = "gone"
    "#;
    let scenario = scenario::read_text("queue", text, &[]).unwrap();
    let plan = Plan {
        scenarios: vec![("queue", &scenario.model)],
        threads: None,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
    };
    let results = plan.run().unwrap().results.remove(0);
    let rate = results.find(Measure::RiskRate, "patience").unwrap();
    let (mean, half) = (rate.mean.unwrap(), rate.half_width().unwrap());
    let hazard = 365.25 / 20.0;
    assert!(half < 0.03 * hazard, "known to {half}");
    // Five half-widths of a 95% interval: nobody sees that by chance, and the mistake it guards against was sixfold.
    assert!((mean - hazard).abs() < 2.5 * half, "{mean} ± {half} a year, not {hazard}");
}
