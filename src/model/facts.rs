//! What is true of a client just now, as bits.

use std::ops::{BitAnd, BitOr, BitXor};

const WORDS: usize = 4;

/// Each fact by itself. Facts are added and taken away as whole sets: a set that has been changed word by word takes long to be
/// read as a whole.
static SINGLE: [Facts; Facts::CAPACITY] = {
    let mut single = [Facts::NONE; Facts::CAPACITY];
    let mut fact = 0;
    while fact < Facts::CAPACITY {
        single[fact].0[fact / 64] = 1 << (fact % 64);
        fact += 1;
    }
    single
};

/// One thing that is true or false of a client: at a level of an attribute, in a state, receiving an
/// intervention, having had one, holding a place in a crowded service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u8);

/// A set of facts: those that hold of one client, or those that a condition asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Facts([u64; WORDS]);

/// Where a client stands: these four partition a client's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Phase {
    /// An episode is open, the care plan is not yet.
    Engaging = 0,
    /// The care plan is open and the client is in the community.
    InTreatment = 1,
    /// No episode is open and the client is in the community.
    AfterExit = 2,
    /// In custody.
    InCustody = 3,
}

impl Phase {
    /// All four, in order.
    pub const ALL: [Phase; 4] =
        [Phase::Engaging, Phase::InTreatment, Phase::AfterExit, Phase::InCustody];

    /// The fact that the client is in this phase.
    #[must_use]
    pub fn fact(self) -> FactId {
        FactId(self as u8)
    }
}

impl FactId {
    /// The main strand is on a waiting list and holds no place meanwhile.
    pub const WAITING: FactId = FactId(4);
    /// The first number free for a system's own facts.
    pub const FIRST_FREE: u8 = 5;
}

impl Facts {
    /// How many facts a system can have.
    pub const CAPACITY: usize = WORDS * 64;
    /// No facts.
    pub const NONE: Facts = Facts([0; WORDS]);

    /// The set of just these.
    #[must_use]
    pub fn of(facts: &[FactId]) -> Facts {
        let mut set = Facts::NONE;
        for &fact in facts {
            set.insert(fact);
        }
        set
    }

    /// Adds a fact.
    #[inline]
    pub fn insert(&mut self, fact: FactId) {
        *self = *self | SINGLE[usize::from(fact.0)];
    }

    /// Takes a fact away.
    #[inline]
    pub fn remove(&mut self, fact: FactId) {
        let (Facts([a, b, c, d]), Facts([e, f, g, h])) = (*self, SINGLE[usize::from(fact.0)]);
        *self = Facts([a & !e, b & !f, c & !g, d & !h]);
    }

    /// Whether the fact is in the set.
    #[inline]
    #[must_use]
    pub fn contains(&self, fact: FactId) -> bool {
        self.0[usize::from(fact.0 >> 6)] & (1 << (fact.0 & 63)) != 0
    }

    /// Whether the two sets share a fact.
    #[inline]
    #[must_use]
    pub fn meets(&self, other: &Facts) -> bool {
        let Facts([a, b, c, d]) = *self & *other;
        (a | b | c | d) != 0
    }

    /// Whether the set shares a fact with this word of another.
    #[inline]
    #[must_use]
    pub fn meets_word(&self, word: usize, mask: u64) -> bool {
        self.0[word % WORDS] & mask != 0
    }

    /// The word in which all facts of the set are, and what is in it; none where they are in none or in several.
    pub(super) fn only_word(&self) -> Option<(usize, u64)> {
        let mut full = self.0.iter().copied().enumerate().filter(|&(_, bits)| bits != 0);
        full.next().filter(|_| full.next().is_none())
    }

    /// Whether there is no fact in the set.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Facts([a, b, c, d]) = self;
        a | b | c | d == 0
    }

    /// Does something for each fact of the set, lowest first: as [`Facts::iter`], where it must be quick.
    #[inline(always)]
    pub fn each(self, mut act: impl FnMut(FactId)) {
        for (word, mut bits) in (0u8..).zip(self.0) {
            while bits != 0 {
                act(FactId(word * 64 + bits.trailing_zeros() as u8));
                bits &= bits - 1;
            }
        }
    }

    /// The facts of the set, lowest first.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = FactId> {
        let Facts(mut words) = self;
        let mut word = 0;
        std::iter::from_fn(move || {
            while *words.get(word)? == 0 {
                word += 1;
            }
            let bit = words[word].trailing_zeros();
            words[word] &= words[word] - 1;
            Some(FactId((word * 64) as u8 + bit as u8))
        })
    }
}

impl BitAnd for Facts {
    type Output = Facts;
    #[inline]
    fn bitand(self, other: Facts) -> Facts {
        let (Facts([a, b, c, d]), Facts([e, f, g, h])) = (self, other);
        Facts([a & e, b & f, c & g, d & h])
    }
}

impl BitOr for Facts {
    type Output = Facts;
    #[inline]
    fn bitor(self, other: Facts) -> Facts {
        let (Facts([a, b, c, d]), Facts([e, f, g, h])) = (self, other);
        Facts([a | e, b | f, c | g, d | h])
    }
}

impl BitXor for Facts {
    type Output = Facts;
    #[inline]
    fn bitxor(self, other: Facts) -> Facts {
        let (Facts([a, b, c, d]), Facts([e, f, g, h])) = (self, other);
        Facts([a ^ e, b ^ f, c ^ g, d ^ h])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_out_lowest_first_from_all_words() {
        let numbers = [0, 5, 63, 64, 127, 200, 255];
        let set = Facts::of(&numbers.map(FactId));
        let mut each = Vec::new();
        set.each(|fact| each.push(fact.0));
        assert_eq!(each, numbers);
        assert!(set.iter().map(|fact| fact.0).eq(numbers));
        assert_eq!((set.only_word(), Facts::NONE.only_word()), (None, None));
        assert_eq!(Facts::of(&[FactId(65), FactId(66)]).only_word(), Some((1, 0b110)));
    }
}
