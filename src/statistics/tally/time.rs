//! Time: how far it has come, and what the time of each client counts towards.

use super::group::Towards;
use super::marks::numbers;
use super::{NOBODY, Tally, exposure, for_groups, members_of};
use crate::model::Facts;
use crate::records::Client;
use crate::statistics::subject::Stage;
use crate::statistics::window::Moment;
use crate::units::Days;

impl Tally<'_> {
    /// Time has come this far: samples and bills that fall before are made.
    #[inline]
    pub(super) fn go_on(&mut self, at: Days) {
        if at >= self.next_stop {
            self.stop_over(at);
        }
        self.now = self.window.moment(at);
        self.heard = NOBODY;
    }

    #[cold]
    fn stop_over(&mut self, at: Days) {
        self.sampler.up_to(at, self.in_treatment, &self.services);
        while self.model.eras.get(self.era + 1).is_some_and(|era| era.from <= at) {
            let from = self.window.moment(self.model.eras[self.era + 1].from);
            self.settle_bill(from);
            self.era += 1;
            self.change_utilities(from);
        }
        let next_era = self.model.eras.get(self.era + 1).map_or(Days::NEVER, |era| era.from);
        self.next_stop = self.sampler.next().min(next_era);
    }

    /// Counts time up to an instant and charges for it at the prices of the era.
    pub(super) fn settle_bill(&mut self, now: Moment) {
        let system = &self.model.eras[self.era].system;
        let served = self.everybody.services.iter().map(|at| at.waits.number());
        let services = self.services.iter_mut().zip(&system.services);
        for ((tally, service), served) in services.zip(served) {
            tally.advance(now);
            tally.settle(service, served, (self.billed_to, now.at), &self.window);
        }
        for (tally, intervention) in self.interventions.iter_mut().zip(&system.interventions) {
            tally.running.advance(now);
            tally.settle(intervention);
        }
        self.billed_to = now.at;
    }

    /// The utilities of an era hold from its beginning.
    fn change_utilities(&mut self, from: Moment) {
        if !self.quality.is_asked() {
            return;
        }
        let system = &self.model.eras[self.era].system;
        for (slot, _) in (0..).zip(&self.clients).filter(|(_, client)| client.is_present) {
            let members = members_of(&self.members, &self.labels, slot);
            self.quality.change(from, slot, members, system);
        }
    }

    /// Counts the client's time since they were last heard of.
    #[inline(always)]
    pub(super) fn account(&mut self, slot: u32, now: Moment) {
        if slot != self.heard {
            self.heard = slot;
            if now.counted > self.clients[slot as usize].since {
                self.count_time(slot, now.counted);
            }
        }
    }

    fn count_time(&mut self, slot: u32, to: Days) {
        let client = &mut self.clients[slot as usize];
        let from = std::mem::replace(&mut client.since, to);
        let last = client.life.stages(from, to, |stage, time| {
            for_groups!(self, slot, |group| group.stage_days[stage as usize].add(time));
        });
        let (time, towards) = ((to - from).0, Towards::of(client));
        if self.labels.per_client() > 0 {
            self.count_time_of_groups(slot, time, last, towards);
        } else if self.exposure.is_asked() {
            let states = numbers(self.exposure.of_client(slot));
            self.everybody.count_time(time, last, towards, states);
        } else {
            self.everybody.count_time(time, last, towards, []);
        }
    }

    fn count_time_of_groups(&mut self, slot: u32, time: f64, last: (Stage, f64), towards: Towards) {
        // The states are found once for all groups.
        let mut states = [0; exposure::MOST];
        let mut number = 0;
        for (state, found) in states.iter_mut().zip(numbers(self.exposure.of_client(slot))) {
            *state = found as u8;
            number += 1;
        }
        let states = states[..number].iter().map(|&state| usize::from(state));
        for_groups!(self, slot, |group| group.count_time(time, last, towards, states.clone()));
    }

    /// After an event: in which states of risks the client is from now on.
    #[inline(always)]
    pub(super) fn review_exposure(&mut self, now: Moment, client: Client<'_>, changed: &Facts) {
        if !self.exposure.is_asked() {
            return self.account(client.slot, now);
        }
        let asks = self.exposure.asks_about(changed);
        if asks || self.exposure.of_client(client.slot).iter().all(|&states| states == 0) {
            self.account(client.slot, now);
        }
        if asks {
            self.exposure.review(client.slot, client.facts, changed);
        }
    }

    /// How well the client lives from now on.
    #[inline(always)]
    pub(super) fn review_quality(&mut self, now: Moment, client: Client<'_>, changed: &Facts) {
        if !self.quality.is_asked() {
            return;
        }
        // Of a new client, what has ceased to hold since they came is not among what has changed.
        let is_new = std::mem::take(&mut self.clients[client.slot as usize].is_new);
        if is_new || self.quality.asks_about(changed) {
            let members = members_of(&self.members, &self.labels, client.slot);
            self.quality.review(now, client, members, &self.model.eras[self.era].system);
        }
    }

    /// Counts how well the client has lived until now.
    #[inline(always)]
    pub(super) fn count_quality(&mut self, now: Moment, slot: u32) {
        if self.quality.is_asked() {
            self.quality.count(now, slot, members_of(&self.members, &self.labels, slot));
        }
    }
}
