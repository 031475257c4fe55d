//! Following jobs to their end: the chain says where they stand, the hub how far the work is.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::{Path, PathBuf},
    time::Duration,
};

use rayment_client::{ChainError, Job, Wakes, address, history::JobHistory};
use rayment_core::job::{JobState, Phase, Seal, flag};
use rayment_hub_client::{HubClient, JobStatus, Target};
use solana_pubkey::Pubkey;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{
    Coin, Error, Placed, Session,
    drawing::Drawing,
    previews::{Preview, Previews},
    waiting::waits_for,
};

/// The chain is read at least this often, also where nothing wakes us.
const POLL: Duration = Duration::from_secs(2);
/// Failed reads in a row before the caller hears of it: one may be a hiccup.
const FAILURES_TOLD: u32 = 3;
const HUB_RETRY: Duration = Duration::from_secs(1);

/// Something happened to an order.
#[derive(Debug)]
pub enum Event {
    /// The quote is accepted: from here on, the scene's files go to the hub, except those that it has.
    Uploading { files: usize, bytes: u64 },
    /// The order's address, before anything is paid: with it, the order can be gone on with.
    Order(Pubkey),
    /// It is paid.
    Placed(Box<Placed>),
    /// A job entered another phase; see [`consequence`] for what follows where no check was asked for.
    Phase { job: Box<Job>, phase: &'static str },
    /// A worker reports how many tiles of a frame are done.
    Progress { job: Pubkey, provider: Option<Pubkey>, frame: u32, done: u32, tiles: u32 },
    /// A small picture of a frame that is being rendered was written to `path`.
    Preview { frame: u32, path: PathBuf },
    /// A job waits for a provider, and why.
    Waits { job: Pubkey, why: String },
    /// The chain does not answer, and why; it is asked again.
    Trouble(String),
    /// A job has ended.
    Ended { job: Pubkey },
    /// So many jobs of the order are never made: it was cancelled, or its time is over. Their money comes back.
    NotMade { jobs: usize },
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
        Phase::Owed { .. } => "owed",
    }
}

/// What follows from a phase where the client has asked for no check, and where something is still owed; else nothing.
pub fn consequence(state: &JobState) -> Option<&'static str> {
    match &state.phase {
        Phase::Delivered { .. } if state.has(flag::UNCHECKED) => {
            Some("not checked: look at its preview; it is paid in 24 hours, unless you dispute it")
        }
        Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. } if state.has(flag::UNCHECKED) => {
            Some("will not be checked")
        }
        Phase::Open { .. }
        | Phase::Claimed { .. }
        | Phase::Running { .. }
        | Phase::Delivered { .. }
        | Phase::Accepted { .. }
        | Phase::Disputed { .. } => None,
        Phase::Owed { .. } => Some("it is over; what an account can't take yet waits in the job"),
    }
}

/// Waits until every job has ended, and returns their histories. Jobs that are still to be drawn from their order are
/// waited for too, and drawn from here where nobody else does. Neither chain nor hub need be up all the time. Small
/// pictures of what is being rendered are written into a folder in `previews`.
pub async fn follow(
    session: &Session,
    (jobs, mut drawing): (&[Pubkey], Option<Drawing>),
    previews: Option<&Path>,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<BTreeMap<Pubkey, JobHistory>, Error> {
    let listening = CancellationToken::new();
    let wakes = Wakes::listen(&session.chain, listening.clone());
    let _listening = listening.drop_guard();
    let (send, mut live) = mpsc::unbounded_channel();
    let previews = previews.map(|out| Previews::new(session.hub.clone(), out));
    let target = match &drawing {
        Some(drawing) => Target::Order(address::order(&drawing.quote)),
        None => Target::Jobs(jobs.to_vec()),
    };
    let listener = tokio::spawn(listen(session.hub.clone(), target, previews, send));
    let mut known: BTreeMap<Pubkey, (u8, &'static str)> = BTreeMap::new();
    let mut waits_told = false;
    let mut ends = BTreeMap::new();
    let mut waiting: VecDeque<Pubkey> =
        if drawing.is_some() { jobs.iter().copied().collect() } else { VecDeque::new() };
    let mut open: BTreeSet<Pubkey> = if drawing.is_some() { BTreeSet::new() } else { jobs.iter().copied().collect() };
    let mut failures = 0u32;
    let result = loop {
        let drawn = match &mut drawing {
            Some(drawing) => draw(session, drawing, (jobs.len(), &mut waiting, &mut open), on_event).await,
            None => Ok(()),
        };
        match drawn.and(read(session, &mut open, &mut known, &mut ends, on_event).await) {
            Ok(()) => {
                failures = 0;
                if !waits_told && let Some(event) = stuck(session, &open, &known).await {
                    waits_told = true;
                    on_event(event);
                }
            }
            Err(error) => {
                failures = failures.saturating_add(1);
                if failures == FAILURES_TOLD {
                    on_event(Event::Trouble(format!("{}; trying again", chained(&error))));
                }
            }
        }
        if open.is_empty() && waiting.is_empty() {
            break Ok(ends);
        }
        tokio::select! {
            () = wakes.next(POLL) => {}
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

/// Moves jobs that were drawn since from those that wait, and drops those that never will be.
async fn draw(
    session: &Session,
    drawing: &mut Drawing,
    (all, waiting, open): (usize, &mut VecDeque<Pubkey>, &mut BTreeSet<Pubkey>),
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<(), ChainError> {
    if waiting.is_empty() {
        return Ok(());
    }
    let now = session.chain.clock().await?.unix_timestamp;
    let order = session.chain.order(&address::order(&drawing.quote)).await?;
    let before = all.saturating_sub(waiting.len());
    // An order that is closed has drawn what it will; a node that lags behind is asked again.
    let is_over = now >= drawing.quote.draw_until;
    let next = match &order {
        Some(order) => usize::try_from(order.state.head.next).unwrap_or(usize::MAX),
        None if is_over => before.saturating_add(drawn_of(session, waiting).await?),
        None => return Ok(()),
    };
    for _ in before..next {
        open.extend(waiting.pop_front());
    }
    if is_over || order.as_ref().is_some_and(|order| order.state.all_drawn()) {
        if !waiting.is_empty() {
            on_event(Event::NotMade { jobs: waiting.len() });
        }
        waiting.clear();
        return Ok(());
    }
    match &order {
        Some(order) => {
            drawing.goes_on(session, order, now).await?;
            if let Some(why) = drawing.hindered(session, order, now).await? {
                on_event(Event::Trouble(why));
            }
            Ok(())
        }
        None => Ok(()),
    }
}

/// How many of an order's jobs were drawn, though its account is closed: they were one after the other.
async fn drawn_of(session: &Session, waiting: &VecDeque<Pubkey>) -> Result<usize, ChainError> {
    for (count, job) in waiting.iter().enumerate() {
        if JobHistory::read(&session.chain, job).await?.is_none() {
            return Ok(count);
        }
    }
    Ok(waiting.len())
}

/// Reads every open job, and tells what changed.
async fn read(
    session: &Session,
    open: &mut BTreeSet<Pubkey>,
    known: &mut BTreeMap<Pubkey, (u8, &'static str)>,
    ends: &mut BTreeMap<Pubkey, JobHistory>,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<(), ChainError> {
    let mut unread = Ok(());
    for address in open.clone() {
        match session.chain.job(&address).await? {
            // Its outcome is booked: what waits for a frozen account keeps nobody from the pictures.
            Some(Job { state: JobState { phase: Phase::Owed { .. }, .. }, .. })
                if ends_here(session, &address, ends).await? =>
            {
                open.remove(&address);
                on_event(Event::Ended { job: address });
            }
            Some(job) => {
                let now = (job.state.attempt, phase_word(&job.state));
                if known.insert(address, now) != Some(now) {
                    on_event(Event::Phase { job: Box::new(job), phase: now.1 });
                }
            }
            None => match ended(session, &address).await {
                Ok(Some(history)) => {
                    open.remove(&address);
                    ends.insert(address, history);
                    on_event(Event::Ended { job: address });
                }
                // No account, and no end: one of the two answers came from a node that lags behind.
                Ok(None) => {}
                // One job's strangers don't hide the others.
                Err(error @ ChainError::Unread { .. }) => unread = Err(error),
                Err(error) => return Err(error),
            },
        }
    }
    unread
}

/// Whether the end of a job that still owes something is told; notes it.
async fn ends_here(
    session: &Session,
    job: &Pubkey,
    ends: &mut BTreeMap<Pubkey, JobHistory>,
) -> Result<bool, ChainError> {
    let told = ended(session, job).await?;
    let is_told = told.is_some();
    ends.extend(told.map(|history| (*job, history)));
    Ok(is_told)
}

/// Where nobody works at any of the jobs: why the first of them waits. A node that does not answer is asked again.
async fn stuck(
    session: &Session,
    open: &BTreeSet<Pubkey>,
    known: &BTreeMap<Pubkey, (u8, &'static str)>,
) -> Option<Event> {
    let is_open = |job: &Pubkey| known.get(job).is_some_and(|(_, phase)| matches!(*phase, "open" | "assigned"));
    let first = open.first().filter(|_| open.iter().all(is_open))?;
    let job = session.chain.job(first).await.ok()??;
    let why = waits(session, &job).await.ok()??;
    Some(Event::Waits { job: *first, why })
}

/// Why a job waits for a provider, if it does.
///
/// # Errors
/// Where the node does not answer.
pub async fn waits(session: &Session, job: &Job) -> Result<Option<String>, ChainError> {
    if !matches!(job.state.phase, Phase::Open { .. }) {
        return Ok(None);
    }
    let params = match job.state.params == session.params.version {
        true => session.params.values,
        false => session.chain.params(&job.market(), job.state.params).await?.values,
    };
    let now = session.chain.clock().await?.unix_timestamp;
    let coin = match session.chain.token_of_job(job).await? {
        Some(token) => Coin::read(&session.chain, &token.mint).await?,
        None => Coin::SOL,
    };
    Ok(waits_for(&job.state, &params, now, coin))
}

/// The history of a job that has ended, once the node shows how.
async fn ended(session: &Session, job: &Pubkey) -> Result<Option<JobHistory>, ChainError> {
    let Some(history) = JobHistory::read(&session.chain, job).await? else { return Ok(None) };
    match history.outcome() {
        Some(_) => Ok(Some(history)),
        None if history.unread > 0 => Err(ChainError::Unread { address: *job, unread: history.unread }),
        None => Ok(None),
    }
}

/// An error with its causes, each once.
fn chained(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string);
    causes.reduce(|told, cause| if told.contains(&cause) { told } else { told + ": " + &cause }).unwrap_or_default()
}

fn progress(status: &JobStatus) -> impl Iterator<Item = Event> {
    let (job, provider) = (status.job, status.provider);
    status.progress.iter().map(move |frame| {
        let (done, tiles) = (frame.tiles_done, frame.tiles);
        Event::Progress { job, provider, frame: frame.frame, done, tiles }
    })
}

/// Passes on what the hub says, and connects again whenever the connection ends.
async fn listen(hub: HubClient, target: Target, mut previews: Option<Previews>, to: mpsc::UnboundedSender<Event>) {
    loop {
        if let Ok(mut watch) = hub.watch(&target).await {
            while let Some(Ok(status)) = watch.next().await {
                let mut news: Vec<_> = progress(&status).collect();
                if let Some(previews) = &mut previews {
                    let written = previews.fetch(&status).await;
                    news.extend(written.into_iter().map(|Preview { frame, path }| Event::Preview { frame, path }));
                }
                if news.into_iter().any(|event| to.send(event).is_err()) {
                    return;
                }
            }
        }
        tokio::time::sleep(HUB_RETRY).await;
    }
}
