//! Following jobs to their end: the chain says where they stand, the hub how far the work is.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

use rayment_client::{Job, Wakes, history::JobHistory};
use rayment_core::job::{JobState, Phase, Seal};
use rayment_hub_client::{HubClient, JobStatus, Target};
use solana_pubkey::Pubkey;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::previews::{Previews, Shown};
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
    /// A small picture of a frame that is being rendered lies there.
    Preview {
        frame: u32,
        path: PathBuf,
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

/// Waits until every job has ended. Chain and hub may come and go meanwhile. Pictures of what is being
/// rendered go into a folder in `previews`.
pub async fn follow(
    session: &Session,
    jobs: &[Pubkey],
    previews: Option<&Path>,
    on_event: &mut dyn FnMut(Event),
) -> anyhow::Result<BTreeMap<Pubkey, End>> {
    let listening = CancellationToken::new();
    let wakes = Wakes::listen(&session.chain, listening.clone());
    let _listening = listening.drop_guard();
    let (send, mut live) = mpsc::unbounded_channel();
    let previews = previews.map(|out| Previews::new(session.hub.clone(), out));
    let listener = tokio::spawn(listen(session.hub.clone(), jobs.to_vec(), previews, send));
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
            Some(event) = live.recv() => {
                on_event(event);
                while let Ok(event) = live.try_recv() {
                    on_event(event);
                }
            }
        }
    };
    listener.abort();
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

fn progress(status: &JobStatus) -> impl Iterator<Item = Event> {
    let (job, provider) = (status.job, status.provider);
    status.progress.iter().map(move |frame| {
        let (done, tiles) = (frame.tiles_done, frame.tiles);
        Event::Progress { job, provider, frame: frame.frame, done, tiles }
    })
}

/// Passes on what the hub says, connecting again whenever it goes away.
async fn listen(hub: HubClient, jobs: Vec<Pubkey>, mut previews: Option<Previews>, to: mpsc::UnboundedSender<Event>) {
    loop {
        if let Ok(mut watch) = hub.watch(&Target::Jobs(jobs.clone())).await {
            while let Some(Ok(status)) = watch.next().await {
                let mut news: Vec<_> = progress(&status).collect();
                if let Some(previews) = &mut previews {
                    let shown = previews.look(&status).await;
                    news.extend(shown.into_iter().map(|Shown { frame, path }| Event::Preview { frame, path }));
                }
                if news.into_iter().any(|event| to.send(event).is_err()) {
                    return;
                }
            }
        }
        tokio::time::sleep(HUB_RETRY).await;
    }
}
