//! By what a system is judged: outcome domains.

use super::names::Names;
use crate::model::{AttributeId, Domain};
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
