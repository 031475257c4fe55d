//! Removes what nobody needs any more: frames and previews of jobs that have been closed for long, and
//! blobs that nobody has asked for in as long and no open job, order or provider names.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use tokio::time;
use tokio_util::sync::CancellationToken;

use crate::{
    chain_view::{ChainView, ChainViewError},
    references::References,
    store::{Store, StoreError, job_of_ending},
};

/// What is swept, and when.
pub struct Sweep {
    pub chain: Arc<ChainView>,
    pub store: Store,
    /// How long everything stays at least.
    pub keep: Duration,
    pub every: Duration,
}

impl Sweep {
    /// Sweeps now and then, until `shutdown` is cancelled.
    pub async fn run(self, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = time::sleep(self.every) => {}
            }
            let Some(before) = SystemTime::now().checked_sub(self.keep) else { continue };
            if let Err(error) = self.jobs(before).await {
                tracing::warn!(%error, "frames of old jobs stay for now");
            }
            if let Err(error) = self.blobs(before).await {
                tracing::warn!(%error, "old blobs stay for now");
            }
        }
    }

    /// A job's note goes last: whatever comes in between, the next sweep takes up the rest.
    async fn jobs(&self, before: SystemTime) -> Result<(), StoreError> {
        for note in self.store.endings_older_than(before).await? {
            let Some(job) = job_of_ending(&note) else { continue };
            self.store.remove_job(&job).await?;
            self.store.remove(&note).await?;
            self.chain.forget(&job);
            tracing::info!(%job, "the frames of a job that was closed long ago are removed");
        }
        Ok(())
    }

    async fn blobs(&self, before: SystemTime) -> Result<(), ChainViewError> {
        let mut old = self.store.blobs().await?;
        old.retain(|blob| blob.at < before);
        if old.is_empty() {
            return Ok(());
        }
        let references = References::read(&self.chain, &self.store).await?;
        for blob in old {
            if !references.name(&blob.hash) && !references.is_profile(&blob) {
                self.store.remove_if_older(&blob.path, before).await?;
            }
        }
        Ok(())
    }
}
