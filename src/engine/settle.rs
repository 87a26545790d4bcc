//! After every event, the clients it touched are settled: clocks start and stop, ratios change, and the calendar
//! learns of each client's next event.

use super::calendar::{Kind, Rank};
use super::clients::{Due, UNTOUCHED};
use super::clock_set::ClockSet;
use super::clocks::{Clock, Gathered};
use super::replication::{Replication, Touched};
use super::steering::Asking;
use super::strands::NO_STRAND;
use crate::model::{Action, ClockSpec, Facts};
use crate::records::{Happening, Recorder};
use crate::units::Days;

/// Clients touched in one event for whom room is kept; a change of the system touches all.
const USUAL_TOUCHED: usize = 1024;

impl<R: Recorder> Replication<'_, R> {
    /// Remembers that a client is to be settled. Comes first in whatever happens to a client, and before any of their facts
    /// changes.
    #[inline(always)]
    pub(super) fn touch(&mut self, slot: u32) -> &mut Touched {
        let client = &mut self.clients[slot];
        if client.touched == UNTOUCHED {
            client.touched = self.touched.len() as u32;
            let (before, dropped) = (client.facts, Facts::NONE);
            self.touched.push(Touched { slot, before, dropped, recheck: ClockSet::default() });
        }
        &mut self.touched[client.touched as usize]
    }

    /// A new client: nothing has been settled.
    #[inline(always)]
    pub(super) fn touch_new(&mut self, slot: u32) {
        self.clients[slot].touched = self.touched.len() as u32;
        let (before, dropped) = (Facts::NONE, Facts::NONE);
        self.touched.push(Touched { slot, before, dropped, recheck: self.all_clocks });
    }

    /// These clocks are to be looked at whatever the facts.
    pub(super) fn recheck(&mut self, slot: u32, clocks: ClockSet) {
        self.touch(slot).recheck.add(clocks);
    }

    /// Settles every client touched, in the order in which they were. A service that has become crowded touches its occupants.
    pub(super) fn settle_all(&mut self) {
        self.review_loads();
        let mut next = 0;
        while let Some(&touched) = self.touched.get(next) {
            next += 1;
            let client = &mut self.clients[touched.slot];
            client.touched = UNTOUCHED;
            if client.is_present {
                self.settle(touched);
            }
        }
        self.left = None;
        self.touched.clear();
        self.touched.shrink_to(USUAL_TOUCHED);
    }

    fn settle(&mut self, touched: Touched) {
        let slot = touched.slot;
        let facts = self.clients[slot].facts;
        let changed = facts ^ touched.before;
        let mut look = touched.recheck;
        let asked = (changed | touched.dropped) & self.asked;
        if !asked.is_empty() {
            let mut steered = ClockSet::default();
            asked.each(|fact| {
                let Asking { spell, ratio } = self.asking[usize::from(fact.0)];
                look.add(spell);
                steered.add(ratio);
            });
            steered.keep(self.clients[slot].running.clocks());
            steered.drop(look);
            steered.each(|index| self.steer(&touched, index, &facts));
        }
        if !look.is_empty() {
            look.each(|index| self.settle_clock(&touched, index, &facts));
        }
        if self.is_asked_why(slot) {
            self.explain_risks(slot, None);
        }
        self.report_settled(slot, &changed);
        self.foresee(slot);
    }

    fn settle_clock(&mut self, touched: &Touched, index: usize, facts: &Facts) {
        let slot = touched.slot;
        let spec = &self.system.clocks[index];
        let holds = spec.spell.holds(facts);
        let client = &mut self.clients[slot];
        let mut runs = client.running.clocks().contains(index);
        // A fact that ceased and came back within the event ends one spell and begins the next.
        if !holds || spec.spell.is_about_any(&(touched.dropped & *facts)) {
            client.fired.remove(index);
            if runs {
                self.clients.stop(slot, index);
                runs = false;
            }
            if !holds {
                return;
            }
        }
        if runs {
            self.steer(touched, index, facts);
        } else if !self.clients[slot].fired.contains(index) {
            self.start_clock(slot, index, self.steering[index].ratio(facts));
        }
    }

    fn start_clock(&mut self, slot: u32, index: usize, ratio: f64) {
        let spec = &self.system.clocks[index];
        let occurrence = self.clients.occurrence(slot, self.counter_of(index));
        let threshold = self.threshold(slot, spec, occurrence);
        self.clients.start(slot, index, Clock::start(self.now, &spec.hazard, threshold, ratio));
    }

    /// A clock that runs goes on at the ratio that holds now.
    fn steer(&mut self, touched: &Touched, index: usize, facts: &Facts) {
        let (slot, steering) = (touched.slot, &self.steering[index]);
        if self.left.is_none() && !steering.facts.meets(&(touched.before ^ *facts)) {
            return;
        }
        let after = steering.ratio(facts);
        let (place, mut clock, gathered) = self.clients.clock(slot, index);
        // Once for an era and all that follows from it: a ratio of zero that holds at no time must not stop a clock.
        let before = match (gathered, self.left) {
            (Some(gathered), _) => gathered.ratio,
            (None, Some(left)) => left.clocks[index].ratio(&touched.before),
            (None, None) => steering.ratio(&touched.before),
        };
        if before != after {
            let spec = &self.system.clocks[index];
            let mut gathered =
                gathered.unwrap_or_else(|| self.nothing_gathered(slot, index, spec, before));
            clock.change_ratio(&mut gathered, self.now, &spec.hazard, after);
            self.clients.change(slot, place, clock, gathered);
        }
    }

    /// What a clock has gathered that has run at this ratio by this specification since it started.
    pub(super) fn nothing_gathered(
        &mut self,
        slot: u32,
        index: usize,
        spec: &ClockSpec,
        ratio: f64,
    ) -> Gathered {
        let occurrence = self.clients.latest(slot, self.counter_of(index));
        Gathered::nothing_of(self.threshold(slot, spec, occurrence), ratio)
    }

    /// Which of a client's counters counts how often a clock has started.
    #[inline]
    pub(super) fn counter_of(&self, clock: usize) -> usize {
        self.system.interventions.len() + clock
    }

    pub(super) fn threshold(&self, slot: u32, spec: &ClockSpec, occurrence: u32) -> f64 {
        if spec.hazard.is_certain() {
            1.0
        } else {
            self.draws.exponential(self.clients[slot].who, spec.purpose, occurrence)
        }
    }

    /// Finds the client's next event; a client to whom nothing can happen any more leaves.
    pub(super) fn foresee(&mut self, slot: u32) {
        let mut next = Next { at: Days::NEVER, kind: Kind::Referral, due: Due::Nothing };
        let (client, clocks) = self.clients.with_clocks(slot);
        if client.main != NO_STRAND {
            next.offer(self.strands[client.main].ends, Kind::End, Due::Main);
        }
        if client.has_more_than_main() {
            if client.keyworker != NO_STRAND {
                next.offer(self.strands[client.keyworker].ends, Kind::End, Due::Keyworker);
            }
            if client.sides != NO_STRAND {
                let side = self.strands.first_to_end(client.sides);
                next.offer(self.strands[side].ends, Kind::End, Due::Side);
            }
        }
        let mut first = None;
        for (position, clock) in clocks.enumerate() {
            if clock.fires < next.at {
                (next.at, first) = (clock.fires, Some(position));
            }
        }
        let running = client.running.clocks();
        if let Some(index) = first.and_then(|position| running.iter().nth(position)) {
            next.due = Due::Clock(index as u8);
            next.kind = match self.system.clocks[index].action {
                Action::Risk { .. } => Kind::Risk,
                _ => Kind::Offer,
            };
        }
        client.due = next.due;
        let sequence = client.sequence;
        if next.due == Due::Nothing && !client.has_any() && self.is_last_era() {
            self.depart(slot);
        } else {
            self.calendar.set(self.owner(slot), next.at, Rank::new(next.kind, sequence));
        }
    }

    /// The client leaves the simulation.
    #[inline(always)]
    pub(super) fn depart(&mut self, slot: u32) {
        self.record(slot, Happening::Left);
        self.calendar.clear(self.owner(slot));
        self.clients.remove(slot);
    }
}

/// The earliest of what may come; of one instant, the first that was offered: what ends, then risks, then offers.
struct Next {
    at: Days,
    kind: Kind,
    due: Due,
}

impl Next {
    #[inline]
    fn offer(&mut self, at: Days, kind: Kind, due: Due) {
        if at < self.at {
            *self = Next { at, kind, due };
        }
    }
}
