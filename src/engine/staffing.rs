//! Rotas, appointment slots and staff who leave: what a service does by itself.

use super::calendar::Kind;
use super::replication::{Part, Replication};
use super::service::Room;
use super::strands::StrandId;
use crate::model::{Capacity, ServiceId};
use crate::random::Who;
use crate::records::{Happening, Recorder};
use crate::units::Days;

impl<R: Recorder> Replication<'_, R> {
    pub(super) fn expect_rota(&mut self, index: usize) {
        let next = match (&self.system.services[index].capacity, &self.services[index].room) {
            (Capacity::Places { rota: Some(rota), .. }, Room::Places(_)) => {
                rota.boundary_after(self.now)
            }
            (_, Room::Slots { .. }) => return,
            _ => Days::NEVER,
        };
        self.expect(Part::Service(index), next, Kind::Change);
    }

    pub(super) fn on_rota(&mut self, index: usize) {
        let service = &self.system.services[index];
        self.services[index].reopen(service, self.now, self.most_staff[index]);
        self.report_capacity(index);
        self.expect_rota(index);
        self.load_changed(ServiceId(index as u16));
        self.free_up(ServiceId(index as u16));
    }

    pub(super) fn gather_leavings(&mut self, index: usize) {
        if let (Some(turnover), Some(staff)) =
            (&self.system.services[index].turnover, self.services[index].staff)
        {
            let leavings = &mut self.services[index].leavings;
            let gathered =
                turnover.rate.0 * f64::from(staff.members) * (self.now - leavings.since).0;
            leavings.left = (leavings.left - gathered).max(0.0);
            leavings.since = self.now;
        }
    }

    pub(super) fn expect_leaving(&mut self, index: usize, is_new: bool) {
        let next = match (&self.system.services[index].turnover, self.services[index].staff) {
            (Some(turnover), Some(staff)) => {
                let leavings = &mut self.services[index].leavings;
                if is_new || leavings.left == 0.0 {
                    let who = Who { group: turnover.purpose.0, number: leavings.number };
                    leavings.left = self.draws.exponential(who, turnover.purpose, 0);
                    leavings.since = self.now;
                }
                let rate = turnover.rate.0 * f64::from(staff.members);
                if rate > 0.0 { self.now + Days(leavings.left / rate) } else { Days::NEVER }
            }
            _ => Days::NEVER,
        };
        self.expect(Part::Staff(index), next, Kind::Change);
    }

    /// A member of staff leaves and is replaced at once: that member's clients have somebody new.
    pub(super) fn on_leaving(&mut self, index: usize) {
        let system = self.system;
        let number = self.services[index].leavings.number;
        if let (Some(turnover), Some(staff), Room::Places(places)) = (
            &system.services[index].turnover,
            self.services[index].staff,
            &self.services[index].room,
        ) {
            let who = Who { group: turnover.purpose.0, number };
            let draw = self.draws.uniform(who, turnover.purpose, 1);
            // A draw is so far below 1 that the product cannot round up to the number of members.
            let member = (draw * f64::from(staff.members)) as u32;
            let theirs: Vec<(u32, StrandId)> = places.holders_among(member, staff.most).collect();
            for (place, strand) in theirs {
                let slot = self.strands[strand].client;
                let happening =
                    Happening::KeyworkerLeft { service: ServiceId(index as u16), place };
                self.record(slot, happening);
                self.apply(slot, &turnover.effects, number);
            }
        }
        self.services[index].leavings.number += 1;
        self.expect_leaving(index, true);
    }
}
