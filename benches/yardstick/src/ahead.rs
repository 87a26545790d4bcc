//! What is ahead in the plain queue: in an ordinary heap, or the next arrival and when each of the twenty servers will be free.

use crate::heap::Heap;

/// How many serve at a time.
pub(crate) const SERVERS: usize = 20;
/// As many as the servers, and idle ones up to a multiple of what the processor compares at once.
const LANES: usize = 4;
const SLOTS: usize = SERVERS.next_multiple_of(LANES);
/// The lowest bits of an instant say whose it is.
const WHOSE: u64 = 31;
const _: () = assert!(SLOTS <= WHOSE as usize);

/// What happens.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// A customer comes.
    Arrival,
    /// A service ends.
    End,
}

/// What is still to happen: one arrival, and an end for each customer who is served.
pub(crate) trait Ahead {
    /// Puts an event at an instant.
    fn put(&mut self, at: f64, kind: Kind);

    /// Takes the earliest event.
    fn take(&mut self) -> (f64, Kind);
}

impl Ahead for Heap<Kind> {
    #[inline]
    fn put(&mut self, at: f64, kind: Kind) {
        self.push(at, kind);
    }

    #[inline]
    fn take(&mut self) -> (f64, Kind) {
        self.pop().unwrap_or((f64::INFINITY, Kind::Arrival))
    }
}

/// An instant without its lowest bits: it loses less than a part in 10^14.
#[inline]
pub(crate) fn unmarked(at: f64) -> f64 {
    f64::from_bits(at.to_bits() & !WHOSE)
}

fn marked(at: f64, server: usize) -> f64 {
    f64::from_bits(at.to_bits() | server as u64)
}

/// When the next customer comes, and when each server will be free; with no customer, in another age.
pub(crate) struct Servers {
    arrival: f64,
    until: [f64; SLOTS],
    first: f64,
    /// A bit for each server.
    idle: u32,
}

impl Servers {
    /// All servers idle, nobody to come.
    pub(crate) fn new() -> Self {
        let until = std::array::from_fn(idle);
        Self { arrival: f64::INFINITY, until, first: until[0], idle: (1 << SERVERS) - 1 }
    }

    /// The earliest end, of all servers: lane by lane, then of the lanes.
    #[inline]
    fn find_first(&mut self) {
        let mut least = [f64::MAX; LANES];
        for lanes in self.until.chunks_exact(LANES) {
            for (least, &until) in least.iter_mut().zip(lanes) {
                *least = if until < *least { until } else { *least };
            }
        }
        self.first = least.into_iter().fold(f64::MAX, |a, b| if b < a { b } else { a });
    }
}

fn idle(server: usize) -> f64 {
    marked(unmarked(1e300), server)
}

impl Ahead for Servers {
    #[inline]
    fn put(&mut self, at: f64, kind: Kind) {
        match kind {
            Kind::Arrival => self.arrival = at,
            Kind::End => {
                let server = self.idle.trailing_zeros() as usize;
                self.idle &= self.idle - 1;
                let until = marked(at, server);
                self.until[server] = until;
                self.first = if until < self.first { until } else { self.first };
            }
        }
    }

    #[inline]
    fn take(&mut self) -> (f64, Kind) {
        let end = unmarked(self.first);
        if self.arrival < end {
            return (self.arrival, Kind::Arrival);
        }
        let server = (self.first.to_bits() & WHOSE) as usize;
        self.until[server] = idle(server);
        self.idle |= 1 << server;
        self.find_first();
        (end, Kind::End)
    }
}
