//! Integration tests, one module per kind: what belongs where is said beside each.

mod tidy; // the tree keeps to its own rules
