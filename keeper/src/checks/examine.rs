//! One check, from the hub to its finding, and what it has to wait for.
//!
//! Before anything is fetched, the check is estimated: one that would be too late or has no space on disk is not
//! begun. Checks of large scenes queue behind such checks, long ones behind long ones and short ones behind short
//! ones, by when their verdicts are due, so that a heavy delivery delays no light one.
//! Whatever is not done when its verdict is due is stopped: fetching, loading and rendering.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rayment_check::{
    CompareError, Compared, Delivered, DeliveryFault, FrameMemory, HubReader, SceneFault, SceneLoader, TileCheck,
    Unavailable,
};
use rayment_core::{Native, proof::challenge::Challenge};
use rayment_engine::{Engines, OpenScene, Rule, is_large};
use rayment_render::Cancel;
use rayment_spec::Spec;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::{
    sync::Semaphore,
    task::spawn_blocking,
    time::{Instant, sleep_until, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::permits::{Priority, PriorityPermits};
use crate::{
    KeeperError,
    action::CheckRequest,
    cost::{CheckCost, Effort, TooHeavy},
    snapshot::{Attempt, Finding},
};

/// Specs asked for at a time.
const SPECS: usize = 8;
/// Deliveries fetched at a time, beside one large one.
const DOWNLOADS: usize = 3;
/// Bytes from which a delivery is large.
const LARGE_BYTES: u64 = 1 << 30;
/// Milliseconds of rendering from which a check is long.
const LONG_MS: u64 = 30_000;
/// Bytes of frames that are in memory at a time; no frame is larger.
const MEMORY_BYTES: u64 = 2 << 30;

/// What a check found.
pub(super) struct Examined {
    pub finding: Finding,
    /// Samples rendered, and how long that took.
    pub rendered: Option<(u64, Duration)>,
}

/// Why a check has no result about the tiles.
#[derive(Debug, thiserror::Error)]
pub(super) enum CheckError {
    #[error("the spec is not available: {0}")]
    Spec(Unavailable),
    #[error(transparent)]
    TooHeavy(#[from] TooHeavy),
    #[error(transparent)]
    Delivery(#[from] DeliveryFault),
    #[error(transparent)]
    Scene(#[from] SceneFault),
    #[error(transparent)]
    Render(#[from] CompareError),
    #[error("the keeper is stopping")]
    Stopping,
}

/// Where checks of one kind load their scene and render, one at a time.
struct Lane {
    permits: PriorityPermits,
    pool: Arc<ThreadPool>,
}

/// Does the checks.
pub(super) struct Examiner {
    pub hub: Arc<dyn HubReader>,
    scenes: SceneLoader,
    deliveries: PathBuf,
    /// Bytes on disk, by delivery; and the most there may be.
    held: Mutex<BTreeMap<Attempt, u64>>,
    disk_bytes: u64,
    memory: FrameMemory,
    /// For specs that are being fetched.
    asking: Semaphore,
    downloads: PriorityPermits,
    large_downloads: PriorityPermits,
    short: Lane,
    long: Lane,
    /// For scenes that also take long to load.
    large: Lane,
    stopping: CancellationToken,
}

impl Examiner {
    pub fn new(
        hub: Arc<dyn HubReader>,
        deliveries: PathBuf,
        threads: usize,
        disk_bytes: u64,
        engines: Engines,
    ) -> Result<Self, KeeperError> {
        // One pool each: in a shared one a short check would wait for the tiles of a long one.
        let lane = || -> Result<Lane, KeeperError> {
            let pool = ThreadPoolBuilder::new().num_threads(threads.max(1)).thread_name(|at| format!("check-{at}"));
            Ok(Lane { permits: PriorityPermits::new(1), pool: Arc::new(pool.build().map_err(KeeperError::Threads)?) })
        };
        Ok(Self {
            hub,
            scenes: SceneLoader::new(engines, threads),
            deliveries,
            held: Mutex::default(),
            disk_bytes,
            memory: FrameMemory::new(MEMORY_BYTES),
            asking: Semaphore::new(SPECS),
            downloads: PriorityPermits::new(DOWNLOADS),
            large_downloads: PriorityPermits::new(1),
            short: lane()?,
            long: lane()?,
            large: lane()?,
            stopping: CancellationToken::new(),
        })
    }

    /// Holds nothing large while it waits: neither spec nor scene, and only the hashes of the frames.
    pub async fn examine(&self, request: &CheckRequest, cost: &CheckCost) -> Result<Examined, CheckError> {
        let deadline = Instant::now() + Duration::from_secs(request.left_secs);
        let late = |_| CheckError::from(TooHeavy::Late);
        let (effort, lane) = timeout_at(deadline, self.estimate(request, cost)).await.map_err(late)??;
        let delivered = timeout_at(deadline, self.fetch(request, &effort)).await.map_err(late)??;
        let Some(challenge) = request.challenge else {
            if !request.is_spared() {
                // Whether it worked shows when it is needed.
                drop(self.scene(request, deadline).await);
            }
            return Ok(Examined { finding: Finding::Fetched, rendered: None });
        };
        let permit = lane.permits.acquire(Priority::new(request.due, request.fee));
        let _permit = timeout_at(deadline, permit).await.map_err(late)?.ok_or(CheckError::Stopping)?;
        // Is there still time for the rest, after waiting?
        let left = deadline.saturating_duration_since(Instant::now());
        if let Some(heavy) = cost.is_late(&Effort { bytes: 0, ..effort }, left) {
            return Err(heavy.into());
        }
        let scene = self.scene(request, deadline).await?;
        let chunk = request.job.state.chunk;
        let rule = Rule::of(&scene.0, request.same_class);
        let work = move |cancel: &Cancel| {
            let (spec, scene) = (&*scene.0, &*scene.1);
            let check = TileCheck { scene, spec, chunk: &chunk, delivered: &delivered, rule };
            let picks: Vec<_> = challenge.picks::<Native>().collect();
            let (compared, time) = check.compare(&picks, cancel)?;
            Ok((finding(compared, (&challenge, spec), &delivered)?, time))
        };
        let (finding, time) = self.render(lane, deadline, work).await?;
        // A check that ended early says little about speed.
        let samples = if matches!(finding, Finding::Equal { .. }) { effort.samples } else { 0 };
        Ok(Examined { finding, rendered: Some((samples, time)) })
    }

    async fn spec(&self, request: &CheckRequest) -> Result<Arc<Spec>, CheckError> {
        let _asking = self.asking.acquire().await.map_err(|_| CheckError::Stopping)?;
        Ok(Arc::new(self.hub.spec(request.job.state.spec).await.map_err(CheckError::Spec)?))
    }

    /// What the check would take, and where it queues; or why it is not begun.
    async fn estimate(&self, request: &CheckRequest, cost: &CheckCost) -> Result<(Effort, &Lane), CheckError> {
        let spec = self.spec(request).await?;
        let state = &request.job.state;
        let (chunk, frames) = (&state.chunk, state.delivery().map_or(0, |delivery| delivery.frames));
        if chunk.tile.saturating_add(chunk.tiles) > spec.grid().tiles() {
            return Err(CompareError::Outside { frame: 0, tile: chunk.tiles }.into());
        }
        let effort = Effort::of(&spec, chunk, frames, request.tiles);
        if let Some(heavy) = cost.is_late(&effort, Duration::from_secs(request.left_secs)) {
            return Err(heavy.into());
        }
        let lane = match (is_large(&spec), cost.render_ms(&effort) >= LONG_MS) {
            (true, _) => &self.large,
            (false, true) => &self.long,
            (false, false) => &self.short,
        };
        Ok((effort, lane))
    }

    async fn fetch(&self, request: &CheckRequest, effort: &Effort) -> Result<Delivered, CheckError> {
        let permits = if effort.bytes < LARGE_BYTES { &self.downloads } else { &self.large_downloads };
        let _permit = permits.acquire(Priority::new(request.due, request.fee)).await.ok_or(CheckError::Stopping)?;
        let attempt = (request.job.address, request.job.state.attempt);
        self.reserve(attempt, effort)?;
        let (spec, from) = (self.spec(request).await?, (self.hub.as_ref(), &self.memory));
        Ok(Delivered::fetch(from, &self.dir(&attempt), &request.job, &spec).await?)
    }

    /// The scene, unless it is due or the keeper stops before it is loaded: then the load ends too, where nobody else
    /// waits for it.
    async fn scene(
        &self,
        request: &CheckRequest,
        deadline: Instant,
    ) -> Result<(Arc<Spec>, Arc<OpenScene>), CheckError> {
        let scene = async {
            let spec = self.spec(request).await?;
            let scene = self.scenes.load(self.hub.as_ref(), &spec).await?;
            Ok((spec, scene))
        };
        tokio::select! {
            scene = scene => scene,
            () = self.stopped_or(deadline) => Err(self.stopped()),
        }
    }

    /// Whether a scene loads and can be prepared; `None` where the keeper stops before that is known.
    pub async fn prove(&self, spec: Spec) -> Option<Result<(), SceneFault>> {
        tokio::select! {
            proven = self.scenes.prove(self.hub.as_ref(), spec) => Some(proven),
            () = self.stopping.cancelled() => None,
        }
    }

    /// Renders on the lane's threads, until it is done, due, or the keeper stops.
    async fn render<T: Send + 'static>(
        &self,
        lane: &Lane,
        deadline: Instant,
        work: impl FnOnce(&Cancel) -> Result<T, CompareError> + Send + 'static,
    ) -> Result<T, CheckError> {
        let (cancel, pool) = (Cancel::new(), lane.pool.clone());
        let stop = cancel.clone();
        let work = spawn_blocking(move || pool.install(|| work(&cancel)));
        tokio::pin!(work);
        let done = tokio::select! {
            done = &mut work => done,
            () = self.stopped_or(deadline) => {
                stop.cancel();
                work.await
            }
        };
        match done.map_err(|error| SceneFault::Renderer(error.to_string()))? {
            Err(CompareError::Cancelled(_)) => Err(self.stopped()),
            rendered => Ok(rendered?),
        }
    }

    fn stopped(&self) -> CheckError {
        if self.stopping.is_cancelled() { CheckError::Stopping } else { TooHeavy::Late.into() }
    }

    async fn stopped_or(&self, deadline: Instant) {
        tokio::select! {
            () = self.stopping.cancelled() => {}
            () = sleep_until(deadline) => {}
        }
    }

    /// Reserves space on disk, until the delivery is cleared.
    fn reserve(&self, attempt: Attempt, effort: &Effort) -> Result<(), TooHeavy> {
        for (bytes, limit) in [(effort.frame_bytes, MEMORY_BYTES), (effort.bytes, self.disk_bytes)] {
            if bytes > limit {
                return Err(TooHeavy::Bytes { bytes, limit });
            }
        }
        let mut reserved = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let others = reserved.iter().filter(|(of, _)| **of != attempt);
        let (held, limit) = (others.fold(0u64, |sum, (_, bytes)| sum.saturating_add(*bytes)), self.disk_bytes);
        if held.saturating_add(effort.bytes) > limit {
            return Err(TooHeavy::NoRoom { held, limit });
        }
        reserved.insert(attempt, effort.bytes);
        Ok(())
    }

    fn dir(&self, (job, attempt): &Attempt) -> PathBuf {
        self.deliveries.join(format!("{job}-{attempt}"))
    }

    /// Removes a delivery from disk.
    pub fn clear(&self, attempt: &Attempt) {
        // What can't be removed is removed after the next start.
        let _ = fs::remove_dir_all(self.dir(attempt));
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(attempt);
    }

    /// Stops every check and trial; returns when none loads or renders any more.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.downloads.close();
        self.large_downloads.close();
        for lane in [&self.short, &self.long, &self.large] {
            // Whoever renders holds the only permit until it has stopped.
            drop(lane.permits.acquire(Priority::FIRST).await);
            lane.permits.close();
        }
        self.scenes.idle().await;
    }
}

/// What a comparison says about the delivery.
fn finding(
    compared: Compared,
    (challenge, spec): (&Challenge, &Spec),
    delivered: &Delivered,
) -> Result<Finding, CompareError> {
    let seed = challenge.seed;
    Ok(match compared {
        Compared::Equal { tiles } => Finding::Equal { seed, tiles },
        Compared::Different(difference) if Rule::is_proof(spec) => {
            let outside = CompareError::Outside { frame: difference.frame, tile: difference.tile };
            Finding::Different { seed, evidence: delivered.evidence(&difference).ok_or(outside)? }
        }
        Compared::Different(_) => Finding::Unlike { seed },
    })
}

impl CheckError {
    /// What it says about the delivery. Frames count as missing only where the hub answers; any other
    /// failure is not the provider's doing.
    pub fn finding(&self) -> Finding {
        match self {
            Self::TooHeavy(_) | Self::Scene(SceneFault::Late(_)) => Finding::TooHeavy,
            Self::Delivery(
                DeliveryFault::Hub(Unavailable::Missing(_) | Unavailable::Unusable(_)) | DeliveryFault::NotCommitted(_),
            ) => Finding::Missing,
            Self::Delivery(DeliveryFault::Hub(Unavailable::Unreachable(_)) | DeliveryFault::Disk(_))
            | Self::Spec(Unavailable::Missing(_) | Unavailable::Unreachable(_))
            | Self::Scene(SceneFault::Hub(Unavailable::Missing(_) | Unavailable::Unreachable(_)))
            | Self::Render(CompareError::Delivery(_) | CompareError::Cancelled(_))
            | Self::Stopping => Finding::Unreachable,
            Self::Spec(Unavailable::Unusable(_))
            | Self::Scene(_)
            | Self::Render(
                CompareError::Engine(_) | CompareError::Inconclusive { .. } | CompareError::Outside { .. },
            ) => Finding::Unreadable,
        }
    }
}
