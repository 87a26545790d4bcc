//! In which order the replications of several scenarios are run.

use std::ops::Range;

/// One replication of one scenario. Their order is that of the plan: replication by replication, so that every
/// scenario is about as far as every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Task {
    pub(super) replication: u32,
    pub(super) scenario: usize,
}

/// All tasks in order; worked out when they are asked for, because there can be many millions.
#[derive(Debug)]
pub(super) struct Order {
    stretches: Vec<Stretch>,
    length: usize,
}

/// Replications in which the same scenarios have part.
#[derive(Debug)]
struct Stretch {
    from: usize,
    numbers: Range<u32>,
    scenarios: Vec<usize>,
}

impl Order {
    /// Of scenarios with replications of these numbers each.
    pub(super) fn of(numbers: impl IntoIterator<Item = Range<u32>>) -> Order {
        let numbers: Vec<Range<u32>> = numbers.into_iter().collect();
        let mut ends: Vec<u32> = numbers.iter().flat_map(|of| [of.start, of.end]).collect();
        ends.sort_unstable();
        ends.dedup();
        let (mut stretches, mut length) = (Vec::new(), 0);
        for (&first, &end) in ends.iter().zip(ends.iter().skip(1)) {
            let has = |of: &Range<u32>| of.start <= first && end <= of.end;
            let all = 0..numbers.len();
            let scenarios: Vec<usize> = all.filter(|&one| has(&numbers[one])).collect();
            let tasks = (end - first) as usize * scenarios.len();
            stretches.push(Stretch { from: length, numbers: first..end, scenarios });
            length += tasks;
        }
        stretches.retain(|stretch| !stretch.scenarios.is_empty());
        Order { stretches, length }
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// The task at this place; none beyond the last.
    pub(super) fn get(&self, place: usize) -> Option<Task> {
        let upto = self.stretches.partition_point(|stretch| stretch.from <= place);
        let stretch = &self.stretches[..upto].last().filter(|_| place < self.length)?;
        let (within, each) = (place - stretch.from, stretch.scenarios.len());
        Some(Task {
            replication: stretch.numbers.start + (within / each) as u32,
            scenario: stretch.scenarios[within % each],
        })
    }

    /// Whether this is one of the tasks.
    pub(super) fn holds(&self, task: Task) -> bool {
        self.stretches.iter().any(|stretch| {
            stretch.numbers.contains(&task.replication)
                && stretch.scenarios.contains(&task.scenario)
        })
    }

    /// How many tasks come before this one.
    pub(super) fn place(&self, task: Task) -> usize {
        let upto = self.stretches.partition_point(|it| it.numbers.start <= task.replication);
        self.stretches[..upto].last().map_or(0, |stretch| {
            let whole =
                (task.replication - stretch.numbers.start) as usize * stretch.scenarios.len();
            stretch.from + whole + stretch.scenarios.partition_point(|&one| one < task.scenario)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks(order: &Order) -> Vec<Task> {
        (0..order.len()).filter_map(|place| order.get(place)).collect()
    }

    fn expected(list: &[(u32, usize)]) -> Vec<Task> {
        list.iter().map(|&(replication, scenario)| Task { replication, scenario }).collect()
    }

    fn check(order: &Order, list: &[(u32, usize)]) {
        let expected = expected(list);
        assert_eq!(tasks(order), expected);
        assert_eq!(order.get(expected.len()), None);
        for (place, task) in expected.into_iter().enumerate() {
            assert_eq!(order.place(task), place);
            assert!(order.holds(task));
        }
    }

    #[test]
    fn scenarios_take_turns_as_long_as_they_have_replications() {
        let order = Order::of([2, 4, 4, 1].map(|replications| 1..replications + 1));
        let first = [(1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1), (2, 2)];
        check(&order, &[first.as_slice(), &[(3, 1), (3, 2), (4, 1), (4, 2)]].concat());
        assert!(!order.holds(Task { replication: 2, scenario: 3 }));
        assert_eq!(Order::of([]).get(0), None);
    }

    #[test]
    fn replications_may_begin_at_any_number_and_leave_gaps() {
        let order = Order::of([8..10, 9..11, 20..21, 30..30]);
        check(&order, &[(8, 0), (9, 0), (9, 1), (10, 1), (20, 2)]);
        assert!(!order.holds(Task { replication: 15, scenario: 0 }));
    }
}
