//! What a recorder that asks why is told of risks and offers, and in which order one client's clocks and strands come;
//! worked out by hand.

use crate::trace::{Trace, model, run};
use throughcare::model::{ClockId, Model};
use throughcare::random::Who;
use throughcare::records::{Client, Happening, Recorder, Why};
use throughcare::units::Days;

/// The risks that run, whenever a recorder that asks is told.
struct Asking<'m> {
    model: &'m Model,
    told: Vec<String>,
}

impl Recorder for Asking<'_> {
    fn record(&mut self, _: Days, _: Client<'_>, _: Happening) {}

    fn asks_why(&self, _: Who) -> bool {
        true
    }

    fn why(&mut self, at: Days, _: Client<'_>, why: Why<'_>) {
        let name = |risk: ClockId| self.model.system().clocks[risk.index()].name.as_str();
        let (what, running) = match why {
            Why::Runs { running } => ("runs".to_owned(), running),
            Why::Fires { risk, running } => (format!("{} fires", name(risk)), running),
            _ => return,
        };
        let running: Vec<String> = running
            .iter()
            .map(|it| format!("{} {} x{}", name(it.risk), it.age.0, it.ratio))
            .collect();
        self.told.push(format!("{} {what}: {}", at.0, running.join(", ")));
    }
}

/// One risk runs from the start and twice as fast from day 2, one only after the exit; the offer of a support, which
/// comes on day 20, is no risk.
#[test]
fn who_asks_is_told_the_risks_that_run_and_nothing_else() {
    let model = model(
        r#"
        [run]
        horizon = "10d"
        [attributes.use]
        shares = { using = 1, abstinent = 0 }
        [routes.door]
        at = ["0d"]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "5d"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = "1d"
        [supports.group]
        while = "always"
        delay = "20d"
        [exits.done]
        [risks.afterwards]
        while = "after_exit"
        hazard = { fixed = "50d" }
        [risks.abstinence]
        while = "engaging"
        hazard = { fixed = "2d" }
        sets = { use = "abstinent" }
        [risks.trouble]
        while = "always"
        hazard = { per_year = 0.000001 }
        ratios = [{ when = { use = "abstinent" }, ratio = 2 }]
        "#,
    );
    let mut asking = Asking { model: &model, told: Vec::new() };
    run(&model, 1, &mut asking);
    assert_eq!(
        asking.told,
        [
            "0 runs: abstinence 0 x1, trouble 0 x1",
            "2 abstinence fires: abstinence 2 x1, trouble 2 x1",
            "2 runs: trouble 2 x2",
            "5 runs: afterwards 0 x1, trouble 5 x2",
        ]
    );
}

/// Group is had on the main strand: the offer of it alongside comes to nothing. What a keyworker's place was asked for by
/// is not something that the client has.
#[test]
fn nobody_has_twice_at_once_what_is_offered_alongside() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d"]
        enters = "assessment"
        [services.keyworking]
        places = 1
        [care_plan]
        service = "keyworking"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = "1d"
        opens_care_plan = true
        then = "group"
        [interventions.group]
        component = "delivery"
        tier = 3
        duration = "5d"
        then = "done"
        [supports.assessment]
        while = "in_treatment"
        [supports.group]
        while = "in_treatment"
        [exits.done]
    "#;
    assert_eq!(
        Trace::of(&model(text), 1).only(&["started"]),
        ["0 #0 started assessment", "1 #0 started group", "1 #0 started assessment"]
    );
}

/// All on day 10: the main strand ends, then the support begun last, then the one begun first; then the risks, in the
/// order of the file.
#[test]
fn of_one_client_at_one_instant_the_main_strand_ends_before_supports_and_those_before_risks() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d"]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "10d"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = "10d"
        [interventions.exercise]
        component = "delivery"
        tier = 2
        duration = "10d"
        [supports.group]
        while = "always"
        [supports.exercise]
        while = "always"
        [exits.done]
        [risks.one]
        while = "always"
        hazard = { fixed = "10d" }
        [risks.other]
        while = "always"
        hazard = { fixed = "10d" }
    "#;
    assert_eq!(
        Trace::of(&model(text), 1).only(&["started", "ended", "befell"]),
        [
            "0 #0 started care",
            "0 #0 started group",
            "0 #0 started exercise",
            "10 #0 ended care after 10 Completed",
            "10 #0 ended exercise after 10 Completed",
            "10 #0 ended group after 10 Completed",
            "10 #0 befell one",
            "10 #0 befell other",
        ]
    );
}

/// On day 3 a support is offered to the client who came first, and a risk befalls the one who came after.
#[test]
fn of_two_clients_at_one_instant_a_risk_comes_before_an_offer() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.first]
        at = ["0d"]
        enters = "care"
        [routes.second]
        at = ["0d"]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "10d"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = "1d"
        [supports.group]
        while = "always"
        when = { route = "first" }
        delay = "3d"
        [exits.done]
        [risks.trouble]
        while = "always"
        when = { route = "second" }
        hazard = { fixed = "3d" }
    "#;
    assert_eq!(
        Trace::of(&model(text), 1).only(&["started group", "befell"]),
        ["3 #0 befell trouble", "3 #0 started group"]
    );
}
