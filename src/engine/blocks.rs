//! Short lists, one for each client, in blocks of one slab. A block grows and shrinks by steps with what is in it, so
//! that memory follows what there is and not what there could be.

/// Where one client's list is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Block {
    at: u32,
    /// Its size in steps; 0: no block.
    steps: u16,
    len: u32,
}

/// The blocks of all clients, which grow by so many items at a time.
#[derive(Debug)]
pub(super) struct Blocks<T, const STEP: usize> {
    slab: Vec<T>,
    /// The smallest block, in steps: where most lists are about as long, few blocks of other sizes are left over.
    least: u16,
    /// Blocks given back, by size in steps.
    free: Vec<Vec<u32>>,
}

impl<T: Copy + Default, const STEP: usize> Blocks<T, STEP> {
    /// With room for at least so many items in each.
    pub(super) fn new(least: usize) -> Blocks<T, STEP> {
        let least = least.div_ceil(STEP).max(1) as u16;
        Blocks { slab: Vec::new(), least, free: Vec::new() }
    }

    /// What is in a block.
    #[inline]
    pub(super) fn of_mut(&mut self, block: Block) -> &mut [T] {
        &mut self.slab[block.at as usize..][..block.len as usize]
    }

    /// Puts an item into a block, before the one that stands at this position.
    pub(super) fn insert(&mut self, block: &mut Block, position: usize, item: T) {
        if block.len as usize == usize::from(block.steps) * STEP {
            self.resize(block, (block.steps + 1).max(self.least));
        }
        block.len += 1;
        let items = self.of_mut(*block);
        if position + 1 < items.len() {
            items.copy_within(position..items.len() - 1, position + 1);
        }
        items[position] = item;
    }

    /// Takes the item at this position out of a block.
    pub(super) fn remove(&mut self, block: &mut Block, position: usize) {
        let items = self.of_mut(*block);
        if position + 1 < items.len() {
            items.copy_within(position + 1.., position);
        }
        block.len -= 1;
        // Only when a whole step is more than would do, so that an item that comes and goes does not move the others.
        let steps = usize::from(block.steps);
        if block.steps > self.least && block.len as usize + STEP < steps * STEP {
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
    }

    fn resize(&mut self, block: &mut Block, steps: u16) {
        let at = match self.free.get_mut(usize::from(steps)).and_then(Vec::pop) {
            Some(at) => at,
            None => {
                let at = self.slab.len();
                self.slab.resize(at + usize::from(steps) * STEP, T::default());
                at as u32
            }
        };
        let (from, len) = (block.at as usize, block.len);
        self.slab.copy_within(from..from + len as usize, at as usize);
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
            least in 0usize..12,
            steps in prop::collection::vec((0usize..5, 0u8..9, any::<prop::sample::Index>()), 1..300)
        ) {
            let mut blocks = Blocks::<u32, 4>::new(least);
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
                        blocks.insert(block, position, number);
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
        let mut blocks = Blocks::<u32, 4>::new(1);
        let mut first = Block::default();
        for number in 0..9 {
            blocks.insert(&mut first, 0, number);
        }
        let most = blocks.slab.len();
        for _ in 0..9 {
            blocks.remove(&mut first, 0);
        }
        blocks.give_back(&mut first);
        for _ in 0..3 {
            let mut block = Block::default();
            for number in 0..9 {
                blocks.insert(&mut block, 0, number);
            }
            blocks.give_back(&mut block);
        }
        assert_eq!(blocks.slab.len(), most);
    }
}
