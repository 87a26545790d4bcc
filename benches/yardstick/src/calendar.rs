//! What a calendar does, whatever it is made of.

/// What a calendar is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Calendar {
    /// An ordinary heap: what is written by hand for any work.
    Heap,
    /// What is quickest known for this work alone: it knows how long the run is, or how many servers there are.
    Buckets,
}

/// An event by its number, while it is kept.
pub(crate) type Handle = u32;

/// What is still to happen, each with what it is.
pub(crate) trait Events<K> {
    /// Forgets everything: the run begins again.
    fn clear(&mut self);

    /// Puts an event at an instant.
    fn put(&mut self, at: f64, kind: K) -> Handle;

    /// What an event is.
    fn kind(&self, handle: Handle) -> K;

    /// Says anew what an event is.
    fn rename(&mut self, handle: Handle, kind: K);

    /// Takes the earliest event that comes before the end. Its entry is kept until it is released.
    fn take(&mut self) -> Option<(f64, Handle, K)>;

    /// Gives an entry back, after its event was taken and when nobody holds its number any more.
    fn release(&mut self, handle: Handle);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buckets::Buckets;
    use crate::heap::Kinds;

    fn in_order(calendar: &mut impl Events<()>) {
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

    fn nothing_at_the_end(calendar: &mut impl Events<()>) {
        calendar.put(10.0, ());
        calendar.put(1e9, ());
        assert!(calendar.take().is_none());
    }

    #[test]
    fn events_come_in_the_order_of_time_however_they_were_put() {
        in_order(&mut Buckets::new(10.0, 4));
        in_order(&mut Kinds::new(10.0));
    }

    #[test]
    fn what_would_come_at_the_end_or_later_does_not_come() {
        nothing_at_the_end(&mut Buckets::new(10.0, 4));
        nothing_at_the_end(&mut Kinds::new(10.0));
    }
}
