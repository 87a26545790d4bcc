//! What is chosen by a condition or by chance: where a client goes next, and how attributes change.

use super::{AttributeId, Condition, ExitId, Facts, InterventionId};
use crate::random::Purpose;

/// Where a client can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To an intervention, on the main strand.
    Intervention(InterventionId),
    /// Out, with a discharge reason.
    Exit(ExitId),
    /// To life in the community, with nothing further.
    Community,
}

/// Cases of where to go: the first whose condition holds is taken; the last has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Cases {
    /// In the order in which they are tried.
    pub cases: Vec<Case>,
    /// Names the draw between the targets of a case.
    pub purpose: Purpose,
}

/// One case: targets with the cumulative shares at which they end, the last being 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// When the case applies.
    pub when: Condition,
    /// Target and cumulative share, in file order. Never empty.
    pub to: Vec<(f64, Target)>,
}

impl Cases {
    /// The one target that there is for everybody, where there is no more than one.
    #[inline]
    #[must_use]
    pub fn only(&self) -> Option<Target> {
        match self.cases.as_slice() {
            [Case { when, to }] if when.is_always() && to.len() == 1 => Some(to[0].1),
            _ => None,
        }
    }

    /// The case that applies to a client with these facts.
    #[must_use]
    pub fn applying(&self, facts: &Facts) -> Option<&Case> {
        self.cases.iter().find(|case| case.when.holds(facts))
    }
}

impl Case {
    /// The target for a draw in \[0, 1).
    #[must_use]
    pub fn pick(&self, draw: f64) -> Target {
        pick(&self.to, draw)
    }
}

/// The item in whose share a draw from \[0, 1) falls; `items` carry cumulative shares.
fn pick<T: Copy>(items: &[(f64, T)], draw: f64) -> T {
    let last = items.len() - 1;
    items[..last].iter().find(|(upto, _)| draw < *upto).unwrap_or(&items[last]).1
}

/// A change of attributes that happens when its condition holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// When it happens.
    pub when: Condition,
    /// What is set; every attribute at most once.
    pub sets: Vec<SetAttribute>,
}

/// An attribute and the level it is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct SetAttribute {
    /// The attribute.
    pub attribute: AttributeId,
    /// The level, or the shares from which it is drawn.
    pub to: LevelDraw,
}

/// A level of an attribute, certain or drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum LevelDraw {
    /// This level.
    Level(u8),
    /// One of these, by cumulative share (the last is 1).
    Shares(Purpose, Vec<(f64, u8)>),
}

impl LevelDraw {
    /// The level for a draw in \[0, 1) among cumulative shares.
    #[must_use]
    pub fn pick(shares: &[(f64, u8)], draw: f64) -> u8 {
        pick(shares, draw)
    }
}
