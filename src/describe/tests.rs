//! The whole description.
