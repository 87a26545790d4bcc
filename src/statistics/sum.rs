//! Sums that do not depend visibly on the order of their terms.

/// A sum with its rounding error carried along.
///
/// After A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", Zeitschrift fuer
/// Angewandte Mathematik und Mechanik 54 (1974) 39-51, algorithm IV. By hand: 1 + 1e100 + 1 - 1e100 is 2, not 0.
///
/// What an addition loses is found without asking which of the two is larger, after O. Moller, "Quasi double-precision
/// in floating point addition", BIT 5 (1965) 37-50, and D. Knuth, The Art of Computer Programming 2, section 4.2.2,
/// theorem B: it is the same number to the bit, because both are exact, as long as the sum is finite. A sum that is not
/// has no value (NaN) in either way.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// Adds a term.
    #[inline]
    pub fn add(&mut self, term: f64) {
        let total = self.total + term;
        let added = total - self.total;
        self.lost += (self.total - (total - added)) + (term - added);
        self.total = total;
    }

    /// The sum so far.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.total + self.lost
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Sum {
        let mut sum = Sum::default();
        for term in terms {
            sum.add(term);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_terms_survive_beside_a_large_one() {
        let sum: Sum = [1.0, 1e100, 1.0, -1e100].into_iter().collect();
        assert_eq!(sum.value(), 2.0);
    }

    proptest! {
        #[test]
        fn what_is_lost_is_what_is_found_by_asking_which_is_larger(
            terms in prop::collection::vec(
                (-1e9f64..1e9, -60i32..60).prop_map(|(term, power)| term * libm::exp2(f64::from(power))),
                0..50,
            ),
        ) {
            let (mut total, mut lost) = (0.0f64, 0.0f64);
            for &term in &terms {
                let sum = total + term;
                lost += if total.abs() >= term.abs() {
                    (total - sum) + term
                } else {
                    (term - sum) + total
                };
                total = sum;
            }
            let sum: Sum = terms.into_iter().collect();
            prop_assert_eq!([sum.total, sum.lost].map(f64::to_bits), [total, lost].map(f64::to_bits));
        }
    }

    #[test]
    fn a_sum_beyond_all_numbers_has_no_value() {
        for terms in [[f64::MAX, f64::MAX], [f64::INFINITY, 1.0], [f64::NAN, 1.0]] {
            assert!(terms.into_iter().collect::<Sum>().value().is_nan());
        }
    }
}
