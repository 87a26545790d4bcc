//! Puts one document on the disk: whole or not at all.

use super::beside::{PARTIAL, hidden, is_taken, new_id, parent_of};
use super::folder::{Existing, sync_folder};
use super::trouble::{FolderError, trouble};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Whether a document may go to a place: nothing stands there that is not to be replaced, and its folder is there.
///
/// # Errors
/// When it may not.
pub fn check_document(path: &Path, existing: Existing) -> Result<(), FolderError> {
    match existing {
        _ if path.is_dir() => return Err(FolderError::IsFolder(path.to_path_buf())),
        Existing::Replace => {}
        _ if is_taken(path) => return Err(FolderError::FileTaken(path.to_path_buf())),
        _ => {}
    }
    let folder = fs::metadata(parent_of(path)).map_err(trouble("write", path))?;
    match folder.is_dir() {
        true => Ok(()),
        false => Err(trouble("write", path)(ErrorKind::NotADirectory.into())),
    }
}

/// Whether two paths lead to one place, whatever stands there.
#[must_use]
pub fn is_same_place(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| {
        let in_folder = || Some(parent_of(path).canonicalize().ok()?.join(path.file_name()?));
        path.canonicalize().ok().or_else(in_folder)
    };
    one == other || whole(one).is_some_and(|place| Some(place) == whole(other))
}

/// Writes a document beside its place, makes it durable, and renames it into place.
///
/// # Errors
/// When something stands in its place and is not to be replaced, or the disk refuses; then nothing has
/// changed there.
pub fn write_document(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), FolderError> {
    check_document(path, existing)?;
    let partial = hidden(path, PARTIAL, &new_id());
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&partial)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(trouble("write", path))
        .and_then(|()| check_document(path, existing))
        .and_then(|()| fs::rename(&partial, path).map_err(trouble("write", path)));
    if written.is_err() {
        // Of no use to anybody, and perhaps never made.
        let _ = fs::remove_file(&partial);
    }
    written?;
    sync_folder(parent_of(path), path)
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
        let in_a_file = check_document(&path.join("model.md"), Existing::Replace).unwrap_err();
        assert!(in_a_file.to_string().starts_with("cannot write "), "{in_a_file}");
    }

    #[test]
    fn two_ways_to_one_place_are_known_for_one_before_and_after_it_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        let [one, other] = ["a.md", "in/../a.md"].map(|name| folder.path().join(name));
        assert!(is_same_place(&one, &other));
        assert!(!is_same_place(&one, &folder.path().join("b.md")));
        fs::write(&one, "").unwrap();
        assert!(is_same_place(&one, &other));
        let [absent, other] = ["absent/a.md", "absent/b.md"].map(|name| folder.path().join(name));
        assert!(is_same_place(&absent, &absent) && !is_same_place(&absent, &other));
    }
}
