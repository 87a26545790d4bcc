//! Which bit stands for what: attribute levels first, then whatever some condition asks for.
//!
//! One book serves all eras, so that a change may ask for something new and the bits stay the same.

use super::timers::forget;
use crate::model::{Crowding, FactId, Facts, LoadMeasure, Phase, ServiceId, System};
use crate::scenario::problem::{KeyPath, Problems};
use crate::units::Days;
use std::collections::BTreeMap;

/// What a fact says, other than a level or a state. Times and figures by their bits, to be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flag {
    During(u16),
    After { intervention: u16, completed: bool, within: Option<u64> },
    WaitingFor(u16),
    Crowded { service: u16, measure: u8, above: u64 },
}

/// The facts given out so far.
#[derive(Debug)]
pub(super) struct FactBook {
    levels: Vec<(usize, usize)>,
    flags: BTreeMap<Flag, FactId>,
    order: Vec<Flag>,
    next: usize,
}

/// The figures by which a service can be crowded, in the order of [`Flag::Crowded`].
pub(super) const MEASURES: [LoadMeasure; 3] =
    [LoadMeasure::Caseload, LoadMeasure::Occupancy, LoadMeasure::Waiting];

impl FactBook {
    /// A book for attributes with so many levels each, `route` first.
    pub(super) fn new(levels: impl Iterator<Item = usize>) -> FactBook {
        let mut next = usize::from(FactId::FIRST_FREE);
        let levels = levels
            .map(|count| {
                let first = next;
                next += count;
                (first, count)
            })
            .collect();
        FactBook { levels, flags: BTreeMap::new(), order: Vec::new(), next }
    }

    /// The fact that a client is at a level.
    pub(super) fn level(&self, attribute: usize, level: u8) -> FactId {
        fact(self.levels.get(attribute).map_or(0, |(first, _)| *first) + usize::from(level))
    }

    /// The facts of all levels of an attribute.
    pub(super) fn mask(&self, attribute: usize) -> Facts {
        let (first, count) = self.levels.get(attribute).copied().unwrap_or_default();
        Facts::of(&(first..first + count).map(fact).collect::<Vec<_>>())
    }

    /// The fact of a flag, given out when it is first asked for.
    pub(super) fn flag(&mut self, flag: Flag) -> FactId {
        let next = self.next;
        let order = &mut self.order;
        let (id, used) = match self.flags.get(&flag) {
            Some(&id) => (id, next),
            None => {
                order.push(flag);
                self.flags.insert(flag, fact(next));
                (fact(next), next + 1)
            }
        };
        self.next = used;
        id
    }

    /// Says where more facts are asked for than fit.
    pub(super) fn check(&self, problems: &mut Problems) {
        if self.next > Facts::CAPACITY {
            let levels: usize = self.levels.iter().map(|(_, count)| count).sum();
            problems.add(
                KeyPath::ROOT
                    .error(format!(
                        "this asks for {} facts about each client, and {} fit: 5 states, {levels} levels of \
                         attributes and {} that conditions ask for (during, after, within, waiting_for, above_…)",
                        self.next,
                        Facts::CAPACITY,
                        self.order.len(),
                    ))
                    .hint("take away levels that nothing depends on"),
            );
        }
    }

    /// Writes the flags into the parts they are about, and adds the clocks that end each `within`.
    pub(super) fn enter(&self, system: &mut System) {
        for &flag in &self.order {
            let id = self.flags[&flag];
            match flag {
                Flag::During(intervention) => {
                    system.interventions[usize::from(intervention)].during = Some(id);
                }
                Flag::After { intervention, completed, within } => {
                    let part = &mut system.interventions[usize::from(intervention)];
                    let list = if completed { &mut part.after_completing } else { &mut part.after };
                    list.push(id);
                    if let Some(window) = within {
                        let ended = if completed { "completed" } else { "ended" };
                        let name =
                            format!("{} {ended} within {} d", part.name, f64::from_bits(window));
                        system.clocks.push(forget(name, id, Days(f64::from_bits(window))));
                    }
                }
                Flag::WaitingFor(service) => {
                    system.services[usize::from(service)].waiting_for = Some(id);
                }
                Flag::Crowded { service, measure, above } => {
                    system.services[ServiceId(service).index()].crowding.push(Crowding {
                        measure: MEASURES[usize::from(measure)],
                        above: f64::from_bits(above),
                        fact: id,
                    });
                }
            }
        }
    }
}

/// The fact of this number; past the last it does not matter which, because that is refused.
fn fact(number: usize) -> FactId {
    FactId(u8::try_from(number).unwrap_or(u8::MAX))
}

/// The states that a condition can ask for, as facts of which one must hold; none: it always holds.
pub(super) fn states(states: &[crate::scenario::written::State]) -> Option<Facts> {
    use crate::scenario::written::State;
    let mut facts = Facts::NONE;
    for state in states {
        let these: &[FactId] = match state {
            State::Engaging => &[Phase::Engaging.fact()],
            State::InTreatment => &[Phase::InTreatment.fact()],
            State::AfterExit => &[Phase::AfterExit.fact()],
            State::InCustody => &[Phase::InCustody.fact()],
            State::InEpisode => &[Phase::Engaging.fact(), Phase::InTreatment.fact()],
            State::InCommunity => {
                &[Phase::Engaging.fact(), Phase::InTreatment.fact(), Phase::AfterExit.fact()]
            }
            State::Waiting => &[FactId::WAITING],
            State::Always => return None,
        };
        facts = facts | Facts::of(these);
    }
    Some(facts)
}
