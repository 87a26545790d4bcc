//! The inputs of a scenario as lists, for reports: its numbers, what they rest on, and what an option changes.

use super::basis::{Basis, numbers_of_the_world};
use super::differences::{Dated, at_path, dated, differences, shortened};
use super::words::{length_in_days, lengths};
use crate::scenario::{Said, Scenario};

/// A source or an assumption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    /// How it is referred to: `S3`, `A12`.
    pub mark: String,
    /// The path of what rests on it.
    pub path: String,
    /// What it says.
    pub words: String,
    /// Whether it is an assumption and nothing else.
    pub is_assumption: bool,
}

/// A number of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Where it stands.
    pub path: String,
    /// The number; none: it stands in a file.
    pub value: Option<f64>,
    /// Its unit, or the name of the file.
    pub unit: String,
    /// What it rests on; none: neither a source nor an assumption is stated.
    pub rests_on: Option<Rest>,
}

/// A value that an option has otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stands; with the date, where it is so only from then on, or only until the other sets it again.
    pub path: String,
    /// Its path in the file: that of the same in [`inputs`].
    pub place: String,
    /// What it is in the scenario compared with; none: not there.
    pub from: Option<String>,
    /// What it is in the option; none: not there.
    pub to: Option<String>,
    /// The mark of the source or assumption it rests on in the option, and what that says.
    pub rests_on: Option<Rest>,
}

/// Every source and assumption, in the order of the file.
#[must_use]
pub fn rests(scenario: &Scenario) -> Vec<Rest> {
    Basis::of(&scenario.model).notes.iter().map(rest).collect()
}

/// How many numbers rest on what, in a sentence.
#[must_use]
pub fn rests_on(scenario: &Scenario) -> String {
    Basis::of(&scenario.model).counts(scenario.said()).sentence()
}

/// Every number that describes the system, in the order of the file.
#[must_use]
pub fn inputs(scenario: &Scenario) -> Vec<Input> {
    let basis = Basis::of(&scenario.model);
    let mut found = Vec::new();
    numbers_of_the_world(scenario.said(), &mut |path, said| {
        let (value, unit) = value_of(path, said);
        let rests_on = basis.note(path).map(rest);
        found.push(Input { path: path.to_owned(), value, unit, rests_on });
    });
    found
}

/// The sources and assumptions that a scenario has and another has not, or not in the same words.
#[must_use]
pub fn own_rests(from: &Scenario, to: &Scenario) -> Vec<Rest> {
    let known = rests(from);
    let is_known = |own: &Rest| {
        known.iter().any(|it| {
            (&it.path, &it.words, it.is_assumption) == (&own.path, &own.words, own.is_assumption)
        })
    };
    rests(to).into_iter().filter(|own| !is_known(own)).collect()
}

/// What a scenario has otherwise than another: its values, then those that its dated changes set, and those that only the
/// dated changes of the other do.
#[must_use]
pub fn changes(from: &Scenario, to: &Scenario) -> Vec<Change> {
    let basis = Basis::of(&to.model);
    let (known, set) = (dated(from.said()), dated(to.said()));
    let found = differences(from.said(), to.said()).into_iter().filter(|it| !it.is_dated());
    let plain = found.map(|it| Change {
        rests_on: basis.note(&it.path).map(rest),
        place: it.path.clone(),
        path: match set.iter().find(|later| later.path == it.path && twin(&known, later).is_some())
        {
            Some(later) => {
                let (at, to) = (&later.at, shortened(later.to.clone()));
                format!("{}, until {at}, when it is set to {to}", it.path)
            }
            None => it.path,
        },
        from: it.from,
        to: it.to,
    });
    let path = |it: &Dated<'_>| format!("{}, from {}", it.path, it.at);
    let place = |it: &Dated<'_>| format!("changes.{}.set.{}", it.number, it.path);
    let own = set.iter().filter_map(|it| {
        if twin(&known, it).is_some_and(|twin| twin.to == it.to) {
            return None;
        }
        // What the other has by then.
        let is_so = |other: &&Dated<'_>| other.path == it.path && other.when <= it.when;
        let was = known.iter().rfind(is_so).map(|other| other.to.clone());
        let was = was.or_else(|| at_path(from.said(), it.path).map(Said::to_string));
        Some(Change {
            rests_on: basis.note(&place(it)).map(rest),
            path: path(it),
            place: place(it),
            from: was.map(shortened),
            to: Some(shortened(it.to.clone())),
        })
    });
    let gone = known.iter().filter(|it| twin(&set, it).is_none()).map(|it| Change {
        rests_on: None,
        path: path(it),
        place: place(it),
        from: Some(shortened(it.to.clone())),
        to: None,
    });
    plain.chain(own).chain(gone).collect()
}

/// What other dated changes set at the same path on the same day.
fn twin<'a, 'b>(others: &'b [Dated<'a>], it: &Dated<'_>) -> Option<&'b Dated<'a>> {
    others.iter().rfind(|other| (&other.at, other.path) == (&it.at, it.path))
}

fn rest(note: &super::basis::Note<'_>) -> Rest {
    Rest {
        mark: note.mark.clone(),
        path: note.path.to_owned(),
        words: note.words.to_owned(),
        is_assumption: note.is_assumption,
    }
}

/// A number and its unit, as far as its key or what is written tells.
fn value_of(path: &str, said: &Said) -> (Option<f64>, String) {
    match said {
        Said::Number(number) => (Some(*number), unit_of(path).to_owned()),
        Said::Text(text) => match lengths(text).as_deref() {
            Some([(number, _, many)]) => (Some(*number), (*many).to_owned()),
            Some(_) => (length_in_days(text), "days".to_owned()),
            None => (None, text.clone()),
        },
        _ => (None, String::new()),
    }
}

/// The unit of a plain number by the keys of its path.
fn unit_of(path: &str) -> &'static str {
    let keys: Vec<&str> = path.split('.').collect();
    let has = |key: &str| keys.contains(&key);
    let last = keys.iter().rev().find(|key| key.parse::<usize>().is_err()).copied().unwrap_or("");
    for (ending, unit) in [
        ("per_minute", "per minute"),
        ("per_hour", "per hour"),
        ("per_day", "per day"),
        ("per_week", "per week"),
        ("per_month", "per month"),
        ("per_year", "per year"),
        ("per_place_year", "currency"),
        ("per_occupied_day", "currency"),
        ("per_appointment", "currency"),
        ("per_start", "currency"),
    ] {
        if last.ends_with(ending) {
            return unit;
        }
    }
    match last {
        "ratio" => "ratio",
        "places" | "above_occupancy" => "places",
        "staff" => "staff",
        "caseload" | "above_caseload" => "clients per member of staff",
        "probability" | "take_up" | "did_not_attend" | "retained" => "share",
        "utility" => "utility",
        "shape" | "sigma" | "stages" | "weights" => "",
        _ if ["shares", "then", "to", "is", "set", "sets", "at_exit"]
            .iter()
            .any(|key| has(key)) =>
        {
            "share"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{BASELINE, read_text};

    #[test]
    fn every_number_is_listed_with_its_value_and_what_it_rests_on() {
        let baseline = read_text("baseline", BASELINE, &[]).unwrap();
        let all = inputs(&baseline);
        assert_eq!(all.len(), Basis::of(&baseline.model).counts(baseline.said()).all());
        let of = |path: &str| all.iter().find(|it| it.path == path).cloned().unwrap();
        let places = of("services.specialist_unit_beds.places");
        assert_eq!(places.unit, "places");
        assert_eq!(of("targets.waiting_time").value, Some(3.0));
        assert_eq!(of("targets.waiting_time").unit, "weeks");
        assert!(places.rests_on.is_some());
    }

    #[test]
    fn an_option_is_listed_as_what_it_changes() {
        let read = |set: &[String]| read_text("baseline", BASELINE, set).unwrap();
        let more = read(&["services.specialist_unit_beds.places=9".to_owned()]);
        let found = changes(&read(&[]), &more);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "services.specialist_unit_beds.places");
        assert_eq!(found[0].to.as_deref(), Some("9"));
    }

    #[test]
    fn dated_changes_are_compared_day_by_day_and_path_by_path() {
        let read = |beds: &str, changes: &str| {
            let places = "services.specialist_unit_beds.places";
            let text = format!(
                "extends = \"baseline\"\n{places} = {beds}\n{}",
                changes.replace("BEDS", &format!("\"{places}\""))
            );
            read_text("option", &text, &[]).unwrap()
        };
        let later = "[[changes]]\nat = 2009-04-01\nset = { BEDS = 5 }\n";
        let of = |more: &str| {
            format!("[[changes]]\nat = 2008-04-01\nset = {{ BEDS = {more} }}\n{later}")
        };
        let wards = "12, \"services.psychiatric_ward_beds.places\" = 3";
        let first = read("6", &of("12"));
        let told = |to: &Scenario| {
            let found = changes(&first, to).into_iter().map(|it| {
                let dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
                format!("{}: {} {}", it.path, dash(it.from), dash(it.to))
            });
            found.collect::<Vec<_>>()
        };
        let beds = "services.specialist_unit_beds.places";
        // Another value beside it changes nothing about what is there, and neither is it gone.
        let found = told(&read("6", &of(wards)));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("services.psychiatric_ward_beds.places, from 2008-04-01"));
        assert_eq!(told(&read("6", &of("14"))), [format!("{beds}, from 2008-04-01: 12 14")]);
        assert_eq!(told(&read("6", later)), [format!("{beds}, from 2008-04-01: 12 -")]);
        // Later than a change of the first, and written before it.
        let twice = "[[changes]]\nat = 2008-10-01\nset = { BEDS = 20 }\n".to_owned() + &of("14");
        assert_eq!(
            told(&read("6", &twice)),
            [format!("{beds}, from 2008-04-01: 12 14"), format!("{beds}, from 2008-10-01: 12 20"),]
        );
        assert_eq!(
            told(&read("9", &of("12"))),
            [format!("{beds}, until 2008-04-01, when it is set to 12: 6 9")]
        );
    }

    #[test]
    fn dated_changes_and_notes_of_an_option_are_listed_one_by_one() {
        let read = |text: &str| read_text("option", text, &[]).unwrap();
        let baseline = read_text("baseline", BASELINE, &[]).unwrap();
        let option = read(
            "extends = \"baseline\"\n[[changes]]\nat = 2008-04-01\n\
             set = { \"services.specialist_unit_beds.places\" = 3 }\n\
             [[changes]]\nat = \"4y 6mo\"\nset = { \"services.specialist_unit_beds.places\" = 2 }\n\
             [sources]\nchanges = \"assumption: beds go\"\n",
        );
        let told = |from: &Scenario, to: &Scenario| {
            let dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
            let told = changes(from, to).into_iter().map(|it| {
                let words = it.rests_on.map_or(String::new(), |rest| format!(" ({})", rest.words));
                format!("{}: {} {}{words}", it.path, dash(it.from), dash(it.to))
            });
            told.collect::<Vec<_>>()
        };
        let beds = "services.specialist_unit_beds.places, from";
        let after = "4 years 6 months after the start";
        assert_eq!(
            told(&baseline, &option),
            [format!("{beds} 2008-04-01: 4 3 (beds go)"), format!("{beds} {after}: 4 2 (beds go)")]
        );
        assert_eq!(
            told(&option, &baseline),
            [format!("{beds} 2008-04-01: 3 -"), format!("{beds} {after}: 2 -")]
        );
        let own = own_rests(&baseline, &option);
        assert_eq!(own.iter().map(|it| it.words.as_str()).collect::<Vec<_>>(), ["beds go"]);
        assert_eq!(own_rests(&option, &baseline), []);
    }
}
