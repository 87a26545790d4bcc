//! What has come in so far, in the order of the replications' numbers whatever the order in which they are done.

use super::failure::Failure;
use super::order::Task;
use super::start::Goal;
use super::watch::Watch;
use crate::statistics::{ReplicationResult, Results};
use std::collections::BTreeMap;

/// Results so far. Replications that come in early wait for those before them.
pub(super) struct Fold {
    results: Vec<Results>,
    early: Vec<BTreeMap<u32, ReplicationResult>>,
    watch: Option<Watch>,
    done: usize,
    /// The first in the order of the plan of those seen so far.
    failure: Option<(Task, Failure)>,
}

impl Fold {
    /// Goes on from these results; `done`: how many replications they hold.
    pub(super) fn new(results: Vec<Results>, goals: &[Goal]) -> Fold {
        Fold {
            early: results.iter().map(|_| BTreeMap::new()).collect(),
            watch: (!goals.is_empty()).then(|| Watch::of(goals, &results)),
            done: results.iter().map(Results::replications).sum(),
            results,
            failure: None,
        }
    }

    /// Replications done, of all scenarios.
    pub(super) fn done(&self) -> usize {
        self.done
    }

    /// Whether this one has been done.
    pub(super) fn has(&self, task: Task) -> bool {
        let results = &self.results[task.scenario];
        task.replication < results.next()
            || self.early[task.scenario].contains_key(&task.replication)
    }

    /// Whether all that was to be known is known; none where nothing was.
    pub(super) fn is_enough(&self) -> Option<bool> {
        self.watch.as_ref().map(Watch::is_enough)
    }

    pub(super) fn has_failed_before(&self, task: Task) -> bool {
        self.failure.as_ref().is_some_and(|(first, _)| *first < task)
    }

    /// A replication that cannot be finished: the first of them in the order of the plan is the one to report.
    pub(super) fn fail(&mut self, task: Task, failure: Failure) {
        if !self.has_failed_before(task) {
            self.failure = Some((task, failure));
        }
    }

    /// A replication that is done.
    pub(super) fn take(&mut self, task: Task, result: ReplicationResult) {
        if self.has(task) {
            return;
        }
        self.done += 1;
        self.early[task.scenario].insert(task.replication, result);
        // Where what is known decides when to end, no scenario gets ahead of another.
        while (0..self.results.len()).filter(|&scenario| self.add_next(scenario)).count() > 0 {}
    }

    /// Adds the next replication of a scenario where it is there and due.
    fn add_next(&mut self, scenario: usize) -> bool {
        let results = &mut self.results[scenario];
        let next = results.next();
        if self.watch.as_ref().is_some_and(|watch| !watch.is_due(next)) {
            return false;
        }
        let Some(result) = self.early[scenario].remove(&next) else { return false };
        if let Some(watch) = &mut self.watch {
            watch.see(scenario, &result);
        }
        results.add(result);
        true
    }

    /// The results, or why there are none.
    pub(super) fn end(self) -> Result<Vec<Results>, Failure> {
        match self.failure {
            // A replication beyond those that are enough might as well never have been run.
            Some((_, failure)) if self.watch.is_none_or(|watch| !watch.is_enough()) => Err(failure),
            _ => Ok(self.results),
        }
    }
}
