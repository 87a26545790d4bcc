//! Runs every replication of every scenario and folds them in the order of their numbers.

use super::failure::Failure;
use super::fold::Fold;
use super::lead::Lead;
use super::log::{Chapter, EventLog, Keeping};
use super::order::{Order, Task};
use super::start::{Replicated, Start};
use crate::engine::{Conditions, RunEnding, Spot, simulate};
use crate::events::Recording;
use crate::model::Model;
use crate::records::Recorder;
use crate::statistics::{ReplicationResult, Results, Sheet, Tally};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Memory for each thread for reports of replications that wait for one before them, the size of a report's histograms of
/// waits, and how many may wait in any case. \[bytes\]
const EARLY: usize = 64 << 20;
const HISTOGRAM: usize = 20_000;
const FEWEST: usize = 64;

/// What is to be run.
pub struct Plan<'a> {
    /// Name and model of each scenario; comparisons are against the first.
    pub scenarios: Vec<(&'a str, &'a Model)>,
    /// Threads; none: one for each processor.
    pub threads: Option<usize>,
    /// Raised to stop early; by the plan itself where what happens cannot be written down, or enough is known.
    pub stop: &'a AtomicBool,
    /// Told after each replication.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// How far an experiment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Replications done, of all scenarios.
    pub done: usize,
    /// Replications to do.
    pub all: usize,
}

/// What came of an experiment.
#[derive(Debug)]
pub struct Done {
    /// The results of each scenario, in the order of the plan.
    pub results: Vec<Results>,
    /// Whether it was stopped; then the results are those of the replications before the first that is missing.
    pub is_interrupted: bool,
    /// Whether all that was to be known is known; none where nothing was.
    pub is_enough: Option<bool>,
    /// Threads used.
    pub threads: usize,
}

impl Plan<'_> {
    /// Runs it.
    ///
    /// # Errors
    /// When a replication cannot be finished, or the machine refuses the threads.
    pub fn run(&self) -> Result<Done, Failure> {
        self.run_keeping(Keeping::default())
    }

    /// Runs it, and keeps what comes of it in these ways.
    ///
    /// # Errors
    /// The same, and when events cannot be written down.
    pub fn run_keeping(&self, keeping: Keeping<'_>) -> Result<Done, Failure> {
        let models: Vec<_> = self
            .scenarios
            .iter()
            .map(|(_, model)| (*model, 1..model.run.replications + 1))
            .collect();
        self.run_from(Start::fresh(&models, None), keeping)
    }

    /// Goes on from a start to the last replication of each scenario, or until all that is to be known is known, and
    /// keeps what comes of it in these ways. Only a run without earlier replications can keep events.
    ///
    /// # Errors
    /// The same.
    pub fn run_from(&self, start: Start<'_>, keeping: Keeping<'_>) -> Result<Done, Failure> {
        let numbers = start.results.iter().zip(&start.last);
        let order = Order::of(numbers.map(|(results, &last)| results.first()..last + 1));
        self.run_in_order(&|place| order.get(place), &order, start, keeping)
    }

    /// The same, with the work handed out in this order; which cannot be told from what comes back.
    fn run_in_order(
        &self,
        task: &(dyn Fn(usize) -> Option<Task> + Sync),
        order: &Order,
        start: Start<'_>,
        keeping: Keeping<'_>,
    ) -> Result<Done, Failure> {
        let threads = self.threads.unwrap_or_else(|| {
            std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
        });
        let threads = threads.clamp(1, order.len().max(1));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|why| Failure::Threads { threads, why })?;
        let mut fold = Fold::new(start.results, start.goals);
        for Replicated { scenario, replication, result } in start.done {
            let task = Task { replication, scenario };
            if order.holds(task) {
                fold.take(task, result);
            }
        }
        let stop_if_enough = |fold: &Fold| {
            self.stop.fetch_or(fold.is_enough() == Some(true), Ordering::Relaxed);
        };
        stop_if_enough(&fold);
        (self.progress)(Progress { done: fold.done(), all: order.len() });
        let fold = Mutex::new(fold);
        let next = AtomicUsize::new(0);
        let lead = Lead::new(self.most_early(threads));
        pool.broadcast(|_| {
            while !self.stop.load(Ordering::Relaxed) {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = task(index) else { break };
                let _under_way = lead.begin(index);
                // Those before a failure are still to be done: one of them may fail too, and is the one to report.
                let so_far = lock(&fold);
                if so_far.has(task) || so_far.has_failed_before(task) {
                    continue;
                }
                drop(so_far);
                let events = keeping.events.map(|events| (events, order.place(task)));
                match self.replicate(task, events) {
                    Ok(Some(result)) => {
                        if let Some(journal) = keeping.journal {
                            journal.write(task.scenario, task.replication, &result);
                        }
                        let mut fold = lock(&fold);
                        fold.take(task, result);
                        (self.progress)(Progress { done: fold.done(), all: order.len() });
                        stop_if_enough(&fold);
                    }
                    Ok(None) => {}
                    Err(failure) => {
                        // Nothing more can be kept, whatever comes of the others.
                        if matches!(failure, Failure::Events(_)) {
                            self.stop.store(true, Ordering::Relaxed);
                        }
                        lock(&fold).fail(task, failure);
                    }
                }
            }
        });
        let fold = fold.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_enough = fold.is_enough();
        let is_interrupted = fold.done() < order.len() && is_enough != Some(true);
        Ok(Done { results: fold.end()?, is_interrupted, is_enough, threads })
    }

    /// Replications whose reports, of those that cannot be added up yet, fit into the memory for them.
    fn most_early(&self, threads: usize) -> usize {
        let report = |(_, model): &(&str, &Model)| {
            let sheet = Sheet::of(model);
            let values = sheet.keys.len() + sheet.instants.len() * sheet.series.len();
            values * size_of::<Option<f64>>() + sheet.waits.len() * HISTOGRAM
        };
        let each = self.scenarios.iter().map(report).max().unwrap_or(0).max(1);
        (EARLY / each).max(FEWEST) * threads
    }

    /// One replication; none when it was stopped on the way.
    fn replicate(
        &self,
        task: Task,
        events: Option<(&dyn EventLog, usize)>,
    ) -> Result<Option<ReplicationResult>, Failure> {
        let (name, model) = self.scenarios[task.scenario];
        let mut tally = Tally::new(model);
        let Some((events, place)) = events else {
            let is_whole = replicate((name, model), task.replication, self.stop, &mut tally)?;
            return Ok(is_whole.then(|| tally.into_result()));
        };
        let Task { replication, scenario } = task;
        let mut draft = events.begin(Chapter { place, scenario, replication });
        let mut both = (tally, Recording::new(model, &mut *draft));
        let is_whole = replicate((name, model), replication, self.stop, &mut both)?;
        let (tally, _) = both;
        if is_whole {
            draft.close().map_err(Failure::Events)?;
        }
        Ok(is_whole.then(|| tally.into_result()))
    }
}

fn lock(fold: &Mutex<Fold>) -> MutexGuard<'_, Fold> {
    fold.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one replication of a named scenario, reported to a recorder. Whether it came to its end: false where it was
/// stopped before.
///
/// # Errors
/// When a client goes round and round, or more are present than can be kept.
pub fn replicate<R: Recorder>(
    (name, model): (&str, &Model),
    replication: u32,
    stop: &AtomicBool,
    recorder: &mut R,
) -> Result<bool, Failure> {
    let conditions = Conditions { replication, without: None, endless: false, stop };
    let outcome = simulate(model, conditions, recorder);
    let (scenario, day) = (name.to_owned(), outcome.at.0);
    match outcome.ending {
        RunEnding::Horizon => Ok(true),
        RunEnding::Stopped => Ok(false),
        RunEnding::Stuck(spot) => {
            let system = model.system();
            let spot = match spot {
                Spot::Intervention(id) => {
                    format!("intervention `{}`", system.intervention(id).name)
                }
                Spot::Risk(id) => format!("risk `{}`", system.clocks[id.index()].name),
            };
            Err(Failure::Stuck { scenario, replication, spot, day })
        }
        RunEnding::TooMany => Err(Failure::TooMany { scenario, replication, day }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    /// A queue in which replications differ much.
    fn queue(replications: u32, places: u32) -> Model {
        let text = format!(
            r#"
            [run]
            horizon = "60d"
            replications = {replications}
            [routes.door]
            per_day = 2
            enters = "care"
            [services.clinic]
            places = {places}
            [interventions.care]
            component = "delivery"
            tier = 2
            service = "clinic"
            duration = {{ exponential = {{ mean = "2d" }} }}
            then = "done"
            [exits.done]
            planned = true
            reason = "completed"
            "#
        );
        match scenario::read_text("queue", &text, &[]) {
            Ok(scenario) => scenario.model,
            Err(refusal) => panic!("{:?}", refusal.problems),
        }
    }

    /// In the order of the plan, backwards, and shuffled in three ways that are the same in every run.
    fn orders(tasks: &[Task]) -> Vec<Vec<Task>> {
        let mut orders = vec![tasks.to_vec(), tasks.iter().rev().copied().collect()];
        for odd in [0x9e37_79b1_u32, 0x85eb_ca6b, 0xc2b2_ae35] {
            let mut shuffled = tasks.to_vec();
            shuffled.sort_by_key(|task| {
                (task.replication * 2 + task.scenario as u32).wrapping_mul(odd).rotate_left(11)
            });
            assert_ne!(shuffled, tasks);
            orders.push(shuffled);
        }
        orders
    }

    #[test]
    fn the_order_in_which_the_work_is_done_changes_nothing() {
        let (five, four) = (queue(30, 5), queue(20, 4));
        let stop = AtomicBool::new(false);
        for threads in [1, 2, 7] {
            let plan = Plan {
                scenarios: vec![("five", &five), ("four", &four)],
                threads: Some(threads),
                stop: &stop,
                progress: &|_| {},
            };
            let first = plan.run().unwrap();
            let replications = first.results.iter().map(Results::replications);
            assert_eq!(replications.collect::<Vec<_>>(), [30, 20]);
            let start = || {
                let models = plan.scenarios.iter();
                let models: Vec<_> =
                    models.map(|(_, model)| (*model, 1..model.run.replications + 1)).collect();
                Start::fresh(&models, None)
            };
            let order = Order::of(start().last.iter().map(|&last| 1..last + 1));
            let tasks: Vec<Task> = (0..order.len()).filter_map(|at| order.get(at)).collect();
            for tasks in orders(&tasks) {
                let task = |at: usize| tasks.get(at).copied();
                let done = plan.run_in_order(&task, &order, start(), Keeping::default()).unwrap();
                assert_eq!(format!("{:?}", done.results), format!("{:?}", first.results));
            }
        }
    }
}
