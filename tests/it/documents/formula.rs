//! A quantity made of measures: `measure[subject]{attribute=level}`, numbers, `+ - * /` and brackets.
//!
//! The subject and the group are `all` where they are left out. A measure has its value in each replication. What is made
//! of several is worked out from their means over the replications, so that a rare event that some replications lack does
//! no harm; its uncertainty is the jackknife's (B. Efron, "The Jackknife, the Bootstrap and Other Resampling Plans", 1982).

use throughcare::statistics::{Comparison, Estimate, Key, Measure, Results};

/// A formula that has been read.
#[derive(Debug, PartialEq)]
pub(super) enum Formula {
    Number(f64),
    Measure(Key),
    Both(Box<Formula>, char, Box<Formula>),
}

impl Formula {
    /// Reads it.
    pub(super) fn of(text: &str) -> Formula {
        let mut reader = Reader { text, at: 0 };
        let formula = reader.sum();
        assert!(reader.peek().is_none(), "`{text}` goes on after its end, at {}", reader.at);
        formula
    }

    /// Its unit, where it is one measure alone.
    pub(super) fn unit(&self) -> Option<&'static str> {
        match self {
            Formula::Measure(key) => Some(key.measure.unit()),
            _ => None,
        }
    }

    /// Its value in every replication; of a formula of several measures, the jackknife's pseudo-values
    /// n f(all) - (n - 1) f(all but this one), which for a sum are the values themselves.
    pub(super) fn values(&self, results: &Results) -> Vec<Option<f64>> {
        if let Formula::Measure(key) = self {
            return column(key, results);
        }
        let n = results.replications();
        let means = self.means(results);
        let pseudo = |left_out: usize| {
            let (whole, others) = (means.value(None)?, means.value(Some(left_out))?);
            Some(n as f64 * whole - (n as f64 - 1.0) * others)
        };
        (0..n).map(pseudo).collect()
    }

    /// The formula with the values of its measures in place.
    fn means(&self, results: &Results) -> Means {
        match self {
            Formula::Number(number) => Means::Number(*number),
            Formula::Measure(key) => Means::Measure(column(key, results)),
            Formula::Both(left, sign, right) => {
                Means::Both(Box::new(left.means(results)), *sign, Box::new(right.means(results)))
            }
        }
    }

    /// Its estimate over the replications.
    pub(super) fn estimate(&self, results: &Results) -> Estimate {
        Estimate::of(self.values(results))
    }

    /// Its difference from the first scenario, replication by replication.
    pub(super) fn compare(&self, results: &Results, first: &Results) -> Comparison {
        Comparison::of(self.values(results).into_iter().zip(self.values(first)))
    }
}

/// A formula with the values of its measures in place.
enum Means {
    Number(f64),
    Measure(Vec<Option<f64>>),
    Both(Box<Means>, char, Box<Means>),
}

impl Means {
    /// The formula of the means over all replications but one. Missing where a divisor is zero.
    fn value(&self, left_out: Option<usize>) -> Option<f64> {
        match self {
            Means::Number(number) => Some(*number),
            Means::Measure(values) => {
                let kept = values.iter().enumerate().filter(|(index, _)| Some(*index) != left_out);
                Estimate::of(kept.map(|(_, value)| *value)).mean
            }
            Means::Both(left, sign, right) => {
                let (left, right) = (left.value(left_out), right.value(left_out));
                // No starts, of which a share is missing, are no completions.
                if *sign == '*' && (left == Some(0.0) || right == Some(0.0)) {
                    return Some(0.0);
                }
                let (left, right) = (left?, right?);
                match sign {
                    '+' => Some(left + right),
                    '-' => Some(left - right),
                    '*' => Some(left * right),
                    _ => (right != 0.0).then(|| left / right),
                }
            }
        }
    }
}

/// The values of a measure, one for each replication.
fn column(key: &Key, results: &Results) -> Vec<Option<f64>> {
    let index = results.sheet.keys.iter().position(|other| other == key);
    let index = index.unwrap_or_else(|| {
        let (name, group) = (key.measure.name(), &key.group);
        panic!("{name} is not reported of `{}` for {group}", key.subject)
    });
    results.values(index).iter().collect()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let next = self.peek().filter(|next| wanted.contains(next))?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn sum(&mut self) -> Formula {
        let mut left = self.product();
        while let Some(sign) = self.take(&['+', '-']) {
            left = Formula::Both(Box::new(left), sign, Box::new(self.product()));
        }
        left
    }

    fn product(&mut self) -> Formula {
        let mut left = self.part();
        while let Some(sign) = self.take(&['*', '/']) {
            left = Formula::Both(Box::new(left), sign, Box::new(self.part()));
        }
        left
    }

    fn part(&mut self) -> Formula {
        if self.take(&['(']).is_some() {
            let inner = self.sum();
            assert!(self.take(&[')']).is_some(), "`{}`: a bracket is not closed", self.text);
            return inner;
        }
        let word = self.word();
        assert!(!word.is_empty(), "`{}`: something is missing at {}", self.text, self.at);
        if let Ok(number) = word.parse() {
            return Formula::Number(number);
        }
        let measure = Measure::ALL.iter().find(|measure| measure.name() == word);
        let measure = *measure.unwrap_or_else(|| panic!("there is no measure `{word}`"));
        let subject = self.within('[', ']').unwrap_or("all").to_owned();
        let group = self.within('{', '}').unwrap_or("all").to_owned();
        Formula::Measure(Key { group, subject, measure })
    }

    fn word(&mut self) -> &'a str {
        let from = self.at;
        let rest = &self.text[from..];
        let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        self.at += rest.find(|c| !is_inside(c)).unwrap_or(rest.len());
        &self.text[from..self.at]
    }

    fn within(&mut self, open: char, close: char) -> Option<&'a str> {
        self.take(&[open])?;
        let rest = &self.text[self.at..];
        let end = rest.find(close).unwrap_or_else(|| panic!("`{}`: no {close}", self.text));
        self.at += end + close.len_utf8();
        Some(&rest[..end])
    }
}

/// Products go before sums, and brackets before both.
#[test]
fn a_formula_is_read_as_arithmetic_is() {
    let both = |left, sign, right| Formula::Both(Box::new(left), sign, Box::new(right));
    let number = Formula::Number;
    assert_eq!(
        Formula::of("1 + 2 * 3"),
        both(number(1.0), '+', both(number(2.0), '*', number(3.0)))
    );
    assert_eq!(
        Formula::of("(1 - 0.5) / 3"),
        both(both(number(1.0), '-', number(0.5)), '/', number(3.0))
    );
}

/// What stands in brackets is the subject, and in braces the group.
#[test]
fn a_measure_has_its_subject_and_its_group() {
    let key = Key {
        group: "route=gp".to_owned(),
        subject: "died".to_owned(),
        measure: Measure::ExitsByReason,
    };
    let formula = Formula::of("exits_by_reason_per_year[died]{route=gp}");
    assert_eq!(formula, Formula::Measure(key));
    assert_eq!(formula.unit(), Some("per year"));
}

/// A ratio is that of the means, and a sum has the values of its parts: 1 and 3 over 2 and 2 are 4 over 4.
#[test]
fn a_formula_of_several_measures_is_that_of_their_means() {
    let measure = |values: [f64; 2]| Box::new(Means::Measure(values.map(Some).to_vec()));
    let ratio = Means::Both(measure([1.0, 3.0]), '/', measure([2.0, 2.0]));
    assert_eq!((ratio.value(None), ratio.value(Some(0))), (Some(1.0), Some(1.5)));
    let none = Means::Both(measure([1.0, 3.0]), '/', measure([2.0, 0.0]));
    assert_eq!((none.value(None), none.value(Some(0))), (Some(2.0), None));
}
