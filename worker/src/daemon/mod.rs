//! The daemon: observe, plan, execute, sleep until something happens.

mod absence;
mod cooldown;
mod execute;
mod inspection;
mod observe;
mod start;
mod tokens;

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use rayment_client::{Chain, Outcome, Wakes, money::sol};
use rayment_core::{job::FailReason, market::Params};
use rayment_engine::SceneCache;
use rayment_hub_client::HubClient;
use solana_pubkey::Pubkey;
use tokio::{sync::mpsc, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    Config, WorkerError,
    attempt::Attempt,
    cache::Cache,
    inspect::Capabilities,
    outbox::Outbox,
    plan::{Pending, Snapshot, plan, stake_too_low},
    stake,
    work::{Work, WorkError},
};
use absence::Absences;
use cooldown::Cooldown;
use inspection::Inspection;
use tokens::TokenMemory;

/// How long stopping waits for transactions that were sent and for threads to notice.
const DRAIN: Duration = Duration::from_secs(5);
/// How long a job is left alone after a transaction that did not go through.
const RETRY: Duration = Duration::from_secs(1);

/// A running worker. It reads all it knows of jobs afresh at every tick, except what is costly to find
/// out again.
struct Worker {
    config: Config,
    chain: Chain,
    hub: HubClient,
    capabilities: Arc<Capabilities>,
    outbox: Outbox,
    cache: Cache,
    scenes: SceneCache,
    wakes: Wakes,
    /// Versions of the market's parameters: they never change.
    params: HashMap<Pubkey, Params>,
    inspections: HashMap<Pubkey, Inspection>,
    absences: Absences,
    works: HashMap<Attempt, Work>,
    failures: HashMap<Attempt, FailReason>,
    pending: HashMap<Pubkey, Pending>,
    /// Until when jobs are left alone.
    pauses: HashMap<Pubkey, Instant>,
    cooldown: Cooldown,
    paid_jobs: Option<u32>,
    /// What the market asks a provider to lock, and when it was read.
    stake_asked: Option<(Instant, u64)>,
    /// The stake of which was said that it is not locked.
    stake_told: Option<u64>,
    tokens: TokenMemory,
    tasks: JoinSet<()>,
    reporter: mpsc::UnboundedSender<Report>,
    reports: mpsc::UnboundedReceiver<Report>,
}

/// The result of something that ran in the background.
enum Report {
    Inspected { job: Pubkey, inspection: Inspection },
    Sent { attempt: Attempt, what: &'static str, outcome: Outcome },
    Worked { attempt: Attempt, result: Result<(), WorkError> },
}

/// Runs a worker until `shutdown` is cancelled. What is unfinished then is taken up at the next start.
pub async fn run(config: Config, shutdown: CancellationToken) -> Result<(), WorkerError> {
    let _folder = start::lock(&config.data_dir)?;
    let start = Worker::start(config, shutdown.clone());
    let mut worker = tokio::select! {
        biased;
        () = shutdown.cancelled() => return Ok(()),
        worker = start => worker?,
    };
    let ended = loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break Ok(()),
            ticked = worker.tick() => if let Err(error) = ticked { break Err(error) },
        }
    };
    worker.drain().await;
    ended
}

impl Worker {
    async fn tick(&mut self) -> Result<(), WorkerError> {
        self.absorb();
        match self.observe().await {
            Ok((snapshot, now)) => {
                self.note_earnings(&snapshot.provider).await;
                self.note_stake(&snapshot);
                self.note_owed(&snapshot, now);
                for action in plan(&snapshot, now) {
                    self.execute(action, (&snapshot, now));
                }
            }
            Err(observe::ObserveError::Later(error)) => tracing::warn!(%error, "cannot read the chain: trying again"),
            Err(observe::ObserveError::Ended(error)) => return Err(error),
        }
        self.wakes.next(self.config.poll).await;
        Ok(())
    }

    /// Takes in what has ended since the last tick.
    fn absorb(&mut self) {
        while self.tasks.try_join_next().is_some() {}
        while let Ok(report) = self.reports.try_recv() {
            match report {
                Report::Inspected { job, inspection } => {
                    self.pending.remove(&job);
                    self.inspections.insert(job, inspection);
                }
                Report::Sent { attempt, what, outcome } => self.sent(attempt, what, outcome),
                Report::Worked { attempt, result } => self.worked(attempt, result),
            }
        }
    }

    fn sent(&mut self, attempt: Attempt, what: &'static str, outcome: Outcome) {
        self.pending.remove(&attempt.job);
        if !matches!(outcome, Outcome::Done(_)) {
            self.pauses.insert(attempt.job, Instant::now() + RETRY);
        }
        match outcome {
            Outcome::Done(sent) => tracing::info!(%attempt, signature = %sent.signature, "{what}: done"),
            Outcome::Refused(error) if error.is_insufficient_funds() => {
                self.cooldown.begin();
                tracing::error!(
                    %attempt, %error,
                    "{what}: the operator's wallet or token account cannot pay the bond, or the wallet the fee"
                );
            }
            Outcome::Refused(error) => tracing::info!(%attempt, %error, "{what}: refused"),
            Outcome::Transient(error) => tracing::warn!(%attempt, %error, "{what}: trying again"),
            Outcome::Fatal(error) => {
                self.cooldown.begin();
                tracing::error!(%attempt, %error, "{what}: failed, and trying again will not help");
            }
        }
    }

    fn worked(&mut self, attempt: Attempt, result: Result<(), WorkError>) {
        match result {
            Ok(()) => self.cooldown.end(),
            Err(WorkError::Stopped) => {}
            Err(error) => {
                tracing::error!(%attempt, %error, "giving the job back");
                let reason = error.reason().unwrap_or(FailReason::Worker);
                if reason == FailReason::Worker {
                    self.cooldown.begin();
                }
                self.failures.insert(attempt, reason);
            }
        }
    }

    /// Says once that too little is locked to claim, and once that it is enough.
    fn note_stake(&mut self, snapshot: &Snapshot) {
        let (asked, locked) = (stake_too_low(snapshot), snapshot.provider.stake.locked);
        match (std::mem::replace(&mut self.stake_told, asked), asked) {
            (told, Some(asked)) if told != Some(asked) => {
                tracing::warn!("{}", stake::too_low(&self.config.wallet_address, asked, locked));
            }
            (Some(_), None) => tracing::info!(locked = sol(locked), "the provider's stake is enough now"),
            (_, _) => {}
        }
    }

    /// Stops everything and leaves what is finished for the next start.
    async fn drain(mut self) {
        self.works.values().for_each(Work::stop);
        let ends = async {
            for (_, work) in self.works.drain() {
                work.over().await;
            }
            while self.tasks.join_next().await.is_some() {}
        };
        if timeout(DRAIN, ends).await.is_err() {
            tracing::warn!(
                "something was still running at the end: the next start reads from the chain what became of it"
            );
        }
    }
}
