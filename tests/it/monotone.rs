//! With the same clients and the same luck, more of something never does the opposite of what it must do; and a change
//! of units changes nothing.

use crate::trace::{model, run};
use throughcare::records::{Client, Happening, Recorder};
use throughcare::units::Days;

/// Adds up completed and open waits.
#[derive(Default)]
struct Waits {
    days: f64,
    served: u32,
    gave_up: u32,
}

impl Recorder for Waits {
    fn record(&mut self, _: Days, _: Client<'_>, happening: Happening) {
        match happening {
            Happening::Served { waited, .. } => {
                self.days += waited.0;
                self.served += 1;
            }
            Happening::StillWaiting { waited, .. } => self.days += waited.0,
            Happening::GaveUp { waited, .. } => {
                self.days += waited.0;
                self.gave_up += 1;
            }
            _ => {}
        }
    }
}

fn waits(text: &str, replication: u32) -> Waits {
    let model = model(text);
    let mut waits = Waits::default();
    run(&model, replication, &mut waits);
    waits
}

fn ward(unit: &str, horizon: u32, places: u32, patience: Option<u32>) -> String {
    let patience = patience.map_or(String::new(), |mean| {
        format!(
            "[risks.patience]\nwhile = \"waiting\"\nhazard = {{ mean = \"{mean}{unit}\" }}\nthen = \"gone\"\n\
             [exits.gone]\nreason = \"did_not_engage\"\n"
        )
    });
    let rate = if unit == "d" { "per_day" } else { "per_week" };
    format!(
        r#"
        [run]
        horizon = "{horizon}{unit}"
        [routes.door]
        {rate} = 1.0
        enters = "care"
        [services.ward]
        places = {places}
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = {{ lognormal = {{ mean = "5{unit}", sd = "4{unit}" }} }}
        then = "done"
        [exits.done]
        reason = "completed"
        {patience}
        "#
    )
}

/// First come, first served, and a place more: every replication's waits are no longer.
#[test]
fn a_place_more_never_lengthens_waits() {
    for replication in 1..=20 {
        let mut before = f64::INFINITY;
        for places in 4..=9 {
            let now = waits(&ward("d", 500, places, None), replication).days;
            assert!(now <= before + 1e-9, "{places} places in replication {replication}");
            before = now;
        }
    }
}

/// The more patient the clients, the fewer give up, over the same referrals and thresholds.
#[test]
fn more_patience_means_fewer_who_give_up() {
    let gave_up = |mean| -> u32 {
        (1..=20).map(|replication| waits(&ward("d", 500, 4, Some(mean)), replication).gave_up).sum()
    };
    let (short, middle, long) = (gave_up(2), gave_up(6), gave_up(30));
    assert!(short > middle && middle > long, "{short}, {middle}, {long}");
}

/// The same system in weeks as in days: waits are seven times as long, and the same clients give up.
#[test]
fn the_unit_of_time_scales_everything() {
    for replication in 1..=5 {
        let days = waits(&ward("d", 300, 4, Some(5)), replication);
        let weeks = waits(&ward("w", 300, 4, Some(5)), replication);
        assert_eq!((days.served, days.gave_up), (weeks.served, weeks.gave_up));
        assert!((weeks.days / days.days - 7.0).abs() < 1e-9);
    }
}
