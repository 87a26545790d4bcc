//! What the tally knows of one client who is present.

use super::journeys::Journey;
use super::life::Life;
use super::steps::Way;
use crate::model::{Component, InterventionId, ServiceId};
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
    pub(super) fn is_empty(&self) -> bool {
        self.few == [None; 2] && self.more.is_none()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(ServiceId, Strand)> {
        self.few.iter().flatten().chain(self.more.iter().flat_map(|more| more.iter()))
    }

    pub(super) fn join(&mut self, list: (ServiceId, Strand)) {
        match self.few.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(list),
            None => self.more.get_or_insert_default().push(list),
        }
    }

    /// Takes the client off a list; whether they were on it.
    pub(super) fn leave(&mut self, list: (ServiceId, Strand)) -> bool {
        if let Some(place) = self.few.iter_mut().find(|place| **place == Some(list)) {
            *place = None;
            return true;
        }
        let Some(more) = &mut self.more else { return false };
        let found = more.iter().position(|&other| other == list);
        let was_on = found.map(|index| more.swap_remove(index)).is_some();
        if more.is_empty() {
            self.more = None;
        }
        was_on
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
    pub(super) life: Life,
    /// When the care plan opened that has just closed, until the exit tells why.
    pub(super) closing: Option<Days>,
    /// Interventions running, by component.
    pub(super) running: [u8; 4],
    /// Those of which any is running, a bit each.
    components: u8,
    /// Died or left for good.
    pub(super) is_gone: bool,
    /// Waiting lists the client is on.
    pub(super) lists: Lists,
    /// Latest exit from treatment, until the next episode.
    pub(super) treatment_exit: Option<LastExit>,
    /// Risks that have befallen the client since, a bit each.
    pub(super) befallen: u128,
    /// Whether the latest release still asks for a start of treatment.
    pub(super) awaits_continuity: bool,
    /// Risks whose state the client is in, a bit each.
    pub(super) exposed: u128,
    /// Years of the window up to this number have counted the client as in treatment.
    pub(super) years_counted: u32,
}

impl ClientState {
    /// The state of a client who has just come.
    pub(super) fn reset(&mut self, at: Days) {
        *self = ClientState { is_present: true, since: at, ..ClientState::default() };
    }

    /// The components of which an intervention is running, a bit each.
    pub(super) fn components(&self) -> u8 {
        self.components
    }

    /// An intervention of a component starts (+1) or ends (-1).
    pub(super) fn run(&mut self, component: Component, by: i8) {
        let running = &mut self.running[component as usize];
        *running = running.saturating_add_signed(by);
        let (bit, runs) = (1 << component as u8, *running > 0);
        self.components = self.components & !bit | if runs { bit } else { 0 };
    }

    /// Whether the client's time counts towards the components of the journey.
    pub(super) fn on_journey(&self) -> bool {
        self.episode_open || self.components != 0
    }

    /// How many interventions run at once.
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
}
