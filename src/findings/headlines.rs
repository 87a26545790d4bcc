//! The handful of figures a reader looks for first, in plain words.

use super::figures::{amount, decimals, duration, grouped, length, percentage, unit_for};
use crate::model::Model;
use crate::statistics::{Estimate, Measure};
use crate::units::Days;

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A number.
    Amount,
    /// A share, as a percentage.
    Percentage,
    /// A length of time in days, in the unit that suits it.
    Duration,
}

/// A headline: a measure in plain words.
#[derive(Debug)]
pub struct Headline {
    /// The words; those of a part of the figure above begin with two spaces.
    pub words: String,
    /// The words where it stands alone, and not below the figure of which it is a part.
    pub alone: String,
    /// The measure.
    pub measure: Measure,
    /// What it is of.
    pub subject: &'static str,
    /// How it is written.
    pub form: Form,
}

impl Form {
    /// The mean with half of its interval.
    #[must_use]
    pub fn write(self, of: &Estimate) -> String {
        match self {
            Form::Amount => amount(of),
            Form::Percentage => percentage(of),
            Form::Duration => duration(of),
        }
    }
}

/// A mean with what is known of it, all in one unit and to the same digits; the unit stands with the mean alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The mean with its unit.
    pub mean: String,
    /// The 95% interval of the mean: "1,082 to 1,093".
    pub interval: Option<String>,
    /// From the 5th to the 95th centile over replications.
    pub range: Option<String>,
}

impl Form {
    /// What a mean of this size is multiplied by to be shown, and what then stands behind it.
    fn scale(self, mean: f64) -> (f64, String) {
        match self {
            Form::Amount => (1.0, String::new()),
            Form::Percentage => (100.0, "%".to_owned()),
            Form::Duration => {
                let unit = unit_for(Days(mean));
                (1.0 / unit.days, format!(" {}", unit.word))
            }
        }
    }

    /// A mean as it is said in a sentence: to two digits or three, with its unit.
    #[must_use]
    pub fn say(self, of: &Estimate) -> Option<String> {
        let mean = of.mean?;
        let (factor, sign) = self.scale(mean);
        let figure = mean * factor;
        if self == Form::Amount && figure.abs() >= 999_500.0 {
            return Some(format!("{} million", grouped(figure / 1e6, 2)));
        }
        let decimals = match figure.abs() {
            figure if figure >= 9.95 || figure == 0.0 => 0,
            figure if figure >= 0.095 => 1,
            _ => 2,
        };
        Some(grouped(figure, decimals) + &sign)
    }

    /// Everything that is known of a mean; none where there is none.
    #[must_use]
    pub fn show(self, of: &Estimate) -> Option<Shown> {
        let mean = of.mean?;
        let (factor, sign) = self.scale(mean);
        // Four digits are as many as a reader takes in.
        let most = match (mean * factor).abs() {
            mean if mean >= 999.5 => 0,
            mean if mean >= 99.95 => 1,
            mean if mean >= 9.995 => 2,
            _ => 3,
        };
        let digits = decimals(mean * factor, of.half_width().map(|half| half * factor)).min(most);
        let number = |value: f64| grouped(value * factor, digits);
        // Of what is never below nothing, or above all, neither is an end of its interval.
        let most = if self == Form::Percentage && of.max.is_some_and(|max| max <= 1.0) {
            1.0
        } else {
            f64::INFINITY
        };
        let least = if of.min.is_some_and(|min| min >= 0.0) { 0.0 } else { f64::NEG_INFINITY };
        let pair = |low: Option<f64>, high: Option<f64>| {
            Some(format!("{} to {}", number(low?.max(least)), number(high?.min(most))))
        };
        Some(Shown {
            mean: number(mean) + &sign,
            interval: pair(of.low, of.high),
            range: pair(of.p5, of.p95).filter(|_| of.n > 1),
        })
    }
}

/// The headlines of a model, in reading order.
#[must_use]
pub fn headlines(model: &Model) -> Vec<Headline> {
    let targets = &model.targets;
    let (retention, wait) = (length(targets.retention), length(targets.waiting_time));
    let costs = |what: &str| match &model.currency {
        Some(currency) => format!("cost {what}, {currency}"),
        None => format!("cost {what}"),
    };
    let line = |words: &str, measure, subject, form| Headline {
        words: words.to_owned(),
        alone: words.to_owned(),
        measure,
        subject,
        form,
    };
    let part = |words: &str, alone: &str, measure, form| Headline {
        words: format!("  {words}"),
        ..line(alone, measure, "all", form)
    };
    let treats = model.system().interventions.iter().any(|item| item.opens_care_plan);
    use Form::{Amount, Duration, Percentage};
    let treatment = "referral_to_treatment";
    vec![
        line("referred a year", Measure::Referrals, "all", Amount),
        part(
            "of them back after an earlier episode",
            "referred again after an earlier episode, a year",
            Measure::RePresentations,
            Amount,
        ),
        line("referrals that reach treatment", Measure::ReachedStructured, "all", Percentage),
        line("referral to treatment, mean", Measure::WaitMean, treatment, Duration),
        line(
            &format!("referral to treatment within {wait}"),
            Measure::WaitWithinTarget,
            treatment,
            Percentage,
        ),
        line("on waiting lists, on average", Measure::OnWaitingLists, "all", Amount),
        line("in treatment, on average", Measure::InTreatment, "all", Amount),
        line("different people in treatment a year", Measure::DistinctInTreatment, "all", Amount),
        line(&format!("retained at {retention}"), Measure::Effective, "all", Percentage),
        part(
            "still in treatment",
            &format!("still in treatment at {retention}"),
            Measure::Retained,
            Percentage,
        ),
        line(
            &format!("dropped out or otherwise left within {retention}"),
            Measure::EarlyUnplanned,
            "all",
            Percentage,
        ),
        line("still in treatment at a year", Measure::StillInTreatment, "week_52", Percentage),
        line("in continuous treatment for a year", Measure::ContinuousYear, "all", Percentage),
        line("planned exits a year", Measure::PlannedExits, "all", Amount),
        line(
            if treats {
                "planned exits, of all exits from treatment"
            } else {
                "planned exits, of all exits"
            },
            Measure::PlannedShare,
            "all",
            Percentage,
        ),
        line("time in the system, mean", Measure::EpisodeDays, "all", Duration),
        line("back within 12 months of leaving", Measure::BackWithin12Months, "all", Percentage),
        line("successful, of all in treatment a year", Measure::SuccessfulShare, "all", Percentage),
        line("treated within 3 weeks of release", Measure::Continuity, "all", Percentage),
        line("deaths a year, in treatment or out of it", Measure::Deaths, "all", Amount),
        line("quality-adjusted life years (QALYs) a year", Measure::Qalys, "all", Amount),
        line(&costs("a year"), Measure::Cost, "all", Amount),
        line(&costs("for each planned exit"), Measure::CostPerPlannedExit, "all", Amount),
    ]
}

/// Whether a figure says anything: something is there, and it is not nothing at all in every replication.
#[must_use]
pub fn says_something(estimate: &Estimate) -> bool {
    estimate.mean.is_some() && estimate.max != Some(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{BASELINE, read_text};

    #[test]
    fn an_interval_stays_within_what_is_possible() {
        let of = |mean: f64, min: f64| Estimate {
            n: 3,
            mean: Some(mean),
            min: Some(min),
            max: Some(1.0),
            low: Some(mean - 0.1),
            high: Some(mean + 0.1),
            ..Estimate::default()
        };
        let interval = |form: Form, of: &Estimate| form.show(of).unwrap().interval.unwrap();
        assert_eq!(interval(Form::Amount, &of(0.03, 0.0)), "0.00 to 0.13");
        assert_eq!(interval(Form::Percentage, &of(0.95, 0.9)), "85 to 100");
        assert_eq!(interval(Form::Amount, &of(-0.03, -0.2)), "-0.13 to 0.07");
    }

    #[test]
    fn every_headline_can_stand_alone() {
        let scenario = read_text("baseline", BASELINE, &[]).unwrap();
        let lines = headlines(&scenario.model);
        let alone: Vec<&str> = lines.iter().map(|line| line.alone.as_str()).collect();
        assert!(alone.contains(&"still in treatment at 12 weeks"), "{alone:?}");
        for (at, words) in alone.iter().enumerate() {
            assert_eq!(*words, words.trim());
            assert!(!words.contains("of them") && !words.contains("of that"), "{words}");
            assert!(!alone[..at].contains(words), "{words} twice");
        }
    }

    /// What is printed is found in docs/measures.md, with its measure and what it is of.
    #[test]
    fn every_headline_is_explained() {
        let page = include_str!("../../docs/measures.md");
        let scenario = read_text("baseline", BASELINE, &[]).unwrap();
        for line in headlines(&scenario.model) {
            let words = line.words.trim().replace(", GBP 2006/07", "");
            let row = format!("| {words} | `{}` | {} |", line.measure.name(), line.subject);
            assert!(page.contains(&row), "docs/measures.md lacks {row}");
        }
    }
}
