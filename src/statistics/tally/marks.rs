//! Sets of small numbers, one for each client, as rows of bits no wider than the numbers ask for.

/// Numbers in a word.
pub(super) const BITS: usize = u32::BITS as usize;

/// For each slot a set of numbers below a bound.
#[derive(Debug)]
pub(super) struct Marks {
    /// Words of a row.
    words: usize,
    rows: Vec<u32>,
}

impl Marks {
    /// Room for sets of numbers below this.
    pub(super) fn below(bound: usize) -> Marks {
        Marks { words: bound.div_ceil(BITS), rows: Vec::new() }
    }

    /// Empties the set of a slot; slots up to this one have a set from now on.
    #[inline]
    pub(super) fn clear(&mut self, slot: u32) {
        if self.words > 0 {
            self.admit(slot).fill(0);
        }
    }

    /// The set of a slot is this, as far as there is room for it; slots up to this one have a set from now on.
    #[inline]
    pub(super) fn set(&mut self, slot: u32, words: &[u32]) {
        let words = &words[..self.words];
        self.admit(slot).copy_from_slice(words);
    }

    #[inline]
    fn admit(&mut self, slot: u32) -> &mut [u32] {
        let first = slot as usize * self.words;
        if first + self.words > self.rows.len() {
            self.rows.resize(first + self.words, 0);
        }
        &mut self.rows[first..first + self.words]
    }

    /// The words of a slot.
    #[inline]
    pub(super) fn of(&self, slot: u32) -> &[u32] {
        let first = slot as usize * self.words;
        &self.rows[first..first + self.words]
    }

    #[inline]
    pub(super) fn of_mut(&mut self, slot: u32) -> &mut [u32] {
        let first = slot as usize * self.words;
        &mut self.rows[first..first + self.words]
    }

    /// Adds a number to the set of a slot; whether it was not in it.
    #[inline]
    pub(super) fn add(&mut self, slot: u32, number: usize) -> bool {
        let word = &mut self.of_mut(slot)[number / BITS];
        let bit = 1 << (number % BITS);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

/// The numbers of a set, lowest first.
#[inline]
pub(super) fn numbers(words: &[u32]) -> Numbers<'_> {
    Numbers { words: words.iter(), first: 0, rest: 0 }
}

/// What is left of a set.
#[derive(Debug)]
pub(super) struct Numbers<'a> {
    words: std::slice::Iter<'a, u32>,
    /// The number after the last of this word.
    first: usize,
    /// Of this word.
    rest: u32,
}

impl Iterator for Numbers<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.rest == 0 {
            self.rest = *self.words.next()?;
            self.first += BITS;
        }
        let bit = self.rest.trailing_zeros() as usize;
        self.rest &= self.rest - 1;
        Some(self.first - BITS + bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slot_has_a_set_of_its_own() {
        let mut marks = Marks::below(130);
        marks.clear(1);
        for number in [129, 63, 0, 64] {
            assert!(marks.add(1, number) && !marks.add(1, number));
        }
        assert_eq!(numbers(marks.of(1)).collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert_eq!(numbers(marks.of(0)).count(), 0);
        marks.clear(1);
        assert_eq!(numbers(marks.of(1)).count(), 0);
    }

    #[test]
    fn sets_of_nothing_take_no_room() {
        let mut marks = Marks::below(0);
        marks.clear(7);
        assert!(marks.rows.is_empty() && marks.of(7).is_empty());
    }
}
