//! The file of draws that both engines share: for each client and purpose the uniform numbers, before they are made into
//! durations, thresholds or choices.

use super::happenings::Line;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use throughcare::random::{Draws, Purpose, Who};

/// Clients beyond those who came: the first of them are drawn, and come after the end.
const SPARE: u32 = 2;

/// A purpose, and how many draws of it a client has.
#[derive(Debug)]
pub(super) struct Occasions {
    /// `kind:name`, as in decision 1.
    purpose: String,
    most: u32,
}

/// The draws that a model takes: a file with a purpose in each row, and how often one client asks for it at most. Whoever
/// asks more often is told so, and the comparison fails.
pub(super) fn purposes(path: &Path) -> Vec<Occasions> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        Occasions { purpose: row[0].to_owned(), most: row[1].parse().unwrap() }
    });
    rows.collect()
}

impl Occasions {
    /// The key of the nth occasion. Draws of exits are keyed by the number of the episode, from 1.
    fn key(&self, nth: u32) -> u32 {
        if self.purpose.contains(":exits.") { nth + 1 } else { nth }
    }
}

/// A draw that is written other than it was drawn.
#[derive(Debug)]
pub(super) enum Change {
    None,
    Add { person: String, purpose: &'static str, by: f64 },
}

impl Change {
    fn of(&self, whose: &str, what: &str) -> f64 {
        match self {
            Change::Add { person, purpose, by } if person == whose && *purpose == what => *by,
            _ => 0.0,
        }
    }
}

/// Writes the draws of all who came and of the next few.
pub(super) fn write(
    path: &Path,
    seed: u64,
    came: &[Line],
    purposes: &[Occasions],
    change: &Change,
) -> io::Result<()> {
    let draws = Draws::new(seed, 0);
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "person,purpose,uniforms")?;
    for occasions in purposes {
        let (kind, name) = occasions.purpose.split_once(':').unwrap();
        let purpose = Purpose::new(kind, name);
        let mut row = |person: String, who: Who, keys: &[u32]| {
            let by = change.of(&person, &occasions.purpose);
            let uniforms = keys.iter().map(|key| draws.uniform(who, purpose, *key) + by);
            let uniforms: Vec<String> = uniforms.map(|uniform| uniform.to_string()).collect();
            writeln!(file, "{person},{},{}", occasions.purpose, uniforms.join(" "))
        };
        if kind == "turnover" {
            // For each who leaves: when, and which of them it is.
            for number in 0..occasions.most {
                row(format!("{name}/{number}"), Who { group: purpose.0, number }, &[0, 1])?;
            }
            continue;
        }
        let keys: Vec<u32> = (0..occasions.most).map(|nth| occasions.key(nth)).collect();
        for (route, count) in counts(came) {
            if kind == "arrival" && name != route {
                continue;
            }
            let group = Purpose::new("route", route).0;
            for number in 0..count + SPARE {
                row(format!("{route}/{number}"), Who { group, number }, &keys)?;
            }
        }
    }
    file.flush()
}

/// How many came by each route.
fn counts(came: &[Line]) -> BTreeMap<&str, u32> {
    let mut counts = BTreeMap::new();
    for line in came.iter().filter(|line| line.what.starts_with("came as")) {
        let (route, _) = line.person.split_once('/').unwrap();
        *counts.entry(route).or_insert(0) += 1;
    }
    counts
}
