//! Replications written down as they are done, beside the place of the results: what a run that is killed need not do
//! again.

use super::kept::{Head, Record, Writing, encoded, next};
use crate::experiment::{self, Replicated};
use crate::statistics::{ReplicationResult, Sheet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A file of replications that others are added to.
#[derive(Debug)]
pub struct Journal {
    /// None where no more can be written: what is there stands, and the rest would be done again.
    file: Mutex<Option<File>>,
    /// Where what is there ends.
    read: File,
    /// How many replications there are.
    replications: usize,
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
        let file = Mutex::new(Some(file));
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
        let row: Vec<Option<f64>> = result.row().collect();
        let (scenario, replication) = (scenario as u32, Some(replication));
        let bytes = encoded(&Writing { scenario, replication, row: &row, waits: &result.waits });
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = file.as_mut() else { return };
        if bytes.and_then(|bytes| open.write_all(&bytes)).is_err() {
            // Half a record may be there now, behind which nothing would be found.
            *file = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Journal as _;
    use crate::scenario::read_text;
    use crate::statistics::{Results, WaitCounts};
    use std::fs;

    const QUEUE: &str = "
        run = { horizon = \"10d\" }
        routes.door = { per_day = 1.0, enters = \"care\" }
        services.ward = { places = 1 }
        interventions.care = { component = \"delivery\", tier = 2, service = \"ward\", duration = \"1d\", then = \"done\" }
        exits.done = { planned = true, reason = \"completed\" }
    ";

    fn result(sheet: &Sheet, number: u32) -> ReplicationResult {
        let values = (0..sheet.keys.len()).map(|at| (at % 3 > 0).then(|| f64::from(number) / 3.0));
        ReplicationResult {
            values: values.collect(),
            waits: vec![WaitCounts::default(); sheet.waits.len()],
            samples: vec![f64::from(number); sheet.instants.len() * sheet.series.len()],
        }
    }

    fn numbers(journal: &Journal, sheet: &Sheet) -> Vec<u32> {
        let all = journal.replicated(vec![sheet.clone()]).unwrap();
        all.map(|it| {
            assert_eq!(format!("{:?}", it.result), format!("{:?}", result(sheet, it.replication)));
            it.replication
        })
        .collect()
    }

    /// Killed at any byte, as it were: what was whole before it is there, and what is added after it is, too.
    #[test]
    fn a_journal_cut_short_anywhere_goes_on_from_its_last_whole_record() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("journal");
        let scenario = read_text("queue", QUEUE, &[]).unwrap_or_else(|why| panic!("{why}"));
        let sheet = Results::new(&scenario.model).sheet;
        let scenarios = [scenario];
        let head = Head::of_all(&scenarios).with_numbers(std::slice::from_ref(&(1..10)));
        let journal = Journal::open(&path, &head).unwrap();
        for number in [2, 1, 7] {
            journal.write(0, number, &result(&sheet, number));
        }
        drop(journal);
        let whole = fs::read(&path).unwrap();
        let lengths = [whole.len(), 0, 3, 5, whole.len() - 1, whole.len() * 2 / 3, whole.len() / 3];
        for (length, expected) in lengths.into_iter().zip([3, 0, 0, 0, 2, 1, 0]) {
            fs::write(&path, &whole[..length]).unwrap();
            let journal = Journal::open(&path, &head).unwrap();
            assert_eq!(journal.replications(), expected, "{length} of {}", whole.len());
            assert_eq!(numbers(&journal, &sheet), [2, 1, 7][..expected]);
            journal.write(0, 9, &result(&sheet, 9));
            drop(journal);
            let journal = Journal::open(&path, &head).unwrap();
            assert_eq!(numbers(&journal, &sheet), [&[2, 1, 7][..expected], &[9]].concat());
        }
        // A changed byte, and another scenario.
        let mut changed = whole.clone();
        changed[whole.len() - 20] ^= 1;
        fs::write(&path, &changed).unwrap();
        assert_eq!(Journal::open(&path, &head).unwrap().replications(), 2);
        fs::write(&path, &whole).unwrap();
        let [mut other] = scenarios;
        other.digest = "other".to_owned();
        assert_eq!(
            Journal::open(
                &path,
                &Head::of_all(&[other]).with_numbers(std::slice::from_ref(&(1..10)))
            )
            .unwrap()
            .replications(),
            0
        );
    }
}
