//! What is known of a client's facts along a way that takes no time.
//!
//! A way round is no loop if the conditions on it cannot all hold lap after lap: a triage that sends a
//! client to assessment only until they have been assessed comes to an end.

use super::journeys::with_shares;
use super::possible::{can_hold, exclusive, without};
use crate::model::{
    Case, Condition, Effect, FactId, Facts, Intervention, LevelDraw, SetAttribute, System,
};

/// The facts that may hold of a client, and those that surely do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    may: Facts,
    must: Facts,
}

impl Known {
    /// Nothing is known but which facts are possible at all.
    pub(super) fn nothing(possible: Facts) -> Known {
        Known { may: possible, must: Facts::NONE }
    }

    /// What is known once this case was taken after these were not; none, if that cannot be.
    pub(super) fn choose(
        mut self,
        passed_over: &[Case],
        taken: &Condition,
        system: &System,
    ) -> Option<Known> {
        for case in passed_over {
            if case.when.holds(&self.must) {
                return None;
            }
            if let [group] = case.when.groups() {
                self.may = without(self.may, *group);
            }
        }
        self.settle(system)?;
        if !can_hold(taken, self.may, system) {
            return None;
        }
        for &group in taken.groups() {
            for (_, mask) in exclusive(system) {
                if without(group, mask).is_empty() {
                    self.may = without(self.may, mask) | (self.may & group);
                }
            }
            if let Some(fact) = only(group) {
                self.must.insert(fact);
            }
        }
        self.settle(system)?;
        Some(self)
    }

    /// Where only one level is left, it surely holds; none, if no level is left.
    fn settle(&mut self, system: &System) -> Option<()> {
        for (_, mask) in exclusive(system) {
            let left = self.may & mask;
            if left.is_empty() {
                return None;
            }
            if let Some(fact) = only(left) {
                self.must.insert(fact);
            }
        }
        Some(())
    }

    /// The intervention begins: it is not over any more.
    pub(super) fn start(&mut self, intervention: &Intervention) {
        for &fact in intervention.after.iter().chain(&intervention.after_completing) {
            self.may.remove(fact);
            self.must.remove(fact);
        }
    }

    /// The intervention may have run its full course.
    pub(super) fn may_be_over(&mut self, intervention: &Intervention) {
        for &fact in intervention.after.iter().chain(&intervention.after_completing) {
            self.may.insert(fact);
        }
    }

    /// The intervention has run its full course.
    pub(super) fn complete(&mut self, intervention: &Intervention) {
        for &fact in intervention.after.iter().chain(&intervention.after_completing) {
            self.may.insert(fact);
            self.must.insert(fact);
        }
    }

    /// Attributes change, surely or perhaps.
    pub(super) fn change(&mut self, effects: &[Effect], system: &System) {
        for effect in effects {
            let surely = effect.when.holds(&self.must);
            if surely || can_hold(&effect.when, self.may, system) {
                effect.sets.iter().for_each(|set| self.set(set, surely, system));
            }
        }
    }

    fn set(&mut self, set: &SetAttribute, surely: bool, system: &System) {
        let attribute = &system.attributes[set.attribute.index()];
        let mut levels = Facts::NONE;
        match &set.to {
            LevelDraw::Level(level) => levels.insert(FactId(attribute.first.0 + level)),
            LevelDraw::Shares(_, shares) => {
                for (level, _) in with_shares(shares).filter(|(_, above_zero)| *above_zero) {
                    levels.insert(FactId(attribute.first.0 + level));
                }
            }
        }
        self.must = without(self.must, attribute.mask);
        if surely {
            self.may = without(self.may, attribute.mask);
        }
        self.may = self.may | levels;
        if let Some(level) = only(self.may & attribute.mask) {
            self.must.insert(level);
        }
    }

    /// Forgets whatever does not last from one step to the next.
    pub(super) fn keep(&mut self, lasting: Facts, possible: Facts) {
        self.may = self.may | without(possible, lasting);
        self.must = self.must & lasting;
    }
}

/// The fact of a set of one.
fn only(facts: Facts) -> Option<FactId> {
    let mut facts = facts.iter();
    facts.next().filter(|_| facts.next().is_none())
}
