//! What befalls clients who have left treatment, before they come back.

use super::counts::HALF_A_YEAR;
use super::rows::{Rows, share};
use super::{Tally, for_groups, members_of};
use crate::model::{ClockId, FactId, Facts, Model, Phase, Setting, System};
use crate::statistics::Measure::{BefellWithin6Months, BefellWithin12Months};
use crate::statistics::subject::Subject;
use crate::units::Days;

/// How many exits a risk followed within half a year, and within a year.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Befell {
    half_a_year: u64,
    year: u64,
}

impl Tally<'_> {
    /// A risk (by its position) befalls a client; once for each exit, before any new episode.
    pub(super) fn befall_after_exit(&mut self, at: Days, slot: u32, risk: usize) {
        let Some(exit) = self.clients[slot as usize].life.treatment_exit() else { return };
        if !self.befallen.add(slot, risk) {
            return;
        }
        let within = |time| at - exit.at <= time && self.window.follows(exit.at, time);
        let (half, year) = (u64::from(within(HALF_A_YEAR)), u64::from(within(Days::YEAR)));
        for_groups!(self, slot, |group| {
            group.befell[risk].half_a_year += half;
            group.befell[risk].year += year;
        });
    }

    /// For each risk that a client can meet after an exit: the share of exits that it followed.
    pub(super) fn befell_after_exits(&self, group: usize, out: &mut Rows<'_>) {
        let group = self.group(group);
        let [exits, ..] = &group.afterwards;
        for &risk in &self.risks_after_exit {
            let (befell, subject) = (&group.befell[risk], Subject::Risk(self.risks[risk]));
            let half = share(befell.half_a_year, exits.back_in_half_a_year.all);
            out.add(BefellWithin6Months, subject, half);
            let year = share(befell.year, exits.back_in_a_year.all);
            out.add(BefellWithin12Months, subject, year);
        }
    }
}

/// Whether the state in which a risk applies can be that of a client who has left: in the community, with no episode
/// open and nothing running that belongs to one.
pub(super) fn can_follow_an_exit(model: &Model, risk: ClockId) -> bool {
    model.eras.iter().any(|era| {
        let never = never_after_an_exit(&era.system);
        let spell = &era.system.clocks[risk.index()].spell;
        spell.groups().iter().all(|group| group.iter().any(|fact| !never.contains(fact)))
    })
}

/// Facts that do not hold of a client after an exit: the other phases, and what runs only in prison or in an episode.
fn never_after_an_exit(system: &System) -> Facts {
    let phases = Phase::ALL.into_iter().filter(|&phase| phase != Phase::AfterExit);
    let mut never = Facts::of(&phases.map(Phase::fact).collect::<Vec<FactId>>());
    for (index, item) in system.interventions.iter().enumerate() {
        let supports = || system.supports.iter().map(|support| support.intervention.index());
        let on_main = item.component.begins_an_episode() && supports().all(|of| of != index);
        if let Some(fact) = item.during.filter(|_| on_main || item.setting == Setting::Prison) {
            never.insert(fact);
        }
    }
    never
}
