//! Scenarios made of chance: sound ones that between them use every key of the language, and what must hold of any.
//!
//! A scenario is made by taking choices from bytes ([`choices`]), so whatever hands out bytes can make scenarios: property
//! tests (which shrink by shortening the bytes), a numbered case, or a fuzzer.

mod choices;
mod text;
mod spans;
mod cast;
mod parts;
mod delivered;
mod begun;
mod scenario;
mod schema;
mod properties;

pub(crate) use begun::PEOPLE;
pub(crate) use choices::{Choices, bytes_of};
pub(crate) use scenario::{layered, scenario};
pub(crate) use spans::{CURVE, STAYS};
pub(crate) use text::{Layout, RAW, text};
