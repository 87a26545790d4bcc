//! The tables of results as sheets.

use super::super::answer::Answer;
use super::sheet::{Table, Unit, Value};
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Key, Results, Together};
use rust_xlsxwriter::{Worksheet, XlsxError};

/// Centiles of waits. \[%\]
const CENTILES: [u8; 13] = [0, 5, 10, 20, 25, 50, 75, 80, 85, 90, 95, 99, 100];

/// Everybody, then groups.
const PARTS: [fn(&str) -> bool; 2] = [|group| group == "all", |group| group != "all"];

fn words(text: &str) -> Value {
    Value::Words(text.to_owned())
}

fn whole(number: usize) -> Value {
    Value::Number(Some(number as f64), Unit::Whole)
}

/// The unit in words, with the currency of the scenario.
fn unit(scenario: &Scenario, key: &Key) -> Value {
    let currency = scenario.model.currency.as_deref().unwrap_or("currency");
    Value::Words(key.measure.unit().replace("currency", currency))
}

/// What the replications say of every measure.
pub(super) fn summary(sheet: &mut Worksheet, answer: &Answer<'_>) -> Result<(), XlsxError> {
    let figures =
        ["mean", "sd", "low95", "high95", "min", "p5", "p25", "median", "p75", "p95", "max"];
    let mut columns = vec![
        ("scenario", 24.0),
        ("group", 22.0),
        ("subject", 34.0),
        ("measure", 34.0),
        ("unit", 18.0),
        ("n", 8.0),
    ];
    columns.extend(figures.map(|name| (name, 12.0)));
    let mut table = Table::begin(sheet, "summary", &columns)?;
    for is_part in PARTS {
        for (scenario, results) in answer.scenarios {
            for (at, key) in
                results.sheet.keys.iter().enumerate().filter(|(_, key)| is_part(&key.group))
            {
                let found: Estimate = results.estimate(at);
                if found.n == 0 {
                    continue;
                }
                let shown = Unit::named(key.measure.unit());
                let mut row = vec![
                    words(&scenario.name),
                    words(&key.group),
                    words(&key.subject),
                    words(key.measure.name()),
                    unit(scenario, key),
                    whole(found.n),
                ];
                let values = [
                    found.mean,
                    found.sd,
                    found.low,
                    found.high,
                    found.min,
                    found.p5,
                    found.p25,
                    found.median,
                    found.p75,
                    found.p95,
                    found.max,
                ];
                row.extend(values.map(|value| Value::Number(value, shown)));
                table.row(&row)?;
            }
        }
    }
    table.end()
}

/// Every scenario against the first.
pub(super) fn comparison(sheet: &mut Worksheet, answer: &Answer<'_>) -> Result<(), XlsxError> {
    let columns = [
        ("scenario", 24.0),
        ("against", 16.0),
        ("group", 22.0),
        ("subject", 34.0),
        ("measure", 34.0),
        ("unit", 18.0),
        ("n", 8.0),
        ("difference", 12.0),
        ("sd", 12.0),
        ("low95", 12.0),
        ("high95", 12.0),
        ("low95 together", 12.0),
        ("high95 together", 12.0),
        ("verdict", 10.0),
        ("variance ratio", 10.0),
    ];
    let mut table = Table::begin(sheet, "comparison", &columns)?;
    let mut together = Together::of(answer.others().len());
    for is_part in PARTS {
        for (scenario, results) in answer.others() {
            for (key, found) in
                results.against(answer.results()).filter(|(key, _)| is_part(&key.group))
            {
                if found.difference.n == 0 {
                    continue;
                }
                let shown = Unit::named(key.measure.unit());
                let by = found.difference;
                let (low, high) = together
                    .interval(&found)
                    .map_or((None, None), |(low, high)| (Some(low), Some(high)));
                let mut row = vec![
                    words(&scenario.name),
                    words(&answer.first().name),
                    words(&key.group),
                    words(&key.subject),
                    words(key.measure.name()),
                    unit(scenario, key),
                    whole(by.n),
                ];
                row.extend(
                    [by.mean, by.sd, by.low, by.high, low, high]
                        .map(|value| Value::Number(value, shown)),
                );
                row.push(words(together.verdict(key.measure, &found).name()));
                row.push(Value::Number(found.variance_ratio, Unit::Days));
                table.row(&row)?;
            }
        }
    }
    table.end()
}

/// How the system stands over time.
pub(super) fn timeline(sheet: &mut Worksheet, answer: &Answer<'_>) -> Result<(), XlsxError> {
    let columns = [
        ("scenario", 24.0),
        ("series", 14.0),
        ("subject", 28.0),
        ("unit", 10.0),
        ("day", 10.0),
        ("date", 12.0),
        ("mean", 12.0),
        ("p5", 12.0),
        ("p95", 12.0),
    ];
    let mut table = Table::begin(sheet, "timeline", &columns)?;
    for (scenario, results) in answer.scenarios {
        for (index, series) in results.sheet.series.iter().enumerate() {
            let unit = if series.name == "occupied" { "places" } else { "clients" };
            for (instant, sampled) in results.sheet.instants.iter().enumerate() {
                let found = results.sample(instant, index);
                table.row(&[
                    words(&scenario.name),
                    words(series.name),
                    words(&series.subject),
                    words(unit),
                    Value::Number(Some(sampled.at.0), Unit::Days),
                    Value::Day(sampled.date),
                    Value::Number(found.mean, Unit::Count),
                    Value::Number(found.p5, Unit::Count),
                    Value::Number(found.p95, Unit::Count),
                ])?;
            }
        }
    }
    table.end()
}

/// Centiles of the clients' own waits.
pub(super) fn waits(sheet: &mut Worksheet, answer: &Answer<'_>) -> Result<(), XlsxError> {
    let mut columns = vec![
        ("scenario", 24.0),
        ("group", 22.0),
        ("subject", 34.0),
        ("unit", 8.0),
        ("waits", 12.0),
        ("within target", 10.0),
    ];
    let heads = CENTILES.map(|centile| format!("p{centile}"));
    columns.extend(heads.iter().map(|head| (head.as_str(), 10.0)));
    let mut table = Table::begin(sheet, "waits", &columns)?;
    for is_part in PARTS {
        for (scenario, results) in answer.scenarios {
            waits_of(&mut table, scenario, results, is_part)?;
        }
    }
    table.end()
}

fn waits_of(
    table: &mut Table<'_>,
    scenario: &Scenario,
    results: &Results,
    is_part: fn(&str) -> bool,
) -> Result<(), XlsxError> {
    let all = results.sheet.waits.iter().zip(&results.waits).filter(|(of, _)| is_part(&of.group));
    for (of, waits) in all.filter(|(_, waits)| waits.number() > 0) {
        let mut row = vec![
            words(&scenario.name),
            words(&of.group),
            words(&of.subject),
            words("days"),
            Value::Number(Some(waits.number() as f64), Unit::Whole),
            Value::Number(waits.share_within_target(), Unit::Share),
        ];
        row.extend(
            CENTILES.map(|centile| {
                Value::Number(waits.quantile(f64::from(centile) / 100.0), Unit::Days)
            }),
        );
        table.row(&row)?;
    }
    Ok(())
}
