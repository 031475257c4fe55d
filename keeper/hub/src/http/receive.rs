//! Uploads as they come in.

use std::time::Duration;

use axum::{
    body::BodyDataStream,
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH},
};
use futures::StreamExt;
use tokio::time::{self, Instant};

use super::{AppState, GRACE, Refusal};
use crate::{
    room::Newcomer,
    store::{AHEAD_BYTES, StoreError, Upload},
};

/// How much is still read of a body that was refused, so that its sender gets to read the answer.
const DRAIN_BYTES: usize = 64 << 20;
const DRAIN: Duration = Duration::from_secs(10);

/// The declared length of a body, where there is one.
pub fn declared(headers: &HeaderMap) -> Result<Option<u64>, Refusal> {
    let Some(value) = headers.get(CONTENT_LENGTH) else { return Ok(None) };
    let length = value.to_str().ok().and_then(|text| text.parse().ok());
    length.map(Some).ok_or_else(|| Refusal::bad("wrong_length", "header content-length is not a number".into()))
}

/// Makes room after the store has refused an upload for want of it; any other failure stays one.
pub async fn make_room(app: &AppState, newcomer: Newcomer, bytes: u64, error: StoreError) -> Result<(), Refusal> {
    match error {
        StoreError::Full { .. } | StoreError::DiskFull { .. } => {
            app.room.make(newcomer, bytes).await;
            Ok(())
        }
        error => Err(error.into()),
    }
}

/// Writes a body into an upload, as long as it keeps coming, the hub is not stopped, and `unwanted`
/// does not end.
pub async fn into_upload(
    (app, newcomer): (&AppState, Newcomer),
    chunks: &mut BodyDataStream,
    upload: &mut Upload,
    unwanted: impl Future<Output = Refusal>,
) -> Result<(), Refusal> {
    tokio::select! {
        done = receive((app, newcomer), chunks, upload) => done,
        why = unwanted => Err(why),
        () = out_of_time(app) => Err(Refusal::stopping()),
    }
}

/// Each byte buys time, but never more than an upload may stand still: a fast start does not pay for a
/// trickle later.
async fn receive(
    (app, newcomer): (&AppState, Newcomer),
    chunks: &mut BodyDataStream,
    upload: &mut Upload,
) -> Result<(), Refusal> {
    let (idle, rate) = (app.limits.idle, app.limits.upload_rate.max(1));
    let mut due = Instant::now() + app.limits.upload_grace.min(idle);
    while let Some(chunk) = time::timeout_at(due, chunks.next()).await.map_err(|_| too_slow())? {
        let cut_off = |_| Refusal::bad("interrupted", "the upload was cut off: send it again".into());
        let chunk = chunk.map_err(cut_off)?;
        if let Err(error) = upload.write(&chunk).await {
            make_room(app, newcomer, AHEAD_BYTES, error).await?;
            upload.write(&chunk).await?;
        }
        let bought = Duration::from_nanos((chunk.len() as u64).saturating_mul(1_000_000_000) / rate);
        due = (due + bought).min(Instant::now() + idle);
    }
    Ok(())
}

fn too_slow() -> Refusal {
    let message = "the upload stalled or was too slow: send it again over a faster connection".into();
    Refusal::new(StatusCode::REQUEST_TIMEOUT, "too_slow", message)
}

/// Ends when the hub was told to stop and the grace period is over.
async fn out_of_time(app: &AppState) {
    app.shutdown.cancelled().await;
    time::sleep(GRACE).await;
}

/// Reads on for a while what will not be kept: where a connection is closed while its other end
/// still sends, the answer is lost.
pub fn drain(mut chunks: BodyDataStream) {
    tokio::spawn(time::timeout(DRAIN, async move {
        let mut left = DRAIN_BYTES;
        while let Some(Ok(chunk)) = chunks.next().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                return;
            }
        }
    }));
}
