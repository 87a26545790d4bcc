//! `replications.bin`: everything that is kept of replications, to the last bit, so that others can be added to them; and
//! the records it is made of, in which a run writes down replications as they are done (`journal`).
//!
//! A record is its length in bytes (32 bits, little-endian), then the record in postcard's encoding with a CRC-32 behind
//! it. The first says of which scenarios the others are. In `replications.bin` the replications of a scenario come one
//! after another, without their waits; then one record has the waits of all of them together.

use super::manifest::ScenarioRun;
use crate::scenario::Scenario;
use crate::statistics::{ReplicationResult, Results, WaitCounts};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, ErrorKind, Read, Write};

/// The file.
pub(super) const KEPT: &str = "replications.bin";

/// Tells what follows from any other file, and from other ways to write it.
const FORMAT: &str = "throughcare replications 1";
/// Longest record that is believed. \[bytes\]
const LONGEST: u32 = 1 << 30;

const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);

/// Of what the records are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    format: String,
    version: String,
    /// Name and digest of each scenario.
    scenarios: Vec<(String, String)>,
}

impl Head {
    /// Of these scenarios, in the order of the plan.
    #[must_use]
    pub fn of_all(scenarios: &[Scenario]) -> Head {
        Head::of(scenarios.iter().map(|it| (it.name.clone(), it.digest.clone())).collect())
    }

    fn of(scenarios: Vec<(String, String)>) -> Head {
        let (format, version) = (FORMAT.to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        Head { format, version, scenarios }
    }
}

/// A replication, or the waits of several.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// Position of the scenario.
    pub(super) scenario: u32,
    /// Number of the replication; none: of all those of the scenario.
    pub(super) replication: Option<u32>,
    /// Values, then samples.
    pub(super) row: Vec<Option<f64>>,
    /// Waits.
    pub(super) waits: Vec<WaitCounts>,
}

/// The bytes of a record.
pub(super) fn encoded<T: Serialize>(record: &T) -> io::Result<Vec<u8>> {
    let mut bytes = postcard::to_allocvec_crc32(record, CRC.digest()).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    bytes.splice(0..0, length.to_le_bytes());
    Ok(bytes)
}

/// The next record, and how many bytes it takes; none at the end.
///
/// # Errors
/// When it is not whole, or is none; or the disk refuses.
pub(super) fn next<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<(T, u64)>> {
    let mut length = [0; 4];
    let mut read = 0;
    while read < length.len() {
        match from.read(&mut length[read..]) {
            Ok(0) if read == 0 => return Ok(None),
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(some) => read += some,
            Err(why) if why.kind() == ErrorKind::Interrupted => {}
            Err(why) => return Err(why),
        }
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(broken("a record is impossibly long"));
    }
    let mut bytes = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() < length as usize {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let record = postcard::from_bytes_crc32(&bytes, CRC.digest());
    let record = record.map_err(|_| broken("a record has been changed or is none"))?;
    Ok(Some((record, 4 + u64::from(length))))
}

fn broken(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}

/// The record of a replication.
pub(super) fn record(scenario: usize, replication: u32, result: &ReplicationResult) -> Record {
    Record {
        scenario: scenario as u32,
        replication: Some(replication),
        row: result.row().collect(),
        waits: result.waits.clone(),
    }
}

/// The file.
pub(super) fn write(
    runs: &[ScenarioRun],
    results: &[(&str, &Results)],
    to: &mut dyn Write,
) -> io::Result<()> {
    let head = Head::of(runs.iter().map(|it| (it.name.clone(), it.digest.clone())).collect());
    to.write_all(&encoded(&head)?)?;
    for (scenario, (_, results)) in (0..).zip(results) {
        results.each_row(|number, row| {
            let (replication, row) = (Some(number), row.to_vec());
            to.write_all(&encoded(&Record { scenario, replication, row, waits: Vec::new() })?)
        })?;
        let (row, waits) = (Vec::new(), results.waits.clone());
        to.write_all(&encoded(&Record { scenario, replication: None, row, waits })?)?;
    }
    Ok(())
}

/// Adds all that the file holds to results of the same scenarios that hold nothing yet; gives these.
///
/// # Errors
/// When it is of other scenarios, or of another version, or not whole.
pub(super) fn read(
    head: &Head,
    empty: Vec<Results>,
    from: &mut impl Read,
) -> io::Result<Vec<Results>> {
    let Some((found, _)) = next::<Head>(from)? else { return Err(broken("it is empty")) };
    if found.format != head.format {
        return Err(broken("it is written in another way than this version of the program reads"));
    }
    if found.scenarios != head.scenarios {
        return Err(broken("it is of other scenarios than run.json says"));
    }
    let mut results: Vec<Option<Results>> = empty.into_iter().map(Some).collect();
    let mut are_whole = vec![false; results.len()];
    while let Some((record, _)) = next::<Record>(from)? {
        let Record { scenario, replication, row, waits } = record;
        let slot =
            results.get_mut(scenario as usize).ok_or_else(|| broken("a scenario too many"))?;
        let Some(of) = slot.take() else { return Err(broken("a scenario twice")) };
        *slot = Some(match replication {
            None if waits.len() == of.waits.len() => {
                let mut of = of;
                of.add_waits(&waits);
                are_whole[scenario as usize] = true;
                of
            }
            Some(number) if row.len() == of.width() => {
                let mut of = if of.replications() == 0 { of.from_number(number) } else { of };
                if number != of.next() {
                    return Err(broken("a replication is missing"));
                }
                of.add_row(row);
                of
            }
            _ => return Err(broken("it has not as many values as its scenario reports")),
        });
    }
    if !are_whole.into_iter().all(|is_whole| is_whole) {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(results.into_iter().flatten().collect())
}
