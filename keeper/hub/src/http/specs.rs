//! A spec as JSON, for people and scripts; its blob is what counts.

use std::sync::Arc;

use axum::{Json, extract::State};
use rayment_spec::Spec;

use super::{
    AppState, Refusal,
    path::{self, InPath},
};
use crate::documents;

pub async fn show(State(app): State<Arc<AppState>>, InPath(name): InPath<String>) -> Result<Json<Spec>, Refusal> {
    let hash = path::hash(&name)?;
    Ok(Json(documents::spec(&app.store, &hash).await?))
}
