//! Twenty servers and one queue, `scenarios/bench/mmc.toml`, by hand. Time is in minutes.

use crate::ahead::{Ahead, Kind, SERVERS, Servers, unmarked};
use crate::calendar::Calendar;
use crate::draws::Draws;
use crate::heap::Heap;
use crate::outcomes::QueueOutcomes;
use std::collections::VecDeque;

const HORIZON: f64 = 1_000_000.0;
const MEAN_SERVICE: f64 = 18.0;

/// Runs one replication.
pub fn queue(calendar: Calendar, seed: u64) -> QueueOutcomes {
    match calendar {
        Calendar::Heap => run(Heap::new(SERVERS + 1), seed),
        Calendar::Buckets => run(Servers::new(), seed),
    }
}

fn run(mut ahead: impl Ahead, seed: u64) -> QueueOutcomes {
    let mut draws = Draws::new(seed);
    let mut waiting = VecDeque::with_capacity(1024);
    let mut seen = QueueOutcomes::default();
    let mut free = SERVERS;
    // One of the calendars has a use for the lowest bits: all do without, so that all come to the same.
    let end = |now: f64, draws: &mut Draws| unmarked(now + draws.exponential() * MEAN_SERVICE);
    ahead.put(draws.exponential(), Kind::Arrival);
    loop {
        let (now, kind) = ahead.take();
        if now >= HORIZON {
            return seen;
        }
        match kind {
            Kind::Arrival => {
                ahead.put(now + draws.exponential(), Kind::Arrival);
                seen.arrivals += 1;
                if free > 0 {
                    free -= 1;
                    seen.starts += 1;
                    ahead.put(end(now, &mut draws), Kind::End);
                } else {
                    waiting.push_back(now);
                }
            }
            Kind::End => {
                seen.ends += 1;
                match waiting.pop_front() {
                    Some(since) => {
                        seen.starts += 1;
                        seen.waited += now - since;
                        ahead.put(end(now, &mut draws), Kind::End);
                    }
                    None => free += 1,
                }
            }
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
        let waits: Vec<f64> = (1..=10)
            .map(|seed| queue(Calendar::Buckets, seed))
            .map(|seen| seen.waited / seen.starts as f64)
            .collect();
        let mean = waits.iter().sum::<f64>() / 10.0;
        let variance = waits.iter().map(|wait| (wait - mean) * (wait - mean)).sum::<f64>() / 9.0;
        let truth = mean_wait(20, MEAN_SERVICE);
        assert!((mean - truth).abs() < 5.0 * (variance / 10.0).sqrt(), "{mean} against {truth}");
    }

    #[test]
    fn nobody_is_served_twice_or_forgotten() {
        let seen = queue(Calendar::Buckets, 1);
        assert!(seen.arrivals >= seen.starts && seen.starts >= seen.ends);
        assert!(seen.starts - seen.ends <= SERVERS as u64);
    }

    #[test]
    fn it_comes_to_the_same_whatever_the_calendar_is_made_of() {
        for seed in 1..=3 {
            assert_eq!(queue(Calendar::Heap, seed), queue(Calendar::Buckets, seed));
        }
    }
}
