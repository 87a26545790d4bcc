//! What there is no room for in memory: a file without a name, of which nothing is left however the run ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// Bytes put aside.
#[derive(Debug)]
pub(super) struct Spill {
    folder: PathBuf,
    file: Option<File>,
    /// Where the next bytes go.
    end: u64,
    /// Bytes that have not been taken back.
    left: u64,
}

/// Where some bytes are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    from: u64,
    length: usize,
}

impl Spill {
    /// Nothing yet; the file will be in this folder's file system.
    pub(super) fn new(folder: PathBuf) -> Spill {
        Spill { folder, file: None, end: 0, left: 0 }
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> io::Result<Stretch> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(&self.folder)?),
        };
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(bytes)?;
        let stretch = Stretch { from: self.end, length: bytes.len() };
        self.end += bytes.len() as u64;
        self.left += bytes.len() as u64;
        Ok(stretch)
    }

    /// Takes bytes back, once.
    pub(super) fn take(&mut self, stretch: Stretch) -> io::Result<Vec<u8>> {
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        let mut bytes = vec![0; stretch.length];
        file.seek(SeekFrom::Start(stretch.from))?;
        file.read_exact(&mut bytes)?;
        self.left -= stretch.length as u64;
        if self.left == 0 {
            file.set_len(0)?;
            self.end = 0;
        }
        Ok(bytes)
    }

    /// Whether anything was ever put aside.
    #[cfg(test)]
    pub(super) fn was_used(&self) -> bool {
        self.file.is_some()
    }
}
