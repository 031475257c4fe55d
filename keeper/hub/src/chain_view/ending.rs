//! How a closed job ended: its account is gone, its transactions are not.

use rayment_client::history::JobHistory;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use tokio::sync::Semaphore;

use super::{ChainView, ChainViewError, NOTE_BYTES};
use crate::{access::Ending, store::ending_path};

/// A job is no longer followed after this many searches in a row that found nothing.
const GIVE_UP: u32 = 30;

/// How a job ended, as it lies on disk. Nothing is written without a proof: it is never asked for again.
#[derive(Serialize, Deserialize)]
pub(super) struct Note {
    ending: Ending,
    proof: Proof,
}

impl Note {
    /// The transaction with this signature proves it.
    pub fn by(ending: Ending, signature: Signature) -> Self {
        Self { ending, proof: Proof::Transaction(signature.to_string()) }
    }
}

/// What proves how a job ended.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Proof {
    /// Its account said that the delivery is accepted, and is gone: there is no other way from there.
    Acceptance,
    /// The transaction with this signature ended it.
    Transaction(String),
}

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
        let Ok(Some(note)) = found else {
            // Also after an error: a chain that does not answer is not asked by everyone at once.
            let tries = self.backoff.failed(*job);
            if found.is_ok() && tries >= GIVE_UP {
                self.tracked.done(*job);
            }
            return found.map(|_| None);
        };
        self.keep(job, &note).await;
        Ok(Some(note.ending))
    }

    /// Writes down how a job ended, for good.
    pub(super) async fn keep(&self, job: &Pubkey, note: &Note) {
        self.backoff.reset(job);
        let bytes = serde_json::to_vec(note).unwrap_or_default();
        match self.store.note(&ending_path(job), bytes.into()).await {
            Ok(()) => self.tracked.done(*job),
            Err(error) => tracing::warn!(%error, %job, "how a job ended is not noted, and will be read again"),
        }
    }

    /// What is noted of a job's end.
    pub async fn noted(&self, job: &Pubkey) -> Result<Option<Ending>, ChainViewError> {
        let note = self.store.read(&ending_path(job), NOTE_BYTES).await?;
        // A note that cannot be read, or says no proof, is made again.
        Ok(note.and_then(|note| serde_json::from_slice(&note).ok()).map(|note: Note| note.ending))
    }

    async fn searched(&self, job: &Pubkey) -> Result<Option<Note>, ChainViewError> {
        let seen = self.seen_delivery(job).await?;
        if let Some(ending) = seen.and_then(|seen| seen.ending()) {
            return Ok(Some(Note { ending, proof: Proof::Acceptance }));
        }
        let story = JobHistory::read(&self.chain, job).await?;
        Ok(story.and_then(|story| note_of(&story)))
    }
}

/// How a job ended by its transactions.
fn note_of(story: &JobHistory) -> Option<Note> {
    let (closed, outcome) = (story.closed?, story.outcome()?);
    let (client, provider, attempt, frames) = (story.client, closed.provider, closed.attempt, closed.frames);
    Some(Note::by(Ending { client, provider, attempt, outcome, frames }, story.ended_by?))
}
