//! Ctrl-C: the first asks for a clean end, the second ends at once.

use super::terminal::{Trouble, note};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a shell reports of a program ended by Ctrl-C.
const ENDED_BY_INTERRUPT: i32 = 130;

/// A flag that the first Ctrl-C raises. Others may raise it, too: that is no Ctrl-C.
pub(super) fn on_interrupt() -> Result<Arc<AtomicBool>, Trouble> {
    let stop = Arc::new(AtomicBool::new(false));
    let (raised, heard) = (Arc::clone(&stop), AtomicBool::new(false));
    ctrlc::set_handler(move || match answer(&heard, &raised) {
        Some(words) => note(words),
        None => std::process::exit(ENDED_BY_INTERRUPT),
    })
    .map_err(|why| Trouble::Failed(format!("cannot listen for Ctrl-C: {why}")))?;
    Ok(stop)
}

/// What is said to Ctrl-C, which raises the stop; nothing where it is to end the program at once.
fn answer(heard: &AtomicBool, stop: &AtomicBool) -> Option<&'static str> {
    if heard.swap(true, Ordering::Relaxed) {
        return None;
    }
    Some(if stop.swap(true, Ordering::Relaxed) {
        "the run has ended already, and what it came to is being written (Ctrl-C again ends at once)"
    } else {
        "stopping: replications that are complete are kept (Ctrl-C again ends at once)"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_ends_at_once_and_a_stop_that_a_run_raised_itself_is_not_the_first() {
        let [heard, stop] = [false, false].map(AtomicBool::new);
        assert!(answer(&heard, &stop).is_some_and(|words| words.starts_with("stopping")));
        assert!(stop.load(Ordering::Relaxed));
        assert_eq!(answer(&heard, &stop), None);
        let [heard, stop] = [false, true].map(AtomicBool::new);
        assert!(answer(&heard, &stop).is_some_and(|words| words.contains("is being written")));
        assert_eq!(answer(&heard, &stop), None);
    }
}
