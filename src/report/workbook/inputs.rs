//! Every number of the scenarios, and what it rests on.

use super::super::answer::Answer;
use super::sheet::{Table, Unit, Value};
use crate::describe::{Input, inputs};
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The sheet: all of the first scenario, and what others have otherwise.
pub(super) fn write(sheet: &mut Worksheet, answer: &Answer<'_>) -> Result<(), XlsxError> {
    let columns = [
        ("scenario", 24.0),
        ("path", 58.0),
        ("value", 12.0),
        ("unit", 16.0),
        ("rests on", 14.0),
        ("mark", 8.0),
        ("source or assumption", 110.0),
    ];
    let mut table = Table::begin(sheet, "assumptions", &columns)?;
    let first = inputs(answer.first());
    for (number, (scenario, _)) in answer.scenarios.iter().enumerate() {
        for input in inputs(scenario) {
            let is_known = |known: &Input| {
                known.path == input.path && known.value == input.value && known.unit == input.unit
            };
            if number > 0 && first.iter().any(is_known) {
                continue;
            }
            let (kind, mark, words) = match &input.rests_on {
                Some(rest) => (
                    if rest.is_assumption { "assumption" } else { "source" },
                    rest.mark.clone(),
                    rest.words.clone(),
                ),
                None => ("not stated", String::new(), String::new()),
            };
            table.row(&[
                Value::Words(scenario.name.clone()),
                Value::Words(input.path),
                Value::Number(
                    input.value,
                    if input.unit == "share" { Unit::Share } else { Unit::Plain },
                ),
                Value::Words(input.unit),
                Value::Words(kind.to_owned()),
                Value::Words(mark),
                Value::Words(words),
            ])?;
        }
    }
    table.end()
}
