//! Continuous treatment: journeys through one care plan after another with short gaps between them.
//!
//! A journey begins when a care plan opens and none was open in the three weeks before; it goes on through gaps of at
//! most three weeks, and ends with the last care plan that no other follows in that time. Episodes are joined so in the
//! reports of the National Drug Treatment Monitoring System.

use super::Tally;
use super::counts::{Cohort, HAIR, HALF_A_YEAR, Lengths};
use super::listen::THREE_WEEKS;
use super::rows::Rows;
use crate::statistics::Measure::{ContinuousHalfYear, ContinuousYear, JourneyDays};
use crate::units::Days;

/// The longest gap between two care plans of one journey.
const GAP: Days = THREE_WEEKS;

/// A journey that goes on, or whose last gap is not known to be over; or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Journey {
    /// Never where there is none.
    began: Days,
    /// When the latest care plan closed; never while one is open.
    closed: Days,
}

impl Default for Journey {
    fn default() -> Journey {
        Journey { began: Days::NEVER, closed: Days::NEVER }
    }
}

impl Journey {
    /// The journey began before its latest care plan opened.
    pub(super) fn is_part_of(&mut self, began: Option<Days>) {
        if let Some(began) = began.filter(|_| self.began.is_finite()) {
            self.began = began;
        }
    }
}

/// The journeys of a group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Journeys {
    half_a_year: Cohort,
    year: Cohort,
    ended: Lengths,
}

impl Journeys {
    pub(super) fn report(&self, out: &mut Rows<'_>) {
        out.all(ContinuousHalfYear, self.half_a_year.share());
        out.all(ContinuousYear, self.year.share());
        out.all(JourneyDays, self.ended.mean());
    }
}

impl Tally<'_> {
    /// A care plan opens: a journey goes on, or another begins.
    pub(super) fn go_on_or_begin_journey(&mut self, at: Days, slot: u32) {
        let journey = &mut self.clients[slot as usize].journey;
        if journey.closed.is_finite() && at - journey.closed <= GAP + HAIR {
            journey.closed = Days::NEVER;
            return;
        }
        self.end_journey(slot);
        self.clients[slot as usize].journey = Journey { began: at, closed: Days::NEVER };
        let of_client = self.labels.of_slot(slot);
        self.travellers[of_client.clone()].copy_from_slice(&self.members[of_client]);
    }

    /// The care plan closes: the journey may be over.
    pub(super) fn interrupt_journey(&mut self, at: Days, slot: u32) {
        let journey = &mut self.clients[slot as usize].journey;
        if journey.began.is_finite() {
            journey.closed = at;
        }
    }

    /// The journey, if there is one whose last care plan has closed, was over when that closed.
    #[inline(always)]
    pub(super) fn end_journey(&mut self, slot: u32) {
        let journey = &mut self.clients[slot as usize].journey;
        if journey.closed.is_finite() {
            let ended = std::mem::take(journey);
            self.count_journey(slot, ended);
        }
    }

    fn count_journey(&mut self, slot: u32, Journey { began, closed }: Journey) {
        self.judge_journey(slot, began, closed);
        if self.window.contains(closed + GAP) {
            let lasted = (closed - began).0;
            self.for_travellers(slot, |journeys| journeys.ended.add(lasted));
        }
    }

    /// At the end of the run: what is known of a journey that may go on.
    pub(super) fn leave_off_journey(&mut self, at: Days, slot: u32) {
        let Journey { began, closed } = self.clients[slot as usize].journey;
        if began.is_finite() && !closed.is_finite() {
            self.judge_journey(slot, began, at);
        } else {
            // A gap that is not over yet began so late that no journey is judged by it.
            self.end_journey(slot);
        }
    }

    /// A journey belongs to the cohorts for which even a gap at the mark would be over before the end of the window.
    fn judge_journey(&mut self, slot: u32, began: Days, until: Days) {
        let marks = [HALF_A_YEAR, Days::YEAR];
        let followed = marks.map(|mark| u64::from(self.window.follows(began, mark + GAP)));
        let reached = marks.map(|mark| until - began + HAIR >= mark);
        self.for_travellers(slot, |journeys| {
            let cohorts = [&mut journeys.half_a_year, &mut journeys.year];
            for ((cohort, all), reached) in cohorts.into_iter().zip(followed).zip(reached) {
                cohort.all += all;
                cohort.some += all * u64::from(reached);
            }
        });
    }

    /// For each group to which the client belonged when the journey began.
    fn for_travellers(&mut self, slot: u32, mut each: impl FnMut(&mut Journeys)) {
        each(&mut self.everybody.journeys);
        for &part in &self.travellers[self.labels.of_slot(slot)] {
            each(&mut self.parts[usize::from(part)].journeys);
        }
    }
}
