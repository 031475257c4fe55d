//! How a closed job ended: its account is gone, its transactions are not.

use rayment_client::history::JobHistory;
use solana_pubkey::Pubkey;
use tokio::sync::Semaphore;

use super::{ChainView, ChainViewError, NOTE_BYTES, SeenDelivery};
use crate::{access::Ending, store::ending_path};

/// A job is no longer followed after this many searches in a row that found nothing.
const GIVE_UP: u32 = 30;

impl ChainView {
    /// How a job whose account is gone ended, for those who want its frames. Read from the chain once,
    /// then noted on disk: it cannot change.
    pub async fn ending(&self, job: &Pubkey) -> Result<Option<Ending>, ChainViewError> {
        self.looked_up(job, &self.searches).await
    }

    /// The same for those who only watch: they wait behind each other, and before nobody else.
    pub async fn ending_for_watchers(&self, job: &Pubkey) -> Result<Option<Ending>, ChainViewError> {
        self.looked_up(job, &self.lookups).await
    }

    async fn looked_up(&self, job: &Pubkey, searchers: &Semaphore) -> Result<Option<Ending>, ChainViewError> {
        if let Some(noted) = self.noted(job).await? {
            return Ok(Some(noted));
        }
        if self.backoff.is_pausing(job) {
            return Ok(None);
        }
        let _permit = searchers.acquire().await.map_err(|_| ChainViewError::Stopping)?;
        // Another search may have found it while this one waited.
        if let Some(noted) = self.noted(job).await? {
            return Ok(Some(noted));
        }
        if self.backoff.is_pausing(job) {
            return Ok(None);
        }
        let found = self.searched(job).await;
        let Ok(Some(ending)) = found else {
            // Also after an error: a chain that does not answer is not asked by everyone at once.
            let tries = self.backoff.failed(*job);
            if found.is_ok() && tries >= GIVE_UP {
                self.tracked.done(*job);
            }
            return found;
        };
        self.backoff.reset(job);
        let note = serde_json::to_vec(&ending).unwrap_or_default();
        match self.store.note(&ending_path(job), note.into()).await {
            Ok(()) => self.tracked.done(*job),
            Err(error) => tracing::warn!(%error, %job, "how a job ended is not noted, and will be read again"),
        }
        Ok(Some(ending))
    }

    pub(super) async fn noted(&self, job: &Pubkey) -> Result<Option<Ending>, ChainViewError> {
        let note = self.store.read(&ending_path(job), NOTE_BYTES).await?;
        // A note that cannot be read is made again.
        Ok(note.and_then(|note| serde_json::from_slice(&note).ok()))
    }

    async fn searched(&self, job: &Pubkey) -> Result<Option<Ending>, ChainViewError> {
        let seen = self.seen_delivery(job).await?;
        if let Some(ending) = seen.and_then(|seen| seen.ending()) {
            return Ok(Some(ending));
        }
        let story = JobHistory::read(&self.chain, job).await?;
        Ok(story.and_then(|story| ending_of(&story, seen)))
    }
}

/// How a job ended by its transactions. Where the log of its end was cut off, its calls tell, and what
/// was seen: only the last delivery can have been paid.
fn ending_of(story: &JobHistory, seen: Option<SeenDelivery>) -> Option<Ending> {
    let outcome = story.outcome()?;
    let client = story.client;
    if let Some(closed) = &story.closed {
        let (provider, attempt, frames) = (closed.provider, closed.attempt, closed.frames);
        return Some(Ending { client, provider, attempt, outcome, frames });
    }
    let delivered = story.delivered.map(|delivered| (delivered.provider, delivered.attempt, delivered.frames));
    match delivered.or_else(|| seen.map(|seen| (seen.provider, seen.attempt, seen.frames))) {
        Some((provider, attempt, frames)) => {
            Some(Ending { client, provider: Some(provider), attempt, outcome, frames })
        }
        None if story.is_paid() => None,
        None => Some(Ending { client, provider: None, attempt: 0, outcome, frames: 0 }),
    }
}
