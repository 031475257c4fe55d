//! Documents that lie in the store as blobs.

use rayment_client::profile::Profile;
use rayment_core::Hash;
use rayment_spec::{Spec, SpecError, hex32};
use thiserror::Error;

use crate::store::{Store, StoreError, blob_path};

/// Profiles are short.
const PROFILE_BYTES: u64 = 256 << 10;

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
}

/// A spec from its blob.
pub async fn spec(store: &Store, hash: &Hash) -> Result<Spec, NoSpec> {
    let bytes = match store.read(&blob_path(hash), rayment_spec::MAX_BYTES as u64).await {
        Ok(found) => found.ok_or(NoSpec::Missing(*hash))?,
        Err(StoreError::TooLarge { limit }) => return Err(NoSpec::TooLarge { hash: *hash, limit }),
        Err(error) => return Err(NoSpec::Store(error)),
    };
    Spec::decode(&bytes).map_err(|error| NoSpec::Malformed { hash: *hash, error })
}

/// What a provider says of its machine, from its blob; one that cannot be read counts as none.
pub async fn profile(store: &Store, hash: &Hash) -> Option<Profile> {
    let bytes = store.read(&blob_path(hash), PROFILE_BYTES).await.ok()??;
    Profile::decode(&bytes)
}
