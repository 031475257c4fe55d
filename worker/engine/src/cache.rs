//! Open scenes, kept for the next job: the jobs of an order share one.
//!
//! A load goes on for as long as anybody waits for it, whoever asked first, and ends when the last of them has
//! gone or its time is over. Until its thread has really ended it keeps its place among those that load.

use std::{
    collections::VecDeque,
    error::Error,
    future::Future,
    sync::{
        Arc, Mutex as StdMutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rayment_core::{Hash, Native, Sha256};
use rayment_render::{Cancel, Files};
use rayment_spec::{Devices, Spec};
use tokio::{
    sync::{Mutex, OnceCell, Semaphore},
    task::{JoinHandle, spawn_blocking},
    time::Instant,
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
    /// The longest that a load may take, from its turn on and with its files.
    pub limits: LoadLimits,
}

/// The longest that a load may take.
#[derive(Clone, Copy, Debug)]
pub struct LoadLimits {
    pub small: Duration,
    pub large: Duration,
}

impl LoadLimits {
    /// Whoever waits decides how long.
    pub const NONE: Self = Self { small: Duration::MAX, large: Duration::MAX };

    /// That of a spec's scene.
    pub fn of(&self, spec: &Spec) -> Duration {
        if is_large(spec) { self.large } else { self.small }
    }
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
    #[error("loading the scene took longer than {} s: make it smaller", limit.as_secs())]
    Late { limit: Duration },
}

/// A scene's place.
#[derive(Default)]
struct Slot {
    /// Empty until it is loaded.
    scene: OnceCell<Arc<OpenScene>>,
    /// The load on its way, for whichever of those that wait sees to it.
    load: Mutex<Option<Load>>,
    /// Ends it, for good.
    cancel: Cancel,
    /// Those that wait for the scene; changed only with the slots locked.
    waiting: AtomicUsize,
}

impl Slot {
    /// Its time is over: for all that wait for it.
    fn late<E: Error>(&self, limit: Duration) -> LoadError<E> {
        self.cancel.cancel();
        LoadError::Late { limit }
    }
}

/// A thread that opens a scene.
struct Load {
    opening: JoinHandle<Result<OpenScene, EngineError>>,
    /// `None` where the end is out of sight.
    until: Option<Instant>,
}

struct Inner {
    config: SceneCacheConfig,
    /// The newest first.
    slots: StdMutex<VecDeque<(Hash, Arc<Slot>)>>,
    small: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

impl SceneCache {
    pub fn new(config: SceneCacheConfig) -> Self {
        let lane = || Arc::new(Semaphore::new(config.loads.max(1)));
        let (small, large) = (lane(), lane());
        Self(Arc::new(Inner { config, slots: StdMutex::default(), small, large }))
    }

    /// The scene of a spec. `files` is awaited only where the scene has to be loaded and its turn has
    /// come. Once nobody awaits it any more, the load is cancelled.
    pub async fn load<F, E>(
        &self,
        spec: &Arc<Spec>,
        files: impl Future<Output = Result<F, E>>,
    ) -> Result<Arc<OpenScene>, LoadError<E>>
    where
        F: Files + Send + 'static,
        E: Error + 'static,
    {
        let waiter = Waiter { inner: &self.0, slot: self.0.slot(self.0.key(spec)) };
        waiter.slot.scene.get_or_try_init(|| self.open(&waiter.slot, spec, files)).await.cloned()
    }

    /// Waits until no scene is being loaded.
    pub async fn idle(&self) {
        let loads = u32::try_from(self.0.config.loads.max(1)).unwrap_or(u32::MAX);
        for lane in [&self.0.small, &self.0.large] {
            // Never closed.
            let _all = lane.acquire_many(loads).await;
        }
    }

    /// Opens the scene, or takes over where another left that had begun to.
    async fn open<F, E>(
        &self,
        slot: &Slot,
        spec: &Arc<Spec>,
        files: impl Future<Output = Result<F, E>>,
    ) -> Result<Arc<OpenScene>, LoadError<E>>
    where
        F: Files + Send + 'static,
        E: Error + 'static,
    {
        let limit = self.0.config.limits.of(spec);
        let mut load = slot.load.lock().await;
        // Its time was over while this one waited for it too.
        if slot.cancel.is_cancelled() {
            return Err(LoadError::Late { limit });
        }
        let Load { opening, until } = match load.as_mut() {
            Some(load) => load,
            None => load.insert(self.begin(slot, spec, files, limit).await?),
        };
        let opened = before(*until, opening).await;
        *load = None;
        match opened {
            Some(opened) => Ok(Arc::new(opened.map_err(|error| LoadError::Panicked(error.to_string()))??)),
            None => Err(slot.late(limit)),
        }
    }

    /// Starts to open the scene, once it is its turn and its files are there.
    async fn begin<F, E>(
        &self,
        slot: &Slot,
        spec: &Arc<Spec>,
        files: impl Future<Output = Result<F, E>>,
        limit: Duration,
    ) -> Result<Load, LoadError<E>>
    where
        F: Files + Send + 'static,
        E: Error + 'static,
    {
        let lane = if is_large(spec) { &self.0.large } else { &self.0.small };
        // Never closed.
        let permit = lane.clone().acquire_owned().await;
        let until = Instant::now().checked_add(limit);
        let files = before(until, files).await.ok_or_else(|| slot.late(limit))?.map_err(LoadError::Files)?;
        let (inner, spec, cancel) = (self.0.clone(), spec.clone(), slot.cancel.clone());
        let opening = spawn_blocking(move || {
            // However early everybody has gone, the next waits until this one's memory is free.
            let _permit = permit;
            let files = files;
            let SceneCacheConfig { ref engines, purpose, threads, .. } = inner.config;
            engines.open(&OpenRequest { spec: &spec, files: &files, threads, purpose }, &cancel)
        });
        Ok(Load { opening, until })
    }
}

/// What comes of it, unless that takes too long.
async fn before<T>(until: Option<Instant>, work: impl Future<Output = T>) -> Option<T> {
    match until {
        Some(until) => tokio::time::timeout_at(until, work).await.ok(),
        None => Some(work.await),
    }
}

/// Somebody who waits for a scene.
struct Waiter<'a> {
    inner: &'a Inner,
    slot: Arc<Slot>,
}

impl Drop for Waiter<'_> {
    /// The last to go cancels what was not loaded, and the next who asks begins anew.
    fn drop(&mut self) {
        let Self { inner, slot } = self;
        let mut slots = inner.slots();
        let is_last = slot.waiting.fetch_sub(1, Ordering::Relaxed) == 1;
        if slot.scene.initialized() {
            return;
        }
        if is_last {
            slot.cancel.cancel();
        }
        if slot.cancel.is_cancelled() {
            slots.retain(|(_, kept)| !Arc::ptr_eq(kept, slot));
        }
    }
}

impl Inner {
    fn slots(&self) -> MutexGuard<'_, VecDeque<(Hash, Arc<Slot>)>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place of a scene, with one more who waits for it.
    fn slot(&self, key: Hash) -> Arc<Slot> {
        let mut slots = self.slots();
        let slot = match slots.iter().find(|(at, _)| *at == key) {
            Some((_, slot)) => slot.clone(),
            None => {
                slots.truncate(self.config.scenes.saturating_sub(1));
                let slot = Arc::<Slot>::default();
                slots.push_front((key, slot.clone()));
                slot
            }
        };
        slot.waiting.fetch_add(1, Ordering::Relaxed);
        slot
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
