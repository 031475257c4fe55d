use std::time::Instant;

use rayment_render::{Cancel, FileMap, Limits, Prepared, Rect, RenderError, Settings, Tracer};

use crate::showcase;

/// Names the scene, the settings and the unit: scores compare where this is equal. What is measured
/// is fixed for good; whatever changes it gets another name.
pub const BENCHMARK: &str = "rayment-1";

/// Seconds.
const WARM_UP: f64 = 0.3;
/// What a block should take, in seconds: well above the clock's and the scheduler's grain, which is 4 ms
/// on some virtual machines.
const BLOCK: f64 = 0.2;
const BLOCKS: usize = 9;
/// Of these, the fastest that count.
const COUNTED: usize = 5;
/// Samples a pixel never go beyond this in a block, however fast the device.
const MOST_SAMPLES: u32 = 4096;

/// How fast a device renders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Thousand path samples per second of [`Course`], by the whole device.
    pub kilosamples_per_second: f64,
    /// How much slower the middle one of the blocks was than the fastest, as a share: small on a quiet
    /// machine.
    pub spread: f64,
    /// Threads that took part; of a graphics processor, one.
    pub threads: usize,
}

/// What a device renders for its score: the fixed scene of [`showcase::small_glb`], 256x144 pixels,
/// five bounces.
pub struct Course {
    tracer: Tracer,
}

impl Course {
    pub const WIDTH: u32 = 256;
    pub const HEIGHT: u32 = 144;

    pub fn new() -> Self {
        let mut files = FileMap::new();
        files.insert("benchmark.glb", showcase::small_glb());
        let scene = rayment_import::load("benchmark.glb", &files, &Limits::default());
        Self { tracer: Tracer::new(scene.expect("the scene is made by this crate and loads")) }
    }

    /// The frame with so many samples a pixel; built once, so that asking again costs nothing.
    pub fn frame(&self, samples: u32) -> Result<Prepared, RenderError> {
        let (width, height) = (Self::WIDTH, Self::HEIGHT);
        self.tracer.frame(1, &Settings { width, height, samples, seed: 1, max_bounces: 5, camera: 0 }, &Cancel::new())
    }
}

impl Default for Course {
    fn default() -> Self {
        Self::new()
    }
}

/// The score of the current rayon pool, in about two seconds.
pub fn benchmark() -> Score {
    let course = Course::new();
    let tiles = Rect::grid(Course::WIDTH, Course::HEIGHT, 16);
    let round = |samples: u32| -> Result<(), RenderError> {
        let prepared = course.frame(samples)?;
        prepared.tiles(&tiles, &Cancel::new(), |_, _| {}).expect("nobody cancels it");
        Ok(())
    };
    score(rayon::current_num_threads(), round).expect("the settings are within their limits")
}

/// The score of whatever `round` renders the frame of [`Course`] on, with the samples a pixel that it
/// is asked for. Warms up, then takes blocks of equal work; the faster half of them tells what the
/// device does when nothing else runs on it.
///
/// # Errors
/// The first that `round` has.
pub fn score<E>(threads: usize, round: impl FnMut(u32) -> Result<(), E>) -> Result<Score, E> {
    let start = Instant::now();
    score_by(&|| start.elapsed().as_secs_f64(), threads, round)
}

/// The same by another clock, in seconds: one of processor time over threads counts no other program's.
///
/// # Errors
/// The first that `round` has.
pub fn score_by<E>(
    clock: &dyn Fn() -> f64,
    threads: usize,
    mut round: impl FnMut(u32) -> Result<(), E>,
) -> Result<Score, E> {
    let mut timed = |samples: u32| -> Result<f64, E> {
        let start = clock();
        round(samples)?;
        Ok(clock() - start)
    };
    let (mut samples, mut warm) = (1, 0.0);
    loop {
        let took = timed(samples)?;
        warm += took;
        if took < BLOCK * 0.25 && samples < MOST_SAMPLES {
            samples *= 2;
        } else if warm >= WARM_UP || samples == MOST_SAMPLES {
            let wanted = f64::from(samples) * BLOCK / took.max(1e-9);
            samples = wanted.clamp(1.0, f64::from(MOST_SAMPLES)) as u32;
            break;
        }
    }
    let mut seconds = [0.0; BLOCKS];
    for block in &mut seconds {
        // No clock is fine enough to tell nothing at all from its own grain.
        *block = timed(samples)?.max(1e-9);
    }
    seconds.sort_by(f64::total_cmp);
    let work = f64::from(Course::WIDTH * Course::HEIGHT) * f64::from(samples) * COUNTED as f64;
    let kilosamples_per_second = work / seconds[..COUNTED].iter().sum::<f64>() / 1000.0;
    let spread = 1.0 - seconds[0] / seconds[BLOCKS / 2];
    Ok(Score { kilosamples_per_second, spread, threads })
}
