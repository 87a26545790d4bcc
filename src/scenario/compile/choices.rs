//! What is chosen by condition or chance: where to go, what is set, shares of levels.

use super::names::Place;
use super::work::Work;
use crate::model::{
    AttributeId, Case, Cases, Condition, Effect, ExitId, InterventionId, LevelDraw, SetAttribute,
    Target,
};
use crate::scenario::leaf::Shares;
use crate::scenario::problem::{KeyPath, Problem};
use crate::scenario::written;

/// Shares as written with what each stands for, to cumulative shares. What has no share keeps its place in
/// the list, and is never picked.
pub(super) fn cumulative<T>(shares: Vec<(f64, T)>) -> Vec<(f64, T)> {
    let sum: f64 = shares.iter().map(|(share, _)| share).sum();
    let last = shares.iter().rposition(|(share, _)| *share > 0.0).unwrap_or(0);
    let mut upto = 0.0;
    shares
        .into_iter()
        .enumerate()
        .map(|(place, (share, thing))| {
            upto += share / sum;
            (if place >= last { 1.0 } else { upto.min(1.0) }, thing)
        })
        .collect()
}

impl Work<'_> {
    /// Where a name leads.
    pub(super) fn target(&mut self, name: &str, path: &KeyPath<'_>) -> Option<Target> {
        let place = self.names.place(name, path, &mut self.problems)?;
        Some(match place {
            Place::Intervention(id) => Target::Intervention(InterventionId(id)),
            Place::Exit(id) => Target::Exit(ExitId(id)),
            Place::Community => Target::Community,
        })
    }

    /// Where someone goes who is turned away or gives up: an intervention or an exit.
    pub(super) fn way_out(&mut self, name: &str, path: &KeyPath<'_>) -> Option<Target> {
        match self.target(name, path)? {
            Target::Community => {
                let message = "a client cannot go to the community without an exit from here";
                self.refuse(path.error(message).hint("name an exit or an intervention"))
            }
            target => Some(target),
        }
    }

    fn targets(
        &mut self,
        written: &written::Target,
        path: &KeyPath<'_>,
    ) -> Option<Vec<(f64, Target)>> {
        match written {
            written::Target::Name(name) => Some(vec![(1.0, self.target(name, path)?)]),
            written::Target::Shares(Shares(shares)) => {
                let targets: Vec<Option<(f64, Target)>> = shares
                    .iter()
                    .map(|(name, share)| Some((*share, self.target(name, &path.key(name))?)))
                    .collect();
                Some(cumulative(targets.into_iter().collect::<Option<_>>()?))
            }
        }
    }

    /// Cases of where to go.
    pub(super) fn cases(&mut self, written: &written::Cases, path: &KeyPath<'_>) -> Option<Cases> {
        let cases = match written {
            written::Cases::Always(target) => {
                vec![(Some(Condition::ALWAYS), self.targets(target, path))]
            }
            written::Cases::List(list) => list
                .iter()
                .enumerate()
                .map(|(number, case)| {
                    let path = path.item(number);
                    let when = self.condition(&case.condition, &path);
                    (when, case.to.read(|to| self.targets(to, &path.key("to"))))
                })
                .collect(),
        };
        let purpose = self.purpose("next", &path.to_string());
        let cases = self.complete(cases, path)?.into_iter();
        let cases = cases.map(|(when, to)| Case { when, to }).collect();
        Some(Cases { cases, purpose })
    }

    /// The cases that can be reached: those up to the first that always applies. It is a problem if none
    /// does, and worth a warning if others follow it; what is wrong with a single case hides neither.
    pub(super) fn complete<T>(
        &mut self,
        mut cases: Vec<(Option<Condition>, Option<T>)>,
        path: &KeyPath<'_>,
    ) -> Option<Vec<(Condition, T)>> {
        let count = cases.len();
        let always = |when: &Option<Condition>| when.as_ref().is_some_and(Condition::is_always);
        match cases.iter().position(|(when, _)| always(when)) {
            // One that could not be read may be the one that states none.
            None if !self.was_read(path) => None,
            None => {
                let (message, hint) = match count {
                    0 => ("there is no case", "write at least one"),
                    _ => (
                        "every case states a condition, so it can be that none applies",
                        "add a last case that states none",
                    ),
                };
                self.refuse(path.error(message).hint(hint))
            }
            Some(first) => {
                if first + 1 < count {
                    let late = path.item(first + 1);
                    let message =
                        "this case is never reached: the one before it states no condition";
                    self.problems.add(late.warning(message));
                }
                cases.truncate(first + 1);
                cases.into_iter().map(|(when, then)| when.zip(then)).collect()
            }
        }
    }

    /// Shares of the levels of an attribute, cumulative.
    pub(super) fn level_shares(
        &mut self,
        attribute: usize,
        Shares(shares): &Shares,
        path: &KeyPath<'_>,
    ) -> Option<Vec<(f64, u8)>> {
        let shares: Vec<Option<(f64, u8)>> = shares
            .iter()
            .map(|(level, share)| {
                let path = path.key(level);
                Some((*share, self.names.level(attribute, level, &path, &mut self.problems)?))
            })
            .collect();
        Some(cumulative(shares.into_iter().collect::<Option<_>>()?))
    }

    /// What a list of effects does.
    pub(super) fn effects(
        &mut self,
        written: &[written::Effect],
        path: &KeyPath<'_>,
    ) -> Option<Vec<Effect>> {
        let effects: Vec<Option<Effect>> = written
            .iter()
            .enumerate()
            .map(|(number, effect)| {
                let path = path.item(number);
                let when = self.condition(&effect.condition, &path);
                let sets = effect.set.read(|set| self.sets(set, &path.key("set")));
                Some(Effect { when: when?, sets: sets? })
            })
            .collect();
        effects.into_iter().collect()
    }

    /// What is set without a condition, where anything is.
    pub(super) fn plain_effect(
        &mut self,
        written: Option<&written::SetTo>,
        path: &KeyPath<'_>,
    ) -> Option<Vec<Effect>> {
        let Some(written) = written else { return Some(Vec::new()) };
        let sets = self.sets(written, path)?;
        Some(vec![Effect { when: Condition::ALWAYS, sets }])
    }

    fn sets(&mut self, written: &written::SetTo, path: &KeyPath<'_>) -> Option<Vec<SetAttribute>> {
        if written.0.is_empty() {
            let problem = path.error("nothing is set");
            return self.refuse(problem.hint("name an attribute: { housing = \"settled\" }"));
        }
        let sets: Vec<Option<SetAttribute>> = written
            .0
            .iter()
            .map(|(name, to)| {
                let path = path.key(name);
                let attribute = self.names.attribute(name, &path, &mut self.problems)?;
                if attribute == 0 {
                    return self.refuse(path.error("the route of referral cannot change"));
                }
                let to = match to.as_ref()? {
                    written::Target::Name(level) => LevelDraw::Level(self.names.level(
                        attribute,
                        level,
                        &path,
                        &mut self.problems,
                    )?),
                    written::Target::Shares(shares) => {
                        let shares = self.level_shares(attribute, shares, &path)?;
                        LevelDraw::Shares(self.purpose("effect", &path.to_string()), shares)
                    }
                };
                Some(SetAttribute { attribute: AttributeId(attribute as u16), to })
            })
            .collect();
        sets.into_iter().collect()
    }

    /// A problem unless the value is as it must be.
    pub(super) fn require(&mut self, holds: bool, problem: impl FnOnce() -> Problem) -> Option<()> {
        if holds { Some(()) } else { self.refuse(problem()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cumulative_shares_end_at_one_even_before_things_without_a_share() {
        let shares = cumulative(vec![(0.1, 'a'), (0.2, 'b'), (0.7, 'c'), (0.0, 'd')]);
        assert_eq!(shares.iter().map(|(_, thing)| *thing).collect::<String>(), "abcd");
        assert_eq!([shares[2].0, shares[3].0], [1.0, 1.0]);
        assert!((shares[0].0 - 0.1).abs() < 1e-15 && (shares[1].0 - 0.3).abs() < 1e-15);
    }
}
