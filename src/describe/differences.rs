//! What one layer of a scenario changes in the layer below it.

use crate::scenario::Said;

/// Sections that describe rather than decide.
const ABOUT: [&str; 3] = ["title", "question", "sources"];
/// The longest value that is shown whole. \[characters\]
const LONGEST: usize = 160;

/// A value that is not what it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Where it stands.
    pub(super) path: String,
    /// What it was; none: not there.
    pub(super) from: Option<String>,
    /// What it is; none: no longer there.
    pub(super) to: Option<String>,
}

/// Everything that differs, in the order of the file.
pub(super) fn differences(from: &Said, to: &Said) -> Vec<Difference> {
    let mut found = Vec::new();
    for (key, old, new) in pairs(from, to) {
        if !ABOUT.contains(&key) {
            compare(key, old, new, &mut found);
        }
    }
    found
}

/// The values of two tables by key, first those of the second.
fn pairs<'a>(from: &'a Said, to: &'a Said) -> Vec<(&'a str, Option<&'a Said>, Option<&'a Said>)> {
    let now = to.entries().iter().map(|(key, new)| (key.as_str(), from.get(key), Some(new)));
    let gone = from.entries().iter().filter(|(key, _)| to.get(key).is_none());
    now.chain(gone.map(|(key, old)| (key.as_str(), Some(old), None))).collect()
}

fn compare(path: &str, old: Option<&Said>, new: Option<&Said>, found: &mut Vec<Difference>) {
    match (old, new) {
        (Some(old), Some(new)) if old == new => {}
        (Some(old @ Said::Table(_)), Some(new @ Said::Table(_))) => {
            for (key, old, new) in pairs(old, new) {
                compare(&format!("{path}.{key}"), old, new, found);
            }
        }
        (Some(Said::List(old)), Some(Said::List(new))) if old.len() == new.len() => {
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&format!("{path}.{at}"), Some(old), Some(new), found);
            }
        }
        // Whole tables that come or go are told key by key.
        (None, Some(new @ Said::Table(_))) if depth(path) < 2 => {
            for (key, value) in new.entries() {
                compare(&format!("{path}.{key}"), None, Some(value), found);
            }
        }
        _ => found.push(Difference {
            path: path.to_owned(),
            from: old.map(shown),
            to: new.map(shown),
        }),
    }
}

fn depth(path: &str) -> usize {
    path.split('.').count()
}

/// A value as it stands in the file, cut short where it is long.
fn shown(said: &Said) -> String {
    let text = said.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    let kept: String = text.chars().take(LONGEST).collect();
    kept + " …"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_text;

    #[test]
    fn an_option_is_told_as_the_values_it_changes_adds_and_takes_away() {
        let text = "extends = \"baseline\"\ntitle = \"Other\"\n\
            unset = [\"services.keyworking.kept_in_custody\"]\n\
            [services.specialist_unit_beds]\nplaces = 9\n\
            [services.triage_clinic]\nwaiting_list_limit = 5\notherwise = \"did_not_engage\"\n";
        let scenario = read_text("other", text, &[]).unwrap();
        let found = differences(&scenario.layers[0].said, &scenario.layers[1].said);
        let told: Vec<(&str, Option<&str>, Option<&str>)> =
            found.iter().map(|d| (d.path.as_str(), d.from.as_deref(), d.to.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("services.triage_clinic.waiting_list_limit", None, Some("5")),
                ("services.triage_clinic.otherwise", None, Some("\"did_not_engage\"")),
                ("services.keyworking.kept_in_custody", Some("\"4w\""), None),
                ("services.specialist_unit_beds.places", Some("4"), Some("9")),
            ]
        );
    }
}
