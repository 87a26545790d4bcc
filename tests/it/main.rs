//! The integration tests: what belongs where.

/// The tree keeps to its own rules: who imports whom, what is used where, what says what it is for.
mod tidy;
