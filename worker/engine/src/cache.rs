//! Open scenes, kept for the next job: the jobs of an order share one.

use std::{
    collections::VecDeque,
    error::Error,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rayment_core::{Hash, Native, Sha256};
use rayment_render::{Cancel, Files};
use rayment_spec::{Devices, Spec};
use tokio::{
    sync::{OnceCell, Semaphore},
    task::spawn_blocking,
};

use crate::{EngineError, Engines, OpenRequest, OpenScene, Purpose};

/// Bytes of files up to which a scene counts as small.
const SMALL_BYTES: u64 = 64 << 20;

/// What a cache opens scenes in, what for, and how many.
pub struct SceneCacheConfig {
    pub engines: Engines,
    pub purpose: Purpose,
    /// For an engine that runs as a process of its own.
    pub threads: usize,
    /// Scenes kept open, at least one; each may take gigabytes.
    pub scenes: usize,
    /// Small scenes that load at a time, and as many large ones: small ones never wait for large ones,
    /// and memory stays bounded.
    pub loads: usize,
}

/// The last few scenes that were asked for. Each is loaded once for all that ask for it meanwhile, and
/// the oldest is dropped before a new one is loaded: together they would take the memory of both.
/// Clones share the scenes.
#[derive(Clone)]
pub struct SceneCache(Arc<Inner>);

/// Why a scene was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError<E: Error + 'static> {
    /// Its files could not be provided.
    #[error(transparent)]
    Files(E),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("the engine failed unexpectedly while loading the scene: {0}")]
    Panicked(String),
}

/// A scene's place: empty until whoever came first has loaded it.
type Slot = Arc<OnceCell<Arc<OpenScene>>>;

struct Inner {
    config: SceneCacheConfig,
    /// The newest first.
    slots: Mutex<VecDeque<(Hash, Slot)>>,
    small: Semaphore,
    large: Semaphore,
}

impl SceneCache {
    pub fn new(config: SceneCacheConfig) -> Self {
        let lane = || Semaphore::new(config.loads.max(1));
        let (small, large) = (lane(), lane());
        Self(Arc::new(Inner { config, slots: Mutex::default(), small, large }))
    }

    /// The scene of a spec. `files` is awaited only where the scene has to be loaded and its turn has
    /// come.
    pub async fn load<F, E>(
        &self,
        spec: &Arc<Spec>,
        files: impl Future<Output = Result<F, E>>,
        cancel: &Cancel,
    ) -> Result<Arc<OpenScene>, LoadError<E>>
    where
        F: Files + Send + 'static,
        E: Error + 'static,
    {
        let key = self.0.key(spec);
        let slot = self.0.slot(key);
        let loaded = slot.get_or_try_init(|| self.open(spec, files, cancel)).await.cloned();
        if loaded.is_err() {
            self.0.forget(&slot);
        }
        loaded
    }

    async fn open<F, E>(
        &self,
        spec: &Arc<Spec>,
        files: impl Future<Output = Result<F, E>>,
        cancel: &Cancel,
    ) -> Result<Arc<OpenScene>, LoadError<E>>
    where
        F: Files + Send + 'static,
        E: Error + 'static,
    {
        let lane = if is_large(spec) { &self.0.large } else { &self.0.small };
        // Never closed.
        let _permit = lane.acquire().await;
        let files = files.await.map_err(LoadError::Files)?;
        let (inner, spec, cancel) = (self.0.clone(), spec.clone(), cancel.clone());
        let open = move || {
            let SceneCacheConfig { ref engines, purpose, threads, .. } = inner.config;
            engines.open(&OpenRequest { spec: &spec, files: &files, threads, purpose }, &cancel)
        };
        let opened = spawn_blocking(open).await.map_err(|error| LoadError::Panicked(error.to_string()))?;
        Ok(Arc::new(opened?))
    }
}

impl Inner {
    fn slots(&self) -> MutexGuard<'_, VecDeque<(Hash, Slot)>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slot(&self, key: Hash) -> Slot {
        let mut slots = self.slots();
        if let Some((_, slot)) = slots.iter().find(|(at, _)| *at == key) {
            return slot.clone();
        }
        slots.truncate(self.config.scenes.saturating_sub(1));
        let slot = Slot::default();
        slots.push_front((key, slot.clone()));
        slot
    }

    /// Drops a slot that stayed empty, unless somebody else is about to fill it.
    fn forget(&self, slot: &Slot) {
        let (of_the_cache, of_the_caller) = (1, 1);
        let is_wanted = |slot: &Slot| slot.initialized() || Arc::strong_count(slot) > of_the_cache + of_the_caller;
        self.slots().retain(|(_, kept)| !Arc::ptr_eq(kept, slot) || is_wanted(kept));
    }

    /// Specs with the same files and engine share a scene, if the same devices may render it.
    fn key(&self, spec: &Spec) -> Hash {
        let on_any_device = self.config.purpose == Purpose::Deliver && spec.devices == Devices::Any;
        let engine = [spec.engine.name.as_bytes(), &[0], spec.engine.build.as_slice(), &[u8::from(on_any_device)]];
        let files: Vec<&[u8]> =
            spec.files.iter().flat_map(|file| [file.path.as_bytes(), &[0], file.sha256.as_slice()]).collect();
        Native::hash(&[engine.as_slice(), &[spec.scene.as_bytes(), &[0]], files.as_slice()].concat())
    }
}

/// Whether a scene takes long to fetch and to load, by the bytes of its files.
pub fn is_large(spec: &Spec) -> bool {
    spec.files.iter().fold(0u64, |sum, file| sum.saturating_add(file.bytes)) > SMALL_BYTES
}
