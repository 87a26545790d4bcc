//! Health-related quality of life: client time in the window, weighed by its utility.
//!
//! Time is added up only when a client's utility or groups change, which is seldom.

use super::kept::Kept;
use crate::model::{Condition, Facts, Model, System};
use crate::records::Client;
use crate::statistics::Sum;
use crate::statistics::window::Moment;
use crate::units::Days;

/// What is counted of quality of life.
#[derive(Debug)]
pub(super) struct Quality {
    is_asked: bool,
    /// The facts that the conditions of any era ask about.
    asked: Facts,
    /// Which of them hold of each client: for the next era's utilities, where there is a next.
    held: Option<Kept>,
    clients: Vec<Valued>,
    /// By group.
    lived: Vec<Lived>,
}

/// How well a client lives just now.
#[derive(Debug, Clone, Copy, Default)]
struct Valued {
    /// Client time in the window is counted up to here.
    since: Days,
    utility: f64,
}

/// Client time, and the same weighed by utility. \[days\]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lived {
    days: Sum,
    weighed: Sum,
}

impl Lived {
    /// Client time weighed by utility. \[days\]
    pub(super) fn weighed(&self) -> f64 {
        self.weighed.value()
    }

    /// The mean utility over client time; none over no time.
    pub(super) fn mean(&self) -> Option<f64> {
        (self.days.value() > 0.0).then(|| self.weighed.value() / self.days.value())
    }
}

impl Quality {
    /// Nothing counted yet; nothing ever is where a model gives no utilities.
    pub(super) fn of(model: &Model, groups: usize) -> Quality {
        let conditions = model.eras.iter().flat_map(|era| &era.system.utilities);
        let conditions: Vec<&Condition> = conditions.map(|case| &case.when).collect();
        let facts = conditions.iter().fold(Facts::NONE, |all, when| all | when.asks());
        Quality {
            is_asked: !conditions.is_empty(),
            held: (model.eras.len() > 1).then(|| Kept::of(facts.iter().collect())),
            asked: facts,
            clients: Vec::new(),
            lived: vec![Lived::default(); groups],
        }
    }

    /// Whether there are utilities.
    #[inline]
    pub(super) fn is_asked(&self) -> bool {
        self.is_asked
    }

    /// What was counted for a group; none where there are no utilities.
    pub(super) fn lived(&self, group: usize) -> Option<&Lived> {
        self.lived.get(group).filter(|_| self.is_asked)
    }

    /// A client comes.
    pub(super) fn admit(&mut self, now: Moment, client: Client<'_>, system: &System) {
        let slot = client.slot as usize;
        if slot >= self.clients.len() {
            self.clients.resize_with(slot + 1, Valued::default);
        }
        let utility = utility(system, client.facts);
        self.clients[slot] = Valued { since: now.counted, utility };
        self.keep(client);
    }

    fn keep(&mut self, client: Client<'_>) {
        if let Some(held) = &mut self.held {
            held.keep(client.slot, client.facts);
        }
    }

    /// Whether a client may live better or worse now that these facts have changed.
    #[inline]
    pub(super) fn asks_about(&self, changed: &Facts) -> bool {
        changed.meets(&self.asked)
    }

    /// All that follows from an event has followed: a client of these groups may live better or worse from now on.
    pub(super) fn review(
        &mut self,
        now: Moment,
        client: Client<'_>,
        members: &[u8],
        system: &System,
    ) {
        self.keep(client);
        self.value(now, client.slot, members, utility(system, client.facts));
    }

    /// Other utilities hold from now on.
    pub(super) fn change(&mut self, now: Moment, slot: u32, members: &[u8], system: &System) {
        if let Some(held) = &self.held {
            self.value(now, slot, members, utility(system, &held.facts(slot)));
        }
    }

    fn value(&mut self, now: Moment, slot: u32, members: &[u8], utility: f64) {
        if utility.to_bits() != self.clients[slot as usize].utility.to_bits() {
            self.count(now, slot, members);
            self.clients[slot as usize].utility = utility;
        }
    }

    /// Counts a client's time up to an instant, for everybody and these groups.
    pub(super) fn count(&mut self, now: Moment, slot: u32, members: &[u8]) {
        let client = &mut self.clients[slot as usize];
        if now.counted <= client.since {
            return;
        }
        let days = (now.counted - client.since).0;
        client.since = now.counted;
        for group in std::iter::once(0).chain(members.iter().map(|&part| usize::from(part) + 1)) {
            let lived = &mut self.lived[group];
            lived.days.add(days);
            lived.weighed.add(days * client.utility);
        }
    }
}

/// The utility of a client with these facts.
fn utility(system: &System, facts: &Facts) -> f64 {
    let case = system.utilities.iter().find(|case| case.when.holds(facts));
    case.map_or(0.0, |case| case.utility)
}
