//! A spec as JSON, for people and scripts; its blob is what counts.

use std::sync::Arc;

use axum::{Json, extract::State};
use rayment_core::Hash;
use rayment_spec::{Spec, hex32};

use super::{
    Desk, Refusal,
    path::{self, InPath},
};
use crate::store::{Store, StoreError, blob_path};

pub async fn show(State(desk): State<Arc<Desk>>, InPath(name): InPath<String>) -> Result<Json<Spec>, Refusal> {
    let hash = path::hash(&name)?;
    spec(&desk.store, &hash).await.map(Json)
}

/// A spec from its blob.
pub async fn spec(store: &Store, hash: &Hash) -> Result<Spec, Refusal> {
    let name = hex32::encode(hash);
    let no_spec = |why: String| Refusal::unusable("no_spec", format!("blob {name} is no spec: {why}"));
    let bytes = match store.read(&blob_path(hash), rayment_spec::MAX_BYTES as u64).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let message = format!("the hub has no spec {name}: upload its canonical bytes as a blob first");
            return Err(Refusal::not_found("no_such_spec", message));
        }
        Err(StoreError::TooLarge { limit }) => return Err(no_spec(format!("it is larger than {limit} bytes"))),
        Err(error) => return Err(error.into()),
    };
    Spec::decode(&bytes).map_err(|error| no_spec(error.to_string()))
}
