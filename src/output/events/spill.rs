//! What there is no room for in memory: a file without a name, of which nothing is left however the run ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// Bytes put aside.
#[derive(Debug)]
pub(super) struct Spill {
    folder: PathBuf,
    file: Option<File>,
    /// How long the file is.
    end: u64,
    /// Stretches in it that are free again, by where they are, no two of which touch.
    free: Vec<Stretch>,
}

/// Where some bytes are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    from: u64,
    length: u64,
}

impl Spill {
    /// Nothing yet; the file will be in this folder's file system.
    pub(super) fn new(folder: PathBuf) -> Spill {
        Spill { folder, file: None, end: 0, free: Vec::new() }
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> io::Result<Stretch> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(&self.folder)?),
        };
        let length = bytes.len() as u64;
        let found = self.free.iter().position(|free| free.length >= length);
        let from = found.map_or(self.end, |index| self.free[index].from);
        file.seek(SeekFrom::Start(from))?;
        file.write_all(bytes)?;
        match found {
            Some(index) => {
                self.free[index].from += length;
                self.free[index].length -= length;
                self.free.retain(|free| free.length > 0);
            }
            None => self.end += length,
        }
        Ok(Stretch { from, length })
    }

    /// Takes bytes back, once.
    pub(super) fn take(&mut self, stretch: Stretch) -> io::Result<Vec<u8>> {
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        let mut bytes = vec![0; stretch.length as usize];
        file.seek(SeekFrom::Start(stretch.from))?;
        file.read_exact(&mut bytes)?;
        self.free_up(stretch);
        Ok(bytes)
    }

    /// Other bytes may go there.
    fn free_up(&mut self, stretch: Stretch) {
        let index = self.free.partition_point(|free| free.from < stretch.from);
        self.free.insert(index, stretch);
        self.free.dedup_by(|later, earlier| {
            let touch = earlier.from + earlier.length == later.from;
            earlier.length += if touch { later.length } else { 0 };
            touch
        });
    }

    /// Whether anything was ever put aside.
    #[cfg(test)]
    pub(super) fn was_used(&self) -> bool {
        self.file.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_been_taken_back_makes_room_and_nothing_else_is_touched() {
        let scratch = tempfile::tempdir().unwrap();
        let mut spill = Spill::new(scratch.path().to_path_buf());
        let bytes = |number: u8| vec![number; 100 + usize::from(number)];
        let mut kept: Vec<(u8, Stretch)> = Vec::new();
        for number in 0..200_u8 {
            kept.push((number, spill.put(&bytes(number)).unwrap()));
            // Three are there at once, and the middle one goes first.
            if kept.len() == 3 {
                let (number, stretch) = kept.remove(1);
                assert_eq!(spill.take(stretch).unwrap(), bytes(number));
                let (number, stretch) = kept.remove(0);
                assert_eq!(spill.take(stretch).unwrap(), bytes(number));
            }
        }
        assert!(spill.end < 3_000, "{} bytes for three pieces of at most 300", spill.end);
        for (number, stretch) in kept {
            assert_eq!(spill.take(stretch).unwrap(), bytes(number));
        }
        assert_eq!(spill.free, [Stretch { from: 0, length: spill.end }]);
    }
}
