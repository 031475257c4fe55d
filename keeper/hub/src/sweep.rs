//! Removes what nobody needs any more: frames and previews of jobs that have been closed for long, and
//! blobs that nobody has asked for in as long and no open job or provider names.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, SystemTime},
};

use rayment_core::Hash;
use tokio::time;
use tokio_util::sync::CancellationToken;

use crate::{
    chain_view::{ChainView, ChainViewError},
    documents,
    store::{Store, StoreError, blob_of, job_of_ending},
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
        let old = self.store.blobs_older_than(before).await?;
        if old.is_empty() {
            return Ok(());
        }
        let named = self.named().await?;
        for path in old {
            if blob_of(&path).is_some_and(|hash| !named.contains(&hash)) {
                self.store.remove_if_older(&path, before).await?;
            }
        }
        Ok(())
    }

    /// Profiles of providers, specs of open jobs, and the files of those.
    async fn named(&self) -> Result<HashSet<Hash>, ChainViewError> {
        let (specs, profiles) = self.chain.specs_and_profiles().await?;
        let mut named: HashSet<Hash> = profiles;
        for hash in specs {
            named.insert(hash);
            // Files of a spec that is not here cannot be asked for by anyone who works on it.
            if let Ok(spec) = documents::spec(&self.store, &hash).await {
                named.extend(spec.files.iter().map(|file| file.sha256));
            }
        }
        Ok(named)
    }
}
