//! Puts the results on the disk: whole or not at all.
//!
//! Everything is written into a hidden folder beside the place of the results, made durable, and then renamed into
//! place. That folder is made before the run, so that a place where nothing can be written is found at once. A run that
//! is killed leaves at most hidden names (`beside`), which the next run recognises and clears away.

use super::ResultFile;
use super::beside::{Beside, is_taken, parent_of, recover};
use super::journal::Journal;
use super::kept::Head;
use super::trouble::{FolderError, trouble};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
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

/// What is written to the disk in one go. \[bytes\]
const AT_ONCE: usize = 1 << 18;
/// The file that tells a folder of results.
pub(super) const RUN: &str = "run.json";

/// A place for results in which can be written: a hidden folder beside it is there and waits for the files.
///
/// Dropped without [`Place::fill`], it leaves nothing behind.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    existing: Existing,
    /// `run.json` of the results that stand there to be replaced; others are not to be.
    replaced: Option<String>,
    beside: Beside,
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
        let beside = Beside::claim(path)?;
        // From here on it is cleared away whatever happens.
        fs::create_dir(beside.partial()).map_err(trouble("create", path))?;
        Ok(Place { path: path.to_path_buf(), existing, replaced: None, beside })
    }

    /// The same, where it takes the place of results with this `run.json`, or, if others have come there meanwhile, the
    /// next free name.
    #[must_use]
    pub fn instead_of(self, manifest: &str) -> Place {
        Place { replaced: Some(manifest.to_owned()), ..self }
    }

    /// Begins a file of the results; gives the path where it will be and the file.
    pub(super) fn create(&self, name: &str) -> Result<(PathBuf, File), FolderError> {
        let path = self.path.join(name);
        let file = create_new(&self.beside.partial().join(name), &path)?;
        Ok((path, file))
    }

    /// The journal of this run: that of one that did not end, where it is of the same scenarios.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn journal(&self, head: &Head) -> Result<Journal, FolderError> {
        let kept = |why| trouble("write down what is done beside", &self.path)(why);
        self.beside.take_over(&head.mark().map_err(kept)?)?;
        Journal::open(&self.beside.journal(), head).map_err(kept)
    }

    /// Where the results are to go, if nothing else is there.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder in which the results will be: what is put there is on the same disk.
    #[must_use]
    pub fn parent(&self) -> &Path {
        parent_of(&self.path)
    }

    /// Writes the files, puts the folder in its place, and gives the path where it is.
    ///
    /// # Errors
    /// When the place has been taken meanwhile, or the disk refuses; then nothing has changed there.
    pub fn fill(self, files: &[ResultFile<'_>]) -> Result<PathBuf, FolderError> {
        let filled = write_all(&self.beside.partial(), files, &self.path).and_then(|()| {
            let existing = self.existing_now();
            check_place(&self.path, existing)?;
            settle(&self.beside, &self.path, existing)
        });
        if filled.is_err() {
            // The work is done: the same run need not do it again once the disk has room.
            self.beside.leave()?;
        }
        filled
    }
}

impl Place {
    /// What to do where others may have changed what is there since.
    fn existing_now(&self) -> Existing {
        let is_there = |manifest: &String| {
            fs::read_to_string(self.path.join(RUN)).is_ok_and(|now| now == *manifest)
        };
        if self.replaced.as_ref().is_none_or(is_there) { self.existing } else { Existing::NextFree }
    }
}

fn check_place(path: &Path, existing: Existing) -> Result<(), FolderError> {
    if existing == Existing::NextFree || !is_taken(path) || is_empty_folder(path) {
        return Ok(());
    }
    match existing {
        // Looked at twice: what another run is just taking away looks like it, too.
        _ if holds_something_else(path) && holds_something_else(path) => {
            Err(FolderError::NotResults(path.to_path_buf()))
        }
        Existing::Refuse => Err(FolderError::Taken(path.to_path_buf())),
        Existing::Replace | Existing::NextFree => Ok(()),
    }
}

/// Whether what stands in the place is no folder of results.
fn holds_something_else(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(entries) => !entries.flatten().any(|entry| entry.file_name() == RUN),
        // A link that leads nowhere is something else; nothing at all is not.
        Err(why) => why.kind() != ErrorKind::NotFound || path.is_symlink(),
    }
}

/// Whether an empty folder with a name of its own stands there (`.` has none and could not be replaced).
fn is_empty_folder(path: &Path) -> bool {
    path.file_name().is_some()
        && path.symlink_metadata().is_ok_and(|found| found.is_dir())
        && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// A new file, which will be known by another path.
fn create_new(path: &Path, known: &Path) -> Result<File, FolderError> {
    let mut new = OpenOptions::new();
    new.write(true).create_new(true).open(path).map_err(trouble("create", known))
}

/// Writes every file into a folder, which will be known by another path: that one is told in any trouble.
fn write_all(partial: &Path, files: &[ResultFile<'_>], known: &Path) -> Result<(), FolderError> {
    for file in files {
        let path = known.join(file.name);
        let mut open = create_new(&partial.join(file.name), &path)?;
        let mut buffered = BufWriter::with_capacity(AT_ONCE, &mut open);
        file.write(&mut buffered).map_err(trouble("write", &path))?;
        buffered.flush().map_err(trouble("write", &path))?;
        drop(buffered);
        open.sync_all().map_err(trouble("write", &path))?;
    }
    Ok(())
}

/// Renames a finished folder into place.
fn settle(beside: &Beside, path: &Path, existing: Existing) -> Result<PathBuf, FolderError> {
    let partial = beside.partial();
    sync_folder(&partial, path)?;
    if existing == Existing::NextFree {
        return settle_next_free(&partial, path);
    }
    if is_empty_folder(path)
        && let Err(why) = fs::remove_dir(path)
        && is_empty_folder(path)
    {
        return Err(trouble("replace", path)(why));
    }
    while let Err(why) = rename_new(&partial, path) {
        match (existing, why.kind()) {
            (Existing::Replace, ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty) => {
                set_aside(beside, path)?;
            }
            (_, ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty) => {
                return Err(FolderError::Taken(path.to_path_buf()));
            }
            _ => {
                let _ = rename_new(&beside.replaced(), path);
                return Err(trouble("rename into place", path)(why));
            }
        }
    }
    sync_folder(parent_of(path), path)?;
    beside.discard_replaced()?;
    Ok(path.to_path_buf())
}

/// Sets the results in the place aside. Until the new ones are in their place they stand whole under the other name,
/// where the next run finds them should this one be killed.
fn set_aside(beside: &Beside, path: &Path) -> Result<(), FolderError> {
    // Those of another run, which came into the place since others were set aside.
    beside.discard_replaced()?;
    match fs::rename(path, beside.replaced()) {
        Err(why) if why.kind() != ErrorKind::NotFound => Err(trouble("set aside", path)(why)),
        _ => Ok(()),
    }
}

fn settle_next_free(partial: &Path, path: &Path) -> Result<PathBuf, FolderError> {
    for number in 1_u32.. {
        let place = numbered(path, number);
        match rename_new(partial, &place) {
            Ok(()) => {
                sync_folder(parent_of(&place), &place)?;
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
        return Err(ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Makes a folder's names durable, where the system has that; for the sake of what is known by this path.
pub(super) fn sync_folder(folder: &Path, known: &Path) -> Result<(), FolderError> {
    if cfg!(unix) {
        let folder = File::open(folder).map_err(trouble("make durable", known))?;
        folder.sync_all().map_err(trouble("make durable", known))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(text: &str) -> Vec<ResultFile<'_>> {
        vec![
            ResultFile::new("summary.csv", |to| to.write_all(text.as_bytes())),
            ResultFile::new(RUN, |to| to.write_all(b"{}\n")),
        ]
    }

    fn write(
        path: &Path,
        files: &[ResultFile<'_>],
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
        assert_eq!(names(scratch.path()).len(), 2, "the lock and the folder");
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
    fn results_set_aside_by_a_killed_run_are_there_again_for_the_next() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("run");
        // Killed between setting the old results aside and putting the new in place.
        write(&scratch.path().join(".run.replaced-1"), &results("old"), Existing::Refuse).unwrap();
        assert!(matches!(
            write(&path, &results("new"), Existing::Refuse),
            Err(FolderError::Taken(_))
        ));
        assert_eq!(fs::read(path.join("summary.csv")).unwrap(), b"old");
        assert_eq!(names(scratch.path()), ["run"]);
    }

    #[test]
    fn results_that_have_changed_since_they_were_read_are_not_replaced() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("run");
        write(&path, &results("old"), Existing::Refuse).unwrap();
        let place = || Place::prepare(&path, Existing::Replace).unwrap();
        assert_eq!(place().instead_of("{}\n").fill(&results("new")).unwrap(), path);
        assert_eq!(fs::read(path.join("summary.csv")).unwrap(), b"new");
        let late = place().instead_of("{}\n");
        fs::write(path.join(RUN), "{ }\n").unwrap();
        let elsewhere = scratch.path().join("run-2");
        assert_eq!(late.fill(&results("late")).unwrap(), elsewhere);
        assert_eq!(fs::read(path.join("summary.csv")).unwrap(), b"new");
        assert_eq!(fs::read(elsewhere.join("summary.csv")).unwrap(), b"late");
        assert_eq!(names(scratch.path()), ["run", "run-2"]);
    }

    /// Eight runs at once that replace one another: each is told that it did, and one of them stands there, whole.
    #[test]
    fn runs_that_replace_one_another_at_once_leave_the_results_of_one() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("run");
        write(&path, &results("old"), Existing::Refuse).unwrap();
        std::thread::scope(|scope| {
            for number in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..10 {
                        let number = number.to_string();
                        let new = results(&number);
                        write(path, &new, Existing::Replace).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(&path), ["run.json", "summary.csv"]);
        assert_eq!(fs::read(path.join("summary.csv")).unwrap().len(), 1);
        assert_eq!(names(scratch.path()), ["run"]);
    }

    #[test]
    fn trouble_names_the_path_and_what_was_tried() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        fs::write(&file, "").unwrap();
        let error = write(&file.join("run"), &results("x"), Existing::Refuse).unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("cannot create") && text.contains("file"), "{text}");
        // So long a name that the hidden ones beside it are too long for the disk.
        let long = scratch.path().join("n".repeat(250));
        let text = write(&long, &results("x"), Existing::Refuse).unwrap_err().to_string();
        assert!(text.contains(&format!("cannot create {}: ", long.display())), "{text}");
    }
}
