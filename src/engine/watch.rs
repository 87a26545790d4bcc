//! What the engine forgets and a snapshot must know: how clients left, when they were taken into custody, what ended when.

use crate::model::{ExitId, Facts, InterventionId, System};
use crate::records::{Client, Ending, Happening, Recorder};
use crate::units::Days;

/// The longest gap between two care plans of one journey, as the statistics join them, and a hair.
const GAP: Days = Days(21.0 + 1e-6);

/// Listens for it.
#[derive(Debug)]
pub(super) struct Watch<'m> {
    system: &'m System,
    clients: Vec<Seen>,
}

/// What was seen of one client.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// How the last episode ended, until the next.
    pub(super) left: Option<(ExitId, Days)>,
    /// When the episode opened, and when its care plan did.
    pub(super) referred: Days,
    pub(super) opened: Option<Days>,
    /// All that held when the episode opened.
    pub(super) at_referral: Facts,
    /// Whether structured treatment has started in the episode.
    pub(super) treated: bool,
    /// When the journey of treatment began that goes on, and when its last care plan closed.
    pub(super) journey: Option<Days>,
    closed: Option<Days>,
    pub(super) in_custody: Option<Days>,
    /// What ended last and has not started again: when, and whether it ran its full course.
    pub(super) ended: Vec<(InterventionId, Days, bool)>,
}

impl<'m> Watch<'m> {
    pub(super) fn new(system: &'m System) -> Watch<'m> {
        Watch { system, clients: Vec::new() }
    }

    /// What was seen of the client in this slot.
    pub(super) fn seen(&self, slot: u32) -> Option<&Seen> {
        self.clients.get(slot as usize)
    }
}

impl Recorder for Watch<'_> {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        let slot = client.slot as usize;
        if slot >= self.clients.len() {
            self.clients.resize_with(slot + 1, Seen::default);
        }
        let seen = &mut self.clients[slot];
        match happening {
            Happening::Came { .. } => *seen = Seen::default(),
            Happening::Referred { .. } => {
                (seen.left, seen.opened, seen.referred) = (None, None, at);
                (seen.at_referral, seen.treated) = (*client.facts, false);
            }
            Happening::CarePlanOpened => {
                seen.opened = Some(at);
                if seen.closed.is_none_or(|closed| at - closed > GAP) {
                    seen.journey = Some(at);
                }
                seen.closed = None;
            }
            Happening::CarePlanClosed { .. } => seen.closed = Some(at),
            Happening::Exited { exit, lasted: Some(_) } => seen.left = Some((exit, at)),
            Happening::TakenIntoCustody => seen.in_custody = Some(at),
            Happening::Started { intervention, .. } => {
                seen.ended.retain(|(ended, ..)| *ended != intervention);
                seen.treated |= self.system.intervention(intervention).is_treatment();
            }
            Happening::KnownBefore { treated, journey } => {
                seen.treated |= treated;
                seen.journey = journey.or(seen.journey);
            }
            Happening::Ended { intervention, how, .. } => {
                seen.ended.retain(|(ended, ..)| *ended != intervention);
                seen.ended.push((intervention, at, how == Ending::Completed));
            }
            _ => {}
        }
    }
}
