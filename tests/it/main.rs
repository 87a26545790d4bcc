//! The integration tests: what belongs where.

/// Every bad scenario is refused, in the words it expects.
mod refused;
