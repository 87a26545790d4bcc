//! Appointments: a slot a minute, kept or missed, with and without a limit to the list.

use super::{Length, MINUTES, figure, simulated};
use crate::verification::comparison::Comparison;
use crate::verification::formulas::queues::{self as formulas, Slots};
use crate::verification::gauge::Gauged;
use crate::verification::suite::Effort;
use throughcare::model::{Model, ServiceId};
use throughcare::records::{Client, Happening, Recorder};
use throughcare::units::Days;

/// The slots that came up while somebody waited.
struct Used {
    begin: f64,
    minutes: f64,
    slots: f64,
}

impl Used {
    fn of(model: &Model) -> Used {
        Used { begin: model.run.warm_up.0, minutes: model.run.horizon.0 * MINUTES, slots: 0.0 }
    }
}

impl Recorder for Used {
    fn record(&mut self, _: Days, _: Client<'_>, _: Happening) {}

    fn appointment(&mut self, at: Days, _: ServiceId) {
        if at.0 >= self.begin {
            self.slots += 1.0;
        }
    }
}

pub(crate) fn appointments(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    let cases = [(0.5, 0.0), (0.8, 0.0), (0.95, 0.0), (0.5, 0.2), (0.7, 0.2)];
    for ((load, missed), seed) in cases.into_iter().zip(1958..) {
        let length = Length::of(
            if load > 0.9 { 2e6 } else { 8e5 },
            load,
            if load > 0.9 { 12_000.0 } else { 2000.0 },
        );
        let sets = [
            format!("routes.customers.per_minute={load}"),
            format!("services.clinic.did_not_attend={missed}"),
        ];
        let model = simulated("appointments.toml", length, seed, &sets);
        let about = format!("load {load}, {:.0}% missed: ", 100.0 * missed);
        all.extend(list(&model, length, &about, formulas::slots(load, 1.0 - missed), effort));
    }
    all
}

/// Five on the list at most, and a tenth of the appointments missed.
pub(crate) fn appointments_and_a_short_list(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    for (load, seed) in [(0.5, 1966), (0.8, 1967), (1.2, 1968)] {
        let length = Length::of(6e5, load, 500.0);
        let sets = [format!("routes.customers.per_minute={load}")];
        let model = simulated("appointments_limited.toml", length, seed, &sets);
        let about = format!("load {load}: ");
        all.extend(list(&model, length, &about, formulas::slots_limited(load, 0.9, 5), effort));
    }
    all
}

fn list(
    model: &Model,
    length: Length,
    about: &str,
    truth: Slots,
    effort: Effort,
) -> Vec<Comparison> {
    let replications = effort.replications(length.replications);
    let (gauged, used) = Gauged::beside(model, replications, || Used::of(model));
    let used: Vec<f64> = used.iter().map(|it| it.slots / it.minutes).collect();
    let named = |what: &str| format!("{about}{what}");
    let mut all = vec![
        figure(&gauged, "clinic", named("Lq, number on the list"), truth.waiting, |it| it.waiting),
        figure(&gauged, "clinic", named("Wq, wait (min)"), truth.wait, |it| it.wait * MINUTES),
        figure(&gauged, "clinic", named("Lq / (rate x Wq)"), 1.0, |it| {
            it.waiting / (it.admitted * it.wait)
        }),
        Comparison::sample(named("slots used"), truth.used, &used),
    ];
    if truth.lost > 0.0 {
        all.push(figure(&gauged, "clinic", named("turned away"), truth.lost, |it| it.turned_away));
    }
    all
}
