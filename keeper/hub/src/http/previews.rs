//! Previews: made when the first one asks, then kept; and drafts, made before there is a frame.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    AppState, Refusal, auth, frames,
    path::{InPath, Named},
};
use crate::{
    documents,
    preview::{Preview, draft_png},
    store::{Frame, draft_path, frame_path, preview_path},
};

const PREVIEW_BYTES: u64 = 64 << 20;
/// The largest draft: 1,024 pixels each way.
const DRAFT_BYTES: usize = 12 << 20;

pub async fn preview(
    State(app): State<Arc<AppState>>,
    InPath(place): InPath<(String, String, String)>,
) -> Result<Response, Refusal> {
    let named = Named::read(&place)?;
    let target = frame_path(&named.job, named.attempt, named.frame);
    let png = match app.store.frame(&target).await? {
        Some(frame) => of_frame(&app, &named, &frame).await?,
        None => app.store.read(&draft_path(&named.job, named.attempt, named.frame), PREVIEW_BYTES).await?,
    };
    let png = png.ok_or_else(|| frames::not_uploaded(&named))?;
    // Another upload of the frame has another preview under the same address.
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-cache")];
    Ok((StatusCode::OK, headers, png).into_response())
}

async fn of_frame(app: &AppState, named: &Named, frame: &Frame) -> Result<Option<Bytes>, Refusal> {
    let kept = preview_path(&named.job, named.attempt, named.frame, &frame.trailer.digest);
    if let Some(png) = app.store.read(&kept, PREVIEW_BYTES).await? {
        return Ok(Some(png));
    }
    let Some(png) = made(app, frame).await?.map(Bytes::from) else { return Ok(None) };
    if let Err(error) = app.store.keep(&kept, png.clone()).await {
        tracing::debug!(%error, "the preview is not kept, and will be made again");
    }
    Ok(Some(png))
}

/// Takes the draft of a frame that is being worked on. Only its picture is kept.
pub async fn draft(
    State(app): State<Arc<AppState>>,
    InPath(place): InPath<(String, String, String)>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let named = Named::read(&place)?;
    let (parts, body) = request.into_parts();
    let _permit = app.previews.acquire().await.map_err(|_| Refusal::stopping())?;
    let (key, pixels) = auth::signer_and_body(&app.hosts, &parts, body, DRAFT_BYTES).await?;
    let job = app.chain.recent_job(&named.job).await?.ok_or_else(|| frames::no_job(&named.job))?;
    frames::may_write(&app, &job, &named, key).await?;
    let spec = documents::spec(&app.store, &job.state.spec).await?;
    let png = tokio::task::spawn_blocking(move || draft_png(&spec, &pixels)).await;
    let png = png.map_err(|_| Refusal::stopping())??;
    app.store.keep(&draft_path(&named.job, named.attempt, named.frame), png.into()).await?;
    app.chain.track(named.job);
    app.feed.drafted((named.job, named.attempt), named.frame, job.state.chunk.tiles);
    Ok(StatusCode::CREATED)
}

async fn made(app: &AppState, frame: &Frame) -> Result<Option<Vec<u8>>, Refusal> {
    let _permit = app.previews.acquire().await.map_err(|_| Refusal::stopping())?;
    let spec = documents::spec(&app.store, &frame.trailer.spec).await?;
    let Some(found) = app.store.open_range(&frame.path, Some(frame.body.clone())).await? else { return Ok(None) };
    let tiles = (frame.trailer.tile, frame.trailer.tiles);
    let preview = Preview::of(&spec, tiles, found.into_stream()).await?;
    // Compressing is work for a thread of its own.
    let png = tokio::task::spawn_blocking(move || preview.to_png()).await;
    Ok(Some(png.map_err(|_| Refusal::stopping())?))
}
