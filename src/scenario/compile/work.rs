//! What every step of the conversion of one era has at hand, and the conversion of conditions.

use super::facts::{FactBook, Flag, MEASURES, states};
use super::names::Names;
use super::purposes::Purposes;
use super::tables::Tables;
use crate::model::{Condition, FactId, Facts, LoadMeasure};
use crate::random::Purpose;
use crate::scenario::leaf::{Duration, Many};
use crate::scenario::problem::{KeyPath, Problem, Problems, is_within};
use crate::scenario::written;

/// What is at hand while one era is converted.
#[derive(Debug)]
pub(super) struct Work<'a> {
    pub(super) written: &'a written::Scenario,
    pub(super) names: Names,
    pub(super) book: &'a mut FactBook,
    pub(super) purposes: &'a mut Purposes,
    pub(super) tables: &'a mut Tables,
    pub(super) problems: Problems,
    /// Paths of what could not be read.
    pub(super) unread: &'a [String],
}

/// Whether none of these paths of what could not be read is this one, or below it.
pub(super) fn was_read(unread: &[String], path: &KeyPath<'_>) -> bool {
    if unread.is_empty() {
        return true;
    }
    let path = path.to_string();
    !unread.iter().any(|unread| is_within(unread, &path))
}

impl Work<'_> {
    /// Adds a problem, and gives none: for `return work.refuse(…)`.
    pub(super) fn refuse<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.add(problem);
        None
    }

    /// Whether what stands at this path, if anything, could be read: whether its absence means something.
    pub(super) fn was_read(&self, path: &KeyPath<'_>) -> bool {
        was_read(self.unread, path)
    }

    /// The purpose of this kind and name.
    pub(super) fn purpose(&mut self, kind: &'static str, name: &str) -> Purpose {
        self.purposes.name(kind, name, &mut self.problems)
    }

    /// The numbers of interventions, as flags.
    fn flags(
        &mut self,
        names: &Many<String>,
        path: &KeyPath<'_>,
        flag: impl Fn(u16) -> Flag,
    ) -> Option<Facts> {
        let mut facts = Some(Facts::NONE);
        names.each(path, |name, path| {
            match (self.names.intervention(name, path, &mut self.problems), &mut facts) {
                (Some(id), Some(facts)) => facts.insert(self.book.flag(flag(id))),
                _ => facts = None,
            }
        });
        facts
    }

    /// That one of these interventions is running.
    pub(super) fn during(&mut self, names: &Many<String>, path: &KeyPath<'_>) -> Option<Facts> {
        self.flags(names, path, Flag::During)
    }

    /// That one of these interventions has ended.
    pub(super) fn after(
        &mut self,
        names: &Many<String>,
        completed: Completed,
        within: Option<Duration>,
        path: &KeyPath<'_>,
    ) -> Option<Facts> {
        let within = within.map(|Duration(window)| window.0.to_bits());
        let completed = completed == Completed::Fully;
        self.flags(names, path, |intervention| Flag::After { intervention, completed, within })
    }

    /// That the main strand waits for one of these services.
    pub(super) fn waiting_for(
        &mut self,
        names: &Many<String>,
        path: &KeyPath<'_>,
    ) -> Option<Facts> {
        let mut facts = Some(Facts::NONE);
        names.each(path, |name, path| {
            match (self.names.service(name, path, &mut self.problems), &mut facts) {
                (Some(id), Some(facts)) => facts.insert(self.book.flag(Flag::WaitingFor(id))),
                _ => facts = None,
            }
        });
        facts
    }

    /// The groups of facts for attributes at levels.
    pub(super) fn when(&mut self, when: &written::When, path: &KeyPath<'_>) -> Option<Vec<Facts>> {
        let mut groups = Some(Vec::new());
        for (name, levels) in &when.0 {
            let path = path.key(name);
            let mut group = Some(Facts::NONE);
            let attribute = self.names.attribute(name, &path, &mut self.problems);
            let Some(levels) = levels else {
                groups = None;
                continue;
            };
            levels.each(&path, |level, path| {
                let level = attribute.and_then(|at| {
                    Some((at, self.names.level(at, level, path, &mut self.problems)?))
                });
                match (level, &mut group) {
                    (Some((attribute, level)), Some(group)) => {
                        group.insert(self.book.level(attribute, level));
                    }
                    _ => group = None,
                }
            });
            match (group, &mut groups) {
                (Some(group), Some(groups)) => groups.push(group),
                _ => groups = None,
            }
        }
        groups
    }

    /// A condition; `path` is that of the table it stands in.
    pub(super) fn condition(
        &mut self,
        written: &written::Condition,
        path: &KeyPath<'_>,
    ) -> Option<Condition> {
        let mut groups: Vec<Option<Facts>> = match self.when(&written.when, &path.key("when")) {
            Some(groups) => groups.into_iter().map(Some).collect(),
            None => vec![None],
        };
        if let Some(list) = &written.states
            && let Some(facts) = states(list.items())
        {
            groups.push(Some(facts));
        }
        if let Some(names) = &written.during {
            groups.push(self.during(names, &path.key("during")));
        }
        if let Some(names) = &written.after {
            let path = path.key("after");
            groups.push(self.after(names, Completed::OrNot, written.within, &path));
        }
        if let Some(names) = &written.after_completing {
            let path = path.key("after_completing");
            groups.push(self.after(names, Completed::Fully, written.within, &path));
        }
        self.check_within(written, path);
        groups.extend(self.crowding(written, path));
        // Without what could not be read it would hold more often than is meant.
        if !self.was_read(path) {
            return None;
        }
        groups.into_iter().collect::<Option<Vec<Facts>>>().map(Condition::new)
    }

    fn check_within(&mut self, written: &written::Condition, table: &KeyPath<'_>) {
        let Some(Duration(window)) = written.within else { return };
        let path = table.key("within");
        let names_nothing = written.after.is_none() && written.after_completing.is_none();
        if names_nothing && self.was_read(table) {
            let problem =
                path.error("`within` says how long ago something ended, and nothing is named");
            self.problems.add(problem.hint("add `after` or `after_completing`"));
        }
        if window.0 <= 0.0 {
            self.problems.add(path.error("`within` must be longer than 0"));
        }
    }

    /// The fact that a service is crowded, where that is asked for.
    fn crowding(&mut self, written: &written::Condition, path: &KeyPath<'_>) -> Vec<Option<Facts>> {
        let figures: Vec<(usize, &str, f64)> = [
            (0, "above_caseload", written.above_caseload),
            (1, "above_occupancy", written.above_occupancy),
            (2, "above_waiting", written.above_waiting),
        ]
        .into_iter()
        .filter_map(|(measure, key, figure)| Some((measure, key, figure?)))
        .collect();
        let Some(name) = &written.in_service else {
            if let Some((_, key, _)) = figures.first().filter(|_| self.was_read(path)) {
                let problem = path.key(key).error(format!("`{key}` does not say of which service"));
                self.problems.add(problem.hint("add `in_service`"));
            }
            return Vec::new();
        };
        let at = path.key("in_service");
        let service = self.names.service(name, &at, &mut self.problems);
        let &[(measure, key, above)] = figures.as_slice() else {
            if !self.was_read(path) {
                return vec![None];
            }
            let message = format!("`in_service` needs one figure, and has {}", figures.len());
            let hint = "add one of above_caseload, above_occupancy, above_waiting";
            return vec![self.refuse(at.error(message).hint(hint))];
        };
        let here = path.key(key);
        let occupancy = MEASURES[measure] == LoadMeasure::Occupancy;
        if above < 0.0 || (occupancy && above > 1.0) {
            let (what, range) = match occupancy {
                true => ("`above_occupancy` is a share of the places", "between 0 and 1"),
                false => ("a load is a number", "0 or more"),
            };
            let percent = (above > 1.0 && above <= 100.0)
                .then(|| format!("if {above}% is meant, write {}", above / 100.0));
            let message = format!("{what}, {range}, and {above} is not");
            return vec![self.refuse(here.error(message).hint_if(percent))];
        }
        let Some(service) = service else { return vec![None] };
        let known = self.written.services.entries().get(usize::from(service));
        if let Some((_, Some(known))) = known {
            let lacks = match MEASURES[measure] {
                LoadMeasure::Caseload if known.staff.is_none() => "staff",
                LoadMeasure::Occupancy
                    if known.staff.is_none()
                        && !matches!(known.places, Some(written::Places::Number(_))) =>
                {
                    "a number of places"
                }
                _ => "",
            };
            if !lacks.is_empty() {
                let message = format!("the service `{name}` has no {lacks}");
                return vec![self.refuse(here.error(message.replace("no a ", "no ")))];
            }
        }
        let measure = measure as u8;
        // Zero has two signs, and a fact for each would be one too many.
        let above = (above + 0.0).to_bits();
        vec![Some(Facts::of(&[self.book.flag(Flag::Crowded { service, measure, above })]))]
    }

    /// The condition that one of these facts holds.
    pub(super) fn any(facts: Facts) -> Condition {
        Condition::new(vec![facts])
    }

    /// The fact of a level.
    pub(super) fn level_fact(&self, attribute: usize, level: u8) -> FactId {
        self.book.level(attribute, level)
    }
}

/// Whether an intervention must have run its full course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Completed {
    Fully,
    OrNot,
}
