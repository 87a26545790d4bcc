//! What the tally knows of one client who is present.

use super::journeys::Journey;
use super::life::Life;
use super::perhaps::Perhaps;
use super::steps::Way;
use crate::model::{Component, ServiceId};
use crate::records::Strand;
use crate::units::Days;

/// Waiting lists that a client is on: seldom more than two.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    few: [Option<(ServiceId, Strand)>; 2],
    #[allow(
        clippy::box_collection,
        reason = "seldom there: eight bytes in each client instead of 24"
    )]
    more: Option<Box<Vec<(ServiceId, Strand)>>>,
}

impl Lists {
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.few[0].is_none() && self.few[1].is_none() && self.more.is_none()
    }

    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = &(ServiceId, Strand)> {
        self.few.iter().flatten().chain(self.more.iter().flat_map(|more| more.iter()))
    }

    #[inline]
    pub(super) fn join(&mut self, list: (ServiceId, Strand)) {
        match self.few.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(list),
            None => self.more.get_or_insert_default().push(list),
        }
    }

    /// Takes the client off a list; whether they were on it.
    #[inline]
    pub(super) fn leave(&mut self, list: (ServiceId, Strand)) -> bool {
        if let Some(place) = self.few.iter_mut().find(|place| **place == Some(list)) {
            *place = None;
            return true;
        }
        self.more.is_some() && self.leave_more(list)
    }

    fn leave_more(&mut self, list: (ServiceId, Strand)) -> bool {
        let Some(more) = &mut self.more else { return false };
        let found = more.iter().position(|&other| other == list);
        let was_on = found.map(|index| more.swap_remove(index)).is_some();
        if more.is_empty() {
            self.more = None;
        }
        was_on
    }
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
    /// Client time in the window is accounted for up to here.
    pub(super) since: Days,
    /// When the episode opened.
    pub(super) referred: Days,
    /// How far the episode has come.
    pub(super) way: Way,
    /// The treatment journey, through one care plan after another.
    pub(super) journey: Journey,
    pub(super) life: Life,
    /// Waiting lists the client is on.
    pub(super) lists: Lists,
    /// Years of the window up to this number have counted the client as in treatment.
    pub(super) years_counted: u32,
    /// Interventions running, by component.
    running: [u8; 4],
    /// The intervention of the main strand that ran last, until an exit.
    pub(super) ran_last: Perhaps,
    /// Whether an intervention of the main strand is running.
    pub(super) main_runs: bool,
    pub(super) is_present: bool,
    /// Nothing has been settled since the client came.
    pub(super) is_new: bool,
    pub(super) episode_open: bool,
    /// Died or left for good.
    pub(super) is_gone: bool,
    /// Whether the latest release still asks for a start of treatment.
    pub(super) awaits_continuity: bool,
}

impl ClientState {
    /// The state of a client who has just come.
    #[inline]
    pub(super) fn reset(&mut self, since: Days) {
        *self = ClientState { is_present: true, is_new: true, since, ..ClientState::default() };
    }

    /// Whether waiting on this strand is a step on the way: the main one, and the keyworker's place as long as the
    /// care plan waits for it.
    #[inline]
    fn is_step(&self, strand: Strand) -> bool {
        match strand {
            Strand::Main => true,
            Strand::Keyworker => self.life.care_plan().is_none(),
            Strand::Support => false,
        }
    }

    /// The client has joined a list, or was turned away from it.
    #[inline]
    pub(super) fn step_to_list(&mut self, service: ServiceId, strand: Strand) {
        if self.is_step(strand) {
            self.way.waits_for = Perhaps::number(service.index());
        }
    }

    /// The client has been served.
    #[inline]
    pub(super) fn step_from_list(&mut self, strand: Strand) {
        if self.is_step(strand) {
            self.way.waits_for = Perhaps::NONE;
        }
    }

    /// The components of which an intervention is running, a bit each.
    #[inline]
    pub(super) fn components(&self) -> usize {
        let runs = self.running.map(|running| usize::from(running > 0));
        runs[0] | runs[1] << 1 | runs[2] << 2 | runs[3] << 3
    }

    /// An intervention of a component starts (+1) or ends (-1).
    #[inline]
    pub(super) fn run(&mut self, component: Component, by: i8) {
        let running = &mut self.running[component as usize];
        *running = running.saturating_add_signed(by);
    }

    /// How many interventions run at once.
    #[inline]
    pub(super) fn at_once(&self) -> usize {
        self.running.iter().map(|&running| usize::from(running)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_can_be_on_any_number_of_lists() {
        let list = |number| (ServiceId(number), Strand::Support);
        let mut lists = Lists::default();
        for number in 0..5 {
            lists.join(list(number));
        }
        assert!(!lists.leave((ServiceId(3), Strand::Main)), "on that list for a support only");
        for number in [3, 0, 4, 2, 1] {
            assert!(!lists.is_empty());
            assert!(lists.leave(list(number)) && !lists.leave(list(number)));
        }
        assert!(lists.is_empty());
    }

    /// England has more than a million clients (docs/performance.md).
    #[test]
    fn a_client_takes_two_lines_of_cache() {
        assert!(size_of::<ClientState>() <= 128, "{}", size_of::<ClientState>());
    }
}
