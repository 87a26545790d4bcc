//! Replications written down as they are done, beside the place of the results: what a run that is killed need not do
//! again.

use super::kept::{Head, Record, encoded, next, record};
use crate::experiment::{self, Replicated};
use crate::statistics::{ReplicationResult, Sheet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Bytes that are gathered before they are written.
const AT_ONCE: usize = 1 << 20;

/// A file of replications that others are added to.
#[derive(Debug)]
pub struct Journal {
    /// None where no more can be written: what is there stands, and the rest would be done again.
    file: Mutex<Option<Gathering>>,
    /// Where what is there ends.
    read: File,
    /// How many replications there are.
    replications: usize,
}

#[derive(Debug)]
struct Gathering {
    file: File,
    bytes: Vec<u8>,
}

impl Journal {
    /// Goes on with the file at this path if it is of the same scenarios, and begins anew otherwise. What is not whole at
    /// its end goes.
    pub(super) fn open(path: &Path, head: &Head) -> io::Result<Journal> {
        let open = || OpenOptions::new().read(true).append(true).create(true).open(path);
        let (mut file, mut read) = (open()?, File::open(path)?);
        let (mut replications, mut end) = (0, 0);
        let mut buffered = BufReader::new(&mut read);
        if let Ok(Some((found, length))) = next::<Head>(&mut buffered)
            && found == *head
        {
            end = length;
            while let Ok(Some((_, length))) = next::<Record>(&mut buffered) {
                replications += 1;
                end += length;
            }
        }
        file.set_len(end)?;
        if end == 0 {
            file.write_all(&encoded(head)?)?;
        }
        let file = Mutex::new(Some(Gathering { file, bytes: Vec::new() }));
        Ok(Journal { file, read, replications })
    }

    /// How many replications there were at first.
    #[must_use]
    pub fn replications(&self) -> usize {
        self.replications
    }

    /// The replications there were at first, as they were written down; of scenarios with these sheets.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn replicated(
        &self,
        sheets: Vec<Sheet>,
    ) -> io::Result<impl Iterator<Item = Replicated> + use<>> {
        let mut file = self.read.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        let mut file = BufReader::new(file);
        let _head = next::<Head>(&mut file)?;
        let records = std::iter::from_fn(move || next::<Record>(&mut file).ok().flatten());
        Ok(records
            .take(self.replications)
            .filter_map(move |(record, _)| of_record(record, &sheets)))
    }
}

/// None where it does not fit its scenario.
fn of_record(record: Record, sheets: &[Sheet]) -> Option<Replicated> {
    let scenario = record.scenario as usize;
    let sheet = sheets.get(scenario)?;
    let keys = sheet.keys.len();
    let is_whole = record.row.len() == keys + sheet.instants.len() * sheet.series.len()
        && record.waits.len() == sheet.waits.len();
    let samples = record.row.get(keys..)?.iter().copied().collect::<Option<Vec<f64>>>()?;
    let mut values = record.row;
    values.truncate(keys);
    let result = ReplicationResult { values, waits: record.waits, samples };
    is_whole.then_some(Replicated { scenario, replication: record.replication?, result })
}

impl experiment::Journal for Journal {
    fn write(&self, scenario: usize, replication: u32, result: &ReplicationResult) {
        let bytes = encoded(&record(scenario, replication, result));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(gathering) = file.as_mut() else { return };
        if bytes.and_then(|bytes| gathering.add(&bytes)).is_err() {
            // Half a record may be there now, behind which nothing would be found.
            *file = None;
        }
    }
}

impl Gathering {
    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= AT_ONCE {
            self.file.write_all(&self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }
}

impl Drop for Gathering {
    fn drop(&mut self) {
        let _ = self.file.write_all(&self.bytes);
    }
}
