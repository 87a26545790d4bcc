//! What befalls clients after some time: risks, and offers of supports.

use super::facts::states;
use super::timers::{certain, end_follow_up};
use super::work::{Completed, Work};
use crate::model::{
    Action, Cases, ClockSpec, Condition, Facts, InterventionId, Phase, Ratio, Setting, Support,
    SupportId, Target,
};
use crate::scenario::problem::KeyPath;
use crate::scenario::written::{self, RiskWhile, State};
use crate::units::Days;

/// Most clocks of a system.
pub(super) const MOST_CLOCKS: usize = 128;

impl Work<'_> {
    /// All risks, as clocks.
    pub(super) fn risks(&mut self) -> Option<Vec<ClockSpec>> {
        let written = self.written;
        let section = KeyPath::ROOT.key("risks");
        let all: Vec<Option<ClockSpec>> = written
            .risks
            .entries()
            .iter()
            .map(|(name, risk)| self.risk(name, risk.as_ref()?, &section.key(name)))
            .collect();
        all.into_iter().collect()
    }

    fn risk(
        &mut self,
        name: &str,
        written: &written::Risk,
        path: &KeyPath<'_>,
    ) -> Option<ClockSpec> {
        let stretch = written.stretch.read(|stretch| self.stretch(stretch, &path.key("while")));
        let condition = self.condition(&written.condition(), path);
        let hazard = written.hazard.read(|hazard| self.hazard(hazard, &path.key("hazard")));
        let ratios = self.ratios(&written.ratios, &path.key("ratios"));
        let effects = self.plain_effect(written.sets.as_ref(), &path.key("sets"));
        let then = match &written.then {
            Some(then) => self.cases(then, &path.key("then")).map(Some),
            None => Some(None),
        };
        if written.sets.is_none() && written.then.is_none() {
            let problem = path.warning("this risk changes nothing");
            self.problems.add(problem.hint("add `sets` or `then`"));
        }
        let (effects, then) = (effects?, then?);
        let mut spell = stretch?.and(&condition?);
        if then.as_ref().is_some_and(|then| self.leads_to_prison(then)) {
            spell = spell.and(&in_community());
        }
        Some(ClockSpec {
            name: name.to_owned(),
            spell,
            hazard: hazard?,
            ratios: ratios?,
            recurs: written.recurs,
            action: Action::Risk { effects, then },
            purpose: self.purpose("risk", name),
        })
    }

    /// When a risk runs, but for its further condition.
    fn stretch(&mut self, written: &RiskWhile, path: &KeyPath<'_>) -> Option<Condition> {
        let table = match written {
            RiskWhile::States(list) => {
                return Some(states(list.items()).map_or(Condition::ALWAYS, Work::any));
            }
            RiskWhile::Stretch(table) => table,
        };
        let facts = match (&table.during, &table.waiting_for, &table.after) {
            (Some(names), None, None) => self.during(names, &path.key("during")),
            (None, Some(names), None) => self.waiting_for(names, &path.key("waiting_for")),
            (None, None, Some(names)) => {
                self.after(names, Completed::OrNot, None, &path.key("after"))
            }
            _ => {
                let problem = path.error("this is one of `during`, `waiting_for` and `after`");
                self.refuse(problem.hint("further conditions stand beside `while`"))
            }
        };
        facts.map(Work::any)
    }

    fn ratios(&mut self, written: &[written::RatioCase], path: &KeyPath<'_>) -> Option<Vec<Ratio>> {
        let all: Vec<Option<Ratio>> = written
            .iter()
            .enumerate()
            .map(|(number, case)| {
                let path = path.item(number);
                let when = self.condition(&case.condition, &path);
                let ratio = case.ratio.0?;
                self.require((0.0..=1e6).contains(&ratio), || {
                    path.key("ratio")
                        .error(format!("a ratio lies between 0 and 1e6, and {ratio} does not"))
                })?;
                Some(Ratio { when: when?, ratio })
            })
            .collect();
        all.into_iter().collect()
    }

    /// Whether prison is among the places it can lead to: nobody in custody is taken into custody.
    fn leads_to_prison(&self, cases: &Cases) -> bool {
        cases.cases.iter().flat_map(|case| &case.to).any(|(_, to)| match to {
            Target::Intervention(InterventionId(id)) => {
                let written = self.written.interventions.entries().get(usize::from(*id));
                written
                    .and_then(|(_, it)| it.as_ref())
                    .is_some_and(|it| it.setting == Some(Setting::Prison))
            }
            Target::Exit(_) | Target::Community => false,
        })
    }

    /// All supports, and the clocks that offer them.
    pub(super) fn supports(&mut self) -> Option<(Vec<Support>, Vec<ClockSpec>)> {
        let written = self.written;
        let section = KeyPath::ROOT.key("supports");
        let all: Vec<Option<(Support, ClockSpec)>> = written
            .supports
            .entries()
            .iter()
            .enumerate()
            .map(|(number, (name, support))| {
                self.support(number, name, support.as_ref()?, &section.key(name))
            })
            .collect();
        Some(all.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip())
    }

    fn support(
        &mut self,
        number: usize,
        name: &str,
        written: &written::Support,
        path: &KeyPath<'_>,
    ) -> Option<(Support, ClockSpec)> {
        let intervention = self.names.intervention(name, path, &mut self.problems);
        let state = match &written.condition.states {
            Some(list) => states(list.items()),
            None => states(&[State::InTreatment]),
        };
        let state = state.map_or(Condition::ALWAYS, Work::any);
        let further = written::Condition { states: None, ..written.condition.clone() };
        let condition = self.condition(&further, path);
        let delay = written.delay.map_or(Days::ZERO, |delay| delay.0);
        let support = Support {
            intervention: InterventionId(intervention?),
            lasts_while: if written.outlasts { Condition::ALWAYS } else { state.clone() },
            take_up: written.take_up.map_or(1.0, |share| share.0),
            purpose: self.purpose("take_up", name),
        };
        let clock = ClockSpec {
            name: name.to_owned(),
            spell: state.and(&condition?),
            hazard: certain(delay),
            ratios: Vec::new(),
            recurs: written.repeats,
            action: Action::Offer(SupportId(u16::try_from(number).unwrap_or(u16::MAX))),
            purpose: self.purpose("offer", name),
        };
        Some((support, clock))
    }

    /// The clock after which a client is no longer followed, where there is one.
    pub(super) fn follow_up(&mut self) -> Option<ClockSpec> {
        let after = self.written.run.0.as_ref()?.follow_up?.0;
        if after.0 <= 0.0 {
            let path = KeyPath::ROOT.key("run");
            return self.refuse(path.key("follow_up").error("`follow_up` must be longer than 0"));
        }
        Some(end_follow_up(after))
    }
}

/// Not in custody.
fn in_community() -> Condition {
    let phases = [Phase::Engaging, Phase::InTreatment, Phase::AfterExit];
    Condition::new(vec![Facts::of(&phases.map(Phase::fact))])
}
