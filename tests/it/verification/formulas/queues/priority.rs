//! Some go before others: Cobham, Kleinrock.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::erlang_c;
#[cfg(test)]
use super::{mmc, near};

/// Non-preemptive priority in M/G/1 (Cobham 1954): mean wait of each class `(arrivals, mean service,
/// mean square of service)`, first served first: W_k = W_0 / ((1 - s_(k-1)) (1 - s_k)), where W_0 is
/// half the sum of arrivals x mean square, and s_k the load of classes 1 to k.
pub(crate) fn cobham(classes: &[(f64, f64, f64)]) -> Vec<f64> {
    let residual: f64 = classes.iter().map(|(rate, _, square)| rate * square / 2.0).sum();
    let mut before = 0.0;
    let mut waits = Vec::new();
    for (rate, mean, _) in classes {
        let upto = before + rate * mean;
        waits.push(residual / ((1.0 - before) * (1.0 - upto)));
        before = upto;
    }
    waits
}

/// The same at several servers whose service is exponential and the same for all (Cobham 1954; Kella and Yechiali 1985):
/// W_0 is the share who must wait times service / servers, and a class's load is a share of all servers.
pub(crate) fn cobham_servers(arrivals: &[f64], service: f64, servers: u32) -> Vec<f64> {
    let c = f64::from(servers);
    let load: f64 = arrivals.iter().sum::<f64>() * service;
    let residual = erlang_c(servers, load) * service / c;
    let mut before = 0.0;
    let mut waits = Vec::new();
    for rate in arrivals {
        let upto = before + rate * service / c;
        waits.push(residual / ((1.0 - before) * (1.0 - upto)));
        before = upto;
    }
    waits
}

#[test]

fn priority_moves_waits_between_classes_and_makes_none() {
    // Two classes of load 1/4: W_0 = 1/2, so 1/2 / (3/4) and 1/2 / (3/4 x 1/2).
    let waits = cobham(&[(0.25, 1.0, 2.0), (0.25, 1.0, 2.0)]);
    assert!(near(waits[0], 2.0 / 3.0) && near(waits[1], 4.0 / 3.0));
    // Kleinrock's conservation law (1965): the load-weighted mean wait is that without classes.
    let rates = [0.3, 0.2, 0.25];
    let waits = cobham(&rates.map(|rate| (rate, 1.0, 2.0)));
    let mean: f64 = waits.iter().zip(rates).map(|(wait, rate)| wait * rate).sum::<f64>() / 0.75;
    assert!(near(mean, mmc(0.75, 1.0, 1).wait));
}

#[test]
fn priority_at_several_servers_makes_no_waits_either_and_at_one_is_that_of_one() {
    let rates = [0.5, 0.8, 1.1];
    let waits = cobham_servers(&rates, 1.0, 3);
    let mean: f64 = waits.iter().zip(rates).map(|(wait, rate)| wait * rate).sum::<f64>() / 2.4;
    assert!(near(mean, mmc(2.4, 1.0, 3).wait));
    let one = cobham_servers(&[0.3, 0.2], 1.0, 1);
    let same = cobham(&[(0.3, 1.0, 2.0), (0.2, 1.0, 2.0)]);
    assert!(near(one[0], same[0]) && near(one[1], same[1]));
}

#[test]
fn the_values_noted_in_the_scenarios_of_classes_are_those_of_the_formula() {
    let waits = cobham(&[(0.3, 1.0, 2.0), (0.3, 1.0, 2.0)]);
    let three = cobham(&[(0.3, 0.5, 1.25), (0.25, 1.0, 1.0), (0.15, 2.0, 8.0)]);
    for (wait, noted) in three.into_iter().zip([1.07353, 1.78922, 5.06944]) {
        assert!((wait - noted).abs() < 0.6e-5);
    }
    assert!((waits[0] - 0.85714).abs() < 0.6e-5 && (waits[1] - 2.14286).abs() < 0.6e-5);
}
