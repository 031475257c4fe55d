//! The one door to the hub. What comes through it is checked against a hash by whoever asked.

use std::sync::Arc;

use futures::future::BoxFuture;
use rayment_client::profile::Profile;
use rayment_core::Hash;
use rayment_hub_client::{HubClient, HubError};
use rayment_spec::Spec;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use thiserror::Error;

use crate::KeeperError;

/// Profiles are short documents.
const PROFILE_BYTES: u64 = 1 << 20;

/// Why something in the hub can't be had.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unavailable {
    /// The hub answers, and has it not.
    #[error("{0}")]
    Missing(String),
    /// It is there, has its hash, and is not what it should be.
    #[error("{0}")]
    Unusable(String),
    /// No answer, or none that tells: it may be there.
    #[error("{0}")]
    Unreachable(String),
}

/// What a keeper reads from a hub.
pub trait Library: Send + Sync + 'static {
    /// A file by its hash, of at most `max_bytes` bytes.
    fn file(&self, hash: Hash, max_bytes: u64) -> BoxFuture<'_, Result<Vec<u8>, Unavailable>>;
    fn spec(&self, hash: Hash) -> BoxFuture<'_, Result<Spec, Unavailable>>;
    /// What a provider says of its machine.
    fn profile(&self, hash: Hash) -> BoxFuture<'_, Result<Profile, Unavailable>>;
    /// The body of a delivered frame, by its real number.
    fn frame(&self, job: Pubkey, attempt: u8, frame: u32) -> BoxFuture<'_, Result<Vec<u8>, Unavailable>>;
}

/// The hub at `url`, read with the keeper's key.
pub fn connect(url: &str, key: Arc<Keypair>) -> Result<Arc<dyn Library>, KeeperError> {
    let client = HubClient::new(url, Some(key)).map_err(|error| KeeperError::Hub(error.to_string()))?;
    Ok(Arc::new(client))
}

impl Library for HubClient {
    fn file(&self, hash: Hash, max_bytes: u64) -> BoxFuture<'_, Result<Vec<u8>, Unavailable>> {
        Box::pin(async move { Ok(self.fetch(&hash, max_bytes).await?) })
    }

    fn spec(&self, hash: Hash) -> BoxFuture<'_, Result<Spec, Unavailable>> {
        Box::pin(async move { Ok(HubClient::spec(self, &hash).await?) })
    }

    fn profile(&self, hash: Hash) -> BoxFuture<'_, Result<Profile, Unavailable>> {
        Box::pin(async move {
            let bytes = self.fetch(&hash, PROFILE_BYTES).await?;
            Profile::decode(&bytes)
                .ok_or_else(|| Unavailable::Unusable("the profile is not the JSON it should be".into()))
        })
    }

    fn frame(&self, job: Pubkey, attempt: u8, frame: u32) -> BoxFuture<'_, Result<Vec<u8>, Unavailable>> {
        Box::pin(async move { Ok(HubClient::frame(self, &job, attempt, frame).await?) })
    }
}

impl From<HubError> for Unavailable {
    fn from(error: HubError) -> Self {
        let text = error.to_string();
        match error {
            HubError::NotFound(_) | HubError::Corrupt { .. } => Self::Missing(text),
            HubError::TooLarge { .. } | HubError::Spec(_) => Self::Unusable(text),
            // A refusal may be about our clock or our key: it says nothing about what is there.
            HubError::Refused { .. }
            | HubError::Unreachable { .. }
            | HubError::Answer(_)
            | HubError::NoKey
            | HubError::Url(_)
            | HubError::File { .. } => Self::Unreachable(text),
        }
    }
}
