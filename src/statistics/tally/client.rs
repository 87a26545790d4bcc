//! What the tally knows of one client who is present.

use super::journeys::Journey;
use super::steps::Way;
use crate::model::{Component, Facts, InterventionId, ServiceId};
use crate::records::Strand;
use crate::statistics::subject::{Period, Stage};
use crate::units::Days;

/// How long after a release or an exit the risk of death is reported apart.
const FOUR_WEEKS: Days = Days(28.0);
/// How long the first part of that is, and of treatment.
const TWO_WEEKS: Days = Days(14.0);
/// Into how many stages a stretch of time in which nothing happens can fall: one more than there are marks.
const MOST_STAGES: usize = 6;

/// A stretch of time, by stages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stages {
    parts: [(Stage, f64); MOST_STAGES],
    number: usize,
}

impl Stages {
    /// Each stage and its days.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Stage, f64)> {
        self.parts[..self.number].iter().copied()
    }

    fn add(&mut self, stage: Stage, time: Days) {
        self.parts[self.number] = (stage, time.0);
        self.number += 1;
    }
}

/// The latest exit from an episode with a care plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct LastExit {
    pub(super) at: Days,
    pub(super) planned: bool,
}

/// How a client leaves the simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaving {
    /// Died, left for good, or is no longer followed.
    Unseen,
    /// Lives on, and nothing can happen to them any more.
    Unchanging,
}

/// One client, kept by slot and reset when the slot is given to another.
#[derive(Debug, Clone, Default)]
pub(super) struct ClientState {
    pub(super) is_present: bool,
    /// Client time is accounted for up to here.
    pub(super) since: Days,
    pub(super) episode_open: bool,
    /// When the episode opened, and whether that was in the window.
    pub(super) referred: Days,
    pub(super) is_counted: bool,
    /// Steps reached in this episode.
    pub(super) had_first: bool,
    pub(super) had_care_plan: bool,
    pub(super) had_structured: bool,
    pub(super) way: Way,
    /// The intervention of the main strand that ran last, until an exit.
    pub(super) ran_last: Option<InterventionId>,
    /// Whether an intervention of the main strand is running.
    pub(super) main_runs: bool,
    /// The treatment journey, through one care plan after another.
    pub(super) journey: Option<Journey>,
    /// When the care plan opened, while it is open.
    pub(super) care_plan: Option<Days>,
    /// When the care plan opened that has just closed, until the exit tells why.
    pub(super) closing: Option<Days>,
    /// Interventions running, by component.
    pub(super) running: [u8; 4],
    pub(super) in_custody: bool,
    /// Died or left for good.
    pub(super) is_gone: bool,
    /// Waiting lists the client is on.
    pub(super) lists: Vec<(ServiceId, Strand)>,
    /// Latest exit from treatment, until the next episode.
    pub(super) treatment_exit: Option<LastExit>,
    /// Risks that have befallen the client since, a bit each.
    pub(super) befallen: u128,
    /// Latest exit from an episode with a care plan.
    pub(super) exited: Option<Days>,
    pub(super) released: Option<Days>,
    /// Whether the latest release still asks for a start of treatment.
    pub(super) awaits_continuity: bool,
    /// Risks whose state the client is in, a bit each.
    pub(super) exposed: u128,
    /// The facts for which `exposed` was worked out.
    pub(super) facts: Facts,
    /// Years of the window up to this number have counted the client as in treatment.
    pub(super) years_counted: u32,
}

impl ClientState {
    /// The state of a client who has just come.
    pub(super) fn reset(&mut self, at: Days) {
        let mut lists = std::mem::take(&mut self.lists);
        lists.clear();
        let mut way = std::mem::take(&mut self.way);
        way.begin();
        *self = ClientState { is_present: true, since: at, lists, way, ..ClientState::default() };
    }

    /// The components of which an intervention is running, a bit each.
    pub(super) fn components(&self) -> u8 {
        (0..4).fold(0, |mask, bit| mask | u8::from(self.running[bit] > 0) << bit)
    }

    /// An intervention of a component starts (+1) or ends (-1).
    pub(super) fn run(&mut self, component: Component, by: i8) {
        let running = &mut self.running[component as usize];
        *running = running.saturating_add_signed(by);
    }

    /// Whether the client's time counts towards the components of the journey.
    pub(super) fn on_journey(&self) -> bool {
        self.episode_open || self.running != [0; 4]
    }

    /// Takes the client off a waiting list; whether they were on it.
    pub(super) fn leave_list(&mut self, service: ServiceId, strand: Strand) -> bool {
        let found = self.lists.iter().position(|&list| list == (service, strand));
        found.map(|index| self.lists.swap_remove(index)).is_some()
    }

    /// How many interventions run at once.
    pub(super) fn at_once(&self) -> usize {
        self.running.iter().map(|&running| usize::from(running)).sum()
    }

    /// The stage of life that a death just now falls in.
    pub(super) fn stage(&self, at: Days) -> Stage {
        let lately = |since: Option<Days>, time| since.is_some_and(|since| at <= since + time);
        if self.in_custody {
            Stage::InCustody
        } else if lately(self.released, TWO_WEEKS) {
            Stage::AfterRelease
        } else if lately(self.released, FOUR_WEEKS) {
            Stage::LaterAfterRelease
        } else if let Some(opened) = self.care_plan {
            ClientState::stage_of_treatment(opened, at)
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
            ClientState::stage_of_treatment(opened, at)
        }
    }

    /// Splits a stretch of time, in which nothing happened to the client, into stages of life.
    pub(super) fn stages(&self, from: Days, to: Days) -> Stages {
        let mut stages = Stages { parts: [(Stage::Otherwise, 0.0); MOST_STAGES], number: 0 };
        let mut from = from;
        let mut marks = self.marks();
        if marks.iter().any(|&mark| from < mark && mark < to) {
            marks.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            for mark in marks {
                if from < mark && mark < to {
                    stages.add(self.stage_within(from, mark), mark - from);
                    from = mark;
                }
            }
        }
        if from < to {
            stages.add(self.stage_within(from, to), to - from);
        }
        stages
    }

    /// The instants at which a stage ends by itself.
    fn marks(&self) -> [Days; MOST_STAGES - 1] {
        let end = |since: Option<Days>, time| {
            since.map_or(Days(f64::NEG_INFINITY), |since: Days| since + time)
        };
        [
            end(self.released, TWO_WEEKS),
            end(self.released, FOUR_WEEKS),
            end(self.care_plan, TWO_WEEKS),
            end(self.exited, TWO_WEEKS),
            end(self.exited, FOUR_WEEKS),
        ]
    }

    fn stage_within(&self, from: Days, to: Days) -> Stage {
        self.stage(Days(f64::midpoint(from.0, to.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_weeks_after_release_come_before_four_weeks_after_an_exit() {
        let mut client = ClientState::default();
        client.reset(Days(0.0));
        client.exited = Some(Days(10.0));
        client.released = Some(Days(0.0));
        let seen: Vec<_> = client.stages(Days(10.0), Days(50.0)).iter().collect();
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
        let mut client = ClientState::default();
        client.reset(Days(0.0));
        client.exited = Some(Days(3.0));
        client.released = Some(Days(4.0));
        client.care_plan = Some(Days(5.0));
        let stages = client.stages(Days(5.0), Days(100.0));
        let days = |stage| stages.iter().filter(|&(it, _)| it == stage).map(|(_, days)| days).sum();
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
        let mut client = ClientState::default();
        client.reset(Days(0.0));
        client.released = Some(Days(0.0));
        assert_eq!(client.stages(Days(20.0), Days(20.0)).iter().count(), 0);
        let seen: Vec<_> = client.stages(Days(14.0), Days(28.0)).iter().collect();
        assert_eq!(seen, [(Stage::LaterAfterRelease, 14.0)]);
        let seen: Vec<_> = client.stages(Days(14.0), Days(30.0)).iter().collect();
        assert_eq!(seen, [(Stage::LaterAfterRelease, 14.0), (Stage::Otherwise, 2.0)]);
    }

    #[test]
    fn the_first_two_weeks_of_a_care_plan_are_told_apart() {
        let mut client = ClientState::default();
        client.reset(Days(0.0));
        client.care_plan = Some(Days(100.0));
        let seen: Vec<_> = client.stages(Days(100.0), Days(130.0)).iter().collect();
        assert_eq!(seen, [(Stage::StartingTreatment, 14.0), (Stage::LaterInTreatment, 16.0)]);
        // A death with the care plan, on the fifteenth day and later.
        client.care_plan = None;
        assert_eq!(client.stage_with_care_plan(Days(100.0), Days(114.0)), Stage::StartingTreatment);
        assert_eq!(client.stage_with_care_plan(Days(100.0), Days(115.0)), Stage::LaterInTreatment);
    }
}
