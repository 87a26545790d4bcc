//! Counts of whole numbers in bins that are narrow beside the numbers in them, kept for the stretches that occur.

/// Numbers below this have a bin each; from there on every doubling has half as many bins.
const EXACT: u64 = 1 << EXACT_BITS;
const EXACT_BITS: u32 = 8;
/// Bins that are kept or left out together.
const PIECE: usize = 32;
/// Bins for all numbers of 64 binary digits.
const ALL: usize = 232 * PIECE;

use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};

/// How many there are of each number, to within one part in 128.
///
/// With the bins of a histogram of G. Tene's HdrHistogram for two decimal digits: the number `v` of `n` binary digits
/// lies in bin `v` up to 8 digits, and beyond that in the one of all numbers with the same 8 leading digits. By hand: 255
/// has a bin of its own; 256 and 257 share one, as do 512 to 515. Its middle is taken for all that lie in a bin.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Vec<(u16, u64)>")]
pub(super) struct Bins {
    /// For each piece: where it lies among those kept, from 1; 0 where nothing of it has occurred.
    places: Vec<u8>,
    /// The pieces kept, in the order in which they were first needed.
    counts: Vec<u32>,
    /// A bin that has passed what 32 bits count, each time that it has.
    passed: Vec<u16>,
}

impl Bins {
    /// Adds one.
    #[inline]
    pub(super) fn add(&mut self, number: u64) {
        let bin = bin_of(number);
        let place = self.room_for(bin);
        if let Some(count) = self.counts.get_mut(place + bin % PIECE) {
            *count = count.wrapping_add(1);
            if *count == 0 {
                self.passed.push(bin as u16);
            }
        }
    }

    /// Adds all of another.
    pub(super) fn merge(&mut self, other: &Bins) {
        for (index, &piece) in other.places.iter().enumerate().filter(|(_, piece)| **piece != 0) {
            let bin = index * PIECE;
            let (mine, theirs) = (self.room_for(bin), piece_begins(piece));
            let theirs = &other.counts[theirs..theirs + PIECE];
            let counts = self.counts[mine..mine + PIECE].iter_mut();
            for ((count, more), bin) in counts.zip(theirs).zip(bin..) {
                let (sum, has_passed) = count.overflowing_add(*more);
                *count = sum;
                if has_passed {
                    self.passed.push(bin as u16);
                }
            }
        }
        self.passed.extend_from_slice(&other.passed);
    }

    /// The middle of the bin in which the number of this rank lies, from 1; none where there are not so many.
    pub(super) fn of_rank(&self, rank: u64) -> Option<u64> {
        let mut so_far = 0;
        let found = self.each().find(|(_, count)| {
            so_far += count;
            so_far >= rank
        });
        found.map(|(bin, _)| middle_of(bin))
    }

    /// Every bin with something in it, in order: its number, and how many.
    fn each(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        let pieces = self.places.iter().enumerate().filter(|(_, piece)| **piece != 0);
        let bins = pieces.flat_map(|(index, &piece)| {
            let begins = piece_begins(piece);
            (index * PIECE..).zip(&self.counts[begins..begins + PIECE])
        });
        let counts = bins.map(|(bin, &count)| {
            let passed = self.passed.iter().filter(|&&it| usize::from(it) == bin).count();
            (bin, u64::from(count) + ((passed as u64) << 32))
        });
        counts.filter(|(_, count)| *count > 0)
    }

    /// Where the piece of a bin begins.
    #[inline]
    fn room_for(&mut self, bin: usize) -> usize {
        match self.places.get(bin / PIECE) {
            None | Some(0) => self.make_room(bin),
            Some(&piece) => piece_begins(piece),
        }
    }

    #[cold]
    fn make_room(&mut self, bin: usize) -> usize {
        let begins = self.counts.len();
        self.counts.reserve_exact(PIECE);
        self.counts.resize(begins + PIECE, 0);
        if bin / PIECE >= self.places.len() {
            self.places.reserve_exact(bin / PIECE + 1 - self.places.len());
            self.places.resize(bin / PIECE + 1, 0);
        }
        // There are 232 pieces for all numbers of 64 binary digits.
        self.places[bin / PIECE] = (begins / PIECE + 1) as u8;
        begins
    }
}

/// Bins with something in them: how far each is from the one before, and how many.
impl Serialize for Bins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.each().count()))?;
        let mut before = 0;
        for (bin, count) in self.each() {
            list.serialize_element(&((bin - before) as u16, count))?;
            before = bin;
        }
        list.end()
    }
}

impl TryFrom<Vec<(u16, u64)>> for Bins {
    type Error = &'static str;

    fn try_from(list: Vec<(u16, u64)>) -> Result<Bins, &'static str> {
        let (mut bins, mut bin) = (Bins::default(), 0);
        for (gap, count) in list {
            bin += usize::from(gap);
            if bin >= ALL {
                return Err("a bin beyond the last");
            }
            let place = bins.room_for(bin) + bin % PIECE;
            bins.counts[place] = count as u32;
            bins.passed.extend((0..count >> 32).map(|_| bin as u16));
        }
        Ok(bins)
    }
}

impl PartialEq for Bins {
    fn eq(&self, other: &Bins) -> bool {
        self.each().eq(other.each())
    }
}

impl Eq for Bins {}

fn piece_begins(piece: u8) -> usize {
    (usize::from(piece) - 1) * PIECE
}

/// The bin of a number.
#[inline]
fn bin_of(number: u64) -> usize {
    let doublings = (number | (EXACT - 1)).ilog2() + 1 - EXACT_BITS;
    ((doublings as usize) << (EXACT_BITS - 1)) + (number >> doublings) as usize
}

/// The middle of a bin.
fn middle_of(bin: usize) -> u64 {
    let doublings = (bin >> (EXACT_BITS - 1)).saturating_sub(1);
    let first = (bin - (doublings << (EXACT_BITS - 1))) as u64;
    (first << doublings) + (1 << doublings >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hdrhistogram::Histogram;
    use proptest::prelude::*;

    fn of(numbers: &[u64]) -> Bins {
        let mut bins = Bins::default();
        numbers.iter().for_each(|&number| bins.add(number));
        bins
    }

    #[test]
    fn a_bin_is_as_wide_as_a_128th_of_the_numbers_in_it_or_narrower() {
        assert_eq!([0, 1, 255, 256, 257, 258].map(bin_of), [0, 1, 255, 256, 256, 257]);
        assert_eq!([0, 1, 255, 256, 257].map(middle_of), [0, 1, 255, 257, 259]);
        assert_eq!(of(&[512, 515, 516]).of_rank(2), Some(514));
        assert_eq!(bin_of(u64::MAX) / PIECE, 231);
        assert_eq!(middle_of(bin_of(u64::MAX)).leading_ones(), 9);
    }

    #[test]
    fn a_bin_that_passes_32_bits_goes_on_counting() {
        let mut many = of(&[7]);
        for _ in 0..33 {
            many.merge(&many.clone());
        }
        many.add(9);
        assert_eq!(many.of_rank(1 << 33), Some(7));
        assert_eq!(many.of_rank((1 << 33) + 1), Some(9));
        assert_eq!(many.of_rank((1 << 33) + 2), None);
        // One more than fills the bin.
        let mut full = of(&[7]);
        full.counts[7] = u32::MAX;
        full.add(7);
        assert_eq!((full.of_rank(1 << 32), full.of_rank((1 << 32) + 1)), (Some(7), None));
    }

    proptest! {
        #[test]
        fn ranks_are_those_of_an_hdr_histogram(
            numbers in prop::collection::vec(
                prop_oneof![0u64..300, 0u64..100_000_000, (0u32..62).prop_map(|bits| 1 << bits)],
                1..200,
            ),
            cut in 0usize..200,
        ) {
            let mut theirs = Histogram::<u64>::new(2).unwrap();
            numbers.iter().for_each(|&number| theirs.record(number).unwrap());
            let (head, tail) = numbers.split_at(cut.min(numbers.len()));
            let mut ours = of(head);
            ours.merge(&of(tail));
            for rank in 1..=numbers.len() as u64 {
                let again: Bins = serde_json::from_value(serde_json::to_value(&ours).unwrap()).unwrap();
                prop_assert_eq!(&again, &ours);
                let value = theirs.value_at_quantile((rank as f64 - 0.5) / numbers.len() as f64);
                prop_assert_eq!(ours.of_rank(rank), Some(theirs.median_equivalent(value)));
            }
        }
    }
}
