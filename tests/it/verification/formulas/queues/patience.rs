//! Clients who lose patience: Palm, Zeltyn and Mandelbaum.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::erlang_b;
#[cfg(test)]
use super::near;

/// What becomes of clients who lose patience.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Impatient {
    /// Mean number waiting.
    pub(crate) waiting: f64,
    /// Share who give up.
    pub(crate) abandon: f64,
    /// Share of the servers that is busy.
    pub(crate) utilisation: f64,
    /// Share who find no server free.
    pub(crate) must_wait: f64,
    /// Mean wait of those served, at once or not.
    pub(crate) wait_served: f64,
    /// Mean wait of those who give up.
    pub(crate) wait_in_vain: f64,
}

/// Erlang-A, M/M/c+M (Palm 1957; Garnett, Mandelbaum and Reiman 2002): a birth-death process that is
/// left at rate min(n, c) / service + max(n - c, 0) / patience.
///
/// Who is the k-th on the list moves up, or gives up, at rate c / service + k / patience, and it is giving up with the share
/// (1 / patience) of that; so that from there P(served) = (c / service) / (c / service + k / patience), the mean wait is
/// k over that sum, and the mean wait of those served is the sum over j <= k of 1 / (c / service + j / patience).
pub(crate) fn erlang_a(arrivals: f64, service: f64, patience: f64, servers: u32) -> Impatient {
    let mut weights = vec![1.0f64];
    let most = servers + (40.0 * arrivals * patience) as u32 + 200;
    for n in 1..=most {
        let leaving =
            f64::from(n.min(servers)) / service + f64::from(n.saturating_sub(servers)) / patience;
        let next = weights[weights.len() - 1] * arrivals / leaving;
        weights.push(next);
        if next > 1e200 {
            weights.iter_mut().for_each(|weight| *weight /= next);
        }
    }
    let total: f64 = weights.iter().sum();
    let states = (0u32..).zip(weights.iter().map(|weight| weight / total));
    let mut result = Impatient {
        waiting: 0.0,
        abandon: 0.0,
        utilisation: 0.0,
        must_wait: 0.0,
        wait_served: 0.0,
        wait_in_vain: 0.0,
    };
    // What has to be divided by those served, or by those who give up.
    let (mut served, mut of_served, mut of_all) = (0.0, 0.0, 0.0);
    let mut moving_up = 0.0;
    for (n, p) in states {
        result.waiting += f64::from(n.saturating_sub(servers)) * p;
        result.utilisation += f64::from(n.min(servers)) / f64::from(servers) * p;
        result.must_wait += if n >= servers { p } else { 0.0 };
        if n < servers {
            served += p;
            continue;
        }
        let (all_busy, place) = (f64::from(servers) / service, f64::from(n - servers + 1));
        let rate = all_busy + place / patience;
        moving_up += 1.0 / rate;
        served += p * all_busy / rate;
        of_served += p * all_busy / rate * moving_up;
        of_all += p * place / rate;
    }
    result.wait_served = of_served / served;
    result.wait_in_vain = (of_all - of_served) / (1.0 - served);
    result.abandon = result.waiting / patience / arrivals;
    result
}

/// M/M/c+D: everybody waits for `patience` and no longer (Barrer 1957; Zeltyn and Mandelbaum 2005, section 2, with
/// H(x) = min(x, patience)). Gives the shares who must wait and who give up:
/// J = integral of exp(arrivals H(x) - c x / service) over x > 0, e = 1 / B(c - 1),
/// P(wait) = arrivals J / (e + arrivals J), P(give up) = (1 + (arrivals - c / service) J) / (e + arrivals J).
pub(crate) fn constant_patience(
    arrivals: f64,
    service: f64,
    patience: f64,
    servers: u32,
) -> (f64, f64) {
    let all_busy = f64::from(servers) / service;
    let surplus = arrivals - all_busy;
    let until = if surplus == 0.0 { patience } else { (surplus * patience).exp_m1() / surplus };
    let j = until + (surplus * patience).exp() / all_busy;
    let all = 1.0 / erlang_b(servers - 1, arrivals * service) + arrivals * j;
    (arrivals * j / all, (1.0 + surplus * j) / all)
}

#[test]

fn erlang_a_gives_the_table_of_treatment_slots() {
    // 10 a week, treatment of 52 weeks, patience of 12: worked out apart to the digits shown.
    let table = [
        (300, 50.77, 0.4231, 1.000, 1.000),
        (400, 27.70, 0.2308, 1.000, 0.996),
        (450, 16.26, 0.1355, 0.999, 0.927),
        (500, 5.89, 0.0491, 0.989, 0.566),
        (520, 2.84, 0.0236, 0.976, 0.333),
        (560, 0.19, 0.0016, 0.927, 0.032),
    ];
    for (slots, waiting, abandon, utilisation, must_wait) in table {
        let found = erlang_a(10.0, 52.0, 12.0, slots);
        assert!((found.waiting - waiting).abs() < 0.005_1, "{slots}: {found:?}");
        assert!((found.abandon - abandon).abs() < 0.000_051, "{slots}: {found:?}");
        assert!((found.utilisation - utilisation).abs() < 0.000_51, "{slots}: {found:?}");
        assert!((found.must_wait - must_wait).abs() < 0.000_51, "{slots}: {found:?}");
    }
    // Patience as long as service: everyone present leaves at one rate, so L is Poisson(load).
    let poisson = erlang_a(1.0, 1.0, 1.0, 1);
    assert!(near(poisson.utilisation, 1.0 - (-1f64).exp()));
    assert!(near(poisson.waiting, (-1f64).exp()));
}

#[test]
fn waits_of_the_served_and_of_those_who_give_up_are_all_waits() {
    for (arrivals, patience, servers) in [(8.0, 2.0, 10), (13.0, 2.0, 10), (1.0, 0.3, 1)] {
        let it = erlang_a(arrivals, 1.0, patience, servers);
        let all = (1.0 - it.abandon) * it.wait_served + it.abandon * it.wait_in_vain;
        // Little's law: those waiting are those who come times how long they wait.
        assert!(near(all, it.waiting / arrivals), "{it:?}");
        assert!(it.wait_served > 0.0 && it.wait_in_vain > 0.0, "{it:?}");
        // Who comes is served or gives up.
        assert!(near(it.utilisation * f64::from(servers), arrivals * (1.0 - it.abandon)));
    }
    // One server that is hardly ever free and a patience of which hardly any is left: both wait about 1 / (1 + 1).
    let tiny = erlang_a(1e-6, 1.0, 1.0, 1);
    assert!((tiny.wait_in_vain - 0.5).abs() < 1e-5, "{tiny:?}");
}

#[test]
fn constant_patience_is_a_loss_system_without_it_and_a_queue_with_much_of_it() {
    let (waits, gives_up) = constant_patience(3.0, 1.0, 0.0, 4);
    assert!(near(waits, erlang_b(4, 3.0)) && near(gives_up, erlang_b(4, 3.0)));
    let (waits, gives_up) = constant_patience(3.0, 1.0, 60.0, 4);
    assert!((waits - super::erlang_c(4, 3.0)).abs() < 1e-9 && gives_up < 1e-9);
    // One server, arrivals as fast as service, patience of one service: J = 1 + 1, 1 / (1 + 2) give up.
    let (waits, gives_up) = constant_patience(1.0, 1.0, 1.0, 1);
    assert!(near(waits, 2.0 / 3.0) && near(gives_up, 1.0 / 3.0));
}

#[test]
fn the_formula_of_constant_patience_gives_erlang_a_for_exponential_patience() {
    // The same formula with H(x) = patience (1 - exp(-x / patience)), J by the midpoint rule.
    let (arrivals, patience, servers) = (13.0, 2.0, 10u32);
    let h = |x: f64| patience * (1.0 - (-x / patience).exp());
    let step = 1e-4;
    let j: f64 = (0..400_000)
        .map(|n| (f64::from(n) + 0.5) * step)
        .map(|x| (arrivals * h(x) - f64::from(servers) * x).exp() * step)
        .sum();
    let all = 1.0 / erlang_b(servers - 1, arrivals) + arrivals * j;
    let truth = erlang_a(arrivals, 1.0, patience, servers);
    assert!((arrivals * j / all - truth.must_wait).abs() < 1e-6);
    assert!(((1.0 + (arrivals - f64::from(servers)) * j) / all - truth.abandon).abs() < 1e-6);
}

#[test]
fn the_values_noted_in_the_scenario_of_impatience_are_those_of_the_formula() {
    let impatient = erlang_a(10.0, 1.0, 0.5, 10);
    assert!((impatient.waiting - 0.73005).abs() < 0.6e-5);
    assert!((impatient.abandon - 0.14601).abs() < 0.6e-5);
}
