//! What the tally knows of one client who is present.

use super::journeys::Journey;
use super::life::Life;
use super::steps::Way;
use crate::model::{Component, InterventionId, ServiceId};
use crate::records::Strand;
use crate::units::Days;

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
    pub(super) lists: Vec<(ServiceId, Strand)>,
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
        let mut lists = std::mem::take(&mut self.lists);
        lists.clear();
        let mut way = std::mem::take(&mut self.way);
        way.begin();
        *self = ClientState { is_present: true, since: at, lists, way, ..ClientState::default() };
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

    /// Takes the client off a waiting list; whether they were on it.
    pub(super) fn leave_list(&mut self, service: ServiceId, strand: Strand) -> bool {
        let found = self.lists.iter().position(|&list| list == (service, strand));
        found.map(|index| self.lists.swap_remove(index)).is_some()
    }

    /// How many interventions run at once.
    pub(super) fn at_once(&self) -> usize {
        self.running.iter().map(|&running| usize::from(running)).sum()
    }
}
