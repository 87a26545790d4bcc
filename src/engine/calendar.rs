//! The calendar: one entry for each client present and each part of the system that has something to come.
//!
//! A tournament: owners meet in groups of four, the earliest of each group goes on to the next round, and the winner of
//! the last round is what comes next. An entry that changes is played again up its own path only, and no further than
//! the first round whose winner stays the same. There are never stale entries. Entries at one instant come out in the
//! order of their [`Rank`], which is documented and never depends on the shape of the tournament.

use crate::units::Days;

/// What kind of thing an entry is. Their order is that of entries at one instant.
///
/// Places are freed before they are asked for: changes of the system come first, then whatever ends, then appointment
/// slots, then risks, then offers of supports, then referrals. Within a kind, clients come in the order in which they
/// first came. So a client who is granted a place at the instant of giving up has been granted it.
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

/// The order among entries of one instant, lowest first: by kind, then by sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u64);

impl Rank {
    const NONE: Rank = Rank(u64::MAX);

    pub(super) fn new(kind: Kind, sequence: u64) -> Rank {
        Rank((kind as u64) << 60 | sequence)
    }
}

/// Whose entry it is: parts of the system first, then clients by slot.
pub(super) type Owner = u32;

const SIZE: usize = 4;

/// Owners who meet, and when their entries are due; never where there is none.
#[derive(Debug, Clone, Copy)]
struct Group {
    at: [f64; SIZE],
    owner: [Owner; SIZE],
}

impl Group {
    const EMPTY: Group = Group { at: [f64::INFINITY; SIZE], owner: [0; SIZE] };

    /// Puts an entry into its place and finds the earliest. Which one that is cannot be predicted, so it is found
    /// without branches; and the others meet first, which need not wait for the round before.
    #[inline]
    fn play(&mut self, place: usize, entry: (f64, Owner), ranks: &[Rank]) -> (f64, Owner) {
        let other = |step: usize| self.at[(place + step) % SIZE];
        let (a, b, c, d) = (entry.0, other(1), other(2), other(3));
        (self.at[place], self.owner[place]) = entry;
        let min = |a: f64, b: f64| if b < a { b } else { a };
        let at = min(a, min(min(b, c), d));
        // Of equal bits: there is but one nought.
        let is = |other: f64| u32::from(other.to_bits() == at.to_bits());
        let those = is(a) | is(b) << 1 | is(c) << 2 | is(d) << 3;
        let mut winner = (place + those.trailing_zeros() as usize) % SIZE;
        if those & (those - 1) != 0 && at.is_finite() {
            winner = self.first_of_tied(at, ranks);
        }
        (at, self.owner[winner])
    }

    #[cold]
    fn first_of_tied(&self, at: f64, ranks: &[Rank]) -> usize {
        let tied = (0..SIZE).filter(|&place| self.at[place] == at);
        tied.min_by_key(|&place| ranks[self.owner[place] as usize]).unwrap_or(0)
    }
}

/// What comes next, for whom.
#[derive(Debug)]
pub(super) struct Calendar {
    /// All owners in groups, then the winners of those groups in groups, and so on to a single group.
    rounds: Vec<Vec<Group>>,
    first: (f64, Owner),
    ranks: Vec<Rank>,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar { rounds: vec![vec![Group::EMPTY]], first: (f64::INFINITY, 0), ranks: Vec::new() }
    }
}

impl Calendar {
    /// The earliest entry.
    #[inline]
    pub(super) fn first(&self) -> Option<(Days, Owner)> {
        let (at, owner) = self.first;
        at.is_finite().then_some((Days(at), owner))
    }

    /// Takes the owner's entry away, if there is one.
    pub(super) fn clear(&mut self, owner: Owner) {
        self.set(owner, Days::NEVER, Rank::NONE);
    }

    /// Sets the owner's entry; an instant that never comes takes it away.
    pub(super) fn set(&mut self, owner: Owner, at: Days, rank: Rank) {
        let mut index = owner as usize;
        if index >= self.ranks.len() {
            self.admit(index);
        }
        self.ranks[index] = rank;
        let at = if at.is_finite() { at.0 + 0.0 } else { f64::INFINITY };
        let mut winner = (at, owner);
        for round in &mut self.rounds {
            let group = &mut round[index / SIZE];
            let place = index % SIZE;
            // Whoever won before wins again, unless it is this owner, whose rank may be another.
            let is_same = group.at[place].to_bits() == winner.0.to_bits();
            if is_same && group.owner[place] == winner.1 && winner.1 != owner {
                return;
            }
            winner = group.play(place, winner, &self.ranks);
            index /= SIZE;
        }
        self.first = winner;
    }

    /// Makes room for one more owner and those before.
    #[cold]
    fn admit(&mut self, index: usize) {
        self.ranks.resize(index + 1, Rank::NONE);
        let mut entries = index + 1;
        for round in &mut self.rounds {
            entries = entries.div_ceil(SIZE);
            round.resize(entries, Group::EMPTY);
        }
        while entries > 1 {
            // All who were there before are in the first group of what was the last round.
            entries = entries.div_ceil(SIZE);
            let mut round = vec![Group::EMPTY; entries];
            (round[0].at[0], round[0].owner[0]) = self.first;
            self.rounds.push(round);
        }
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
        fn it_agrees_with_a_sorted_map(steps in prop::collection::vec((0u32..300, 0u32..60), 1..400)) {
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
