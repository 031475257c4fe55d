//! Following jobs to their end: the chain says where they stand, the hub how far the work is.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use rayment_client::{Job, Wakes, history::JobHistory};
use rayment_core::job::{JobState, Phase, Seal};
use rayment_hub::{HubClient, JobStatus, Target};
use solana_pubkey::Pubkey;
use tokio::sync::{mpsc, watch};

use crate::session::Session;

/// How long nothing may happen before one looks anyway.
const LOOK: Duration = Duration::from_secs(2);
/// Looks that fail before one says so: a node may hiccup.
const PATIENCE: u32 = 3;
const HUB_RETRY: Duration = Duration::from_secs(1);

/// Something happened to an order.
pub enum Event {
    /// The order's number, before anything is paid.
    Order(u64),
    Posted(super::Posted),
    /// A job got into another phase.
    Phase {
        job: Box<Job>,
        phase: &'static str,
    },
    /// A worker says how far it is with a frame.
    Progress {
        job: Pubkey,
        provider: Option<Pubkey>,
        frame: u32,
        done: u32,
        tiles: u32,
    },
    /// The chain does not answer; it is asked again.
    Trouble(String),
    /// A job has ended.
    Ended {
        job: Pubkey,
    },
}

/// How a job ended.
pub struct End {
    pub history: JobHistory,
}

/// A phase in one word.
pub fn phase_word(state: &JobState) -> &'static str {
    match &state.phase {
        Phase::Open { reserved: None, .. } => "open",
        Phase::Open { reserved: Some(_), .. } => "assigned",
        Phase::Claimed { .. } => "claimed",
        Phase::Running { .. } => "running",
        Phase::Delivered { delivery, .. } => match delivery.seal {
            Seal::Pending { .. } => "delivered",
            Seal::Sealed { .. } => "checking",
        },
        Phase::Accepted { .. } => "accepted",
        Phase::Disputed { .. } => "disputed",
    }
}

/// Waits until every job has ended. Chain and hub may come and go meanwhile.
pub async fn follow(
    session: &Session,
    jobs: &[Pubkey],
    on_event: &mut dyn FnMut(Event),
) -> anyhow::Result<BTreeMap<Pubkey, End>> {
    let (stop, stopped) = watch::channel(false);
    let wakes = Wakes::listen(&session.chain, stopped);
    let (send, mut live) = mpsc::unbounded_channel();
    let listener = tokio::spawn(listen(session.hub.clone(), jobs.to_vec(), send));
    let mut known: BTreeMap<Pubkey, (u8, &'static str)> = BTreeMap::new();
    let mut ends = BTreeMap::new();
    let mut open: BTreeSet<Pubkey> = jobs.iter().copied().collect();
    let mut failures = 0u32;
    let result = loop {
        match look(session, &mut open, &mut known, &mut ends, on_event).await {
            Ok(()) => failures = 0,
            Err(error) => {
                failures = failures.saturating_add(1);
                if failures == PATIENCE {
                    on_event(Event::Trouble(format!("{error:#}; trying on")));
                }
            }
        }
        if open.is_empty() {
            break Ok(ends);
        }
        tokio::select! {
            () = wakes.next(LOOK) => {}
            Some(status) = live.recv() => {
                report(status, on_event);
                while let Ok(status) = live.try_recv() {
                    report(status, on_event);
                }
            }
        }
    };
    listener.abort();
    // Nobody listens to the stop any more than the wakes: either end is fine.
    let _ = stop.send(true);
    result
}

async fn look(
    session: &Session,
    open: &mut BTreeSet<Pubkey>,
    known: &mut BTreeMap<Pubkey, (u8, &'static str)>,
    ends: &mut BTreeMap<Pubkey, End>,
    on_event: &mut dyn FnMut(Event),
) -> anyhow::Result<()> {
    for address in open.clone() {
        match session.chain.job(&address).await? {
            Some(job) => {
                let now = (job.state.attempt, phase_word(&job.state));
                if known.insert(address, now) != Some(now) {
                    on_event(Event::Phase { job: Box::new(job), phase: now.1 });
                }
            }
            None => {
                let Some(history) = JobHistory::read(&session.chain, &address).await? else { continue };
                if history.outcome().is_none() {
                    // The account went, the transaction is not told yet.
                    continue;
                }
                open.remove(&address);
                ends.insert(address, End { history });
                on_event(Event::Ended { job: address });
            }
        }
    }
    Ok(())
}

fn report(status: JobStatus, on_event: &mut dyn FnMut(Event)) {
    for frame in &status.progress {
        let (job, provider) = (status.job, status.provider);
        on_event(Event::Progress { job, provider, frame: frame.frame, done: frame.tiles_done, tiles: frame.tiles });
    }
}

/// Passes on what the hub says, connecting again whenever it goes away.
async fn listen(hub: HubClient, jobs: Vec<Pubkey>, to: mpsc::UnboundedSender<JobStatus>) {
    loop {
        if let Ok(mut watch) = hub.watch(&Target::Jobs(jobs.clone())).await {
            while let Some(Ok(status)) = watch.next().await {
                if to.send(status).is_err() {
                    return;
                }
            }
        }
        tokio::time::sleep(HUB_RETRY).await;
    }
}
