//! How long care plans stay open: a life table with complete follow-up in each interval, in fixed memory.
//!
//! The share still open at a mark is the product, over the intervals between marks up to it, of
//!
//! ```text
//! (care plans open at the end of the interval) / (care plans open at its beginning)
//! ```
//!
//! each counted among the care plans opened so early that the whole interval lies inside the window. Every one of those
//! is known to have been open or closed at both ends, so that none is censored within an interval and no interval
//! needs the assumption of the actuarial life table about when. As with the estimate of Kaplan and Meier (1958,
//! Journal of the American Statistical Association 53:457-481), those opened late are supposed to be like those opened
//! early; the price against it is what is known of intervals that the end of the window cuts off.
//!
//! By hand: of 4 care plans 3 are open at week 2; of 2 opened early enough and open at week 2, 1 is open at week 4.
//! So 3/4 are still open at week 2 and 3/4 x 1/2 = 3/8 at week 4.

use super::counts::{Cohort, HAIR};
use crate::statistics::window::Window;
use crate::units::Days;

/// The marks: weeks since the care plan opened.
pub(super) const WEEKS: [u16; 12] = [2, 4, 8, 12, 26, 39, 52, 78, 104, 156, 208, 260];

/// When a mark of so many weeks is reached.
pub(super) fn mark(weeks: u16) -> Days {
    Days(f64::from(weeks) * Days::WEEK.0)
}

/// For each mark: care plans open at the mark before, and those of them still open at this one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Survival {
    intervals: [Cohort; WEEKS.len()],
}

impl Survival {
    /// Counts a care plan that was open for so long: until it closed, or until the end of the run.
    pub(super) fn add(&mut self, opened: Days, lasted: Days, window: &Window) {
        let mut open = true;
        for (interval, end) in self.intervals.iter_mut().zip(WEEKS.map(mark)) {
            if !open || !window.follows(opened, end) {
                return;
            }
            open = lasted + HAIR >= end;
            interval.all += 1;
            interval.some += u64::from(open);
        }
    }

    /// The share still open at each mark; none from the first interval of which nothing is known.
    pub(super) fn shares(&self) -> [Option<f64>; WEEKS.len()] {
        let mut open = Some(1.0);
        self.intervals.map(|interval| {
            open = match open {
                Some(0.0) => open,
                _ => open.zip(interval.share()).map(|(before, share)| before * share),
            };
            open
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(care_plans: &[(f64, f64)], closes: f64) -> [Option<f64>; WEEKS.len()] {
        let window = Window { opens: Days(0.0), closes: Days(closes) };
        let mut survival = Survival::default();
        for &(opened, lasted) in care_plans {
            survival.add(Days(opened), Days(lasted), &window);
        }
        survival.shares()
    }

    #[test]
    fn the_example_of_the_head_of_this_file() {
        // The window ends at day 28: only the first two are followed to week 4, and one closes before.
        let found = shares(&[(0.0, 28.0), (0.0, 20.0), (10.0, 18.0), (10.0, 5.0)], 28.0);
        assert_eq!(found[..3], [Some(0.75), Some(0.375), None]);
    }

    #[test]
    fn once_none_is_open_none_is_open_later() {
        let found = shares(&[(0.0, 5.0)], 100.0);
        assert_eq!(found, [Some(0.0); WEEKS.len()]);
    }

    #[test]
    fn what_opens_too_late_for_the_first_mark_says_nothing() {
        assert_eq!(shares(&[(95.0, 5.0)], 100.0), [None; WEEKS.len()]);
    }
}
