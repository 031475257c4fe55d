//! Previews: made when the first one asks, then kept; and drafts, made before there is a frame.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use object_store::path::Path as ObjectPath;

use super::{
    AppState, Refusal, auth, frames,
    path::{InPath, Named},
    places::Stake,
};
use crate::{
    documents,
    preview::{Preview, draft_png},
    store::{Frame, draft_path, frame_path, preview_path},
};

/// The largest draft: 1,024 pixels each way.
const DRAFT_BYTES: usize = 12 << 20;

pub async fn preview(
    State(app): State<Arc<AppState>>,
    InPath(place): InPath<(String, String, String)>,
) -> Result<Response, Refusal> {
    let named = Named::read(&place)?;
    let target = frame_path(&named.job, named.attempt, named.frame);
    let body = match app.store.frame(&target).await? {
        Some(frame) => of_frame(&app, &named, &frame).await?,
        None => kept(&app, &draft_path(&named.job, named.attempt, named.frame)).await?,
    };
    let body = body.ok_or_else(|| frames::not_uploaded(&named))?;
    // Another upload of the frame has another preview under the same address.
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-cache")];
    Ok((StatusCode::OK, headers, body).into_response())
}

/// A picture that was made before, as it is read from the disk.
async fn kept(app: &AppState, path: &ObjectPath) -> Result<Option<Body>, Refusal> {
    let found = app.store.open_range(path, None).await?;
    Ok(found.map(|found| Body::from_stream(found.into_stream())))
}

async fn of_frame(app: &AppState, named: &Named, frame: &Frame) -> Result<Option<Body>, Refusal> {
    let path = preview_path(&named.job, named.attempt, named.frame, &frame.trailer.digest);
    if let Some(body) = kept(app, &path).await? {
        return Ok(Some(body));
    }
    let permit = app.previews.acquire().await?;
    // Who waited for the same preview finds it made.
    if let Some(body) = kept(app, &path).await? {
        return Ok(Some(body));
    }
    let spec = documents::spec(&app.store, &frame.trailer.spec).await?;
    let Some(found) = app.store.open_range(&frame.path, Some(frame.body.clone())).await? else { return Ok(None) };
    let tiles = (frame.trailer.tile, frame.trailer.tiles);
    let preview = Preview::of(&spec, tiles, found.into_stream()).await?;
    let (permit, png) = permit.run(move || Ok(Bytes::from(preview.to_png()))).await?;
    if let Err(error) = app.store.keep(&path, png.clone()).await {
        tracing::debug!(%error, "the preview is not kept, and will be made again");
    }
    Ok(Some(permit.into_body(png)))
}

/// Takes the draft of a frame that is being worked on. Only its picture is kept.
pub async fn draft(
    State(app): State<Arc<AppState>>,
    InPath(place): InPath<(String, String, String)>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let named = Named::read(&place)?;
    let (parts, body) = request.into_parts();
    let (key, digest) = auth::signer_of_stream(&app.hosts, &parts)?;
    let job = app.chain.recent_job(&named.job).await?.ok_or_else(|| frames::no_job(&named.job))?;
    frames::may_write(&app, &job, &named, key).await?;
    let _place = app.frames.acquire(named.job, Stake::Alike, &app.chain).await?;
    let pixels = auth::signed_body(body, DRAFT_BYTES, &digest).await?;
    let permit = app.drafts.acquire().await?;
    let spec = documents::spec(&app.store, &job.state.spec).await?;
    let (_permit, png) = permit.run(move || Ok(draft_png(&spec, &pixels)?)).await?;
    app.store.keep(&draft_path(&named.job, named.attempt, named.frame), png.into()).await?;
    app.chain.track(named.job);
    app.feed.drafted((named.job, named.attempt), named.frame, job.state.chunk.tiles);
    Ok(StatusCode::CREATED)
}
