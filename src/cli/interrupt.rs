//! Ctrl-C: the first asks for a clean end, the second ends at once.

use super::terminal::{Trouble, note};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a shell reports of a program ended by Ctrl-C.
const ENDED_BY_INTERRUPT: i32 = 130;

/// A flag that the first Ctrl-C raises.
pub(super) fn on_interrupt() -> Result<Arc<AtomicBool>, Trouble> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(ENDED_BY_INTERRUPT);
        }
        note("stopping: replications that are complete are kept (Ctrl-C again ends at once)");
    })
    .map_err(|why| Trouble::Failed(format!("cannot listen for Ctrl-C: {why}")))?;
    Ok(stop)
}
