//! The documents that are written from runs of the scenarios: `docs/validation.md` and `docs/redesign.md`.
//!
//! Their texts and what they report stand in `docs/validation.toml` and `docs/redesign.toml`; a run fills in the figures.
//! `UPDATE_DOCUMENTS=1 cargo test --release --test it documents:: -- --nocapture` writes both anew, in some minutes;
//! `UPDATE_DOCUMENTS=30` writes drafts of 30 replications.
//! Otherwise the committed documents must agree with a shorter run.

mod figures;
mod formula;
mod prose;
mod running;
mod redesign;
mod validation;
