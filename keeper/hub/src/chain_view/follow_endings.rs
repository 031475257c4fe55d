//! Follows the jobs with frames stored here to their end, also while nobody watches: a client that
//! asks weeks later finds the note.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::ChainView;
use crate::feed::{Feed, JobTable};

/// Histories that are read between two looks at all jobs.
const AT_ONCE: usize = 8;

/// Follows until `shutdown` is cancelled.
pub async fn follow_endings(chain: Arc<ChainView>, feed: Arc<Feed>, shutdown: CancellationToken) {
    shutdown.run_until_cancelled(follow(&chain, &feed)).await;
}

async fn follow(chain: &ChainView, feed: &Feed) {
    loop {
        while chain.tracked.open().is_empty() {
            chain.tracked.more().await;
        }
        // Watching keeps the reader awake.
        let (mut tables, _) = feed.watch();
        while !chain.tracked.open().is_empty() {
            if tables.changed().await.is_err() {
                return;
            }
            let table = tables.borrow_and_update().clone();
            if let Some(table) = table {
                chain.follow_once(&table).await;
            }
        }
    }
}

impl ChainView {
    /// Notes deliveries of jobs in the table, and looks for the end of those that have left it.
    async fn follow_once(&self, table: &JobTable) {
        let mut gone = Vec::new();
        for job in self.tracked.open() {
            match table.get(&job) {
                Some(listed) => self.note_delivery(&listed.job).await,
                None if self.backoff.is_pausing(&job) => {}
                None => gone.push(job),
            }
        }
        for job in gone.into_iter().take(AT_ONCE) {
            if let Err(error) = self.ending_for_watchers(&job).await {
                tracing::debug!(%error, %job, "cannot read yet how a job ended");
            }
        }
    }
}
