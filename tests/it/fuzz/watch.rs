//! Looks from beside at a case under way: does it come to an end, and how much memory does it take?

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// After this long a replication is asked to stop.
const PATIENCE: Duration = Duration::from_secs(3);
/// After this long something hangs.
const HANGS: Duration = Duration::from_secs(40);
/// More memory than this is too much. \[KiB\]
const MOST_MEMORY: u64 = 1_500_000;

/// What the watcher and the watched share.
#[derive(Default)]
pub(super) struct Watch {
    /// Asks the replication under way to stop.
    pub(super) stop: AtomicBool,
    under_way: Mutex<Option<(Instant, PathBuf)>>,
    is_over: AtomicBool,
    /// Most memory seen. \[KiB\]
    pub(super) most_memory: AtomicU64,
    /// Longest case. \[ms\]
    pub(super) longest: AtomicU64,
}

impl Watch {
    /// Begins to watch.
    pub(super) fn begin() -> Arc<Watch> {
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        std::thread::spawn(move || {
            while !watching.is_over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(50));
                watching.look();
            }
        });
        watch
    }

    /// A case begins; should the program not survive it, it lies there.
    pub(super) fn on_case(&self, lies_at: &Path) {
        self.stop.store(false, Ordering::Relaxed);
        *self.lock() = Some((Instant::now(), lies_at.to_path_buf()));
    }

    /// The case is over.
    pub(super) fn on_end(&self) {
        if let Some((since, _)) = self.lock().take() {
            self.longest.fetch_max(since.elapsed().as_millis() as u64, Ordering::Relaxed);
        }
    }

    /// Nothing is watched any more.
    pub(super) fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Instant, PathBuf)>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self) {
        let memory = memory_in_use().unwrap_or(0);
        self.most_memory.fetch_max(memory, Ordering::Relaxed);
        let under_way = self.lock();
        let Some((since, lies_at)) = &*under_way else { return };
        if since.elapsed() > PATIENCE {
            self.stop.store(true, Ordering::Relaxed);
        }
        let trouble = if since.elapsed() > HANGS {
            "does not come to an end"
        } else if memory > MOST_MEMORY {
            "takes too much memory"
        } else {
            return;
        };
        println!("{}: {trouble} ({memory} KiB)", lies_at.display());
        // Nothing else can end what goes on without end.
        std::process::exit(1);
    }
}

/// Memory that this process has in use, where the system tells. \[KiB\]
fn memory_in_use() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
