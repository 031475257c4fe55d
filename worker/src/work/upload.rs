//! Finished frames to the hub, in order; their leaves follow.

use std::time::Duration;

use rayment_hub_client::HubError;
use tokio::{sync::watch, task::spawn_blocking};

use super::{Resources, Shared, Task, WorkError};
use crate::{
    error::chained,
    outbox::{Entry, Frame},
};

const PAUSE: Duration = Duration::from_secs(1);
/// The hub may not have seen yet that the job is ours; after this many refusals that is no longer why.
const REFUSALS: u32 = 20;

/// Uploads frames as they are finished, until no further one comes.
pub(super) async fn upload(
    task: &Task,
    resources: &Resources,
    shared: &Shared,
    mut finished: watch::Receiver<u32>,
    progressed: &(dyn Fn() + Sync),
) -> Result<(), WorkError> {
    for (place, number) in (0..).zip(task.chunk.frame_numbers()) {
        if finished.wait_for(|finished| *finished > place).await.is_err() {
            return Ok(());
        }
        let noted = is_marked(&resources.entry, number).await? && is_there(task, resources, number).await;
        if !noted {
            put(task, resources, number).await?;
        }
        note(resources.entry.clone(), shared.clone(), number, noted).await?;
        progressed();
    }
    Ok(())
}

/// A frame from the disk. It is read again each time: it is large, and the hub may be slow.
fn load(entry: &Entry, number: u32) -> Result<Frame, WorkError> {
    let gone = || WorkError::Worker(format!("finished frame {number} has disappeared from the disk"));
    entry.load(number)?.ok_or_else(gone)
}

/// Whether an earlier run of the worker has uploaded the frame.
async fn is_marked(entry: &Entry, number: u32) -> Result<bool, WorkError> {
    let entry = entry.clone();
    let looked = spawn_blocking(move || entry.is_uploaded(number)).await;
    Ok(looked.map_err(|_| unreadable(number))??)
}

/// Whether the hub still has what it once took: it may have been set up anew in the meantime. Where it
/// says anything but yes, the frame goes there again.
async fn is_there(task: &Task, resources: &Resources, number: u32) -> bool {
    loop {
        let again = |why: String| {
            tracing::warn!(why, attempt = %task.attempt, frame = number, "the hub has lost a frame: uploading it again");
            false
        };
        match resources.hub.has_frame(&task.attempt.job, task.attempt.number, number).await {
            Ok(true) => return true,
            Ok(false) => return again("not found on the hub".into()),
            Err(error) if error.is_transient() => tracing::warn!(%error, "waiting for the hub"),
            Err(error) => return again(error.to_string()),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Notes that the hub has the frame, and adds it to what would be delivered now.
async fn note(entry: Entry, shared: Shared, number: u32, noted: bool) -> Result<(), WorkError> {
    let noting = spawn_blocking(move || {
        let frame = load(&entry, number)?;
        if !noted && let Err(error) = entry.mark_uploaded(&frame) {
            // It costs another upload at most.
            tracing::warn!(error = chained(&error), "cannot record an upload");
        }
        shared.uploaded(|uploaded| {
            uploaded.ms = uploaded.ms.saturating_add(frame.ms);
            uploaded.leaves.push(&frame.body).map_err(|error| WorkError::Worker(error.to_string()))
        })
    });
    noting.await.unwrap_or_else(|_| Err(unreadable(number)))
}

fn unreadable(number: u32) -> WorkError {
    WorkError::Worker(format!("cannot read back finished frame {number}"))
}

/// Whether the hub has no room: others' frames go in time.
fn is_full(error: &HubError) -> bool {
    matches!(error, HubError::Refused { code, .. } if code == "full" || code == "disk_full")
}

async fn put(task: &Task, resources: &Resources, number: u32) -> Result<(), WorkError> {
    let (job, attempt) = (&task.attempt.job, task.attempt.number);
    let mut refusals = 0;
    loop {
        let entry = resources.entry.clone();
        let frame = spawn_blocking(move || load(&entry, number)).await.map_err(|_| unreadable(number))??;
        match resources.hub.put_frame(job, attempt, number, frame.body).await {
            Ok(()) => return Ok(()),
            Err(error) if error.is_transient() || is_full(&error) => {
                tracing::warn!(%error, %job, "waiting for the hub")
            }
            Err(error @ (HubError::Refused { .. } | HubError::NotFound(_))) if refusals < REFUSALS => {
                refusals += 1;
                tracing::debug!(%error, %job, frame = number, "the hub refuses the frame for now");
            }
            Err(error) => return Err(WorkError::Worker(format!("frame {number} cannot be uploaded: {error}"))),
        }
        tokio::time::sleep(PAUSE).await;
    }
}
