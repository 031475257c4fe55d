//! What a job will take, by rendering a little of it. Patches all over three of its frames, a sixty-fourth
//! of them together and of few samples, tell the seconds of a path sample; preparing them tells the rest.
//! Patches of whole pixels, not smaller frames: rays side by side meet the same things, which is faster.

use std::time::Instant;

use rayment_render::{Cancel, Cancelled, Prepared, Rect, RenderError, Settings, Tracer, rng::hash};
use serde::{Deserialize, Serialize};

/// Edge of a patch in pixels, and of the cell that has one.
const PATCH: u32 = 8;
const CELL: u32 = 64;
/// Cells to a side of the frame, at least and at most: a few patches tell little, too many take long.
const CELLS: std::ops::RangeInclusive<u32> = 5..=40;
const SAMPLES: u32 = 8;
/// What frames between the probed ones, and other programs on the machine, may add or take off.
const MARGIN: f64 = 0.2;

/// Seconds on one machine, all its threads together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Reading the scene, once; zero until [`Estimate::loaded_in`] says it.
    pub load: f64,
    /// Making a frame ready, before its first sample.
    pub setup: f64,
    /// Whether every frame is made ready anew, because more than the camera moves.
    pub setup_per_frame: bool,
    /// Rendering a frame: likely, and the range it should stay in.
    pub frame: f64,
    pub frame_low: f64,
    pub frame_high: f64,
}

/// Why there is no estimate.
#[derive(Debug, thiserror::Error)]
pub enum EstimateError {
    #[error("expected at least one frame to estimate")]
    NoFrames,
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Estimate {
    /// Renders probes of the first, the middle and the last of `frames` on the current rayon pool.
    ///
    /// # Errors
    /// No frames; a frame that can't be rendered; cancelled.
    pub fn probe(tracer: &Tracer, frames: &[u32], settings: &Settings, cancel: &Cancel) -> Result<Self, EstimateError> {
        let start = Instant::now();
        Self::probe_by(&|| start.elapsed().as_secs_f64(), tracer, frames, settings, cancel)
    }

    /// The same by another clock, in seconds: one of processor time over threads counts no other
    /// program's.
    ///
    /// # Errors
    /// As [`Estimate::probe`].
    pub fn probe_by(
        clock: &dyn Fn() -> f64,
        tracer: &Tracer,
        frames: &[u32],
        settings: &Settings,
        cancel: &Cancel,
    ) -> Result<Self, EstimateError> {
        settings.check()?;
        let (Some(&first), Some(&last)) = (frames.first(), frames.last()) else { return Err(EstimateError::NoFrames) };
        let mut chosen = vec![first, frames[frames.len() / 2], last];
        chosen.dedup();
        let small = Settings { samples: settings.samples.min(SAMPLES), ..*settings };
        let patches = patches(settings);
        let (mut setups, mut seconds) = (Vec::new(), Vec::new());
        for frame in chosen {
            let start = clock();
            let prepared = tracer.frame(frame, &small, cancel).map_err(|error| match error {
                RenderError::Cancelled(cancelled) => EstimateError::Cancelled(cancelled),
                other => EstimateError::Render(other),
            })?;
            setups.push(clock() - start);
            seconds.push(rendering(clock, &prepared, &patches, cancel)?);
        }
        let whole = f64::from(settings.width) * f64::from(settings.height) * f64::from(settings.samples);
        let probed = patches.iter().map(Rect::pixels).sum::<usize>() as f64 * f64::from(small.samples);
        let full = whole / probed;
        let least = seconds.iter().copied().fold(f64::MAX, f64::min);
        let most = seconds.iter().copied().fold(0.0, f64::max);
        let setup_per_frame = !tracer.scene().only_camera_moves();
        let count = if setup_per_frame { setups.len() } else { 1 };
        Ok(Self {
            load: 0.0,
            setup: setups[..count].iter().sum::<f64>() / count as f64,
            setup_per_frame,
            frame: seconds.iter().sum::<f64>() / seconds.len() as f64 * full,
            frame_low: least * full * (1.0 - MARGIN),
            frame_high: most * full * (1.0 + MARGIN),
        })
    }

    /// With the seconds that reading the scene took.
    pub fn loaded_in(self, seconds: f64) -> Self {
        Self { load: seconds, ..self }
    }

    /// The same on another machine; `speed` is its score over this machine's.
    pub fn moved(&self, speed: f64) -> Self {
        Self {
            load: self.load / speed,
            setup: self.setup / speed,
            frame: self.frame / speed,
            frame_low: self.frame_low / speed,
            frame_high: self.frame_high / speed,
            ..*self
        }
    }

    /// Seconds for a job of this many frames, one after the other: likely, at least, at most.
    pub fn job(&self, frames: u32) -> [f64; 3] {
        if frames == 0 {
            return [0.0; 3];
        }
        let setups = if self.setup_per_frame { f64::from(frames) } else { 1.0 };
        let before = self.load + setups * self.setup;
        [self.frame, self.frame_low, self.frame_high].map(|frame| before + f64::from(frames) * frame)
    }
}

/// A patch in each cell of a grid, anywhere in it.
fn patches(settings: &Settings) -> Vec<Rect> {
    // The side's cells, as far as they have room for a patch.
    let cells = |side: u32| (side / CELL).clamp(*CELLS.start(), *CELLS.end()).min(side.div_ceil(PATCH));
    let edge = |side: u32, cells: u32, cell: u32| (u64::from(side) * u64::from(cell) / u64::from(cells)) as u32;
    let (columns, rows) = (cells(settings.width), cells(settings.height));
    let along = |side: u32, cells: u32, cell: u32, number: u32| {
        let (low, high) = (edge(side, cells, cell), edge(side, cells, cell + 1));
        let size = PATCH.min(high - low);
        (low + hash(number) % (high - low - size + 1), size)
    };
    let patch = |index: u32| {
        let (x, width) = along(settings.width, columns, index % columns, 2 * index);
        let (y, height) = along(settings.height, rows, index / columns, 2 * index + 1);
        Rect::new(x, y, width, height)
    };
    (0..columns * rows).map(patch).collect()
}

/// Seconds that patches take once the caches are warm.
fn rendering(
    clock: &dyn Fn() -> f64,
    prepared: &Prepared,
    patches: &[Rect],
    cancel: &Cancel,
) -> Result<f64, Cancelled> {
    prepared.tiles(patches, cancel, |_, _| {})?;
    let start = clock();
    prepared.tiles(patches, cancel, |_, _| {})?;
    Ok(clock() - start)
}

#[cfg(test)]
mod tests {
    use rayment_render::{FileMap, Limits};
    use rayment_scenes::showcase;

    use super::*;

    fn tracer() -> Tracer {
        let mut files = FileMap::new();
        files.insert("small.glb", showcase::small_glb());
        Tracer::new(rayment_import::load("small.glb", &files, &Limits::default()).expect("it loads"))
    }

    #[test]
    fn a_probe_is_small_and_all_over_the_frame() {
        let of = |width, height| patches(&Settings { width, height, ..Settings::default() });
        let pixels = |patches: &[Rect]| patches.iter().map(Rect::pixels).sum::<usize>();
        assert_eq!(pixels(&of(1920, 1080)), 1920 / 64 * (1080 / 64) * 64);
        let offsets: Vec<u32> = of(1920, 1080).iter().map(|patch| patch.x % 64).collect();
        assert!(offsets.iter().any(|x| *x < 10) && offsets.iter().any(|x| *x > 46), "{offsets:?}");
        assert_eq!(of(1, 1), [Rect::new(0, 0, 1, 1)]);
        assert_eq!((of(16, 16).len(), of(100, 16_384).len()), (4, 5 * 40));
        for (width, height) in [(1, 9), (16, 16), (33, 17), (100, 50), (1920, 1080), (16_384, 16_384)] {
            let patches = of(width, height);
            assert!(pixels(&patches) <= 40 * 40 * 64);
            for (at, a) in patches.iter().enumerate() {
                assert!(a.x + a.width <= width && a.y + a.height <= height && a.pixels() > 0);
                let apart = |b: &Rect| {
                    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
                };
                assert!(patches[at + 1..].iter().all(apart), "{width}x{height}");
            }
        }
    }

    #[test]
    fn a_faster_machine_takes_less_and_more_frames_take_more() {
        let estimate =
            Estimate { load: 0.0, setup: 1.0, setup_per_frame: false, frame: 10.0, frame_low: 8.0, frame_high: 12.0 };
        assert_eq!(estimate.job(3), [31.0, 25.0, 37.0]);
        assert_eq!(Estimate { setup_per_frame: true, ..estimate }.job(3), [33.0, 27.0, 39.0]);
        assert_eq!(estimate.loaded_in(4.0).job(3), [35.0, 29.0, 41.0]);
        assert_eq!(estimate.loaded_in(4.0).job(0), [0.0; 3]);
        let there = estimate.moved(4.0);
        assert_eq!((there.setup, there.frame, there.frame_low), (0.25, 2.5, 2.0));
    }

    #[test]
    fn probing_gives_a_range_around_what_is_likely() {
        let settings = Settings { width: 64, height: 36, samples: 2, ..Settings::default() };
        let frames: Vec<u32> = (0..=120).collect();
        let estimate = Estimate::probe(&tracer(), &frames, &settings, &Cancel::new()).expect("it renders");
        assert!(estimate.frame_low > 0.0 && estimate.setup > 0.0 && !estimate.setup_per_frame);
        assert!(estimate.frame_low < estimate.frame && estimate.frame < estimate.frame_high);
    }

    #[test]
    fn refuses_no_frames_and_stops_when_cancelled() {
        let settings = Settings::default();
        let none = Estimate::probe(&tracer(), &[], &settings, &Cancel::new());
        assert!(matches!(none, Err(EstimateError::NoFrames)));
        let cancel = Cancel::new();
        cancel.cancel();
        let stopped = Estimate::probe(&tracer(), &[1], &settings, &cancel);
        assert!(matches!(stopped, Err(EstimateError::Cancelled(_))));
        let wrong = Settings { samples: 0, ..settings };
        assert!(matches!(Estimate::probe(&tracer(), &[1], &wrong, &Cancel::new()), Err(EstimateError::Render(_))));
    }
}
