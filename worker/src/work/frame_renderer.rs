//! The tiles of one frame after the other, on a pool of the job's own.

use std::{
    mem,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

use rayment_client::order::delivery;
use rayment_engine::{OpenScene, rects, settings};
use rayment_hub_client::Progress;
use rayment_render::{Cancel, Rect};
use rayon::ThreadPool;
use tokio::sync::watch;

use super::{Task, WorkError, drafts::Drafts};
use crate::{
    error::chained,
    inspect::draft_settings,
    outbox::{Entry, Frame, Tiles},
};

/// What the rendering of a job's frames needs.
pub(super) struct FrameRenderer<'a> {
    pub task: &'a Task,
    pub entry: &'a Entry,
    pub scene: &'a OpenScene,
    pub pool: &'a ThreadPool,
    pub cancel: &'a Cancel,
    pub progress: &'a watch::Sender<Option<Progress>>,
    pub drafts: Drafts,
}

impl FrameRenderer<'_> {
    /// Drafts of some frames of a long job, so that its client soon has an idea of all of it. Frames are
    /// finished in order all the same: after a cancellation only the first ones can be delivered.
    pub fn draft_ahead(&self, missing: &[u32], wind_down: &AtomicBool) -> Result<(), WorkError> {
        for place in self.drafts.ahead(missing) {
            if wind_down.load(Ordering::Relaxed) {
                break;
            }
            self.task.chunk.frame_number(place).map_or(Ok(()), |number| self.draft(number))?;
        }
        Ok(())
    }

    /// A small picture of a frame with few samples. Nobody pays for its time.
    fn draft(&self, number: u32) -> Result<(), WorkError> {
        let tile = self.pool.install(|| {
            let prepared = self.scene.frame(number, &draft_settings(&self.task.spec), self.cancel)?;
            prepared.whole(self.cancel)
        })?;
        self.drafts.send(number, tile.to_bytes());
        Ok(())
    }

    /// The job's tiles of a frame; those that an earlier run of the worker had finished are taken up.
    pub fn render(&self, number: u32) -> Result<Frame, WorkError> {
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
        self.report(number, before);
        self.tiles(number, &rects, &missing, |place, pixels| {
            fill(&places, place, pixels);
            self.keep(&kept, (place, spent()), pixels, done.load(Ordering::Relaxed) == before);
            // Each tile comes once.
            self.report(number, done.fetch_add(1, Ordering::Relaxed) + 1);
        })?;
        drop(places);
        let ms = spent();
        if done.into_inner() == rects.len() {
            Ok(Frame { number, ms, body })
        } else {
            Err(WorkError::unexpected("the renderer"))
        }
    }

    /// Renders the tiles at these places; `on_tile` gets each from whatever thread has finished it.
    fn tiles(
        &self,
        number: u32,
        rects: &[Rect],
        missing: &[usize],
        on_tile: impl Fn(usize, &[u8]) + Sync,
    ) -> Result<(), WorkError> {
        if missing.is_empty() {
            return Ok(());
        }
        let wanted: Vec<_> = missing.iter().map(|place| rects[*place]).collect();
        self.pool.install(|| {
            let prepared = self.scene.frame(number, &settings(&self.task.spec), self.cancel)?;
            let tiles = prepared.tiles(&wanted, self.cancel, |at, tile| on_tile(missing[at], &tile.to_bytes()));
            Ok(tiles?)
        })
    }

    /// A tile that cannot be kept is still in memory: the frame goes on, and would be lost in a crash.
    fn keep(&self, kept: &Tiles, (place, ms): (usize, u64), pixels: &[u8], first: bool) {
        let stored = kept.add(place, ms, pixels);
        if let Err(error) = stored.and_then(|()| if first { self.entry.clear_crashes() } else { Ok(()) }) {
            tracing::warn!(error = chained(&error), "cannot keep a finished tile: a crash would lose it");
        }
    }

    fn report(&self, frame: u32, done: usize) {
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
