//! By what a system is judged: outcome domains, quality of life, and what is aimed at.

use super::names::Names;
use super::work::Work;
use crate::model::{AttributeId, Domain, LevelTarget, Targets, Utility};
use crate::scenario::leaf::{Duration, Share};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::written;
use crate::units::Days;

/// The outcome domains.
pub(super) fn domains(
    written: &written::Scenario,
    names: &Names,
    problems: &mut Problems,
) -> Option<Vec<Domain>> {
    let section = KeyPath::ROOT.key("domains");
    let mut all: Option<Vec<Domain>> = Some(Vec::new());
    let mut measured: Vec<(usize, &str)> = Vec::new();
    for (_, name, attributes) in written.domains.known() {
        let mut domain = Domain { name: name.to_owned(), attributes: Vec::new() };
        attributes.each(&section.key(name), |attribute, path| {
            let Some(number) = names.attribute(attribute, path, problems) else {
                all = None;
                return;
            };
            let before = measured.iter().find(|(other, _)| *other == number);
            let problem = match before {
                _ if number == 0 => path
                    .error("the route of referral never changes, so it measures no outcome")
                    .hint("name an attribute that something sets"),
                Some((_, other)) => path
                    .error(format!("`{attribute}` measures the domain {other} already"))
                    .hint("an attribute belongs to one domain: take it out of one of the two"),
                None => {
                    measured.push((number, name));
                    domain.attributes.push(AttributeId(number as u16));
                    return;
                }
            };
            problems.add(problem);
        });
        if let Some(all) = &mut all {
            all.push(domain);
        }
    }
    all
}

/// What is aimed at.
pub(super) fn targets(
    written: &written::Scenario,
    names: &Names,
    domains: Option<&[Domain]>,
    problems: &mut Problems,
) -> Option<Targets> {
    let path = KeyPath::ROOT.key("targets");
    let stated = written.targets.as_ref();
    let mut above_0 = |key: &str, figure: f64, kind| {
        if figure <= 0.0 {
            problems.add(path.key(key).error(format!("`{key}` must be {kind} than 0")));
        }
    };
    let mut length = |key, stated: Option<Duration>, usual| {
        let length = stated.map_or(usual, |stated| stated.0);
        above_0(key, length.0, "longer");
        length
    };
    let waiting_time = length("waiting_time", stated.and_then(|it| it.waiting_time), Days(21.0));
    let retention = length("retention", stated.and_then(|it| it.retention), Days(84.0));
    let returns = length("returns", stated.and_then(|it| it.returns), Days(365.25 / 2.0));
    let mut number =
        |key, stated: Option<f64>| stated.inspect(|&figure| above_0(key, figure, "more"));
    let in_treatment = number("in_treatment", stated.and_then(|it| it.in_treatment));
    let planned_exits = number("planned_exits", stated.and_then(|it| it.planned_exits));
    let mut at_exit = Some(Vec::new());
    for (name, levels) in stated.iter().flat_map(|stated| &stated.at_exit.0) {
        let aims = levels_aimed_at(name, levels, names, domains, problems);
        at_exit = at_exit.zip(aims).map(|(all, aims)| [all, aims].concat());
    }
    Some(Targets {
        waiting_time,
        retention,
        returns,
        in_treatment,
        retained: stated.and_then(|it| it.retained).map(f64::from),
        planned_exits,
        at_exit: at_exit?,
    })
}

/// The levels of an attribute at which leavers should be; none where something is wrong with one.
fn levels_aimed_at(
    name: &str,
    levels: &written::ByName<Share>,
    names: &Names,
    domains: Option<&[Domain]>,
    problems: &mut Problems,
) -> Option<Vec<LevelTarget>> {
    let section = KeyPath::ROOT;
    let section = section.key("targets");
    let section = section.key("at_exit");
    let path = section.key(name);
    let number = names.attribute(name, &path, problems)?;
    let attribute = AttributeId(number as u16);
    let is_in = |domain: &Domain| domain.attributes.contains(&attribute);
    if domains.is_some_and(|domains| !domains.iter().any(is_in)) {
        let problem =
            path.error(format!("`{name}` is in no outcome domain, so it is not measured"));
        let hint = format!("add it under [domains], as in `social_functioning = [\"{name}\"]`");
        problems.add(problem.hint(hint));
        return None;
    }
    let sum: f64 = levels.0.iter().map(|(_, Share(share))| share).sum();
    if sum > 1.0 + 1e-6 {
        let message = "these shares sum to more than 1, so they cannot all be met";
        problems.add(path.error(message).hint("each is a share of all who leave treatment"));
    }
    let aims: Vec<Option<LevelTarget>> = levels
        .0
        .iter()
        .map(|(level, Share(share))| {
            let level = names.level(number, level, &path.key(level), problems)?;
            Some(LevelTarget { attribute, level, share: *share })
        })
        .collect();
    aims.into_iter().collect()
}

impl Work<'_> {
    /// How well clients live.
    pub(super) fn utilities(&mut self) -> Option<Vec<Utility>> {
        let written = self.written;
        let section = KeyPath::ROOT.key("utilities");
        let all = written
            .utilities
            .iter()
            .enumerate()
            .map(|(number, case)| {
                let path = section.item(number);
                let when = self.condition(&case.condition, &path);
                let utility = case.utility.read(|&utility| {
                    let in_range = self.require((-1.0..=1.0).contains(&utility), || {
                        let percent = (utility > 1.0 && utility <= 100.0)
                            .then(|| format!("if {utility}% is meant, write {}", utility / 100.0));
                        path.key("utility")
                            .error(format!(
                                "a utility lies between -1 and 1 (full health), and {utility} does not"
                            ))
                            .hint_if(percent)
                    });
                    in_range.map(|()| utility)
                });
                (when, utility)
            })
            .collect::<Vec<_>>();
        if all.is_empty() {
            return Some(Vec::new());
        }
        let all = self.complete(all, &section)?.into_iter();
        Some(all.map(|(when, utility)| Utility { when, utility }).collect())
    }
}
