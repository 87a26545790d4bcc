//! Queues of exponential service that arrivals join at random: Erlang.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

#[cfg(test)]
use super::near;

/// Long-run averages of a queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Queue {
    /// Share of the servers that is busy.
    pub(crate) utilisation: f64,
    /// Mean number waiting, Lq.
    pub(crate) waiting: f64,
    /// Mean wait of those admitted, Wq.
    pub(crate) wait: f64,
    /// Mean number present, L.
    pub(crate) present: f64,
    /// Mean stay of those admitted, W.
    pub(crate) stay: f64,
}

impl Queue {
    /// From the number waiting, by Little's law (Little 1961): Lq = rate Wq.
    pub(super) fn little(waiting: f64, rate: f64, service: f64, servers: f64) -> Queue {
        let wait = waiting / rate;
        let busy = rate * service;
        let utilisation = busy / servers;
        Queue { utilisation, waiting, wait, present: waiting + busy, stay: wait + service }
    }
}

/// Share lost by `servers` offered `load` erlangs, without waiting (Erlang 1917):
/// B(0) = 1, B(n) = load B(n-1) / (n + load B(n-1)).
pub(crate) fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, n| load * b / (f64::from(n) + load * b))
}

/// Share who must wait for one of `servers` offered `load` erlangs, load < servers (Erlang 1917):
/// C = n B / (n - load (1 - B)).
pub(crate) fn erlang_c(servers: u32, load: f64) -> f64 {
    let (n, b) = (f64::from(servers), erlang_b(servers, load));
    n * b / (n - load * (1.0 - b))
}

/// M/M/c: Lq = C(c, a) a / (c - a) with a = arrivals x service (Kleinrock 1975, section 3.5).
pub(crate) fn mmc(arrivals: f64, service: f64, servers: u32) -> Queue {
    let (load, c) = (arrivals * service, f64::from(servers));
    Queue::little(erlang_c(servers, load) * load / (c - load), arrivals, service, c)
}

/// M/M/c, first come first served: share who wait longer than `time`, C exp(-(c - a) time / service)
/// (Kleinrock 1975, section 3.5; Gross and Harris 1998, section 2.3).
pub(crate) fn mmc_wait_beyond(arrivals: f64, service: f64, servers: u32, time: f64) -> f64 {
    let load = arrivals * service;
    erlang_c(servers, load) * ((load - f64::from(servers)) * time / service).exp()
}

/// M/M/c: share of the time in which `present` are present (Kleinrock 1975, section 3.5). All servers are busy for C of it,
/// and from there on each further client is rho times as likely; below, p(n) = p(n+1) (n+1) / load.
pub(crate) fn mmc_state(load: f64, servers: u32, present: u32) -> f64 {
    let rho = load / f64::from(servers);
    let all_busy = erlang_c(servers, load) * (1.0 - rho);
    if present >= servers {
        return all_busy * rho.powi((present - servers) as i32);
    }
    (present..servers).fold(all_busy, |p, n| p * f64::from(n + 1) / load)
}

/// M/M/c/K: the share turned away when `most` are present, and the averages of the others
/// (Kleinrock 1975, section 3.6).
pub(crate) fn mmck(arrivals: f64, service: f64, servers: u32, most: u32) -> (f64, Queue) {
    let states = mmck_states(arrivals * service, servers, most);
    let lost = states[most as usize];
    let waiting: f64 =
        (0..=most).zip(&states).map(|(n, p)| f64::from(n.saturating_sub(servers)) * p).sum();
    (lost, Queue::little(waiting, arrivals * (1.0 - lost), service, f64::from(servers)))
}

/// M/M/c/K: share of the time in which so many are present, from 0 to `most`.
pub(crate) fn mmck_states(load: f64, servers: u32, most: u32) -> Vec<f64> {
    let mut states = vec![1.0];
    for n in 1..=most {
        states.push(states[states.len() - 1] * load / f64::from(n.min(servers)));
    }
    let total: f64 = states.iter().sum();
    states.iter().map(|state| state / total).collect()
}

#[test]
fn erlangs_formulas_give_the_values_of_two_servers_and_one_erlang() {
    // B = (1/2) / (1 + 1 + 1/2) = 1/5, C = 1/3, Lq = (1/3) (1/2) / (1 - 1/2) = 1/3.
    assert!(near(erlang_b(2, 1.0), 0.2) && near(erlang_c(2, 1.0), 1.0 / 3.0));
    let queue = mmc(1.0, 1.0, 2);
    assert!(near(queue.waiting, 1.0 / 3.0) && near(queue.wait, 1.0 / 3.0));
    assert!(near(queue.present, 4.0 / 3.0) && near(queue.stay, 4.0 / 3.0));
    assert!(near(queue.utilisation, 0.5));
    // One server: L = rho / (1 - rho).
    assert!(near(mmc(0.8, 1.0, 1).present, 4.0));
}

#[test]
fn a_limited_queue_loses_what_its_full_state_says() {
    // One server, two present at most, load 1: each of three states a third of the time.
    let (lost, queue) = mmck(1.0, 1.0, 1, 2);
    assert!(near(lost, 1.0 / 3.0) && near(queue.waiting, 1.0 / 3.0));
    assert!(near(queue.wait, 0.5) && near(queue.utilisation, 2.0 / 3.0));
    // Nobody may wait: Erlang B. No limit to speak of: M/M/c.
    assert!(near(mmck(3.0, 1.0, 4, 4).0, erlang_b(4, 3.0)));
    assert!(near(mmck(1.0, 1.0, 2, 200).1.waiting, mmc(1.0, 1.0, 2).waiting));
}

#[test]
fn the_states_of_several_servers_are_everything_and_come_to_the_averages() {
    let (load, servers) = (3.2, 5);
    let states: Vec<f64> = (0..2_000).map(|n| mmc_state(load, servers, n)).collect();
    assert!(near(states.iter().sum(), 1.0));
    let present: f64 = states.iter().zip(0u32..).map(|(p, n)| p * f64::from(n)).sum();
    assert!(near(present, mmc(load, 1.0, servers).present));
    // One server at a half: 1/2, 1/4, 1/8.
    assert!(near(mmc_state(0.5, 1, 0), 0.5) && near(mmc_state(0.5, 1, 2), 0.125));
    // The limited queue with much room is the unlimited one.
    assert!(near(mmck_states(load, servers, 300)[4], states[4]));
}

#[test]
fn the_tail_of_the_waits_comes_to_their_mean() {
    // The integral of the tail: C service / (c - a).
    let step = 1e-3;
    let mean: f64 =
        (0..40_000).map(|n| mmc_wait_beyond(1.4, 1.0, 2, (f64::from(n) + 0.5) * step) * step).sum();
    assert!((mean - mmc(1.4, 1.0, 2).wait).abs() < 1e-6, "{mean}");
    assert!(near(mmc_wait_beyond(1.4, 1.0, 2, 0.0), erlang_c(2, 1.4)));
}

#[test]
fn the_values_noted_in_the_scenarios_of_one_service_are_those_of_the_formulas() {
    let noted = |value: f64, note: f64| (value - note).abs() < 0.6e-5;
    assert!(noted(mmc(1.4, 1.0, 2).waiting, 1.34510) && noted(mmc(1.4, 1.0, 2).wait, 0.96078));
    assert!(noted(mmck(3.6, 1.0, 4, 10).0, 0.06717));
}
