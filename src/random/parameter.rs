//! What a parameter may be, and how it is said that it may not.
//!
//! Ranges are wide, yet bounded so that no later arithmetic can overflow: a duration reaches from a tenth
//! of a millisecond to three million years.

use crate::units::{Days, PerDay};
use std::fmt;
use std::ops::RangeInclusive;

/// The shortest positive duration. \[days\]
const SHORTEST: f64 = 1e-9;
/// The longest duration. \[days\]
const LONGEST: f64 = 1e9;
/// The highest rate. \[1/day\]
const HIGHEST: f64 = 1e9;

/// A parameter of a distribution, hazard or rate that is outside its range.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub struct ParameterError {
    /// Its key in the scenario language.
    pub parameter: &'static str,
    /// Its position in a list, from 0; none: it is not a list.
    pub index: Option<usize>,
    /// The value given, in `unit`.
    pub value: f64,
    /// The unit of the value.
    pub unit: ParameterUnit,
    /// What is allowed, in words: "more than 0".
    pub allowed: String,
}

/// The unit of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterUnit {
    /// A duration in days.
    Days,
    /// A rate per day.
    PerDay,
    /// A pure number.
    Number,
}

impl ParameterUnit {
    fn suffix(self) -> &'static str {
        match self {
            ParameterUnit::Days => " d",
            ParameterUnit::PerDay => " per day",
            ParameterUnit::Number => "",
        }
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.parameter)?;
        if let Some(index) = self.index {
            write!(f, " number {}", index + 1)?;
        }
        write!(f, " is {}{}, but must be {}", self.value, self.unit.suffix(), self.allowed)
    }
}

/// A parameter under examination: its name, its value and its unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    name: &'static str,
    index: Option<usize>,
    value: f64,
    unit: ParameterUnit,
}

impl Parameter {
    pub(super) fn days(name: &'static str, value: Days) -> Parameter {
        Parameter { name, index: None, value: value.0, unit: ParameterUnit::Days }
    }

    pub(super) fn rate(name: &'static str, value: PerDay) -> Parameter {
        Parameter { name, index: None, value: value.0, unit: ParameterUnit::PerDay }
    }

    pub(super) fn number(name: &'static str, value: f64) -> Parameter {
        Parameter { name, index: None, value, unit: ParameterUnit::Number }
    }

    /// The same, as an item of a list.
    pub(super) fn item(self, index: usize) -> Parameter {
        Parameter { index: Some(index), ..self }
    }

    /// The value, where it is as it must be; NaN never is.
    pub(super) fn check(
        self,
        holds: bool,
        allowed: impl FnOnce() -> String,
    ) -> Result<f64, ParameterError> {
        if holds && !self.value.is_nan() {
            return Ok(self.value);
        }
        Err(ParameterError {
            parameter: self.name,
            index: self.index,
            value: self.value,
            unit: self.unit,
            allowed: allowed(),
        })
    }

    /// Between two values of its own unit.
    pub(super) fn within(self, range: RangeInclusive<f64>) -> Result<f64, ParameterError> {
        let (low, high, unit) = (*range.start(), *range.end(), self.unit.suffix());
        self.check(range.contains(&self.value), || format!("from {low}{unit} to {high}{unit}"))
    }

    /// More than another value of its own unit, and no more than the longest.
    pub(super) fn above(self, floor: f64) -> Result<f64, ParameterError> {
        let unit = self.unit.suffix();
        let value = self.value;
        self.check(value > floor && (SHORTEST..=LONGEST).contains(&value), || {
            format!("more than {floor}{unit} and at most {LONGEST:e}{unit}")
        })
    }
}

/// A duration that may be zero.
pub(super) fn duration(name: &'static str, value: Days) -> Result<f64, ParameterError> {
    Parameter::days(name, value).check((0.0..=LONGEST).contains(&value.0), || {
        format!("0 d or more, and at most {LONGEST:e} d")
    })
}

/// A duration that takes time.
pub(super) fn positive(name: &'static str, value: Days) -> Result<f64, ParameterError> {
    Parameter::days(name, value).check((SHORTEST..=LONGEST).contains(&value.0), || {
        format!("more than 0 d (at least {SHORTEST:e} d, at most {LONGEST:e} d)")
    })
}

/// A rate that may be zero.
pub(super) fn rate(name: &'static str, value: PerDay) -> Result<f64, ParameterError> {
    Parameter::rate(name, value).check((0.0..=HIGHEST).contains(&value.0), || {
        format!("0 or more, and at most {HIGHEST:e} per day")
    })
}

/// A probability that is neither zero nor one.
pub(super) fn probability(parameter: Parameter) -> Result<f64, ParameterError> {
    parameter.check((1e-15..=1.0 - 1e-15).contains(&parameter.value), || {
        "more than 0 and less than 1".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_parameter_its_value_and_the_range() {
        let error = duration("low", Days(-2.0)).unwrap_err();
        assert_eq!(error.to_string(), "`low` is -2 d, but must be 0 d or more, and at most 1e9 d");
        let error = Parameter::number("weights", 7.0).item(2).within(0.0..=1.0).unwrap_err();
        assert_eq!(error.to_string(), "`weights` number 3 is 7, but must be from 0 to 1");
    }

    #[test]
    fn nan_and_infinity_are_always_refused() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(duration("x", Days(value)).is_err());
            assert!(positive("x", Days(value)).is_err());
            assert!(rate("x", PerDay(value)).is_err());
            assert!(probability(Parameter::number("x", value)).is_err());
            assert!(Parameter::number("x", value).above(0.0).is_err());
            assert!(Parameter::number("x", value).within(-1.0..=1.0).is_err());
        }
    }
}
