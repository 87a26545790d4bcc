//! Service or arrivals that are not exponential: Pollaczek and Khinchine, GI/M/1.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::Queue;
#[cfg(test)]
use super::{mmc, near};

/// M/G/1 (Pollaczek 1930, Khinchine 1932): Wq = arrivals E\[S^2\] / (2 (1 - utilisation)).
pub(crate) fn mg1(arrivals: f64, mean: f64, variance: f64) -> Queue {
    let second = variance + mean * mean;
    let waiting = arrivals * arrivals * second / (2.0 * (1.0 - arrivals * mean));
    Queue::little(waiting, arrivals, mean, 1.0)
}

/// M/G/1, first come first served: mean square of the wait, 2 Wq^2 + arrivals E\[S^3\] / (3 (1 - utilisation))
/// (Takacs 1962; Kleinrock 1975, section 5.7).
pub(crate) fn mg1_wait_square(arrivals: f64, mean: f64, variance: f64, third: f64) -> f64 {
    let wait = mg1(arrivals, mean, variance).wait;
    2.0 * wait * wait + arrivals * third / (3.0 * (1.0 - arrivals * mean))
}

/// How long from one arrival to the next, with mean 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Renewals {
    Constant,
    Gamma {
        shape: f64,
    },
    /// Either `short` (with probability `often`) or `long`.
    Either {
        short: f64,
        often: f64,
        long: f64,
    },
}

impl Renewals {
    /// Laplace transform, E\[exp(-s A)\].
    fn transform(self, s: f64) -> f64 {
        match self {
            Renewals::Constant => (-s).exp(),
            Renewals::Gamma { shape } => (1.0 + s / shape).powf(-shape),
            Renewals::Either { short, often, long } => {
                often * (-s * short).exp() + (1.0 - often) * (-s * long).exp()
            }
        }
    }
}

/// GI/M/1 (Kleinrock 1975, section 6.4), one arrival a unit of time: an arrival finds n present with probability
/// (1 - sigma) sigma^n, where sigma < 1 solves sigma = A*((1 - sigma) / service); who has to wait does so for an exponential
/// time of mean service / (1 - sigma). Gives sigma and the averages.
pub(crate) fn gim1(renewals: Renewals, service: f64) -> (f64, Queue) {
    // From 0 the rounds rise to the smallest root.
    let sigma = (0..200_000).fold(0.0, |sigma, _| renewals.transform((1.0 - sigma) / service));
    let wait = sigma * service / (1.0 - sigma);
    (sigma, Queue::little(wait, 1.0, service, 1.0))
}

#[test]

fn constant_service_halves_the_wait_of_exponential_service() {
    let exponential = mg1(0.8, 1.0, 1.0);
    assert!(near(exponential.wait, mmc(0.8, 1.0, 1).wait) && near(exponential.wait, 4.0));
    assert!(near(mg1(0.8, 1.0, 0.0).wait, 2.0));
}

#[test]
fn the_squares_of_waits_are_those_of_an_exponential_tail() {
    // M/M/1: P(W > t) = rho exp(-(1 - rho) t), so that E[W^2] = 2 rho / (1 - rho)^2.
    assert!(near(mg1_wait_square(0.8, 1.0, 1.0, 6.0), 2.0 * 0.8 / 0.04));
    // Service always 1 at a load of 1/2: Wq = 1/2, E[W^2] = 1/2 + (1/2) / (3/2) = 5/6.
    assert!(near(mg1_wait_square(0.5, 1.0, 0.0, 1.0), 5.0 / 6.0));
}

#[test]
fn arrivals_at_random_find_what_there_is_and_others_do_not() {
    // Exponential intervals are gamma of shape 1: sigma is the load.
    let (sigma, queue) = gim1(Renewals::Gamma { shape: 1.0 }, 0.8);
    assert!(near(sigma, 0.8) && near(queue.wait, mmc(1.0, 0.8, 1).wait));
    // Erlang of two stages at a load of 1/2: sigma = (2 / (2 + 2 (1 - sigma)))^2, s^3 - 4 s^2 + 4 s - 1 = 0, whose
    // smallest root is (3 - sqrt 5) / 2.
    let (sigma, _) = gim1(Renewals::Gamma { shape: 2.0 }, 0.5);
    assert!(near(sigma, (3.0 - 5f64.sqrt()) / 2.0));
    // Constant intervals: sigma = exp(-(1 - sigma) / service).
    let (sigma, queue) = gim1(Renewals::Constant, 0.9);
    assert!(near(sigma, (-(1.0 - sigma) / 0.9).exp()) && sigma < 0.9);
    assert!(queue.wait < 0.5 * 0.9 * 0.9 / 0.1 + 0.1);
    // Either of two that are the same is constant.
    let (same, _) = gim1(Renewals::Either { short: 1.0, often: 0.3, long: 1.0 }, 0.9);
    assert!(near(same, sigma));
}

#[test]
fn the_values_noted_in_the_scenarios_of_one_server_are_those_of_the_formulas() {
    let (sigma, queue) = gim1(Renewals::Constant, 0.8);
    assert!((sigma - 0.62863).abs() < 0.6e-5 && (queue.wait - 1.35418).abs() < 0.6e-5);
    assert!((mg1(0.7, 1.0, 0.25).wait - 1.45833).abs() < 0.6e-5);
}

/// D^X/M/1: so many come together, once a unit of time (the chain of numbers just before; Kleinrock 1975, section 6.4, with batches).
/// While there is somebody to serve, services end at rate 1 / service, so that of n present min(n, Poisson) have left a unit
/// later. Who comes waits for all who are there and for those of the batch who go before. Gives the share who must wait
/// and the averages.
pub(crate) fn batches(size: usize, service: f64) -> (f64, Queue) {
    let most = 200;
    let leave: Vec<f64> = (0..=most as u32).map(|n| super::poisson(1.0 / service, n)).collect();
    let mut found = vec![0.0; most + 1];
    found[0] = 1.0;
    for _ in 0..1500 {
        let mut next = vec![0.0; most + 1];
        for (before, p) in found.iter().enumerate() {
            let present = (before + size).min(most);
            let mut all_left = 1.0;
            for (left, q) in leave.iter().enumerate().take(present) {
                next[present - left] += p * q;
                all_left -= q;
            }
            next[0] += p * all_left;
        }
        found = next;
    }
    let mean: f64 = found.iter().enumerate().map(|(n, p)| n as f64 * p).sum();
    let batch = size as f64;
    let wait = service * (mean + (batch - 1.0) / 2.0);
    let must_wait = 1.0 - found[0] / batch;
    (must_wait, Queue::little(wait * batch, batch, service, 1.0))
}

#[test]
fn a_batch_of_one_is_a_single_arrival_and_a_batch_of_many_waits_for_itself() {
    let (must_wait, one) = batches(1, 0.8);
    let (sigma, single) = gim1(Renewals::Constant, 0.8);
    assert!((must_wait - sigma).abs() < 1e-9 && (one.wait - single.wait).abs() < 1e-9);
    // Hardly any load: who comes second waits for one service, who comes first for none.
    let (must_wait, two) = batches(2, 0.01);
    assert!(near(must_wait, 0.5) && near(two.wait, 0.005));
}
