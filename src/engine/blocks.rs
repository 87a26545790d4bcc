//! Short lists, one for each client, in blocks of one slab. A block grows and shrinks by steps with what is in it, so
//! that memory follows what there is and not what there could be.

/// Where one client's list is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Block {
    at: u32,
    /// Its size in steps; 0: no block.
    steps: u16,
    len: u16,
}

impl Block {
    /// How many items there are in it.
    #[inline]
    pub(super) fn len(self) -> usize {
        self.len.into()
    }
}

/// The blocks of all clients, which grow by so many items at a time.
#[derive(Debug)]
pub(super) struct Blocks<T, const STEP: usize> {
    slab: Vec<T>,
    /// Blocks given back, by size in steps.
    free: Vec<Vec<u32>>,
    /// How many steps there are in those.
    left_over: usize,
}

/// A slab smaller than this is not worth closing up. \[items\]
const SMALL: usize = 4096;

impl<T: Copy + Default, const STEP: usize> Blocks<T, STEP> {
    pub(super) fn new() -> Blocks<T, STEP> {
        Blocks { slab: Vec::new(), free: Vec::new(), left_over: 0 }
    }

    /// Whether so much is left over that the blocks should be [closed up](Blocks::close_up).
    #[inline]
    pub(super) fn has_gaps(&self) -> bool {
        self.left_over * STEP > self.slab.len() / 8 && self.slab.len() >= SMALL
    }

    /// Moves all blocks together, so that nothing is left over; `blocks` are all there are.
    pub(super) fn close_up<'a>(&mut self, blocks: impl Iterator<Item = &'a mut Block>) {
        let mut blocks: Vec<&mut Block> = blocks.filter(|block| block.steps > 0).collect();
        blocks.sort_unstable_by_key(|block| block.at);
        let mut end = 0;
        for block in blocks {
            let (at, len) = (block.at as usize, block.len());
            self.slab.copy_within(at..at + len, end);
            block.at = end as u32;
            block.steps = len.div_ceil(STEP).max(1) as u16;
            end += usize::from(block.steps) * STEP;
        }
        self.slab.truncate(end);
        self.free.clear();
        self.left_over = 0;
    }

    /// Room taken, in use or not. \[items\]
    #[inline]
    pub(super) fn room(&self) -> usize {
        self.slab.len()
    }

    /// What is in a block.
    #[inline]
    pub(super) fn of_mut(&mut self, block: Block) -> &mut [T] {
        &mut self.slab[block.at as usize..][..block.len()]
    }

    /// Makes room for so many items, no more than a step, in a block, before the one that stands at this position. They
    /// are to be written over.
    #[inline]
    pub(super) fn insert(&mut self, block: &mut Block, position: usize, items: usize) -> &mut [T] {
        if block.len() + items > usize::from(block.steps) * STEP {
            self.resize(block, block.steps + 1);
        }
        // Read whole before a part of it changes: the other way round it has to be waited for.
        let before = *block;
        block.len += items as u16;
        let all = &mut self.slab[before.at as usize..][..before.len() + items];
        if position < before.len() {
            all.copy_within(position..before.len(), position + items);
        }
        &mut all[position..position + items]
    }

    /// Takes so many items from this position on out of a block.
    pub(super) fn remove(&mut self, block: &mut Block, position: usize, items: usize) {
        let all = self.of_mut(*block);
        if position + items < all.len() {
            all.copy_within(position + items.., position);
        }
        block.len -= items as u16;
        // Only when a whole step is more than would do, so that an item that comes and goes does not move the others.
        let steps = usize::from(block.steps);
        if steps > 1 && block.len() + STEP < steps * STEP {
            self.resize(block, block.steps - 1);
        }
    }

    /// Gives a block back.
    #[inline]
    pub(super) fn give_back(&mut self, block: &mut Block) {
        if block.steps > 0 {
            self.keep_free(*block);
            *block = Block::default();
        }
    }

    fn keep_free(&mut self, block: Block) {
        let size = usize::from(block.steps);
        if size >= self.free.len() {
            self.free.resize_with(size + 1, Vec::new);
        }
        self.free[size].push(block.at);
        self.left_over += size;
    }

    fn resize(&mut self, block: &mut Block, steps: u16) {
        let at = match self.free.get_mut(usize::from(steps)).and_then(Vec::pop) {
            Some(at) => {
                self.left_over -= usize::from(steps);
                at
            }
            None => {
                let at = self.slab.len();
                self.slab.resize(at + usize::from(steps) * STEP, T::default());
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
    use proptest::prelude::*;

    proptest! {
        /// Whatever is put in and taken out of several blocks, each holds its own, in order.
        #[test]
        fn blocks_hold_what_lists_would(
            steps in prop::collection::vec((0usize..5, 0u8..10, any::<prop::sample::Index>()), 1..300)
        ) {
            let mut blocks = Blocks::<u32, 4>::new();
            let mut held = [Block::default(); 5];
            let mut lists: [Vec<u32>; 5] = Default::default();
            for (number, (which, what, place)) in (0u32..).zip(steps) {
                let (block, list) = (&mut held[which], &mut lists[which]);
                match what {
                    0 => {
                        blocks.give_back(block);
                        list.clear();
                    }
                    1 => {
                        blocks.close_up(held.iter_mut());
                        let steps: usize = held.iter().map(|block| usize::from(block.steps)).sum();
                        prop_assert_eq!((blocks.slab.len(), blocks.left_over), (steps * 4, 0));
                    }
                    2..=4 if !list.is_empty() => {
                        let position = place.index(list.len());
                        blocks.remove(block, position, 1);
                        list.remove(position);
                    }
                    _ => {
                        let position = place.index(list.len() + 1);
                        blocks.insert(block, position, 1)[0] = number;
                        list.insert(position, number);
                    }
                }
                for (block, list) in held.iter().zip(&lists) {
                    prop_assert_eq!(&*blocks.of_mut(*block), list.as_slice());
                }
            }
        }
    }

    #[test]
    fn what_is_given_back_is_used_again() {
        let mut blocks = Blocks::<u32, 4>::new();
        let mut first = Block::default();
        for number in 0..9 {
            blocks.insert(&mut first, 0, 1)[0] = number;
        }
        let most = blocks.slab.len();
        for _ in 0..9 {
            blocks.remove(&mut first, 0, 1);
        }
        blocks.give_back(&mut first);
        for _ in 0..3 {
            let mut block = Block::default();
            for number in 0..9 {
                blocks.insert(&mut block, 0, 1)[0] = number;
            }
            blocks.give_back(&mut block);
        }
        assert_eq!(blocks.slab.len(), most);
    }
}
