//! The clocks that run, of all clients: each client's in a block of one slab, in the order of their numbers. A block
//! grows and shrinks by steps with the clocks in it, so that memory follows what runs and not what could.

use super::clocks::Clock;

const STEP: usize = 4;

/// Where one client's clocks are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Block {
    at: u32,
    /// Its size in steps; 0: no block.
    steps: u16,
    len: u16,
}

/// The blocks of all clients.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    slab: Vec<Clock>,
    /// Blocks given back, by size in steps.
    free: Vec<Vec<u32>>,
}

impl Block {
    fn capacity(self) -> usize {
        usize::from(self.steps) * STEP
    }
}

impl Blocks {
    /// The clocks of a block.
    #[inline]
    pub(super) fn of_mut(&mut self, block: Block) -> &mut [Clock] {
        &mut self.slab[block.at as usize..][..usize::from(block.len)]
    }

    /// Puts a clock into a block, before the one that stands at this position.
    pub(super) fn insert(&mut self, block: &mut Block, position: usize, clock: Clock) {
        if usize::from(block.len) == block.capacity() {
            self.resize(block, block.steps + 1);
        }
        block.len += 1;
        let clocks = self.of_mut(*block);
        clocks.copy_within(position..clocks.len() - 1, position + 1);
        clocks[position] = clock;
    }

    /// Takes the clock at this position out of a block.
    pub(super) fn remove(&mut self, block: &mut Block, position: usize) {
        let clocks = self.of_mut(*block);
        clocks.copy_within(position + 1.., position);
        block.len -= 1;
        // One below the size that would do, so that a clock that comes and goes does not move the others.
        if block.steps > 1 && usize::from(block.len) + STEP < block.capacity() {
            self.resize(block, block.steps - 1);
        }
    }

    /// Gives a block back.
    pub(super) fn give_back(&mut self, block: &mut Block) {
        if block.steps > 0 {
            let size = usize::from(block.steps);
            if size >= self.free.len() {
                self.free.resize_with(size + 1, Vec::new);
            }
            self.free[size].push(block.at);
        }
        *block = Block::default();
    }

    fn resize(&mut self, block: &mut Block, steps: u16) {
        let at = match self.free.get_mut(usize::from(steps)).and_then(Vec::pop) {
            Some(at) => at,
            None => {
                let at = self.slab.len();
                self.slab.resize(at + usize::from(steps) * STEP, Clock::STILL);
                at as u32
            }
        };
        let (from, len) = (block.at as usize, block.len);
        self.slab.copy_within(from..from + usize::from(len), at as usize);
        self.give_back(block);
        *block = Block { at, steps, len };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Hazard;
    use crate::units::{Days, PerDay};
    use proptest::prelude::*;

    fn clock(day: u32) -> Clock {
        let hazard = Hazard::constant(PerDay(1.0)).unwrap();
        Clock::start(Days(f64::from(day)), &hazard, 1.0, 1.0)
    }

    fn days(blocks: &mut Blocks, block: Block) -> Vec<u32> {
        blocks.of_mut(block).iter().map(|clock| clock.fires.0 as u32 - 1).collect()
    }

    proptest! {
        /// Whatever is put in and taken out of several blocks, each holds its own, in order.
        #[test]
        fn blocks_hold_what_lists_would(
            steps in prop::collection::vec((0usize..5, 0u8..9, any::<prop::sample::Index>()), 1..300)
        ) {
            let mut blocks = Blocks::default();
            let mut held = [Block::default(); 5];
            let mut lists: [Vec<u32>; 5] = Default::default();
            for (number, (which, what, place)) in (0u32..).zip(steps) {
                let (block, list) = (&mut held[which], &mut lists[which]);
                match what {
                    0 => {
                        blocks.give_back(block);
                        list.clear();
                    }
                    1..=3 if !list.is_empty() => {
                        let position = place.index(list.len());
                        blocks.remove(block, position);
                        list.remove(position);
                    }
                    _ => {
                        let position = place.index(list.len() + 1);
                        blocks.insert(block, position, clock(number));
                        list.insert(position, number);
                    }
                }
                for (block, list) in held.iter().zip(&lists) {
                    prop_assert_eq!(&days(&mut blocks, *block), list);
                }
            }
        }
    }

    #[test]
    fn what_is_given_back_is_used_again() {
        let mut blocks = Blocks::default();
        let mut first = Block::default();
        for number in 0..9 {
            blocks.insert(&mut first, 0, clock(number));
        }
        let most = blocks.slab.len();
        for _ in 0..9 {
            blocks.remove(&mut first, 0);
        }
        blocks.give_back(&mut first);
        for _ in 0..3 {
            let mut block = Block::default();
            for number in 0..9 {
                blocks.insert(&mut block, 0, clock(number));
            }
            blocks.give_back(&mut block);
        }
        assert_eq!(blocks.slab.len(), most);
    }
}
