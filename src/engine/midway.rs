//! Beginning at an instant other than time zero: the era, services and routes as they stand then.

use super::calendar::Kind;
use super::past::purpose;
use super::replication::{Part, Replication};
use super::route::RouteState;
use super::service::Room;
use crate::model::{Arrivals, Capacity, Initial, ServiceId};
use crate::random::Who;
use crate::records::Recorder;
use crate::units::Days;

impl<R: Recorder> Replication<'_, R> {
    /// The system of the era that an instant is in. A change at that very instant is still to come.
    pub(super) fn enter_era(&mut self, at: Days) {
        let model = self.model;
        for (number, era) in model.eras.iter().enumerate().skip(1).filter(|(_, era)| era.from < at)
        {
            let before = &model.eras[number - 1].system;
            for (index, state) in self.services.iter_mut().enumerate() {
                let service = &era.system.services[index];
                state.grow(service);
                if before.services[index].capacity != service.capacity
                    && let Room::Slots { origin, .. } = &mut state.room
                {
                    *origin = era.from;
                }
            }
            self.era = number;
            self.system = &era.system;
        }
        for (index, state) in self.services.iter_mut().enumerate() {
            state.reopen(&self.system.services[index], at, self.most_staff[index]);
        }
        self.index_clocks();
    }

    /// What comes next of every part of the system.
    pub(super) fn begin_parts(&mut self, initial: &Initial) {
        for index in 0..self.services.len() {
            self.expect_rota(index);
            self.expect_leaving(index, true);
            if !self.expect_slot_now(index) {
                self.expect_slot(ServiceId(index as u16));
            }
        }
        for index in 0..self.routes.len() {
            self.begin_route(index, initial);
        }
        self.expect_era();
    }

    /// A slot that comes at this very instant is not missed by those who waited before.
    fn expect_slot_now(&mut self, index: usize) -> bool {
        let state = &self.services[index];
        let (Room::Slots { origin, .. }, Capacity::Appointments(curve)) =
            (&state.room, &self.system.services[index].capacity)
        else {
            return false;
        };
        let count = curve.expected(*origin, self.now);
        let whole = libm::round(count);
        let is_due = whole >= 1.0 && (count - whole).abs() <= 1e-12 * whole && state.list.len() > 0;
        if is_due {
            self.expect(Part::Service(index), self.now, Kind::Slot);
        }
        is_due
    }

    fn begin_route(&mut self, index: usize, initial: &Initial) {
        let route = &self.system.routes[index];
        let past = initial.routes.get(index).copied().unwrap_or_default();
        let mut state = RouteState::new(&route.arrivals);
        match &route.arrivals {
            Arrivals::Poisson(_, Some(response)) => {
                state.wait = past.wait.unwrap_or(response.reference);
                state.heard = self.now - past.heard.unwrap_or(Days::ZERO);
                let relative = (state.wait / response.reference).clamp(0.1, 10.0);
                state.response = libm::pow(relative, response.elasticity);
            }
            Arrivals::At(instants) => {
                state.number = instants.partition_point(|instant| *instant < self.now) as u32;
            }
            Arrivals::Poisson(_, None) | Arrivals::Renewal(_) => {}
        }
        self.routes[index] = state;
        self.expect_next_client(index);
        if let (Arrivals::Renewal(between), Some(since)) = (&route.arrivals, past.since) {
            let who = Who { group: route.key, number: u32::MAX };
            let left = between.rest_after(since, self.draws.named(who, purpose("since"), 0));
            self.routes[index].since = self.now - since;
            self.expect_referral(index, self.now + left.unwrap_or(Days::ZERO));
        }
    }
}
