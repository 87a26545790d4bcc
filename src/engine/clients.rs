//! The clients present: who they are, what is true of them, what they are doing, and their clocks.

use super::blocks::{Block, Blocks};
use super::clock_set::ClockSet;
use super::clocks::Clock;
use super::counters::Counters;
use super::strands::{NO_STRAND, StrandId};
use crate::model::{Facts, Phase};
use crate::random::Who;
use crate::units::Days;

/// What a client's next event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing is to come.
    Nothing,
    /// A strand ends by itself.
    Strand(StrandId),
    /// A clock fires.
    Clock(u16),
}

/// One client.
#[derive(Debug, Clone)]
pub(super) struct Client {
    /// What is true now.
    pub(super) facts: Facts,
    /// Clocks that run.
    pub(super) running: ClockSet,
    /// Clocks that have fired and do not start again in this spell.
    pub(super) fired: ClockSet,
    /// The clocks that run, in the order of their numbers.
    clocks: Block,
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
    /// Interventions started and risks fired since `pace_from`, to notice a client who goes round in no time.
    pub(super) pace: u32,
    pub(super) pace_from: Days,
    /// How often any of the client's counters of occurrences has run over its 16 bits. All of them share it: it stands
    /// above the 16 bits of each number, so that the numbers of one counter only ever grow.
    pub(super) lap: u16,
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
    clocks: Blocks<Clock, 2>,
    counters: Counters,
    clocks_each: usize,
    counts_each: usize,
    free: Vec<u32>,
    present: usize,
    /// Most clients ever present at once.
    pub(super) most: usize,
}

impl Clients {
    pub(super) fn new(clocks_each: usize, counts_each: usize) -> Clients {
        Clients {
            slots: Vec::new(),
            clocks: Blocks::new(),
            counters: Counters::new(counts_each),
            clocks_each,
            counts_each,
            free: Vec::new(),
            present: 0,
            most: 0,
        }
    }

    /// Memory that one client takes at most, roughly. \[bytes\]
    pub(super) fn bytes_each(&self) -> usize {
        size_of::<Client>()
            + self.clocks_each * size_of::<Clock>()
            + self.counts_each * size_of::<u16>()
            + 256
    }

    pub(super) fn present(&self) -> usize {
        self.present
    }

    /// Makes room for a client, who is after an exit until an episode opens.
    pub(super) fn add(&mut self, who: Who, sequence: u64, facts: Facts) -> u32 {
        let client = Client {
            facts,
            running: ClockSet::default(),
            fired: ClockSet::default(),
            clocks: Block::default(),
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
            pace_from: Days::ZERO,
            lap: 0,
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
        self.clocks.give_back(&mut client.clocks);
        self.free.push(slot);
        self.present -= 1;
    }

    /// The slots of all clients present, in order.
    pub(super) fn slots(&self) -> impl Iterator<Item = u32> {
        (0u32..).zip(&self.slots).filter(|(_, client)| client.is_present).map(|(slot, _)| slot)
    }

    /// A clock that runs.
    #[inline]
    pub(super) fn clock(&mut self, slot: u32, clock: usize) -> &mut Clock {
        let client = &self.slots[slot as usize];
        &mut self.clocks.of_mut(client.clocks)[client.running.below(clock)]
    }

    /// Where clocks that have stopped have left much room between those that run, it is closed up.
    #[inline]
    pub(super) fn tidy(&mut self) {
        if self.clocks.has_gaps() {
            self.clocks.close_up(self.slots.iter_mut().map(|client| &mut client.clocks));
        }
    }

    /// A clock that does not run yet starts.
    pub(super) fn start(&mut self, slot: u32, clock: usize, started: Clock) {
        let client = &mut self.slots[slot as usize];
        let position = client.running.below(clock);
        client.running.insert(clock);
        self.clocks.insert(&mut client.clocks, position, started);
    }

    /// A clock that runs stops.
    pub(super) fn stop(&mut self, slot: u32, clock: usize) {
        let client = &mut self.slots[slot as usize];
        client.running.remove(clock);
        let position = client.running.below(clock);
        self.clocks.remove(&mut client.clocks, position);
    }

    /// The client and the clocks that run, in the order of their numbers.
    #[inline]
    pub(super) fn with_clocks(&mut self, slot: u32) -> (&mut Client, &mut [Clock]) {
        let client = &mut self.slots[slot as usize];
        let clocks = if client.running.is_empty() {
            Default::default()
        } else {
            self.clocks.of_mut(client.clocks)
        };
        (client, clocks)
    }

    /// The number of the next occurrence of something for this client: 0, 1, 2, … and 65,536 more from each time on that
    /// a counter of the client has run over.
    #[inline(always)]
    pub(super) fn occurrence(&mut self, slot: u32, counter: usize) -> u32 {
        let (count, runs_over) = self.counters.count(slot, counter);
        let client = &mut self.slots[slot as usize];
        let occurrence = u32::from(client.lap) << 16 | u32::from(count);
        if runs_over {
            client.lap = client.lap.wrapping_add(1);
        }
        occurrence
    }

    /// The number before that of the next occurrence of something that has occurred: what [`Clients::occurrence`] gave
    /// last, or 65,536 more for each time that a counter of the client has run over since. No two occurrences have the
    /// same, whether or not that happens between.
    pub(super) fn latest(&mut self, slot: u32, counter: usize) -> u32 {
        let count = self.counters.get(slot, counter);
        let lap = self.slots[slot as usize].lap;
        (u32::from(lap) << 16 | u32::from(count)).wrapping_sub(1)
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

    fn who(number: u32) -> Who {
        Who { group: 1, number }
    }

    #[test]
    fn a_slot_is_used_again_and_only_those_present_are_counted() {
        let mut clients = Clients::new(1, 1);
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

    /// Counters are kept in 16 bits; a client may do more things than those can number.
    #[test]
    fn occurrences_are_numbered_beyond_what_a_counter_holds() {
        let mut clients = Clients::new(0, 2);
        let slot = [clients.add(who(0), 0, Facts::NONE), clients.add(who(1), 1, Facts::NONE)][1];
        for number in 0..200_000 {
            assert_eq!(clients.occurrence(slot, 1), number);
            assert_eq!(clients.latest(slot, 1), number);
        }
    }

    #[test]
    fn when_one_counter_runs_over_the_numbers_of_another_leap_and_still_only_grow() {
        let mut clients = Clients::new(0, 2);
        let slot = clients.add(who(0), 0, Facts::NONE);
        assert_eq!([clients.occurrence(slot, 0), clients.occurrence(slot, 0)], [0, 1]);
        for _ in 0..65_536 {
            clients.occurrence(slot, 1);
        }
        assert_eq!(clients.latest(slot, 0), 65_536 + 1);
        assert_eq!([clients.occurrence(slot, 0), clients.latest(slot, 0)], [65_536 + 2; 2]);
    }

    #[test]
    fn a_client_takes_memory_for_every_clock_and_counter() {
        let bytes = |clocks, counts| Clients::new(clocks, counts).bytes_each();
        let nothing = bytes(0, 0);
        assert!((size_of::<Client>()..size_of::<Client>() + 1000).contains(&nothing));
        assert_eq!(bytes(3, 0) - nothing, 3 * size_of::<Clock>());
        assert_eq!(bytes(2, 5) - nothing, 2 * size_of::<Clock>() + 5 * size_of::<u16>());
    }
}
