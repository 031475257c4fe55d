//! What a check reads from a hub. Whoever asks for it checks it against its hash.

use futures::future::BoxFuture;
use rayment_core::Hash;
use rayment_hub_client::{HubClient, HubError};
use rayment_spec::Spec;
use solana_pubkey::Pubkey;
use thiserror::Error;

/// Why a hub doesn't provide something.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unavailable {
    /// Not found on a hub that answers.
    #[error("{0}")]
    Missing(String),
    /// It is there and has its hash, and is not what it should be.
    #[error("{0}")]
    Unusable(String),
    /// No answer, or one that does not tell: it may be there.
    #[error("{0}")]
    Unreachable(String),
}

/// What a check reads from a hub.
pub trait HubReader: Send + Sync + 'static {
    /// A file by its hash, of at most `max_bytes` bytes.
    fn file(&self, hash: Hash, max_bytes: u64) -> BoxFuture<'_, Result<Vec<u8>, Unavailable>>;
    fn spec(&self, hash: Hash) -> BoxFuture<'_, Result<Spec, Unavailable>>;
    /// The body of a delivered frame, by its number in the animation.
    fn frame(&self, job: Pubkey, attempt: u8, frame: u32) -> BoxFuture<'_, Result<Vec<u8>, Unavailable>>;
}

impl HubReader for HubClient {
    fn file(&self, hash: Hash, max_bytes: u64) -> BoxFuture<'_, Result<Vec<u8>, Unavailable>> {
        Box::pin(async move { Ok(self.fetch(&hash, max_bytes).await?) })
    }

    fn spec(&self, hash: Hash) -> BoxFuture<'_, Result<Spec, Unavailable>> {
        Box::pin(async move { Ok(HubClient::spec(self, &hash).await?) })
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
