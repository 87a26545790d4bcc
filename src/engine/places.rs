//! Numbered places: which are open, which are taken and by whom.

use super::strands::{NO_STRAND, StrandId};

/// The places of one service, by number. The lowest-numbered free place is always the next to be taken.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Bit set: the place is open and nobody has it.
    free: Vec<u64>,
    /// Bit set: the place is open.
    open: Vec<u64>,
    /// Who has the place.
    holder: Vec<StrandId>,
    /// Number of open places.
    capacity: u32,
    /// Number of places taken, closed ones that still drain among them.
    taken: u32,
    /// Below this word of `free` there is nothing.
    lowest: usize,
}

impl Places {
    pub(super) fn capacity(&self) -> u32 {
        self.capacity
    }

    pub(super) fn taken(&self) -> u32 {
        self.taken
    }

    /// Whether a place can be taken: fewer are taken than there are.
    #[inline]
    pub(super) fn has_free(&self) -> bool {
        self.taken < self.capacity
    }

    /// Opens just the places for which `is_open` holds, of the first `count`. Those that are taken and no longer open
    /// drain: nobody is put out.
    pub(super) fn reopen(&mut self, count: u32, is_open: impl Fn(u32) -> bool) {
        let words = (count as usize).div_ceil(64).max(self.open.len());
        self.open = vec![0; words];
        self.free = vec![0; words];
        self.holder.resize(words * 64, NO_STRAND);
        self.capacity = 0;
        for place in (0..count).filter(|&place| is_open(place)) {
            self.capacity += 1;
            self.open[place as usize / 64] |= 1 << (place % 64);
            if self.holder[place as usize] == NO_STRAND {
                self.free[place as usize / 64] |= 1 << (place % 64);
            }
        }
        self.lowest = 0;
    }

    /// Gives the lowest free place to a strand.
    #[inline]
    pub(super) fn take(&mut self, strand: StrandId) -> u32 {
        debug_assert!(self.has_free(), "a place is taken only where one is free");
        while self.free[self.lowest] == 0 {
            self.lowest += 1;
        }
        let word = self.lowest;
        let bit = self.free[word].trailing_zeros();
        self.free[word] &= self.free[word] - 1;
        let place = word as u32 * 64 + bit;
        self.holder[place as usize] = strand;
        self.taken += 1;
        place
    }

    /// Gives this place to a strand, open or not, where nobody has it; otherwise the lowest free one, or where none is
    /// free one that is not open, which drains. For those who are there at the start.
    pub(super) fn take_over(&mut self, strand: StrandId, wanted: Option<u32>) -> u32 {
        let is_had = |place: &u32| {
            self.holder.get(*place as usize).is_some_and(|&holder| holder != NO_STRAND)
        };
        let place = match wanted.filter(|place| !is_had(place)) {
            Some(place) => place,
            None if self.has_free() => return self.take(strand),
            None => (0..).find(|place| !is_had(place)).unwrap_or(0),
        };
        let words = (place as usize / 64 + 1).max(self.open.len());
        self.open.resize(words, 0);
        self.free.resize(words, 0);
        self.holder.resize(words * 64, NO_STRAND);
        self.free[place as usize / 64] &= !(1 << (place % 64));
        self.holder[place as usize] = strand;
        self.taken += 1;
        place
    }

    /// Passes a taken place on to another strand of the same client.
    pub(super) fn hand_over(&mut self, place: u32, strand: StrandId) {
        self.holder[place as usize] = strand;
    }

    /// Takes a place back; it is offered again where it is still open.
    #[inline]
    pub(super) fn free(&mut self, place: u32) {
        let (word, bit) = (place as usize / 64, 1 << (place % 64));
        self.holder[place as usize] = NO_STRAND;
        self.taken -= 1;
        if self.open[word] & bit != 0 {
            self.free[word] |= bit;
            self.lowest = self.lowest.min(word);
        }
    }

    /// The strands that have a place, by place.
    pub(super) fn holders(&self) -> impl Iterator<Item = (u32, StrandId)> {
        (0u32..).zip(self.holder.iter().copied()).filter(|&(_, strand)| strand != NO_STRAND)
    }

    /// The strands that have one of the places `first`, `first + step` and so on, by place.
    pub(super) fn holders_among(
        &self,
        first: u32,
        step: u32,
    ) -> impl Iterator<Item = (u32, StrandId)> {
        let places = (first..self.holder.len() as u32).step_by(step.max(1) as usize);
        places
            .map(|place| (place, self.holder[place as usize]))
            .filter(|&(_, strand)| strand != NO_STRAND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_place_is_taken_and_closed_places_drain() {
        let mut places = Places::default();
        places.reopen(100, |_| true);
        let taken: Vec<u32> = (0..70).map(|strand| places.take(strand)).collect();
        assert_eq!(taken, (0..70).collect::<Vec<_>>());
        places.free(5);
        assert_eq!(places.take(200), 5);
        places.reopen(10, |place| place < 10);
        assert_eq!((places.capacity(), places.taken()), (10, 70));
        assert!(!places.has_free());
        for place in 10..70 {
            places.free(place);
        }
        assert!(!places.has_free(), "ten places, ten taken");
        places.free(3);
        assert_eq!(places.take(300), 3);
        assert_eq!(places.holders().count(), 10);
        let mine: Vec<(u32, StrandId)> = places.holders_among(1, 4).collect();
        assert_eq!(mine, [(1, 1), (5, 200), (9, 9)]);
        assert_eq!(places.holders_among(500, 4).count(), 0);
    }

    #[test]
    fn a_closed_place_that_has_drained_is_not_taken_again() {
        let mut places = Places::default();
        places.reopen(6, |_| true);
        for strand in 0..6 {
            places.take(strand);
        }
        places.reopen(6, |place| place % 3 == 0);
        for place in 1..6 {
            places.free(place);
        }
        assert_eq!(places.take(6), 3, "of the places 0 and 3 that are open, 0 is still taken");
    }
}
