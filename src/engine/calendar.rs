//! The calendar: one entry for each client present and each part of the system that has something to come.
//!
//! A tournament: owners meet four at a time, the winners meet in pairs, eight to a bracket, and whoever wins the last
//! bracket is what comes next. An entry that changes is played again up its own path only, and no further than the first
//! bracket that the same owner enters as before. There are never stale entries. Entries at one instant come out in the
//! order of their [`Rank`], which is documented and never depends on the shape of the tournament.

use crate::units::Days;
use std::convert::Infallible;
use std::hint::select_unpredictable;

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

/// Owners who meet first.
const GROUP: usize = 4;
/// Winners who enter a bracket.
const BRACKET: usize = 8;

/// The bits of an instant, which come in the order of instants from nought on. Each owner who has no entry has an instant
/// of their own after all that ever come, so that they never tie.
type Bits = u64;

const NEVER: Bits = f64::INFINITY.to_bits();

/// Two entries at one instant, which only their ranks can tell apart.
struct Tied;

#[derive(Debug, Clone, Copy)]
struct Entry {
    at: Bits,
    owner: Owner,
}

impl Entry {
    /// The earlier of the two. Which one that is cannot be predicted, so it is found without branches.
    #[inline]
    fn meet<E>(
        self,
        other: Entry,
        of_tied: impl Fn(Owner, Owner) -> Result<Owner, E>,
    ) -> Result<Entry, E> {
        let other_is_first = other.at < self.at;
        let at = select_unpredictable(other_is_first, other.at, self.at);
        let owner = select_unpredictable(other_is_first, other.owner, self.owner);
        if other.at == self.at {
            return Ok(Entry { at, owner: of_tied(self.owner, other.owner)? });
        }
        Ok(Entry { at, owner })
    }
}

/// Owners who meet first, in one line of a processor's cache: of many owners, most are not in the cache.
#[derive(Debug, Clone)]
#[repr(align(64))]
struct Group {
    at: [Bits; GROUP],
    rank: [Rank; GROUP],
}

impl Group {
    /// Without entries, from this owner on.
    fn empty(first: usize) -> Group {
        let at = std::array::from_fn(|place| NEVER | (first + place) as Bits);
        Group { at, rank: [Rank::NONE; GROUP] }
    }

    /// The earliest entry, when this one has been put into its place: the others meet first, which need not wait for it.
    #[inline]
    fn play<E>(
        &self,
        entry: Entry,
        of_tied: impl Fn(Owner, Owner) -> Result<Owner, E>,
    ) -> Result<Entry, E> {
        let place = entry.owner as usize % GROUP;
        let first = entry.owner & !(GROUP as Owner - 1);
        let other = |step: usize| {
            let place = place ^ step;
            Entry { at: self.at[place % GROUP], owner: place as Owner }
        };
        let of_tied = |a, b| of_tied(first + a, first + b).map(|owner| owner - first);
        let others = other(2).meet(other(3), of_tied)?;
        let own = Entry { owner: place as Owner, ..entry };
        let winner = own.meet(other(1), of_tied)?.meet(others, of_tied)?;
        Ok(Entry { owner: first | winner.owner, ..winner })
    }
}

/// Winners who meet in pairs: who enters in the second half, whoever won of two at half their number.
#[derive(Debug, Clone)]
#[repr(align(64))]
struct Bracket {
    at: [Bits; 2 * BRACKET],
    owner: [Owner; 2 * BRACKET],
}

impl Bracket {
    /// Nobody ties with an empty place either.
    fn empty() -> Bracket {
        let at = std::array::from_fn(|place| Bits::MAX - place as Bits);
        Bracket { at, owner: [0; 2 * BRACKET] }
    }

    /// Whether this very entry is in its place. The instants are looked at first: they mostly differ.
    #[inline]
    fn has(&self, place: usize, entry: Entry) -> bool {
        self.at[BRACKET + place] == entry.at && self.owner[BRACKET + place] == entry.owner
    }

    /// Puts an entry into its place and finds the earliest of all.
    #[inline]
    fn play<E>(
        &mut self,
        place: usize,
        entry: Entry,
        of_tied: impl Fn(Owner, Owner) -> Result<Owner, E>,
    ) -> Result<Entry, E> {
        let (mut place, mut winner) = (BRACKET + place, entry);
        for _ in 0..BRACKET.ilog2() {
            (self.at[place], self.owner[place]) = (winner.at, winner.owner);
            let other = Entry { at: self.at[place ^ 1], owner: self.owner[place ^ 1] };
            winner = winner.meet(other, &of_tied)?;
            place /= 2;
        }
        Ok(winner)
    }
}

/// What comes next, for whom.
#[derive(Debug)]
pub(super) struct Calendar {
    groups: Vec<Group>,
    /// The winners of the groups in brackets, then the winners of those, and so on to a single bracket.
    rounds: Vec<Vec<Bracket>>,
    first: Entry,
}

impl Default for Calendar {
    fn default() -> Calendar {
        let first = Entry { at: NEVER, owner: 0 };
        Calendar { groups: Vec::new(), rounds: vec![vec![Bracket::empty()]], first }
    }
}

impl Calendar {
    /// The earliest entry.
    #[inline]
    pub(super) fn first(&self) -> Option<(Days, Owner)> {
        let Entry { at, owner } = self.first;
        (at < NEVER).then_some((Days(f64::from_bits(at)), owner))
    }

    /// Takes the owner's entry away, if there is one.
    pub(super) fn clear(&mut self, owner: Owner) {
        self.set(owner, Days::NEVER, Rank::NONE);
    }

    /// Sets the owner's entry to an instant from the start of the run on; one that never comes takes it away.
    pub(super) fn set(&mut self, owner: Owner, at: Days, rank: Rank) {
        debug_assert!(at >= Days::ZERO, "nothing comes before the start of the run");
        let mut index = owner as usize / GROUP;
        // What seldom happens is left to functions of its own at the very end, so that nothing need be kept for after.
        let Some(group) = self.groups.get_mut(index) else {
            return self.admit_and_set(owner, at, rank);
        };
        // There is but one nought.
        let bits = (at.0 + 0.0).to_bits();
        let at = if bits < NEVER { bits } else { NEVER | Bits::from(owner) };
        let place = owner as usize % GROUP;
        if group.at[place] == at && (group.rank[place] == rank || at >= NEVER) {
            return;
        }
        (group.at[place], group.rank[place]) = (at, rank);
        let tied = |_, _| Err(Tied);
        let Ok(mut winner) = group.play(Entry { at, owner }, tied) else {
            return self.play_by_rank(owner);
        };
        for round in &mut self.rounds {
            let bracket = &mut round[index / BRACKET];
            let place = index % BRACKET;
            // Whoever won before wins again, unless it is this owner, whose rank may be another.
            if bracket.has(place, winner) && winner.owner != owner {
                return;
            }
            let Ok(next) = bracket.play(place, winner, tied) else {
                return self.play_by_rank(owner);
            };
            winner = next;
            index /= BRACKET;
        }
        self.first = winner;
    }

    /// Plays all of an owner's path, where there are entries at one instant.
    #[cold]
    #[inline(never)]
    fn play_by_rank(&mut self, owner: Owner) {
        let groups = &self.groups;
        let rank = |owner: Owner| groups[owner as usize / GROUP].rank[owner as usize % GROUP];
        let lower = |a, b| Ok::<_, Infallible>(if rank(b) < rank(a) { b } else { a });
        let mut index = owner as usize / GROUP;
        let at = groups[index].at[owner as usize % GROUP];
        let Ok(mut winner) = groups[index].play(Entry { at, owner }, lower);
        for round in &mut self.rounds {
            Ok(winner) = round[index / BRACKET].play(index % BRACKET, winner, lower);
            index /= BRACKET;
        }
        self.first = winner;
    }

    /// Makes room for one more owner and those before.
    #[cold]
    #[inline(never)]
    fn admit_and_set(&mut self, owner: Owner, at: Days, rank: Rank) {
        let mut entries = owner as usize / GROUP + 1;
        let known = self.groups.len();
        self.groups.extend((known..entries).map(|group| Group::empty(group * GROUP)));
        for round in &mut self.rounds {
            entries = entries.div_ceil(BRACKET);
            round.resize_with(entries, Bracket::empty);
        }
        while entries > 1 {
            // All who were there before are in the first bracket of what was the last round.
            entries = entries.div_ceil(BRACKET);
            let mut round = vec![Bracket::empty(); entries];
            let Ok(_) = round[0].play(0, self.first, |a, _| Ok::<_, Infallible>(a));
            self.rounds.push(round);
        }
        self.set(owner, at, rank);
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
        /// Whatever is set, moved and cleared, entries come out in order, each owner at most once: by instant, which
        /// many share, then by kind, then by a sequence that does not follow the owners.
        #[test]
        fn it_agrees_with_a_sorted_map(
            steps in prop::collection::vec((0u32..300, 0u32..60, 0usize..3), 1..400),
            looking in any::<bool>(),
        ) {
            let kinds = [Kind::End, Kind::Slot, Kind::Referral];
            let mut calendar = Calendar::default();
            let mut expected: BTreeMap<u32, (u32, Rank)> = BTreeMap::new();
            for (owner, at, kind) in steps {
                if at < 10 {
                    calendar.clear(owner);
                    expected.remove(&owner);
                } else {
                    let rank = Rank::new(kinds[kind], u64::from(owner ^ 0b1_0010_1101));
                    calendar.set(owner, Days(f64::from(at)), rank);
                    expected.insert(owner, (at, rank));
                }
                if looking {
                    let first = expected.iter().min_by_key(|(_, entry)| **entry);
                    let first = first.map(|(owner, (at, _))| (Days(f64::from(*at)), *owner));
                    prop_assert_eq!(calendar.first(), first);
                }
            }
            let mut sorted: Vec<(u32, Rank, u32)> =
                expected.into_iter().map(|(owner, (at, rank))| (at, rank, owner)).collect();
            sorted.sort_unstable();
            for (at, _, owner) in sorted {
                prop_assert_eq!(calendar.first(), Some((Days(f64::from(at)), owner)));
                calendar.clear(owner);
            }
            prop_assert_eq!(calendar.first(), None);
        }
    }
}
