//! `events.csv` of several runs, one after another.

use super::{CSV, PARQUET};
use crate::output::folder::Place;
use crate::output::trouble::{FolderError, trouble};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

/// What has been joined.
#[derive(Debug)]
pub struct Joined {
    /// The file; none where not every folder has one.
    pub name: Option<&'static str>,
    /// Whether a folder has events that are in no file now.
    pub is_left_out: bool,
}

/// Writes the rows of the event logs in these folders into the place, under one header.
///
/// # Errors
/// When the disk refuses, or the headers differ.
pub fn join_events(place: &Place, folders: &[PathBuf]) -> Result<Joined, FolderError> {
    let all = || folders.iter().map(|folder| folder.join(CSV));
    let with_parquet = folders.iter().any(|folder| folder.join(PARQUET).is_file());
    if !all().all(|path| path.is_file()) {
        let is_left_out = with_parquet || all().any(|path| path.is_file());
        return Ok(Joined { name: None, is_left_out });
    }
    let (path, file) = place.create(CSV)?;
    let mut to = BufWriter::new(&file);
    let mut header = Vec::new();
    for log in all() {
        let mut from = BufReader::new(File::open(&log).map_err(trouble("open", &log))?);
        let mut first = Vec::new();
        from.read_until(b'\n', &mut first).map_err(trouble("read", &log))?;
        if header.is_empty() {
            to.write_all(&first).map_err(trouble("write", &path))?;
            header = first;
        } else if header != first {
            let why = io::Error::other("its columns are not those of the others");
            return Err(trouble("join", &log)(why));
        }
        io::copy(&mut from, &mut to).map_err(trouble("write", &path))?;
    }
    to.flush().map_err(trouble("write", &path))?;
    drop(to);
    file.sync_all().map_err(trouble("write", &path))?;
    Ok(Joined { name: Some(CSV), is_left_out: with_parquet })
}
