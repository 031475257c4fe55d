//! Frames, one after the other: rendered on a pool of the job's own, kept when finished.

use std::{
    mem,
    panic::{self, AssertUnwindSafe},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use rayment_client::delivery;
use rayment_hub::Progress;
use rayment_render::{Cancel, FileError, Prepared, Rect, RenderError, Scene, SceneError};
use rayon::ThreadPool;
use tokio::{sync::watch, task::spawn_blocking};

use super::{Bench, Shared, Task, Trouble, report};
use crate::{
    inspect::settings,
    outbox::{Entry, Frame},
};

/// Places of the job's frames that are not on disk, in order.
pub(super) async fn missing(task: &Task, entry: &Entry) -> Result<Vec<u32>, Trouble> {
    let (chunk, entry) = (task.chunk, entry.clone());
    let bytes = delivery::frame_bytes(&task.spec, &chunk);
    let look = move || {
        let mut missing = Vec::new();
        for (place, number) in (0..).zip(chunk.frame_numbers()) {
            if entry.load(number)?.is_none_or(|frame| frame.body.len() != bytes) {
                missing.push(place);
            }
        }
        Ok(missing)
    };
    spawn_blocking(look).await.map_err(|_| broken("looking for finished frames"))?
}

/// Renders the missing frames in order. `finished` follows: so many of the job's first frames are
/// on disk.
pub(super) async fn render(
    task: &Task,
    bench: &Bench,
    shared: &Shared,
    missing: Vec<u32>,
    finished: &watch::Sender<u32>,
) -> Result<(), Trouble> {
    let (progress, reported) = watch::channel(None);
    let reporter = tokio::spawn(report::report(bench.hub.clone(), reported));
    let (task, bench, shared, finished) = (task.clone(), bench.clone(), shared.clone(), finished.clone());
    let rendered = spawn_blocking(move || {
        // A fault of the renderer must not end the worker.
        let all = AssertUnwindSafe(|| render_all(&task, &bench, &shared, &missing, &finished, &progress));
        panic::catch_unwind(all).unwrap_or_else(|_| Err(broken("the renderer")))
    });
    let result = rendered.await.map_err(|_| broken("the renderer"))?;
    // The last report may still be on its way: nobody waits for it.
    drop(reporter);
    result
}

fn render_all(
    task: &Task,
    bench: &Bench,
    shared: &Shared,
    missing: &[u32],
    finished: &watch::Sender<u32>,
    progress: &watch::Sender<Option<Progress>>,
) -> Result<(), Trouble> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(task.threads).build();
    let pool = pool.map_err(|error| Trouble::Worker(format!("no threads to render with: {error}")))?;
    let scene = bench.scenes.of(&task.spec, &bench.cache).map_err(unloadable)?;
    let next = missing.iter().skip(1).copied().chain([task.chunk.frames]);
    for (place, next) in missing.iter().zip(next) {
        if shared.wind_down.load(Ordering::Relaxed) {
            break;
        }
        let Some(number) = task.chunk.frame_number(*place) else { break };
        let frame = render_frame(task, &scene, &pool, number, &shared.stop.render, progress)?;
        bench.entry.store(&frame)?;
        finished.send_replace(next);
    }
    Ok(())
}

fn render_frame(
    task: &Task,
    scene: &Scene,
    pool: &ThreadPool,
    number: u32,
    cancel: &Cancel,
    progress: &watch::Sender<Option<Progress>>,
) -> Result<Frame, Trouble> {
    let start = Instant::now();
    let told = |done: u32| {
        let (job, attempt, tiles) = (task.attempt.job, task.attempt.number, task.chunk.tiles);
        progress.send_replace(Some(Progress { job, attempt, frame: number, tiles_done: done, tiles }));
    };
    told(0);
    let body = pool.install(|| {
        let prepared = scene.frame(number, &settings(&task.spec)).map_err(unrenderable)?;
        render_body(task, &prepared, cancel, told)
    })?;
    let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Frame { number, ms, body })
}

fn render_body(
    task: &Task,
    prepared: &Prepared,
    cancel: &Cancel,
    told: impl Fn(u32) + Sync,
) -> Result<Vec<u8>, Trouble> {
    let rects = delivery::rects(&task.spec, &task.chunk);
    let rects: Vec<_> = rects.iter().map(|rect| Rect::new(rect.x, rect.y, rect.width, rect.height)).collect();
    let mut body = vec![0; delivery::frame_bytes(&task.spec, &task.chunk)];
    let places = places(&mut body, &rects);
    let done = AtomicU32::new(0);
    let rendered = prepared.tiles(&rects, cancel, |place, tile| {
        if let Some(place) = places.get(place) {
            let mut bytes = place.lock().unwrap_or_else(PoisonError::into_inner);
            bytes.as_chunks_mut::<4>().0.iter_mut().zip(&tile.rgb).for_each(|(to, value)| *to = value.to_le_bytes());
        }
        // Each tile comes once.
        told(done.fetch_add(1, Ordering::Relaxed).saturating_add(1));
    });
    rendered.map_err(|_| Trouble::Stopped)?;
    drop(places);
    if done.into_inner() as usize == rects.len() { Ok(body) } else { Err(broken("the renderer")) }
}

/// The part of a body that each tile fills. Whole bodies are large: tiles are written where they
/// belong, and not gathered first.
fn places<'a>(mut body: &'a mut [u8], rects: &[Rect]) -> Vec<Mutex<&'a mut [u8]>> {
    let place = |rect: &Rect| {
        let (own, rest) = mem::take(&mut body).split_at_mut(rect.pixels() * delivery::PIXEL_BYTES);
        body = rest;
        Mutex::new(own)
    };
    rects.iter().map(place).collect()
}

/// A disk that fails is this worker's trouble; everything else about a scene is the scene's.
fn unloadable(error: SceneError) -> Trouble {
    match &error {
        SceneError::File { source: FileError::Io(_), .. } => Trouble::Worker(error.to_string()),
        SceneError::File { .. }
        | SceneError::UnsafePath { .. }
        | SceneError::NotGltf { .. }
        | SceneError::Invalid { .. }
        | SceneError::Unsupported { .. }
        | SceneError::TooLarge { .. }
        | SceneError::Image { .. }
        | SceneError::Empty => Trouble::Spec(error.to_string()),
    }
}

fn unrenderable(error: RenderError) -> Trouble {
    Trouble::Spec(error.to_string())
}

fn broken(what: &str) -> Trouble {
    Trouble::Worker(format!("{what} failed unexpectedly: please report it, with the job and this log"))
}
