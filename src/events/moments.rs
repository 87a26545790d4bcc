//! What happens in a replication as instants in the order of time: for tools that show who is where.
//!
//! Such tools know somebody by a name and take them to be in one place at a time, to come once and to go once. A client can be
//! in several at once (on the main strand, with a keyworker, in supports) and come again. So a client is here one or more
//! [`Moment::stay`]s: one strand of one client, from coming to going.

use super::row::{Activity, Kind, Outcome, Row};
use crate::records::Strand;
use crate::units::Days;

/// What a stay is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Pathway {
    /// The main strand: from referral to exit, and what goes on after it.
    Main,
    /// The keyworker's place, and the wait for it.
    Keyworker,
    /// One support, and the wait for it.
    Support,
    /// A place kept while the client is in custody.
    KeptPlace,
}

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The stay begins.
    Arrival,
    /// Begins to wait, or to be where places have no numbers.
    Queue(Activity),
    /// Has a place from now on.
    Use(Activity),
    /// Has it no longer.
    UseEnd(Activity),
    /// An episode is open and nothing is going on or waited for on the main strand.
    Between,
    /// The stay ends.
    Depart,
}

/// One instant of one stay of a client.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// The route by which the client came first.
    pub route: u16,
    /// Number of the client within the route, from 0.
    pub number: u32,
    /// Number of the stay among those of the client, from 1.
    pub stay: u32,
    /// What it is on.
    pub pathway: Pathway,
    /// What happens.
    pub step: Step,
    /// When.
    pub at: Days,
    /// The service of the place.
    pub service: Option<u16>,
    /// Number of the place, from 0.
    pub place: Option<u32>,
}

/// Which stay a row belongs to: the pathway, and what tells one from another on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key(Pathway, u16, u32);

#[derive(Debug, Clone, Copy)]
struct Stay {
    key: Key,
    number: u32,
    /// Rows of it that are open.
    open: u32,
    is_between: bool,
}

/// The stays of the client in a slot.
#[derive(Debug, Clone, Default)]
struct Stays {
    route: u16,
    number: u32,
    /// How many there have been.
    count: u32,
    has_episode: bool,
    live: Vec<Stay>,
}

/// Makes moments of rows that begin and end.
#[derive(Debug, Default)]
pub(super) struct Moments {
    now: Days,
    /// By slot.
    clients: Vec<Stays>,
    /// Slots of clients who may be doing nothing: what follows at the same instant has still to be seen.
    perhaps_idle: Vec<u32>,
    pub(super) made: Vec<Moment>,
}

const MAIN: Key = Key(Pathway::Main, 0, 0);

fn key(row: &Row) -> Option<Key> {
    let strand = match (row.activity.kind, row.strand) {
        (Kind::KeptPlace, _) => {
            let (service, place) = (row.service.unwrap_or(0), row.place.unwrap_or(0));
            return Some(Key(Pathway::KeptPlace, service, place));
        }
        (Kind::Waiting | Kind::Intervention | Kind::Keyworker, strand) => strand?,
        _ => return None,
    };
    Some(match strand {
        Strand::Main => MAIN,
        Strand::Keyworker => Key(Pathway::Keyworker, 0, 0),
        Strand::Support => Key(Pathway::Support, row.intervention.unwrap_or(0), 0),
    })
}

impl Moments {
    /// A client comes into a slot.
    pub(super) fn came(&mut self, slot: u32, route: u16, number: u32) {
        let slot = slot as usize;
        if slot >= self.clients.len() {
            self.clients.resize_with(slot + 1, Stays::default);
        }
        let live = std::mem::take(&mut self.clients[slot].live);
        debug_assert!(live.is_empty());
        self.clients[slot] = Stays { route, number, live, ..Stays::default() };
    }

    /// Time has come to this instant: nothing more follows from what was before.
    pub(super) fn time(&mut self, at: Days) {
        if at > self.now {
            self.settle();
            self.now = at;
        }
    }

    /// A row begins.
    pub(super) fn begun(&mut self, slot: u32, row: &Row) {
        let Some(key) = key(row) else { return };
        let index = self.stay(slot, key);
        let stay = &mut self.clients[slot as usize].live[index];
        (stay.open, stay.is_between) = (stay.open + 1, false);
        let is_place = row.activity.kind != Kind::Waiting && row.place.is_some();
        let step = if is_place { Step::Use } else { Step::Queue };
        self.push(slot, index, step(row.activity), is_place.then_some(row));
    }

    /// A row is over, or an instant.
    pub(super) fn ended(&mut self, slot: u32, row: &Row) {
        self.perhaps_idle.push(slot);
        let client = &mut self.clients[slot as usize];
        match row.activity.kind {
            Kind::Referral => {
                client.has_episode = true;
                self.stay(slot, MAIN);
            }
            Kind::Exit => client.has_episode = false,
            Kind::Left => {
                client.has_episode = false;
                self.settle_one(slot);
            }
            _ if row.outcome == Outcome::Instant => {}
            _ => {
                let found = key(row).and_then(|key| client.live.iter().position(|s| s.key == key));
                let Some(index) = found else { return };
                client.live[index].open -= 1;
                if row.activity.kind != Kind::Waiting && row.place.is_some() {
                    self.push(slot, index, Step::UseEnd(row.activity), Some(row));
                }
            }
        }
    }

    /// The stay of this key, which begins now where there is none.
    fn stay(&mut self, slot: u32, key: Key) -> usize {
        let client = &mut self.clients[slot as usize];
        if let Some(index) = client.live.iter().position(|stay| stay.key == key) {
            return index;
        }
        client.count += 1;
        client.live.push(Stay { key, number: client.count, open: 0, is_between: false });
        let index = client.live.len() - 1;
        self.push(slot, index, Step::Arrival, None);
        index
    }

    fn push(&mut self, slot: u32, index: usize, step: Step, at_place: Option<&Row>) {
        let client = &self.clients[slot as usize];
        let stay = client.live[index];
        self.made.push(Moment {
            route: client.route,
            number: client.number,
            stay: stay.number,
            pathway: stay.key.0,
            step,
            at: self.now,
            service: at_place.and_then(|row| row.service),
            place: at_place.and_then(|row| row.place),
        });
    }

    /// All that happens at this instant has happened.
    pub(super) fn settle(&mut self) {
        let mut slots = std::mem::take(&mut self.perhaps_idle);
        for &slot in &slots {
            self.settle_one(slot);
        }
        slots.clear();
        self.perhaps_idle = slots;
    }

    fn settle_one(&mut self, slot: u32) {
        let mut index = 0;
        while index < self.clients[slot as usize].live.len() {
            let client = &self.clients[slot as usize];
            let stay = client.live[index];
            let is_over = stay.open == 0 && (stay.key != MAIN || !client.has_episode);
            if is_over {
                self.push(slot, index, Step::Depart, None);
                self.clients[slot as usize].live.remove(index);
                continue;
            }
            if stay.open == 0 && !stay.is_between {
                self.push(slot, index, Step::Between, None);
                self.clients[slot as usize].live[index].is_between = true;
            }
            index += 1;
        }
    }
}
