//! What is said of clients who are there at the start, worked out by hand.
