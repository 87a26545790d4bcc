//! Event logs of several runs that are text, one after another.

use super::{CSV, PARQUET, VIDIGI};
use crate::output::folder::Place;
use crate::output::trouble::{FolderError, trouble};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

/// What has been joined.
#[derive(Debug, Default)]
pub struct Joined {
    /// The files that every folder has.
    pub names: Vec<&'static str>,
    /// Whether a folder has events that are in no file now.
    pub is_left_out: bool,
}

/// Writes the rows of the event logs in these folders into the place, those of a name under one header.
///
/// # Errors
/// When the disk refuses, or the headers differ.
pub fn join_events(place: &Place, folders: &[PathBuf]) -> Result<Joined, FolderError> {
    let mut joined = Joined::default();
    for name in [CSV, VIDIGI, PARQUET] {
        let logs: Vec<PathBuf> = folders.iter().map(|folder| folder.join(name)).collect();
        let is_text = name != PARQUET;
        if is_text && logs.iter().all(|log| log.is_file()) {
            join(place, name, &logs)?;
            joined.names.push(name);
        } else {
            joined.is_left_out |= logs.iter().any(|log| log.is_file());
        }
    }
    Ok(joined)
}

fn join(place: &Place, name: &str, logs: &[PathBuf]) -> Result<(), FolderError> {
    let (path, file) = place.create(name)?;
    let mut to = BufWriter::new(&file);
    let mut header = Vec::new();
    for log in logs {
        let mut from = BufReader::new(File::open(log).map_err(trouble("open", log))?);
        let mut first = Vec::new();
        from.read_until(b'\n', &mut first).map_err(trouble("read", log))?;
        if header.is_empty() {
            to.write_all(&first).map_err(trouble("write", &path))?;
            header = first;
        } else if header != first {
            let why = io::Error::other("its columns are not those of the others");
            return Err(trouble("join", log)(why));
        }
        io::copy(&mut from, &mut to).map_err(trouble("write", &path))?;
    }
    to.flush().map_err(trouble("write", &path))?;
    drop(to);
    file.sync_all().map_err(trouble("write", &path))
}
