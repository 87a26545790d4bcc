//! `events.csv`, `events.parquet` and `events_vidigi.csv`: every activity of every client, written while the replications run.
//!
//! Whoever runs a replication encodes its rows, so that encoding takes as many threads as simulating. Whole replications
//! are written in the order of the plan by whichever thread finds one due ([`queue`]); those that are early wait in
//! memory up to a bound, and beyond it in a file.

mod columns;
mod join;
mod spill;
mod queue;
mod text;
mod instants;
#[cfg(feature = "parquet")]
mod raw;
#[cfg(feature = "parquet")]
mod parquet;

use super::folder::Place;
use super::trouble::{FolderError, trouble};
use crate::events::{Keeper, Moment, Rows};
use crate::experiment::{Chapter, Draft, EventLog};
use crate::model::Model;
use columns::Columns;
use instants::Instants;
pub use join::{Joined, join_events};
use queue::{Format, Queue, Writing};
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use text::Text;

/// How an event log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventFormat {
    /// As text, `events.csv`.
    Csv,
    /// As columns, `events.parquet`.
    Parquet,
    /// As instants, `events_vidigi.csv`.
    Vidigi,
}

/// The formats of the event logs in a folder of results.
#[must_use]
pub fn events_in(folder: &Path) -> Vec<EventFormat> {
    let formats =
        [(EventFormat::Csv, CSV), (EventFormat::Parquet, PARQUET), (EventFormat::Vidigi, VIDIGI)];
    let found = formats.into_iter().filter(|(_, name)| folder.join(name).is_file());
    found.map(|(format, _)| format).collect()
}

const CSV: &str = "events.csv";
const PARQUET: &str = "events.parquet";
const VIDIGI: &str = "events_vidigi.csv";

/// Memory for encoded rows that wait for their turn, for each thread and format. \[bytes\]
pub const MEMORY_EACH: usize = 64 << 20;

/// Event logs being written into a place for results.
pub struct EventFiles {
    csv: Option<File<Text>>,
    #[cfg(feature = "parquet")]
    parquet: Option<File<parquet::Parquet>>,
    vidigi: Option<File<Instants>>,
}

struct File<F: Format> {
    path: PathBuf,
    queue: Queue<F>,
}

impl EventFiles {
    /// Begins the files of these formats, of these scenarios; `memory`: for encoded rows that wait for their turn.
    ///
    /// # Errors
    /// When the disk refuses, or this program was built without a format.
    pub fn begin(
        place: &Place,
        formats: &[EventFormat],
        scenarios: &[(&str, &Model)],
        memory: usize,
    ) -> Result<EventFiles, FolderError> {
        let columns = || Columns::of(scenarios);
        #[cfg(not(feature = "parquet"))]
        if formats.contains(&EventFormat::Parquet) {
            return Err(FolderError::NoParquet);
        }
        let csv = formats.contains(&EventFormat::Csv);
        let csv = csv.then(|| File::begin(place, CSV, Text::new(columns()), memory));
        #[cfg(feature = "parquet")]
        let parquet = formats.contains(&EventFormat::Parquet).then(|| {
            let format = parquet::Parquet::new(columns());
            let format = format.map_err(trouble("make", Path::new(PARQUET)))?;
            File::begin(place, PARQUET, format, memory)
        });
        let vidigi = formats.contains(&EventFormat::Vidigi);
        let instants = || Instants::new(columns());
        let vidigi = vidigi.then(|| File::begin(place, VIDIGI, instants(), memory));
        Ok(EventFiles {
            csv: csv.transpose()?,
            #[cfg(feature = "parquet")]
            parquet: parquet.transpose()?,
            vidigi: vidigi.transpose()?,
        })
    }

    /// Whether there is any file.
    #[must_use]
    pub fn is_any(&self) -> bool {
        #[cfg(feature = "parquet")]
        let is_parquet = self.parquet.is_some();
        #[cfg(not(feature = "parquet"))]
        let is_parquet = false;
        self.csv.is_some() || is_parquet || self.vidigi.is_some()
    }

    /// Writes whatever waits, as far as the `last` replication of each scenario that is kept, and ends the files; gives
    /// their names.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self, last: &[u32]) -> Result<Vec<&'static str>, FolderError> {
        let mut names = Vec::new();
        if let Some(csv) = self.csv {
            csv.finish(last)?;
            names.push(CSV);
        }
        #[cfg(feature = "parquet")]
        if let Some(parquet) = self.parquet {
            parquet.finish(last)?;
            names.push(PARQUET);
        }
        if let Some(vidigi) = self.vidigi {
            vidigi.finish(last)?;
            names.push(VIDIGI);
        }
        Ok(names)
    }
}

impl<F: Format> File<F> {
    fn begin(place: &Place, name: &str, format: F, memory: usize) -> Result<Self, FolderError> {
        let (path, file) = place.create(name)?;
        let begun = Queue::begin(format, file, place.parent(), memory);
        Ok(File { queue: begun.map_err(trouble("write", &path))?, path })
    }

    fn finish(self, last: &[u32]) -> Result<(), FolderError> {
        let is_kept = |chapter: Chapter| chapter.replication <= last[chapter.scenario];
        self.queue.finish(is_kept).map_err(trouble("write", &self.path))
    }
}

/// One replication in every format that is asked for.
struct Drafts<'a> {
    csv: Option<One<'a, Text>>,
    #[cfg(feature = "parquet")]
    parquet: Option<One<'a, parquet::Parquet>>,
    vidigi: Option<One<'a, Instants>>,
}

struct One<'a, F: Format> {
    file: &'a File<F>,
    writing: io::Result<Writing<'a, F>>,
}

impl EventLog for EventFiles {
    fn begin(&self, chapter: Chapter) -> Box<dyn Draft + '_> {
        Box::new(Drafts {
            csv: self.csv.as_ref().map(|file| One::begin(file, chapter)),
            #[cfg(feature = "parquet")]
            parquet: self.parquet.as_ref().map(|file| One::begin(file, chapter)),
            vidigi: self.vidigi.as_ref().map(|file| One::begin(file, chapter)),
        })
    }
}

impl<'a, F: Format> One<'a, F> {
    fn begin(file: &'a File<F>, chapter: Chapter) -> One<'a, F> {
        One { file, writing: Ok(file.queue.chapter(chapter)) }
    }

    fn keep(&mut self, rows: &F::Rows) {
        if let Ok(writing) = &mut self.writing
            && let Err(why) = writing.keep(rows)
        {
            self.writing = Err(why);
        }
    }

    fn close(self) -> Result<(), FolderError> {
        self.writing.and_then(Writing::close).map_err(trouble("write", &self.file.path))
    }
}

impl Keeper for Drafts<'_> {
    fn keep(&mut self, rows: &Rows) {
        if let Some(csv) = &mut self.csv {
            csv.keep(rows);
        }
        #[cfg(feature = "parquet")]
        if let Some(parquet) = &mut self.parquet {
            parquet.keep(rows);
        }
    }

    fn wants_moments(&self) -> bool {
        self.vidigi.is_some()
    }

    fn keep_moments(&mut self, moments: &[Moment]) {
        if let Some(vidigi) = &mut self.vidigi {
            vidigi.keep(moments);
        }
    }
}

impl Draft for Drafts<'_> {
    fn close(self: Box<Self>) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.csv.map_or(Ok(()), One::close)?;
        #[cfg(feature = "parquet")]
        self.parquet.map_or(Ok(()), One::close)?;
        self.vidigi.map_or(Ok(()), One::close)?;
        Ok(())
    }
}
