//! Replications in the order of the plan, whichever thread runs them and however long each takes.
//!
//! A replication is kept until it is whole, in pieces that are encoded already: a run that is interrupted keeps whole
//! replications. Whoever completes one writes it, if it is due, and then whatever else has become due meanwhile; the
//! others go on simulating. Pieces wait in memory up to a bound. Beyond it whoever brings one waits while somebody is
//! writing, who will make room: so the simulation is held up when, and only when, the disk is slower than it. When nobody
//! is writing, a replication that is slow holds the others up in the queue, and the piece is put aside in a file.

use super::spill::{Spill, Stretch};
use crate::experiment::Chapter;
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How rows become bytes, and bytes a file.
pub(super) trait Format: Sync {
    /// What a file is made of.
    type Rows: ?Sized;
    /// What is to be known of a piece besides its bytes.
    type Note: Send;
    /// A file being written.
    type Writer: Send;

    /// Begins a file.
    fn begin(&self, file: File) -> io::Result<Self::Writer>;
    /// Makes a piece of rows of a replication; at work in many threads at once.
    fn encode(&self, chapter: Chapter, rows: &Self::Rows) -> io::Result<(Vec<u8>, Self::Note)>;
    /// Writes the next piece.
    fn write(&self, writer: &mut Self::Writer, bytes: Vec<u8>, note: Self::Note) -> io::Result<()>;
    /// Ends the file.
    fn finish(&self, writer: Self::Writer) -> io::Result<File>;
}

/// The queue of one file.
pub(super) struct Queue<F: Format> {
    format: F,
    memory: usize,
    state: Mutex<State<F>>,
    /// Told whenever there is room, or nobody writes any longer.
    changed: Condvar,
    spill: Mutex<Spill>,
}

struct State<F: Format> {
    /// Place in the plan of the first that has not been written.
    next: usize,
    /// Replications that are whole and wait for their turn, by place.
    whole: BTreeMap<usize, Whole<F::Note>>,
    /// Bytes of all pieces in memory, of replications that are whole and of others.
    held: usize,
    /// None: somebody is writing, or the writing has failed.
    writer: Option<F::Writer>,
    failure: Option<io::Error>,
}

/// A replication that waits for its turn.
struct Whole<N> {
    chapter: Chapter,
    pieces: Vec<Piece<N>>,
}

struct Piece<N> {
    bytes: Bytes,
    note: N,
}

enum Bytes {
    Held(Vec<u8>),
    Aside(Stretch),
}

/// A replication being written down.
pub(super) struct Writing<'a, F: Format> {
    queue: &'a Queue<F>,
    chapter: Chapter,
    pieces: Vec<Piece<F::Note>>,
}

impl<F: Format> Writing<'_, F> {
    /// Adds rows.
    pub(super) fn keep(&mut self, rows: &F::Rows) -> io::Result<()> {
        let (bytes, note) = self.queue.format.encode(self.chapter, rows)?;
        let bytes = self.queue.hold(bytes)?;
        self.pieces.push(Piece { bytes, note });
        Ok(())
    }

    /// The replication is whole.
    pub(super) fn close(self) -> io::Result<()> {
        let mut state = lock(&self.queue.state);
        let whole = Whole { chapter: self.chapter, pieces: self.pieces };
        state.whole.insert(self.chapter.place, whole);
        self.queue.write_due(state)
    }
}

impl<F: Format> Queue<F> {
    /// Begins a file; `folder`: where what has no room in memory is put aside.
    pub(super) fn begin(
        format: F,
        file: File,
        folder: &Path,
        memory: usize,
    ) -> io::Result<Queue<F>> {
        let state = State {
            next: 0,
            whole: BTreeMap::new(),
            held: 0,
            writer: Some(format.begin(file)?),
            failure: None,
        };
        Ok(Queue {
            format,
            memory,
            state: Mutex::new(state),
            changed: Condvar::new(),
            spill: Mutex::new(Spill::new(folder.to_path_buf())),
        })
    }

    /// Begins a replication.
    pub(super) fn chapter(&self, chapter: Chapter) -> Writing<'_, F> {
        Writing { queue: self, chapter, pieces: Vec::new() }
    }

    /// Keeps bytes until their turn.
    fn hold(&self, mut bytes: Vec<u8>) -> io::Result<Bytes> {
        // What is counted is what is taken.
        bytes.shrink_to_fit();
        let mut state = lock(&self.state);
        loop {
            if let Some(why) = &state.failure {
                return Err(again(why));
            }
            if state.held + bytes.len() <= self.memory {
                state.held += bytes.len();
                return Ok(Bytes::Held(bytes));
            }
            if state.writer.is_some() {
                break;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        lock(&self.spill).put(&bytes).map(Bytes::Aside)
    }

    /// Writes whatever is due, unless somebody is writing and will come to it.
    fn write_due<'a>(&'a self, mut state: MutexGuard<'a, State<F>>) -> io::Result<()> {
        if let Some(why) = &state.failure {
            return Err(again(why));
        }
        let Some(writer) = state.writer.take() else { return Ok(()) };
        let mut turn = Turn { queue: self, writer: Some(writer) };
        loop {
            let next = state.next;
            let Some(whole) = state.whole.remove(&next) else { break };
            drop(state);
            let freed = turn.write(whole.pieces)?;
            state = lock(&self.state);
            state.held -= freed;
            state.next += 1;
            self.changed.notify_all();
        }
        // Under the same lock under which nothing more was found: nobody's replication is overlooked.
        state.writer = turn.writer.take();
        self.changed.notify_all();
        Ok(())
    }

    fn write(&self, writer: &mut F::Writer, piece: Piece<F::Note>) -> io::Result<usize> {
        let (bytes, freed) = match piece.bytes {
            Bytes::Held(bytes) => {
                let length = bytes.len();
                (bytes, length)
            }
            Bytes::Aside(stretch) => (lock(&self.spill).take(stretch)?, 0),
        };
        self.format.write(writer, bytes, piece.note)?;
        Ok(freed)
    }

    /// Writes those that still wait and are to be kept, and ends the file, which is on the disk then.
    pub(super) fn finish(self, is_kept: impl Fn(Chapter) -> bool) -> io::Result<()> {
        let mut state = lock(&self.state);
        if let Some(why) = &state.failure {
            return Err(again(why));
        }
        let Some(mut writer) = state.writer.take() else { return Ok(()) };
        for whole in std::mem::take(&mut state.whole).into_values() {
            if is_kept(whole.chapter) {
                for piece in whole.pieces {
                    self.write(&mut writer, piece)?;
                }
            }
        }
        self.format.finish(writer)?.sync_all()
    }
}

/// Somebody's turn at writing. What goes wrong in it, in whatever way, is known to all afterwards.
struct Turn<'a, F: Format> {
    queue: &'a Queue<F>,
    writer: Option<F::Writer>,
}

impl<F: Format> Turn<'_, F> {
    /// Writes a replication; gives the memory that this has made free.
    fn write(&mut self, pieces: Vec<Piece<F::Note>>) -> io::Result<usize> {
        let mut freed = 0;
        if let Some(writer) = &mut self.writer {
            for piece in pieces {
                match self.queue.write(writer, piece) {
                    Ok(length) => freed += length,
                    Err(why) => {
                        lock(&self.queue.state).failure = Some(again(&why));
                        return Err(why);
                    }
                }
            }
        }
        Ok(freed)
    }
}

impl<F: Format> Drop for Turn<'_, F> {
    fn drop(&mut self) {
        if self.writer.is_some() {
            let unfinished = || io::Error::other("writing was broken off");
            lock(&self.queue.state).failure.get_or_insert_with(unfinished);
            self.queue.changed.notify_all();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The same error for somebody else.
fn again(why: &io::Error) -> io::Error {
    match why.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(why.kind(), why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Rows;
    use std::io::{Seek, SeekFrom, Write};
    use std::thread;

    /// Writes which replication it is and how many rows, in so many bytes; the disk refuses replication 13.
    struct Told;

    impl Format for Told {
        type Rows = Rows;
        type Note = u32;
        type Writer = File;

        fn begin(&self, file: File) -> io::Result<File> {
            Ok(file)
        }

        fn encode(&self, chapter: Chapter, rows: &Rows) -> io::Result<(Vec<u8>, u32)> {
            let told = format!("{:5},{:3};", chapter.replication, rows.len());
            Ok((told.into_bytes(), chapter.replication))
        }

        fn write(&self, file: &mut File, bytes: Vec<u8>, replication: u32) -> io::Result<()> {
            if replication == 13 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            file.write_all(&bytes)
        }

        fn finish(&self, file: File) -> io::Result<File> {
            Ok(file)
        }
    }

    fn chapter(replication: u32) -> Chapter {
        Chapter { place: replication as usize - 1, scenario: 0, replication }
    }

    fn queue(memory: usize) -> (tempfile::TempDir, File, Queue<Told>) {
        let folder = tempfile::tempdir().unwrap();
        let file = tempfile::tempfile_in(folder.path()).unwrap();
        let queue = Queue::begin(Told, file.try_clone().unwrap(), folder.path(), memory).unwrap();
        (folder, file, queue)
    }

    fn text(mut file: File) -> String {
        file.seek(SeekFrom::Start(0)).unwrap();
        std::io::read_to_string(file).unwrap()
    }

    fn expected(replications: impl Iterator<Item = u32>) -> String {
        replications
            .map(|replication| format!("{replication:5},  0;{replication:5},  0;"))
            .collect()
    }

    fn write(queue: &Queue<Told>, replication: u32) -> io::Result<()> {
        let mut writing = queue.chapter(chapter(replication));
        writing.keep(&Rows::new(0))?;
        writing.keep(&Rows::new(0))?;
        writing.close()
    }

    /// Each piece has ten bytes: in memory for three, most of eleven replications that wait for the first are put aside.
    #[test]
    fn replications_come_in_order_with_and_without_room_for_those_that_are_early() {
        for (memory, is_put_aside) in [(35, true), (1000, false)] {
            let (_folder, file, queue) = queue(memory);
            for replication in (1..=12).rev() {
                write(&queue, replication).unwrap();
                let state = lock(&queue.state);
                assert!(state.held <= memory, "{}", state.held);
                assert_eq!(state.whole.len() as u32, (13 - replication) % 12);
            }
            assert_eq!(lock(&queue.spill).was_used(), is_put_aside);
            assert_eq!(lock(&queue.state).held, 0, "what is written is forgotten");
            queue.finish(|_| true).unwrap();
            assert_eq!(text(file), expected(1..=12));
        }
    }

    #[test]
    fn many_threads_write_what_one_would() {
        let (_folder, file, queue) = queue(50);
        thread::scope(|scope| {
            for thread in 1..=7 {
                let queue = &queue;
                let own = (0..100).map(move |round| round * 7 + thread);
                scope.spawn(move || {
                    for replication in own {
                        write(queue, 1000 + replication).unwrap();
                    }
                });
            }
            (1..=1000).filter(|number| *number != 13).for_each(|number| {
                write(&queue, number).unwrap();
            });
            // The one that is refused elsewhere goes by another number here.
            let writing = queue.chapter(Chapter { replication: 14, ..chapter(13) });
            writing.close().unwrap();
        });
        queue.finish(|_| true).unwrap();
        assert_eq!(text(file), expected((1..=1700).filter(|number| *number != 13)));
    }

    #[test]
    fn what_is_interrupted_keeps_whole_replications_and_none_after_one_that_is_missing() {
        let (_folder, file, queue) = queue(1000);
        for replication in [1, 2, 5, 4] {
            write(&queue, replication).unwrap();
        }
        // Begun and broken off.
        queue.chapter(chapter(3)).keep(&Rows::new(0)).unwrap();
        queue.finish(|chapter| chapter.replication <= 2).unwrap();
        assert_eq!(text(file), expected(1..=2));
    }

    #[test]
    fn what_the_disk_refuses_is_told_to_everybody() {
        let (_folder, _, queue) = queue(1000);
        for replication in 1..=12 {
            write(&queue, replication).unwrap();
        }
        for replication in [13, 14, 15] {
            let refused = write(&queue, replication).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::StorageFull);
        }
        assert!(queue.finish(|_| true).is_err());
    }
}
