//! Why results and documents could not be put on the disk, in words.

use std::io;
use std::path::{Path, PathBuf};

/// Why the results could not be put on the disk.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The place holds results.
    #[error("{} already holds results; choose another folder, or replace them with --force", .0.display())]
    Taken(PathBuf),
    /// What stands there is not a folder of results.
    #[error("{} already exists and holds something other than results (it has no run.json); choose another folder", .0.display())]
    NotResults(PathBuf),
    /// A file stands in the place of a document.
    #[error("{} already exists; choose another file, or replace it with --force", .0.display())]
    FileTaken(PathBuf),
    /// A folder stands in the place of a document.
    #[error("{} is a folder; name a file", .0.display())]
    IsFolder(PathBuf),
    /// A format that this program was built without.
    #[error(
        "this program was built without Parquet; take --events csv, or build it with --features parquet"
    )]
    NoParquet,
    /// The machine's trouble.
    #[error("cannot {operation} {}: {why}", .path.display())]
    Io {
        /// What was tried.
        operation: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's words.
        why: io::Error,
    },
}

/// What the system refused, with the whole path.
pub(super) fn trouble(
    operation: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> FolderError {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    move |why| FolderError::Io { operation, path, why }
}
