//! Whole numbers on the command line, and what is said of those that are none.

use crate::names::grouped;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Largest number that a scenario file can hold.
const LARGEST: u64 = i64::MAX as u64;

/// How many replications, or which.
pub(super) fn replications(text: &str) -> Result<u32, String> {
    whole(text, 1, crate::scenario::MOST_REPLICATIONS, "200")
}

/// Numbers of replications from one to another, as `501..1000`: both are among them.
pub(super) fn numbers(text: &str) -> Result<RangeInclusive<u32>, String> {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let meant = match parts.as_slice() {
        [one] => format!("{one}..{one}"),
        [first, last] if !text.contains("..") => format!("{first}..{last}"),
        _ => "501..1000".to_owned(),
    };
    let wrong =
        || format!("this is the first number and the last with two points between, as {meant}");
    let (first, last) = text.split_once("..").ok_or_else(wrong)?;
    let numbers = replications(first)?..=replications(last.trim_start_matches('='))?;
    if numbers.is_empty() {
        Err(format!("the first is beyond the last; {}", wrong()))
    } else {
        Ok(numbers)
    }
}

/// A seed.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    whole(text, 0, LARGEST, "2006")
}

/// How many of something small: threads, clients to list.
pub(super) fn few(text: &str) -> Result<u16, String> {
    whole(text, 1, u16::MAX, "20")
}

fn whole<N: FromStr + PartialOrd + ToString>(
    text: &str,
    least: N,
    most: N,
    such_as: &str,
) -> Result<N, String> {
    let found: Option<N> = text.trim().parse().ok();
    found.filter(|number| (&least..=&most).contains(&number)).ok_or_else(|| {
        let (least, most) = (grouped(least), grouped(most));
        format!("this is a whole number from {least} to {most}, written in digits alone, such as {such_as}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_whole_number_is_told_the_range_and_how_to_write_one() {
        assert_eq!(replications(" 200"), Ok(200));
        assert_eq!(replications("10000000"), Ok(10_000_000));
        let told =
            "this is a whole number from 1 to 10,000,000, written in digits alone, such as 200";
        for wrong in ["0", "10000001", "1e9", "1,000", "-3", "1.5", "", "99999999999999999999"] {
            assert_eq!(replications(wrong), Err(told.to_owned()), "{wrong}");
        }
        assert_eq!(seed("9223372036854775807"), Ok(9_223_372_036_854_775_807));
        let told = seed("9223372036854775808").unwrap_err();
        assert!(told.contains("from 0 to 9,223,372,036,854,775,807,"), "{told}");
        assert!(few("65535").is_ok() && few("65536").is_err());
        assert_eq!(numbers("501..1000"), Ok(501..=1000));
        assert_eq!(numbers("7..=7"), Ok(7..=7));
        for (wrong, meant) in
            [("1-10", "1..10"), ("1:10", "1..10"), ("5", "5..5"), ("a", "501..1000")]
        {
            let told = numbers(wrong).unwrap_err();
            assert!(told.ends_with(&format!("points between, as {meant}")), "{told}");
        }
        for wrong in ["5", "9..8", "0..3", "..", "1..10000001", "a..b"] {
            assert!(numbers(wrong).is_err(), "{wrong}");
        }
    }
}
