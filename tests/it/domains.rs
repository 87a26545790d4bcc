//! Outcome domains and quality of life: what is counted of a client's levels and when, worked out by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where what it needs is missing"
)]

use crate::trace::{model, run};
use std::collections::BTreeMap;
use throughcare::model::{AttributeId, ExitId, FactId, Facts, Model, Phase, RouteId, System};
use throughcare::random::Who;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::statistics::{Sheet, Tally};
use throughcare::units::Days;

/// Two years are measured after 100 days.
const SCENARIO: &str = r#"
    report_by = ["sex"]
    [run]
    warm_up = "100d"
    horizon = "2y"
    [attributes.sex]
    shares = { female = 0.5, male = 0.5 }
    [attributes.use]
    shares = { using = 1.0, abstinent = 0.0 }
    [domains]
    substance_use = ["use"]
    [routes.door]
    at = ["0d"]
    enters = "assessment"
    [interventions.assessment]
    component = "engagement"
    tier = 2
    duration = "1d"
    opens_care_plan = true
    then = "treatment"
    [interventions.treatment]
    component = "delivery"
    tier = 3
    duration = "200d"
    then = "completed"
    [exits.completed]
    planned = true
    sets = { use = "abstinent" }
    [exits.died]
    final = true
"#;

const USING: u8 = 0;
const ABSTINENT: u8 = 1;
const FEMALE: u8 = 0;
const MALE: u8 = 1;
const COMPLETED: ExitId = ExitId(0);
const DIED: ExitId = ExitId(1);

/// A replication told by hand, of clients at one level each.
struct Story<'m> {
    model: &'m Model,
    tally: Tally<'m>,
    clients: Vec<(u8, u8)>,
    phase: Phase,
    settled: BTreeMap<u32, Facts>,
}

impl<'m> Story<'m> {
    fn of(model: &'m Model) -> Story<'m> {
        let phase = Phase::InTreatment;
        let settled = BTreeMap::new();
        Story { model, tally: Tally::new(model), clients: Vec::new(), phase, settled }
    }

    fn attribute(&self, name: &str) -> AttributeId {
        let found = self.model.system().attributes.iter().position(|it| it.name == name);
        AttributeId(found.unwrap() as u16)
    }

    fn tell(&mut self, at: f64, slot: u32, happening: Happening) {
        let level = |name: &str, level: u8| {
            let attribute = &self.model.system().attributes[self.attribute(name).index()];
            FactId(attribute.first.0 + level)
        };
        let route = self.model.system().attributes[System::ROUTE.index()].first;
        let (sex, using) = self.clients[slot as usize];
        let levels = [route, level("sex", sex), level("use", using), self.phase.fact()];
        let facts = Facts::of(&levels);
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

    /// A new client whose care plan opens on the day of the referral.
    fn admit(&mut self, at: f64, sex: u8, using: u8) -> u32 {
        let slot = self.clients.len() as u32;
        self.clients.push((sex, using));
        self.tell(at, slot, Happening::Came { route: RouteId(0) });
        self.tell(at, slot, Happening::Referred { again: false });
        self.tell(at, slot, Happening::CarePlanOpened);
        slot
    }

    fn change(&mut self, at: f64, slot: u32, to: u8) {
        let from = std::mem::replace(&mut self.clients[slot as usize].1, to);
        let attribute = self.attribute("use");
        self.tell(at, slot, Happening::Changed { attribute, from, to });
    }

    /// The care plan closes, the exit sets the level if it is told to, and the episode ends.
    fn exit(&mut self, at: f64, slot: u32, exit: ExitId, sets: Option<u8>) {
        self.tell(at, slot, Happening::CarePlanClosed { lasted: Days(10.0) });
        if let Some(level) = sets {
            self.change(at, slot, level);
        }
        self.tell(at, slot, Happening::Exited { exit, lasted: Some(Days(10.0)) });
    }

    fn end(mut self) -> Told {
        self.tally.finish(self.model.run.end());
        Told::of(self.model, self.tally)
    }
}

struct Told {
    sheet: Sheet,
    values: Vec<Option<f64>>,
}

impl Told {
    fn of(model: &Model, tally: Tally<'_>) -> Told {
        Told { sheet: Sheet::of(model), values: tally.into_result().values }
    }

    fn by(&self, group: &str, measure: &str, subject: &str) -> Option<f64> {
        let is = |key: &throughcare::statistics::Key| {
            key.group == group && key.measure.name() == measure && key.subject == subject
        };
        let index = self.sheet.keys.iter().position(is);
        self.values[index.unwrap_or_else(|| panic!("no {measure} of {subject} for {group}"))]
    }

    fn using(&self, measure: &str) -> Option<f64> {
        self.by("all", measure, "substance_use:use=using")
    }
}

fn near(value: Option<f64>, expected: f64) {
    let value = value.expect("there is a value");
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[test]
fn levels_are_counted_when_the_care_plan_opens_by_group_and_only_in_the_window() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    story.admit(99.0, FEMALE, USING);
    story.admit(200.0, FEMALE, USING);
    story.admit(200.0, FEMALE, ABSTINENT);
    story.admit(200.0, MALE, ABSTINENT);
    let told = story.end();
    near(told.using("level_at_start_share"), 1.0 / 3.0);
    near(told.by("sex=female", "level_at_start_share", "substance_use:use=using"), 1.0 / 2.0);
    near(told.by("sex=male", "level_at_start_share", "substance_use:use=abstinent"), 1.0);
    assert_eq!(told.using("level_at_exit_share"), None);
}

#[test]
fn a_review_sees_those_whose_care_plan_is_still_open_with_the_level_held_until_then() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    // Opened before the window: never reviewed.
    story.admit(99.0, MALE, ABSTINENT);
    // Changes on day 291, the very day of the first review, which comes first.
    let changes = story.admit(200.0, MALE, USING);
    story.change(291.0, changes, ABSTINENT);
    // Spends the first review in custody and dies before the second.
    let dies = story.admit(200.0, MALE, USING);
    story.tell(220.0, dies, Happening::TakenIntoCustody);
    story.tell(300.0, dies, Happening::Released);
    story.exit(350.0, dies, DIED, None);
    story.tell(350.0, dies, Happening::Left);
    // Leaves a day too early to be reviewed; stays; opened too late to be followed for 13 weeks.
    let leaves = story.admit(200.0, MALE, USING);
    story.exit(290.0, leaves, COMPLETED, None);
    story.admit(200.0, MALE, ABSTINENT);
    story.admit(740.0, MALE, USING);
    let told = story.end();
    let at = |week: &str| told.using_at(week);
    near(at("13"), 2.0 / 3.0);
    near(at("26"), 0.0);
    // From day 200 to day 830.5 there are 90 weeks: the review after 91 is not reached.
    near(at("78"), 0.0);
    assert_eq!(at("91"), None);
    assert!(told.sheet.keys.iter().all(|key| !key.subject.ends_with("@week_117")));
}

impl Told {
    fn using_at(&self, week: &str) -> Option<f64> {
        let subject = format!("substance_use:use=using@week_{week}");
        self.by("all", "level_at_review_share", &subject)
    }
}

#[test]
fn an_exit_finds_the_level_before_its_own_effects_and_half_a_year_later_the_level_then() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    // The exit sets abstinent; uses again after 100 days, and stops after 182 days, just before the half year.
    let again = story.admit(200.0, MALE, USING);
    story.exit(210.0, again, COMPLETED, Some(ABSTINENT));
    story.change(310.0, again, USING);
    story.change(392.0, again, ABSTINENT);
    // Uses again only after the half year, by then in the next episode.
    let later = story.admit(200.0, MALE, ABSTINENT);
    story.exit(300.0, later, COMPLETED, None);
    story.tell(400.0, later, Happening::Referred { again: true });
    story.change(483.0, later, USING);
    // Dies half way; and a death is no exit.
    let dies = story.admit(200.0, MALE, USING);
    story.exit(250.0, dies, COMPLETED, None);
    story.tell(300.0, dies, Happening::Exited { exit: DIED, lasted: None });
    story.tell(300.0, dies, Happening::Left);
    let dead = story.admit(200.0, MALE, USING);
    story.exit(250.0, dead, DIED, None);
    story.tell(250.0, dead, Happening::Left);
    // Leaves the simulation because nothing can happen any more: still using half a year later.
    let still = story.admit(200.0, MALE, USING);
    story.exit(300.0, still, COMPLETED, None);
    story.tell(300.0, still, Happening::Left);
    // Too late for half a year.
    let late = story.admit(200.0, MALE, USING);
    story.exit(700.0, late, COMPLETED, None);
    let told = story.end();
    near(told.using("level_at_exit_share"), 4.0 / 5.0);
    near(told.using("level_6_months_after_exit_share"), 1.0 / 3.0);
}

#[test]
fn who_is_followed_for_less_than_half_a_year_is_not_found_half_a_year_later() {
    let model = model(&SCENARIO.replace("[run]", "[run]\nfollow_up = \"100d\""));
    let mut story = Story::of(&model);
    let lost = story.admit(200.0, MALE, USING);
    story.exit(210.0, lost, COMPLETED, None);
    story.phase = Phase::AfterExit;
    story.tell(310.0, lost, Happening::Left);
    let told = story.end();
    near(told.using("level_at_exit_share"), 1.0);
    assert_eq!(told.using("level_6_months_after_exit_share"), None);
}

#[test]
fn the_engine_closes_the_care_plan_before_the_exit_takes_effect() {
    // One client: assessed at 120 days, in treatment for 200, leaves using, and is abstinent by what the exit sets.
    let model = model(&SCENARIO.replace("\"0d\"", "\"120d\""));
    let mut tally = Tally::new(&model);
    run(&model, 1, &mut tally);
    let told = Told::of(&model, tally);
    near(told.using("level_at_start_share"), 1.0);
    near(told.using_at("13"), 1.0);
    near(told.using_at("26"), 1.0);
    assert_eq!(told.using_at("39"), None);
    near(told.using("level_at_exit_share"), 1.0);
    near(told.using("level_6_months_after_exit_share"), 0.0);
}

const UTILITIES: &str =
    "utilities = [{ when = { use = \"using\" }, utility = 0.5 }, { utility = 0.8 }]";

fn valued(more: &str) -> Model {
    model(&format!("{UTILITIES}\n{SCENARIO}\n{more}"))
}

#[test]
fn quality_of_life_is_client_time_in_the_window_weighed_by_the_utility_that_holds() {
    let model = valued("");
    let mut story = Story::of(&model);
    // In the window from day 100: using for 100 days, abstinent for 100, dead.
    let dies = story.admit(50.0, FEMALE, USING);
    story.change(200.0, dies, ABSTINENT);
    story.exit(300.0, dies, DIED, None);
    story.tell(300.0, dies, Happening::Left);
    // Using for the last 100 days of the window.
    story.admit(730.5, MALE, USING);
    let told = story.end();
    let qalys = |days: f64| days / 365.25 / 2.0;
    near(told.by("all", "qalys_per_year", "all"), qalys(50.0 + 80.0 + 50.0));
    near(told.by("all", "utility_mean", "all"), 180.0 / 300.0);
    near(told.by("sex=female", "qalys_per_year", "all"), qalys(130.0));
    near(told.by("sex=female", "utility_mean", "all"), 0.65);
    near(told.by("sex=male", "utility_mean", "all"), 0.5);
}

#[test]
fn a_client_counts_in_the_group_of_the_episode_until_the_next_opens() {
    let model = valued("");
    let mut story = Story::of(&model);
    let slot = story.admit(100.0, FEMALE, USING);
    story.exit(150.0, slot, COMPLETED, Some(ABSTINENT));
    story.clients[slot as usize].0 = MALE;
    story.tell(200.0, slot, Happening::Referred { again: true });
    let told = story.end();
    // 50 days at 0.5 and 50 at 0.8 before the next episode, 630.5 at 0.8 after it.
    near(told.by("sex=female", "utility_mean", "all"), 0.65);
    near(told.by("sex=male", "qalys_per_year", "all"), 630.5 * 0.8 / 365.25 / 2.0);
}

#[test]
fn who_is_no_longer_followed_has_no_quality_of_life_and_who_has_nothing_to_wait_for_has() {
    for (follow_up, days) in [("follow_up = \"100d\"", 210.0), ("", 730.5)] {
        let model = model(&format!(
            "{UTILITIES}\n{}",
            SCENARIO.replace("[run]", &format!("[run]\n{follow_up}"))
        ));
        let mut story = Story::of(&model);
        let slot = story.admit(100.0, MALE, USING);
        story.exit(210.0, slot, COMPLETED, None);
        story.phase = Phase::AfterExit;
        story.tell(310.0, slot, Happening::Left);
        let told = story.end();
        near(told.by("all", "qalys_per_year", "all"), 0.5 * days / 365.25 / 2.0);
    }
}

#[test]
fn a_utility_that_changes_at_a_date_holds_from_then_for_everyone() {
    let change = "[[changes]]\nat = \"465.25d\"\nset = { \"utilities.0.utility\" = 0.6 }";
    let model = valued(change);
    let mut story = Story::of(&model);
    story.admit(100.0, MALE, USING);
    let told = story.end();
    near(told.by("all", "utility_mean", "all"), 0.55);
}

#[test]
fn any_condition_can_tell_how_well_clients_live() {
    // Two clients and one place: one is treated for ten days while the other waits. Thirty days are measured.
    let model = model(
        r#"
        utilities = [
          { while = "waiting", utility = 0.1 },
          { during = "treatment", utility = 0.5 },
          { utility = 1.0 },
        ]
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d", "0d"]
        enters = "treatment"
        [services.clinic]
        places = 1
        [interventions.treatment]
        component = "delivery"
        tier = 2
        service = "clinic"
        duration = "10d"
        then = "completed"
        [exits.completed]
        planned = true
        "#,
    );
    let mut tally = Tally::new(&model);
    run(&model, 1, &mut tally);
    let told = Told::of(&model, tally);
    near(told.by("all", "utility_mean", "all"), (5.0 + 20.0 + 1.0 + 5.0 + 10.0) / 60.0);
}

/// However the same is said, who is in treatment all the time lives as well: what held only until the first episode
/// opened, in the instant of coming, holds no time.
#[test]
fn what_holds_no_time_when_a_client_comes_tells_nothing_of_how_well_they_live() {
    let mean = |utilities: &str| {
        let model = model(&format!(
            r#"
            utilities = {utilities}
            [run]
            horizon = "30d"
            [routes.door]
            at = ["0d"]
            enters = "treatment"
            [interventions.treatment]
            component = "delivery"
            tier = 2
            duration = "300d"
            then = "completed"
            [exits.completed]
            planned = true
            "#
        ));
        let mut tally = Tally::new(&model);
        run(&model, 1, &mut tally);
        Told::of(&model, tally).by("all", "utility_mean", "all")
    };
    near(mean(r#"[{ while = "after_exit", utility = 0.0 }, { utility = 1.0 }]"#), 1.0);
    near(
        mean(r#"[{ while = ["after_exit", "in_custody"], utility = 0.0 }, { utility = 1.0 }]"#),
        1.0,
    );
    near(
        mean(r#"[{ while = ["engaging", "in_treatment"], utility = 1.0 }, { utility = 0.0 }]"#),
        1.0,
    );
}

/// Six years of treatment: there are twenty reviews, thirteen weeks apart, and the last is after 260 weeks.
#[test]
fn a_care_plan_longer_than_all_reviews_has_been_at_all_of_them() {
    let model = model(&SCENARIO.replace("\"2y\"", "\"6y\""));
    let mut story = Story::of(&model);
    let slot = story.admit(200.0, FEMALE, USING);
    story.change(200.0 + 1_800.0, slot, ABSTINENT);
    story.exit(200.0 + 2_000.0, slot, COMPLETED, None);
    let told = story.end();
    let at = |weeks: u16| {
        told.by("all", "level_at_review_share", &format!("substance_use:use=using@week_{weeks}"))
    };
    // The nineteenth review is 1729 days after the beginning, the twentieth 1820.
    near(at(13), 1.0);
    near(at(247), 1.0);
    near(at(260), 0.0);
}

#[test]
fn nobody_has_no_mean_utility() {
    let told = Story::of(&valued("")).end();
    assert_eq!(told.by("all", "utility_mean", "all"), None);
    near(told.by("all", "qalys_per_year", "all"), 0.0);
}
