//! How figures are written for people: a mean with its uncertainty, to the digits that mean something.

use crate::names;
use crate::statistics::Estimate;
use crate::units::Days;

/// Nothing to say.
pub const NOTHING: &str = "-";

/// A mean with half the width of its interval: `1,234 ± 12`.
#[must_use]
pub fn amount(of: &Estimate) -> String {
    scaled(of, 1.0, "", "")
}

/// A share as a percentage: `63.2% ± 0.8`.
#[must_use]
pub fn percentage(of: &Estimate) -> String {
    scaled(of, 100.0, "%", "")
}

/// A length of time in the unit that suits it: `18.2 ± 0.4 days`.
#[must_use]
pub fn duration(of: &Estimate) -> String {
    let Some(mean) = of.mean else { return NOTHING.to_owned() };
    let unit = unit_for(Days(mean));
    scaled(of, 1.0 / unit.days, "", unit.word)
}

/// The same with the unit's sign: `18.2 ± 0.4 d`.
#[must_use]
pub fn short_duration(of: &Estimate) -> String {
    let Some(mean) = of.mean else { return NOTHING.to_owned() };
    let unit = unit_for(Days(mean));
    scaled(of, 1.0 / unit.days, "", unit.sign)
}

/// The mean alone, times a factor, to as many digits as its uncertainty lets mean something.
fn mean(of: &Estimate, factor: f64) -> String {
    let Some(mean) = of.mean.map(|mean| mean * factor) else { return NOTHING.to_owned() };
    let half = of.half_width().map(|half| half * factor);
    grouped(mean, decimals(mean, half))
}

/// A length of time: `3 weeks`; `about 3 years` where no unit that people would use measures it exactly.
#[must_use]
pub fn length(of: Days) -> String {
    let units = [
        (Days::YEAR.0, "year"),
        (7.0, "week"),
        (1.0, "day"),
        (1.0 / 24.0, "hour"),
        (1.0 / 1440.0, "minute"),
    ];
    let whole = |days: f64| {
        let count = of.0 / days;
        // Nobody thinks of a year in hours.
        let is_apt = days >= 1.0 || of.0 < 2.0;
        is_apt && count >= 1.0 - 1e-9 && (count - count.round()).abs() < 1e-6
    };
    if let Some((days, unit)) = units.into_iter().find(|&(days, _)| whole(days)) {
        let count = (of.0 / days).round();
        let plural = if count == 1.0 { "" } else { "s" };
        return format!("{} {unit}{plural}", grouped(count, 0));
    }
    let (days, unit) = match of.0 {
        days if days >= 2.0 * Days::YEAR.0 - 1.0 => (Days::YEAR.0, "years"),
        days if days >= 56.0 => (7.0, "weeks"),
        _ => return format!("{} days", grouped(of.0, 1)),
    };
    let count = grouped(of.0 / days, 1);
    format!("about {} {unit}", count.strip_suffix(".0").unwrap_or(&count))
}

/// The mean alone with a sign that it is counted in; nothing where there is none.
#[must_use]
pub fn mean_in(of: &Estimate, factor: f64, sign: &str) -> String {
    with_sign(of, mean(of, factor), sign)
}

/// A difference in a unit, with its sign; nothing where there is none.
#[must_use]
pub fn difference_in(of: &Estimate, factor: f64, sign: &str) -> String {
    with_sign(of, difference(of, factor), sign)
}

/// The mean of a difference alone in a unit, with its sign: `+12`; nothing where there is none.
pub(super) fn gap_in(of: &Estimate, factor: f64, sign: &str) -> String {
    let plus = if of.mean.is_some_and(|mean| mean > 0.0) { "+" } else { "" };
    with_sign(of, format!("{plus}{}", mean(of, factor)), sign)
}

fn with_sign(of: &Estimate, figure: String, sign: &str) -> String {
    if of.mean.is_some() { figure + sign } else { figure }
}

/// A difference with its sign: `+12 ± 5`.
fn difference(of: &Estimate, factor: f64) -> String {
    let text = scaled(of, factor, "", "");
    if of.mean.is_some_and(|mean| mean > 0.0) { format!("+{text}") } else { text }
}

/// "1 client", "9 clients".
#[must_use]
pub fn counted(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {one}{plural}", grouped(number as f64, 0))
}

/// A unit of time for people.
#[derive(Debug, Clone, Copy)]
pub struct TimeUnit {
    /// Its length. \[days\]
    pub days: f64,
    /// Its name, as it follows a number.
    pub word: &'static str,
    /// What stands for it where there is little room.
    pub sign: &'static str,
}

/// What the signs of the tables mean.
pub const SIGNS: &str = "min, h, d, wk, y: minutes, hours, days, weeks, years.";

/// The unit that suits a length of time.
#[must_use]
pub fn unit_for(mean: Days) -> TimeUnit {
    let (days, word, sign) = match mean.0.abs() {
        days if days < 2.0 / 24.0 => (1.0 / 1440.0, "min", "min"),
        days if days < 2.0 => (1.0 / 24.0, "hours", "h"),
        days if days < 56.0 => (1.0, "days", "d"),
        days if days < 2.0 * Days::YEAR.0 => (7.0, "weeks", "wk"),
        _ => (Days::YEAR.0, "years", "y"),
    };
    TimeUnit { days, word, sign }
}

fn scaled(of: &Estimate, factor: f64, sign: &str, unit: &str) -> String {
    let Some(mean) = of.mean.map(|mean| mean * factor) else { return NOTHING.to_owned() };
    let half = of.half_width().map(|half| half * factor);
    let digits = decimals(mean, half);
    let space = if unit.is_empty() { "" } else { " " };
    match half {
        Some(half) => {
            format!("{}{sign} ± {}{space}{unit}", grouped(mean, digits), grouped(half, digits))
        }
        None => format!("{}{sign}{space}{unit}", grouped(mean, digits)),
    }
}

/// Decimals that show the uncertainty to two digits at most, or three digits of a figure without one.
pub(super) fn decimals(mean: f64, half: Option<f64>) -> usize {
    let (figure, digits) = match half.filter(|half| *half > 0.0) {
        Some(half) => (half, 1),
        None => (mean.abs(), 2),
    };
    match figure {
        figure if figure >= 9.5 => digits - 1,
        figure if figure >= 0.95 => digits,
        figure if figure >= 0.095 => digits + 1,
        figure if figure > 0.0 => 3,
        _ => 0,
    }
}

/// A number with commas between thousands. There is no minus zero.
#[must_use]
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let is_less = value < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    names::grouped(if is_less { format!("-{text}") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(mean: f64, half: f64) -> Estimate {
        Estimate {
            n: 10,
            mean: Some(mean),
            low: Some(mean - half),
            high: Some(mean + half),
            ..Estimate::default()
        }
    }

    #[test]
    fn the_uncertainty_says_how_many_digits_mean_something() {
        assert_eq!(amount(&estimate(1234.56, 12.3)), "1,235 ± 12");
        assert_eq!(amount(&estimate(18.234, 0.42)), "18.23 ± 0.42");
        assert_eq!(percentage(&estimate(0.6321, 0.0081)), "63.21% ± 0.81");
        assert_eq!(amount(&Estimate { mean: Some(5.0), ..Estimate::default() }), "5.00");
        assert_eq!(amount(&Estimate::default()), "-");
    }

    #[test]
    fn lengths_of_time_come_in_a_unit_that_suits() {
        assert_eq!(duration(&estimate(10.0 / 1440.0, 1.0 / 1440.0)), "10.0 ± 1.0 min");
        assert_eq!(duration(&estimate(30.0, 2.0)), "30.0 ± 2.0 days");
        assert_eq!(duration(&estimate(70.0, 7.0)), "10.0 ± 1.0 weeks");
        assert_eq!(length(Days(21.0)), "3 weeks");
        assert_eq!(length(Days(365.25)), "1 year");
        assert_eq!(length(Days(1.0 / 24.0)), "1 hour");
        assert_eq!(length(Days(1095.5)), "about 3 years");
        assert_eq!(length(Days(1460.9)), "about 4 years");
        assert_eq!(length(Days(100.5)), "about 14.4 weeks");
        assert_eq!(length(Days(10.4)), "10.4 days");
        assert_eq!(length(Days(730.0)), "730 days");
    }

    #[test]
    fn differences_carry_their_sign() {
        assert_eq!(difference(&estimate(12.0, 5.0), 1.0), "+12.0 ± 5.0");
        assert_eq!(difference(&estimate(-1500.0, 20.0), 1.0), "-1,500 ± 20");
    }
}
