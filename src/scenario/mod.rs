//! scenario

#[allow(dead_code, reason = "called by the reader once it is here")]
mod checks;
