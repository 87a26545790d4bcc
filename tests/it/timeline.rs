//! How the system stands at a row of instants; schedules worked out by hand.

use crate::measures::near;
use crate::trace::model;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::Plan;
use throughcare::model::Model;
use throughcare::statistics::{Measure, Results, Sheet};

fn results(model: &Model) -> Results {
    let plan = Plan {
        scenarios: vec![("days", model)],
        threads: None,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
    };
    plan.run().unwrap().results.remove(0)
}

/// Two clients for one place, thirty days each, and one appointment a day for those who are done: by the end of each
/// step, who is in the place, and who waits for it.
#[test]
fn the_timeline_shows_each_day_as_it_ends() {
    let text = r#"
        [run]
        horizon = "70d"
        replications = 1
        [routes.door]
        at = ["0d", "0.5d"]
        enters = "care"
        [services.ward]
        places = 1
        [services.clinic]
        appointments_per_day = 1
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "30d"
        then = "check"
        [interventions.check]
        component = "delivery"
        tier = 2
        service = "clinic"
        duration = "0d"
        then = "done"
        [exits.done]
    "#;
    let model = model(text);
    let results = results(&model);
    // The sixty instants are seventy sixtieths of a day apart: the 26th is after 30 1/3 days, the 51st after 59 1/2.
    let series = |name: &str, subject: &str| {
        let found =
            results.sheet.series.iter().position(|it| it.name == name && it.subject == subject);
        let values = (0..60).map(|instant| results.sample(instant, found.unwrap()).mean.unwrap());
        values.collect::<Vec<f64>>()
    };
    let expected = |from: usize, to: usize| {
        (1..=60).map(|step| f64::from(u8::from((from..=to).contains(&step)))).collect::<Vec<f64>>()
    };
    assert_eq!(series("occupied", "ward"), expected(1, 51));
    assert_eq!(series("waiting", "ward"), expected(1, 25));
    let of = |measure, subject: &str| results.find(measure, subject).unwrap().mean;
    near(of(Measure::AppointmentsUsed, "clinic"), 2.0 / (70.0 / 365.25));
    near(of(Measure::AppointmentsOffered, "clinic"), 365.25);
}

/// Care plans are open from day 1 to day 31, and from day 41 beyond the end.
#[test]
fn the_timeline_shows_who_is_in_treatment() {
    let text = r#"
        [run]
        horizon = "70d"
        replications = 1
        [routes.door]
        at = ["0d", "40d"]
        enters = "assessment"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = "1d"
        opens_care_plan = true
        then = "care"
        [interventions.care]
        component = "delivery"
        tier = 3
        duration = "30d"
        then = "done"
        [exits.done]
    "#;
    let model = model(text);
    let results = results(&model);
    let series = results.sheet.series.iter().position(|it| it.name == "in_treatment").unwrap();
    for step in 1..=60 {
        let day = f64::from(step) * 70.0 / 60.0;
        let open = (1.0..31.0).contains(&day) || day >= 41.0;
        let found = results.sample(step as usize - 1, series).mean;
        assert_eq!(found, Some(f64::from(u8::from(open))), "day {day}");
    }
}

/// The ward is taken on day 10 and free from day 30. Each of the sixty instants is the end of a day, after all that
/// happens at that very instant.
#[test]
fn what_happens_at_an_instant_of_the_timeline_has_happened() {
    let model = model(
        r#"
        [run]
        horizon = "60d"
        replications = 1
        [routes.door]
        at = ["10d"]
        enters = "care"
        [services.ward]
        places = 1
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "20d"
        then = "done"
        [exits.done]
        "#,
    );
    let results = results(&model);
    let series = results.sheet.series.iter().position(|it| it.name == "occupied").unwrap();
    for day in 1..=60 {
        let found = results.sample(day - 1, series).mean;
        assert_eq!(found, Some(f64::from(u8::from((10..30).contains(&day)))), "day {day}");
    }
}

/// April has 30 days; a year from 1 April 2006 ends with March 2007. Sixty steps of 70 days are no months, and the 26th
/// lies in the 31st day. A run of a year without dates has sixty steps too.
#[test]
fn a_run_of_a_year_that_has_dates_is_seen_at_the_ends_of_months() {
    let instants = |run: &str| {
        let text = format!(
            r#"
            [run]
            {run}
            [routes.door]
            at = ["10d"]
            enters = "care"
            [interventions.care]
            component = "delivery"
            tier = 2
            duration = "20d"
            then = "done"
            [exits.done]
            "#
        );
        let sheet = Sheet::of(&model(&text));
        let seen = |it: &throughcare::statistics::Sampled| {
            (it.at.0, it.date.map(|date| date.to_string()).unwrap_or_default())
        };
        sheet.instants.iter().map(seen).collect::<Vec<_>>()
    };
    let year = instants("horizon = \"1y\"\nstart = 2006-04-01");
    assert_eq!(year.len(), 12);
    assert_eq!((year[0].0, year[0].1.as_str()), (30.0, "2006-04-30"));
    assert_eq!((year[11].0, year[11].1.as_str()), (365.0, "2007-03-31"));
    let days = instants("horizon = \"70d\"\nstart = 2006-04-01");
    assert_eq!(days.len(), 60);
    assert_eq!((days[25].0, days[25].1.as_str()), (70.0 * 26.0 / 60.0, "2006-05-01"));
    assert_eq!((days[59].0, days[59].1.as_str()), (70.0, "2006-06-09"));
    let year = instants("horizon = \"1y\"");
    assert_eq!((year.len(), year[0].1.as_str()), (60, ""));
}
