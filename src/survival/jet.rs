//! Numbers that carry their first and second derivatives by two parameters, so that a formula is written once.

use std::ops::{Add, Mul, Sub};

/// A value, its slope by each of two parameters, and how that bends: by the first twice, by both, by the second twice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Jet {
    pub(super) value: f64,
    pub(super) slope: [f64; 2],
    pub(super) bend: [f64; 3],
}

impl Jet {
    pub(super) fn constant(value: f64) -> Jet {
        Jet { value, slope: [0.0; 2], bend: [0.0; 3] }
    }

    /// The first or the second parameter itself.
    pub(super) fn parameter(value: f64, place: usize) -> Jet {
        let mut slope = [0.0; 2];
        slope[place] = 1.0;
        Jet { value, slope, bend: [0.0; 3] }
    }

    /// A function of this number, by its value and first two derivatives there (the chain rule).
    pub(super) fn through(self, [f, first, second]: [f64; 3]) -> Jet {
        let [a, b] = self.slope;
        let [aa, ab, bb] = self.bend;
        Jet {
            value: f,
            slope: [first * a, first * b],
            bend: [
                second * a * a + first * aa,
                second * a * b + first * ab,
                second * b * b + first * bb,
            ],
        }
    }

    pub(super) fn exponential(self) -> Jet {
        let value = libm::exp(self.value);
        self.through([value; 3])
    }
}

impl Add for Jet {
    type Output = Jet;

    fn add(self, other: Jet) -> Jet {
        Jet {
            value: self.value + other.value,
            slope: [0, 1].map(|i| self.slope[i] + other.slope[i]),
            bend: [0, 1, 2].map(|i| self.bend[i] + other.bend[i]),
        }
    }
}

impl Sub for Jet {
    type Output = Jet;

    fn sub(self, other: Jet) -> Jet {
        self + other * Jet::constant(-1.0)
    }
}

impl Mul for Jet {
    type Output = Jet;

    fn mul(self, other: Jet) -> Jet {
        let (u, v) = (self, other);
        Jet {
            value: u.value * v.value,
            slope: [0, 1].map(|i| u.slope[i] * v.value + u.value * v.slope[i]),
            bend: [
                u.bend[0] * v.value + 2.0 * u.slope[0] * v.slope[0] + u.value * v.bend[0],
                u.bend[1] * v.value
                    + u.slope[0] * v.slope[1]
                    + u.slope[1] * v.slope[0]
                    + u.value * v.bend[1],
                u.bend[2] * v.value + 2.0 * u.slope[1] * v.slope[1] + u.value * v.bend[2],
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_of_a_product_and_of_an_exponential_are_those_by_hand() {
        // f = x^2 exp(y) at x = 3, y = 0: f 9, slopes 6 and 9, bends 2, 6, 9.
        let x = Jet::parameter(3.0, 0);
        let f = x * x * Jet::parameter(0.0, 1).exponential();
        assert_eq!((f.value, f.slope, f.bend), (9.0, [6.0, 9.0], [2.0, 6.0, 9.0]));
        let zero = f - f;
        assert_eq!((zero.value, zero.slope, zero.bend), (0.0, [0.0; 2], [0.0; 3]));
    }
}
