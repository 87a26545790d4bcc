//! Real people: how long 238 clients of two methadone clinics stayed, fitted, simulated, and fitted again.

// The fits against other programs and published figures.
mod fitted;
// The scenarios that `throughcare fit` writes, simulated, against the curve of the people they came from.
mod retention;
// Times that were simulated with a known hazard, fitted.
mod refitted;

pub(crate) use retention::against_the_clients;

use throughcare::survival::{Observation, Sample};

const FILE: &str = "tests/data/methadone-retention.csv";

/// A client of the clinics.
#[derive(Debug, Clone, Copy)]
struct Person {
    clinic: usize,
    left: bool,
    days: f64,
    prison: f64,
    dose: f64,
}

/// All of them.
fn people() -> Vec<Person> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(reader.headers().unwrap(), vec!["clinic", "status", "survt", "prison", "dose"]);
    let person = |record: csv::Result<csv::StringRecord>| {
        let record = record.unwrap();
        let number = |column: usize| record[column].parse::<f64>().unwrap();
        Person {
            clinic: number(0) as usize,
            left: number(1) == 1.0,
            days: number(2),
            prison: number(3),
            dose: number(4),
        }
    };
    reader.records().map(person).collect()
}

/// Those of a clinic, or of both.
fn plain(clinic: Option<usize>) -> Sample {
    let such = people().into_iter().filter(|person| clinic.is_none_or(|of| person.clinic == of));
    Sample::plain(&such.map(|person| (person.days, person.left)).collect::<Vec<_>>())
}

/// Everybody, in strata and with covariates as these functions say.
fn sample(
    strata: usize,
    stratum: impl Fn(&Person) -> usize,
    covariates: impl Fn(&Person) -> Vec<f64>,
) -> Sample {
    let observations = people().into_iter().map(|person| Observation {
        time: person.days,
        left: person.left,
        stratum: stratum(&person),
        covariates: covariates(&person),
    });
    Sample { observations: observations.collect(), strata }
}
