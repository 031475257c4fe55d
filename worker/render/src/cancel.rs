use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Cancelled;

/// A flag that stops a render from another thread; clones share it. A render looks at it once per
/// pixel and every few samples, so it stops within milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops every render that was given this flag or a clone of it, for good.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The flag itself, true once cancelled: for work that knows no renderer.
    pub fn flag(&self) -> &Arc<AtomicBool> {
        &self.0
    }

    /// # Errors
    /// Where it is cancelled.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}
