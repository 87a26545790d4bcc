//! Clients who lose patience: Erlang-A under and over load, and patience that is the same for all.

use super::{Length, MINUTES, figure, simulated};
use crate::verification::comparison::Comparison;
use crate::verification::formulas::queues as formulas;
use crate::verification::gauge::Gauged;
use crate::verification::suite::Effort;

/// Ten servers; those who wait do so for 2 min on average, or for half a minute.
pub(crate) fn impatience(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    let cases = [(8.0, 2.0), (10.0, 0.5), (10.0, 2.0), (13.0, 2.0), (20.0, 2.0)];
    for ((arrivals, patience), seed) in cases.into_iter().zip(1957..) {
        let length = Length::of(6e5, arrivals, 150.0);
        let sets = [
            format!("routes.customers.per_minute={arrivals}"),
            format!("risks.impatience.hazard={{ mean = \"{:.0}s\" }}", 60.0 * patience),
        ];
        let model = simulated("erlang_a.toml", length, seed, &sets);
        let gauged = Gauged::of(&model, effort.replications(length.replications));
        let truth = formulas::erlang_a(arrivals, 1.0, patience, 10);
        let about = format!("load {}, patience {patience} min: ", arrivals / 10.0);
        let mut one =
            |what: &str, truth: f64, of: fn(&crate::verification::gauge::Averages) -> f64| {
                all.push(figure(&gauged, "counter", format!("{about}{what}"), truth, of));
            };
        one("gave up", truth.abandon, |it| it.gave_up);
        one("had to wait", truth.must_wait, |it| it.had_to_wait);
        one("Lq, number waiting", truth.waiting, |it| it.waiting);
        one("wait of the served (min)", truth.wait_served, |it| it.wait * MINUTES);
        one("wait of those who gave up (min)", truth.wait_in_vain, |it| it.wait_in_vain * MINUTES);
        one("utilisation", truth.utilisation, |it| it.busy / 10.0);
        // Those who leave the list, served or not, times how long they were on it.
        one("Lq / (rate x wait)", 1.0, |it| {
            let [served, in_vain, _] = it.outcomes;
            let mean = (served * it.wait + in_vain * it.wait_in_vain) / (served + in_vain);
            it.waiting / (it.admitted * mean)
        });
    }
    all
}

/// Everybody waits for 30 s and no longer.
pub(crate) fn constant_patience(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    for (arrivals, seed) in [8.0, 10.0, 13.0, 20.0].into_iter().zip(2005..) {
        let length = Length::of(6e5, arrivals, 150.0);
        let sets = [
            format!("routes.customers.per_minute={arrivals}"),
            "risks.impatience.hazard={ fixed = \"30s\" }".to_owned(),
        ];
        let model = simulated("erlang_a.toml", length, seed, &sets);
        let gauged = Gauged::of(&model, effort.replications(length.replications));
        let (waits, gives_up) = formulas::constant_patience(arrivals, 1.0, 0.5, 10);
        let busy = arrivals * (1.0 - gives_up) / 10.0;
        let about = format!("load {}: ", arrivals / 10.0);
        all.push(figure(&gauged, "counter", format!("{about}gave up"), gives_up, |it| it.gave_up));
        all.push(figure(&gauged, "counter", format!("{about}had to wait"), waits, |it| {
            it.had_to_wait
        }));
        all.push(figure(&gauged, "counter", format!("{about}utilisation"), busy, |it| {
            it.busy / 10.0
        }));
    }
    all
}
