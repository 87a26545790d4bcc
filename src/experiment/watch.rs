//! Whether what is to be known of several scenarios is known, replication by replication.

use super::start::Goal;
use crate::statistics::{Enough, ReplicationResult, Results};
use std::collections::VecDeque;

/// The values that are to be known, as they come in. A replication counts when every scenario has it.
#[derive(Debug)]
pub(super) struct Watch {
    /// Of each scenario the positions of the values in a row.
    positions: Vec<Vec<usize>>,
    /// Of each scenario the values of replications that have not counted yet, in order.
    waiting: Vec<VecDeque<Vec<Option<f64>>>>,
    enough: Enough,
    is_enough: bool,
    /// Number of the replication that counts next.
    next: u32,
}

impl Watch {
    /// Of these measures in all scenarios that report them; what there is of results has come in.
    pub(super) fn of(goals: &[Goal], results: &[Results]) -> Watch {
        let reported = |results: &Results| {
            let found = goals.iter().filter_map(|goal| Some((goal, results.position(&goal.key)?)));
            found.map(|(goal, at)| (goal.precision, at)).collect::<Vec<_>>()
        };
        let reported: Vec<Vec<_>> = results.iter().map(reported).collect();
        let mut watch = Watch {
            enough: Enough::of(reported.iter().flatten().map(|(precision, _)| *precision)),
            positions: reported.iter().map(|of| of.iter().map(|(_, at)| *at).collect()).collect(),
            waiting: vec![VecDeque::new(); results.len()],
            is_enough: false,
            next: results.iter().map(Results::first).min().unwrap_or(1),
        };
        for (scenario, results) in results.iter().enumerate() {
            let columns: Vec<Vec<Option<f64>>> = watch.positions[scenario]
                .iter()
                .map(|&position| results.values(position).iter().collect())
                .collect();
            let rows = 0..results.replications();
            watch.waiting[scenario] =
                rows.map(|row| columns.iter().map(|column| column[row]).collect()).collect();
        }
        watch.count();
        watch
    }

    pub(super) fn is_enough(&self) -> bool {
        self.is_enough
    }

    /// Whether the replication of this number may be added: none is that comes after those that are enough.
    pub(super) fn is_due(&self, number: u32) -> bool {
        !self.is_enough && number <= self.next
    }

    /// The next replication of a scenario.
    pub(super) fn see(&mut self, scenario: usize, result: &ReplicationResult) {
        let values = self.positions[scenario].iter().map(|&position| result.values[position]);
        self.waiting[scenario].push_back(values.collect());
        self.count();
    }

    /// Counts every replication that all scenarios have.
    fn count(&mut self) {
        while !self.is_enough && self.waiting.iter().all(|of| !of.is_empty()) {
            let values: Vec<_> = self.waiting.iter_mut().filter_map(VecDeque::pop_front).collect();
            self.is_enough = self.enough.add(values.into_iter().flatten());
            self.next += 1;
        }
    }
}
