//! Documents that lie in the store as blobs.

use std::sync::Arc;

use rayment_client::profile::Profile;
use rayment_core::Hash;
use rayment_spec::{Spec, SpecError, hex32};
use thiserror::Error;
use tokio::task::spawn_blocking;

use crate::store::{Store, StoreError, blob_path};

/// Profiles are short.
pub const PROFILE_BYTES: u64 = 256 << 10;

/// Why there is no spec under a hash.
#[derive(Debug, Error)]
pub enum NoSpec {
    #[error("the hub has no spec {}: upload its canonical bytes as a blob first", hex32::encode(.0))]
    Missing(Hash),
    #[error("blob {} is not a spec: it is larger than {limit} bytes", hex32::encode(.hash))]
    TooLarge { hash: Hash, limit: u64 },
    #[error("blob {} is not a spec: {error}", hex32::encode(.hash))]
    Malformed { hash: Hash, error: SpecError },
    #[error(transparent)]
    Store(StoreError),
    #[error("the hub is being stopped: try again in a moment")]
    Stopping,
}

/// A spec from its blob, read off the threads that serve: it may have hundreds of thousands of parts.
pub async fn spec(store: &Store, hash: &Hash) -> Result<Arc<Spec>, NoSpec> {
    let bytes = match store.read(&blob_path(hash), rayment_spec::MAX_BYTES as u64).await {
        Ok(found) => found.ok_or(NoSpec::Missing(*hash))?,
        Err(StoreError::TooLarge { limit }) => return Err(NoSpec::TooLarge { hash: *hash, limit }),
        Err(error) => return Err(NoSpec::Store(error)),
    };
    let decoded = spawn_blocking(move || Spec::decode(&bytes)).await.map_err(|_| NoSpec::Stopping)?;
    decoded.map(Arc::new).map_err(|error| NoSpec::Malformed { hash: *hash, error })
}

/// What a provider says of its machine, from its blob; one that cannot be read counts as none.
pub async fn profile(store: &Store, hash: &Hash) -> Option<Profile> {
    let bytes = store.read(&blob_path(hash), PROFILE_BYTES).await.ok()??;
    Profile::decode(&bytes)
}
