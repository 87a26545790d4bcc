//! From the scenario as written to the model as meant: names to numbers, conditions to bits, and each
//! dated change to an era of its own.
//!
//! In reading order: what everything needs (`names`, `purposes`, `tables`, `timers`, `facts`,
//! `work`), what is
//! chosen and drawn (`choices`, `draws`, `cycles`), the parts (`clients`, `services`, `delivery`,
//! `clocks`), what is judged (`outcomes`), who is
//! there at the start (`initial` and what it is made of), and the whole in its eras (`system`, `eras`, `whole`).

mod names;
mod purposes;
mod tables;
mod timers;
mod facts;
mod work;
mod choices;
mod draws;
mod cycles;
mod clients;
mod services;
mod delivery;
mod clocks;
mod outcomes;
mod system;
mod initial;
mod strands;
mod groups;
mod rows;
mod eras;
mod whole;

pub(super) use whole::{alone, compile};
