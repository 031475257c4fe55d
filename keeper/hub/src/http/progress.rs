//! What a worker says about a frame.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use rayment_hub_client::Progress;

use super::{
    AppState, Refusal, auth, frames,
    path::{self, InPath},
};
use crate::access::{self, Denied, Place};

const REPORT_BYTES: usize = 4 << 10;

pub async fn report(
    State(app): State<Arc<AppState>>,
    InPath(name): InPath<String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let address = path::job(&name)?;
    let (parts, body) = request.into_parts();
    let (key, digest) = auth::signer_of_stream(&app.hosts, &parts)?;
    let job = app.chain.recent_job(&address).await?.ok_or_else(|| frames::no_job(&address))?;
    let who = app.chain.recent_holder(key, job.provider()).await?;
    if !who.is_holder {
        return Err(Denied::NotHolder.into());
    }
    let bytes = auth::signed_body(body, REPORT_BYTES, &digest).await?;
    let progress: Progress = serde_json::from_slice(&bytes).map_err(|error| {
        let expected = "expected {\"job\", \"attempt\", \"frame\", \"tiles_done\", \"tiles\"}";
        Refusal::bad("no_report", format!("{expected}: {error}"))
    })?;
    if progress.job != address {
        return Err(Refusal::bad(
            "other_job",
            format!("the path names job {address}, the report names job {}", progress.job),
        ));
    }
    let position = frames::position(&job, progress.frame);
    let place = Place { attempt: progress.attempt, position: position.unwrap_or(0) };
    access::may_write(&job.state, place, &who)?;
    position.ok_or_else(|| frames::no_frame(progress.frame))?;
    let most = job.state.chunk.tiles;
    if progress.tiles > most || progress.tiles_done > progress.tiles {
        let (done, tiles) = (progress.tiles_done, progress.tiles);
        let message = format!("a frame of this job has {most} tiles, the report says {done} of {tiles}");
        return Err(Refusal::unusable("wrong_tiles", message));
    }
    app.feed.report(&progress);
    Ok(StatusCode::NO_CONTENT)
}
