//! The calendar: one entry for each client present and each part of the system that has something to come.
//!
//! An indexed 4-ary heap: an entry is moved when its owner's next event changes, so there are never stale entries,
//! and its size is the number of owners with something to come. Entries at one instant come out in the order of
//! their [`Rank`], which is documented and never depends on the heap's shape.

use crate::units::Days;

/// The order among entries of one instant, lowest first.
///
/// Places are freed before they are asked for: changes of the system come first, then whatever ends, then appointment
/// slots, then risks, then offers of supports, then referrals. Within a kind, clients come in the order in which they
/// first came. So a client who is granted a place at the instant of giving up has been granted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u64);

/// What kind of thing an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Kind {
    /// The system changes: a new era, a rota, staff who leave.
    Change = 0,
    /// Something ends.
    End = 1,
    /// An appointment slot.
    Slot = 2,
    /// A risk fires.
    Risk = 3,
    /// A support is offered, or a timer of the engine's runs out.
    Offer = 4,
    /// A client comes.
    Referral = 5,
}

impl Rank {
    pub(super) fn new(kind: Kind, sequence: u64) -> Rank {
        Rank((kind as u64) << 60 | sequence)
    }
}

/// Whose entry it is: parts of the system first, then clients by slot.
pub(super) type Owner = u32;

const ABSENT: u32 = u32::MAX;
const ARITY: usize = 4;

#[derive(Debug, Clone, Copy)]
struct Entry {
    at: f64,
    rank: Rank,
    owner: Owner,
}

impl Entry {
    #[inline]
    fn before(&self, other: &Entry) -> bool {
        self.at < other.at || (self.at == other.at && self.rank < other.rank)
    }
}

/// What comes next, for whom.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    heap: Vec<Entry>,
    position: Vec<u32>,
}

impl Calendar {
    /// The earliest entry.
    #[inline]
    pub(super) fn first(&self) -> Option<(Days, Owner)> {
        self.heap.first().map(|entry| (Days(entry.at), entry.owner))
    }

    /// Sets the owner's entry; an instant that never comes takes it away.
    #[inline]
    pub(super) fn set(&mut self, owner: Owner, at: Days, rank: Rank) {
        let index = owner as usize;
        if index >= self.position.len() {
            self.position.resize(index + 1, ABSENT);
        }
        if !at.is_finite() {
            self.clear(owner);
            return;
        }
        let entry = Entry { at: at.0, rank, owner };
        let position = self.position[index];
        if position == ABSENT {
            self.heap.push(entry);
            self.rise(self.heap.len() - 1, entry);
        } else {
            let position = position as usize;
            if entry.before(&self.heap[position]) {
                self.rise(position, entry);
            } else {
                self.sink(position, entry);
            }
        }
    }

    /// Takes the owner's entry away, if there is one.
    pub(super) fn clear(&mut self, owner: Owner) {
        let index = owner as usize;
        let Some(&position) = self.position.get(index).filter(|&&position| position != ABSENT)
        else {
            return;
        };
        self.position[index] = ABSENT;
        if let Some(last) = self.heap.pop() {
            let position = position as usize;
            if position < self.heap.len() {
                if position > 0 && last.before(&self.heap[(position - 1) / ARITY]) {
                    self.rise(position, last);
                } else {
                    self.sink(position, last);
                }
            }
        }
    }

    #[inline]
    fn place(&mut self, position: usize, entry: Entry) {
        self.heap[position] = entry;
        self.position[entry.owner as usize] = position as u32;
    }

    fn rise(&mut self, mut position: usize, entry: Entry) {
        while position > 0 {
            let parent = (position - 1) / ARITY;
            let above = self.heap[parent];
            if !entry.before(&above) {
                break;
            }
            self.place(position, above);
            position = parent;
        }
        self.place(position, entry);
    }

    fn sink(&mut self, mut position: usize, entry: Entry) {
        let len = self.heap.len();
        loop {
            let first = position * ARITY + 1;
            if first >= len {
                break;
            }
            let mut best = first;
            for child in first + 1..(first + ARITY).min(len) {
                if self.heap[child].before(&self.heap[best]) {
                    best = child;
                }
            }
            let below = self.heap[best];
            if !below.before(&entry) {
                break;
            }
            self.place(position, below);
            position = best;
        }
        self.place(position, entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn ties_come_out_by_kind_and_then_by_order_of_coming() {
        let mut calendar = Calendar::default();
        calendar.set(3, Days(1.0), Rank::new(Kind::Risk, 0));
        calendar.set(1, Days(1.0), Rank::new(Kind::End, 9));
        calendar.set(2, Days(1.0), Rank::new(Kind::End, 4));
        let mut order = Vec::new();
        while let Some((_, owner)) = calendar.first() {
            order.push(owner);
            calendar.clear(owner);
        }
        assert_eq!(order, [2, 1, 3]);
    }

    proptest! {
        /// Whatever is set, moved and cleared, entries come out in order, each owner at most once.
        #[test]
        fn it_agrees_with_a_sorted_map(steps in prop::collection::vec((0u32..40, 0u32..60), 1..400)) {
            let mut calendar = Calendar::default();
            let mut expected: BTreeMap<u32, u32> = BTreeMap::new();
            for (owner, at) in steps {
                if at < 10 {
                    calendar.clear(owner);
                    expected.remove(&owner);
                } else {
                    calendar.set(owner, Days(f64::from(at)), Rank::new(Kind::End, u64::from(owner)));
                    expected.insert(owner, at);
                }
            }
            let mut sorted: Vec<(u32, u32)> = expected.into_iter().map(|(owner, at)| (at, owner)).collect();
            sorted.sort_unstable();
            for (at, owner) in sorted {
                prop_assert_eq!(calendar.first(), Some((Days(f64::from(at)), owner)));
                calendar.clear(owner);
            }
            prop_assert_eq!(calendar.first(), None);
        }
    }
}
