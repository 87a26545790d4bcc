//! A server for everyone, whatever the hour.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

#[cfg(test)]
use super::near;

/// M/G/infinity: share of the time in which `present` are present, which is Poisson whatever the service is
/// (Takacs 1962; Eick, Massey and Whitt 1993): exp(-mean) mean^n / n!.
pub(crate) fn poisson(mean: f64, present: u32) -> f64 {
    (1..=present).fold((-mean).exp(), |p, n| p * mean / f64::from(n))
}

/// M(t)/M/infinity in its periodic regime (Eick, Massey and Whitt 1993): the mean number present at
/// `instant` is the integral of rate(instant - u) exp(-u / service) over u > 0. The rate is constant
/// over each of the pieces `(length, rate)`, which repeat.
pub(crate) fn mt_infinite(pieces: &[(f64, f64)], service: f64, instant: f64) -> f64 {
    let period: f64 = pieces.iter().map(|(length, _)| length).sum();
    // From nobody at the start of a period: those who came in it and are still there after `time`.
    let grown = |time: f64| {
        let mut from = 0.0;
        let mut present = 0.0;
        for (length, rate) in pieces {
            let upto = (from + length).min(time);
            if upto > from {
                present += rate
                    * service
                    * (((upto - time) / service).exp() - ((from - time) / service).exp());
            }
            from += length;
        }
        present
    };
    let at_start = grown(period) / (1.0 - (-period / service).exp());
    let phase = instant.rem_euclid(period);
    at_start * (-phase / service).exp() + grown(phase)
}

#[test]
fn an_endless_server_forgets_its_arrivals_exponentially() {
    // On for one unit, off for the next, service of one: 1 / (1 + 1/e) at the end of the on time.
    let pieces = [(1.0, 1.0), (1.0, 0.0)];
    let peak = 1.0 / (1.0 + (-1f64).exp());
    assert!(near(mt_infinite(&pieces, 1.0, 1.0), peak));
    assert!(near(mt_infinite(&pieces, 1.0, 12.0), peak * (-1f64).exp()));
    assert!(near(mt_infinite(&[(2.0, 3.0), (5.0, 3.0)], 4.0, 1.3), 12.0));
}

#[test]
fn the_mean_over_a_day_is_that_of_the_mean_rate_and_hour_by_hour_it_is_not() {
    // 400 an hour on average, for 5 hours.
    let pieces = [(6.0, 200.0), (6.0, 400.0), (6.0, 600.0), (6.0, 400.0)];
    let over_a_day: f64 =
        (0..2400).map(|step| mt_infinite(&pieces, 5.0, (f64::from(step) + 0.5) / 100.0)).sum();
    assert!((over_a_day / 2400.0 - 2000.0).abs() < 0.01);
    assert!(mt_infinite(&pieces, 5.0, 18.0) > 2300.0 && mt_infinite(&pieces, 5.0, 6.0) < 1700.0);
}

#[test]
fn so_many_present_by_chance_are_everything_and_come_to_the_mean() {
    let states: Vec<f64> = (0..100).map(|n| poisson(5.0, n)).collect();
    assert!(near(states.iter().sum(), 1.0) && near(states[0], (-5f64).exp()));
    let mean: f64 = states.iter().zip(0u32..).map(|(p, n)| p * f64::from(n)).sum();
    assert!(near(mean, 5.0) && near(states[4], states[5]));
}
