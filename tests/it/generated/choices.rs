//! Choices taken one after another from bytes: fewer bytes, or smaller ones, make a smaller scenario.

use arbitrary::Unstructured;
use proptest::test_runner::{RngAlgorithm, TestRng};
use rand::Rng;

/// Bytes enough for the largest scenario that is made.
const MOST_BYTES: usize = 6_000;

/// What is left to be chosen from. When nothing is left, the first of every choice is taken.
pub(crate) struct Choices<'a>(Unstructured<'a>);

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Choices<'a> {
        Choices(Unstructured::new(bytes))
    }

    /// A number below this, which is 1 or more.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.0.int_in_range(0..=count as u32 - 1).unwrap_or(0) as usize
    }

    /// A number from the first to the last.
    pub(crate) fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// Whether something is so, in about this percentage of cases; never, when nothing is left.
    pub(crate) fn is(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of these.
    pub(crate) fn one<T: Copy>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())]
    }

    /// One of these, by reference.
    pub(crate) fn of<'t, T>(&mut self, these: &'t [T]) -> &'t T {
        &these[self.below(these.len())]
    }

    /// Some of these, in their order; at least one.
    pub(crate) fn some<T: Clone>(&mut self, these: &[T]) -> Vec<T> {
        let sure = self.below(these.len());
        let mut taken = Vec::new();
        for (index, one) in these.iter().enumerate() {
            if index == sure || self.is(30) {
                taken.push(one.clone());
            }
        }
        taken
    }

    /// A number with at most two places after the point.
    pub(crate) fn hundredths(&mut self, first: usize, last: usize) -> f64 {
        self.between(first, last) as f64 / 100.0
    }
}

/// The bytes of a numbered case: the same for the same number, for ever and on every platform.
pub(crate) fn bytes_of(case: u64) -> Vec<u8> {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&case.to_le_bytes());
    let mut bytes = vec![0; MOST_BYTES];
    TestRng::from_seed(RngAlgorithm::ChaCha, &seed).fill_bytes(&mut bytes);
    bytes
}
