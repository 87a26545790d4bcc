//! How often things have occurred to each client. Where there are many counters, each takes memory from its first
//! occurrence on, and a single byte as long as that is enough.

use super::blocks::{Block, Blocks};
use std::collections::BTreeMap;

const WORD: usize = u64::BITS as usize;
/// Up to so many counters all take memory at once: that is as little, and quicker.
const FEW: usize = 32;

/// The counters of all clients.
#[derive(Debug)]
pub(super) struct Counters {
    /// All counts, where there are few; the largest number stands for a large count.
    table: Vec<u16>,
    few: usize,
    /// Where there are many: for each client, a bit for each counter that has counted anything.
    begun: Vec<u64>,
    words: usize,
    /// The counts of those, in the order of the counters; the largest byte stands for a large count.
    counts: Blocks<u8, 8>,
    of: Vec<Block>,
    /// Large counts, by slot and counter.
    large: BTreeMap<(u32, u32), u32>,
}

impl Counters {
    /// Of so many things.
    pub(super) fn new(things: usize) -> Counters {
        let (few, words) = if things <= FEW { (things, 0) } else { (0, things.div_ceil(WORD)) };
        Counters {
            table: Vec::new(),
            few,
            begun: Vec::new(),
            words,
            counts: Blocks::new(),
            of: Vec::new(),
            large: BTreeMap::new(),
        }
    }

    /// Memory taken. \[bytes\]
    #[inline]
    pub(super) fn bytes(&self) -> usize {
        self.table.len() * size_of::<u16>()
            + self.begun.len() * size_of::<u64>()
            + self.of.len() * size_of::<Block>()
            + self.counts.room()
    }

    /// Makes room for a client in the next slot.
    pub(super) fn add(&mut self) {
        self.table.resize(self.table.len() + self.few, 0);
        if self.words > 0 {
            self.begun.resize(self.begun.len() + self.words, 0);
            self.of.push(Block::default());
        }
    }

    /// Nothing has occurred to the client in this slot.
    pub(super) fn reset(&mut self, slot: u32) {
        let index = slot as usize;
        self.table[index * self.few..][..self.few].fill(0);
        if self.words > 0 {
            self.begun[index * self.words..][..self.words].fill(0);
            self.counts.give_back(&mut self.of[index]);
        }
        if !self.large.is_empty() {
            self.forget_large(slot);
        }
    }

    fn forget_large(&mut self, slot: u32) {
        let theirs = self.large.range((slot, 0)..=(slot, u32::MAX));
        let theirs: Vec<(u32, u32)> = theirs.map(|(&key, _)| key).collect();
        for key in theirs {
            self.large.remove(&key);
        }
    }

    /// How often something has occurred.
    #[inline]
    pub(super) fn get(&mut self, slot: u32, thing: usize) -> u32 {
        let large = |this: &Self| this.large.get(&(slot, thing as u32)).copied().unwrap_or(0);
        if thing < self.few {
            return match self.table[slot as usize * self.few + thing] {
                u16::MAX => large(self),
                count => count.into(),
            };
        }
        let (has_begun, position) = self.find(slot, thing);
        if !has_begun {
            return 0;
        }
        match self.counts.of_mut(self.of[slot as usize])[position] {
            u8::MAX => large(self),
            count => count.into(),
        }
    }

    /// Something occurs; how often it has before.
    #[inline(always)]
    pub(super) fn count(&mut self, slot: u32, thing: usize) -> u32 {
        if thing < self.few {
            let count = &mut self.table[slot as usize * self.few + thing];
            if *count < u16::MAX - 1 {
                *count += 1;
                return u32::from(*count) - 1;
            }
            let before = std::mem::replace(count, u16::MAX);
            return self.count_large(slot, thing, before.into());
        }
        self.count_of_many(slot, thing)
    }

    fn count_of_many(&mut self, slot: u32, thing: usize) -> u32 {
        let (has_begun, position) = self.find(slot, thing);
        let block = &mut self.of[slot as usize];
        if !has_begun {
            self.begun[slot as usize * self.words + thing / WORD] |= 1 << (thing % WORD);
            self.counts.insert(block, position, 1)[0] = 1;
            return 0;
        }
        let count = &mut self.counts.of_mut(*block)[position];
        if *count < u8::MAX - 1 {
            *count += 1;
            return u32::from(*count) - 1;
        }
        let before = std::mem::replace(count, u8::MAX);
        self.count_large(slot, thing, before.into())
    }

    /// From its first large count on, a counter's count is large.
    #[cold]
    fn count_large(&mut self, slot: u32, thing: usize, before: u32) -> u32 {
        let count = self.large.entry((slot, thing as u32)).or_insert(before);
        *count += 1;
        *count - 1
    }

    /// Whether a counter has begun, and where its count stands or would stand.
    #[inline]
    fn find(&self, slot: u32, thing: usize) -> (bool, usize) {
        let begun = &self.begun[slot as usize * self.words..][..self.words];
        let (word, bit) = (thing / WORD, thing % WORD);
        let full: u32 = begun[..word].iter().map(|bits| bits.count_ones()).sum();
        let rest = (begun[word] & ((1 << bit) - 1)).count_ones();
        (begun[word] >> bit & 1 == 1, (full + rest) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Two clients and few or many counters, against a table of all of them.
        #[test]
        fn counters_count_what_a_table_would(
            things in prop::sample::select(vec![1, FEW, FEW + 1, 200]),
            steps in prop::collection::vec((0u32..2, 0usize..200, 0u8..40), 1..500)
        ) {
            let mut counters = Counters::new(things);
            counters.add();
            counters.add();
            let mut table = [[0; 200]; 2];
            for (slot, thing, what) in steps.into_iter().filter(|step| step.1 < things) {
                if what == 0 {
                    counters.reset(slot);
                    table[slot as usize] = [0; 200];
                }
                let count = &mut table[slot as usize][thing];
                prop_assert_eq!(counters.get(slot, thing), *count);
                prop_assert_eq!(counters.count(slot, thing), *count);
                *count += 1;
            }
        }
    }

    /// Beyond a byte and beyond 16 bits, among few counters and many; another client's are their own.
    #[test]
    fn large_counts_go_on() {
        for things in [FEW, FEW + 1] {
            let mut counters = Counters::new(things);
            counters.add();
            counters.add();
            for client in [0, 1] {
                for number in 0..200_000 {
                    assert_eq!(counters.count(client, 20), number);
                    assert_eq!(counters.get(client, 20), number + 1);
                }
            }
            counters.reset(0);
            assert_eq!((counters.get(0, 20), counters.get(1, 20)), (0, 200_000));
            assert_eq!(counters.count(0, 20), 0);
        }
    }
}
