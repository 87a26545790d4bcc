//! What happens again and again, each time after a time of the same law: how often by an instant, how long the time is
//! that covers an instant.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::laws::Law;
use statrs::function::gamma::gamma_lr;

/// Mean and variance of the number by an instant, of times of so many exponential stages: the stages passed are a
/// Poisson number, and every so many of them make one (Cox 1962, "Renewal theory", section 3.2).
pub(crate) fn erlang_count(stages: u32, mean: f64, instant: f64) -> [f64; 2] {
    let passed = f64::from(stages) * instant / mean;
    let mut probability = (-passed).exp();
    let (mut first, mut second) = (0.0, 0.0);
    for n in 0..(passed + 40.0 * passed.sqrt() + 60.0) as u32 {
        let count = f64::from(n / stages);
        first += count * probability;
        second += count * count * probability;
        probability *= passed / f64::from(n + 1);
    }
    [first, second - first * first]
}

/// The mean number by an instant: m(t) = F(t) + integral of m(t - x) dF(x), on a grid of so many steps by the
/// midpoint rule of Xie (1989, "On the solution of renewal-type integral equations", Communications in Statistics -
/// Simulation and Computation 18, 281-293).
pub(crate) fn mean_count(law: Law, instant: f64, steps: usize) -> f64 {
    let step = instant / steps as f64;
    let by = |at: f64| 1.0 - law.survival(at);
    let halves: Vec<f64> = (0..steps).map(|n| by((n as f64 + 0.5) * step)).collect();
    let mut mean = vec![0.0];
    for n in 1..=steps {
        let earlier: f64 = (1..n).map(|j| (mean[j] - mean[j - 1]) * halves[n - j]).sum();
        let next = (by(n as f64 * step) + earlier - mean[n - 1] * halves[0]) / (1.0 - halves[0]);
        mean.push(next);
    }
    mean[steps]
}

/// The mean length of the time that covers an instant long after the start, E\[X^2\] / E\[X\]; half of it has passed on
/// average (Feller 1971, "An introduction to probability theory and its applications", volume 2, section VI.7).
pub(crate) fn covering(law: Law) -> f64 {
    let [mean, square] = law.moments();
    square / mean
}

/// Something that begins after a fixed delay, lasts so many exponential stages, and begins again after the delay:
/// the mean number of beginnings and of ends by an instant, each the sum over n of the probability that n delays and
/// the lengths of those before are over.
pub(crate) fn alternating(delay: f64, stages: u32, mean: f64, instant: f64) -> [f64; 2] {
    let over = |lengths: u32, at: f64| match lengths {
        _ if at < 0.0 => 0.0,
        0 => 1.0,
        _ if at == 0.0 => 0.0,
        _ => gamma_lr(f64::from(stages * lengths), f64::from(stages) * at / mean),
    };
    let most = (instant / delay) as u32;
    let left = |n: u32| instant - f64::from(n) * delay;
    [(1..=most).map(|n| over(n - 1, left(n))).sum(), (1..=most).map(|n| over(n, left(n))).sum()]
}

#[test]
fn two_stages_are_counted_in_closed_form() {
    // Stages at rate 1: m(t) = t / 2 - (1 - exp(-2 t)) / 4.
    for t in [0.3, 2.0, 20.0] {
        let [mean, variance] = erlang_count(2, 2.0, t);
        assert!((mean - (0.5 * t - 0.25 * (1.0 - (-2.0 * t).exp()))).abs() < 1e-9, "{t}: {mean}");
        // Asymptotically t var / mean^3 + 1/16 for two stages (Cox 1962, section 4.5).
        assert!(t < 10.0 || (variance - (0.25 * t + 0.0625)).abs() < 1e-6, "{t}: {variance}");
    }
    let [mean, variance] = erlang_count(1, 2.0, 7.0);
    assert!((mean - 3.5).abs() < 1e-9 && (variance - 3.5).abs() < 1e-9);
}

#[test]
fn the_renewal_equation_gives_the_counts_of_stages() {
    for (stages, t) in [(1, 4.0), (2, 1.0), (3, 10.0)] {
        let found = mean_count(Law::Erlang { stages, mean: 2.0 }, t, 2000);
        assert!((found - erlang_count(stages, 2.0, t)[0]).abs() < 1e-5, "{stages} {t}: {found}");
    }
    // Elementary renewal theorem, with its constant: t / m + E[X^2] / (2 m^2) - 1.
    let law = Law::Weibull { shape: 1.8, scale: 30.0 };
    let asymptote = 600.0 / law.mean() + 0.5 * covering(law) / law.mean() - 1.0;
    assert!((mean_count(law, 600.0, 3000) - asymptote).abs() < 1e-3);
}

#[test]
fn what_covers_an_instant_is_longer_than_the_mean() {
    assert!((covering(Law::Exponential { mean: 3.0 }) - 6.0).abs() < 1e-12);
    assert!((covering(Law::Fixed(3.0)) - 3.0).abs() < 1e-12);
}

#[test]
fn what_alternates_begins_once_more_than_it_ends_or_as_often() {
    // Before the first delay nothing, just after it one beginning and next to no end.
    assert!(alternating(10.0, 3, 12.0, 9.9) == [0.0, 0.0]);
    let [begun, ended] = alternating(10.0, 3, 12.0, 10.001);
    assert!(begun == 1.0 && ended < 1e-9);
    // In the long run it goes on for 12 of every 22 days.
    let [begun, ended] = alternating(10.0, 3, 12.0, 2000.0);
    assert!((begun - ended - 12.0 / 22.0).abs() < 1e-6, "{begun} {ended}");
}
