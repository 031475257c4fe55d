//! Follows the jobs of which frames lie here to their end, also while nobody watches: a client that
//! asks weeks later finds the note.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::Ledger;
use crate::feed::{Board, Feed};

/// Histories that are read between two looks at all jobs.
const AT_ONCE: usize = 8;

/// Follows until `shutdown` is cancelled.
pub async fn tend(ledger: Arc<Ledger>, feed: Arc<Feed>, shutdown: CancellationToken) {
    shutdown.run_until_cancelled(follow(&ledger, &feed)).await;
}

async fn follow(ledger: &Ledger, feed: &Feed) {
    loop {
        while ledger.kept.open().is_empty() {
            ledger.kept.more().await;
        }
        // Watching keeps the reader awake.
        let (mut board, _) = feed.watch();
        while !ledger.kept.open().is_empty() {
            if board.changed().await.is_err() {
                return;
            }
            let now = board.borrow_and_update().clone();
            if let Some(now) = now {
                ledger.compare(&now).await;
            }
        }
    }
}

impl Ledger {
    /// Notes deliveries that are on the board, and looks for the end of jobs that are not any more.
    async fn compare(&self, board: &Board) {
        let mut gone = Vec::new();
        for job in self.kept.open() {
            match board.get(&job) {
                Some(job) => self.saw(job).await,
                None if self.patience.waits(&job) => {}
                None => gone.push(job),
            }
        }
        for job in gone.into_iter().take(AT_ONCE) {
            if let Err(refusal) = self.ending_for_watchers(&job).await {
                tracing::debug!(message = refusal.message, %job, "how a job ended cannot be read yet");
            }
        }
    }
}
