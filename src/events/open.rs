//! What one client is doing just now: rows that wait for their end, and the places held.

use super::row::{Activity, Kind, Outcome, Row, Rows};
use crate::model::{InterventionId, ServiceId};
use crate::records::Strand;
use crate::units::Days;

/// A place held on the main strand or by a support.
#[derive(Debug, Clone, Copy)]
struct Held {
    service: ServiceId,
    place: u32,
    strand: Strand,
    /// What it was given for, or has been used for last.
    intervention: Option<InterventionId>,
    is_used: bool,
}

/// One client's open rows.
#[derive(Debug, Clone)]
pub(super) struct Open {
    /// The route by which the client came.
    pub(super) route: u16,
    pub(super) rows: Rows,
    held: Vec<Held>,
}

/// Services without a limit have no numbered places.
const NO_NUMBER: u32 = u32::MAX;

/// The number of a place, where it has one.
pub(super) fn numbered(place: u32) -> Option<u32> {
    (place != NO_NUMBER).then_some(place)
}

impl Open {
    pub(super) fn new(width: usize) -> Open {
        Open { route: 0, rows: Rows::new(width), held: Vec::new() }
    }

    /// For the next client in this slot.
    pub(super) fn reset(&mut self, route: u16) {
        self.route = route;
        self.rows.clear();
        self.held.clear();
    }

    /// Ends the first open row that this holds of.
    pub(super) fn end(
        &mut self,
        at: Days,
        outcome: Outcome,
        to: &mut Rows,
        holds: impl Fn(&Row) -> bool,
    ) {
        if let Some(index) = self.rows.all().iter().position(holds) {
            self.rows.end(index, at, outcome, to);
        }
    }

    /// Ends the one row of this kind that can be open.
    pub(super) fn end_the(&mut self, kind: Kind, at: Days, to: &mut Rows) {
        self.end(at, Outcome::Ended, to, |row| row.activity.kind == kind);
    }

    /// Ends the wait that has lasted so long, of those for this service on this strand (two supports can wait for one
    /// service); there is none where the client was served at once.
    pub(super) fn end_wait(
        &mut self,
        at: Days,
        outcome: Outcome,
        (service, strand): (ServiceId, Strand),
        intervention: Option<InterventionId>,
        waited: Days,
        to: &mut Rows,
    ) {
        let fits = |row: &Row| {
            row.activity == Activity { kind: Kind::Waiting, which: service.0 }
                && row.strand == Some(strand)
                && intervention.is_none_or(|id| row.intervention == Some(id.0))
        };
        let off = |row: &Row| (row.start.0 - (at - waited).0).abs();
        let waits = self.rows.all().iter().enumerate().filter(|(_, row)| fits(row));
        let ends = waits.min_by(|one, other| off(one.1).total_cmp(&off(other.1)));
        if let Some((index, _)) = ends {
            self.rows.end(index, at, outcome, to);
        }
    }

    pub(super) fn take(
        &mut self,
        service: ServiceId,
        place: u32,
        strand: Strand,
        intervention: Option<InterventionId>,
    ) {
        self.held.push(Held { service, place, strand, intervention, is_used: false });
    }

    /// The place that an intervention which starts uses: given for it, or had before (stayed in, or kept meanwhile).
    pub(super) fn use_place(
        &mut self,
        service: ServiceId,
        strand: Strand,
        intervention: InterventionId,
    ) -> Option<u32> {
        let free =
            |held: &&mut Held| held.service == service && held.strand == strand && !held.is_used;
        let given = |held: &&mut Held| held.intervention == Some(intervention);
        let found = match self.held.iter_mut().find(|held| free(held) && given(held)) {
            Some(held) => held,
            None => self.held.iter_mut().find(free)?,
        };
        (found.intervention, found.is_used) = (Some(intervention), true);
        Some(found.place)
    }

    /// An intervention no longer uses its place.
    pub(super) fn disuse(&mut self, strand: Strand, intervention: InterventionId) {
        let uses = |held: &&mut Held| {
            held.is_used && held.strand == strand && held.intervention == Some(intervention)
        };
        if let Some(held) = self.held.iter_mut().find(uses) {
            held.is_used = false;
        }
    }

    /// A place is given back; gives whether it was the keyworker's.
    pub(super) fn give_back(&mut self, service: ServiceId, place: u32) -> bool {
        let is_it = |held: &Held| held.service == service && held.place == place;
        let idle = self.held.iter().position(|held| is_it(held) && !held.is_used);
        let Some(index) = idle.or_else(|| self.held.iter().position(is_it)) else { return false };
        self.held.remove(index).strand == Strand::Keyworker
    }

    /// Places that are held and used for nothing, by service and number; not the keyworker's.
    pub(super) fn idle(&self) -> impl Iterator<Item = (ServiceId, u32, Strand)> + '_ {
        let idle =
            self.held.iter().filter(|held| !held.is_used && held.strand != Strand::Keyworker);
        idle.map(|held| (held.service, held.place, held.strand))
    }
}
