//! Every number of the scenarios, and what it rests on.

use super::super::answer::Answer;
use super::sheet::{Table, Unit, Value};
use crate::describe::{Change, Input, Rest, changes, inputs, own_rests};
use crate::scenario::Scenario;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The sheet: all of the first scenario, and what others have otherwise.
pub(super) fn write(sheet: &mut Worksheet, answer: &Answer<'_>) -> Result<(), XlsxError> {
    let columns = [
        ("scenario", 24.0),
        ("path", 58.0),
        ("value", 12.0),
        ("unit", 16.0),
        ("was", 12.0),
        ("rests on", 14.0),
        ("mark", 8.0),
        ("source or assumption", 110.0),
    ];
    let mut table = Table::begin(sheet, "assumptions", &columns)?;
    let first = inputs(answer.first());
    for input in &first {
        table.row(&row(answer.first(), input, None))?;
    }
    for (scenario, _) in answer.others() {
        option(&mut table, answer, scenario, &first)?;
    }
    table.end()
}

/// What an option has otherwise: its numbers, then values that are none, then sources and assumptions of neither.
fn option(
    table: &mut Table<'_>,
    answer: &Answer<'_>,
    scenario: &Scenario,
    first: &[Input],
) -> Result<(), XlsxError> {
    let changes = changes(answer.first(), scenario);
    let is_known = |own: &Input| first.iter().any(|known| is_same(known, own));
    let own: Vec<Input> = inputs(scenario).into_iter().filter(|own| !is_known(own)).collect();
    for input in &own {
        // A value of another form than it had is told as what it was as a whole.
        let mut set = changes.iter().filter(|change| change.to.is_some());
        let was = set.find(|change| is_within(&input.path, &change.place));
        let told = Input {
            path: was.map_or_else(|| input.path.clone(), |it| dated(input, it)),
            ..input.clone()
        };
        table.row(&row(scenario, &told, was.and_then(|change| change.from.as_deref())))?;
    }
    // What is taken out has its place in the first scenario, where the option may have something else.
    let is_told = |change: &Change| {
        change.to.is_some() && own.iter().any(|input| is_within(&input.path, &change.place))
    };
    let others: Vec<&Change> = changes.iter().filter(|change| !is_told(change)).collect();
    for change in &others {
        let words = |value: &Option<String>| Value::Words(value.clone().unwrap_or_default());
        let is = if change.to.is_some() {
            words(&change.to)
        } else {
            Value::Words("taken out".to_owned())
        };
        let mut row = vec![
            Value::Words(scenario.name.clone()),
            Value::Words(change.path.clone()),
            is,
            Value::Words(String::new()),
            words(&change.from),
        ];
        row.extend(basis(change.rests_on.as_ref()));
        table.row(&row)?;
    }
    let rests = own.iter().map(|it| &it.rests_on).chain(others.iter().map(|it| &it.rests_on));
    let told: Vec<&Rest> = rests.flatten().collect();
    for rest in own_rests(answer.first(), scenario).iter().filter(|rest| !told.contains(rest)) {
        let empty = || Value::Words(String::new());
        let mut row = vec![
            Value::Words(scenario.name.clone()),
            Value::Words(rest.path.clone()),
            empty(),
            empty(),
            empty(),
        ];
        row.extend(basis(Some(rest)));
        table.row(&row)?;
    }
    Ok(())
}

/// The path of a number with the date from which it is so.
fn dated(input: &Input, change: &Change) -> String {
    match input.path.strip_prefix(&change.place) {
        Some("") => change.path.clone(),
        Some(rest) if change.path != change.place => format!("{} ({})", change.path, &rest[1..]),
        _ => input.path.clone(),
    }
}

/// Whether a path is this place or leads through it.
fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a number and what it rests on are the same in two scenarios, however its note is numbered in each.
fn is_same(one: &Input, other: &Input) -> bool {
    let rests = |of: &Input| of.rests_on.as_ref().map(|it| (it.is_assumption, it.words.clone()));
    (&one.path, one.value, &one.unit) == (&other.path, other.value, &other.unit)
        && rests(one) == rests(other)
}

fn row(scenario: &Scenario, input: &Input, was: Option<&str>) -> Vec<Value> {
    let unit = if input.unit == "share" { Unit::Share } else { Unit::Plain };
    let mut row = vec![
        Value::Words(scenario.name.clone()),
        Value::Words(input.path.clone()),
        Value::Number(input.value, unit),
        Value::Words(input.unit.clone()),
        Value::Words(was.unwrap_or_default().to_owned()),
    ];
    row.extend(basis(input.rests_on.as_ref()));
    row
}

/// What a value rests on.
fn basis(rest: Option<&Rest>) -> [Value; 3] {
    let (kind, mark, words) = match rest {
        Some(rest) if rest.is_assumption => ("assumption", rest.mark.as_str(), rest.words.as_str()),
        Some(rest) => ("source", rest.mark.as_str(), rest.words.as_str()),
        None => ("not stated", "", ""),
    };
    [kind, mark, words].map(|text| Value::Words(text.to_owned()))
}
