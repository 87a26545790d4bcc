//! Strands: everything a client is doing or waiting for, each in a slab that is used again and again.

use crate::model::{InterventionId, ServiceId};
use crate::records::Strand as StrandKind;
use crate::units::Days;

/// Where a strand is kept.
pub(super) type StrandId = u32;
/// No strand.
pub(super) const NO_STRAND: StrandId = u32::MAX;
/// No place: the strand has none, or its service has no numbered places.
pub(super) const NO_PLACE: u32 = u32::MAX;

/// What a strand is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// On the waiting list of its service.
    Waiting,
    /// Has been given a place in this event and is about to start.
    Granted,
    /// Its intervention is running (or the keyworker's place is had).
    Running,
    /// Its intervention has run its course; the client stays until the next place is free.
    Staying,
    /// The client is in custody and the place is kept.
    Kept,
}

/// One thing a client is doing or waiting for.
#[derive(Debug, Clone)]
pub(super) struct Strand {
    pub(super) client: u32,
    pub(super) kind: StrandKind,
    pub(super) state: State,
    /// The intervention; for the keyworker's place, the one whose completion asked for it.
    pub(super) intervention: InterventionId,
    pub(super) service: Option<ServiceId>,
    /// Whether a place of the service is occupied.
    pub(super) has_place: bool,
    /// Its number, where places are numbered.
    pub(super) place: u32,
    /// Against which ring-fenced places it counts; none: the general ones.
    pub(super) fence: Option<u8>,
    /// Which ring-fenced places it may take, a bit each.
    pub(super) may_take: u32,
    /// Priority class on the waiting list.
    pub(super) class: u8,
    /// Appointments missed in this wait.
    pub(super) missed: u32,
    /// For a support: the clock of its offer.
    pub(super) offer: Option<u16>,
    /// When the list was joined, or the place was asked for; once it is had, when it was taken.
    pub(super) since: Days,
    /// When the intervention started; since when its place is kept in custody.
    pub(super) started: Days,
    /// When it ends by itself.
    pub(super) ends: Days,
    /// Which occurrence of the intervention this is for the client.
    pub(super) occurrence: u32,
    /// Neighbours on the waiting list.
    pub(super) before: StrandId,
    pub(super) behind: StrandId,
    /// Next of the client's side strands, or of the free strands.
    pub(super) next: StrandId,
}

/// All strands of all clients.
#[derive(Debug)]
pub(super) struct Strands {
    slab: Vec<Strand>,
    free: StrandId,
}

impl Default for Strands {
    fn default() -> Self {
        Strands { slab: Vec::new(), free: NO_STRAND }
    }
}

impl Strands {
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        client: u32,
        kind: StrandKind,
        intervention: InterventionId,
        service: Option<ServiceId>,
    ) -> StrandId {
        let strand = Strand {
            client,
            kind,
            state: State::Granted,
            intervention,
            service,
            has_place: false,
            place: NO_PLACE,
            fence: None,
            may_take: 0,
            class: 0,
            missed: 0,
            offer: None,
            since: Days::ZERO,
            started: Days::ZERO,
            ends: Days::NEVER,
            occurrence: 0,
            before: NO_STRAND,
            behind: NO_STRAND,
            next: NO_STRAND,
        };
        if self.free == NO_STRAND {
            self.slab.push(strand);
            (self.slab.len() - 1) as StrandId
        } else {
            let id = self.free;
            self.free = self.slab[id as usize].next;
            self.slab[id as usize] = strand;
            id
        }
    }

    /// Of a client's side strands, from this one on, the first to end.
    pub(super) fn first_to_end(&self, sides: StrandId) -> StrandId {
        let (mut first, mut side) = (sides, self[sides].next);
        while side != NO_STRAND {
            if self[side].ends < self[first].ends {
                first = side;
            }
            side = self[side].next;
        }
        first
    }

    pub(super) fn remove(&mut self, id: StrandId) {
        self.slab[id as usize].next = self.free;
        self.free = id;
    }
}

impl std::ops::Index<StrandId> for Strands {
    type Output = Strand;
    #[inline]
    fn index(&self, id: StrandId) -> &Strand {
        &self.slab[id as usize]
    }
}

impl std::ops::IndexMut<StrandId> for Strands {
    #[inline]
    fn index_mut(&mut self, id: StrandId) -> &mut Strand {
        &mut self.slab[id as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_strand_leaves_is_used_again() {
        let mut strands = Strands::default();
        let add = |strands: &mut Strands| strands.add(0, StrandKind::Main, InterventionId(0), None);
        let (first, second) = (add(&mut strands), add(&mut strands));
        strands.remove(first);
        strands.remove(second);
        assert_eq!([add(&mut strands), add(&mut strands)], [second, first]);
        assert_eq!(add(&mut strands), 2, "nothing is left over");
    }
}
