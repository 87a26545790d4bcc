//! How far some replications may run ahead of one that is slow: what they report is kept until it is done.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Tasks numbered from 0 that are begun in this order and done in any.
#[derive(Debug)]
pub(super) struct Lead {
    most: usize,
    done: Mutex<Done>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct Done {
    /// All before this one are done.
    first: usize,
    /// Those done after it.
    early: BTreeSet<usize>,
}

/// A task under way. It is done when this is dropped, however that comes.
#[derive(Debug)]
pub(super) struct UnderWay<'a> {
    lead: &'a Lead,
    number: usize,
}

impl Lead {
    /// So many tasks, one at least, may be under way or done before the first of them is done.
    pub(super) fn new(most: usize) -> Lead {
        Lead { most, done: Mutex::default(), moved: Condvar::new() }
    }

    /// Waits until this task may begin. The first of those that are not done never waits, so that somebody always gets on.
    pub(super) fn begin(&self, number: usize) -> UnderWay<'_> {
        let mut done = self.lock();
        while number >= done.first + self.most.max(1) {
            done = self.moved.wait(done).unwrap_or_else(PoisonError::into_inner);
        }
        UnderWay { lead: self, number }
    }

    fn lock(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut done = self.lead.lock();
        done.early.insert(self.number);
        let before = done.first;
        while let first = done.first
            && done.early.remove(&first)
        {
            done.first += 1;
        }
        if done.first > before {
            self.lead.moved.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    #[test]
    fn nobody_gets_further_ahead_of_the_first_than_they_may() {
        let lead = Lead::new(5);
        let (next, most_early) = (AtomicUsize::new(1), AtomicUsize::new(0));
        let (told, tell) = mpsc::channel();
        let first = lead.begin(0);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let (lead, next, most_early, told) = (&lead, &next, &most_early, told.clone());
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number > 100 {
                            break;
                        }
                        drop(lead.begin(number));
                        most_early.fetch_max(lead.lock().early.len(), Ordering::Relaxed);
                        told.send(number).unwrap();
                    }
                });
            }
            // Four get through while the first is under way; the others wait.
            let mut through: Vec<usize> = (0..4).map(|_| tell.recv().unwrap()).collect();
            through.sort_unstable();
            assert_eq!(through, [1, 2, 3, 4]);
            assert!(tell.try_recv().is_err());
            drop(first);
        });
        assert_eq!(lead.lock().first, 101, "all are done");
        assert!(most_early.load(Ordering::Relaxed) <= 4);
    }

    #[test]
    fn a_task_that_panics_is_done_for_the_others() {
        let lead = Lead::new(1);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _first = lead.begin(0);
            panic!("on purpose");
        }));
        assert!(panicked.is_err());
        drop(lead.begin(1));
        assert_eq!(lead.lock().first, 2);
    }
}
