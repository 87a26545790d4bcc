//! What a system is judged by and nobody can ever be seen to meet: utilities and aims.

use super::journeys::Journeys;
use super::possible::why_never;
use crate::model::{Condition, Model};
use crate::scenario::problem::Problem;

/// Looks at every utility.
pub(super) fn check(model: &Model, journeys: &Journeys) -> Vec<Problem> {
    utilities(model, journeys)
}

fn utilities(model: &Model, journeys: &Journeys) -> Vec<Problem> {
    let cases = model.system().utilities.len();
    let never = |number: usize| {
        let mut whys = model.eras.iter().map(|era| {
            let when: &Condition = &era.system.utilities.get(number)?.when;
            why_never(when, journeys.facts, &era.system)
        });
        let first = whys.next()??;
        whys.all(|why| why.is_some()).then_some(first)
    };
    (0..cases)
        .filter_map(|number| {
            let message = format!("utility {} never applies: {}", number + 1, never(number)?);
            Some(Problem::warning(format!("utilities.{number}"), message))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{Sketch, found, told};
    use super::*;
    use crate::model::{Facts, Utility};

    #[test]
    fn a_utility_at_a_level_that_nothing_gives_is_warned_of() {
        let mut sketch = Sketch::treatment_system();
        let levels = [sketch.level("housing", 1), sketch.level("housing", 2)];
        let of = |fact| Condition::new(vec![Facts::of(&[fact])]);
        let [insecure, none] = levels.map(of);
        sketch.system.utilities = vec![
            Utility { when: insecure, utility: 0.5 },
            Utility { when: Condition::ALWAYS, utility: 0.8 },
        ];
        assert_eq!(told(&sketch), "");
        sketch.system.utilities[0].when = none;
        found(&sketch, "utilities.0", "no client is ever at housing = \"none\"");
    }
}
