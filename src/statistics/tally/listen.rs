//! Listening to a replication: what each happening adds to the counts.

use super::{NOBODY, Tally, for_groups, members_of};
use crate::model::{Facts, InterventionId, ServiceId, Setting};
use crate::records::{Client, Ending, Happening, Recorder, Strand};
use crate::statistics::window::Moment;
use crate::units::Days;

pub(super) const THREE_WEEKS: Days = Days(21.0);

impl Recorder for Tally<'_> {
    #[inline]
    fn time(&mut self, at: Days) {
        if at != self.now.at {
            self.go_on(at);
        }
    }

    // Where the engine calls it the happening is known, and only what belongs to that one is left.
    #[inline(always)]
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        debug_assert_eq!(at, self.now.at, "the engine says when time goes on");
        let now = self.now;
        let slot = client.slot;
        if matches!(happening, Happening::Came { .. }) {
            self.heard = slot;
            self.admit(now, client);
        } else {
            self.account(slot, now);
        }
        match happening {
            Happening::Came { .. } | Happening::Changed { .. } => {}
            Happening::KnownBefore { treated, journey } => {
                let client = &mut self.clients[slot as usize];
                client.way.had_first |= treated;
                client.way.had_structured |= treated;
                client.journey.is_part_of(journey);
            }
            Happening::KeyworkerLeft { service, .. } => self.on_keyworker_left(now, slot, service),
            Happening::Referred { again } => self.on_referred(now, client, again),
            Happening::Joined { service, strand, .. } => {
                let client = &mut self.clients[slot as usize];
                client.lists.join((service, strand));
                client.step_to_list(service, strand);
                self.services[service.index()].waiting.change(now, 1.0);
            }
            Happening::Served { service, strand, waited, .. } => {
                self.off_list(now, slot, service, strand);
                self.clients[slot as usize].step_from_list(strand);
                if now.is_inside() {
                    let target = self.model.targets.waiting_time;
                    for_groups!(self, slot, |group| group.services[service.index()]
                        .waits
                        .add(waited, target));
                }
            }
            Happening::GaveUp { service, strand, .. } => {
                self.off_list(now, slot, service, strand);
                if now.is_inside() {
                    for_groups!(self, slot, |group| group.services[service.index()].gave_up += 1);
                }
            }
            Happening::TurnedAway { service, strand } => {
                self.clients[slot as usize].step_to_list(service, strand);
                if now.is_inside() {
                    for_groups!(self, slot, |group| group.services[service.index()].turned_away +=
                        1);
                }
            }
            Happening::Missed { service, .. } => {
                if now.is_inside() {
                    for_groups!(self, slot, |group| group.services[service.index()].missed += 1);
                }
            }
            Happening::StillWaiting { service, waited, .. } => {
                let target = self.model.targets.waiting_time;
                for_groups!(self, slot, |group| group.services[service.index()]
                    .still_waiting
                    .add(waited, target));
            }
            Happening::PlaceTaken { service, .. } => {
                self.services[service.index()].occupy(now, 1.0);
            }
            Happening::PlaceFreed { service, .. } => {
                self.services[service.index()].occupy(now, -1.0);
            }
            Happening::Started { intervention, strand } => {
                if strand == Strand::Main {
                    self.step_to(now, slot, intervention);
                }
                self.on_started(now, slot, intervention, strand);
            }
            Happening::Ended { intervention, strand, lasted, how } => {
                let client = &mut self.clients[slot as usize];
                client.main_runs &= strand != Strand::Main;
                client.run(self.system.intervention(intervention).component, -1);
                self.on_ended(now, intervention, lasted, how);
            }
            Happening::CarePlanOpened => self.on_care_plan_opened(now, slot),
            Happening::CarePlanClosed { lasted } => self.on_care_plan_closed(now, slot, lasted),
            Happening::Befell { risk } => {
                if let Some(risk) = self.risk_of[risk.index()].filter(|_| now.is_inside()) {
                    for_groups!(self, slot, |group| group.risks[risk] += 1);
                    self.befall_after_exit(at, slot, risk);
                }
            }
            Happening::TakenIntoCustody => self.on_custody(now, slot),
            Happening::Released => self.on_released(now, slot),
            Happening::Exited { exit, lasted } => self.on_exited(now, slot, exit, lasted),
            Happening::Left => self.on_left(now, client),
        }
        if self.domains.are_asked_of(happening) {
            let members = members_of(&self.members, &self.labels, slot);
            self.domains.hear(at, client, happening, members, self.system);
        }
    }

    #[inline(always)]
    fn settled(&mut self, at: Days, client: Client<'_>, changed: &Facts) {
        debug_assert_eq!(at, self.now.at, "the engine says when time goes on");
        let now = self.now;
        self.review_exposure(now, client, changed);
        self.come_to_nothing(client.slot);
        self.review_quality(now, client, changed);
    }

    fn capacity(&mut self, at: Days, service: ServiceId, places: Option<u32>) {
        self.time(at);
        self.services[service.index()].provide(self.now, places);
    }

    fn appointment(&mut self, at: Days, service: ServiceId) {
        self.time(at);
        if self.now.is_inside() {
            self.services[service.index()].slots_used += 1;
        }
    }

    fn finish(&mut self, at: Days) {
        self.time(at);
        let now = self.now;
        self.sampler.rest(at, self.in_treatment, &self.services);
        for slot in 0..self.clients.len() as u32 {
            if self.clients[slot as usize].is_present {
                self.leave_off(now, slot);
            }
        }
        self.settle_bill(now);
    }
}

impl Tally<'_> {
    /// A client comes: a slot for them, and their groups.
    fn admit(&mut self, now: Moment, client: Client<'_>) {
        let slot = client.slot as usize;
        if slot >= self.clients.len() {
            self.clients.resize_with(slot + 1, Default::default);
            self.members.resize((slot + 1) * self.labels.per_client(), 0);
            self.travellers.resize(self.members.len(), 0);
        }
        self.clients[slot].reset(now.counted);
        self.exposure.admit(client.slot);
        self.befallen.clear(client.slot);
        if self.quality.is_asked() {
            self.quality.admit(now, client, &self.model.eras[self.era].system);
        }
        self.regroup(client);
    }

    #[inline(always)]
    fn regroup(&mut self, client: Client<'_>) {
        if self.labels.per_client() > 0 {
            let members = &mut self.members[self.labels.of_slot(client.slot)];
            self.labels.fill(self.model, client.facts, members);
        }
    }

    /// The replication is over for a client who is still there at its end.
    pub(super) fn leave_off(&mut self, now: Moment, slot: u32) {
        let at = now.at;
        self.heard = NOBODY;
        self.account(slot, now);
        self.leave_off_journey(at, slot);
        self.domains.finish(at, slot);
        self.count_quality(now, slot);
        if let Some(opened) = self.clients[slot as usize].life.care_plan() {
            self.count_years(slot, opened, at);
            for_groups!(self, slot, |group| {
                group.in_treatment_at_end += 1;
                group.survival.add(opened, at - opened, &self.window);
            });
            if self.window.follows(opened, self.model.targets.retention) {
                for_groups!(self, slot, |group| {
                    group.retention_cohort += 1;
                    group.retained += 1;
                });
            }
        }
    }

    #[inline(always)]
    fn off_list(&mut self, now: Moment, slot: u32, service: ServiceId, strand: Strand) {
        if self.clients[slot as usize].lists.leave((service, strand)) {
            self.services[service.index()].waiting.change(now, -1.0);
        }
    }

    fn on_referred(&mut self, now: Moment, client: Client<'_>, again: bool) {
        let slot = client.slot;
        // The time until now belongs to the groups until now.
        self.count_quality(now, slot);
        if let Some(exit) = self.clients[slot as usize].life.come_back() {
            self.on_return(now.at, slot, exit);
        }
        self.regroup(client);
        let state = &mut self.clients[slot as usize];
        state.episode_open = true;
        state.referred = now.at;
        state.way.begin(now);
        if now.is_inside() {
            for_groups!(self, slot, |group| {
                group.new_clients += u64::from(!again);
                group.re_presentations += u64::from(again);
            });
        }
    }

    fn on_started(&mut self, now: Moment, slot: u32, id: InterventionId, strand: Strand) {
        let intervention = self.system.intervention(id);
        let tally = &mut self.interventions[id.index()];
        tally.running.change(now, 1.0);
        tally.starts += u64::from(now.is_inside());
        let client = &mut self.clients[slot as usize];
        client.main_runs |= strand == Strand::Main;
        client.run(intervention.component, 1);
        if client.episode_open && intervention.setting != Setting::Prison {
            client.way.had_first = true;
        }
        if !intervention.is_treatment() {
            return;
        }
        let is_first = client.episode_open && !client.way.had_structured;
        if std::mem::take(&mut client.awaits_continuity)
            && now.at - client.life.released() <= THREE_WEEKS
            && self.window.follows(client.life.released(), THREE_WEEKS)
        {
            for_groups!(self, slot, |group| group.continuity.some += 1);
        }
        if is_first {
            self.on_treatment_reached(now, slot);
        }
    }

    /// The episode's first structured treatment starts.
    fn on_treatment_reached(&mut self, now: Moment, slot: u32) {
        let client = &mut self.clients[slot as usize];
        client.way.had_structured = true;
        let wait = now.at - client.referred;
        let target = self.model.targets.waiting_time;
        if now.is_inside() {
            for_groups!(self, slot, |group| {
                group.structured_starts += 1;
                group.to_treatment.add(wait, target);
            });
        }
        self.settle_episode(slot);
    }

    /// How far the episode came is known: it has reached structured treatment or ended.
    #[inline(always)]
    pub(super) fn settle_episode(&mut self, slot: u32) {
        let way = &mut self.clients[slot as usize].way;
        if !std::mem::take(&mut way.is_counted) {
            return;
        }
        for_groups!(self, slot, |group| {
            group.settled += 1;
            group.reached_first += u64::from(way.had_first);
            group.reached_care_plan += u64::from(way.had_care_plan);
            group.reached_structured += u64::from(way.had_structured);
            group.steps.settle(way);
        });
    }

    fn on_ended(&mut self, now: Moment, id: InterventionId, lasted: Days, how: Ending) {
        let tally = &mut self.interventions[id.index()];
        tally.running.change(now, -1.0);
        if now.is_inside() {
            tally.lengths.add(lasted.0);
            tally.completed += u64::from(how == Ending::Completed);
        }
    }

    fn on_care_plan_opened(&mut self, now: Moment, slot: u32) {
        self.in_treatment += 1.0;
        let client = &mut self.clients[slot as usize];
        client.life.open_care_plan(now.at);
        client.way.had_care_plan = true;
        if now.is_inside() {
            for_groups!(self, slot, |group| group.care_plans_opened += 1);
        }
        self.go_on_or_begin_journey(now.at, slot);
    }

    fn on_care_plan_closed(&mut self, now: Moment, slot: u32, lasted: Days) {
        let Some(opened) = self.clients[slot as usize].life.close_care_plan() else { return };
        self.in_treatment -= 1.0;
        if now.is_inside() {
            for_groups!(self, slot, |group| group.care_plans_closed.add(lasted.0));
        }
        for_groups!(self, slot, |group| group.survival.add(opened, lasted, &self.window));
        self.interrupt_journey(now.at, slot);
        self.count_years(slot, opened, now.at);
    }

    fn on_keyworker_left(&mut self, now: Moment, slot: u32, service: ServiceId) {
        let plan = self.model.eras[self.era].system.care_plan;
        if plan.service == Some(service) && now.is_inside() {
            for_groups!(self, slot, |group| group.keyworker_changes += 1);
        }
    }

    /// Counts the client as in treatment in each whole year of the window that the stretch touches, once a year.
    fn count_years(&mut self, slot: u32, from: Days, to: Days) {
        if to < self.window.opens {
            return;
        }
        let whole = self.window.length().years() as u32;
        let year = |at: Days| (self.window.clip(at) - self.window.opens).years() as u32;
        let client = &mut self.clients[slot as usize];
        let first = year(from).max(client.years_counted);
        let end = (year(to) + 1).min(whole);
        client.years_counted = end;
        for_groups!(self, slot, |group| group.distinct_by_year += u64::from(end - first));
    }
}
