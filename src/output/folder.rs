//! Puts the results on the disk: whole or not at all.
//!
//! Everything is written into a hidden folder beside the place of the results, made durable, and then renamed into
//! place. That folder is made before the run, so that a place where nothing can be written is found at once. A run that
//! is killed leaves at most that hidden folder, which the next run recognises and clears away.

use super::ResultFile;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What to do when the place of the results is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it as it is, and refuse.
    Refuse,
    /// Put the new results in its place, if it holds results.
    Replace,
    /// Take the next free name: `name-2`, `name-3`, ….
    NextFree,
}

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

const LOCK: &str = ".lock";
const RUN: &str = "run.json";

/// A place for results in which can be written: a hidden folder beside it is there and waits for the files.
///
/// Dropped without [`Place::fill`], it leaves nothing behind.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    existing: Existing,
    partial: PathBuf,
    lock: Option<File>,
}

impl Place {
    /// Makes ready to put results at `path`.
    ///
    /// # Errors
    /// When the place is taken (see [`Existing`]), or the disk refuses; then nothing has changed at `path`.
    pub fn prepare(path: &Path, existing: Existing) -> Result<Place, FolderError> {
        let parent = parent_of(path);
        fs::create_dir_all(parent).map_err(trouble("create", parent))?;
        recover(path)?;
        check_place(path, existing)?;
        let partial = sibling(path, "partial");
        fs::create_dir(&partial).map_err(trouble("create", &partial))?;
        // From here on the folder is cleared away whatever happens.
        let mut place = Place { path: path.to_path_buf(), existing, partial, lock: None };
        place.lock = Some(locked(&place.partial)?);
        Ok(place)
    }

    /// Writes the files, puts the folder in its place, and gives the path where it is.
    ///
    /// # Errors
    /// When the place has been taken meanwhile, or the disk refuses; then nothing has changed there.
    pub fn fill(self, files: &[ResultFile]) -> Result<PathBuf, FolderError> {
        write_all(&self.partial, files)?;
        check_place(&self.path, self.existing)?;
        settle(&self.partial, &self.path, self.existing)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Once in place it is no longer there; what could not be put in place is of no use to anybody.
        let _ = fs::remove_dir_all(&self.partial);
    }
}

pub(super) fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn check_place(path: &Path, existing: Existing) -> Result<(), FolderError> {
    if existing == Existing::NextFree || !is_taken(path) || is_empty_folder(path) {
        return Ok(());
    }
    match existing {
        _ if !path.join(RUN).is_file() => Err(FolderError::NotResults(path.to_path_buf())),
        Existing::Refuse => Err(FolderError::Taken(path.to_path_buf())),
        Existing::Replace | Existing::NextFree => Ok(()),
    }
}

/// Whether anything stands in the place.
pub(super) fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether an empty folder with a name of its own stands there (`.` has none and could not be replaced).
fn is_empty_folder(path: &Path) -> bool {
    path.file_name().is_some()
        && path.symlink_metadata().is_ok_and(|found| found.is_dir())
        && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// The lock that says that somebody is at work in a folder.
fn locked(partial: &Path) -> Result<File, FolderError> {
    let path = partial.join(LOCK);
    let lock = File::create_new(&path).map_err(trouble("create", &path))?;
    lock.lock().map_err(trouble("lock", &path))?;
    Ok(lock)
}

/// Writes every file into a folder.
fn write_all(partial: &Path, files: &[ResultFile]) -> Result<(), FolderError> {
    for file in files {
        let path = partial.join(file.name);
        let mut open = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(trouble("create", &path))?;
        open.write_all(&file.bytes).map_err(trouble("write", &path))?;
        open.sync_all().map_err(trouble("write", &path))?;
    }
    Ok(())
}

/// Renames a finished folder into place.
fn settle(partial: &Path, path: &Path, existing: Existing) -> Result<PathBuf, FolderError> {
    let lock = partial.join(LOCK);
    fs::remove_file(&lock).map_err(trouble("remove", &lock))?;
    sync_folder(partial)?;
    if existing != Existing::NextFree && is_empty_folder(path) {
        fs::remove_dir(path).map_err(trouble("replace", path))?;
    }
    match existing {
        Existing::NextFree => return settle_next_free(partial, path),
        Existing::Replace if is_taken(path) => {
            // Until the second rename the old results stand whole under the other name, where `recover` finds them.
            let replaced = sibling(path, "replaced");
            fs::rename(path, &replaced).map_err(trouble("set aside", path))?;
            if let Err(why) = rename_new(partial, path) {
                let _ = fs::rename(&replaced, path);
                return Err(trouble("rename into place", path)(why));
            }
            sync_folder(parent_of(path))?;
            fs::remove_dir_all(&replaced).map_err(trouble("remove", &replaced))?;
        }
        _ => rename_new(partial, path).map_err(|why| match why.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => {
                FolderError::Taken(path.to_path_buf())
            }
            _ => trouble("rename into place", path)(why),
        })?,
    }
    sync_folder(parent_of(path))?;
    Ok(path.to_path_buf())
}

fn settle_next_free(partial: &Path, path: &Path) -> Result<PathBuf, FolderError> {
    for number in 1_u32.. {
        let place = numbered(path, number);
        match rename_new(partial, &place) {
            Ok(()) => {
                sync_folder(parent_of(&place))?;
                return Ok(place);
            }
            Err(_) if is_taken(&place) => {}
            Err(why) => return Err(trouble("rename into place", &place)(why)),
        }
    }
    Err(FolderError::Taken(path.to_path_buf()))
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    if number > 1 {
        name.push(format!("-{number}"));
    }
    PathBuf::from(name)
}

/// Renames where nothing stands. (A plain rename would take the place of an empty folder.)
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    if is_taken(to) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// A hidden name beside the place of the results.
pub(super) fn sibling(path: &Path, what: &str) -> PathBuf {
    parent_of(path).join(format!("{}{}", prefix(path, what), std::process::id()))
}

fn prefix(path: &Path, what: &str) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.{what}-")
}

/// Tidies up after runs that were killed: results that were being replaced go back, half-written ones go away.
fn recover(path: &Path) -> Result<(), FolderError> {
    let parent = parent_of(path);
    let (partial, replaced) = (prefix(path, "partial"), prefix(path, "replaced"));
    for entry in fs::read_dir(parent).map_err(trouble("list", parent))? {
        let entry = entry.map_err(trouble("list", parent))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = |prefix: &str| {
            name.strip_prefix(prefix)
                .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let found = entry.path();
        if is_ours(&replaced) {
            if is_taken(path) {
                fs::remove_dir_all(&found).map_err(trouble("remove", &found))?;
            } else {
                fs::rename(&found, path).map_err(trouble("put back", path))?;
            }
        } else if is_ours(&partial) && !is_at_work(&found) {
            fs::remove_dir_all(&found).map_err(trouble("remove", &found))?;
        }
    }
    Ok(())
}

/// Whether the run that fills this folder is still alive: its lock goes when it does.
fn is_at_work(partial: &Path) -> bool {
    File::open(partial.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_err())
}

/// Makes a folder's names durable, where the system has that.
pub(super) fn sync_folder(path: &Path) -> Result<(), FolderError> {
    if cfg!(unix) {
        let folder = File::open(path).map_err(trouble("open", path))?;
        folder.sync_all().map_err(trouble("make durable", path))?;
    }
    Ok(())
}

pub(super) fn trouble(
    operation: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> FolderError {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    move |why| FolderError::Io { operation, path, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(text: &str) -> Vec<ResultFile> {
        vec![
            ResultFile { name: "summary.csv", bytes: text.as_bytes().to_vec() },
            ResultFile { name: RUN, bytes: b"{}\n".to_vec() },
        ]
    }

    fn write(
        path: &Path,
        files: &[ResultFile],
        existing: Existing,
    ) -> Result<PathBuf, FolderError> {
        Place::prepare(path, existing)?.fill(files)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn results_appear_whole_and_nothing_else_is_left() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("deep/run");
        assert_eq!(write(&path, &results("a"), Existing::Refuse).unwrap(), path);
        assert_eq!(names(&path), ["run.json", "summary.csv"]);
        assert_eq!(names(&scratch.path().join("deep")), ["run"]);
    }

    #[test]
    fn an_existing_folder_is_kept_unless_it_is_to_be_replaced() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("run");
        write(&path, &results("old"), Existing::Refuse).unwrap();
        let refused = write(&path, &results("new"), Existing::Refuse);
        assert!(matches!(refused, Err(FolderError::Taken(_))));
        assert_eq!(fs::read(path.join("summary.csv")).unwrap(), b"old");
        write(&path, &results("new"), Existing::Replace).unwrap();
        assert_eq!(fs::read(path.join("summary.csv")).unwrap(), b"new");
        assert_eq!(names(scratch.path()), ["run"]);
    }

    #[test]
    fn a_folder_that_holds_no_results_is_never_replaced() {
        let scratch = tempfile::tempdir().unwrap();
        fs::write(scratch.path().join("letter.txt"), "dear").unwrap();
        for existing in [Existing::Replace, Existing::Refuse] {
            let refused = write(scratch.path(), &results("new"), existing).unwrap_err();
            assert!(matches!(refused, FolderError::NotResults(_)));
            assert!(!refused.to_string().contains("--force"), "{refused}");
        }
        assert_eq!(names(scratch.path()), ["letter.txt"]);
    }

    #[test]
    fn an_empty_folder_is_as_good_as_none() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("run");
        for existing in [Existing::Refuse, Existing::Replace] {
            fs::create_dir(&path).unwrap();
            assert_eq!(write(&path, &results("new"), existing).unwrap(), path);
            assert_eq!(names(&path), ["run.json", "summary.csv"]);
            fs::remove_dir_all(&path).unwrap();
        }
    }

    #[test]
    fn a_place_that_is_not_filled_leaves_nothing() {
        let scratch = tempfile::tempdir().unwrap();
        let place = Place::prepare(&scratch.path().join("run"), Existing::Refuse).unwrap();
        assert_eq!(names(scratch.path()).len(), 1);
        drop(place);
        assert_eq!(names(scratch.path()), Vec::<String>::new());
    }

    #[test]
    fn the_next_free_name_is_taken_when_asked_for() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("run");
        for expected in ["run", "run-2", "run-3"] {
            let place = write(&path, &results("x"), Existing::NextFree).unwrap();
            assert_eq!(place, scratch.path().join(expected));
        }
    }

    #[test]
    fn the_leftovers_of_a_killed_run_are_cleared_away() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("run");
        // Killed while writing, and killed between setting the old results aside and putting the new in place.
        let (partial, replaced) = (".run.partial-1", ".run.replaced-1");
        fs::create_dir(scratch.path().join(partial)).unwrap();
        fs::write(scratch.path().join(partial).join(LOCK), "").unwrap();
        fs::create_dir(scratch.path().join(replaced)).unwrap();
        fs::write(scratch.path().join(replaced).join(RUN), "old").unwrap();
        assert!(matches!(
            write(&path, &results("new"), Existing::Refuse),
            Err(FolderError::Taken(_))
        ));
        assert_eq!(fs::read(path.join(RUN)).unwrap(), b"old");
        assert_eq!(names(scratch.path()), ["run"]);
    }

    #[test]
    fn a_folder_that_is_being_filled_is_left_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let partial = scratch.path().join(".run.partial-1");
        fs::create_dir(&partial).unwrap();
        let lock = locked(&partial).unwrap();
        write_all(&partial, &results("mine")).unwrap();
        write(&scratch.path().join("run"), &results("theirs"), Existing::Refuse).unwrap();
        assert!(partial.join("summary.csv").is_file());
        drop(lock);
    }

    #[test]
    fn trouble_names_the_path_and_what_was_tried() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        fs::write(&file, "").unwrap();
        let error = write(&file.join("run"), &results("x"), Existing::Refuse).unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("cannot create") && text.contains("file"), "{text}");
    }
}
