//! Previews: made when the first one asks, then kept.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    Desk, Refusal, frames,
    path::{InPath, Named},
    specs,
};
use crate::{
    preview::Preview,
    store::{Frame, frame_path, preview_path},
};

const PREVIEW_BYTES: u64 = 64 << 20;

pub async fn preview(
    State(desk): State<Arc<Desk>>,
    InPath(place): InPath<(String, String, String)>,
) -> Result<Response, Refusal> {
    let named = Named::read(&place)?;
    let missing = || frames::not_uploaded(&named);
    let target = frame_path(&named.job, named.attempt, named.frame);
    let frame = desk.store.frame(&target).await?.ok_or_else(missing)?;
    let kept = preview_path(&named.job, named.attempt, named.frame, &frame.trailer.digest);
    let png = match desk.store.read(&kept, PREVIEW_BYTES).await? {
        Some(png) => png,
        None => {
            let png = axum::body::Bytes::from(made(&desk, &frame).await?.ok_or_else(missing)?);
            if let Err(error) = desk.store.keep(&kept, png.clone()).await {
                tracing::debug!(%error, "the preview is not kept, and will be made again");
            }
            png
        }
    };
    // Another upload of the frame has another preview under the same address.
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-cache")];
    Ok((StatusCode::OK, headers, png).into_response())
}

async fn made(desk: &Desk, frame: &Frame) -> Result<Option<Vec<u8>>, Refusal> {
    let _turn = desk.pictures.acquire().await.map_err(|_| Refusal::stopping())?;
    let spec = specs::spec(&desk.store, &frame.trailer.spec).await?;
    let Some(found) = desk.store.open_range(&frame.path, Some(frame.body.clone())).await? else { return Ok(None) };
    let tiles = (frame.trailer.tile, frame.trailer.tiles);
    let preview = Preview::of(&spec, tiles, found.into_stream()).await?;
    // Compressing is work for a thread of its own.
    let png = tokio::task::spawn_blocking(move || preview.to_png()).await;
    Ok(Some(png.map_err(|_| Refusal::stopping())??))
}
