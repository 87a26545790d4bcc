//! What the tally knows of one client who is present.

use crate::model::{Component, Facts, ServiceId};
use crate::records::Strand;
use crate::statistics::subject::Period;
use crate::units::Days;

/// How long after a release or an exit the risk of death is reported apart.
const FOUR_WEEKS: Days = Days(28.0);

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
    /// Latest exit of any episode.
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
        *self = ClientState { is_present: true, since: at, lists, ..ClientState::default() };
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

    /// The period of life that a death just now falls in.
    pub(super) fn period(&self, at: Days) -> Period {
        let lately = |since: Option<Days>| since.is_some_and(|since| at <= since + FOUR_WEEKS);
        if self.in_custody {
            Period::InCustody
        } else if lately(self.released) {
            Period::AfterRelease
        } else if self.care_plan.is_some() {
            Period::InTreatment
        } else if lately(self.exited) {
            Period::AfterExit
        } else {
            Period::Otherwise
        }
    }

    /// Splits a stretch of time, in which nothing happened to the client, into periods of life.
    pub(super) fn periods(&self, from: Days, to: Days, mut each: impl FnMut(Period, Days)) {
        let mut from = from;
        for mark in self.marks() {
            if from < mark && mark < to {
                each(self.period_within(from, mark), mark - from);
                from = mark;
            }
        }
        if from < to {
            each(self.period_within(from, to), to - from);
        }
    }

    /// The instants at which a period ends by itself, earlier first.
    fn marks(&self) -> [Days; 2] {
        let end = |since: Option<Days>| since.map_or(Days(f64::NEG_INFINITY), |at| at + FOUR_WEEKS);
        let (release, exit) = (end(self.released), end(self.exited));
        [release.min(exit), release.max(exit)]
    }

    fn period_within(&self, from: Days, to: Days) -> Period {
        self.period(Days(f64::midpoint(from.0, to.0)))
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
        let mut seen = Vec::new();
        client.periods(Days(20.0), Days(50.0), |period, time| seen.push((period, time.0)));
        // Release counts until day 28, the exit until day 38, and the rest is ordinary life.
        assert_eq!(
            seen,
            [(Period::AfterRelease, 8.0), (Period::AfterExit, 10.0), (Period::Otherwise, 12.0)]
        );
    }
}
