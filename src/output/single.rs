//! Single files: a new scenario, a page of the manual.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Why a file could not be put on the disk.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Something stands there.
    #[error("{} is there already, and nothing is overwritten; choose another name", .0.display())]
    Taken(PathBuf),
    /// The machine's trouble.
    #[error("cannot write {}: {why}", .path.display())]
    Io {
        /// What was to be written.
        path: PathBuf,
        /// The system's words.
        why: io::Error,
    },
}

/// Writes a file where there is none.
///
/// # Errors
/// When something stands there, or the disk refuses; then no part of the file is left.
pub fn write_new(path: &Path, text: &[u8]) -> Result<(), FileError> {
    let trouble = |why| FileError::Io { path: path.to_path_buf(), why };
    let opened = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = opened.map_err(|why| match why.kind() {
        ErrorKind::AlreadyExists => FileError::Taken(path.to_path_buf()),
        _ => trouble(why),
    })?;
    let written = file.write_all(text).and_then(|()| file.sync_all());
    written.map_err(|why| {
        let _ = fs::remove_file(path);
        trouble(why)
    })
}

/// Writes a file into a folder, which is made where it is missing; an older file of the name is replaced.
///
/// # Errors
/// When the disk refuses.
pub fn write_page(folder: &Path, name: &str, text: &[u8]) -> Result<PathBuf, FileError> {
    let path = folder.join(name);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
    written.map_err(|why| FileError::Io { path: path.clone(), why })?;
    Ok(path)
}
