//! The tails of the gamma and beta distributions, by `libm` alone: what is drawn of them must have the same bits everywhere.
//!
//! Formulas: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 6.5.29, 6.5.31, 26.5.8; continued fractions are
//! evaluated by Lentz's method as modified by Thompson and Barnett (1986).

/// Terms after which a sum or a continued fraction is taken as it stands: more than enough for shapes of a million.
const MOST_TERMS: u32 = 100_000;
/// Halvings after which nothing is left between two bounds.
const MOST_HALVINGS: u32 = 1_100;
/// In the place of a zero that would be divided by.
const TINY: f64 = 1e-300;

/// What a gamma distribution of scale 1 has beyond `x`: Q(shape, x).
pub(super) fn gamma_beyond(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let scale = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
        for number in 1..MOST_TERMS {
            term *= x / (shape + f64::from(number));
            sum += term;
            if term < sum * f64::EPSILON {
                break;
            }
        }
        return (1.0 - scale * sum).clamp(0.0, 1.0);
    }
    let first = x + 1.0 - shape;
    let rest = (1..MOST_TERMS).map(|number| {
        let number = f64::from(number);
        (number * (shape - number), x + 2.0 * number + 1.0 - shape)
    });
    (scale / fraction(first, rest)).clamp(0.0, 1.0)
}

/// What a beta distribution on 0 to 1 has beyond `x`: I(b, a; 1 - x).
pub(super) fn beta_beyond(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x >= 1.0 {
        return 0.0;
    }
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let scale = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta);
    let below = if x < (a + 1.0) / (a + b + 2.0) {
        scale / (a * beta_fraction(a, b, x))
    } else {
        return (scale / (b * beta_fraction(b, a, 1.0 - x))).clamp(0.0, 1.0);
    };
    (1.0 - below).clamp(0.0, 1.0)
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let terms = (1..MOST_TERMS).map(|number| {
        let m = f64::from(number / 2);
        let term = if number % 2 == 0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        (term, 1.0)
    });
    fraction(1.0, terms)
}

/// first + n1 / (d1 + n2 / (d2 + …)), for pairs (n, d).
fn fraction(first: f64, terms: impl Iterator<Item = (f64, f64)>) -> f64 {
    let safe = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut value = safe(first);
    let (mut above, mut below) = (value, 0.0);
    for (n, d) in terms {
        below = 1.0 / safe(d + n * below);
        above = safe(d + n / above);
        let factor = above * below;
        value *= factor;
        if (factor - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

/// Between two bounds, where a function that falls comes down to a value: by halving, to the last bit.
pub(super) fn falls_to(value: f64, low: f64, high: f64, falling: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..MOST_HALVINGS {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        if falling(middle) > value { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::gamma::{beta_cdf, gamma_cdf};
    use proptest::prelude::*;

    proptest! {
        /// Against another library's functions.
        #[test]
        fn tails_are_what_is_not_below(shape in 0.01f64..500.0, other in 0.1f64..200.0, part in 0.01f64..3.0) {
            let x = shape * part;
            prop_assert!((gamma_beyond(shape, x) - (1.0 - gamma_cdf(shape, x))).abs() < 1e-10);
            let (a, b) = (shape.max(0.1), other);
            let x = (a / (a + b) * part).min(0.999);
            prop_assert!((beta_beyond(a, b, x) - (1.0 - beta_cdf(a, b, x))).abs() < 1e-9);
        }
    }

    /// Q(1, x) = exp(-x), Q(2, x) = (1 + x) exp(-x), and a beta with a = 1 has (1 - x)^b beyond x: far out too.
    #[test]
    fn far_tails_keep_their_precision() {
        for x in [0.5, 3.0, 40.0, 600.0] {
            let exponential = libm::exp(-x);
            assert!((gamma_beyond(1.0, x) / exponential - 1.0).abs() < 1e-12, "{x}");
            assert!((gamma_beyond(2.0, x) / ((1.0 + x) * exponential) - 1.0).abs() < 1e-11, "{x}");
        }
        for x in [0.1, 0.9, 0.999] {
            assert!(
                (beta_beyond(1.0, 5.0, x) / libm::pow(1.0 - x, 5.0) - 1.0).abs() < 1e-11,
                "{x}"
            );
        }
    }

    #[test]
    fn halving_finds_where_a_function_falls_to_a_value() {
        assert!((falls_to(0.25, 0.0, 10.0, |x| libm::exp(-x)) - libm::log(4.0)).abs() < 1e-15);
        assert_eq!(falls_to(0.0, 0.0, 1.0, |x| 1.0 - x), 1.0);
    }
}
