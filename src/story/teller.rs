//! From what was recorded of a journey to a story: an opening, steps by instant, a closing.

use super::closing::closing;
use super::journey::{Entry, Journey};
use super::line::Line;
use super::moment::{Memory, told};
use super::words::Pace;
use crate::model::{AttributeId, Model, System};
use crate::names::readable;
use crate::units::Days;

/// A client's journey in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What is true of the client on coming; empty where the scenario says nothing of clients.
    pub opening: String,
    /// What happens, instant by instant.
    pub steps: Vec<Step>,
    /// The journey in short.
    pub closing: Vec<String>,
}

/// What happens at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When, and how long after the step before.
    pub when: String,
    /// What.
    pub lines: Vec<Line>,
}

/// Puts a journey of this model into words; none where the client never came.
#[must_use]
pub fn tell(model: &Model, journey: &Journey) -> Option<Story> {
    let first = journey.entries.first()?;
    let pace = Pace::of(model);
    let mut memory = Memory::default();
    let mut steps: Vec<Step> = Vec::new();
    let mut before: Option<Days> = None;
    for entries in journey.entries.chunk_by(|a, b| a.at == b.at) {
        let at = entries[0].at;
        let lines = told(system_at(model, at), pace, &mut memory, entries);
        if lines.is_empty() {
            continue;
        }
        let later = before.map(|before| format!(" ({})", pace.later(before, at)));
        let when = pace.instant(&model.run, at) + &later.unwrap_or_default();
        steps.push(Step { when, lines });
        before = Some(at);
    }
    Some(Story { opening: opening(model.system(), first), steps, closing: closing(model, journey) })
}

/// The system of the era in which an instant lies.
fn system_at(model: &Model, at: Days) -> &System {
    let era = model.eras.iter().rev().find(|era| era.from <= at);
    era.map_or_else(|| model.system(), |era| &era.system)
}

/// Every attribute on coming, but for the route.
fn opening(system: &System, first: &Entry) -> String {
    let each: Vec<String> = (1..system.attributes.len())
        .map(|index| {
            let attribute = &system.attributes[index];
            let level = system.level(&first.facts, AttributeId(index as u16));
            let level = readable(&attribute.levels[usize::from(level)]);
            format!("{}: {level}", readable(&attribute.name))
        })
        .collect();
    if each.is_empty() { String::new() } else { format!("{}.", each.join("; ")) }
}
