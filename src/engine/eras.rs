//! Dated changes: from one era's parameters to the next's. What has gathered under the old parameters is kept;
//! everything goes on under the new. Where nothing changes, nothing is touched, to the bit.

use super::calendar::Kind;
use super::replication::{Part, Replication};
use super::service::Room;
use super::steering::{Asking, Steering};
use crate::model::{Arrivals, Facts, Route, Service, ServiceId};
use crate::records::Recorder;
use crate::units::Days;

impl<R: Recorder> Replication<'_, R> {
    pub(super) fn expect_era(&mut self) {
        let next = self.model.eras.get(self.era + 1).map_or(Days::NEVER, |era| era.from);
        self.expect(Part::Era, next, Kind::Change);
    }

    pub(super) fn is_last_era(&self) -> bool {
        self.era + 1 == self.model.eras.len()
    }

    /// A dated change: whatever has gathered under the old parameters is kept, everything goes on under the new.
    pub(super) fn on_era(&mut self) {
        let before = self.system;
        let after = &self.model.eras[self.era + 1].system;
        // What goes on unchanged is not gathered either: a sum taken in two steps can differ in its last bit.
        for index in 0..self.routes.len() {
            if before.routes[index].arrivals != after.routes[index].arrivals {
                self.gather_referrals(index);
            }
        }
        for index in 0..self.services.len() {
            if leavings_change(&before.services[index], &after.services[index]) {
                self.gather_leavings(index);
            }
        }
        let slots: Vec<u32> = self.clients.slots().collect();
        for &slot in &slots {
            for index in self.clients[slot].running.clocks().iter() {
                let (old, new) = (&before.clocks[index], &after.clocks[index]);
                if old.hazard != new.hazard {
                    let (place, mut clock, gathered) = self.clients.clock(slot, index);
                    let mut gathered = gathered.unwrap_or_else(|| {
                        let ratio = old.ratio(&self.clients[slot].facts);
                        self.nothing_gathered(slot, index, old, ratio)
                    });
                    clock.change_hazard(&mut gathered, self.now, &old.hazard, &new.hazard);
                    self.clients.change(slot, place, clock, gathered);
                }
            }
        }
        self.era += 1;
        self.system = after;
        self.left = Some(before);
        self.index_clocks();
        for index in 0..self.routes.len() {
            if before.routes[index].arrivals != after.routes[index].arrivals {
                self.change_referrals(index, &before.routes[index].arrivals);
            }
        }
        for index in 0..self.services.len() {
            self.change_service(index, &before.services[index]);
        }
        for slot in slots {
            self.recheck(slot, self.all_clocks);
        }
        self.expect_era();
    }

    fn change_service(&mut self, index: usize, before: &Service) {
        let service = &self.system.services[index];
        let state = &mut self.services[index];
        state.grow(service);
        let fences_change = before.ring_fenced != service.ring_fenced;
        if before.capacity != service.capacity {
            if let Room::Slots { origin, passed } = &mut state.room {
                (*origin, *passed) = (self.now, 0.0);
            }
            state.reopen(service, self.now, self.most_staff[index]);
            self.report_capacity(index);
            self.expect_rota(index);
            self.expect_slot(ServiceId(index as u16));
        }
        if leavings_change(before, service) {
            self.expect_leaving(index, false);
        }
        if fences_change {
            self.review_fences(index);
        }
        self.free_up(ServiceId(index as u16));
        self.reloaded.push(ServiceId(index as u16));
    }

    /// Which ring-fenced places those on the list may take, now that others are set aside.
    fn review_fences(&mut self, index: usize) {
        let (service, state) = (&self.system.services[index], &mut self.services[index]);
        state.fence_waiting.fill(0);
        for id in state.list.all(&self.strands) {
            let strand = &mut self.strands[id];
            strand.may_take = service.may_take(&self.clients[strand.client].facts);
            for (fence, waiting) in state.fence_waiting.iter_mut().enumerate() {
                *waiting += strand.may_take >> fence & 1;
            }
        }
    }

    pub(super) fn index_clocks(&mut self) {
        let responds = |route: &Route| matches!(route.arrivals, Arrivals::Poisson(_, Some(_)));
        self.demand_responds = self.system.routes.iter().any(responds);
        self.asking.fill(Asking::default());
        self.asked = Facts::NONE;
        self.steering.clear();
        for (index, clock) in self.system.clocks.iter().enumerate() {
            let (asks, steering) = (clock.spell.asks(), Steering::of(clock));
            asks.each(|fact| self.asking[usize::from(fact.0)].spell.insert(index));
            steering.facts.each(|fact| self.asking[usize::from(fact.0)].ratio.insert(index));
            self.asked = self.asked | asks | steering.facts;
            self.steering.push(steering);
        }
    }
}

/// Whether staff leave at another rate, or there are more or fewer of them.
fn leavings_change(before: &Service, after: &Service) -> bool {
    before.capacity != after.capacity || before.turnover != after.turnover
}
