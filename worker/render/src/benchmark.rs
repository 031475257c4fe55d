use std::time::{Duration, Instant};

use crate::cancel::Cancel;
use crate::files::FileMap;
use crate::frame::Settings;
use crate::limits::Limits;
use crate::scene::Scene;
use crate::showcase;
use crate::tile::Rect;

/// How fast this machine renders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Thousand path samples per second on the fixed scene of [`showcase::small_glb`], by all threads
    /// of the current rayon pool together.
    pub kilosamples_per_second: f64,
    /// Threads that took part.
    pub threads: usize,
}

/// Long enough to even out a scheduler's whims, short enough for every start of a worker.
const LENGTH: Duration = Duration::from_millis(500);

/// Renders a fixed scene made by code for about half a second, after a warm-up.
pub fn benchmark() -> Score {
    let mut files = FileMap::new();
    files.insert("benchmark.glb", showcase::small_glb());
    let settings = Settings { width: 128, height: 72, samples: 2, seed: 1, max_bounces: 5 };
    let prepared = Scene::load("benchmark.glb", &files, &Limits::default())
        .expect("the scene is made by this crate and loads")
        .frame(1, &settings)
        .expect("the settings are within their limits");
    let tiles = Rect::grid(settings.width, settings.height, 16);
    let round = || prepared.tiles(&tiles, &Cancel::new(), |_, _| {}).expect("nobody cancels it");
    round();
    let start = Instant::now();
    let mut rounds = 0u32;
    while start.elapsed() < LENGTH {
        round();
        rounds += 1;
    }
    let samples = f64::from(rounds) * f64::from(settings.width * settings.height * settings.samples);
    Score {
        kilosamples_per_second: samples / start.elapsed().as_secs_f64() / 1000.0,
        threads: rayon::current_num_threads(),
    }
}
