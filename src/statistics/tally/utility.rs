//! Health-related quality of life: client time in the window, weighed by its utility.
//!
//! Time is added up only when a client's utility or groups change, which is seldom.

use crate::model::{Condition, Facts, Model, System};
use crate::records::Client;
use crate::statistics::Sum;
use crate::statistics::window::Window;
use crate::units::Days;

/// What is counted of quality of life.
#[derive(Debug)]
pub(super) struct Quality {
    window: Window,
    is_asked: bool,
    /// The facts that the conditions of any era ask about.
    facts: Facts,
    clients: Vec<Valued>,
    /// By group.
    lived: Vec<Lived>,
}

/// How well a client lives just now.
#[derive(Debug, Clone, Copy, Default)]
struct Valued {
    /// Client time is counted up to here.
    since: Days,
    facts: Facts,
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
        Quality {
            window: Window::of(&model.run),
            is_asked: !conditions.is_empty(),
            facts: conditions.into_iter().fold(Facts::NONE, |all, when| all | when.asks()),
            clients: Vec::new(),
            lived: vec![Lived::default(); groups],
        }
    }

    /// What was counted for a group; none where there are no utilities.
    pub(super) fn lived(&self, group: usize) -> Option<&Lived> {
        self.lived.get(group).filter(|_| self.is_asked)
    }

    /// A client comes.
    pub(super) fn admit(&mut self, at: Days, client: Client<'_>, system: &System) {
        if !self.is_asked {
            return;
        }
        let (slot, facts) = (client.slot as usize, *client.facts & self.facts);
        if slot >= self.clients.len() {
            self.clients.resize_with(slot + 1, Valued::default);
        }
        self.clients[slot] = Valued { since: at, facts, utility: utility(system, &facts) };
    }

    /// All that follows from an event has followed: a client of these groups may live better or worse from now on.
    #[inline]
    pub(super) fn review(
        &mut self,
        at: Days,
        client: Client<'_>,
        members: &[u16],
        system: &System,
    ) {
        if !self.is_asked {
            return;
        }
        let (slot, facts) = (client.slot as usize, *client.facts & self.facts);
        if self.clients[slot].facts != facts {
            self.clients[slot].facts = facts;
            self.value(at, slot, members, system);
        }
    }

    /// Other utilities hold from now on.
    pub(super) fn change(&mut self, at: Days, slot: u32, members: &[u16], system: &System) {
        if self.is_asked {
            self.value(at, slot as usize, members, system);
        }
    }

    fn value(&mut self, at: Days, slot: usize, members: &[u16], system: &System) {
        let utility = utility(system, &self.clients[slot].facts);
        if utility.to_bits() != self.clients[slot].utility.to_bits() {
            self.count(at, slot as u32, members);
            self.clients[slot].utility = utility;
        }
    }

    /// Counts a client's time up to an instant, for these groups.
    #[inline]
    pub(super) fn count(&mut self, at: Days, slot: u32, members: &[u16]) {
        if !self.is_asked {
            return;
        }
        let client = &mut self.clients[slot as usize];
        let (from, to) = (self.window.clip(client.since), self.window.clip(at));
        client.since = at;
        if to <= from {
            return;
        }
        let days = (to - from).0;
        for &member in members {
            let lived = &mut self.lived[usize::from(member)];
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
