//! Scenes, loaded for checks: the last few are kept, because the jobs of an order share one.
//!
//! A scene that takes long to fetch and load holds up nobody but those that need it, and others as
//! large.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rayment_core::{Hash, Native, Sha256};
use rayment_engine::{EngineError, Engines, OpenRequest, OpenScene};
use rayment_render::{Cancel, Fault, FileMap, Limits, SceneError};
use rayment_spec::{Frames, Spec};
use thiserror::Error;
use tokio::{
    sync::{OnceCell, Semaphore},
    task::spawn_blocking,
};

use super::compare::settings;
use crate::hub::{Library, Unavailable};

/// Scenes held at a time; one may take gigabytes.
const KEPT: usize = 2;
/// Bytes of files up to which a scene counts as small. One small and one large scene load at a time,
/// so that memory stays bounded.
const SMALL_BYTES: u64 = 64 << 20;
/// Frames of a spec that are prepared to see whether they can be.
const TRIED: u64 = 8;

/// Why a scene can't be rendered here.
#[derive(Debug, Error)]
pub enum SceneFault {
    #[error("its files can't be had: {0}")]
    Hub(#[from] Unavailable),
    /// Another build rounds differently: neither its tiles nor its scenes can be judged here.
    #[error("this keeper can't judge it: {0}")]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Scene(#[from] SceneError),
    #[error("the file {path} has {found} bytes, the spec says {stated}")]
    FileSize { path: String, stated: u64, found: u64 },
    #[error("the renderer stopped while loading it: {0}")]
    Renderer(String),
}

impl SceneFault {
    /// Whether the spec itself is broken: for everybody, and for good.
    pub fn is_the_specs(&self) -> bool {
        match self {
            Self::Scene(_) | Self::FileSize { .. } | Self::Hub(Unavailable::Unusable(_)) => true,
            Self::Engine(error) => error.fault() == Fault::Scene,
            Self::Renderer(_) => false,
            Self::Hub(Unavailable::Missing(_) | Unavailable::Unreachable(_)) => false,
        }
    }
}

/// A place for a scene: empty until whoever came first has loaded it.
type Slot = Arc<OnceCell<Arc<OpenScene>>>;

/// The scenes in use.
pub struct Scenes {
    engines: Engines,
    threads: usize,
    kept: Mutex<VecDeque<(Hash, Slot)>>,
    small: Semaphore,
    large: Semaphore,
}

impl Scenes {
    /// Opened in these engines; one with a process of its own gets so many threads.
    pub fn new(engines: Engines, threads: usize) -> Self {
        Self { engines, threads, kept: Mutex::default(), small: Semaphore::new(1), large: Semaphore::new(1) }
    }

    /// The scene of a spec, loaded once for all that ask for it meanwhile.
    pub async fn load(&self, hub: &dyn Library, spec: &Spec) -> Result<Arc<OpenScene>, SceneFault> {
        let key = files_hash(spec);
        let slot = self.slot(key);
        let loaded = slot.get_or_try_init(|| self.fetch(hub, spec)).await.cloned();
        if loaded.is_err() {
            self.kept().retain(|(at, kept)| *at != key || kept.initialized());
        }
        loaded
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<(Hash, Slot)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slot(&self, key: Hash) -> Slot {
        let mut kept = self.kept();
        if let Some((_, slot)) = kept.iter().find(|(at, _)| *at == key) {
            return slot.clone();
        }
        kept.truncate(KEPT - 1);
        let slot = Slot::default();
        kept.push_front((key, slot.clone()));
        slot
    }

    async fn fetch(&self, hub: &dyn Library, spec: &Spec) -> Result<Arc<OpenScene>, SceneFault> {
        // Neither is ever closed.
        let _room = if is_large(spec) { self.large.acquire().await } else { self.small.acquire().await };
        let (files, spec) = (files(hub, spec).await?, spec.clone());
        let (engines, threads) = (self.engines.clone(), self.threads);
        let open = move || {
            let paths: Vec<&str> = spec.files.iter().map(|file| file.path.as_str()).collect();
            let (engine, limits) = (&spec.engine, Limits::default());
            let (engine, build) = (engine.name.as_str(), engine.build);
            let request = OpenRequest {
                engine,
                build,
                main: &spec.scene,
                files: &files,
                paths: &paths,
                limits: &limits,
                threads,
                any_device: false,
            };
            engines.open(&request, &Cancel::new())
        };
        Ok(Arc::new(away(open).await??))
    }

    /// Whether the scene loads and some of the spec's frames can be made ready.
    pub async fn prove(&self, hub: &dyn Library, spec: Spec) -> Result<(), SceneFault> {
        let scene = self.load(hub, &spec).await?;
        let ready = move || {
            let settings = settings(&spec);
            samples(&spec.frames)
                .into_iter()
                .try_for_each(|frame| scene.frame(frame, &settings, &Cancel::new()).map(drop))
        };
        Ok(away(ready).await??)
    }
}

/// A few frame numbers, spread over all. Ranges are multiplied, never walked: four numbers can stand
/// for four thousand million frames.
fn samples(ranges: &[Frames]) -> Vec<u32> {
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

/// Runs work away from those that wait for the network. A panic in there is reported, not passed on.
pub(super) async fn away<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, SceneFault> {
    spawn_blocking(work).await.map_err(|error| SceneFault::Renderer(error.to_string()))
}

/// Two specs with the same files and engine have the same scene.
fn files_hash(spec: &Spec) -> Hash {
    let engine = [spec.engine.name.as_bytes(), &[0], spec.engine.build.as_slice()];
    let parts: Vec<&[u8]> =
        spec.files.iter().flat_map(|file| [file.path.as_bytes(), &[0], file.sha256.as_slice()]).collect();
    Native::hash(&[engine.as_slice(), &[spec.scene.as_bytes(), &[0]], parts.as_slice()].concat())
}

fn file_bytes(spec: &Spec) -> u64 {
    spec.files.iter().fold(0, |sum, file| sum.saturating_add(file.bytes))
}

/// Whether the scene takes long to fetch and to load.
pub(super) fn is_large(spec: &Spec) -> bool {
    file_bytes(spec) > SMALL_BYTES
}

async fn files(hub: &dyn Library, spec: &Spec) -> Result<FileMap, SceneFault> {
    let (limits, found) = (Limits::default(), file_bytes(spec));
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
        assert_eq!(samples(&[range(3, 7, 2)]), [3, 5, 7]);
        assert_eq!(samples(&[range(1, 16, 1)]), [1, 3, 5, 7, 9, 11, 13, 15]);
        assert_eq!(samples(&[range(1, 2, 1), range(9, 9, 1)]), [1, 2, 9]);
        let all = samples(&[range(0, u32::MAX, 1)]);
        assert_eq!((all.len(), all[0], all[7]), (8, 0, 7 << 29));
        assert_eq!(samples(&[range(0, u32::MAX, 255)])[7], 14_737_633 * 255);
    }
}
