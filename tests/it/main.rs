//! What Throughcare must do as a whole, one module for each kind of evidence.

// Closed forms of queueing and survival theory, and scenarios that must agree with them.
mod theory;
