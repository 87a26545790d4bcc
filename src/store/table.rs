//! A table that grows by rows and is read by columns.
//!
//! Rows gather until there is a block of them, which is turned so that the values of a column lie side by side. Blocks
//! stay in memory up to half of what the table may take; the others go to a file without a name, of which nothing is left
//! however the run ends. A column is then a stretch of each block, and several columns are read at once.
//!
//! Values are kept as their bits, so that what comes out is what went in, to the bit on every processor; a missing value
//! is the bits of a quiet NaN that no arithmetic makes.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Stands for a missing value: a quiet NaN with the letters `missin` in it.
const MISSING: u64 = 0x7ff8_6d69_7373_696e;
/// Bytes of a value.
const BYTES: usize = size_of::<u64>();

/// Numbers in rows of one width.
pub struct Table {
    width: usize,
    /// Rows of a block.
    height: usize,
    /// Values that may be in blocks in memory, and in columns read ahead.
    most_here: usize,
    most_ahead: usize,
    /// Rows that are no block yet, one after another.
    gathering: Vec<u64>,
    blocks: Vec<Block>,
    here: usize,
    aside: Mutex<Aside>,
}

/// So many rows, column after column.
enum Block {
    Here(Vec<u64>),
    /// In the file, from this byte on.
    Aside(u64),
}

/// What is not in memory.
struct Aside {
    folder: Option<PathBuf>,
    file: Option<File>,
    end: u64,
    /// The disk takes no more: what comes stays in memory.
    is_full: bool,
    /// Columns read ahead, from this one on: of each those of its values that are in the file, in order.
    first: usize,
    ahead: Vec<Vec<u64>>,
    /// What was written could not be read.
    trouble: Option<io::Error>,
}

/// The values of a column, in the order of the rows.
#[derive(Debug, Clone)]
pub struct Column(Vec<u64>);

impl Column {
    /// Each value, or none where it is missing.
    pub fn iter(&self) -> impl Iterator<Item = Option<f64>> + '_ {
        self.0.iter().map(|&bits| value(bits))
    }
}

fn value(bits: u64) -> Option<f64> {
    (bits != MISSING).then(|| f64::from_bits(bits))
}

impl Table {
    /// No rows yet; so many columns, in so much memory at most \[bytes\] (and always a few rows). What there is no room
    /// for goes to a file in this folder, or where the system keeps such files.
    #[must_use]
    pub fn new(width: usize, memory: usize, folder: Option<PathBuf>) -> Table {
        let quarter = memory / 4 / BYTES;
        let aside = Aside {
            folder,
            file: None,
            end: 0,
            is_full: false,
            first: 0,
            ahead: Vec::new(),
            trouble: None,
        };
        Table {
            width,
            height: (quarter / width.max(1)).max(1),
            most_here: 2 * quarter,
            most_ahead: quarter,
            gathering: Vec::new(),
            blocks: Vec::new(),
            here: 0,
            aside: Mutex::new(aside),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.blocks.len() * self.height + self.gathering.len().checked_div(self.width).unwrap_or(0)
    }

    /// Adds a row.
    ///
    /// # Panics
    /// When it is not as wide as the table.
    pub fn push(&mut self, row: impl IntoIterator<Item = Option<f64>>) {
        let before = self.gathering.len();
        self.gathering.extend(row.into_iter().map(|value| value.map_or(MISSING, f64::to_bits)));
        assert_eq!(self.gathering.len() - before, self.width, "a row has every column");
        if self.width > 0 && self.gathering.len() == self.width * self.height {
            self.put_by();
        }
    }

    /// Makes a block of the rows gathered.
    fn put_by(&mut self) {
        let block = turned(&self.gathering, self.width);
        self.gathering.clear();
        let has_room = self.here + block.len() <= self.most_here;
        let aside = self.aside.get_mut().unwrap_or_else(PoisonError::into_inner);
        let aside = if has_room { None } else { aside.put(&block) };
        self.here += if aside.is_none() { block.len() } else { 0 };
        self.blocks.push(aside.map_or(Block::Here(block), Block::Aside));
    }

    /// A column. The next ones are quick to get after it.
    #[must_use]
    pub fn column(&self, column: usize) -> Column {
        let mut values = Vec::with_capacity(self.rows());
        let mut aside = lock(&self.aside);
        let from_file = aside.column(column, self);
        let mut from_file = from_file.chunks_exact(self.height);
        for block in &self.blocks {
            match block {
                Block::Here(block) => values.extend(self.stretch(block, column)),
                Block::Aside(_) => values.extend(from_file.next().into_iter().flatten()),
            }
        }
        if self.width > 0 {
            values.extend(self.gathering.iter().skip(column).step_by(self.width));
        }
        Column(values)
    }

    fn stretch<'a>(&self, block: &'a [u64], column: usize) -> &'a [u64] {
        &block[column * self.height..][..self.height]
    }

    /// Every row in order, with its number from 0.
    ///
    /// # Errors
    /// Whatever is made of a row; or when what was written cannot be read.
    pub fn each_row(
        &self,
        mut with: impl FnMut(usize, &[Option<f64>]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut row = vec![None; self.width];
        let mut number = 0;
        let mut tell = |bits: &mut dyn Iterator<Item = u64>| {
            row.iter_mut().zip(bits).for_each(|(of, bits)| *of = value(bits));
            number += 1;
            with(number - 1, &row)
        };
        for block in &self.blocks {
            let read;
            let block = match block {
                Block::Here(block) => block,
                Block::Aside(from) => {
                    read = lock(&self.aside).read(*from, self.width * self.height)?;
                    &read
                }
            };
            for index in 0..self.height {
                tell(&mut block.iter().skip(index).step_by(self.height).copied())?;
            }
        }
        for row in self.gathering.chunks_exact(self.width.max(1)) {
            tell(&mut row.iter().copied())?;
        }
        Ok(())
    }

    /// Whether everything that was asked for could be read.
    ///
    /// # Errors
    /// Why it could not.
    pub fn checked(&self) -> io::Result<()> {
        lock(&self.aside).trouble.take().map_or(Ok(()), Err)
    }
}

/// Rows of a width, column after column.
fn turned(rows: &[u64], width: usize) -> Vec<u64> {
    let mut columns = Vec::with_capacity(rows.len());
    for column in 0..width {
        columns.extend(rows.iter().skip(column).step_by(width));
    }
    columns
}

impl Aside {
    /// Where the block is now; none where it could not be put.
    fn put(&mut self, block: &[u64]) -> Option<u64> {
        if self.is_full {
            return None;
        }
        let put = self.write(block);
        self.is_full = put.is_err();
        put.ok()
    }

    fn write(&mut self, block: &[u64]) -> io::Result<u64> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(match &self.folder {
                Some(folder) => tempfile::tempfile_in(folder)?,
                None => tempfile::tempfile()?,
            }),
        };
        let from = self.end;
        file.seek(SeekFrom::Start(from))?;
        for values in block.chunks(8192) {
            let bytes: Vec<u8> = values.iter().flat_map(|bits| bits.to_le_bytes()).collect();
            file.write_all(&bytes)?;
        }
        self.end += (block.len() * BYTES) as u64;
        Ok(from)
    }

    fn read(&mut self, from: u64, count: usize) -> io::Result<Vec<u64>> {
        let mut file = self.file.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut bytes = vec![0; count * BYTES];
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(&mut bytes)?;
        let (values, _) = bytes.as_chunks::<BYTES>();
        Ok(values.iter().map(|bits| u64::from_le_bytes(*bits)).collect())
    }

    /// Of a column what is in the file.
    fn column(&mut self, column: usize, of: &Table) -> &[u64] {
        if self.file.is_none() {
            return &[];
        }
        if !(self.first..self.first + self.ahead.len()).contains(&column)
            && let Err(why) = self.read_ahead(column, of)
        {
            self.trouble.get_or_insert(why);
            self.ahead.clear();
        }
        match column.checked_sub(self.first).and_then(|index| self.ahead.get(index)) {
            Some(values) => values,
            None => &[],
        }
    }

    /// Reads a column and as many after it as there is room for.
    fn read_ahead(&mut self, column: usize, of: &Table) -> io::Result<()> {
        let count = (of.most_ahead / of.rows().max(1)).clamp(1, of.width - column);
        self.first = column;
        self.ahead.clear();
        self.ahead.resize(count, Vec::new());
        for block in &of.blocks {
            let Block::Aside(from) = block else { continue };
            let from = from + (column * of.height * BYTES) as u64;
            let values = self.read(from, count * of.height)?;
            for (column, values) in self.ahead.iter_mut().zip(values.chunks_exact(of.height)) {
                column.extend(values);
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = formatter.debug_list();
        let told = self.each_row(|_, row| {
            list.entry(&row);
            Ok(())
        });
        told.map_err(|_| fmt::Error)?;
        list.finish()
    }
}

fn lock(aside: &Mutex<Aside>) -> MutexGuard<'_, Aside> {
    aside.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row r has r, r + 0.1, … and nothing in every column that r + column divides by 5.
    fn row(number: usize, width: usize) -> Vec<Option<f64>> {
        let value = |column| number as f64 + column as f64 / 10.0;
        (0..width)
            .map(|column| (!(number + column).is_multiple_of(5)).then(|| value(column)))
            .collect()
    }

    /// Memory for 8 values in a block, 16 in blocks and 8 read ahead: of widths that fill blocks and of one that does not.
    #[test]
    fn what_went_in_comes_out_by_row_and_by_column_wherever_it_is_kept() {
        for memory in [8 * 32, 8 * 3200] {
            for (width, rows) in [(1, 100), (2, 41), (3, 50), (8, 9), (20, 7), (4, 0)] {
                let mut table = Table::new(width, memory, None);
                (0..rows).for_each(|number| table.push(row(number, width)));
                assert_eq!(table.rows(), rows);
                let is_aside = table.aside.get_mut().unwrap().file.is_some();
                // A third of it would fill the memory for blocks.
                assert_eq!(is_aside, memory == 8 * 32 && rows > 0, "{width}");
                for column in (0..width).chain((0..width).rev()) {
                    let expected: Vec<_> = (0..rows).map(|at| row(at, width)[column]).collect();
                    assert_eq!(table.column(column).iter().collect::<Vec<_>>(), expected);
                }
                let mut number = 0;
                let told = table.each_row(|at, values| {
                    assert_eq!((at, values), (number, row(number, width).as_slice()));
                    number += 1;
                    Ok(())
                });
                assert!(told.is_ok() && number == rows);
                table.checked().unwrap();
            }
        }
    }

    #[test]
    fn values_keep_their_bits_and_nan_is_not_missing() {
        let mut table = Table::new(4, 0, None);
        let row = [Some(-0.0), Some(f64::NAN), None, Some(f64::MIN_POSITIVE / 2.0)];
        (0..3).for_each(|_| table.push(row));
        let bits = |value: Option<f64>| value.map(f64::to_bits);
        for (column, expected) in row.into_iter().enumerate() {
            let found: Vec<_> = table.column(column).iter().map(bits).collect();
            assert_eq!(found, [bits(expected); 3]);
        }
    }

    #[test]
    fn a_disk_that_takes_nothing_costs_memory_and_no_value() {
        let folder = tempfile::tempdir().unwrap();
        let mut table = Table::new(2, 0, Some(folder.path().join("absent")));
        (0..40).for_each(|number| table.push(row(number, 2)));
        let expected: Vec<_> = (0..40).map(|number| row(number, 2)[1]).collect();
        assert_eq!(table.column(1).iter().collect::<Vec<_>>(), expected);
        table.checked().unwrap();
    }
}
