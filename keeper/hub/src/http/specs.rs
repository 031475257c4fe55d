//! A spec as JSON, for people and scripts; its blob is what counts.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::{
    AppState, Refusal,
    path::{self, InPath},
};
use crate::documents;

pub async fn show(State(app): State<Arc<AppState>>, InPath(name): InPath<String>) -> Result<Response, Refusal> {
    let hash = path::hash(&name)?;
    let permit = app.answers.acquire().await?;
    let spec = documents::spec(&app.store, &hash).await?;
    // Our own types always have a JSON form.
    let (permit, text) = permit.run(move || Ok(serde_json::to_vec(&*spec).unwrap_or_default())).await?;
    let headers = [(header::CONTENT_TYPE, "application/json")];
    Ok((headers, permit.into_body(Bytes::from(text))).into_response())
}
