//! How numbers are written: the shortest text of the value rounded to ten significant digits.

/// A number as text; a missing one, or one that is no number, is empty.
#[must_use]
pub fn number(value: Option<f64>) -> String {
    let finite = value.filter(|value| value.is_finite());
    finite.map_or_else(String::new, |value| rounded(value, 10).to_string())
}

/// A number rounded to so many significant digits, one at least. There is no minus zero.
#[must_use]
pub fn rounded(value: f64, digits: usize) -> f64 {
    let after_the_first = digits.saturating_sub(1);
    let rounded: f64 = format!("{value:.after_the_first$e}").parse().unwrap_or(value);
    // Adding zero turns minus zero into zero.
    rounded + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits_are_kept_and_no_more_are_shown() {
        for (value, text) in [
            (0.1 + 0.2, "0.3"),
            (2.0 / 3.0, "0.6666666667"),
            (1_234_567.0, "1234567"),
            (-0.0, "0"),
            (12_345_678_912.0, "12345678910"),
            (1e-7, "0.0000001"),
        ] {
            assert_eq!(number(Some(value)), text);
        }
        assert_eq!(rounded(123_456.0, 2), 120_000.0);
        assert!(rounded(-0.0, 7).is_sign_positive());
    }

    #[test]
    fn missing_is_empty_and_zero_is_zero() {
        assert_eq!(number(None), "");
        assert_eq!(number(Some(f64::NAN)), "");
        assert_eq!(number(Some(0.0)), "0");
    }
}
