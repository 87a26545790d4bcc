//! By what a system is judged: outcome domains and quality of life.

use super::names::Names;
use super::work::Work;
use crate::model::{AttributeId, Condition, Domain, Utility};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::written;

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

impl Work<'_> {
    /// How well clients live.
    pub(super) fn utilities(&mut self) -> Option<Vec<Utility>> {
        let written = self.written;
        let section = KeyPath::ROOT.key("utilities");
        let all: Vec<Option<Utility>> = written
            .utilities
            .iter()
            .enumerate()
            .map(|(number, case)| {
                let path = section.item(number);
                let when = self.condition(&case.condition, &path);
                let utility = case.utility;
                let in_range = self.require((-1.0..=1.0).contains(&utility), || {
                    let percent = (utility > 1.0 && utility <= 100.0)
                        .then(|| format!("if {utility}% is meant, write {}", utility / 100.0));
                    path.key("utility")
                        .error(format!(
                            "a utility lies between -1 and 1 (full health), and {utility} does not"
                        ))
                        .hint_if(percent)
                });
                in_range?;
                Some(Utility { when: when?, utility })
            })
            .collect();
        let mut all: Vec<Utility> = all.into_iter().collect::<Option<_>>()?;
        if !all.is_empty() {
            let conditions: Vec<Condition> = all.iter().map(|case| case.when.clone()).collect();
            let reached = self.complete(conditions.iter(), &section)?;
            all.truncate(reached);
        }
        Some(all)
    }
}
