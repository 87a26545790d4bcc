//! Two accounts of what happened, person by person.

use super::happenings::Line;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How far two times may lie apart. \[days\]
pub(super) const TOLERANCE: f64 = 1e-9;
/// Lines of each account that are shown around a disagreement.
const SHOWN: usize = 4;

/// How well two accounts agree: as it stands in a report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Agreement {
    /// Who were compared.
    pub(crate) clients: usize,
    /// What happened to them, each compared by what it is, when it was and how long it says that it was since.
    pub(crate) happenings: usize,
    /// The largest difference between two times that should be one. \[days\]
    pub(crate) furthest_days: f64,
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Agreement { clients, happenings, furthest_days } = self;
        write!(
            f,
            "{clients} clients, {happenings} happenings, {furthest_days:.1e} days apart at most"
        )
    }
}

/// The person of whom the accounts differ first, with what each says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Disagreement(String);

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Holds two accounts against each other. What happens to one person at one instant has no order of its own, as the
/// engines need not report it in the same one; instants have.
pub(super) fn compare(ours: &[Line], theirs: &[Line]) -> Result<Agreement, Disagreement> {
    let (ours, theirs) = (by_person(ours), by_person(theirs));
    let mut agreement = Agreement { clients: ours.len(), happenings: 0, furthest_days: 0.0 };
    let mut earliest: Option<(f64, Disagreement)> = None;
    let people: BTreeSet<&str> = ours.keys().chain(theirs.keys()).copied().collect();
    for person in people {
        let of = |account: &BTreeMap<&str, Vec<Line>>| account.get(person).cloned();
        let (our, their) = (of(&ours).unwrap_or_default(), of(&theirs).unwrap_or_default());
        agreement.happenings += our.len();
        for place in 0..our.len().max(their.len()) {
            let (mine, yours) = (our.get(place), their.get(place));
            let apart = mine.zip(yours).and_then(|(mine, yours)| apart(mine, yours));
            if let Some(apart) = apart.filter(|days| *days <= TOLERANCE) {
                agreement.furthest_days = agreement.furthest_days.max(apart);
                continue;
            }
            let days = mine.into_iter().chain(yours).map(|line| line.day);
            let day = days.fold(f64::INFINITY, f64::min);
            if earliest.as_ref().is_none_or(|(before, _)| day < *before) {
                earliest = Some((day, disagreement(person, place, &our, &their)));
            }
            break;
        }
    }
    earliest.map_or(Ok(agreement), |(_, disagreement)| Err(disagreement))
}

fn by_person(lines: &[Line]) -> BTreeMap<&str, Vec<Line>> {
    let mut people: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    for line in lines {
        people.entry(&line.person).or_default().push(line.clone());
    }
    for lines in people.values_mut() {
        lines.sort_by(|a, b| a.day.total_cmp(&b.day).then_with(|| a.what.cmp(&b.what)));
    }
    people
}

/// How far the times of the same happening lie apart; none: it is not the same.
fn apart(our: &Line, their: &Line) -> Option<f64> {
    let since = match (our.days, their.days) {
        (None, None) => 0.0,
        (Some(our), Some(their)) => (our - their).abs(),
        _ => return None,
    };
    (our.what == their.what).then(|| since.max((our.day - their.day).abs()))
}

fn disagreement(person: &str, place: usize, our: &[Line], their: &[Line]) -> Disagreement {
    let shown = |lines: &[Line]| {
        let around = lines.iter().enumerate().skip(place.saturating_sub(SHOWN)).take(2 * SHOWN + 1);
        let lines = around.map(|(at, line)| {
            let mark = if at == place { ">" } else { " " };
            let since = line.days.map_or_else(String::new, |days| format!(" ({days})"));
            format!("  {mark} day {} {}{since}\n", line.day, line.what)
        });
        lines.collect::<String>()
    };
    Disagreement(format!("{person}\n first\n{} second\n{}", shown(our), shown(their)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(person: &str, day: f64, what: &str, days: Option<f64>) -> Line {
        Line { person: person.into(), day, what: what.into(), days }
    }

    fn account() -> Vec<Line> {
        vec![
            line("door/0", 1.0, "joined desk", None),
            line("door/1", 1.5, "joined desk", None),
            line("door/0", 3.0, "served desk", Some(2.0)),
            line("door/0", 3.0, "took desk 0", None),
        ]
    }

    #[test]
    fn two_accounts_agree_whatever_the_order_within_an_instant() {
        let mut other = account();
        other.swap(2, 3);
        other[1].day += 1e-10;
        let agreement = compare(&account(), &other).unwrap();
        assert_eq!((agreement.clients, agreement.happenings), (2, 4));
        assert!((agreement.furthest_days - 1e-10).abs() < 1e-15);
    }

    #[test]
    fn whatever_differs_between_two_accounts_is_noticed() {
        type Spoil = fn(&mut Vec<Line>);
        let spoilt: [Spoil; 8] = [
            |account| account[0].day += 1e-8,
            |account| account[2].days = Some(2.0 + 1e-8),
            |account| account[2].days = None,
            |account| account[3].what = "took desk 1".into(),
            |account| account[1].person = "door/2".into(),
            |account| account.truncate(3),
            |account| account.push(line("door/0", 4.0, "left", None)),
            |account| account.push(line("door/9", 4.0, "left", None)),
        ];
        for spoil in spoilt {
            let mut other = account();
            spoil(&mut other);
            assert!(compare(&account(), &other).is_err());
            assert!(compare(&other, &account()).is_err());
        }
    }

    #[test]
    fn a_disagreement_names_the_person_and_shows_both_accounts() {
        let mut other = account();
        other[2].day = 3.5;
        let shown = compare(&account(), &other).unwrap_err().to_string();
        assert!(shown.starts_with("door/0\n first\n"), "{shown}");
        assert!(
            shown.contains("  > day 3 served desk (2)\n") && shown.contains("day 3.5"),
            "{shown}"
        );
    }
}
