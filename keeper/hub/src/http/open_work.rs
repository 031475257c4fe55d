//! Work that anybody can ask for, without a signature: specs as JSON, quotes, previews that are not made yet.
//!
//! So much of it is done at a time, off the threads that serve requests, and so much waits; whoever comes then
//! is told to come again. What it made is in memory until it is sent, and its turn lasts as long.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures::stream;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::Refusal;

/// Bytes that are given to a connection at a time.
const PIECE_BYTES: usize = 64 << 10;

/// One kind of such work.
pub struct OpenWork {
    /// What it is, in a refusal's words.
    what: &'static str,
    most: usize,
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// Leave to do some of it.
pub struct WorkPermit {
    _running: OwnedSemaphorePermit,
}

impl OpenWork {
    pub fn new(what: &'static str, running: usize, waiting: usize) -> Self {
        let places = |most| Arc::new(Semaphore::new(most));
        Self { what, most: running, running: places(running), waiting: places(waiting) }
    }

    /// Waits for a turn, unless too many wait already.
    pub async fn acquire(&self) -> Result<WorkPermit, Refusal> {
        let busy = |_| Refusal::busy(self.what, self.most);
        let _waiting = self.waiting.clone().try_acquire_owned().map_err(busy)?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| Refusal::stopping())?;
        Ok(WorkPermit { _running: running })
    }
}

impl WorkPermit {
    /// Does it on a thread of its own. The turn lasts until it is done, also where nobody waits for it any more.
    pub async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
    ) -> Result<(Self, T), Refusal> {
        let done = spawn_blocking(move || {
            let done = work()?;
            Ok((self, done))
        });
        done.await.map_err(|_| Refusal::stopping())?
    }

    /// The body of an answer: the turn ends when it is sent.
    pub fn into_body(self, bytes: Bytes) -> Body {
        Body::from_stream(stream::unfold((bytes, self), |(mut left, permit)| async move {
            let piece = left.split_to(left.len().min(PIECE_BYTES));
            (!piece.is_empty()).then_some((Ok::<_, std::convert::Infallible>(piece), (left, permit)))
        }))
    }
}
