//! Loads that clients feel: a crowded service changes what holds of everyone who has a place in it.

use super::replication::Replication;
use super::service::Room;
use crate::model::{LoadMeasure, ServiceId};
use crate::records::Recorder;

impl<R: Recorder> Replication<'_, R> {
    #[inline]
    pub(super) fn load_changed(&mut self, service: ServiceId) {
        if !self.services[service.index()].crowded.is_empty() {
            self.reloaded.push(service);
        }
    }

    /// Looks whether the loads that have changed have crossed a figure that clients feel.
    pub(super) fn review_loads(&mut self) {
        while let Some(service) = self.reloaded.pop() {
            let index = service.index();
            for crowding in 0..self.services[index].crowded.len() {
                let load = self.system.services[index].crowding[crowding];
                let is_crowded = self.load_of(service, load.measure) > load.above;
                if is_crowded == self.services[index].crowded[crowding] {
                    continue;
                }
                self.services[index].crowded[crowding] = is_crowded;
                let Room::Places(places) = &self.services[index].room else { continue };
                let mut holders = std::mem::take(&mut self.scratch);
                holders.clear();
                holders.extend(places.holders().map(|(_, strand)| strand));
                for &strand in &holders {
                    let slot = self.strands[strand].client;
                    if is_crowded {
                        self.add_fact(slot, load.fact);
                    } else {
                        self.drop_fact(slot, load.fact);
                    }
                }
                self.scratch = holders;
            }
        }
    }

    fn load_of(&self, service: ServiceId, measure: LoadMeasure) -> f64 {
        let state = &self.services[service.index()];
        let taken = f64::from(state.taken());
        match (measure, &state.room, state.staff) {
            (LoadMeasure::Waiting, ..) => f64::from(state.list.len()),
            (LoadMeasure::Caseload, Room::Places(_), Some(staff)) => {
                taken / f64::from(staff.members.max(1))
            }
            (LoadMeasure::Occupancy, Room::Places(places), _) => {
                taken / f64::from(places.capacity().max(1))
            }
            _ => 0.0,
        }
    }
}
