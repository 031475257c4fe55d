//! Frames, one after the other: rendered on a pool of the job's own, kept when finished, tile by tile
//! and then as a whole.

use std::{
    convert::Infallible,
    future::ready,
    mem,
    panic::{self, AssertUnwindSafe},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

use rayment_client::order::delivery;
use rayment_engine::{EngineError, LoadError, OpenScene, rects, settings};
use rayment_hub_client::Progress;
use rayment_render::{Cancel, Fault, FileError, Rect, SceneError};
use rayon::ThreadPool;
use tokio::{sync::watch, task::spawn_blocking};

use super::{Bench, Shared, Task, Trouble, drafts::Drafts, report};
use crate::{
    error::chained,
    inspect::draft_settings,
    outbox::{Entry, Frame, Tiles},
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
    let files = ready(Ok::<_, Infallible>(bench.cache.of(&task.spec)));
    let scene = bench.scenes.load(&task.spec, files, &shared.stop.render).await.map_err(not_loaded)?;
    let (task, bench, shared, finished) = (task.clone(), bench.clone(), shared.clone(), finished.clone());
    let rendered = spawn_blocking(move || {
        // A fault of the renderer must not end the worker.
        let all = AssertUnwindSafe(|| render_all(&task, (&bench, &scene), &shared, &missing, &finished, &progress));
        panic::catch_unwind(all).unwrap_or_else(|_| Err(broken("the renderer")))
    });
    let result = rendered.await.map_err(|_| broken("the renderer"))?;
    // The last report may still be on its way: nobody waits for it.
    drop(reporter);
    result
}

/// What the rendering of a job's frames needs.
struct Easel<'a> {
    task: &'a Task,
    entry: &'a Entry,
    scene: &'a OpenScene,
    pool: &'a ThreadPool,
    cancel: &'a Cancel,
    progress: &'a watch::Sender<Option<Progress>>,
    drafts: Drafts,
}

fn render_all(
    task: &Task,
    (bench, scene): (&Bench, &OpenScene),
    shared: &Shared,
    missing: &[u32],
    finished: &watch::Sender<u32>,
    progress: &watch::Sender<Option<Progress>>,
) -> Result<(), Trouble> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(task.threads).build();
    let pool = pool.map_err(|error| Trouble::Worker(format!("no threads to render with: {error}")))?;
    let cancel = &shared.stop.render;
    let drafts = Drafts::new(bench.hub.clone(), task);
    let entry = &bench.entry;
    let easel = Easel { task, entry, scene, pool: &pool, cancel, progress, drafts };
    easel.draft_ahead(missing, &shared.wind_down)?;
    let next = missing.iter().skip(1).copied().chain([task.chunk.frames]);
    for (place, next) in missing.iter().zip(next) {
        if shared.wind_down.load(Ordering::Relaxed) {
            break;
        }
        let Some(number) = task.chunk.frame_number(*place) else { break };
        bench.entry.store(&easel.render(number)?)?;
        finished.send_replace(next);
    }
    Ok(())
}

impl Easel<'_> {
    /// Some frames of a long job in a hurry, so that its client sees all of it early. Frames are
    /// finished in order all the same: only the first ones can be delivered after a cancellation.
    fn draft_ahead(&self, missing: &[u32], wind_down: &AtomicBool) -> Result<(), Trouble> {
        for place in self.drafts.ahead(missing) {
            if wind_down.load(Ordering::Relaxed) {
                break;
            }
            self.task.chunk.frame_number(place).map_or(Ok(()), |number| self.draft(number))?;
        }
        Ok(())
    }

    /// A small picture of a frame with few samples. Nobody pays for its time.
    fn draft(&self, number: u32) -> Result<(), Trouble> {
        let tile = self.pool.install(|| {
            let prepared =
                self.scene.frame(number, &draft_settings(&self.task.spec), self.cancel).map_err(unrenderable)?;
            prepared.whole(self.cancel).map_err(unrenderable)
        })?;
        self.drafts.send(number, tile.to_bytes());
        Ok(())
    }

    /// The job's tiles of a frame; those that an earlier run of the worker had finished are taken up.
    fn render(&self, number: u32) -> Result<Frame, Trouble> {
        if self.drafts.are_worth_it() {
            self.draft(number)?;
        }
        let (task, start) = (self.task, Instant::now());
        let rects = rects(&task.spec, &task.chunk);
        let lengths: Vec<_> = rects.iter().map(|rect| rect.pixels() * delivery::PIXEL_BYTES).collect();
        let mut body = vec![0; delivery::frame_bytes(&task.spec, &task.chunk)];
        let places = places(&mut body, &lengths);
        let mut known = vec![false; rects.len()];
        let kept = self.entry.tiles((number, &task.chunk), &lengths, |place, pixels| {
            fill(&places, place, pixels);
            known[place] = true;
        })?;
        let missing: Vec<usize> = (0..rects.len()).filter(|place| !known[*place]).collect();
        let before = rects.len() - missing.len();
        let spent = || kept.spent_ms().saturating_add(u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX));
        let done = AtomicUsize::new(before);
        self.tell(number, before);
        self.paint(number, &rects, &missing, |place, pixels| {
            fill(&places, place, pixels);
            self.keep(&kept, (place, spent()), pixels, done.load(Ordering::Relaxed) == before);
            // Each tile comes once.
            self.tell(number, done.fetch_add(1, Ordering::Relaxed) + 1);
        })?;
        drop(places);
        let ms = spent();
        if done.into_inner() == rects.len() { Ok(Frame { number, ms, body }) } else { Err(broken("the renderer")) }
    }

    /// Renders the tiles at these places; `on_tile` gets each from whatever thread has finished it.
    fn paint(
        &self,
        number: u32,
        rects: &[Rect],
        missing: &[usize],
        on_tile: impl Fn(usize, &[u8]) + Sync,
    ) -> Result<(), Trouble> {
        if missing.is_empty() {
            return Ok(());
        }
        let wanted: Vec<_> = missing.iter().map(|place| rects[*place]).collect();
        self.pool.install(|| {
            let prepared = self.scene.frame(number, &settings(&self.task.spec), self.cancel).map_err(unrenderable)?;
            let tiles = prepared.tiles(&wanted, self.cancel, |at, tile| on_tile(missing[at], &tile.to_bytes()));
            tiles.map_err(unrenderable)
        })
    }

    /// A tile that cannot be kept is in memory still: the frame goes on without a net.
    fn keep(&self, kept: &Tiles, (place, ms): (usize, u64), pixels: &[u8], first: bool) {
        let stored = kept.add(place, ms, pixels);
        if let Err(error) = stored.and_then(|()| if first { self.entry.overcome() } else { Ok(()) }) {
            tracing::warn!(error = chained(&error), "a finished tile could not be kept: a crash would cost it");
        }
    }

    fn tell(&self, frame: u32, done: usize) {
        let (job, attempt, tiles) = (self.task.attempt.job, self.task.attempt.number, self.task.chunk.tiles);
        let tiles_done = u32::try_from(done).unwrap_or(u32::MAX);
        self.progress.send_replace(Some(Progress { job, attempt, frame, tiles_done, tiles }));
    }
}

fn fill(places: &[Mutex<&mut [u8]>], place: usize, pixels: &[u8]) {
    if let Some(place) = places.get(place) {
        place.lock().unwrap_or_else(PoisonError::into_inner).copy_from_slice(pixels);
    }
}

/// The part of a body that each tile fills. Whole bodies are large: tiles are written where they
/// belong, and not gathered first.
fn places<'a>(mut body: &'a mut [u8], lengths: &[usize]) -> Vec<Mutex<&'a mut [u8]>> {
    let place = |length: &usize| {
        let (own, rest) = mem::take(&mut body).split_at_mut(*length);
        body = rest;
        Mutex::new(own)
    };
    lengths.iter().map(place).collect()
}

/// A disk that fails, an engine that is not at hand or breaks down, is this worker's trouble; everything
/// else about a scene is the scene's.
fn unrenderable(error: EngineError) -> Trouble {
    let said = chained(&error);
    match (&error, error.fault()) {
        (EngineError::Scene(SceneError::File { source: FileError::Io(_), .. }), _) | (_, Fault::Machine) => {
            Trouble::Worker(said)
        }
        (_, Fault::Scene) => Trouble::Spec(said),
        (_, Fault::Stopped) => Trouble::Stopped,
    }
}

fn not_loaded(error: LoadError<Infallible>) -> Trouble {
    match error {
        LoadError::Files(never) => match never {},
        LoadError::Engine(error) => unrenderable(error),
        LoadError::Panicked(_) => broken("the renderer"),
    }
}

fn broken(what: &str) -> Trouble {
    Trouble::Worker(format!("{what} failed unexpectedly: please report it, with the job and this log"))
}
