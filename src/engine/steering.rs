//! On what the ratio of each clock depends, laid out to be worked out quickly: most of settling is that.

use super::clock_set::ClockSet;
use crate::model::{ClockSpec, Facts};
use std::hint::select_unpredictable;

/// The clocks that ask about a fact.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asking {
    /// Whether they run depends on it.
    pub(super) spell: ClockSet,
    /// Their ratio does.
    pub(super) ratio: ClockSet,
}

/// The ratio of one clock.
#[derive(Debug)]
pub(super) struct Steering<'m> {
    spec: &'m ClockSpec,
    /// The facts on which it depends.
    pub(super) facts: Facts,
    /// The factors, where each condition is on one word of the facts; otherwise none, and the specification is asked.
    factors: Option<Vec<Factor>>,
}

/// A factor, and the facts of which any makes it hold.
#[derive(Debug, Clone, Copy)]
struct Factor {
    word: usize,
    mask: u64,
    /// The bits of the ratio.
    ratio: u64,
}

impl<'m> Steering<'m> {
    pub(super) fn of(spec: &'m ClockSpec) -> Steering<'m> {
        let asked = spec.ratios.iter().map(|ratio| ratio.when.asks());
        let factors = spec.ratios.iter().map(|ratio| {
            let (word, mask) = ratio.when.only_word()?;
            Some(Factor { word, mask, ratio: ratio.ratio.to_bits() })
        });
        Steering {
            spec,
            facts: asked.fold(Facts::NONE, |all, some| all | some),
            factors: factors.collect(),
        }
    }

    /// The product of the ratios that hold of a client with these facts.
    #[inline]
    pub(super) fn ratio(&self, facts: &Facts) -> f64 {
        let Some(factors) = &self.factors else {
            return self.spec.ratio(facts);
        };
        factors.iter().fold(1.0, |product, &Factor { word, mask, ratio }| {
            // Which hold cannot be foreseen: to multiply by 1 is quicker than to guess, and changes nothing. As whole
            // numbers, because the processor at hand may not choose between two others without guessing.
            let holds = facts.meets_word(word, mask);
            product * f64::from_bits(select_unpredictable(holds, ratio, 1.0_f64.to_bits()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Action, Condition, FactId, Ratio};
    use crate::random::{Hazard, Purpose};
    use proptest::prelude::*;

    proptest! {
        /// To the bit what the specification says, whether or not each condition is on one word.
        #[test]
        fn a_ratio_is_what_the_specification_says(
            ratios in prop::collection::vec((any::<u8>(), any::<u8>(), any::<bool>(), 0.0..3.0), 0..6),
            facts in prop::collection::vec(any::<u8>(), 0..150),
        ) {
            let ratios = ratios.into_iter().map(|(a, b, both, ratio)| {
                let of = |facts: &[u8]| Facts::of(&facts.iter().copied().map(FactId).collect::<Vec<_>>());
                let groups = if both { vec![of(&[a]), of(&[b])] } else { vec![of(&[a, a | 1])] };
                Ratio { when: Condition::new(groups), ratio }
            });
            let spec = ClockSpec {
                name: String::new(),
                spell: Condition::ALWAYS,
                hazard: Hazard::never(),
                ratios: ratios.collect(),
                recurs: false,
                action: Action::EndFollowUp,
                purpose: Purpose::new("risk", "a"),
            };
            let facts = Facts::of(&facts.into_iter().map(FactId).collect::<Vec<_>>());
            prop_assert_eq!(Steering::of(&spec).ratio(&facts).to_bits(), spec.ratio(&facts).to_bits());
        }
    }
}
