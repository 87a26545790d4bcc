//! Twenty servers and one queue, `scenarios/bench/mmc.toml`, by hand. Time is in minutes.

use crate::draws::Draws;
use std::collections::VecDeque;

const HORIZON: f64 = 1_000_000.0;
const MEAN_SERVICE: f64 = 18.0;
const SERVERS: usize = 20;
/// As many as the servers, and idle ones up to a multiple of what the processor compares at once.
const LANES: usize = 4;
const SLOTS: usize = SERVERS.next_multiple_of(LANES);
/// The lowest bits of an instant say whose it is: a part in 10^14 of it.
const WHOSE: u64 = 31;

/// What came of one replication.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QueueOutcomes {
    /// Customers who came.
    pub arrivals: u64,
    /// Services started.
    pub starts: u64,
    /// Services ended.
    pub ends: u64,
    /// Minutes waited by those served: the sum.
    pub waited: f64,
}

/// When each server will be free; with no customer, in another age.
struct Servers {
    until: [f64; SLOTS],
    idle: Vec<usize>,
    first: f64,
}

fn marked(at: f64, server: usize) -> f64 {
    f64::from_bits((at.to_bits() & !WHOSE) | server as u64)
}

impl Servers {
    fn new() -> Self {
        let until = std::array::from_fn(|server| marked(1e300, server));
        Self { until, idle: (0..SERVERS).rev().collect(), first: until[0] }
    }

    #[inline]
    fn start(&mut self, server: usize, until: f64) {
        let until = marked(until, server);
        self.until[server] = until;
        self.first = if until < self.first { until } else { self.first };
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

/// Runs one replication.
pub fn queue(seed: u64) -> QueueOutcomes {
    let mut draws = Draws::new(seed);
    let mut servers = Servers::new();
    let mut waiting = VecDeque::with_capacity(1024);
    let mut seen = QueueOutcomes::default();
    let mut arrival = draws.exponential();
    loop {
        if arrival < servers.first {
            let now = arrival;
            if now >= HORIZON {
                return seen;
            }
            arrival = now + draws.exponential();
            seen.arrivals += 1;
            match servers.idle.pop() {
                Some(server) => {
                    seen.starts += 1;
                    servers.start(server, now + draws.exponential() * MEAN_SERVICE);
                }
                None => waiting.push_back(now),
            }
        } else {
            let now = servers.first;
            if now >= HORIZON {
                return seen;
            }
            let server = (now.to_bits() & WHOSE) as usize;
            seen.ends += 1;
            match waiting.pop_front() {
                Some(since) => {
                    seen.starts += 1;
                    // What was cut from the instant may make the wait of a moment less than nothing.
                    seen.waited += f64::max(now - since, 0.0);
                    servers.until[server] =
                        marked(now + draws.exponential() * MEAN_SERVICE, server);
                }
                None => {
                    servers.until[server] = marked(1e300, server);
                    servers.idle.push(server);
                }
            }
            servers.find_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean wait with c servers, arrivals at rate 1 and mean service s is D s / (c - s), where D = B / (1 - (s/c)(1 - B))
    /// is the share delayed (Erlang C), of the share blocked without a queue, B (Erlang B, by its recursion).
    fn mean_wait(servers: u32, service: f64) -> f64 {
        let mut blocked = 1.0;
        for n in 1..=servers {
            blocked = service * blocked / (f64::from(n) + service * blocked);
        }
        let load = service / f64::from(servers);
        let delayed = blocked / (1.0 - load * (1.0 - blocked));
        delayed * service / (f64::from(servers) - service)
    }

    #[test]
    fn the_mean_wait_is_that_of_erlang_c() {
        let waits: Vec<f64> =
            (1..=10).map(queue).map(|seen| seen.waited / seen.starts as f64).collect();
        let mean = waits.iter().sum::<f64>() / 10.0;
        let variance = waits.iter().map(|wait| (wait - mean) * (wait - mean)).sum::<f64>() / 9.0;
        let truth = mean_wait(20, MEAN_SERVICE);
        assert!((mean - truth).abs() < 5.0 * (variance / 10.0).sqrt(), "{mean} against {truth}");
    }

    #[test]
    fn nobody_is_served_twice_or_forgotten() {
        let seen = queue(1);
        assert!(seen.arrivals >= seen.starts && seen.starts >= seen.ends);
        assert!(seen.starts - seen.ends <= SERVERS as u64);
    }
}
