//! One check, from the hub to the finding, and what it has to wait for.
//!
//! Before anything is fetched, the check is estimated: one that would be too late, costs more than
//! its fee or has no room is not begun. Long work waits for other long work and short work for short
//! work, each in the order of due verdicts, so that a heavy delivery delays no light one; and
//! whatever is not done when its verdict is due is stopped.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rayment_engine::{Engines, OpenScene};
use rayment_render::Cancel;
use rayment_spec::{Devices, Spec};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep_until, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{
    Compared, Delivered, DeliveryFault, Rule, SceneFault, Scenes, Unrenderable, compare,
    delivery::mebibytes,
    scenes::{away, is_large},
    turns::{Rank, Turns},
};
use crate::{
    KeeperError,
    action::Errand,
    cost::{CheckCost, Effort, TooHeavy},
    hub::{Library, Unavailable},
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

/// What a check said.
pub(super) struct Examined {
    pub finding: Finding,
    /// Samples rendered, and how long that took.
    pub rendered: Option<(u64, Duration)>,
}

/// Why a check came to no finding about the tiles.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("the spec can't be had: {0}")]
    Spec(Unavailable),
    #[error(transparent)]
    TooHeavy(#[from] TooHeavy),
    #[error(transparent)]
    Delivery(#[from] DeliveryFault),
    #[error(transparent)]
    Scene(#[from] SceneFault),
    #[error(transparent)]
    Render(#[from] Unrenderable),
    #[error("the keeper stops")]
    Stopping,
}

/// Where checks of one kind load their scene and render, one at a time.
struct Lane {
    turns: Turns,
    pool: Arc<ThreadPool>,
}

/// Who does the checks.
pub(super) struct Examiner {
    pub hub: Arc<dyn Library>,
    pub scenes: Scenes,
    deliveries: PathBuf,
    /// Bytes on disk, by delivery; and the most there may be.
    held: Mutex<BTreeMap<Attempt, u64>>,
    disk_bytes: u64,
    memory: Semaphore,
    /// For specs on their way.
    asking: Semaphore,
    downloads: Turns,
    large_downloads: Turns,
    short: Lane,
    long: Lane,
    stopping: CancellationToken,
}

impl Examiner {
    pub fn new(
        hub: Arc<dyn Library>,
        deliveries: PathBuf,
        threads: usize,
        disk_bytes: u64,
        engines: Engines,
    ) -> Result<Self, KeeperError> {
        // Pools of their own: in one, a short check would wait for the tiles of a long one.
        let lane = || -> Result<Lane, KeeperError> {
            let pool = ThreadPoolBuilder::new().num_threads(threads.max(1)).thread_name(|at| format!("check-{at}"));
            Ok(Lane { turns: Turns::new(1), pool: Arc::new(pool.build().map_err(KeeperError::Threads)?) })
        };
        Ok(Self {
            hub,
            scenes: Scenes::new(engines, threads),
            deliveries,
            held: Mutex::default(),
            disk_bytes,
            memory: Semaphore::new(mebibytes(MEMORY_BYTES) as usize),
            asking: Semaphore::new(SPECS),
            downloads: Turns::new(DOWNLOADS),
            large_downloads: Turns::new(1),
            short: lane()?,
            long: lane()?,
            stopping: CancellationToken::new(),
        })
    }

    /// Nothing large is held while it waits: neither spec nor scene, and of the frames only leaves.
    pub async fn examine(&self, errand: &Errand, cost: &CheckCost) -> Result<Examined, Trouble> {
        let deadline = Instant::now() + Duration::from_secs(errand.left_secs);
        let late = |_| Trouble::from(TooHeavy::Late);
        let (effort, long) = timeout_at(deadline, self.estimate(errand, cost)).await.map_err(late)??;
        let delivered = timeout_at(deadline, self.fetch(errand, &effort)).await.map_err(late)??;
        let Some(challenge) = errand.challenge else {
            // What comes of it shows when it is needed.
            let _ = timeout_at(deadline, self.scene(errand)).await.map_err(late)?;
            return Ok(Examined { finding: Finding::Fetched, rendered: None });
        };
        let lane = if long { &self.long } else { &self.short };
        let turn = lane.turns.wait(Rank::new(errand.due, errand.fee));
        let _turn = timeout_at(deadline, turn).await.map_err(late)?.ok_or(Trouble::Stopping)?;
        // What is left to do, in the time that is left after waiting.
        let left = deadline.saturating_duration_since(Instant::now());
        if let Some(heavy) = cost.refuses(&Effort { bytes: 0, ..effort }, errand.fee, left) {
            return Err(heavy.into());
        }
        let scene = tokio::select! {
            scene = self.scene(errand) => scene?,
            () = self.stopped_or(deadline) => return Err(self.stopped()),
        };
        let chunk = errand.job.state.chunk;
        // Which class rendered is the provider's word, and it may have changed since: a proof takes a spec
        // that allows one class alone.
        let is_proof = scene.0.devices == Devices::Cpu;
        let rule = match (scene.0.devices, errand.same_class) {
            (Devices::Cpu, _) | (Devices::Any, true) => Rule::Bits,
            (Devices::Any, false) => Rule::Tolerance,
        };
        let work = move |cancel: &Cancel| compare(&scene.1, &scene.0, &chunk, &delivered, (&challenge, rule), cancel);
        let (compared, time) = self.render(lane, deadline, work).await?;
        let seed = challenge.seed;
        // A check that ended early says little about speed.
        let (finding, samples) = match compared {
            Compared::Equal { tiles } => (Finding::Equal { seed, tiles }, effort.samples),
            Compared::Different(evidence) if is_proof => (Finding::Different { seed, evidence }, 0),
            Compared::Different(_) => (Finding::Unlike { seed }, 0),
        };
        Ok(Examined { finding, rendered: Some((samples, time)) })
    }

    async fn spec(&self, errand: &Errand) -> Result<Arc<Spec>, Trouble> {
        let _asking = self.asking.acquire().await.map_err(|_| Trouble::Stopping)?;
        Ok(Arc::new(self.hub.spec(errand.job.state.spec).await.map_err(Trouble::Spec)?))
    }

    /// What the check would take, and whether that is long; or why it is not begun.
    async fn estimate(&self, errand: &Errand, cost: &CheckCost) -> Result<(Effort, bool), Trouble> {
        let spec = self.spec(errand).await?;
        let state = &errand.job.state;
        let (chunk, frames) = (&state.chunk, state.delivery().map_or(0, |delivery| delivery.frames));
        if chunk.tile.saturating_add(chunk.tiles) > spec.grid().tiles() {
            return Err(Unrenderable::Outside { frame: 0, tile: chunk.tiles }.into());
        }
        let effort = Effort::of(&spec, chunk, frames, errand.tiles);
        match cost.refuses(&effort, errand.fee, Duration::from_secs(errand.left_secs)) {
            Some(heavy) => Err(heavy.into()),
            None => Ok((effort, cost.render_ms(&effort) >= LONG_MS || is_large(&spec))),
        }
    }

    async fn fetch(&self, errand: &Errand, effort: &Effort) -> Result<Delivered, Trouble> {
        let turns = if effort.bytes < LARGE_BYTES { &self.downloads } else { &self.large_downloads };
        let _turn = turns.wait(Rank::new(errand.due, errand.fee)).await.ok_or(Trouble::Stopping)?;
        let attempt = (errand.job.address, errand.job.state.attempt);
        self.take_room(attempt, effort)?;
        let (spec, from) = (self.spec(errand).await?, (self.hub.as_ref(), &self.memory));
        Ok(Delivered::fetch(from, &self.dir(&attempt), &errand.job, &spec).await?)
    }

    async fn scene(&self, errand: &Errand) -> Result<(Arc<Spec>, Arc<OpenScene>), Trouble> {
        let spec = self.spec(errand).await?;
        let scene = self.scenes.load(self.hub.as_ref(), &spec).await?;
        Ok((spec, scene))
    }

    /// Renders on the lane's threads, until it is done, due, or the keeper stops.
    async fn render<T: Send + 'static>(
        &self,
        lane: &Lane,
        deadline: Instant,
        work: impl FnOnce(&Cancel) -> Result<T, Unrenderable> + Send + 'static,
    ) -> Result<T, Trouble> {
        let (cancel, pool) = (Cancel::new(), lane.pool.clone());
        let stop = cancel.clone();
        let work = away(move || pool.install(|| work(&cancel)));
        tokio::pin!(work);
        let done = tokio::select! {
            done = &mut work => done,
            () = self.stopped_or(deadline) => {
                stop.cancel();
                work.await
            }
        };
        match done? {
            Err(Unrenderable::Cancelled(_)) => Err(self.stopped()),
            rendered => Ok(rendered?),
        }
    }

    fn stopped(&self) -> Trouble {
        if self.stopping.is_cancelled() { Trouble::Stopping } else { TooHeavy::Late.into() }
    }

    async fn stopped_or(&self, deadline: Instant) {
        tokio::select! {
            () = self.stopping.cancelled() => {}
            () = sleep_until(deadline) => {}
        }
    }

    /// Sets room on disk aside, until the delivery is cleared.
    fn take_room(&self, attempt: Attempt, effort: &Effort) -> Result<(), TooHeavy> {
        for (bytes, limit) in [(effort.frame_bytes, MEMORY_BYTES), (effort.bytes, self.disk_bytes)] {
            if bytes > limit {
                return Err(TooHeavy::Bytes { bytes, limit });
            }
        }
        let mut rooms = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let others = rooms.iter().filter(|(of, _)| **of != attempt);
        let (held, limit) = (others.fold(0u64, |sum, (_, bytes)| sum.saturating_add(*bytes)), self.disk_bytes);
        if held.saturating_add(effort.bytes) > limit {
            return Err(TooHeavy::NoRoom { held, limit });
        }
        rooms.insert(attempt, effort.bytes);
        Ok(())
    }

    fn dir(&self, (job, attempt): &Attempt) -> PathBuf {
        self.deliveries.join(format!("{job}-{attempt}"))
    }

    /// Removes a delivery from disk.
    pub fn clear(&self, attempt: &Attempt) {
        // What can't be removed is looked at again after the next start.
        let _ = fs::remove_dir_all(self.dir(attempt));
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(attempt);
    }

    /// Stops every check; returns when none renders any more.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.downloads.close();
        self.large_downloads.close();
        for lane in [&self.short, &self.long] {
            // Whoever renders holds the only place until it has stopped.
            drop(lane.turns.wait(Rank::FIRST).await);
            lane.turns.close();
        }
    }
}

impl Trouble {
    /// What it says about the delivery. Only frames that the hub answers about are missing; whatever
    /// else fails is not the provider's doing.
    pub fn finding(&self) -> Finding {
        match self {
            Self::TooHeavy(_) => Finding::TooHeavy,
            Self::Delivery(
                DeliveryFault::Hub(Unavailable::Missing(_) | Unavailable::Unusable(_)) | DeliveryFault::NotCommitted(_),
            ) => Finding::Missing,
            Self::Delivery(DeliveryFault::Hub(Unavailable::Unreachable(_)) | DeliveryFault::Disk(_))
            | Self::Spec(Unavailable::Missing(_) | Unavailable::Unreachable(_))
            | Self::Scene(SceneFault::Hub(Unavailable::Missing(_) | Unavailable::Unreachable(_)))
            | Self::Render(Unrenderable::Delivery(_) | Unrenderable::Cancelled(_))
            | Self::Stopping => Finding::Unreachable,
            Self::Spec(Unavailable::Unusable(_))
            | Self::Scene(_)
            | Self::Render(Unrenderable::Render(_) | Unrenderable::NoVariance { .. } | Unrenderable::Outside { .. }) => {
                Finding::Unreadable
            }
        }
    }
}
