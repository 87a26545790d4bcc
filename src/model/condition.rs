//! Conditions over what is true of a client, as masks.

use super::Facts;

/// A condition over facts: of each group at least one must hold. No groups: it always holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Condition {
    any_of: Vec<Facts>,
    quick: Quick,
}

/// What a condition comes to, where that is little: conditions are looked at more often than anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Quick {
    #[default]
    Always,
    /// One group, of facts that are all in one word of the set.
    OneWord {
        word: usize,
        mask: u64,
    },
    Groups,
}

impl Quick {
    fn of(any_of: &[Facts]) -> Quick {
        match any_of {
            [] => Quick::Always,
            [group] => match group.only_word() {
                Some((word, mask)) => Quick::OneWord { word, mask },
                None => Quick::Groups,
            },
            _ => Quick::Groups,
        }
    }
}

impl Condition {
    /// The condition that always holds.
    pub const ALWAYS: Condition = Condition { any_of: Vec::new(), quick: Quick::Always };

    /// Of each group at least one fact must hold.
    #[must_use]
    pub fn new(any_of: Vec<Facts>) -> Condition {
        Condition { quick: Quick::of(&any_of), any_of }
    }

    /// This and the other must hold.
    #[must_use]
    pub fn and(mut self, other: &Condition) -> Condition {
        self.any_of.extend_from_slice(&other.any_of);
        Condition::new(self.any_of)
    }

    /// Whether it holds of a client with these facts.
    #[inline]
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> bool {
        match self.quick {
            Quick::Always => true,
            Quick::OneWord { word, mask } => facts.meets_word(word, mask),
            Quick::Groups => self.any_of.iter().all(|group| group.meets(facts)),
        }
    }

    /// The one word of the set of facts and those in it of which any must hold, where the condition is no more than that.
    #[must_use]
    pub fn only_word(&self) -> Option<(usize, u64)> {
        match self.quick {
            Quick::OneWord { word, mask } => Some((word, mask)),
            Quick::Always | Quick::Groups => None,
        }
    }

    /// Whether it asks about any of these.
    #[inline]
    #[must_use]
    pub fn is_about_any(&self, facts: &Facts) -> bool {
        match self.quick {
            Quick::Always => false,
            Quick::OneWord { word, mask } => facts.meets_word(word, mask),
            Quick::Groups => self.any_of.iter().any(|group| group.meets(facts)),
        }
    }

    /// Whether it holds whatever the facts.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.any_of.is_empty()
    }

    /// The groups, of each of which at least one fact must hold.
    #[must_use]
    pub fn groups(&self) -> &[Facts] {
        &self.any_of
    }

    /// Every fact it asks about.
    #[must_use]
    pub fn asks(&self) -> Facts {
        self.any_of.iter().fold(Facts::NONE, |all, &group| all | group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FactId;
    use proptest::prelude::*;

    #[test]
    fn a_condition_holds_when_every_group_has_a_fact() {
        let housing = Facts::of(&[FactId(10), FactId(11)]);
        let substance = Facts::of(&[FactId(200)]);
        let both = Condition::new(vec![housing, substance]);
        assert!(both.holds(&Facts::of(&[FactId(11), FactId(200)])));
        assert!(!both.holds(&Facts::of(&[FactId(11)])));
        assert!(Condition::ALWAYS.holds(&Facts::NONE));
        assert_eq!(both.asks().iter().map(|fact| fact.0).collect::<Vec<_>>(), [10, 11, 200]);
    }

    proptest! {
        /// Whatever the groups, the quick ways say what going through the groups says.
        #[test]
        fn the_quick_ways_agree_with_the_groups(
            groups in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..4), 0..3),
            facts in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let set = |of: &[u8]| Facts::of(&of.iter().copied().map(FactId).collect::<Vec<_>>());
            let any_of: Vec<Facts> = groups.iter().map(|group| set(group)).collect();
            let facts = set(&facts);
            let condition = Condition::new(any_of.clone());
            let meets = |group: &Facts| group.meets(&facts);
            prop_assert_eq!(condition.holds(&facts), any_of.iter().all(meets));
            prop_assert_eq!(condition.is_about_any(&facts), any_of.iter().any(meets));
        }
    }
}
