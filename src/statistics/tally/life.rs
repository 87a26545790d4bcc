//! The stages of a client's life in which deaths are told apart: in treatment, in custody, after a release, after an exit.

use crate::statistics::subject::{Period, Stage};
use crate::units::Days;

/// How long after a release or an exit the risk of death is reported apart.
const FOUR_WEEKS: Days = Days(28.0);
/// How long the first part of that is, and of treatment.
const TWO_WEEKS: Days = Days(14.0);
/// Before every instant.
const NOT_YET: Days = Days(f64::NEG_INFINITY);

/// How the care plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CarePlan {
    None,
    Open,
    /// Has just closed; the exit is yet to tell why.
    Closing,
}

/// The latest exit from an episode with a care plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct LastExit {
    pub(super) at: Days,
    pub(super) planned: bool,
}

/// What decides the stage of a client's life.
#[derive(Debug, Clone, Copy)]
pub(super) struct Life {
    /// When the latest care plan opened.
    opened: Days,
    exited: Days,
    released: Days,
    /// Until when the stage is what it is, as things stand.
    until: Days,
    /// The stage as time is counted.
    stage: Stage,
    care_plan: CarePlan,
    in_custody: bool,
    /// Whether the latest exit from treatment was planned, until the next episode.
    left_planned: Option<bool>,
}

impl Default for Life {
    fn default() -> Life {
        Life {
            opened: NOT_YET,
            exited: NOT_YET,
            released: NOT_YET,
            until: Days::NEVER,
            stage: Stage::Otherwise,
            care_plan: CarePlan::None,
            in_custody: false,
            left_planned: None,
        }
    }
}

impl Life {
    /// When the care plan opened, while it is open.
    #[inline]
    pub(super) fn care_plan(&self) -> Option<Days> {
        (self.care_plan == CarePlan::Open).then_some(self.opened)
    }

    /// When the care plan opened that has just closed, until the exit has told why.
    #[inline]
    pub(super) fn closing(&self) -> Option<Days> {
        (self.care_plan == CarePlan::Closing).then_some(self.opened)
    }

    /// The exit has told why.
    #[inline]
    pub(super) fn close(&mut self) -> Option<Days> {
        let closing = self.closing();
        if closing.is_some() {
            self.care_plan = CarePlan::None;
        }
        closing
    }

    /// When the client was last released; before every instant where that has never been.
    pub(super) fn released(&self) -> Days {
        self.released
    }

    pub(super) fn in_custody(&self) -> bool {
        self.in_custody
    }

    pub(super) fn open_care_plan(&mut self, at: Days) {
        (self.care_plan, self.opened, self.until) = (CarePlan::Open, at, NOT_YET);
    }

    /// The care plan closes, if one is open; when it opened.
    pub(super) fn close_care_plan(&mut self) -> Option<Days> {
        let opened = self.care_plan()?;
        (self.care_plan, self.until) = (CarePlan::Closing, NOT_YET);
        Some(opened)
    }

    /// An exit from an episode with a care plan.
    pub(super) fn exit(&mut self, at: Days) {
        (self.exited, self.until) = (at, NOT_YET);
    }

    /// That exit was not a death: the client may come back.
    pub(super) fn live_on(&mut self, planned: bool) {
        self.left_planned = Some(planned);
    }

    /// The latest exit from treatment, until the next episode.
    #[inline]
    pub(super) fn treatment_exit(&self) -> Option<LastExit> {
        self.left_planned.map(|planned| LastExit { at: self.exited, planned })
    }

    /// The next episode opens; the exit from treatment that it follows.
    #[inline]
    pub(super) fn come_back(&mut self) -> Option<LastExit> {
        let exit = self.treatment_exit();
        self.left_planned = None;
        exit
    }

    pub(super) fn take_into_custody(&mut self) {
        (self.in_custody, self.until) = (true, NOT_YET);
    }

    pub(super) fn release(&mut self, at: Days) {
        (self.in_custody, self.released, self.until) = (false, at, NOT_YET);
    }

    /// The stage that a death just now falls in.
    pub(super) fn stage(&self, at: Days) -> Stage {
        let lately = |since: Days, time| at <= since + time;
        if self.in_custody {
            Stage::InCustody
        } else if lately(self.released, TWO_WEEKS) {
            Stage::AfterRelease
        } else if lately(self.released, FOUR_WEEKS) {
            Stage::LaterAfterRelease
        } else if let Some(opened) = self.care_plan() {
            Life::stage_of_treatment(opened, at)
        } else if lately(self.exited, TWO_WEEKS) {
            Stage::AfterExit
        } else if lately(self.exited, FOUR_WEEKS) {
            Stage::LaterAfterExit
        } else {
            Stage::Otherwise
        }
    }

    fn stage_of_treatment(opened: Days, at: Days) -> Stage {
        if at <= opened + TWO_WEEKS { Stage::StartingTreatment } else { Stage::LaterInTreatment }
    }

    /// The stage of a death with which a care plan has closed that opened then.
    pub(super) fn stage_with_care_plan(&self, opened: Days, at: Days) -> Stage {
        let stage = self.stage(at);
        if matches!(stage.period(), Period::InCustody | Period::AfterRelease) {
            stage
        } else {
            Life::stage_of_treatment(opened, at)
        }
    }

    /// The days of each stage in a stretch of time in which nothing happened, those of the last one as what is returned.
    /// Stretches come in the order of time.
    #[inline]
    pub(super) fn stages(
        &mut self,
        from: Days,
        to: Days,
        mut each: impl FnMut(Stage, f64),
    ) -> (Stage, f64) {
        let mut from = from;
        while to > self.until {
            if from < self.until {
                each(self.stage, (self.until - from).0);
                from = self.until;
            }
            if from >= to {
                break;
            }
            self.enter_stage(from);
        }
        (self.stage, (to - from).0)
    }

    /// The stage that begins just after an instant, and the first mark after that.
    #[cold]
    fn enter_stage(&mut self, from: Days) {
        let later = |mark: Days| if mark > from { mark } else { Days::NEVER };
        let first = |since: Days| {
            if since + TWO_WEEKS > from { since + TWO_WEEKS } else { later(since + FOUR_WEEKS) }
        };
        let opened = self.care_plan().map_or(Days::NEVER, |opened| later(opened + TWO_WEEKS));
        self.until = first(self.released).min(first(self.exited)).min(opened);
        let soon = self.until.min(from + TWO_WEEKS);
        self.stage = self.stage(Days(f64::midpoint(from.0, soon.0)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(life: &mut Life, from: Days, to: Days) -> Vec<(Stage, f64)> {
        let mut seen = Vec::new();
        let (stage, days) = life.stages(from, to, |stage, days| seen.push((stage, days)));
        if days > 0.0 {
            seen.push((stage, days));
        }
        seen
    }

    #[test]
    fn four_weeks_after_release_come_before_four_weeks_after_an_exit() {
        let mut life = Life::default();
        life.exit(Days(10.0));
        life.release(Days(0.0));
        let seen = stretch(&mut life, Days(10.0), Days(50.0));
        // Release counts until day 28, in two halves; the exit until day 38, its first two weeks long over; the rest is
        // ordinary life. Day 24, two weeks after the exit, divides what is not told apart.
        assert_eq!(
            seen,
            [
                (Stage::AfterRelease, 4.0),
                (Stage::LaterAfterRelease, 10.0),
                (Stage::LaterAfterRelease, 4.0),
                (Stage::LaterAfterExit, 10.0),
                (Stage::Otherwise, 12.0)
            ]
        );
    }

    /// Everything at once: an exit on day 3, a release on day 4, a care plan on day 5. Release counts for four weeks, and
    /// by day 32 the care plan is older than two.
    #[test]
    fn time_is_told_apart_by_marks_that_all_lie_ahead() {
        let mut life = Life::default();
        life.exit(Days(3.0));
        life.release(Days(4.0));
        life.open_care_plan(Days(5.0));
        let stages = stretch(&mut life, Days(5.0), Days(100.0));
        let days = |stage| stages.iter().filter(|(it, _)| *it == stage).map(|(_, days)| days).sum();
        let told: [f64; 4] = [
            days(Stage::AfterRelease),
            days(Stage::LaterAfterRelease),
            days(Stage::LaterInTreatment),
            stages.iter().map(|(_, days)| days).sum(),
        ];
        assert_eq!(told, [13.0, 14.0, 68.0, 95.0]);
    }

    #[test]
    fn no_stretch_has_no_length() {
        let mut life = Life::default();
        life.release(Days(0.0));
        assert_eq!(stretch(&mut life, Days(20.0), Days(20.0)), []);
        let seen = stretch(&mut life, Days(14.0), Days(28.0));
        assert_eq!(seen, [(Stage::LaterAfterRelease, 14.0)]);
        let seen = stretch(&mut life, Days(14.0), Days(30.0));
        assert_eq!(seen, [(Stage::LaterAfterRelease, 14.0), (Stage::Otherwise, 2.0)]);
    }

    #[test]
    fn the_first_two_weeks_of_a_care_plan_are_told_apart() {
        let mut life = Life::default();
        life.open_care_plan(Days(100.0));
        let seen = stretch(&mut life, Days(100.0), Days(130.0));
        assert_eq!(seen, [(Stage::StartingTreatment, 14.0), (Stage::LaterInTreatment, 16.0)]);
        // A death with the care plan, on the fifteenth day and later.
        assert_eq!((life.close_care_plan(), life.care_plan()), (Some(Days(100.0)), None));
        assert_eq!(life.stage_with_care_plan(Days(100.0), Days(114.0)), Stage::StartingTreatment);
        assert_eq!(life.stage_with_care_plan(Days(100.0), Days(115.0)), Stage::LaterInTreatment);
    }
}
