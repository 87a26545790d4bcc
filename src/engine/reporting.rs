//! What is reported, and to whom the engine's own numbering of clients is translated.

use super::clients::Client;
use super::replication::Replication;
use super::service::Room;
use super::strands::{NO_STRAND, State, StrandId};
use crate::model::{Action, ClockId, Facts, ServiceId};
use crate::records::{self, Happening, Recorder, RunningRisk, Strand as StrandKind, Why};
use crate::units::Days;

/// A client as recorders see them.
#[inline]
fn view(slot: u32, client: &Client) -> records::Client<'_> {
    records::Client { slot, who: client.who, episode: client.episode, facts: &client.facts }
}

impl<R: Recorder> Replication<'_, R> {
    #[inline(always)]
    pub(super) fn record(&mut self, slot: u32, happening: Happening) {
        self.recorder.record(self.now, view(slot, &self.clients[slot]), happening);
    }

    #[inline]
    pub(super) fn report_settled(&mut self, slot: u32, changed: &Facts) {
        self.recorder.settled(self.now, view(slot, &self.clients[slot]), changed);
    }

    // Why, for a recorder that asks.

    /// Whether anybody asks why things happen to this client; known not to be so where the recorder never does.
    #[inline]
    pub(super) fn is_asked_why(&self, slot: u32) -> bool {
        self.recorder.asks_why(self.clients[slot].who)
    }

    #[inline]
    pub(super) fn explain(&mut self, slot: u32, why: Why<'_>) {
        if self.is_asked_why(slot) {
            self.recorder.why(self.now, view(slot, &self.clients[slot]), why);
        }
    }

    /// What is said of the risks that run.
    pub(super) fn explain_risks(&mut self, slot: u32, fires: Option<ClockId>) {
        let system = self.system;
        let (client, clocks) = self.clients.with_clocks(slot);
        let risks = client
            .running
            .clocks()
            .iter()
            .zip(clocks)
            .filter(|&(index, _)| matches!(system.clocks[index].action, Action::Risk { .. }));
        let running: Vec<RunningRisk> = risks
            .map(|(index, clock)| RunningRisk {
                risk: ClockId(index as u16),
                age: clock.age(self.now),
                ratio: system.clocks[index].ratio(&client.facts),
            })
            .collect();
        self.explain(
            slot,
            match fires {
                Some(risk) => Why::Fires { risk, running: &running },
                None => Why::Runs { running: &running },
            },
        );
    }

    pub(super) fn record_appointment(&mut self, service: ServiceId) {
        self.recorder.appointment(self.now, service);
    }

    pub(super) fn report_capacity(&mut self, index: usize) {
        let places = match &self.services[index].room {
            Room::Places(places) => Some(places.capacity()),
            Room::Endless => None,
            Room::Slots { .. } => return,
        };
        self.recorder.capacity(self.now, ServiceId(index as u16), places);
    }

    pub(super) fn report_waiting(&mut self) {
        let slots: Vec<u32> = self.clients.slots().collect();
        for slot in slots {
            self.for_each_strand(slot, |this, strand| {
                if let Some((service, waited, kind)) = this.wait_of(strand) {
                    this.record(slot, Happening::StillWaiting { service, strand: kind, waited });
                }
            });
        }
    }

    fn wait_of(&self, strand: StrandId) -> Option<(ServiceId, Days, StrandKind)> {
        let strand = &self.strands[strand];
        let service = strand.service.filter(|_| strand.state == State::Waiting)?;
        Some((service, self.now - strand.since, strand.kind))
    }

    /// Every strand of a client.
    pub(super) fn strands_of(&self, slot: u32) -> impl Iterator<Item = StrandId> {
        let client = &self.clients[slot];
        let mut side = client.sides;
        let sides = std::iter::from_fn(move || {
            let this = (side != NO_STRAND).then_some(side)?;
            side = self.strands[this].next;
            Some(this)
        });
        [client.main, client.pending, client.keyworker]
            .into_iter()
            .filter(|&strand| strand != NO_STRAND)
            .chain(sides)
    }

    /// Does something to every strand that a client has now.
    pub(super) fn for_each_strand(&mut self, slot: u32, mut act: impl FnMut(&mut Self, StrandId)) {
        let mut strands = std::mem::take(&mut self.scratch);
        strands.clear();
        strands.extend(self.strands_of(slot));
        for &strand in &strands {
            act(self, strand);
        }
        self.scratch = strands;
    }
}
