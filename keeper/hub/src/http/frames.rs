//! Result frames, under the rules of [`crate::access`].

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, BodyDataStream},
    extract::{Request, State},
    http::{HeaderName, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use rayment_client::{Job, order::delivery};
use rayment_hub_client::signature::DIGEST;
use rayment_spec::hex32;
use solana_pubkey::Pubkey;
use tokio::time;

use super::{
    AppState, Refusal, auth,
    path::{InPath, Named},
    places::Stake,
    receive,
};
use crate::{
    access::{self, Place},
    documents,
    room::Newcomer,
    store::{Existing, Trailer, frame_path},
};

/// How often an upload under way is asked whether its frame is still wanted.
const ASK_AGAIN: Duration = Duration::from_secs(2);

type Segments = (String, String, String);

pub async fn upload(
    State(app): State<Arc<AppState>>,
    InPath(place): InPath<Segments>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let (parts, body) = request.into_parts();
    let mut chunks = body.into_data_stream();
    let stored = stored(&app, &place, &parts, &mut chunks).await;
    receive::drain(chunks);
    stored.map(|()| StatusCode::CREATED)
}

async fn stored(app: &AppState, place: &Segments, parts: &Parts, chunks: &mut BodyDataStream) -> Result<(), Refusal> {
    let named = Named::read(place)?;
    let (key, digest) = auth::signer_of_stream(&app.hosts, parts)?;
    let (job, position) = writable(app, &named, key).await?;
    let spec = documents::spec(&app.store, &job.state.spec).await?;
    let expected = delivery::frame_bytes(&spec, &job.state.chunk) as u64;
    if expected > app.limits.frame_bytes {
        return Err(Refusal::too_large(app.limits.frame_bytes));
    }
    let declared = receive::declared(&parts.headers)?;
    if declared != Some(expected) {
        let found = declared.map_or("no length".to_owned(), |found| format!("{found} bytes"));
        let message =
            format!("frame {} of this job has {expected} bytes of pixels, the request declares {found}", named.frame);
        return Err(Refusal::bad("wrong_length", message));
    }
    let money = app.chain.worst_case(&job.state).await?;
    if !app.room.admits(&named.job, money, expected).await? {
        let message = "the hub's room for frames is more than half taken, and this job pays too little for more of it";
        return Err(Refusal::new(StatusCode::INSUFFICIENT_STORAGE, "full", format!("{message}: try again later")));
    }
    let place = app.frames.acquire(named.job, Stake::Alike, &app.chain).await?;
    let target = frame_path(&named.job, named.attempt, named.frame);
    let newcomer = Newcomer::Job { job: named.job, money };
    let mut upload = match app.store.upload_frame(target.clone(), expected).await {
        Ok(upload) => upload,
        Err(error) => {
            receive::make_room(app, newcomer, expected, error).await?;
            app.store.upload_frame(target, expected).await?
        }
    };
    let unwanted = async {
        tokio::select! {
            why = unwanted(app, &named, key) => why,
            why = place.lost() => why,
        }
    };
    receive::into_upload((app, newcomer), chunks, &mut upload, unwanted).await?;
    // If the job was delivered in the meantime, the frame stays as it was.
    writable(app, &named, key).await?;
    let (tile, tiles) = (job.state.chunk.tile, job.state.chunk.tiles);
    let trailer = Trailer { spec: job.state.spec, digest, position, tile, tiles };
    upload.finish(&digest, &trailer.encode(), Existing::Replace).await?;
    app.chain.track(named.job);
    Ok(())
}

/// Ends when this key may no longer upload this frame. While the chain does not answer, nothing changes.
async fn unwanted(app: &AppState, named: &Named, key: Pubkey) -> Refusal {
    let mut was_missing = false;
    loop {
        time::sleep(ASK_AGAIN).await;
        match app.chain.recent_job(&named.job).await {
            Ok(Some(job)) => {
                was_missing = false;
                match may_write(app, &job, named, key).await {
                    Err(denied) if denied.status.is_client_error() => return denied,
                    Ok(_) | Err(_) => {}
                }
            }
            // One answer may come from a node that lags behind.
            Ok(None) if was_missing => return no_job(&named.job),
            Ok(None) => was_missing = true,
            Err(error) => tracing::debug!(%error, "cannot read whether a frame is still wanted"),
        }
    }
}

/// The job as it is now and the frame's position in it, if this key may upload it.
async fn writable(app: &AppState, named: &Named, key: Pubkey) -> Result<(Job, u32), Refusal> {
    let job = app.chain.job(&named.job).await?.ok_or_else(|| no_job(&named.job))?;
    let position = may_write(app, &job, named, key).await?;
    Ok((job, position))
}

/// The frame's position in the job, if this key may upload it.
pub async fn may_write(app: &AppState, job: &Job, named: &Named, key: Pubkey) -> Result<u32, Refusal> {
    let position = position(job, named.frame);
    let who = app.chain.recent_holder(key, job.provider()).await?;
    let place = Place { attempt: named.attempt, position: position.unwrap_or(0) };
    access::may_write(&job.state, place, &who)?;
    position.ok_or_else(|| no_frame(named.frame))
}

pub async fn download(
    State(app): State<Arc<AppState>>,
    InPath(place): InPath<Segments>,
    request: Request,
) -> Result<Response, Refusal> {
    let named = Named::read(&place)?;
    let (parts, _) = request.into_parts();
    let key = auth::signer(&app.hosts, &parts)?;
    let target = frame_path(&named.job, named.attempt, named.frame);
    let frame = app.store.frame(&target).await?.ok_or_else(|| not_uploaded(&named))?;
    let known = app.chain.known(&named.job).await?.ok_or_else(ending_unknown)?;
    let who = app.chain.who(key, known.holder()).await?;
    access::may_read(&known, Place { attempt: named.attempt, position: frame.trailer.position }, &who)?;
    let length = frame.body.end;
    let found = app.store.open_range(&target, Some(frame.body)).await?.ok_or_else(|| not_uploaded(&named))?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (HeaderName::from_static(DIGEST), hex32::encode(&frame.trailer.digest)),
    ];
    Ok((StatusCode::OK, headers, Body::from_stream(found.into_stream())).into_response())
}

/// Which of the job's frames has this number.
pub fn position(job: &Job, frame: u32) -> Option<u32> {
    access::position(&job.state.chunk, frame)
}

pub fn no_job(job: &Pubkey) -> Refusal {
    Refusal::not_found("no_such_job", format!("there is no open job {job}: check its address"))
}

/// The frame is here, so the job did exist; its end cannot be seen yet.
fn ending_unknown() -> Refusal {
    let message = "the job is closed, but the chain does not show yet how it ended: try again in a moment";
    Refusal::unavailable("ending_unknown", message.into())
}

pub fn no_frame(frame: u32) -> Refusal {
    Refusal::not_found(
        "no_such_frame",
        format!(
            "the job has no frame {frame}: name frames by their number in the scene, not by their position in the job"
        ),
    )
}

pub fn not_uploaded(named: &Named) -> Refusal {
    let message = format!("frame {} of attempt {} has not been uploaded", named.frame, named.attempt);
    Refusal::not_found("not_uploaded", message)
}
