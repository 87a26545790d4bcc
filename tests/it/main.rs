//! The integration tests: what belongs where.

/// A recorder that writes everything down.
mod trace;
/// Constant durations, a schedule worked out by hand, exact.
mod deterministic;
/// The same luck whatever else happens.
mod reproducible;
/// In = out + inside; property tests over generated scenarios.
mod conservation;
/// The import map, first doc lines, that ARCHITECTURE.md names every folder.
mod tidy;
