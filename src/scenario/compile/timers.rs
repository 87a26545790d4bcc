//! The engine's own clocks: certain at one age, set by no risk of the scenario.

use crate::model::{Action, ClockSpec, Condition, FactId, Facts, Phase};
use crate::random::{Hazard, Purpose};
use crate::units::Days;

/// A hazard that is certain at one age.
pub(super) fn certain(age: Days) -> Hazard {
    // The age comes from a duration that was read, which is never out of range.
    Hazard::fixed(age).unwrap_or_else(|_| Hazard::never())
}

/// The clock that ends what holds for a limited time.
pub(super) fn forget(name: String, fact: FactId, after: Days) -> ClockSpec {
    ClockSpec {
        purpose: Purpose::new("timer", &name),
        name,
        spell: Condition::new(vec![Facts::of(&[fact])]),
        hazard: certain(after),
        ratios: Vec::new(),
        recurs: false,
        action: Action::Forget(fact),
    }
}

/// The clock after which a client is no longer followed.
pub(super) fn end_follow_up(after: Days) -> ClockSpec {
    ClockSpec {
        name: "follow_up".to_owned(),
        spell: Condition::new(vec![Facts::of(&[Phase::AfterExit.fact()])]),
        hazard: certain(after),
        ratios: Vec::new(),
        recurs: false,
        action: Action::EndFollowUp,
        purpose: Purpose::new("timer", "follow_up"),
    }
}
