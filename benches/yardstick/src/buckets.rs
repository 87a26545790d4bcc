//! The calendar of the limit: one bucket for each short stretch of the run, each a list of few events.
//!
//! The run's length is known, so that a bucket is found by one multiplication and none is used twice. Within a bucket the
//! earliest is looked for when it is due: there are two or three.

use crate::calendar::{Events, Handle};

/// No event.
const NONE: u32 = u32::MAX;

struct Entry<K> {
    at: f64,
    next: u32,
    kind: K,
}

/// Events of a run of a known length, each with what it is.
pub(crate) struct Buckets<K> {
    /// The first event of each bucket; the last bucket holds what would come after the end.
    heads: Vec<u32>,
    entries: Vec<Entry<K>>,
    /// The first of the entries that are free.
    free: u32,
    current: usize,
    per_time: f64,
}

impl<K> Buckets<K> {
    /// Room for `buckets` stretches over a run of length `horizon`.
    pub(crate) fn new(horizon: f64, buckets: usize) -> Self {
        Self {
            heads: vec![NONE; buckets + 1],
            entries: Vec::with_capacity(8192),
            free: NONE,
            current: 0,
            per_time: buckets as f64 / horizon,
        }
    }
}

impl<K: Copy> Events<K> for Buckets<K> {
    fn clear(&mut self) {
        self.heads.fill(NONE);
        self.entries.clear();
        self.free = NONE;
        self.current = 0;
    }

    // Called rather than copied to where it is used: the loop is some hundredths quicker for it.
    #[inline(never)]
    fn put(&mut self, at: f64, kind: K) -> Handle {
        let last = self.heads.len() - 1;
        let bucket = ((at * self.per_time) as usize).min(last);
        let next = self.heads[bucket];
        let handle = self.free;
        let handle = match self.entries.get_mut(handle as usize) {
            Some(entry) => {
                self.free = entry.next;
                *entry = Entry { at, next, kind };
                handle
            }
            None => {
                let handle = self.entries.len() as u32;
                self.entries.push(Entry { at, next, kind });
                handle
            }
        };
        self.heads[bucket] = handle;
        handle
    }

    #[inline]
    fn kind(&self, handle: Handle) -> K {
        self.entries[handle as usize].kind
    }

    #[inline]
    fn rename(&mut self, handle: Handle, kind: K) {
        self.entries[handle as usize].kind = kind;
    }

    #[inline]
    fn release(&mut self, handle: Handle) {
        self.entries[handle as usize].next = self.free;
        self.free = handle;
    }

    #[inline]
    fn take(&mut self) -> Option<(f64, Handle, K)> {
        let last = self.heads.len() - 1;
        let first = loop {
            let head = self.heads[self.current];
            if self.current == last {
                return None;
            }
            if head != NONE {
                break head;
            }
            self.current += 1;
        };
        let entry = &self.entries[first as usize];
        let (mut at, mut earliest, mut before) = (entry.at, first, NONE);
        let (mut previous, mut candidate) = (first, entry.next);
        while candidate != NONE {
            let entry = &self.entries[candidate as usize];
            if entry.at < at {
                (at, earliest, before) = (entry.at, candidate, previous);
            }
            (previous, candidate) = (candidate, entry.next);
        }
        let Entry { next, kind, .. } = self.entries[earliest as usize];
        match before {
            NONE => self.heads[self.current] = next,
            before => self.entries[before as usize].next = next,
        }
        Some((at, earliest, kind))
    }
}
