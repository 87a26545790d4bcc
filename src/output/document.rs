//! Puts one document on the disk: whole or not at all.

use super::beside::{PARTIAL, hidden, is_taken, new_id, parent_of};
use super::folder::{Existing, sync_folder};
use super::trouble::{FolderError, trouble};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Writes a document beside its place, makes it durable, and renames it into place.
///
/// # Errors
/// When something stands in its place and is not to be replaced, or the disk refuses; then nothing has
/// changed there.
pub fn write_document(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), FolderError> {
    let refused = |path: &Path| match existing {
        _ if path.is_dir() => Some(FolderError::IsFolder(path.to_path_buf())),
        Existing::Replace => None,
        _ if is_taken(path) => Some(FolderError::FileTaken(path.to_path_buf())),
        _ => None,
    };
    if let Some(why) = refused(path) {
        return Err(why);
    }
    let partial = hidden(path, PARTIAL, &new_id());
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&partial)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(trouble("write", path))
        .and_then(|()| refused(path).map_or(Ok(()), Err))
        .and_then(|()| fs::rename(&partial, path).map_err(trouble("write", path)));
    if written.is_err() {
        // Of no use to anybody, and perhaps never made.
        let _ = fs::remove_file(&partial);
    }
    written?;
    sync_folder(parent_of(path))
}

/// Writes a document into a folder, which is made where it is missing; an older one of the name is replaced.
///
/// # Errors
/// When the disk refuses.
pub fn write_page(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
    fs::create_dir_all(folder).map_err(trouble("create", folder))?;
    write_document(&folder.join(name), bytes, Existing::Replace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_appears_whole_and_replaces_another_only_when_told_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.md");
        write_document(&path, b"one", Existing::Refuse).unwrap();
        let taken = write_document(&path, b"two", Existing::Refuse).unwrap_err();
        assert!(matches!(taken, FolderError::FileTaken(_)), "{taken}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        write_document(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        let nowhere = folder.path().join("absent/model.md");
        assert!(write_document(&nowhere, b"x", Existing::Refuse).is_err());
        assert!(write_document(folder.path(), b"x", Existing::Replace).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
