//! What a difference between two scenarios comes to in a word, and how sure that word is where many are said at once.

use super::estimate::student_t;
use super::{Comparison, Measure};
use std::collections::BTreeMap;

/// Whether there should be more of what a measure counts. Where it depends on what one is after (to have more people
/// in treatment, say, or more re-presentations), nobody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The more the better.
    More,
    /// The less the better.
    Less,
    /// That depends.
    Either,
}

impl Measure {
    /// Whether there should be more of it.
    #[must_use]
    pub fn wanted(self) -> Wanted {
        use Measure as M;
        match self {
            M::ReachedFirst
            | M::ReachedCarePlan
            | M::ReachedStructured
            | M::WaitWithinTarget
            | M::Retained
            | M::Effective
            | M::StillInTreatment
            | M::ContinuousHalfYear
            | M::ContinuousYear
            | M::PlannedExits
            | M::PlannedShare
            | M::Successful
            | M::SuccessfulShare
            | M::Continuity
            | M::Qalys
            | M::UtilityMean => Wanted::More,
            M::LostBeforeTreatment
            | M::WaitMean
            | M::WaitMedian
            | M::WaitP90
            | M::StillWaitingMean
            | M::StillWaitingMedian
            | M::StillWaitingP90
            | M::StillWaitingOverTarget
            | M::StillWaiting
            | M::WaitingMean
            | M::WaitingMost
            | M::OnWaitingLists
            | M::TurnedAway
            | M::TurnedAwayShare
            | M::GaveUp
            | M::GaveUpShare
            | M::Missed
            | M::MissedShare
            | M::EarlyUnplanned
            | M::BackWithin6Months
            | M::BackWithin12Months
            | M::DiedWithin12Months
            | M::Deaths
            | M::DeathRate
            | M::Custody
            | M::KeyworkerChanges
            | M::Cost
            | M::CostPerPlannedExit
            | M::CostPerClient => Wanted::Less,
            _ => Wanted::Either,
        }
    }
}

/// A difference in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There is more of what should be more, or less of what should be less.
    Better,
    /// The other way round.
    Worse,
    /// More, of what is neither good nor bad by itself.
    Higher,
    /// Less of it.
    Lower,
    /// The same in every replication.
    Same,
    /// So many replications cannot tell.
    Unclear,
}

impl Verdict {
    /// In the results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Higher => "higher",
            Verdict::Lower => "lower",
            Verdict::Same => "same",
            Verdict::Unclear => "unclear",
        }
    }
}

/// Intervals that hold together: all of so many leave out the truth with a chance of no more than 5% (Bonferroni:
/// each by itself with a chance of 5% over their number).
#[derive(Debug)]
pub struct Together {
    comparisons: usize,
    /// Quantiles of Student's t by degrees of freedom, which take long to work out.
    known: BTreeMap<usize, f64>,
}

impl Together {
    /// Of so many comparisons.
    #[must_use]
    pub fn of(comparisons: usize) -> Together {
        Together { comparisons: comparisons.max(1), known: BTreeMap::new() }
    }

    /// The interval of one of them: mean ± t sd / sqrt(n); none for fewer than two replications.
    pub fn interval(&mut self, of: &Comparison) -> Option<(f64, f64)> {
        let (mean, sd, n) = (of.difference.mean?, of.difference.sd?, of.difference.n);
        let tail = 0.025 / self.comparisons as f64;
        let t = *self.known.entry(n - 1).or_insert_with(|| -student_t(tail, n - 1));
        let half = t * sd / (n as f64).sqrt();
        Some((mean - half, mean + half))
    }

    /// What one of them comes to.
    pub fn verdict(&mut self, measure: Measure, of: &Comparison) -> Verdict {
        let Some((low, high)) = self.interval(of) else { return Verdict::Unclear };
        let is_more = match (low > 0.0, high < 0.0) {
            (true, _) => true,
            (_, true) => false,
            _ if low == 0.0 && high == 0.0 => return Verdict::Same,
            _ => return Verdict::Unclear,
        };
        match (measure.wanted(), is_more) {
            (Wanted::More, true) | (Wanted::Less, false) => Verdict::Better,
            (Wanted::More, false) | (Wanted::Less, true) => Verdict::Worse,
            (Wanted::Either, true) => Verdict::Higher,
            (Wanted::Either, false) => Verdict::Lower,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(differences: &[f64]) -> Comparison {
        Comparison::of(differences.iter().map(|&by| (Some(by), Some(0.0))))
    }

    /// Dunn's tables, two-sided 5% shared by m comparisons: t = 2.571 (m = 1), 4.773 (m = 10) for 5 degrees of freedom, and
    /// 2.000, 2.915 for 60.
    #[test]
    fn intervals_widen_with_the_number_of_comparisons() {
        let wide = |n: usize, comparisons: usize| {
            // A standard deviation of 1 exactly: one half of the values a below and the other a above nought.
            let a = ((n - 1) as f64 / n as f64).sqrt();
            let differences: Vec<f64> = (0..n).map(|i| if i % 2 == 0 { a } else { -a }).collect();
            let (low, high) = Together::of(comparisons).interval(&of(&differences)).unwrap();
            (high - low) / 2.0 * (n as f64).sqrt()
        };
        assert!((wide(6, 1) - 2.571).abs() < 1e-3);
        assert!((wide(6, 10) - 4.773).abs() < 1e-3);
        let large = [wide(62, 1), wide(62, 10)];
        assert!((large[0] - 2.0).abs() < 2e-3 && (large[1] - 2.915).abs() < 3e-3, "{large:?}");
    }

    #[test]
    fn a_difference_is_judged_by_what_is_wanted_and_by_its_interval() {
        let (up, down, unclear, same) =
            ([2.0, 2.1, 1.9], [-2.0, -2.1, -1.9], [3.0, -1.0, 0.5], [0.0, 0.0, 0.0]);
        let of = |measure, differences: &[f64]| {
            let comparison = of(differences);
            Together::of(1).verdict(measure, &comparison)
        };
        assert_eq!(of(Measure::PlannedExits, &up), Verdict::Better);
        assert_eq!(of(Measure::PlannedExits, &down), Verdict::Worse);
        assert_eq!(of(Measure::WaitMean, &up), Verdict::Worse);
        assert_eq!(of(Measure::WaitMean, &down), Verdict::Better);
        assert_eq!(of(Measure::Referrals, &up), Verdict::Higher);
        assert_eq!(of(Measure::Referrals, &down), Verdict::Lower);
        assert_eq!(of(Measure::WaitMean, &unclear), Verdict::Unclear);
        assert_eq!(of(Measure::WaitMean, &same), Verdict::Same);
        assert_eq!(
            of(Measure::WaitMean, &[5.0]),
            Verdict::Unclear,
            "one replication tells nothing"
        );
        // What one comparison tells, one among a hundred need not.
        let clear = super::tests::of(&up);
        assert_eq!(Together::of(10_000).verdict(Measure::PlannedExits, &clear), Verdict::Unclear);
    }
}
