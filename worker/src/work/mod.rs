//! The work on one attempt: inputs in, frames out, each kept on disk and then in the hub.
//!
//! ```text
//! hub --inputs--> cache --scene--> render --tiles, frame--> outbox --body--> hub
//!                                    |                                 \-> leaves of the commitment
//!                                    +-- drafts, tiles done --> hub
//! ```
//!
//! It knows nothing of the chain: the daemon starts it, watches how far it is, and stops it.

mod drafts;
mod frame_renderer;
mod frames;
mod inputs;
mod report;
mod upload;

use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use rayment_client::order::delivery::Leaves;
use rayment_core::{
    Hash,
    job::{Chunk, FailReason},
};
use rayment_engine::{EngineError, Fault, LoadError, SceneCache};
use rayment_hub_client::HubClient;
use rayment_render::{Cancel, FileError, SceneError};
use rayment_spec::Spec;
use thiserror::Error;
use tokio::{
    sync::watch,
    task::{JoinHandle, spawn_blocking},
};
use tokio_util::sync::CancellationToken;

use crate::{
    attempt::Attempt,
    cache::Cache,
    error::chained,
    outbox::{DiskError, Entry},
};

/// How often a job may crash the whole process without a finished tile in between; then it is given
/// back, as long as that costs no penalty.
const CRASHES: u32 = 2;

/// What is worked on.
#[derive(Clone)]
pub struct Task {
    pub attempt: Attempt,
    pub spec: Arc<Spec>,
    pub chunk: Chunk,
    /// Threads that render it.
    pub threads: usize,
    /// Milliseconds that its tiles of one frame will take, by estimate.
    pub estimate_ms: u64,
}

/// What work needs.
#[derive(Clone)]
pub struct Resources {
    pub hub: HubClient,
    pub cache: Cache,
    pub scenes: SceneCache,
    pub entry: Entry,
}

/// Why work on an attempt cannot go on.
#[derive(Debug, Error)]
pub enum WorkError {
    /// Nobody could render it.
    #[error("the job cannot be rendered: {0}")]
    Spec(String),
    /// This worker cannot; another might.
    #[error("this worker cannot go on: {0}")]
    Worker(String),
    /// Somebody stopped it.
    #[error("the work was stopped")]
    Stopped,
}

impl WorkError {
    /// What is reported on chain.
    pub fn reason(&self) -> Option<FailReason> {
        match self {
            Self::Spec(_) => Some(FailReason::Spec),
            Self::Worker(_) => Some(FailReason::Worker),
            Self::Stopped => None,
        }
    }
}

impl WorkError {
    /// A panic, or the end of a thread that should not have ended.
    fn unexpected(what: &str) -> Self {
        Self::Worker(format!("{what} failed unexpectedly: please report it, with the job and this log"))
    }
}

/// A disk that fails, an engine that is not offered or breaks down, is this worker's fault; everything
/// else about a scene is the spec's.
impl From<EngineError> for WorkError {
    fn from(error: EngineError) -> Self {
        let text = chained(&error);
        match (&error, error.fault()) {
            (EngineError::Scene(SceneError::File { source: FileError::Io(_), .. }), _) | (_, Fault::Machine) => {
                Self::Worker(text)
            }
            (_, Fault::Scene) => Self::Spec(text),
            (_, Fault::Stopped) => Self::Stopped,
        }
    }
}

impl From<LoadError<Infallible>> for WorkError {
    fn from(error: LoadError<Infallible>) -> Self {
        match error {
            LoadError::Files(never) => match never {},
            LoadError::Engine(error) => error.into(),
            LoadError::Panicked(_) => Self::unexpected("the renderer"),
            LoadError::Late { .. } => Self::Worker(error.to_string()),
        }
    }
}

impl From<DiskError> for WorkError {
    fn from(error: DiskError) -> Self {
        Self::Worker(chained(&error))
    }
}

/// A flag that ends everything about an attempt, wherever it is.
#[derive(Clone)]
pub struct Stop {
    render: Cancel,
    stopped: CancellationToken,
}

impl Stop {
    pub fn new() -> Self {
        Self { render: Cancel::new(), stopped: CancellationToken::new() }
    }

    pub fn now(&self) {
        self.render.cancel();
        self.stopped.cancel();
    }

    async fn wait(&self) {
        self.stopped.cancelled().await;
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

/// What is in the hub: a job's first frames, as they would be delivered now.
#[derive(Debug)]
struct Uploaded {
    leaves: Leaves,
    ms: u64,
}

/// What work has come to so far, shared with whoever watches it.
#[derive(Clone)]
struct Shared {
    stop: Stop,
    /// No new frame is begun.
    wind_down: Arc<AtomicBool>,
    uploaded: Arc<Mutex<Uploaded>>,
}

/// Work under way, or ended.
pub struct Work {
    shared: Shared,
    handle: JoinHandle<()>,
}

/// A commitment to the first `frames` frames of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment {
    pub root: Hash,
    pub frames: u32,
    pub ms: u64,
}

impl Work {
    /// Starts working. `ended` is called once, with how it went.
    pub fn start(
        task: Task,
        resources: Resources,
        wind_down: bool,
        ended: impl FnOnce(Result<(), WorkError>) + Send + 'static,
        progressed: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let uploaded = Uploaded { leaves: Leaves::new(&task.spec, &task.chunk), ms: 0 };
        let shared = Shared {
            stop: Stop::new(),
            wind_down: Arc::new(AtomicBool::new(wind_down)),
            uploaded: Arc::new(Mutex::new(uploaded)),
        };
        let own = shared.clone();
        let handle = tokio::spawn(async move {
            let stop = own.stop.clone();
            let result = tokio::select! {
                result = work(&task, &resources, &own, &progressed) => result,
                () = stop.wait() => Err(WorkError::Stopped),
            };
            ended(result);
        });
        Self { shared, handle }
    }

    /// Waits until it is over.
    pub async fn over(mut self) {
        // A panic there has been seen already: nothing is left to do about it.
        let _ = (&mut self.handle).await;
    }

    /// Ends it: rendering stops within milliseconds, nothing that is finished is lost.
    pub fn stop(&self) {
        self.shared.stop.now();
    }

    /// Begins no new frame.
    pub fn wind_down(&self) {
        self.shared.wind_down.store(true, Ordering::Relaxed);
    }

    pub fn is_winding_down(&self) -> bool {
        self.shared.wind_down.load(Ordering::Relaxed)
    }

    /// Whether it has ended, one way or another.
    pub fn is_over(&self) -> bool {
        self.handle.is_finished()
    }

    /// Frames that are in the hub, counted from the job's first.
    pub fn frames(&self) -> u32 {
        self.shared.uploaded(|uploaded| uploaded.leaves.frames())
    }

    /// The commitment to all frames that are in the hub, or `None` where there are none.
    pub fn commitment(&self) -> Option<Commitment> {
        self.shared.uploaded(|Uploaded { leaves, ms }| {
            Some(Commitment { root: leaves.root()?, frames: leaves.frames(), ms: *ms })
        })
    }
}

/// Nobody watches it any more: a worker that was dropped must not go on rendering.
impl Drop for Work {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn uploaded<T>(&self, look: impl FnOnce(&mut Uploaded) -> T) -> T {
        look(&mut self.uploaded.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is not on disk yet is rendered; what is not in the hub yet goes there.
async fn work(
    task: &Task,
    resources: &Resources,
    shared: &Shared,
    progressed: &(dyn Fn() + Sync),
) -> Result<(), WorkError> {
    let missing = frames::missing(task, &resources.entry).await?;
    let finished = watch::Sender::new(missing.first().copied().unwrap_or(task.chunk.frames));
    let upload = upload::upload(task, resources, shared, finished.subscribe(), progressed);
    let render = async {
        if !missing.is_empty() && !shared.wind_down.load(Ordering::Relaxed) {
            let work = async {
                inputs::fetch(&resources.hub, &resources.cache, &task.spec).await?;
                frames::render(task, resources, shared, missing, &finished).await
            };
            survived(&resources.entry, work).await?;
        }
        // Closes the channel: no further frame comes.
        drop(finished);
        Ok(())
    };
    tokio::try_join!(render, upload).map(|_| ())
}

/// Does work that may end the whole process, unless it has done so before.
async fn survived(entry: &Entry, work: impl Future<Output = Result<(), WorkError>>) -> Result<(), WorkError> {
    let begun = {
        let entry = entry.clone();
        spawn_blocking(move || Begun::note(entry)).await
    };
    let _begun = begun.map_err(|_| WorkError::Worker("cannot record that the work has started".into()))??;
    work.await
}

/// Work that is noted as begun; dropped, as ended.
struct Begun(Entry);

impl Begun {
    fn note(entry: Entry) -> Result<Self, WorkError> {
        match entry.begun()? {
            ..CRASHES => {
                entry.begin()?;
                Ok(Self(entry))
            }
            crashes => Err(WorkError::Worker(format!(
                "this job has crashed the worker {crashes} times without finishing a tile in between: it may need \
                 more memory than there is"
            ))),
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if let Err(error) = self.0.end() {
            tracing::warn!(error = chained(&error), "cannot record that the work has ended");
        }
    }
}
