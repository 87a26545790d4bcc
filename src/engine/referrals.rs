//! Referrals: when each route's next client comes, who they are, and how demand answers to waits.

use super::calendar::Kind;
use super::replication::{Part, Replication};
use crate::model::{Arrivals, Phase, RouteId, ServiceId};
use crate::random::Who;
use crate::records::{Happening, Recorder};
use crate::units::Days;

impl<R: Recorder> Replication<'_, R> {
    /// Draws the time to the route's next client.
    pub(super) fn expect_next_client(&mut self, index: usize) {
        let route = &self.system.routes[index];
        let state = &mut self.routes[index];
        let who = Who { group: route.key, number: state.number };
        state.since = self.now;
        let next = match &route.arrivals {
            Arrivals::Poisson(curve, _) => {
                let draw = |who| self.draws.exponential(who, route.purpose, 0);
                state.left = match state.ahead {
                    Some((number, ahead)) if number == who.number => ahead,
                    _ => draw(who),
                };
                let following = Who { number: who.number.wrapping_add(1), ..who };
                state.ahead = Some((following.number, draw(following)));
                curve.instant_after(self.now, state.left / state.response)
            }
            Arrivals::Renewal(between) => {
                self.now + between.draw(self.draws.named(who, route.purpose, 0))
            }
            Arrivals::At(instants) => {
                instants.get(state.number as usize).copied().unwrap_or(Days::NEVER)
            }
        };
        self.expect_referral(index, next);
    }

    /// The route's next client comes at this instant.
    pub(super) fn expect_referral(&mut self, index: usize, next: Days) {
        self.routes[index].next = next;
        self.expect(Part::Route(index), next, Kind::Referral);
    }

    /// Takes what the rate so far has brought off what is left to the next client.
    pub(super) fn gather_referrals(&mut self, index: usize) {
        if let Arrivals::Poisson(curve, _) = &self.system.routes[index].arrivals {
            let state = &mut self.routes[index];
            let gathered = state.response * curve.expected(state.since, self.now);
            state.left = (state.left - gathered).max(0.0);
            state.since = self.now;
        }
    }

    pub(super) fn change_referrals(&mut self, index: usize, before: &Arrivals) {
        let state = &mut self.routes[index];
        match (&self.system.routes[index].arrivals, before) {
            (Arrivals::Poisson(curve, _), Arrivals::Poisson(..)) => {
                let next = curve.instant_after(self.now, state.left / state.response);
                self.expect_referral(index, next);
            }
            (Arrivals::Renewal(_), Arrivals::Renewal(_)) if state.next.is_finite() => {}
            _ => self.expect_next_client(index),
        }
    }

    pub(super) fn on_referral(&mut self, index: usize) {
        let id = RouteId(index as u16);
        let route = self.system.route(id);
        let who = Who { group: route.key, number: self.routes[index].number };
        self.routes[index].number = self.routes[index].number.wrapping_add(1);
        self.expect_next_client(index);
        if self.conditions.without == Some(who) {
            return;
        }
        let mut facts = self.draw_attributes(who, id);
        facts.insert(Phase::AfterExit.fact());
        let slot = self.clients.add(who, self.clients_seen, facts);
        self.clients_seen += 1;
        self.touch_new(slot);
        self.record(slot, Happening::Came { route: id });
        self.open_episode(slot);
        let target = self.pick(slot, &route.enters, 0);
        if let Some(target) = target {
            self.go(slot, target);
        }
    }

    /// A wait has come to its end: people hear of it, and demand may answer.
    pub(super) fn hear_of_wait(&mut self, service: ServiceId, waited: Days) {
        for index in 0..self.routes.len() {
            let Arrivals::Poisson(curve, Some(response)) = &self.system.routes[index].arrivals
            else {
                continue;
            };
            if response.service != service {
                continue;
            }
            self.gather_referrals(index);
            let state = &mut self.routes[index];
            let weight = 1.0 - libm::exp(-((self.now - state.heard) / response.memory));
            state.heard = self.now;
            state.wait = state.wait + (waited - state.wait) * weight;
            let relative = (state.wait / response.reference).clamp(0.1, 10.0);
            state.response = libm::pow(relative, response.elasticity);
            let next = curve.instant_after(self.now, state.left / state.response);
            self.expect_referral(index, next);
        }
    }
}
