//! The state of one service while a replication runs: places or slots, the waiting list, ring-fenced places, staff.

use super::places::Places;
use super::waiting::WaitingList;
use crate::model::{Capacity, Facts, Rota, Service};
use crate::units::Days;

/// One service.
#[derive(Debug)]
pub(super) struct ServiceState {
    pub(super) room: Room,
    pub(super) list: WaitingList,
    /// Ring-fenced places in use, by fence.
    pub(super) fenced: Vec<u32>,
    /// Whether a place of it was ever kept during custody.
    pub(super) has_kept: bool,
    /// Clients on the list who may take ring-fenced places, by fence.
    pub(super) fence_waiting: Vec<u32>,
    /// Which of its loads are exceeded just now.
    pub(super) crowded: Vec<bool>,
    /// Members of staff, most there ever are, and clients of each.
    pub(super) staff: Option<Staff>,
    /// Staff leavings so far, when the rate last changed, and what is left to gather to the next.
    pub(super) leavings: Leavings,
}

/// How many can be served.
#[derive(Debug)]
pub(super) enum Room {
    /// Everyone at once.
    Endless,
    /// Numbered places.
    Places(Places),
    /// Slots: the instant from which they are counted, and the last that has passed.
    Slots { origin: Days, passed: f64 },
}

/// Staff of a service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Staff {
    pub(super) members: u32,
    pub(super) caseload: u32,
    /// Most members in any era: place `p` is member `p mod most`'s, in every era.
    pub(super) most: u32,
}

/// The process of staff leaving.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Leavings {
    pub(super) number: u32,
    pub(super) since: Days,
    pub(super) left: f64,
}

impl ServiceState {
    pub(super) fn new(service: &Service, is_endless: bool, most_staff: u32) -> ServiceState {
        let room = match &service.capacity {
            _ if is_endless => Room::Endless,
            Capacity::Endless => Room::Endless,
            Capacity::Places { .. } => Room::Places(Places::default()),
            Capacity::Appointments(_) => Room::Slots { origin: Days::ZERO, passed: 0.0 },
        };
        let mut state = ServiceState {
            room,
            list: WaitingList::new(service.priority.len() + 1),
            fenced: vec![0; service.ring_fenced.len()],
            has_kept: false,
            fence_waiting: vec![0; service.ring_fenced.len()],
            crowded: vec![false; service.crowding.len()],
            staff: None,
            leavings: Leavings::default(),
        };
        state.reopen(service, Days::ZERO, most_staff);
        state
    }

    /// Makes room for more priority classes, ring fences and loads, when a dated change brings them; those who wait or
    /// have a place keep what they had.
    pub(super) fn grow(&mut self, service: &Service) {
        self.list.grow(service.priority.len() + 1);
        let fences = self.fenced.len().max(service.ring_fenced.len());
        self.fenced.resize(fences, 0);
        self.fence_waiting.resize(fences, 0);
        self.crowded.resize(service.crowding.len(), false);
    }

    /// Opens the places that the service has at this instant.
    pub(super) fn reopen(&mut self, service: &Service, now: Days, most_staff: u32) {
        let Capacity::Places { places, staff, rota } = &service.capacity else { return };
        self.staff = staff.map(|(members, caseload)| Staff {
            members,
            caseload,
            most: most_staff.max(members).max(1),
        });
        let Room::Places(room) = &mut self.room else { return };
        match (self.staff, rota) {
            (_, Some(rota)) => {
                let count = rota.places[rota.part_at(now)];
                room.reopen(count, |_| true);
            }
            (Some(staff), None) => {
                room.reopen(staff.most * staff.caseload, |place| {
                    place % staff.most < staff.members
                });
            }
            (None, None) => room.reopen(*places, |_| true),
        }
    }

    /// Numbered places that are taken.
    pub(super) fn taken(&self) -> u32 {
        match &self.room {
            Room::Places(places) => places.taken(),
            Room::Endless | Room::Slots { .. } => 0,
        }
    }

    /// The places against which a client who may take ring-fenced places `may_take` could be counted now: their own
    /// ring-fenced ones first, then the general ones. None: no place is free for them.
    pub(super) fn room_for(&self, service: &Service, may_take: u32) -> Option<Option<u8>> {
        let Room::Places(places) = &self.room else { return Some(None) };
        if !places.has_free() {
            return None;
        }
        if service.ring_fenced.is_empty() {
            return Some(None);
        }
        let mut reserved = 0;
        let mut in_fences = 0;
        for (index, fence) in service.ring_fenced.iter().enumerate() {
            if may_take & (1 << index) != 0 && self.fenced[index] < fence.places {
                return Some(Some(index as u8));
            }
            reserved += fence.places;
            in_fences += self.fenced[index];
        }
        let general = places.capacity().saturating_sub(reserved);
        (places.taken() - in_fences < general).then_some(None)
    }
}

impl Service {
    /// The priority class of a client with these facts, and which ring-fenced places they may take.
    #[inline]
    pub(super) fn standing_of(&self, facts: &Facts) -> (u8, u32) {
        if self.priority.is_empty() && self.ring_fenced.is_empty() {
            return (0, 0);
        }
        let class = self.priority.iter().position(|class| class.holds(facts));
        (class.unwrap_or(self.priority.len()) as u8, self.may_take(facts))
    }

    /// Which ring-fenced places a client with these facts may take, a bit each.
    pub(super) fn may_take(&self, facts: &Facts) -> u32 {
        self.ring_fenced.iter().enumerate().fold(0, |mask, (fence, ring)| {
            mask | u32::from(ring.reserved_for.holds(facts)) << fence
        })
    }
}

impl Rota {
    /// Which part of the cycle an instant is in.
    fn part_at(&self, instant: Days) -> usize {
        let parts = self.places.len() as f64;
        let passed = self.passed(instant);
        (passed - libm::floor(passed / parts) * parts) as usize
    }

    /// The next boundary between parts after an instant.
    pub(super) fn boundary_after(&self, instant: Days) -> Days {
        self.part() * (self.passed(instant) + 1.0) - self.offset
    }

    /// Length of a part.
    fn part(&self) -> Days {
        self.period * (1.0 / self.places.len() as f64)
    }

    /// Whole parts that have passed by an instant since a cycle began. An instant that is meant to be a boundary may
    /// fall a rounding error short of it, which grows with the number of parts.
    fn passed(&self, instant: Days) -> f64 {
        let parts = (instant + self.offset) / self.part();
        libm::floor(parts + 1e-9 + parts * 1e-15)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rota_changes_at_the_boundaries_of_its_parts() {
        let rota = Rota { period: Days(1.0), offset: Days(0.25), places: vec![1, 2, 3, 4] };
        assert_eq!(rota.part_at(Days(0.0)), 1);
        assert_eq!(rota.boundary_after(Days(0.0)), Days(0.25));
        assert_eq!(rota.part_at(Days(0.25)), 2);
        assert_eq!(rota.part_at(Days(0.75)), 0);
        let mut now = Days(0.0);
        for step in 0..10_000u32 {
            now = rota.boundary_after(now);
            assert_eq!(rota.part_at(now), ((step + 2) % 4) as usize, "at {now:?}");
        }
    }

    /// Sixteen years of minutes: every boundary comes, and each once, however many have gone before.
    #[test]
    fn a_rota_by_the_minute_goes_on_for_decades() {
        let rota = Rota { period: Days(1.0 / 24.0), offset: Days(0.0), places: vec![1; 60] };
        let mut now = Days(0.0);
        for step in 1..16 * 365 * 1440 {
            now = rota.boundary_after(now);
            assert_eq!(rota.part_at(now), step % 60, "at {now:?}");
        }
    }
}
