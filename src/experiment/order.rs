//! In which order the replications of several scenarios are run.

use crate::model::Model;

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
    first: u32,
    scenarios: Vec<usize>,
}

impl Order {
    pub(super) fn of(scenarios: &[(&str, &Model)]) -> Order {
        let count = |scenario: usize| scenarios[scenario].1.run.replications;
        let mut counts: Vec<u32> = (0..scenarios.len()).map(count).collect();
        counts.sort_unstable();
        counts.dedup();
        let (mut stretches, mut length, mut before) = (Vec::new(), 0, 0);
        for most in counts {
            let of: Vec<usize> = (0..scenarios.len()).filter(|&one| count(one) >= most).collect();
            let tasks = (most - before) as usize * of.len();
            stretches.push(Stretch { from: length, first: before + 1, scenarios: of });
            (length, before) = (length + tasks, most);
        }
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
            replication: stretch.first + (within / each) as u32,
            scenario: stretch.scenarios[within % each],
        })
    }

    /// How many tasks come before this one.
    pub(super) fn place(&self, task: Task) -> usize {
        let upto = self.stretches.partition_point(|stretch| stretch.first <= task.replication);
        self.stretches[..upto].last().map_or(0, |stretch| {
            let whole = (task.replication - stretch.first) as usize * stretch.scenarios.len();
            stretch.from + whole + stretch.scenarios.partition_point(|&one| one < task.scenario)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    #[test]
    fn scenarios_take_turns_as_long_as_they_have_replications() {
        let base = scenario::read_text("baseline", scenario::BASELINE, &[]).unwrap().model;
        let models = [2, 4, 4, 1].map(|replications| {
            let mut model = base.clone();
            model.run.replications = replications;
            model
        });
        let scenarios: Vec<(&str, &Model)> = models.iter().map(|model| ("one", model)).collect();
        let order = Order::of(&scenarios);
        let tasks: Vec<_> = (0..order.len()).filter_map(|place| order.get(place)).collect();
        let expected: Vec<Task> = [
            [(1, 0), (1, 1), (1, 2), (1, 3)].as_slice(),
            &[(2, 0), (2, 1), (2, 2)],
            &[(3, 1), (3, 2), (4, 1), (4, 2)],
        ]
        .concat()
        .into_iter()
        .map(|(replication, scenario)| Task { replication, scenario })
        .collect();
        assert_eq!(tasks, expected);
        assert_eq!(order.get(expected.len()), None);
        for (place, task) in expected.into_iter().enumerate() {
            assert_eq!(order.place(task), place);
        }
        assert_eq!(Order::of(&[]).get(0), None);
    }
}
