//! Deliveries as they were last seen on chain, noted on disk: what is seen in time needs no searching
//! in transactions later, which spam can bury.

use rayment_client::{Job, chain_key};
use rayment_core::job::{JobState, Outcome, Phase};
use rayment_hub_client::wire::base58;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use super::{ChainView, ChainViewError, NOTE_BYTES};
use crate::{access::Ending, store::sighting_path};

/// What a job delivered, while its account was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenDelivery {
    /// The client's wallet.
    #[serde(with = "base58")]
    pub client: Pubkey,
    /// Wallet of the provider that delivered.
    #[serde(with = "base58")]
    pub provider: Pubkey,
    pub attempt: u8,
    pub frames: u32,
    /// Accepted or approved: from there a job leads to its payment, and nowhere else.
    pub accepted: bool,
}

impl SeenDelivery {
    fn of(job: &JobState) -> Option<Self> {
        let (claim, (frames, ..)) = (job.claim()?, job.delivered()?);
        let accepted = matches!(job.phase, Phase::Accepted { .. });
        let (client, provider) = (chain_key(&job.client), chain_key(&claim.provider));
        Some(Self { client, provider, attempt: job.attempt, frames, accepted })
    }

    /// How the job ended, now that its account is gone, where that follows from this alone.
    pub fn ending(&self) -> Option<Ending> {
        let Self { client, provider, attempt, frames, accepted } = *self;
        accepted.then_some(Ending { client, provider: Some(provider), attempt, outcome: Outcome::Paid, frames })
    }

    /// Of two readings the later one may be noted first.
    fn is_older_than(&self, other: &Self) -> bool {
        (self.attempt, self.accepted) < (other.attempt, other.accepted)
    }
}

impl ChainView {
    /// Notes what a job with frames stored here has delivered, if that is new.
    pub(super) async fn note_delivery(&self, job: &Job) {
        let Some(now) = SeenDelivery::of(&job.state).filter(|_| self.tracked.holds(&job.address)) else { return };
        if self.seen.get(&job.address) == Some(now) {
            return;
        }
        let _noting = self.noting.lock().await;
        if self
            .seen_delivery(&job.address)
            .await
            .is_ok_and(|noted| noted.is_some_and(|noted| now.is_older_than(&noted)))
        {
            return;
        }
        let note = serde_json::to_vec(&now).unwrap_or_default();
        match self.store.note(&sighting_path(&job.address), note.into()).await {
            Ok(()) => self.seen.insert(job.address, now),
            Err(error) => tracing::warn!(%error, job = %job.address, "what a job delivered is not noted"),
        }
    }

    /// What a job was last seen to have delivered.
    pub(super) async fn seen_delivery(&self, job: &Pubkey) -> Result<Option<SeenDelivery>, ChainViewError> {
        let note = self.store.read(&sighting_path(job), NOTE_BYTES).await?;
        Ok(note.and_then(|note| serde_json::from_slice(&note).ok()))
    }
}
