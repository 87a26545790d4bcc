//! The calendar that anybody would write by hand: a heap with four children for each parent, which knows nothing of the work.

use crate::calendar::{Events, Handle};

const CHILDREN: usize = 4;

#[derive(Clone, Copy)]
struct Entry<T> {
    at: f64,
    what: T,
}

/// Instants, each with what comes then; the earliest is the first.
pub(crate) struct Heap<T>(Vec<Entry<T>>);

impl<T: Copy> Heap<T> {
    /// An empty heap with some room.
    pub(crate) fn new(room: usize) -> Self {
        Self(Vec::with_capacity(room))
    }

    fn clear(&mut self) {
        self.0.clear();
    }

    /// Puts something at an instant.
    #[inline]
    pub(crate) fn push(&mut self, at: f64, what: T) {
        let entry = Entry { at, what };
        let place = self.0.len();
        self.0.push(entry);
        self.rise(place, entry);
    }

    /// Takes what is earliest.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<(f64, T)> {
        let last = self.0.pop()?;
        let Some(&first) = self.0.first() else {
            return Some((last.at, last.what));
        };
        self.sink(last);
        Some((first.at, first.what))
    }

    /// Puts an entry where an empty place is, or above.
    #[inline]
    fn rise(&mut self, mut place: usize, entry: Entry<T>) {
        let heap = &mut self.0[..];
        while place > 0 {
            let parent = (place - 1) / CHILDREN;
            if heap[parent].at <= entry.at {
                break;
            }
            heap[place] = heap[parent];
            place = parent;
        }
        heap[place] = entry;
    }

    /// Puts an entry where the first place is empty, or below. The least of four children is chosen, not jumped to: which it
    /// is nobody can guess, the processor neither.
    #[inline]
    fn sink(&mut self, entry: Entry<T>) {
        let heap = &mut self.0[..];
        let mut place = 0;
        loop {
            let first = CHILDREN * place + 1;
            let least = match heap.get(first..).and_then(<[_]>::first_chunk::<CHILDREN>) {
                Some([a, b, c, d]) => {
                    let (early, at) = if b.at < a.at { (1, b.at) } else { (0, a.at) };
                    let (late, than) = if d.at < c.at { (3, d.at) } else { (2, c.at) };
                    first + if than < at { late } else { early }
                }
                None if first < heap.len() => {
                    let mut least = first;
                    for child in first + 1..heap.len() {
                        least = if heap[child].at < heap[least].at { child } else { least };
                    }
                    least
                }
                None => break,
            };
            if entry.at <= heap[least].at {
                break;
            }
            heap[place] = heap[least];
            place = least;
        }
        heap[place] = entry;
    }
}

/// Events in a heap, which knows them by their numbers, and what each is.
pub(crate) struct Kinds<K> {
    heap: Heap<Handle>,
    kinds: Vec<K>,
    free: Vec<Handle>,
    horizon: f64,
}

impl<K> Kinds<K> {
    /// Events of a run of length `horizon`.
    pub(crate) fn new(horizon: f64) -> Self {
        let room = 8192;
        Self {
            heap: Heap::new(room),
            kinds: Vec::with_capacity(room),
            free: Vec::with_capacity(room),
            horizon,
        }
    }
}

impl<K: Copy> Events<K> for Kinds<K> {
    fn clear(&mut self) {
        self.heap.clear();
        self.kinds.clear();
        self.free.clear();
    }

    #[inline]
    fn put(&mut self, at: f64, kind: K) -> Handle {
        let handle = match self.free.pop() {
            Some(handle) => {
                self.kinds[handle as usize] = kind;
                handle
            }
            None => {
                self.kinds.push(kind);
                self.kinds.len() as Handle - 1
            }
        };
        self.heap.push(at, handle);
        handle
    }

    #[inline]
    fn kind(&self, handle: Handle) -> K {
        self.kinds[handle as usize]
    }

    #[inline]
    fn rename(&mut self, handle: Handle, kind: K) {
        self.kinds[handle as usize] = kind;
    }

    #[inline]
    fn take(&mut self) -> Option<(f64, Handle, K)> {
        let (at, handle) = self.heap.pop()?;
        (at < self.horizon).then(|| (at, handle, self.kind(handle)))
    }

    #[inline]
    fn release(&mut self, handle: Handle) {
        self.free.push(handle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_put_and_taken_in_turn_comes_out_sorted() {
        let mut heap = Heap::new(0);
        let (mut state, mut put, mut taken) = (1_u64, Vec::new(), Vec::new());
        for turn in 0..2000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // Not before what was taken last.
            let at = taken.last().copied().unwrap_or(0.0) + (state >> 40) as f64;
            heap.push(at, at);
            put.push(at);
            if turn % 3 == 0 {
                taken.push(heap.pop().unwrap().0);
            }
        }
        while let Some((at, what)) = heap.pop() {
            assert_eq!(at, what);
            taken.push(at);
        }
        put.sort_by(f64::total_cmp);
        assert_eq!(taken, put);
    }
}
