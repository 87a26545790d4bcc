//! Listening to a replication: what each happening adds to the counts.

use super::{Tally, for_groups};
use crate::model::{Facts, InterventionId, ServiceId, Setting};
use crate::records::{Client, Ending, Happening, Recorder, Strand};
use crate::statistics::subject::{AT_ONCE, Groups};
use crate::units::Days;

/// The groups of a client.
pub(super) fn members_of<'a>(members: &'a [u16], labels: &Groups, slot: u32) -> &'a [u16] {
    &members[labels.of_slot(slot)]
}

pub(super) const THREE_WEEKS: Days = Days(21.0);

impl Recorder for Tally<'_> {
    // Where the engine calls it the happening is known, and only what belongs to that one is left.
    #[inline(always)]
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        self.reach(at);
        let slot = client.slot;
        if matches!(happening, Happening::Came { .. }) {
            self.admit(at, client);
        } else {
            self.account(slot, at);
        }
        if matches!(happening, Happening::Referred { .. }) {
            // The time until now belongs to the groups until now.
            self.quality.count(at, slot, members_of(&self.members, &self.labels, slot));
        }
        match happening {
            Happening::Came { .. } | Happening::Changed { .. } => {}
            Happening::KeyworkerLeft { service, .. } => self.on_keyworker_left(at, slot, service),
            Happening::Referred { again } => self.on_referred(at, client, again),
            Happening::Joined { service, strand, .. } => {
                self.clients[slot as usize].lists.join((service, strand));
                self.services[service.index()].waiting.change(at, 1.0, &self.window);
                self.step_to_list(slot, service, strand);
            }
            Happening::Served { service, strand, waited, .. } => {
                self.off_list(at, slot, service, strand);
                self.step_from_list(slot, strand);
                if self.window.contains(at) {
                    self.services[service.index()].served += 1;
                    let target = self.model.targets.waiting_time;
                    for_groups!(self, slot, |group| group.services[service.index()]
                        .waits
                        .add(waited, target));
                }
            }
            Happening::GaveUp { service, strand, .. } => {
                self.off_list(at, slot, service, strand);
                if self.window.contains(at) {
                    for_groups!(self, slot, |group| group.services[service.index()].gave_up += 1);
                }
            }
            Happening::TurnedAway { service, strand } => {
                self.step_to_list(slot, service, strand);
                if self.window.contains(at) {
                    for_groups!(self, slot, |group| group.services[service.index()].turned_away +=
                        1);
                }
            }
            Happening::Missed { service, .. } => {
                if self.window.contains(at) {
                    for_groups!(self, slot, |group| group.services[service.index()].missed += 1);
                }
            }
            Happening::StillWaiting { service, waited, .. } => {
                let target = self.model.targets.waiting_time;
                for_groups!(self, slot, |group| group.services[service.index()]
                    .still_waiting
                    .add(waited, target));
            }
            Happening::PlaceTaken { service, .. } => self.occupy(at, service, 1.0),
            Happening::PlaceFreed { service, .. } => self.occupy(at, service, -1.0),
            Happening::Started { intervention, strand } => {
                self.clients[slot as usize].main_runs |= strand == Strand::Main;
                self.step_to(at, slot, intervention, strand);
                self.on_started(at, slot, intervention);
            }
            Happening::Ended { intervention, strand, lasted, how } => {
                self.clients[slot as usize].main_runs &= strand != Strand::Main;
                self.on_ended(at, slot, intervention, lasted, how);
            }
            Happening::CarePlanOpened => self.on_care_plan_opened(at, slot),
            Happening::CarePlanClosed { lasted } => self.on_care_plan_closed(at, slot, lasted),
            Happening::Befell { risk } => {
                if let Some(risk) = self.risk_of[risk.index()].filter(|_| self.window.contains(at))
                {
                    for_groups!(self, slot, |group| group.risks[risk] += 1);
                    self.befall_after_exit(at, slot, risk);
                }
            }
            Happening::TakenIntoCustody => self.on_custody(at, slot),
            Happening::Released => self.on_released(at, slot),
            Happening::Exited { exit, lasted } => self.on_exited(at, slot, exit, lasted),
            Happening::Left => self.on_left(at, client),
        }
        let members = members_of(&self.members, &self.labels, slot);
        self.domains.hear(at, client, happening, members, self.model.system());
    }

    #[inline]
    fn settled(&mut self, at: Days, client: Client<'_>, changed: &Facts) {
        self.reach(at);
        self.review_exposure(at, client, changed);
        self.come_to_nothing(client.slot);
        let members = members_of(&self.members, &self.labels, client.slot);
        self.quality.review(at, client, members, &self.model.eras[self.era].system);
    }

    fn capacity(&mut self, at: Days, service: ServiceId, places: Option<u32>) {
        self.reach(at);
        let tally = &mut self.services[service.index()];
        tally.is_endless = places.is_none();
        tally.places.set(at, places.map_or(0.0, f64::from), &self.window);
        tally.review(at, &self.window);
    }

    fn appointment(&mut self, at: Days, service: ServiceId) {
        self.reach(at);
        if self.window.contains(at) {
            self.services[service.index()].slots_used += 1;
        }
    }

    fn finish(&mut self, at: Days) {
        self.reach(at);
        self.sampler.rest(at, self.in_treatment, &self.services);
        for slot in 0..self.clients.len() as u32 {
            if self.clients[slot as usize].is_present {
                self.leave_off(at, slot);
            }
        }
        self.settle_bill(at);
    }
}

impl Tally<'_> {
    /// Time has come this far: samples and bills that fall before are made.
    #[inline]
    fn reach(&mut self, at: Days) {
        if at >= self.next_stop {
            self.stop_over(at);
        }
    }

    #[cold]
    fn stop_over(&mut self, at: Days) {
        self.sampler.up_to(at, self.in_treatment, &self.services);
        while self.model.eras.get(self.era + 1).is_some_and(|era| era.from <= at) {
            let from = self.model.eras[self.era + 1].from;
            self.settle_bill(from);
            self.era += 1;
            self.change_utilities(from);
        }
        let next_era = self.model.eras.get(self.era + 1).map_or(Days::NEVER, |era| era.from);
        self.next_stop = self.sampler.next().min(next_era);
    }

    /// Counts time up to an instant and charges for it at the prices of the era.
    fn settle_bill(&mut self, to: Days) {
        let system = &self.model.eras[self.era].system;
        for (tally, service) in self.services.iter_mut().zip(&system.services) {
            tally.advance(to, &self.window);
            tally.settle(service, self.billed_to, to, &self.window);
        }
        for (tally, intervention) in self.interventions.iter_mut().zip(&system.interventions) {
            tally.running.advance(to, &self.window);
            tally.settle(intervention);
        }
        self.billed_to = to;
    }

    /// The utilities of an era hold from its beginning.
    fn change_utilities(&mut self, from: Days) {
        let system = &self.model.eras[self.era].system;
        for (slot, _) in (0..).zip(&self.clients).filter(|(_, client)| client.is_present) {
            let members = members_of(&self.members, &self.labels, slot);
            self.quality.change(from, slot, members, system);
        }
    }

    /// A client comes: a slot for them, and their groups.
    fn admit(&mut self, at: Days, client: Client<'_>) {
        let slot = client.slot as usize;
        if slot >= self.clients.len() {
            self.clients.resize_with(slot + 1, Default::default);
            self.members.resize((slot + 1) * self.labels.per_client(), 0);
            self.travellers.resize(self.members.len(), 0);
        }
        self.clients[slot].reset(at);
        self.quality.admit(at, client, &self.model.eras[self.era].system);
        self.regroup(client);
    }

    #[inline(always)]
    fn regroup(&mut self, client: Client<'_>) {
        let members = &mut self.members[self.labels.of_slot(client.slot)];
        self.labels.fill(self.model, client.facts, members);
    }

    /// The replication is over for a client who is still there at its end.
    pub(super) fn leave_off(&mut self, at: Days, slot: u32) {
        self.account(slot, at);
        self.leave_off_journey(at, slot);
        self.domains.finish(at, slot);
        self.quality.count(at, slot, members_of(&self.members, &self.labels, slot));
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

    /// Counts the client's time since they were last heard of.
    #[inline(always)]
    fn account(&mut self, slot: u32, at: Days) {
        if at > self.clients[slot as usize].since {
            self.count_time(slot, at);
        }
    }

    fn count_time(&mut self, slot: u32, at: Days) {
        let client = &mut self.clients[slot as usize];
        let (from, to) = (self.window.clip(client.since), self.window.clip(at));
        client.since = at;
        if to <= from {
            return;
        }
        let time = (to - from).0;
        let members = members_of(&self.members, &self.labels, slot);
        client.life.stages(from, to, |stage, time| {
            for &member in members {
                self.groups[usize::from(member)].stage_days[stage as usize].add(time);
            }
        });
        let client = &self.clients[slot as usize];
        let components = client.on_journey().then(|| usize::from(client.components()));
        let is_in_treatment = client.life.care_plan().is_some();
        let treated = is_in_treatment && !client.life.in_custody();
        let at_once = treated.then(|| client.at_once().min(AT_ONCE.len() - 1));
        let waits = !client.lists.is_empty();
        for_groups!(self, slot, |group| {
            if is_in_treatment {
                group.treatment_days.add(time);
            }
            if waits {
                group.waiting_days.add(time);
            }
            if let Some(components) = components {
                group.component_days[components].add(time);
            }
            if let Some(number) = at_once {
                group.at_once_days[number].add(time);
            }
            let mut exposed = client.exposed;
            while exposed != 0 {
                group.exposure_days[exposed.trailing_zeros() as usize].add(time);
                exposed &= exposed - 1;
            }
        });
    }

    /// After an event: which risks the client is exposed to from now on.
    fn review_exposure(&mut self, at: Days, client: Client<'_>, changed: &Facts) {
        let state = &self.clients[client.slot as usize];
        if !changed.meets(&self.asked) && state.exposed != 0 {
            return;
        }
        self.account(client.slot, at);
        let exposed = self.risks.iter().enumerate().fold(0, |exposed, (index, (_, spell))| {
            exposed | u128::from(spell.holds(client.facts)) << index
        });
        self.clients[client.slot as usize].exposed = exposed;
    }

    fn off_list(&mut self, at: Days, slot: u32, service: ServiceId, strand: Strand) {
        if self.clients[slot as usize].lists.leave((service, strand)) {
            self.services[service.index()].waiting.change(at, -1.0, &self.window);
        }
    }

    #[inline(always)]
    fn occupy(&mut self, at: Days, service: ServiceId, by: f64) {
        let tally = &mut self.services[service.index()];
        tally.occupied.change(at, by, &self.window);
        tally.review(at, &self.window);
    }

    fn on_referred(&mut self, at: Days, client: Client<'_>, again: bool) {
        let slot = client.slot;
        if let Some(exit) = self.clients[slot as usize].treatment_exit.take() {
            self.on_return(at, slot, exit);
        }
        self.regroup(client);
        let is_counted = self.window.contains(at);
        let state = &mut self.clients[slot as usize];
        state.episode_open = true;
        state.referred = at;
        state.is_counted = is_counted;
        (state.had_first, state.had_care_plan, state.had_structured) = (false, false, false);
        state.way.begin();
        if is_counted {
            for_groups!(self, slot, |group| {
                group.new_clients += u64::from(!again);
                group.re_presentations += u64::from(again);
            });
        }
    }

    fn on_started(&mut self, at: Days, slot: u32, id: InterventionId) {
        let intervention = self.model.system().intervention(id);
        let in_window = self.window.contains(at);
        let tally = &mut self.interventions[id.index()];
        tally.running.change(at, 1.0, &self.window);
        tally.starts += u64::from(in_window);
        let client = &mut self.clients[slot as usize];
        client.run(intervention.component, 1);
        if client.episode_open && intervention.setting != Setting::Prison {
            client.had_first = true;
        }
        if !Tally::is_treatment(intervention) {
            return;
        }
        if std::mem::take(&mut client.awaits_continuity)
            && at - client.life.released() <= THREE_WEEKS
            && self.window.follows(client.life.released(), THREE_WEEKS)
        {
            for_groups!(self, slot, |group| group.continuity.some += 1);
        }
        let client = &mut self.clients[slot as usize];
        if client.episode_open && !client.had_structured {
            client.had_structured = true;
            self.on_treatment_reached(at, slot);
        }
    }

    /// The episode's first structured treatment starts.
    fn on_treatment_reached(&mut self, at: Days, slot: u32) {
        let wait = at - self.clients[slot as usize].referred;
        let target = self.model.targets.waiting_time;
        if self.window.contains(at) {
            for_groups!(self, slot, |group| {
                group.structured_starts += 1;
                group.to_treatment.add(wait, target);
            });
        }
        self.settle_episode(slot);
    }

    /// How far the episode came is known: it has reached structured treatment or ended.
    pub(super) fn settle_episode(&mut self, slot: u32) {
        let client = &mut self.clients[slot as usize];
        if !std::mem::take(&mut client.is_counted) {
            return;
        }
        for_groups!(self, slot, |group| {
            group.settled += 1;
            group.reached_first += u64::from(client.had_first);
            group.reached_care_plan += u64::from(client.had_care_plan);
            group.reached_structured += u64::from(client.had_structured);
            group.steps.settle(&client.way, client.had_structured);
        });
    }

    fn on_ended(&mut self, at: Days, slot: u32, id: InterventionId, lasted: Days, how: Ending) {
        let component = self.model.system().intervention(id).component;
        let in_window = self.window.contains(at);
        let tally = &mut self.interventions[id.index()];
        tally.running.change(at, -1.0, &self.window);
        if in_window {
            tally.lengths.add(lasted.0);
            tally.completed += u64::from(how == Ending::Completed);
        }
        self.clients[slot as usize].run(component, -1);
    }

    fn on_care_plan_opened(&mut self, at: Days, slot: u32) {
        self.in_treatment += 1.0;
        let client = &mut self.clients[slot as usize];
        client.life.open_care_plan(at);
        client.had_care_plan = true;
        if self.window.contains(at) {
            for_groups!(self, slot, |group| group.care_plans_opened += 1);
        }
        self.go_on_or_begin_journey(at, slot);
    }

    fn on_care_plan_closed(&mut self, at: Days, slot: u32, lasted: Days) {
        let client = &mut self.clients[slot as usize];
        let Some(opened) = client.life.close_care_plan() else { return };
        client.closing = Some(opened);
        self.in_treatment -= 1.0;
        if self.window.contains(at) {
            for_groups!(self, slot, |group| group.care_plans_closed.add(lasted.0));
        }
        for_groups!(self, slot, |group| group.survival.add(opened, lasted, &self.window));
        self.interrupt_journey(at, slot);
        self.count_years(slot, opened, at);
    }

    fn on_keyworker_left(&mut self, at: Days, slot: u32, service: ServiceId) {
        let plan = self.model.eras[self.era].system.care_plan;
        if plan.service == Some(service) && self.window.contains(at) {
            for_groups!(self, slot, |group| group.keyworker_changes += 1);
        }
    }

    /// Counts the client as in treatment in each whole year of the window that the stretch touches, once a year.
    fn count_years(&mut self, slot: u32, from: Days, to: Days) {
        if to < self.window.opens {
            return;
        }
        let whole = self.window.length().years().floor() as u32;
        let year = |at: Days| ((self.window.clip(at) - self.window.opens).years().floor()) as u32;
        let client = &mut self.clients[slot as usize];
        let first = year(from).max(client.years_counted);
        let end = (year(to) + 1).min(whole);
        client.years_counted = end;
        for_groups!(self, slot, |group| group.distinct_by_year += u64::from(end - first));
    }
}
