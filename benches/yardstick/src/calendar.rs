//! What is still to happen: one bucket for each short stretch of the run, each a list of few events.
//!
//! The run's length is known, so that a bucket is found by one multiplication and none is used twice. Within a bucket the
//! earliest is looked for when it is due: there are two or three.

/// No event.
const NONE: u32 = u32::MAX;

/// An event by its number, while it is kept.
pub(crate) type Handle = u32;

struct Entry<K> {
    at: f64,
    next: u32,
    kind: K,
}

/// Events of a run of a known length, each with what it is.
pub(crate) struct Calendar<K> {
    /// The first event of each bucket; the last bucket holds what would come after the end.
    heads: Vec<u32>,
    entries: Vec<Entry<K>>,
    /// The first of the entries that are free.
    free: u32,
    current: usize,
    per_time: f64,
}

impl<K: Copy> Calendar<K> {
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

    /// Forgets everything: the run begins again.
    pub(crate) fn clear(&mut self) {
        self.heads.fill(NONE);
        self.entries.clear();
        self.free = NONE;
        self.current = 0;
    }

    /// Puts an event at an instant.
    #[inline]
    pub(crate) fn put(&mut self, at: f64, kind: K) -> Handle {
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

    /// What an event is.
    #[inline]
    pub(crate) fn kind(&self, handle: Handle) -> K {
        self.entries[handle as usize].kind
    }

    /// Says anew what an event is.
    #[inline]
    pub(crate) fn rename(&mut self, handle: Handle, kind: K) {
        self.entries[handle as usize].kind = kind;
    }

    /// Gives an entry back, after its event was taken and when nobody holds its number any more.
    #[inline]
    pub(crate) fn release(&mut self, handle: Handle) {
        self.entries[handle as usize].next = self.free;
        self.free = handle;
    }

    /// Takes the earliest event that comes before the end. Its entry is kept until it is released.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<(f64, Handle, K)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_the_order_of_time_however_they_were_put() {
        let mut calendar = Calendar::new(10.0, 4);
        for at in [7.5, 0.1, 2.6, 2.5, 9.9, 0.05, 2.55] {
            calendar.put(at, ());
        }
        let mut seen = Vec::new();
        while let Some((at, handle, ())) = calendar.take() {
            calendar.release(handle);
            seen.push(at);
            if at == 2.5 {
                calendar.put(2.51, ());
            }
        }
        assert_eq!(seen, [0.05, 0.1, 2.5, 2.51, 2.55, 2.6, 7.5, 9.9]);
    }

    #[test]
    fn what_would_come_at_the_end_or_later_does_not_come() {
        let mut calendar = Calendar::new(10.0, 4);
        calendar.put(10.0, ());
        calendar.put(1e9, ());
        assert!(calendar.take().is_none());
    }
}
