//! Appointments: evenly spaced slots, each for the first on the list, some of them missed.

use super::calendar::Kind;
use super::replication::{Part, Replication};
use super::service::Room;
use super::strands::StrandId;
use crate::model::{Capacity, ServiceId};
use crate::records::{Happening, Recorder};
use crate::units::Days;

/// A slot that comes as the count reaches a whole number has come, though rounding should leave the count a hair below it
/// all through a stretch without slots.
fn whole_slots(count: f64) -> f64 {
    libm::floor(count * (1.0 + 1e-12))
}

impl<R: Recorder> Replication<'_, R> {
    /// The next slot of an appointment service: only while someone waits.
    pub(super) fn expect_slot(&mut self, service: ServiceId) {
        let index = service.index();
        let state = &self.services[index];
        let (Room::Slots { origin, passed }, Capacity::Appointments(curve)) =
            (&state.room, &self.system.services[index].capacity)
        else {
            return;
        };
        let next = if state.list.len() == 0 {
            Days::NEVER
        } else {
            let number = whole_slots(curve.expected(*origin, self.now)).max(*passed) + 1.0;
            curve.instant_after(*origin, number).max(self.now)
        };
        self.expect(Part::Service(index), next, Kind::Slot);
    }

    /// A slot has come up and somebody waits.
    pub(super) fn on_slot(&mut self, service_id: ServiceId) {
        let index = service_id.index();
        if let (Room::Slots { origin, passed }, Capacity::Appointments(curve)) =
            (&mut self.services[index].room, &self.system.services[index].capacity)
        {
            // The slot is the whole number that the expected count has just reached.
            *passed = libm::round(curve.expected(*origin, self.now)).max(*passed + 1.0);
        }
        if let Some(id) = self.services[index].list.first() {
            self.record_appointment(service_id);
            let slot = self.strands[id].client;
            if self.misses(slot, service_id) {
                self.on_missed(id, service_id);
            } else {
                let waited = self.now - self.strands[id].since;
                self.leave_list(id, service_id);
                self.record_served(id, service_id, waited);
                self.on_served(id);
            }
        }
        self.expect_slot(service_id);
    }

    fn misses(&mut self, slot: u32, service: ServiceId) -> bool {
        let system = self.system;
        let Some(missed) = &system.service(service).missed else { return false };
        let counter = system.interventions.len() + system.clocks.len() + service.index();
        let occurrence = self.clients.occurrence(slot, counter);
        let who = self.clients[slot].who;
        self.draws.uniform(who, missed.purpose, occurrence) < missed.share
    }

    fn on_missed(&mut self, id: StrandId, service_id: ServiceId) {
        let (slot, kind) = (self.strands[id].client, self.strands[id].kind);
        self.record(slot, Happening::Missed { service: service_id, strand: kind });
        self.strands[id].missed += 1;
        let gives_up = self.system.service(service_id).missed.as_ref();
        let gives_up = gives_up.and_then(|missed| missed.gives_up);
        match gives_up {
            Some((most, target)) if self.strands[id].missed >= most => {
                self.give_up(id);
                self.on_refused(id, target);
            }
            _ => {
                let list = &mut self.services[service_id.index()].list;
                list.leave(&mut self.strands, id);
                list.join(&mut self.strands, id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::whole_slots;

    #[test]
    fn a_slot_that_rounding_puts_a_hair_ahead_has_passed_and_one_to_come_has_not() {
        assert_eq!(whole_slots(3.0 - 3e-13), 3.0);
        assert_eq!(whole_slots(3.0), 3.0);
        assert_eq!(whole_slots(3.0 + 3e-13), 3.0);
        assert_eq!(whole_slots(3.0 - 1e-9), 2.0);
        assert_eq!(whole_slots(0.0), 0.0);
    }
}
