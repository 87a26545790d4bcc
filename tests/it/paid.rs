//! What things cost, and who pays: streams of happenings told by hand.

use crate::counted::{ASSESSMENT, DESK, KEYWORKING, SCENARIO, ended, served, started};
use crate::measures::{Story, near};
use crate::trace::model;
use throughcare::model::{InterventionId, ServiceId};
use throughcare::records::{Happening, Strand};
use throughcare::units::Days;

#[test]
fn each_payer_pays_for_what_is_theirs() {
    let model = model(SCENARIO);
    let mut story = Story::of(&model);
    story.refer(200.0, 0);
    story.tell(200.0, 0, served(DESK, Strand::Main));
    story.tell(200.0, 0, started(ASSESSMENT));
    story.tell(201.0, 0, served(KEYWORKING, Strand::Keyworker));
    let told = story.end();
    near(told.all("payer_cost_per_year", "council"), (10.0 + 5.0) / 2.0);
    near(told.all("payer_cost_per_year", "health"), 30.0 / 2.0);
    near(told.all("cost_per_year", "all"), 45.0 / 2.0);
}

/// Prices double after the first of two years. The clinic's two places, 165.25 days of one client at the one price and
/// 34.75 at the other, a client served in either year; two appointments a day; an intervention of 200 days and another
/// that goes on to the end. The gym has no price, and what is served before the window costs nothing.
#[test]
fn everything_is_paid_for_at_the_prices_of_its_time() {
    let text = r#"
        [run]
        warm_up = "100d"
        horizon = "2y"
        [attributes.sex]
        shares = { female = 0.5, male = 0.5 }
        [routes.door]
        at = ["0d"]
        enters = "talk"
        [services.clinic]
        places = 2
        [services.line]
        appointments_per_day = 2
        [services.gym]
        places = 2
        [interventions.talk]
        component = "engagement"
        tier = 2
        service = "line"
        duration = "1d"
        then = "treatment"
        [interventions.treatment]
        component = "delivery"
        tier = 3
        service = "clinic"
        duration = "100d"
        then = "exercise"
        [interventions.exercise]
        component = "community_integration"
        tier = 2
        service = "gym"
        duration = "10d"
        then = "done"
        [exits.done]
        [costs]
        currency = "GBP"
        services.clinic = { per_place_year = 1000, per_occupied_day = 7, per_start = 10 }
        services.line = { per_appointment = 3 }
        interventions.treatment = { per_occupied_day = 2, per_start = 5 }
        [[changes]]
        at = "465.25d"
        [changes.set]
        "costs.services.clinic.per_place_year" = 2000
        "costs.services.clinic.per_occupied_day" = 14
        "costs.services.clinic.per_start" = 20
        "costs.services.line.per_appointment" = 6
        "costs.interventions.treatment.per_occupied_day" = 4
        "costs.interventions.treatment.per_start" = 10
    "#;
    let (clinic, treatment) = (ServiceId(0), InterventionId(1));
    let model = model(text);
    let mut story = Story::of(&model);
    story.refer(20.0, 0);
    story.tell(20.0, 0, served(clinic, Strand::Main));
    story.refer(300.0, 1);
    story.tell(300.0, 1, served(clinic, Strand::Main));
    story.tell(300.0, 1, Happening::PlaceTaken { service: clinic, place: 0 });
    story.tell(300.0, 1, started(treatment));
    story.tell(500.0, 1, ended(treatment));
    story.tell(500.0, 1, Happening::PlaceFreed { service: clinic, place: 0, held: Days(200.0) });
    story.refer(600.0, 2);
    story.tell(600.0, 2, served(clinic, Strand::Main));
    story.tell(600.0, 2, started(treatment));
    let told = story.end();
    let clinic = 2000.0 + 4000.0 + 165.25 * 7.0 + 34.75 * 14.0 + 10.0 + 20.0;
    let line = 365.25 * 2.0 * 3.0 + 365.25 * 2.0 * 6.0;
    let treatment = 165.25 * 2.0 + 34.75 * 4.0 + 5.0 + 230.5 * 4.0 + 10.0;
    near(told.all("service_cost_per_year", "clinic"), clinic / 2.0);
    near(told.all("service_cost_per_year", "line"), line / 2.0);
    near(told.all("intervention_cost_per_year", "treatment"), treatment / 2.0);
    near(told.all("cost_per_year", "all"), (clinic + line + treatment) / 2.0);
    near(told.all("served_per_year", "clinic"), 2.0 / 2.0);
    near(told.all("appointments_offered_per_year", "line"), 2.0 * 365.25);
    assert!(!told.has("service_cost_per_year", "gym"));
    assert!(!told.has("intervention_cost_per_year", "talk"));
}
