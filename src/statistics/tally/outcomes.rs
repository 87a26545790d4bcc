//! How episodes end and what follows: exits, retention, returns, deaths, custody.

use super::client::Leaving;
use super::counts::{HAIR, HALF_A_YEAR};
use super::life::LastExit;
use super::listen::THREE_WEEKS;
use super::{Tally, for_groups, members_of};
use crate::model::{Exit, ExitId, Phase, Reason};
use crate::records::Client;
use crate::statistics::subject::Stage;
use crate::statistics::window::Moment;
use crate::units::Days;

impl Tally<'_> {
    pub(super) fn on_exited(&mut self, now: Moment, slot: u32, id: ExitId, lasted: Option<Days>) {
        let exit = self.system.exit(id);
        let died = exit.reason == Reason::Died;
        if died {
            self.on_death(now, slot);
        }
        let client = &mut self.clients[slot as usize];
        client.is_gone |= exit.is_final;
        let closing = client.life.close();
        if let Some(before) = client.go_out() {
            self.followed[before].exit(now, exit);
        }
        if let Some(opened) = closing {
            self.judge_retention(now, slot, opened, exit);
        }
        let Some(lasted) = lasted else { return };
        self.settle_episode(slot);
        let client = &mut self.clients[slot as usize];
        client.episode_open = false;
        let had_care_plan = client.way.had_care_plan;
        if had_care_plan {
            client.life.exit(now.at);
        }
        if now.is_inside() {
            for_groups!(self, slot, |group| {
                group.exits[id.index()] += 1;
                group.episode_days.add(lasted.0);
                if had_care_plan {
                    group.treatment_exits.all += 1;
                    group.treatment_exits.some += u64::from(exit.planned);
                }
            });
        }
        if had_care_plan && !died {
            self.clients[slot as usize].life.live_on(exit.planned);
            self.befallen.clear(slot);
            self.follow_up(now.at, slot, exit.planned);
        }
    }

    /// An exit from treatment joins the cohorts that are followed up.
    pub(super) fn follow_up(&mut self, at: Days, slot: u32, planned: bool) {
        let half = u64::from(self.window.follows(at, HALF_A_YEAR));
        let year = u64::from(self.window.follows(at, Days::YEAR));
        let returns = planned && self.window.follows(at, self.model.targets.returns);
        for_groups!(self, slot, |group| {
            group.afterwards(planned, |after| {
                after.back_in_half_a_year.all += half;
                after.back_in_a_year.all += year;
                after.died_in_a_year.all += year;
            });
            group.completions.all += u64::from(returns);
        });
    }

    /// The care plan that has just closed belongs to the retention cohort, and it is now known how it closed.
    fn judge_retention(&mut self, now: Moment, slot: u32, opened: Days, exit: &Exit) {
        let (planned, reason) = (exit.planned, exit.reason);
        let retention = self.model.targets.retention;
        if !self.window.follows(opened, retention) {
            return;
        }
        let retained = now.at - opened + HAIR >= retention;
        for_groups!(self, slot, |group| {
            group.retention_cohort += 1;
            group.retained += u64::from(retained);
            group.planned_early += u64::from(!retained && planned);
            group.reasons_early[reason as usize] += u64::from(!retained);
        });
    }

    /// A client who had left treatment is back.
    pub(super) fn on_return(&mut self, at: Days, slot: u32, exit: LastExit) {
        let gap = at - exit.at;
        let returns = self.model.targets.returns;
        let half = gap <= HALF_A_YEAR && self.window.follows(exit.at, HALF_A_YEAR);
        let year = gap <= Days::YEAR && self.window.follows(exit.at, Days::YEAR);
        let soon = exit.planned && gap <= returns && self.window.follows(exit.at, returns);
        for_groups!(self, slot, |group| {
            group.afterwards(exit.planned, |after| {
                after.back_in_half_a_year.some += u64::from(half);
                after.back_in_a_year.some += u64::from(year);
            });
            group.completions.some += u64::from(soon);
        });
    }

    pub(super) fn on_death(&mut self, now: Moment, slot: u32) {
        let at = now.at;
        let client = &self.clients[slot as usize];
        // The care plan has closed with the death itself: a death in treatment is one at which it was open.
        // In the same way a death in custody may come with a release.
        let just_released = client.life.released() == at;
        let stage = match client.life.closing() {
            _ if just_released => Stage::InCustody,
            Some(opened) => client.life.stage_with_care_plan(opened, at),
            None => client.life.stage(at),
        } as usize;
        let within = client
            .life
            .treatment_exit()
            .filter(|exit| at - exit.at <= Days::YEAR && self.window.follows(exit.at, Days::YEAR));
        for_groups!(self, slot, |group| {
            group.deaths[stage] += u64::from(now.is_inside());
            if let Some(exit) = within {
                group.afterwards(exit.planned, |after| after.died_in_a_year.some += 1);
            }
        });
    }

    pub(super) fn on_left(&mut self, now: Moment, client: Client<'_>) {
        let state = &mut self.clients[client.slot as usize];
        state.is_present = false;
        // Follow-up ends after an exit, in the community; whoever else leaves alive has nothing to wait for.
        let is_over = self.follow_up_ends && client.facts.contains(Phase::AfterExit.fact());
        let unseen = state.is_gone || is_over;
        let end = self.window.moment(self.window.closes);
        if !unseen && state.life.care_plan().is_some() {
            // Nothing will ever close the care plan: the client is in treatment to the end.
            self.leave_off(end, client.slot);
            return;
        }
        let leaving = if unseen { Leaving::Unseen } else { Leaving::Unchanging };
        self.domains.leave(now.at, client.slot, leaving);
        self.end_journey(client.slot);
        self.count_quality(if unseen { now } else { end }, client.slot);
    }

    pub(super) fn on_custody(&mut self, now: Moment, slot: u32) {
        self.clients[slot as usize].life.take_into_custody();
        if now.is_inside() {
            for_groups!(self, slot, |group| group.custody += 1);
        }
    }

    pub(super) fn on_released(&mut self, now: Moment, slot: u32) {
        let client = &mut self.clients[slot as usize];
        client.life.release(now.at);
        client.awaits_continuity = true;
        if self.window.follows(now.at, THREE_WEEKS) {
            for_groups!(self, slot, |group| group.continuity.all += 1);
        }
    }
}
