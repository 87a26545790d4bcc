//! To which risks a client is exposed: in which of the states that risks apply in a client is.

use super::marks::{BITS, Marks, numbers};
use crate::model::{Condition, Facts};

/// Most risks of which the exposure is followed; the engine's clocks have the same bound.
pub(super) const MOST: usize = 128;

/// The states of risks, and in which of them each client is.
#[derive(Debug)]
pub(super) struct Exposure {
    /// Every state once, however many risks apply in it.
    spells: Vec<Condition>,
    /// The number of the state of each risk.
    of_risk: Vec<usize>,
    /// The facts that the states are about.
    asked: Facts,
    /// For each fact the states that are about it.
    asking: Marks,
    /// The states in which everybody is.
    always: Marks,
    clients: Marks,
}

impl Exposure {
    /// To risks that apply in these states.
    pub(super) fn to<'a>(states: impl IntoIterator<Item = &'a Condition>) -> Exposure {
        let (mut spells, mut of_risk) = (Vec::<Condition>::new(), Vec::new());
        for spell in states {
            let known = spells.iter().position(|it| it == spell);
            of_risk.push(known.unwrap_or(spells.len()));
            if known.is_none() {
                spells.push(spell.clone());
            }
        }
        let asked = spells.iter().fold(Facts::NONE, |all, spell| all | spell.asks());
        let [mut asking, mut always, clients] = [(); 3].map(|()| Marks::below(spells.len()));
        always.clear(0);
        asking.clear(Facts::CAPACITY as u32 - 1);
        for (number, spell) in spells.iter().enumerate() {
            if spell.is_always() {
                always.add(0, number);
            }
            for fact in spell.asks().iter() {
                asking.add(fact.0.into(), number);
            }
        }
        Exposure { spells, of_risk, asked, asking, always, clients }
    }

    /// How many states there are.
    pub(super) fn len(&self) -> usize {
        self.spells.len()
    }

    /// Whether there are any.
    #[inline]
    pub(super) fn is_asked(&self) -> bool {
        !self.spells.is_empty()
    }

    /// The number of the state of a risk.
    pub(super) fn of_risk(&self, risk: usize) -> usize {
        self.of_risk[risk]
    }

    /// A client comes, of whom no fact is known yet.
    #[inline]
    pub(super) fn admit(&mut self, slot: u32) {
        if !self.spells.is_empty() {
            self.clients.set(slot, self.always.of(0));
        }
    }

    /// The states in which a client is, a bit each.
    #[inline]
    pub(super) fn of_client(&self, slot: u32) -> &[u32] {
        self.clients.of(slot)
    }

    /// Whether any state is about one of these facts.
    #[inline]
    pub(super) fn asks_about(&self, facts: &Facts) -> bool {
        facts.meets(&self.asked)
    }

    /// In which states a client is now that these of the facts have changed.
    pub(super) fn review(&mut self, slot: u32, facts: &Facts, changed: &Facts) {
        let mut look = [0; MOST / BITS];
        let look = &mut look[..self.always.of(0).len()];
        (*changed & self.asked).each(|fact| {
            for (look, asking) in look.iter_mut().zip(self.asking.of(fact.0.into())) {
                *look |= asking;
            }
        });
        let states = self.clients.of_mut(slot);
        for number in numbers(look) {
            // Whether it holds cannot be foreseen: the bit is set without asking.
            let (word, bit) = (&mut states[number / BITS], number % BITS);
            *word = *word & !(1 << bit) | u32::from(self.spells[number].holds(facts)) << bit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FactId;

    #[test]
    fn states_are_told_apart_and_followed_by_the_facts_they_are_about() {
        let [a, b] = [FactId(7), FactId(130)];
        let [only_a, only_b] = [a, b].map(|fact| Condition::new(vec![Facts::of(&[fact])]));
        let both = only_a.clone().and(&only_b);
        let mut exposure = Exposure::to([&only_a, &Condition::ALWAYS, &both, &only_a]);
        assert_eq!(exposure.len(), 3);
        assert_eq!([0, 1, 2, 3].map(|risk| exposure.of_risk(risk)), [0, 1, 2, 0]);
        exposure.admit(4);
        assert_eq!(exposure.of_client(4), [0b010]);
        let mut told = |changed: &[FactId], facts: &[FactId]| {
            exposure.review(4, &Facts::of(facts), &Facts::of(changed));
            exposure.of_client(4)[0]
        };
        assert_eq!(told(&[a], &[a]), 0b011);
        assert_eq!(told(&[b], &[a, b]), 0b111);
        assert_eq!(told(&[a], &[b]), 0b010);
        exposure.admit(4);
        assert_eq!(exposure.of_client(4), [0b010]);
        assert!(exposure.asks_about(&Facts::of(&[b])) && !exposure.asks_about(&Facts::NONE));
    }
}
