//! Exponential service: M/M/c at loads up to 0.98, losses with and without room to wait.

use super::{Length, MINUTES, figure, figures, relaxation, simulated};
use crate::verification::comparison::Comparison;
use crate::verification::formulas::queues as formulas;
use crate::verification::gauge::Gauged;
use crate::verification::suite::Effort;
use crate::verification::watch::{Look, States, Waits};

/// The loads: from hardly any waiting to hardly any idleness.
const LOADS: [f64; 7] = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98];

pub(crate) fn one_server(effort: Effort) -> Vec<Comparison> {
    at_all_loads(1, effort)
}

pub(crate) fn two_servers(effort: Effort) -> Vec<Comparison> {
    at_all_loads(2, effort)
}

pub(crate) fn five_servers(effort: Effort) -> Vec<Comparison> {
    at_all_loads(5, effort)
}

pub(crate) fn twenty_servers(effort: Effort) -> Vec<Comparison> {
    at_all_loads(20, effort)
}

fn at_all_loads(servers: u32, effort: Effort) -> Vec<Comparison> {
    LOADS.into_iter().flat_map(|rho| at_load(servers, rho, effort)).collect()
}

/// Besides the figures, the share who must wait and the shares who wait longer than half and twice as long as those who wait
/// do on average. Where fewer than one in a hundred waits, only what does not depend on those few.
fn at_load(servers: u32, rho: f64, effort: Effort) -> Vec<Comparison> {
    let c = f64::from(servers);
    let arrivals = rho * c;
    let forget = relaxation(1.0, servers, rho);
    // The closer to 1, the longer: at 0.98 the time average of one server's queue takes 10,000 services to forget.
    let clients: f64 =
        if servers == 1 { 1.8e6 } else { 0.8e6 } * if rho > 0.85 { 2.0 } else { 1.0 };
    let times = if servers == 1 { 30.0 } else { 10.0 };
    let length = Length::of(
        clients.max(times * 40.0 * forget * arrivals),
        arrivals,
        (7.0 * forget).max(200.0),
    );
    let seed = 1000 * servers + (100.0 * rho).round() as u32;
    let sets = [
        format!("routes.customers.per_minute={arrivals}"),
        format!("services.counter.places={servers}"),
    ];
    let model = simulated("mmc.toml", length, seed, &sets);
    let mean = 1.0 / (c * (1.0 - rho));
    let times = [0.5 * mean, 2.0 * mean];
    let beyond = times.map(|time| time / MINUTES);
    let replications = effort.replications(length.replications);
    let (gauged, waits) = Gauged::beside(&model, replications, || Waits::of(&model, &beyond));
    let truth = formulas::mmc(arrivals, 1.0, servers);
    let about = format!("load {rho}: ");
    let mut all = figures(&gauged, "counter", &about, servers, truth);
    let must_wait = formulas::erlang_c(servers, arrivals);
    if must_wait < 0.01 {
        all.retain(|it| !it.what.contains("Lq") && !it.what.contains("Wq"));
        return all;
    }
    all.push(figure(&gauged, "counter", format!("{about}must wait"), must_wait, |it| {
        it.had_to_wait
    }));
    for (which, time) in times.into_iter().enumerate() {
        let longer: Vec<f64> = waits.iter().map(|it| it.longer(which)).collect();
        let truth = formulas::mmc_wait_beyond(arrivals, 1.0, servers, time);
        all.push(Comparison::sample(format!("{about}wait over {time:.2} min"), truth, &longer));
    }
    all
}

/// Four servers and room for six to wait, up to twice as many as they can serve.
pub(crate) fn little_room(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    for (seed, load) in [(1918, 0.5), (1919, 0.9), (1920, 1.0), (1921, 1.5), (1922, 2.0)] {
        let arrivals = 4.0 * load;
        let length = Length::of(5e5, arrivals, 300.0);
        let sets = [format!("routes.customers.per_minute={arrivals}")];
        let model = simulated("mmck.toml", length, seed, &sets);
        let full: Look = |present| f64::from(u8::from(present[0] >= 4));
        let replications = effort.replications(length.replications);
        let (gauged, states) = Gauged::beside(&model, replications, || States::of(&model, &[full]));
        let (lost, truth) = formulas::mmck(arrivals, 1.0, 4, 10);
        let about = format!("load {load}: ");
        all.extend(figures(&gauged, "counter", &about, 4, truth));
        let what = format!("{about}turned away");
        all.push(figure(&gauged, "counter", what, lost, |it| it.turned_away));
        let busy: f64 = formulas::mmck_states(arrivals, 4, 10)[4..].iter().sum();
        let found: Vec<f64> = states.iter().map(|it| it.mean(0)).collect();
        all.push(Comparison::sample(format!("{about}all servers busy"), busy, &found));
    }
    all
}

/// Ten servers and nobody may wait: Erlang's loss formula under and over load.
pub(crate) fn no_room(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    for (seed, load) in [(1, 0.5), (2, 0.8), (3, 1.0), (4, 1.5), (5, 2.0)] {
        let arrivals = 10.0 * load;
        let length = Length::of(5e5, arrivals, 100.0);
        let sets = [
            format!("routes.customers.per_minute={arrivals}"),
            "services.counter.places=10".to_owned(),
            "services.counter.waiting_list_limit=0".to_owned(),
        ];
        let model = simulated("mmck.toml", length, seed, &sets);
        let gauged = Gauged::of(&model, effort.replications(length.replications));
        let lost = formulas::erlang_b(10, arrivals);
        let present = arrivals * (1.0 - lost);
        let about = format!("load {load}: ");
        all.push(figure(&gauged, "counter", format!("{about}turned away"), lost, |it| {
            it.turned_away
        }));
        all.push(figure(&gauged, "counter", format!("{about}L, number present"), present, |it| {
            it.present
        }));
        all.push(figure(&gauged, "counter", format!("{about}W, stay (min)"), 1.0, |it| {
            it.stay * MINUTES
        }));
    }
    all
}
