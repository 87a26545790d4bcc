//! How often things have occurred to each client. A counter takes memory from the first occurrence on.

use super::blocks::{Block, Blocks};

const WORD: usize = u64::BITS as usize;

/// The counters of all clients.
#[derive(Debug)]
pub(super) struct Counters {
    /// For each client, a bit for each counter that has counted anything.
    begun: Vec<u64>,
    words: usize,
    /// The counts of those, in the order of the counters.
    counts: Blocks<u16, 8>,
    of: Vec<Block>,
}

impl Counters {
    /// Of so many things.
    pub(super) fn new(things: usize) -> Counters {
        let words = things.div_ceil(WORD);
        Counters { begun: Vec::new(), words, counts: Blocks::default(), of: Vec::new() }
    }

    /// Makes room for a client in the next slot.
    pub(super) fn add(&mut self) {
        self.begun.resize(self.begun.len() + self.words, 0);
        self.of.push(Block::default());
    }

    /// Nothing has occurred to the client in this slot.
    pub(super) fn reset(&mut self, slot: u32) {
        let slot = slot as usize;
        self.begun[slot * self.words..][..self.words].fill(0);
        self.counts.give_back(&mut self.of[slot]);
    }

    /// How often something has occurred, less the times that a counter's 16 bits ran over.
    #[inline]
    pub(super) fn get(&mut self, slot: u32, thing: usize) -> u16 {
        match self.find(slot, thing) {
            (true, position) => self.counts.of_mut(self.of[slot as usize])[position],
            (false, _) => 0,
        }
    }

    /// Something occurs; how often it has before, and whether the counter runs over.
    #[inline]
    pub(super) fn count(&mut self, slot: u32, thing: usize) -> (u16, bool) {
        let (has_begun, position) = self.find(slot, thing);
        let block = &mut self.of[slot as usize];
        if !has_begun {
            self.begun[slot as usize * self.words + thing / WORD] |= 1 << (thing % WORD);
            self.counts.insert(block, position, 1);
            return (0, false);
        }
        let count = &mut self.counts.of_mut(*block)[position];
        let before = *count;
        *count = before.wrapping_add(1);
        (before, *count == 0)
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
        /// Two clients and 200 counters, against a table of all of them.
        #[test]
        fn counters_count_what_a_table_would(
            steps in prop::collection::vec((0u32..2, 0usize..200, 0u8..40), 1..500)
        ) {
            let mut counters = Counters::new(200);
            counters.add();
            counters.add();
            let mut table = [[0; 200]; 2];
            for (slot, thing, what) in steps {
                if what == 0 {
                    counters.reset(slot);
                    table[slot as usize] = [0; 200];
                }
                let count = &mut table[slot as usize][thing];
                prop_assert_eq!(counters.get(slot, thing), *count);
                prop_assert_eq!(counters.count(slot, thing), (*count, false));
                *count += 1;
            }
        }
    }
}
