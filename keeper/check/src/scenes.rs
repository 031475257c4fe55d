//! Scenes for checks: fetched from the hub, opened, kept for the next check.

use std::{sync::Arc, time::Duration};

use rayment_engine::{
    EngineError, Engines, Fault, LoadError, LoadLimits, OpenScene, Purpose, SceneCache, SceneCacheConfig, is_large,
    settings,
};
use rayment_render::{Cancel, FileMap, Limits, SceneError};
use rayment_spec::{Frames, Spec};
use thiserror::Error;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use crate::{HubReader, Unavailable};

/// Scenes held at a time; one may take gigabytes.
const SCENES: usize = 2;
/// Scenes of one size class that load at a time.
const LOADS: usize = 1;
/// The longest that a load may take: a small scene's no longer than other small ones can wait for it, a large one's
/// about as long as a verdict may.
const LIMITS: LoadLimits = LoadLimits { small: Duration::from_secs(120), large: Duration::from_secs(600) };
/// Frames of a spec that are prepared to see whether they can be.
const TRIED: u64 = 8;

/// Why a scene can't be rendered here.
#[derive(Debug, Error)]
pub enum SceneFault {
    #[error("its files are not available: {0}")]
    Hub(#[from] Unavailable),
    /// Another build rounds differently: neither its tiles nor its scenes can be judged here.
    #[error("it can't be judged here: {0}")]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Scene(#[from] SceneError),
    #[error("the file {path} has {found} bytes, the spec says {stated}")]
    FileSize { path: String, stated: u64, found: u64 },
    #[error("the renderer failed unexpectedly: {0}")]
    Renderer(String),
    /// What takes longer here is not proven broken.
    #[error("it takes longer than {} s: make the scene smaller", .0.as_secs())]
    Late(Duration),
}

impl SceneFault {
    /// Whether the spec itself is broken: for everybody, and for good.
    pub fn is_the_specs(&self) -> bool {
        match self {
            Self::Scene(_) | Self::FileSize { .. } | Self::Hub(Unavailable::Unusable(_)) => true,
            Self::Engine(error) => error.fault() == Fault::Scene,
            Self::Renderer(_) | Self::Late(_) => false,
            Self::Hub(Unavailable::Missing(_) | Unavailable::Unreachable(_)) => false,
        }
    }
}

impl From<LoadError<Self>> for SceneFault {
    fn from(error: LoadError<Self>) -> Self {
        match error {
            LoadError::Files(fault) => fault,
            LoadError::Engine(error) => error.into(),
            LoadError::Panicked(why) => Self::Renderer(why),
            LoadError::Late { limit } => Self::Late(limit),
        }
    }
}

/// Opens scenes whose files are on a hub. A scene that takes long to fetch and load holds up nobody but
/// those that need it, and others as large.
pub struct SceneLoader {
    scenes: SceneCache,
    /// Scenes that are tried, small and large: one at a time of each, until its last thread has ended.
    trials: [Arc<Semaphore>; 2],
}

impl SceneLoader {
    /// Opened in these engines; an engine that runs as a process of its own gets `threads` threads.
    pub fn new(engines: Engines, threads: usize) -> Self {
        let purpose = Purpose::Check;
        let config = SceneCacheConfig { engines, purpose, threads, scenes: SCENES, loads: LOADS, limits: LIMITS };
        Self { scenes: SceneCache::new(config), trials: [(); 2].map(|()| Arc::new(Semaphore::new(1))) }
    }

    /// The scene of a spec, loaded once for all that ask for it meanwhile. The load ends once nobody awaits it.
    pub async fn load(&self, hub: &dyn HubReader, spec: &Arc<Spec>) -> Result<Arc<OpenScene>, SceneFault> {
        Ok(self.scenes.load(spec, files(hub, spec)).await?)
    }

    /// Whether the scene loads and some of the spec's frames can be prepared, each in the time that a load may take.
    pub async fn prove(&self, hub: &dyn HubReader, spec: Spec) -> Result<(), SceneFault> {
        let (limit, spec) = (LIMITS.of(&spec), Arc::new(spec));
        let [small, large] = &self.trials;
        // Never closed.
        let turn = if is_large(&spec) { large } else { small }.clone().acquire_owned().await;
        // The load has its own time, from its turn on.
        let scene = self.load(hub, &spec).await?;
        let stop = CancelOnDrop::default();
        let cancel = stop.0.clone();
        let prepare = move || {
            // The scene's memory is free before the next has its turn.
            let (_turn, scene) = (turn, scene);
            let settings = settings(&spec);
            sample(&spec.frames).into_iter().try_for_each(|frame| scene.frame(frame, &settings, &cancel).map(drop))
        };
        let prepared = timeout(limit, spawn_blocking(prepare)).await.map_err(|_| SceneFault::Late(limit))?;
        Ok(prepared.map_err(|error| SceneFault::Renderer(error.to_string()))??)
    }

    /// Waits until nothing is loaded or tried any more.
    pub async fn idle(&self) {
        for trial in &self.trials {
            drop(trial.acquire().await);
        }
        self.scenes.idle().await;
    }
}

/// Stops what nobody waits for.
#[derive(Default)]
struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// A few frame numbers, spread over all. Ranges are multiplied, never walked: four numbers can stand
/// for four thousand million frames.
fn sample(ranges: &[Frames]) -> Vec<u32> {
    let count = |range: &Frames| u64::from(range.last.saturating_sub(range.first) / u32::from(range.step.max(1))) + 1;
    let all: u64 = ranges.iter().map(count).sum();
    let (mut found, mut before) = (Vec::new(), 0);
    let mut places = (0..TRIED.min(all)).map(|at| at * all / TRIED.min(all)).peekable();
    for range in ranges {
        let after = before + count(range);
        while let Some(place) = places.next_if(|place| *place < after) {
            // Below the range's count, and so inside 32 bits.
            let steps = u32::try_from(place - before).unwrap_or(u32::MAX);
            found.push(range.first.saturating_add(steps.saturating_mul(range.step.into())));
        }
        before = after;
    }
    found
}

async fn files(hub: &dyn HubReader, spec: &Spec) -> Result<FileMap, SceneFault> {
    let limits = Limits::default();
    let found = spec.files.iter().fold(0u64, |sum, file| sum.saturating_add(file.bytes));
    if found > limits.total_bytes {
        return Err(SceneError::TooLarge { what: "bytes of files", found, limit: limits.total_bytes }.into());
    }
    let mut files = FileMap::new();
    for file in &spec.files {
        let bytes = hub.file(file.sha256, file.bytes).await?;
        let (stated, found) = (file.bytes, bytes.len() as u64);
        if stated != found {
            return Err(SceneFault::FileSize { path: file.path.clone(), stated, found });
        }
        files.insert(file.path.as_str(), bytes);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_frames_from_all_over_without_counting_them() {
        let range = |first, last, step| Frames { first, last, step };
        assert_eq!(sample(&[range(3, 7, 2)]), [3, 5, 7]);
        assert_eq!(sample(&[range(1, 16, 1)]), [1, 3, 5, 7, 9, 11, 13, 15]);
        assert_eq!(sample(&[range(1, 2, 1), range(9, 9, 1)]), [1, 2, 9]);
        let all = sample(&[range(0, u32::MAX, 1)]);
        assert_eq!((all.len(), all[0], all[7]), (8, 0, 7 << 29));
        assert_eq!(sample(&[range(0, u32::MAX, 255)])[7], 14_737_633 * 255);
    }
}
