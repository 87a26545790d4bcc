//! Careers: a client goes from state to state, stays in each until the first of some independent times is over, and goes
//! on by which it was (a semi-Markov process). Long-run shares, and what comes before an end that takes everyone.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::competing::{Ratios, fates};
use super::laws::Law;

/// A way out of a state: after a time of this law to each state with its share; what the shares leave is the end.
pub(crate) type Way = (Law, Vec<(usize, f64)>);

/// A career over some states.
#[derive(Debug, Clone)]
pub(crate) struct Career {
    /// Mean stay in each state.
    stays: Vec<f64>,
    /// Probability of each way out of each state.
    ways: Vec<Vec<f64>>,
    /// Probability of each state after each.
    onward: Vec<Vec<f64>>,
}

impl Career {
    /// From the ways out of each state; nobody stays in one longer than `longest`.
    pub(crate) fn of(states: &[Vec<Way>], longest: f64) -> Career {
        let mut career = Career { stays: Vec::new(), ways: Vec::new(), onward: Vec::new() };
        for ways in states {
            let risks: Vec<Ratios> = ways.iter().map(|(law, _)| Ratios::none(*law)).collect();
            let fate = fates(&risks, &[longest], 40_000).remove(0);
            assert!(fate.left < 1e-9, "{} stay longer", fate.left);
            let mut onward = vec![0.0; states.len()];
            for ((_, targets), taken) in ways.iter().zip(&fate.taken) {
                targets.iter().for_each(|(to, share)| onward[*to] += share * taken);
            }
            career.stays.push(fate.spent);
            career.ways.push(fate.taken);
            career.onward.push(onward);
        }
        career
    }

    pub(crate) fn stay(&self, state: usize) -> f64 {
        self.stays[state]
    }

    /// The share of stays in a state that end by a way.
    pub(crate) fn way(&self, state: usize, way: usize) -> f64 {
        self.ways[state][way]
    }

    /// The mean number of visits to each state before the end, by where one begins: the fundamental matrix
    /// (I - P)^-1 (Kemeny and Snell 1960, theorem 3.2.4).
    fn visits(&self) -> Vec<Vec<f64>> {
        let count = self.stays.len();
        let column = |to: usize| {
            let rest = |i: usize, j: usize| f64::from(i == j) - self.onward[i][j];
            let mut rows: Vec<Vec<f64>> =
                (0..count).map(|i| (0..count).map(|j| rest(i, j)).collect()).collect();
            rows.iter_mut().enumerate().for_each(|(i, row)| row.push(f64::from(i == to)));
            solve(rows)
        };
        let columns: Vec<Vec<f64>> = (0..count).map(column).collect();
        (0..count).map(|from| columns.iter().map(|column| column[from]).collect()).collect()
    }

    /// From the first state, before the end: the mean number of visits to each state.
    pub(crate) fn visits_in_all(&self) -> Vec<f64> {
        self.visits().remove(0)
    }

    /// From the first state: the share who are ever in another, visits(0, j) / visits(j, j).
    pub(crate) fn ever(&self, state: usize) -> f64 {
        let visits = self.visits();
        visits[0][state] / visits[state][state]
    }

    /// From the first state: the mean time until another is first entered or the end has come, which solves
    /// M(i) = stay(i) + sum of P(i, j) M(j) over the states before it.
    pub(crate) fn until_first(&self, state: usize) -> f64 {
        let mut before = self.clone();
        before.onward.iter_mut().for_each(|onward| onward[state] = 0.0);
        before.visits_in_all().iter().zip(&self.stays).map(|(visits, stay)| visits * stay).sum()
    }

    /// Where there is no end: the visits to each state per unit of time in the long run, pi(j) / sum of pi(i) stay(i),
    /// where pi P = pi (Ross 1996, "Stochastic processes", theorem 4.8.3). Times the mean stay, the share of time.
    pub(crate) fn rates(&self) -> Vec<f64> {
        let count = self.stays.len();
        // The equations of all states but the last, and that the time of all comes to 1.
        let row = |to: usize| -> Vec<f64> {
            let balance = (0..count).map(|from| self.onward[from][to] - f64::from(from == to));
            balance.chain([0.0]).collect()
        };
        let mut rows: Vec<Vec<f64>> = (0..count - 1).map(row).collect();
        rows.push(self.stays.iter().copied().chain([1.0]).collect());
        solve(rows)
    }
}

/// Linear equations, the last column being the right-hand side, by elimination with the largest pivot.
fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let count = rows.len();
    for column in 0..count {
        let pivot = (column..count)
            .max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()));
        rows.swap(column, pivot.unwrap_or(column));
        let lead = rows[column].clone();
        for (index, row) in rows.iter_mut().enumerate() {
            if index != column {
                let factor = row[column] / lead[column];
                row.iter_mut().zip(&lead).for_each(|(cell, lead)| *cell -= factor * lead);
            }
        }
    }
    (0..count).map(|index| rows[index][count] / rows[index][index]).collect()
}

#[test]
fn two_states_share_time_by_their_stays() {
    let (ten, thirty) = (Law::Fixed(10.0), Law::Uniform { low: 20.0, high: 40.0 });
    let career = Career::of(&[vec![(ten, vec![(1, 1.0)])], vec![(thirty, vec![(0, 1.0)])]], 50.0);
    let rates = career.rates();
    assert!((rates[0] - 0.025).abs() < 1e-8 && (rates[1] - 0.025).abs() < 1e-8, "{rates:?}");
    assert!((career.stay(1) - 30.0).abs() < 1e-5);
}

#[test]
fn a_career_that_ends_by_hand() {
    // Half go on from the first state to the second, and a third from there back: visits 1 / (1 - 1/6) and half of it.
    let mean = |mean| Law::Exponential { mean };
    let first = vec![(mean(10.0), vec![(1, 0.5)])];
    let second = vec![(mean(40.0), vec![(0, 1.0)]), (mean(20.0), vec![])];
    let career = Career::of(&[first, second], 1000.0);
    let visits = career.visits_in_all();
    assert!((visits[0] - 1.2).abs() < 1e-6 && (visits[1] - 0.6).abs() < 1e-6, "{visits:?}");
    assert!((career.way(1, 0) - 1.0 / 3.0).abs() < 1e-6);
    assert!((career.stay(1) - 40.0 / 3.0).abs() < 1e-5);
    assert!((career.ever(1) - 0.5).abs() < 1e-6 && (career.until_first(1) - 10.0).abs() < 1e-5);
}
