//! The queues that have closed forms. Rates are per unit of time, times in that unit.

// Exponential service, arrivals at random: Erlang, with and without a limit.
mod erlang;
// Any service or any arrivals: Pollaczek and Khinchine, GI/M/1.
mod general;
// Clients who lose patience: Palm, Zeltyn and Mandelbaum.
mod patience;
// Some go before others: Cobham, Kleinrock.
mod priority;
// Appointments: a slot at a time.
mod slots;
// A server for everyone, whatever the hour.
mod infinite;
// Open networks: Jackson.
mod network;

pub(crate) use erlang::{
    Queue, erlang_b, erlang_c, mmc, mmc_state, mmc_wait_beyond, mmck, mmck_states,
};
pub(crate) use general::{Renewals, batches, gim1, mg1, mg1_wait_square};
pub(crate) use infinite::{mt_infinite, poisson};
pub(crate) use network::{Node, jackson};
pub(crate) use patience::{constant_patience, erlang_a};
pub(crate) use priority::{cobham, cobham_servers};
pub(crate) use slots::{Slots, slots, slots_limited};

#[cfg(test)]
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12 * (1.0 + b.abs())
}
