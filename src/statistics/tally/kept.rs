//! Facts of one kind as they hold of each client, a bit each.

use super::marks::{BITS, Marks, numbers};
use crate::model::{FactId, Facts};

/// Which of some facts hold of each client.
#[derive(Debug)]
pub(super) struct Kept {
    /// The facts, in the order in which they are numbered.
    ids: Vec<FactId>,
    /// The same as a set.
    asked: Facts,
    /// The number of each fact.
    number: Vec<u16>,
    marks: Marks,
}

impl Kept {
    /// Nothing kept yet of these facts.
    pub(super) fn of(ids: Vec<FactId>) -> Kept {
        let mut number = vec![0; Facts::CAPACITY];
        for (place, id) in (0..).zip(&ids) {
            number[usize::from(id.0)] = place;
        }
        Kept { asked: Facts::of(&ids), number, marks: Marks::below(ids.len()), ids }
    }

    /// Those of these facts that are kept, by number.
    pub(super) fn numbers(&self, facts: &Facts) -> impl Iterator<Item = usize> + '_ {
        (*facts & self.asked).iter().map(|fact| usize::from(self.number[usize::from(fact.0)]))
    }

    /// Keeps what holds of a client from now on.
    pub(super) fn keep(&mut self, slot: u32, facts: &Facts) {
        let mut words = [0; Facts::CAPACITY / BITS];
        for number in self.numbers(facts) {
            words[number / BITS] |= 1 << (number % BITS);
        }
        self.marks.set(slot, &words);
    }

    /// Those that hold of a client, by number.
    pub(super) fn of_client(&self, slot: u32) -> impl Iterator<Item = usize> + '_ {
        numbers(self.marks.of(slot))
    }

    /// Those that hold of a client.
    pub(super) fn facts(&self, slot: u32) -> Facts {
        let mut facts = Facts::NONE;
        self.of_client(slot).for_each(|number| facts.insert(self.ids[number]));
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_was_asked_for() {
        let [a, b, c] = [FactId(200), FactId(3), FactId(64)];
        let mut kept = Kept::of(vec![a, b]);
        kept.keep(2, &Facts::of(&[a, c]));
        assert_eq!(kept.facts(2), Facts::of(&[a]));
        assert_eq!(kept.of_client(2).collect::<Vec<_>>(), [0]);
        assert_eq!(kept.numbers(&Facts::of(&[c, b])).collect::<Vec<_>>(), [1]);
        kept.keep(2, &Facts::of(&[b]));
        assert_eq!(kept.facts(2), Facts::of(&[b]));
    }
}
