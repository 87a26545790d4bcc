//! How figures stand in the documents, and how they are read back from them.

use serde::Deserialize;
use throughcare::statistics::Estimate;

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Form {
    /// A number.
    Amount,
    /// A share, as a percentage.
    Percent,
}

impl Form {
    /// The form that suits a unit.
    pub(super) fn for_unit(unit: Option<&str>) -> Form {
        if unit == Some("share") { Form::Percent } else { Form::Amount }
    }

    /// What the value is multiplied by.
    pub(super) fn factor(self) -> f64 {
        if self == Form::Percent { 100.0 } else { 1.0 }
    }

    fn sign(self) -> &'static str {
        if self == Form::Percent { "%" } else { "" }
    }

    /// A value to so many decimals: `75.3%`.
    pub(super) fn exactly(self, value: f64, decimals: usize) -> String {
        format!("{}{}", grouped(value * self.factor(), decimals), self.sign())
    }

    /// A value that is known from elsewhere, to the digits that it has.
    pub(super) fn known(self, value: f64) -> String {
        let scaled = value * self.factor();
        let has = |decimals: usize| {
            let text = format!("{scaled:.decimals$}");
            text.parse::<f64>().is_ok_and(|read| (read - scaled).abs() < 1e-9)
        };
        let decimals = (0..4).find(|&decimals| has(decimals)).unwrap_or(4);
        self.exactly(value, decimals)
    }

    /// The mean alone.
    pub(super) fn mean(self, of: &Estimate) -> String {
        of.mean.map_or_else(nothing, |mean| self.exactly(mean, self.decimals(of)))
    }

    /// The mean alone, for a sentence: to one decimal at most.
    pub(super) fn roughly(self, of: &Estimate) -> String {
        of.mean.map_or_else(nothing, |mean| self.exactly(mean, self.decimals(of).min(1)))
    }

    /// A mean with its 95% interval: `75.3% (75.1 to 75.5)`.
    pub(super) fn with_interval(self, of: &Estimate) -> String {
        let (Some(low), Some(high)) = (of.low, of.high) else { return self.mean(of) };
        let (decimals, factor) = (self.decimals(of), self.factor());
        let [low, high] = [low, high].map(|end| grouped(end * factor, decimals));
        format!("{} ({low} to {high})", self.mean(of))
    }

    /// A difference with its 95% interval: `+1.2 (+0.8 to +1.6)`. Of percentages it is in points.
    pub(super) fn difference(self, of: &Estimate) -> String {
        let decimals = self.difference_decimals(of);
        let signed = |value: Option<f64>| {
            let value = value? * self.factor();
            let text = grouped(value, decimals);
            Some(if value > 0.0 && has_digits(&text) { format!("+{text}") } else { text })
        };
        match (signed(of.mean), signed(of.low), signed(of.high)) {
            (Some(mean), Some(low), Some(high)) => format!("{mean} ({low} to {high})"),
            (mean, _, _) => mean.unwrap_or_else(nothing),
        }
    }

    /// As many decimals as its uncertainty needs, and as keep an end of the interval that is not zero from looking so.
    pub(super) fn difference_decimals(self, of: &Estimate) -> usize {
        let is_lost = |end: Option<f64>, decimals: usize| {
            end.is_some_and(|end| {
                end != 0.0 && !has_digits(&grouped(end * self.factor(), decimals))
            })
        };
        let least = self.decimals(of);
        let keeps = |decimals: &usize| !is_lost(of.low, *decimals) && !is_lost(of.high, *decimals);
        (least..least + 3).find(keeps).unwrap_or(least)
    }

    /// The size of a difference, without its sign.
    pub(super) fn size(self, of: &Estimate) -> String {
        let decimals = self.decimals(of).min(1);
        let text = of.mean.map(|mean| grouped(mean.abs() * self.factor(), decimals));
        text.unwrap_or_else(nothing)
    }

    /// As many decimals as half the interval lets mean something.
    pub(super) fn decimals(self, of: &Estimate) -> usize {
        match of.half_width().map(|half| half * self.factor()) {
            Some(half) if half >= 2.0 => 0,
            Some(half) if half >= 0.2 => 1,
            Some(half) if half >= 0.02 => 2,
            Some(half) if half > 0.0 => 3,
            _ => 0,
        }
    }
}

fn nothing() -> String {
    "-".to_owned()
}

fn has_digits(text: &str) -> bool {
    text.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

/// A number with commas between thousands.
fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    if value < 0.0 && has_digits(&text) {
        out.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// A figure as it was read back from a document, in the document's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Written {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Written {
    /// The interval in a cell such as `75.3% (75.1 to 75.5)`.
    pub(super) fn of(cell: &str) -> Option<Written> {
        let inside = cell.split_once('(')?.1.split_once(')')?.0;
        let (low, high) = inside.split_once(" to ")?;
        let number = |text: &str| text.replace(',', "").parse().ok();
        Some(Written { low: number(low)?, high: number(high)? })
    }

    /// Whether an estimate agrees: the two intervals meet.
    pub(super) fn agrees(self, with: &Estimate, form: Form) -> bool {
        let (Some(low), Some(high)) = (with.low, with.high) else { return false };
        // A figure in the document has been rounded to the last of its digits, at most a unit.
        let slack = 0.5 * (self.high - self.low).abs().min(1.0);
        low * form.factor() <= self.high + slack && self.low - slack <= high * form.factor()
    }
}

/// The cells of every table row of a document.
pub(super) fn rows(document: &str) -> Vec<Vec<String>> {
    let lines = document.lines().filter(|line| line.starts_with('|'));
    lines
        .map(|line| {
            let inner = line.trim_matches('|');
            inner.split('|').map(|cell| cell.trim().replace("**", "")).collect()
        })
        .collect()
}

/// What is written can be read back, and meets what it was written from.
#[test]
fn a_figure_comes_back_from_the_document() {
    let estimate = Estimate::of([Some(0.20), Some(0.22), Some(0.24)]);
    let cell = Form::Percent.with_interval(&estimate);
    assert_eq!(cell, "22% (17 to 27)");
    assert_eq!(Written::of(&cell), Some(Written { low: 17.0, high: 27.0 }));
    assert!(Written::of(&cell).unwrap().agrees(&estimate, Form::Percent));
    let other = Estimate::of([Some(0.40), Some(0.41), Some(0.42)]);
    assert!(!Written::of(&cell).unwrap().agrees(&other, Form::Percent));
}

/// Differences carry their sign at both ends of the interval.
#[test]
fn a_difference_shows_on_which_side_of_nothing_it_lies() {
    let estimate = Estimate::of([Some(-1000.0), Some(-1004.0), Some(-1008.0)]);
    assert_eq!(Form::Amount.difference(&estimate), "-1,004 (-1,014 to -994)");
    assert_eq!(Form::Percent.known(0.486), "48.6%");
}
