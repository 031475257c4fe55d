//! Frames, one after the other: rendered on a pool of the job's own, kept when finished, tile by tile
//! and then as a whole.

use std::{
    convert::Infallible,
    future::ready,
    panic::{self, AssertUnwindSafe},
    sync::atomic::Ordering,
};

use rayment_client::order::delivery;
use rayment_engine::OpenScene;
use rayment_hub_client::Progress;
use tokio::{sync::watch, task::spawn_blocking};

use super::{Resources, Shared, Task, WorkError, drafts::Drafts, frame_renderer::FrameRenderer, report};
use crate::outbox::Entry;

/// Places of the job's frames that are not on disk, in order.
pub(super) async fn missing(task: &Task, entry: &Entry) -> Result<Vec<u32>, WorkError> {
    let (chunk, entry) = (task.chunk, entry.clone());
    let bytes = delivery::frame_bytes(&task.spec, &chunk);
    let find = move || {
        let mut missing = Vec::new();
        for (place, number) in (0..).zip(chunk.frame_numbers()) {
            if entry.load(number)?.is_none_or(|frame| frame.body.len() != bytes) {
                missing.push(place);
            }
        }
        Ok(missing)
    };
    spawn_blocking(find).await.map_err(|_| WorkError::unexpected("reading the finished frames"))?
}

/// Renders the missing frames in order. `finished` follows: so many of the job's first frames are
/// on disk.
pub(super) async fn render(
    task: &Task,
    resources: &Resources,
    shared: &Shared,
    missing: Vec<u32>,
    finished: &watch::Sender<u32>,
) -> Result<(), WorkError> {
    let (progress, reported) = watch::channel(None);
    let reporter = tokio::spawn(report::report(resources.hub.clone(), reported));
    let files = ready(Ok::<_, Infallible>(resources.cache.of(&task.spec)));
    let scene = resources.scenes.load(&task.spec, files).await?;
    let (task, resources, shared, finished) = (task.clone(), resources.clone(), shared.clone(), finished.clone());
    let rendered = spawn_blocking(move || {
        // A fault of the renderer must not end the worker.
        let all = AssertUnwindSafe(|| render_all(&task, (&resources, &scene), &shared, &missing, &finished, &progress));
        panic::catch_unwind(all).unwrap_or_else(|_| Err(WorkError::unexpected("the renderer")))
    });
    let result = rendered.await.map_err(|_| WorkError::unexpected("the renderer"))?;
    // The last report may still be on its way: nothing waits for it.
    drop(reporter);
    result
}

fn render_all(
    task: &Task,
    (resources, scene): (&Resources, &OpenScene),
    shared: &Shared,
    missing: &[u32],
    finished: &watch::Sender<u32>,
    progress: &watch::Sender<Option<Progress>>,
) -> Result<(), WorkError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(task.threads).build();
    let pool = pool.map_err(|error| WorkError::Worker(format!("no threads to render with: {error}")))?;
    let cancel = &shared.stop.render;
    let drafts = Drafts::new(resources.hub.clone(), task);
    let entry = &resources.entry;
    let renderer = FrameRenderer { task, entry, scene, pool: &pool, cancel, progress, drafts };
    renderer.draft_ahead(missing, &shared.wind_down)?;
    let next = missing.iter().skip(1).copied().chain([task.chunk.frames]);
    for (place, next) in missing.iter().zip(next) {
        if shared.wind_down.load(Ordering::Relaxed) {
            break;
        }
        let Some(number) = task.chunk.frame_number(*place) else { break };
        resources.entry.store(&renderer.render(number)?)?;
        finished.send_replace(next);
    }
    Ok(())
}
