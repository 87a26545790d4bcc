//! Attributes: drawn when a client comes, changed by effects.

use super::replication::Replication;
use crate::model::{AttributeId, Effect, FactId, Facts, LevelDraw, RouteId};
use crate::random::Who;
use crate::records::{Happening, Recorder, Why};

impl<R: Recorder> Replication<'_, R> {
    /// A new client's attributes, drawn in order, each given those before it.
    pub(super) fn draw_attributes(&self, who: Who, route: RouteId) -> Facts {
        self.draw_attributes_with(who, route, |_| None)
    }

    /// The same, with the shares that are stated for an attribute (by its number) instead of its own.
    #[inline(always)]
    pub(super) fn draw_attributes_with<'s>(
        &self,
        who: Who,
        route: RouteId,
        stated: impl Fn(usize) -> Option<&'s [(f64, u8)]>,
    ) -> Facts {
        let system = self.system;
        let mut facts = Facts::NONE;
        facts.insert(FactId(system.attributes[0].first.0 + route.0 as u8));
        for (index, attribute) in system.attributes.iter().enumerate().skip(1) {
            let own = system.route(route).shares.iter().find(|(id, _)| id.index() == index);
            let given = || attribute.shares.iter().find(|case| case.when.holds(&facts));
            let shares = stated(index)
                .or(own.map(|(_, shares)| shares.as_slice()))
                .or_else(|| given().map(|case| case.shares.as_slice()));
            if let Some(shares) = shares {
                let level = match shares {
                    [(_, only)] => *only,
                    shares => {
                        let draw = self.draws.uniform(who, attribute.purpose, 0);
                        LevelDraw::pick(shares, draw)
                    }
                };
                facts.insert(FactId(attribute.first.0 + level));
            }
        }
        facts
    }

    /// Attributes change by the effects whose conditions hold.
    #[inline(always)]
    pub(super) fn apply(&mut self, slot: u32, effects: &[Effect], occurrence: u32) {
        if !effects.is_empty() {
            self.apply_some(slot, effects, occurrence);
        }
    }

    fn apply_some(&mut self, slot: u32, effects: &[Effect], occurrence: u32) {
        for effect in effects {
            if !self.holds(slot, &effect.when) {
                continue;
            }
            for set in &effect.sets {
                let level = match &set.to {
                    LevelDraw::Level(level) => *level,
                    LevelDraw::Shares(purpose, shares) => {
                        let who = self.clients[slot].who;
                        let draw = self.draws.uniform(who, *purpose, occurrence);
                        let (attribute, level) = (set.attribute, LevelDraw::pick(shares, draw));
                        self.explain(slot, Why::Drew { attribute, shares, level });
                        level
                    }
                };
                self.set_level(slot, set.attribute, level);
            }
        }
    }

    fn set_level(&mut self, slot: u32, attribute: AttributeId, level: u8) {
        let system = self.system;
        let from = system.level(&self.clients[slot].facts, attribute);
        if from == level {
            return;
        }
        let first = system.attributes[attribute.index()].first.0;
        self.drop_fact(slot, FactId(first + from));
        self.add_fact(slot, FactId(first + level));
        self.record(slot, Happening::Changed { attribute, from, to: level });
    }
}
