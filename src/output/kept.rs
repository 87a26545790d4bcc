//! `replications.bin`: everything that is kept of replications, to the last bit, so that others can be added to them; and
//! the records it is made of, in which a run writes down replications as they are done (`journal`).
//!
//! A record is its length in bytes and its CRC-32 (32 bits each, little-endian), then itself in postcard's encoding. The
//! first says of which scenarios the others are. In `replications.bin` the replications of a scenario come one
//! after another, without their waits; then one record has the waits of all of them together.

use super::manifest::ScenarioRun;
use crate::scenario::Scenario;
use crate::statistics::{Results, WaitCounts};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::ops::Range;
use std::path::Path;

/// The file.
pub(super) const KEPT: &str = "replications.bin";

/// Tells what follows from any other file, and from other ways to write it.
const FORMAT: &str = "throughcare replications 1";
/// Length and checksum. \[bytes\]
const HEADER: usize = 8;
/// Longest record that is believed. \[bytes\]
const LONGEST: u32 = 1 << 30;

const CRC: crc::Crc<u32, crc::Table<16>> =
    crc::Crc::<u32, crc::Table<16>>::new(&crc::CRC_32_ISO_HDLC);

/// Of what the records are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    format: String,
    version: String,
    /// Name and digest of each scenario.
    scenarios: Vec<(String, String)>,
    /// In a journal: the numbers of the replications that are asked for of each.
    numbers: Vec<Range<u32>>,
}

impl Head {
    /// Of these scenarios, in the order of the plan.
    #[must_use]
    pub fn of_all(scenarios: &[Scenario]) -> Head {
        Head::of(scenarios.iter().map(|it| (it.name.clone(), it.digest.clone())).collect())
    }

    /// The same, of the journal of a run of replications of these numbers.
    #[must_use]
    pub fn with_numbers(self, numbers: &[Range<u32>]) -> Head {
        Head { numbers: numbers.to_vec(), ..self }
    }

    /// What tells it from others in a name.
    pub(super) fn mark(&self) -> io::Result<String> {
        Ok(format!("{:08x}", CRC.checksum(&encoded(self)?)))
    }

    fn of(scenarios: Vec<(String, String)>) -> Head {
        let (format, version) = (FORMAT.to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        Head { format, version, scenarios, numbers: Vec::new() }
    }
}

/// A replication, or the waits of several, to be written.
#[derive(Debug, Serialize)]
pub(super) struct Writing<'a> {
    pub(super) scenario: u32,
    pub(super) replication: Option<u32>,
    pub(super) row: &'a [Option<f64>],
    pub(super) waits: &'a [WaitCounts],
}

/// The same as it is read.
#[derive(Debug, Deserialize)]
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
    // Room for length and checksum first.
    let bytes = postcard::to_extend(record, vec![0; HEADER]).map_err(io::Error::other);
    let mut bytes = bytes?;
    let length = u32::try_from(bytes.len() - HEADER).map_err(io::Error::other)?;
    let checksum = CRC.checksum(&bytes[HEADER..]);
    bytes[..HEADER / 2].copy_from_slice(&length.to_le_bytes());
    bytes[HEADER / 2..HEADER].copy_from_slice(&checksum.to_le_bytes());
    Ok(bytes)
}

/// The next record, and how many bytes it takes; none at the end.
///
/// # Errors
/// When it is not whole, or is none; or the disk refuses.
pub(super) fn next<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<(T, u64)>> {
    let mut header = Vec::new();
    from.take(HEADER as u64).read_to_end(&mut header)?;
    let word = |from: usize| header.get(from..from + 4)?.try_into().ok().map(u32::from_le_bytes);
    let (size, checksum) = match (word(0), word(4)) {
        (Some(size), Some(checksum)) => (size, checksum),
        _ if header.is_empty() => return Ok(None),
        _ => return Err(ErrorKind::UnexpectedEof.into()),
    };
    if size > LONGEST {
        return Err(broken("a record is impossibly long"));
    }
    let mut bytes = Vec::new();
    from.take(u64::from(size)).read_to_end(&mut bytes)?;
    if bytes.len() < size as usize {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    if CRC.checksum(&bytes) != checksum {
        return Err(broken("a record has been changed"));
    }
    let record = postcard::from_bytes(&bytes).map_err(|_| broken("a record is none"))?;
    Ok(Some((record, HEADER as u64 + u64::from(size))))
}

/// The mark of the journal at this path; none where it has no head.
pub(super) fn mark_of(journal: &Path) -> Option<String> {
    let head = next::<Head>(&mut File::open(journal).ok()?).ok()??.0;
    head.mark().ok()
}

fn broken(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
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
            to.write_all(&encoded(&Writing {
                scenario,
                replication: Some(number),
                row,
                waits: &[],
            })?)
        })?;
        let waits = results.waits.as_slice();
        to.write_all(&encoded(&Writing { scenario, replication: None, row: &[], waits })?)?;
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
