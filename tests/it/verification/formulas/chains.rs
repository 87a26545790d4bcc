//! Birth-death processes on their way: the distribution of the state at an instant, and the mean time in each state
//! up to it, by uniformisation.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

/// A birth-death process on 0, 1, ..., of which the last state is so unlikely that it does not matter.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    births: Vec<f64>,
    deaths: Vec<f64>,
}

impl Chain {
    /// M/M/c from its arrivals, mean service and servers, cut off at `most` present.
    pub(crate) fn mmc(arrivals: f64, service: f64, servers: u32, most: u32) -> Chain {
        let births = (0..=most).map(|n| if n < most { arrivals } else { 0.0 });
        let deaths = (0..=most).map(|n| f64::from(n.min(servers)) / service);
        Chain { births: births.collect(), deaths: deaths.collect() }
    }

    /// Nobody comes; each of n present leaves at the rate stated for n.
    pub(crate) fn leaving(each: &[f64]) -> Chain {
        let deaths = each.iter().enumerate().map(|(n, rate)| n as f64 * rate);
        Chain { births: vec![0.0; each.len()], deaths: deaths.collect() }
    }

    fn stepped(&self, from: &[f64], pace: f64) -> Vec<f64> {
        let mut to = vec![0.0; from.len()];
        for (n, share) in from.iter().enumerate() {
            let (up, down) = (self.births[n] / pace, self.deaths[n] / pace);
            to[n] += share * (1.0 - up - down);
            if up > 0.0 {
                to[n + 1] += share * up;
            }
            if down > 0.0 {
                to[n - 1] += share * down;
            }
        }
        to
    }

    /// The distribution at an instant, and the mean time spent in each state up to it, from a state at time zero: the
    /// chain steps at the instants of a Poisson process at least as fast as it (Jensen 1953; Grassmann 1977,
    /// "Transient solutions in Markovian queueing systems", Computers and Operations Research 4, 47-53).
    pub(crate) fn at(&self, state: usize, instant: f64) -> [Vec<f64>; 2] {
        let pace =
            (0..self.births.len()).map(|n| self.births[n] + self.deaths[n]).fold(0.0, f64::max);
        let mut now = vec![0.0; self.births.len()];
        now[state] = 1.0;
        let (mut then, mut spent) = (vec![0.0; now.len()], vec![0.0; now.len()]);
        let steps = pace * instant;
        let mut probability = (-steps).exp();
        let mut more = 1.0 - probability;
        for n in 0..(steps + 12.0 * steps.sqrt() + 40.0) as u32 {
            for (index, share) in now.iter().enumerate() {
                then[index] += probability * share;
                spent[index] += more / pace * share;
            }
            now = self.stepped(&now, pace);
            probability *= steps / f64::from(n + 1);
            more = (more - probability).max(0.0);
        }
        [then, spent]
    }
}

/// The mean of a function of the state.
pub(crate) fn mean(shares: &[f64], value: impl Fn(f64) -> f64) -> f64 {
    shares.iter().enumerate().map(|(n, share)| share * value(n as f64)).sum()
}

#[test]
fn an_endless_service_fills_exponentially() {
    // 5 (1 - exp(-t / 2)) present, from nobody, when 2.5 come and each stays 2.
    let chain = Chain::mmc(2.5, 2.0, 1000, 60);
    let [then, spent] = chain.at(0, 3.0);
    let left = (-1.5f64).exp();
    assert!((mean(&then, |n| n) - 5.0 * (1.0 - left)).abs() < 1e-9);
    assert!((spent.iter().sum::<f64>() - 3.0).abs() < 1e-9);
    assert!((mean(&spent, |n| n) - 5.0 * (3.0 - 2.0 * (1.0 - left))).abs() < 1e-8);
}

#[test]
fn one_server_comes_to_its_steady_state() {
    let [then, _] = Chain::mmc(0.5, 1.0, 1, 80).at(0, 300.0);
    assert!((mean(&then, |n| n) - 1.0).abs() < 1e-6 && (then[0] - 0.5).abs() < 1e-6);
    // The first step by hand: almost nobody has come yet.
    let [then, _] = Chain::mmc(0.5, 1.0, 1, 80).at(0, 1e-4);
    assert!((mean(&then, |n| n) - 0.5e-4).abs() < 1e-8);
}

#[test]
fn two_who_leave_faster_together_leave_as_worked_out_by_hand() {
    // Each at 3 while both are there, then at 1: 2 exp(-6 t) + 6/5 exp(-t) (1 - exp(-5 t)).
    let [then, _] = Chain::leaving(&[0.0, 1.0, 3.0]).at(2, 0.4);
    let by_hand = 2.0 * (-2.4f64).exp() + 1.2 * (-0.4f64).exp() * (1.0 - (-2f64).exp());
    assert!((mean(&then, |n| n) - by_hand).abs() < 1e-10);
}
