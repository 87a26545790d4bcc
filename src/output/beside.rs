//! The hidden names beside the place of results: the folder being filled, the older results set aside while they are
//! replaced, and the lock that says who is at work there. What a killed run left under them, the next run tidies up.
//!
//! A run makes its lock first and takes it away last, and whoever tidies up holds the lock meanwhile. So nobody takes
//! for a leftover what another run is just making. Each run's number is drawn anew and never used again: a process number
//! would not do, because two runs can have the same (each in a container, say, with one folder of results between them).

use super::kept::mark_of;
use super::trouble::{FolderError, trouble};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

const LOCK: &str = "lock";
pub(super) const PARTIAL: &str = "partial";
const REPLACED: &str = "replaced";
const DISCARDED: &str = "discarded";
const JOURNAL: &str = "journal";
const UNFINISHED: &str = "unfinished";
/// What cannot be done where something hidden cannot be taken away. (Whoever gave the place never gave that name.)
const CLEAR: &str = "clear away what an earlier run left beside";

/// The hidden names of one run, under its lock. Dropped, it leaves nothing of them behind.
#[derive(Debug)]
pub(super) struct Beside {
    path: PathBuf,
    id: String,
    /// Kept for as long as the run is at work: the lock goes when the run does, however it ends.
    lock: Option<File>,
}

impl Beside {
    /// Takes names that no other run has, beside the place `path`.
    pub(super) fn claim(path: &Path) -> Result<Beside, FolderError> {
        loop {
            let mut beside = Beside { path: path.to_path_buf(), id: new_id(), lock: None };
            let lock = beside.lock();
            let file = File::create_new(&lock).map_err(trouble("create", path))?;
            if let Err(why) = file.lock() {
                let _ = fs::remove_file(&lock);
                return Err(trouble("lock the place for", path)(why));
            }
            // Whoever tidies up may have taken it for a leftover before it was locked: then another.
            if is_taken(&lock) {
                beside.lock = Some(file);
                return Ok(beside);
            }
        }
    }

    fn lock(&self) -> PathBuf {
        hidden(&self.path, LOCK, &self.id)
    }

    /// The folder that is filled.
    pub(super) fn partial(&self) -> PathBuf {
        hidden(&self.path, PARTIAL, &self.id)
    }

    /// Older results, while they are replaced.
    pub(super) fn replaced(&self) -> PathBuf {
        hidden(&self.path, REPLACED, &self.id)
    }

    /// Replications as they are done.
    pub(super) fn journal(&self) -> PathBuf {
        hidden(&self.path, JOURNAL, &self.id)
    }

    /// Goes on with the journal of this mark that a run before left unfinished, if there is one.
    pub(super) fn take_over(&self, mark: &str) -> Result<(), FolderError> {
        let unfinished = hidden(&self.path, UNFINISHED, mark);
        let taken = absent_or(fs::rename(&unfinished, self.journal()));
        taken.map_err(trouble("go on from what an earlier run left beside", &self.path))
    }

    /// Leaves the journal to a run that comes after.
    pub(super) fn leave(&self) -> Result<(), FolderError> {
        leave(&self.path, &self.id)
    }

    /// Takes older results away for good.
    pub(super) fn discard_replaced(&self) -> Result<(), FolderError> {
        discard_replaced(&self.path, &self.id)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Held to the end of this function.
        let Some(_held) = self.lock.take() else { return };
        // Once in place it is no longer there; what could not be put in place is of no use to anybody.
        let _ = fs::remove_dir_all(self.partial());
        let _ = fs::remove_file(self.journal());
        // Older results that could not go back wait for the next run, which finds them by their name.
        let _ = fs::remove_file(self.lock());
    }
}

/// A number that no run has had, by the chance of the system.
#[allow(clippy::disallowed_types, reason = "it names what is hidden and is in no result")]
pub(super) fn new_id() -> String {
    std::hash::RandomState::new().build_hasher().finish().to_string()
}

/// The folder in which a place is.
pub(super) fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether anything stands in the place.
pub(super) fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// A hidden name beside the place of the results.
pub(super) fn hidden(path: &Path, what: &str, id: &str) -> PathBuf {
    parent_of(path).join(format!("{}{id}", prefix(path, what)))
}

fn prefix(path: &Path, what: &str) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.{what}-")
}

/// What a run that has not filled its place has left beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// It is at work.
    AtWork,
    /// It was killed.
    Killed,
}

/// What a run has left beside a place, as far as that can be seen.
pub(super) fn left_at(path: &Path) -> Option<Left> {
    let begins = |what| prefix(path, what);
    let (lock, others) = (begins(LOCK), [PARTIAL, JOURNAL, UNFINISHED].map(begins));
    let mut left = None;
    for entry in fs::read_dir(parent_of(path)).ok()?.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_lock = name.starts_with(&lock);
        let is_held = |file: File| file.try_lock_shared().is_err();
        if is_lock && File::open(entry.path()).is_ok_and(is_held) {
            return Some(Left::AtWork);
        }
        if is_lock || others.iter().any(|other| name.starts_with(other)) {
            left = Some(Left::Killed);
        }
    }
    left
}

/// Leaves a journal under a name that tells of which run it is: for one that goes on with it.
fn leave(path: &Path, id: &str) -> Result<(), FolderError> {
    let journal = hidden(path, JOURNAL, id);
    match mark_of(&journal) {
        Some(mark) => absent_or(fs::rename(&journal, hidden(path, UNFINISHED, &mark))),
        None => absent_or(fs::remove_file(&journal)),
    }
    .map_err(trouble("keep what was done beside", path))
}

/// Tidies up after runs that were killed: results that were being replaced go back, half-written ones go away, and a
/// journal waits for the run that goes on with it.
pub(super) fn recover(path: &Path) -> Result<(), FolderError> {
    let parent = parent_of(path);
    let prefixes = [LOCK, PARTIAL, REPLACED, DISCARDED, JOURNAL].map(|what| prefix(path, what));
    let mut ids = BTreeSet::new();
    for entry in fs::read_dir(parent).map_err(trouble("list", parent))? {
        let name = entry.map_err(trouble("list", parent))?.file_name();
        let name = name.to_string_lossy();
        let id = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix.as_str()));
        let is_number = |id: &&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        ids.extend(id.filter(is_number).map(str::to_owned));
    }
    ids.iter().try_for_each(|id| recover_one(path, id))
}

/// Puts results back that a killed run had set aside, where nothing stands in their place; whether there were any.
///
/// # Errors
/// When the disk refuses.
pub fn put_back(path: &Path) -> Result<bool, FolderError> {
    let begins = prefix(path, REPLACED);
    let is_aside = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(&begins))
    };
    let are_any = || fs::read_dir(parent_of(path)).is_ok_and(|mut all| all.any(is_aside));
    if is_taken(path) || !are_any() {
        return Ok(false);
    }
    recover(path)?;
    Ok(is_taken(path))
}

/// Tidies up after the run of this number, unless it is still at work.
fn recover_one(path: &Path, id: &str) -> Result<(), FolderError> {
    let lock = hidden(path, LOCK, id);
    // Kept until all is tidied up. What cannot be opened is somebody else's.
    let held = match File::open(&lock) {
        Ok(file) => Some(file),
        Err(why) if why.kind() == ErrorKind::NotFound => None,
        Err(_) => return Ok(()),
    };
    if held.as_ref().is_some_and(|file| file.try_lock().is_err()) {
        return Ok(());
    }
    remove(path, &hidden(path, PARTIAL, id))?;
    remove(path, &hidden(path, DISCARDED, id))?;
    leave(path, id)?;
    let replaced = hidden(path, REPLACED, id);
    if is_taken(&replaced) && !is_taken(path) {
        fs::rename(&replaced, path).map_err(trouble("put back", path))?;
    }
    discard_replaced(path, id)?;
    absent_or(fs::remove_file(&lock)).map_err(trouble(CLEAR, path))
}

/// Takes older results away by way of a name that says they are of no use, so that what is left of them, if the run is
/// killed meanwhile, is never taken for results.
fn discard_replaced(path: &Path, id: &str) -> Result<(), FolderError> {
    let (replaced, discarded) = (hidden(path, REPLACED, id), hidden(path, DISCARDED, id));
    absent_or(fs::rename(&replaced, &discarded)).map_err(trouble(CLEAR, path))?;
    remove(path, &discarded)
}

/// Takes away something hidden beside the place `path`.
fn remove(path: &Path, hidden: &Path) -> Result<(), FolderError> {
    let is_folder = hidden.symlink_metadata().is_ok_and(|found| found.is_dir());
    let done = if is_folder { fs::remove_dir_all(hidden) } else { fs::remove_file(hidden) };
    absent_or(done).map_err(trouble(CLEAR, path))
}

/// What is not there need not be taken away.
fn absent_or(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|why| if why.kind() == ErrorKind::NotFound { Ok(()) } else { Err(why) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Makes a folder with these files in it.
    fn folder(path: &Path, files: &[&str]) {
        fs::create_dir(path).unwrap();
        files.iter().for_each(|file| fs::write(path.join(file), "old").unwrap());
    }

    #[test]
    fn two_runs_of_one_process_take_different_names() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("run");
        let (one, two) = (Beside::claim(&path).unwrap(), Beside::claim(&path).unwrap());
        assert_ne!(one.partial(), two.partial());
        fs::create_dir(one.partial()).unwrap();
        drop(two);
        recover(&path).unwrap();
        assert!(one.partial().is_dir(), "whoever is at work is left alone");
        drop(one);
        assert_eq!(names(scratch.path()), Vec::<String>::new());
    }

    /// Every set of hidden names that a run can leave when it is killed between two steps, with and without results in
    /// the place.
    #[test]
    fn whatever_a_killed_run_leaves_is_tidied_up() {
        for left in 0..16 {
            for is_there in [false, true] {
                let scratch = tempfile::tempdir().unwrap();
                let path = scratch.path().join("run");
                if left & 1 > 0 {
                    fs::write(hidden(&path, LOCK, "1"), "").unwrap();
                }
                for (bit, what) in [(2, PARTIAL), (4, DISCARDED), (8, REPLACED)] {
                    if left & bit > 0 {
                        folder(&hidden(&path, what, "1"), &["summary.csv"]);
                    }
                }
                if is_there {
                    folder(&path, &["summary.csv"]);
                }
                recover(&path).unwrap();
                // Whole results are what stands in the place, or was set aside; never what was being made or taken away.
                let expected = if is_there || left & 8 > 0 { vec!["run"] } else { vec![] };
                assert_eq!(names(scratch.path()), expected, "left {left}, there {is_there}");
            }
        }
    }

    #[test]
    fn hidden_things_of_others_are_left_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("run");
        let others = [".run.partial-", ".run.partial-1x", ".run2.partial-1", ".run.other-1"];
        others.iter().for_each(|name| folder(&scratch.path().join(name), &[]));
        recover(&path).unwrap();
        assert_eq!(names(scratch.path()).len(), others.len());
    }
}
