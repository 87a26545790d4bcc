//! Results that a run goes on from, and takes the place of: that it never leaves less than there was.

use super::terminal::Trouble;
use crate::output::{NAMES, PastError, WholeRun, manifest_text, names_in};
use crate::statistics::Results;
use std::path::{Path, PathBuf};

/// What stood in a folder of results when it was read.
pub(super) struct Before {
    folder: PathBuf,
    manifest: String,
    replications: Vec<usize>,
}

impl Before {
    /// The folder, which must be of this version and hold nothing but what a run writes; and what is in it.
    pub(super) fn read(folder: &Path) -> Result<(Before, WholeRun), Trouble> {
        let refused = |error: PastError| Trouble::Refused(error.to_string());
        // What is only another way to a folder cannot be replaced: the folder is.
        let is_a_way = folder.file_name().is_none() || folder.is_symlink();
        let own = is_a_way.then(|| folder.canonicalize().ok()).flatten();
        let real = own.unwrap_or_else(|| folder.to_path_buf());
        let manifest = manifest_text(&real).map_err(refused)?;
        let whole = WholeRun::read(&real).map_err(refused)?;
        let version = env!("CARGO_PKG_VERSION");
        if whole.manifest.version != version {
            return Err(Trouble::Refused(format!(
                "{} is of version {}, and this is {version}, whose replications may differ: run all of them again",
                folder.display(),
                whole.manifest.version
            )));
        }
        let names = names_in(&real)
            .map_err(|why| Trouble::Failed(format!("cannot list {}: {why}", folder.display())))?;
        let others: Vec<String> =
            names.into_iter().filter(|name| !NAMES.contains(&name.as_str())).collect();
        if !others.is_empty() {
            return Err(Trouble::Refused(format!(
                "{} holds what no run writes, and would be replaced as a whole: move {} away first",
                folder.display(),
                others.join(", ")
            )));
        }
        let replications = whole.results.iter().map(Results::replications).collect();
        Ok((Before { folder: real, manifest, replications }, whole))
    }

    /// The folder by its own name.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// `run.json` as it was read.
    pub(super) fn manifest(&self) -> &str {
        &self.manifest
    }

    /// Whether these may take its place: they hold as many replications.
    pub(super) fn gives_way_to(&self, results: &[Results]) -> Result<(), Trouble> {
        let are_fewer = |(before, now): (&usize, &Results)| now.replications() < *before;
        if self.replications.iter().zip(results).any(are_fewer) {
            return Err(Trouble::Failed(format!(
                "ended before there were as many replications as there are in {}, which is left as it was",
                self.folder.display()
            )));
        }
        Ok(())
    }

    /// What is said where the results went elsewhere, because the folder was no longer as it was read.
    pub(super) fn left_for(&self, elsewhere: &Path) -> Option<String> {
        (elsewhere != self.folder).then(|| {
            format!(
                "{} has been changed by another run meanwhile, and is left as that left it; these results are in {}",
                self.folder.display(),
                elsewhere.display()
            )
        })
    }
}
