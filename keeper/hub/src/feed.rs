//! Live status for everybody from one reader: it is woken by the chain's log, reads all jobs of the
//! market at once, and sleeps while nobody watches.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rayment_client::{Chain, Job, JobFilter, Wakes, chain_key};
use rayment_core::job::{Outcome, Phase, Seal, flag};
use rayment_hub_client::wire::{FrameProgress, JobPhase, JobStatus, Progress, WorkView};
use solana_pubkey::Pubkey;
use tokio::{sync::watch, time};
use tokio_util::sync::CancellationToken;

use crate::{access::Ending, order_names::OrderNames};

/// The reader looks at least this often while someone watches…
const POLL: Duration = Duration::from_secs(2);
/// …and at most this often.
const GAP: Duration = Duration::from_millis(100);
/// Jobs and frames of a job with reports, at most. Beyond it those go that were reported first.
const MOST_JOBS: usize = 4_096;
const MOST_FRAMES: usize = 1_024;
/// Jobs that are remembered to have been there; beyond it all but the present ones are forgotten.
const MOST_SEEN: usize = 65_536;

/// All jobs of the market that are not closed, as of one moment.
pub type JobTable = HashMap<Pubkey, ListedJob>;

/// A job, and the address of the order that it is from, where that is known.
pub struct ListedJob {
    pub job: Job,
    pub order: Option<Pubkey>,
}

/// What is known now, and a bell for when it changes.
pub struct Feed {
    table: watch::Sender<Option<Arc<JobTable>>>,
    /// Counts reports.
    reported: watch::Sender<u64>,
    reports: Mutex<HashMap<Pubkey, Reports>>,
    seen: Mutex<HashSet<Pubkey>>,
    wakes: Wakes,
}

/// What a worker said about its attempt.
struct Reports {
    attempt: u8,
    /// Number of the last report.
    last: u64,
    frames: BTreeMap<u32, FrameProgress>,
}

impl Feed {
    /// Starts the reader; it ends when `shutdown` is cancelled.
    pub fn start(chain: Chain, wakes: Wakes, market: Pubkey, shutdown: CancellationToken) -> Arc<Self> {
        let feed = Arc::new(Self {
            table: watch::Sender::new(None),
            reported: watch::Sender::new(0),
            reports: Mutex::default(),
            seen: Mutex::default(),
            wakes,
        });
        tokio::spawn(shutdown.run_until_cancelled_owned(read(feed.clone(), chain, market)));
        feed
    }

    /// The job table and each newer one, and a bell for reports. Has the reader look now.
    pub fn watch(&self) -> (watch::Receiver<Option<Arc<JobTable>>>, watch::Receiver<u64>) {
        let watching = (self.table.subscribe(), self.reported.subscribe());
        self.wakes.notify();
        watching
    }

    /// Whether this job was in the table since the hub started.
    pub fn has_seen(&self, job: &Pubkey) -> bool {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).contains(job)
    }

    fn see(&self, table: &JobTable) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > MOST_SEEN {
            seen.clear();
        }
        seen.extend(table.keys());
    }

    /// A draft of a frame is here: whoever watches may want to look at it.
    pub fn drafted(&self, (job, attempt): (Pubkey, u8), frame: u32, tiles: u32) {
        let known = self
            .reports()
            .get(&job)
            .is_some_and(|of_job| of_job.attempt == attempt && of_job.frames.contains_key(&frame));
        if !known {
            self.report(&Progress { job, attempt, frame, tiles_done: 0, tiles });
        }
    }

    /// Takes a report. Whose it is was checked before.
    pub fn report(&self, progress: &Progress) {
        let number = *self.reported.borrow() + 1;
        let mut reports = self.reports();
        let of_job = reports.entry(progress.job).or_insert_with(|| Reports::new(progress.attempt));
        if of_job.attempt != progress.attempt {
            *of_job = Reports::new(progress.attempt);
        }
        let Progress { frame, tiles_done, tiles, .. } = *progress;
        of_job.last = number;
        of_job.frames.insert(frame, FrameProgress { frame, tiles_done, tiles });
        while of_job.frames.len() > MOST_FRAMES {
            of_job.frames.pop_first();
        }
        if reports.len() > MOST_JOBS {
            let oldest = reports.iter().min_by_key(|(_, of_job)| of_job.last).map(|(job, _)| *job);
            oldest.and_then(|job| reports.remove(&job));
        }
        drop(reports);
        self.reported.send_replace(number);
    }

    /// The status of a job in the table.
    pub fn status(&self, ListedJob { job, order }: &ListedJob) -> JobStatus {
        let state = &job.state;
        let reports = self.reports();
        let of_attempt = reports.get(&job.address).filter(|of_job| of_job.attempt == state.attempt);
        let progress = of_attempt.map(|of_job| of_job.frames.values().copied().collect()).unwrap_or_default();
        JobStatus {
            job: job.address,
            phase: phase(&state.phase),
            attempt: state.attempt,
            provider: state.claim().map(|claim| chain_key(&claim.provider)),
            work: Some(WorkView {
                order: *order,
                spec: state.spec,
                chunk: state.chunk,
                check: !state.has(flag::UNCHECKED),
            }),
            progress,
        }
    }

    fn reports(&self) -> MutexGuard<'_, HashMap<Pubkey, Reports>> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reports {
    fn new(attempt: u8) -> Self {
        Self { attempt, last: 0, frames: BTreeMap::new() }
    }
}

/// The status of a job that is closed.
pub fn closed(job: Pubkey, ending: &Ending) -> JobStatus {
    let phase = match ending.outcome {
        Outcome::Paid => JobPhase::Paid,
        Outcome::Split => JobPhase::Split,
        Outcome::Refunded => JobPhase::Refunded,
    };
    JobStatus { job, phase, attempt: ending.attempt, provider: ending.provider, work: None, progress: Vec::new() }
}

fn phase(phase: &Phase) -> JobPhase {
    match phase {
        Phase::Open { .. } => JobPhase::Open,
        Phase::Claimed { .. } => JobPhase::Claimed,
        Phase::Running { .. } => JobPhase::Running,
        Phase::Delivered { delivery, .. } => match delivery.seal {
            Seal::Pending { .. } => JobPhase::Delivered,
            Seal::Sealed { .. } => JobPhase::Sealed,
        },
        // How it ended is booked; what is left is a payment.
        Phase::Accepted { .. } | Phase::Owed { .. } => JobPhase::Accepted,
        Phase::Disputed { .. } => JobPhase::Disputed,
    }
}

async fn read(feed: Arc<Feed>, chain: Chain, market: Pubkey) {
    let filter = JobFilter { market: Some(market), ..JobFilter::default() };
    let mut names = OrderNames::default();
    loop {
        feed.wakes.next(POLL).await;
        if feed.table.receiver_count() == 0 {
            // An old table would tell the next watcher of a time long gone.
            feed.table.send_replace(None);
            continue;
        }
        match chain.jobs(&filter).await {
            Ok(jobs) => {
                names.learn(&jobs, &chain, &market).await;
                let listed = |job: Job| (job.address, ListedJob { order: names.of(&job.address), job });
                let table: JobTable = jobs.into_iter().map(listed).collect();
                feed.see(&table);
                feed.reports().retain(|job, _| table.contains_key(job));
                feed.table.send_replace(Some(Arc::new(table)));
            }
            Err(error) => tracing::warn!(%error, "cannot read the jobs: watchers wait"),
        }
        time::sleep(GAP).await;
    }
}
