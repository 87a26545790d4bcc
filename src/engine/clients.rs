//! The clients present: who they are, what is true of them, what they are doing, and their clocks.

use super::clock_set::ClockSet;
use super::clocks::{Clock, Gathered};
use super::counters::Counters;
use super::running::{Place, Running, RunningClocks};
use super::strands::{NO_STRAND, StrandId};
use crate::model::{Facts, Phase};
use crate::random::Who;
use crate::units::Days;

/// What a client's next event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing is to come.
    Nothing,
    /// The main strand ends by itself.
    Main,
    /// The keyworker's place is kept no longer.
    Keyworker,
    /// The first of the side strands to end does.
    Side,
    /// A clock fires.
    Clock(u8),
}

/// One client.
#[derive(Debug, Clone)]
pub(super) struct Client {
    /// What is true now.
    pub(super) facts: Facts,
    /// Clocks that run.
    pub(super) running: Running,
    /// Clocks that have fired and do not start again in this spell.
    pub(super) fired: ClockSet,
    pub(super) who: Who,
    pub(super) phase: Phase,
    /// Order of coming.
    pub(super) sequence: u64,
    pub(super) episode: u32,
    /// Where the client stands among those touched in this event.
    pub(super) touched: u32,
    /// Exits since the episode opened: the first ends it, others may follow what follows it.
    pub(super) exits: u16,
    pub(super) episode_open: bool,
    pub(super) care_plan_open: bool,
    pub(super) is_present: bool,
    /// When the episode opened.
    pub(super) referred: Days,
    /// When the care plan opened.
    pub(super) planned: Days,
    pub(super) main: StrandId,
    /// The main strand to be, on a waiting list while the client stays where they are.
    pub(super) pending: StrandId,
    pub(super) keyworker: StrandId,
    /// First of the side strands: supports, and places kept during custody.
    pub(super) sides: StrandId,
    pub(super) due: Due,
    /// Interventions started and risks fired since `pace_from` \[days\], to notice a client who goes round in no time.
    pub(super) pace: u32,
    pub(super) pace_from: f32,
}

/// Not touched in this event.
pub(super) const UNTOUCHED: u32 = u32::MAX;

impl Client {
    /// Whether there is anything beside the main strand: the keyworker's place, supports, places kept.
    #[inline]
    pub(super) fn has_more_than_main(&self) -> bool {
        self.keyworker != NO_STRAND || self.sides != NO_STRAND
    }

    /// Whether there is any strand at all.
    #[inline]
    pub(super) fn has_any(&self) -> bool {
        self.main != NO_STRAND || self.pending != NO_STRAND || self.has_more_than_main()
    }
}

/// All clients present. A slot is used again once its client has left.
#[derive(Debug)]
pub(super) struct Clients {
    slots: Vec<Client>,
    clocks: RunningClocks,
    counters: Counters,
    free: Vec<u32>,
    present: usize,
    /// Most clients ever present at once.
    pub(super) most: usize,
}

impl Clients {
    pub(super) fn new(counts_each: usize) -> Clients {
        Clients {
            slots: Vec::new(),
            clocks: RunningClocks::new(),
            counters: Counters::new(counts_each),
            free: Vec::new(),
            present: 0,
            most: 0,
        }
    }

    /// Memory taken. \[bytes\]
    #[inline]
    pub(super) fn bytes(&self) -> usize {
        self.slots.len() * size_of::<Client>() + self.clocks.bytes() + self.counters.bytes()
    }

    pub(super) fn present(&self) -> usize {
        self.present
    }

    /// Makes room for a client, who is after an exit until an episode opens.
    #[inline(always)]
    pub(super) fn add(&mut self, who: Who, sequence: u64, facts: Facts) -> u32 {
        let client = Client {
            facts,
            running: Running::default(),
            fired: ClockSet::default(),
            who,
            phase: Phase::AfterExit,
            sequence,
            episode: 0,
            touched: UNTOUCHED,
            exits: 0,
            episode_open: false,
            care_plan_open: false,
            is_present: true,
            referred: Days::ZERO,
            planned: Days::ZERO,
            main: NO_STRAND,
            pending: NO_STRAND,
            keyworker: NO_STRAND,
            sides: NO_STRAND,
            due: Due::Nothing,
            pace: 0,
            pace_from: 0.0,
        };
        self.present += 1;
        self.most = self.most.max(self.present);
        if let Some(slot) = self.free.pop() {
            let index = slot as usize;
            self.slots[index] = client;
            self.counters.reset(slot);
            slot
        } else {
            self.slots.push(client);
            self.counters.add();
            (self.slots.len() - 1) as u32
        }
    }

    /// Takes a client away.
    pub(super) fn remove(&mut self, slot: u32) {
        let client = &mut self.slots[slot as usize];
        client.is_present = false;
        self.clocks.forget(&mut client.running);
        self.free.push(slot);
        self.present -= 1;
    }

    /// The slots of all clients present, in order.
    pub(super) fn slots(&self) -> impl Iterator<Item = u32> {
        (0u32..).zip(&self.slots).filter(|(_, client)| client.is_present).map(|(slot, _)| slot)
    }

    /// Where clocks that have stopped have left much room between those that run, it is closed up.
    #[inline]
    pub(super) fn tidy(&mut self) {
        self.clocks.tidy(self.slots.iter_mut().map(|client| &mut client.running));
    }

    /// A clock that does not run yet starts.
    pub(super) fn start(&mut self, slot: u32, clock: usize, started: Clock) {
        self.clocks.start(&mut self.slots[slot as usize].running, clock, started);
    }

    /// A clock that runs stops.
    pub(super) fn stop(&mut self, slot: u32, clock: usize) {
        self.clocks.stop(&mut self.slots[slot as usize].running, clock);
    }

    /// A clock that runs: where it is, how it stands, and what it has gathered if it has changed.
    #[inline]
    pub(super) fn clock(&mut self, slot: u32, clock: usize) -> (Place, Clock, Option<Gathered>) {
        self.clocks.find(&self.slots[slot as usize].running, clock)
    }

    /// The clock that was found here has changed.
    #[inline]
    pub(super) fn change(&mut self, slot: u32, at: Place, to: Clock, gathered: Gathered) {
        self.clocks.change(&mut self.slots[slot as usize].running, at, to, gathered);
    }

    /// The client and the clocks that run, in the order of their numbers.
    #[inline]
    pub(super) fn with_clocks(&mut self, slot: u32) -> (&mut Client, impl Iterator<Item = Clock>) {
        let client = &mut self.slots[slot as usize];
        let clocks = self.clocks.all(&client.running);
        (client, clocks)
    }

    /// The number of the next occurrence of something for this client: 0, 1, 2, …
    #[inline(always)]
    pub(super) fn occurrence(&mut self, slot: u32, counter: usize) -> u32 {
        self.counters.count(slot, counter)
    }

    /// The number of the latest occurrence of something that has occurred.
    pub(super) fn latest(&mut self, slot: u32, counter: usize) -> u32 {
        self.counters.get(slot, counter).wrapping_sub(1)
    }
}

impl std::ops::Index<u32> for Clients {
    type Output = Client;
    #[inline]
    fn index(&self, slot: u32) -> &Client {
        &self.slots[slot as usize]
    }
}

impl std::ops::IndexMut<u32> for Clients {
    #[inline]
    fn index_mut(&mut self, slot: u32) -> &mut Client {
        &mut self.slots[slot as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Hazard;
    use crate::units::PerDay;

    fn who(number: u32) -> Who {
        Who { group: 1, number }
    }

    #[test]
    fn a_slot_is_used_again_and_only_those_present_are_counted() {
        let mut clients = Clients::new(1);
        assert_eq!(
            [
                clients.add(who(0), 0, Facts::NONE),
                clients.add(who(1), 1, Facts::NONE),
                clients.add(who(2), 2, Facts::NONE)
            ],
            [0, 1, 2]
        );
        clients.remove(1);
        clients.remove(0);
        assert_eq!((clients.present(), clients.most), (1, 3));
        assert_eq!(clients.slots().collect::<Vec<_>>(), [2]);
        assert_eq!(
            [clients.add(who(3), 3, Facts::NONE), clients.add(who(4), 4, Facts::NONE)],
            [0, 1]
        );
        assert_eq!((clients.present(), clients.most), (3, 3));
    }

    #[test]
    fn occurrences_are_numbered_for_each_client_and_each_thing() {
        let mut clients = Clients::new(2);
        let slot = [clients.add(who(0), 0, Facts::NONE), clients.add(who(1), 1, Facts::NONE)][1];
        for number in 0..200_000 {
            assert_eq!(clients.occurrence(slot, 1), number);
            assert_eq!(clients.latest(slot, 1), number);
        }
        assert_eq!([clients.occurrence(slot, 0), clients.occurrence(0, 1)], [0, 0]);
    }

    #[test]
    fn a_client_takes_memory_for_what_they_have() {
        let hazard = Hazard::constant(PerDay(1.0)).unwrap();
        let mut clients = Clients::new(2);
        assert_eq!(clients.bytes(), 0);
        let slot = clients.add(who(0), 0, Facts::NONE);
        let nothing = size_of::<Client>() + 2 * size_of::<u16>();
        assert_eq!(clients.bytes(), nothing);
        clients.start(slot, 7, Clock::start(Days::ZERO, &hazard, 1.0, 1.0));
        assert_eq!(clients.bytes(), nothing + 4 * size_of::<f64>());
    }

    /// England has more than a million clients (docs/performance.md).
    #[test]
    fn a_client_takes_two_and_a_half_lines_of_cache() {
        assert!(size_of::<Client>() <= 160, "{}", size_of::<Client>());
    }
}
