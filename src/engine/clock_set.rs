//! Sets of clocks: a bit for each.

const WORD: usize = u64::BITS as usize;

/// Some of the clocks that a client can have, by number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ClockSet([u64; 2]);

impl ClockSet {
    /// Of one.
    #[inline]
    pub(super) fn one(clock: usize) -> ClockSet {
        let mut set = ClockSet::default();
        set.insert(clock);
        set
    }

    /// The first so many.
    pub(super) fn first(number: usize) -> ClockSet {
        (0..number).fold(ClockSet::default(), |mut all, clock| {
            all.insert(clock);
            all
        })
    }

    #[inline]
    pub(super) fn insert(&mut self, clock: usize) {
        self.0[clock / WORD] |= 1 << (clock % WORD);
    }

    #[inline]
    pub(super) fn remove(&mut self, clock: usize) {
        self.0[clock / WORD] &= !(1 << (clock % WORD));
    }

    #[inline]
    pub(super) fn contains(&self, clock: usize) -> bool {
        self.0[clock / WORD] >> (clock % WORD) & 1 == 1
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0[0] | self.0[1] == 0
    }

    #[inline]
    pub(super) fn add(&mut self, other: ClockSet) {
        self.0[0] |= other.0[0];
        self.0[1] |= other.0[1];
    }

    /// Only those that are in the other as well.
    #[inline]
    pub(super) fn keep(&mut self, other: ClockSet) {
        self.0[0] &= other.0[0];
        self.0[1] &= other.0[1];
    }

    /// Only those that are not in the other.
    #[inline]
    pub(super) fn drop(&mut self, other: ClockSet) {
        self.0[0] &= !other.0[0];
        self.0[1] &= !other.0[1];
    }

    /// How many there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        if self.is_empty() { 0 } else { (self.0[0].count_ones() + self.0[1].count_ones()) as usize }
    }

    /// How many there are with lower numbers.
    #[inline]
    pub(super) fn below(&self, clock: usize) -> usize {
        let (word, bit) = (clock / WORD, clock % WORD);
        let before = if word == 0 { 0 } else { self.0[0].count_ones() };
        (before + (self.0[word] & ((1 << bit) - 1)).count_ones()) as usize
    }

    /// Does something for each, lowest first.
    #[inline(always)]
    pub(super) fn each(self, mut act: impl FnMut(usize)) {
        for (word, mut bits) in self.0.into_iter().enumerate() {
            while bits != 0 {
                act(word * WORD + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
        }
    }

    /// Lowest first.
    #[inline]
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        let ClockSet([mut low, mut high]) = self;
        std::iter::from_fn(move || {
            let (word, from) = if low != 0 { (&mut low, 0) } else { (&mut high, WORD) };
            (*word != 0).then(|| {
                let clock = from + word.trailing_zeros() as usize;
                *word &= *word - 1;
                clock
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_set_holds_what_was_put_in_and_not_taken_out(
            steps in prop::collection::vec((0usize..128, any::<bool>()), 0..300)
        ) {
            let (mut set, mut expected) = (ClockSet::default(), BTreeSet::new());
            for (clock, comes) in steps {
                if comes {
                    set.insert(clock);
                    expected.insert(clock);
                } else {
                    set.remove(clock);
                    expected.remove(&clock);
                }
                prop_assert_eq!(set.contains(clock), comes);
                prop_assert_eq!(set.below(clock), expected.range(..clock).count());
                prop_assert_eq!((set.is_empty(), set.len()), (expected.is_empty(), expected.len()));
            }
            let mut each = Vec::new();
            set.each(|clock| each.push(clock));
            prop_assert!(each.iter().eq(&expected));
            prop_assert!(set.iter().eq(expected));
        }
    }

    #[test]
    fn sets_are_added_and_counted_from_the_first() {
        let mut set = ClockSet::one(127);
        set.add(ClockSet::first(66));
        set.add(ClockSet::one(3));
        assert!(set.iter().eq((0..66).chain([127])));
        set.keep(ClockSet::first(2));
        assert!(set.iter().eq(0..2));
        set.drop(ClockSet::one(0));
        assert!(set.iter().eq([1]));
        assert!(ClockSet::first(0).is_empty());
        assert!(ClockSet::first(128).iter().eq(0..128));
    }
}
