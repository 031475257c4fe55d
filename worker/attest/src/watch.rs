use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use crate::error::AttestError;

/// Follows work from another thread, and ends it early.
#[derive(Debug, Default)]
pub struct Watch {
    cancelled: AtomicBool,
    done: AtomicU64,
}

impl Watch {
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the work within a moment, with [`AttestError::Cancelled`].
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    /// Labels computed so far: a stage of n labels has 7 n of them.
    pub fn done(&self) -> u64 {
        self.done.load(Relaxed)
    }

    pub(crate) fn add(&self, labels: u64) {
        self.done.fetch_add(labels, Relaxed);
    }

    pub(crate) fn check(&self) -> Result<(), AttestError> {
        if self.cancelled.load(Relaxed) { Err(AttestError::Cancelled) } else { Ok(()) }
    }
}
