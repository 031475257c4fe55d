//! What to do next, from what is. Pure: the same snapshot and time give the same actions.

use std::{cmp::Reverse, collections::BTreeSet};

use rayment_client::Job;
use rayment_core::{
    Pubkey as Key,
    job::{FailReason, JobError, JobState, Phase},
    market::Params,
    money::Terms,
    provider::{ProviderState, Status},
};
use solana_pubkey::Pubkey;

use crate::attempt::Attempt;

/// Specs looked at in one tick: a market full of jobs must not keep the worker from its own.
const LOOKS: usize = 8;
/// How long the keeper has to settle before the worker does it itself.
const SETTLE_GRACE_SECS: i64 = 60;

/// Everything the plan depends on.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub provider: ProviderState,
    /// Jobs that are open, held by this provider, or known to this worker from before.
    pub jobs: Vec<Seen>,
    /// Jobs known from before that are closed.
    pub closed: BTreeSet<Pubkey>,
    /// Attempts that something is being done for.
    pub working: BTreeSet<Attempt>,
    /// Attempts of which finished frames are kept.
    pub kept: BTreeSet<Attempt>,
    /// The last claim went wrong by this machine's fault: nothing new for a while.
    pub resting: bool,
}

/// A job, as the chain and this worker know it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub job: Job,
    /// Those it was posted under.
    pub params: Params,
    pub local: Local,
}

/// What this worker knows of a job, beside what stands on chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Local {
    /// Something is under way whose outcome must be known first.
    pub errand: Option<Errand>,
    pub spec: SpecKnown,
    /// Work on the current attempt.
    pub work: Option<Progress>,
    /// Why work on the current attempt cannot go on.
    pub trouble: Option<FailReason>,
}

/// What is under way for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    Look,
    Claim,
    Send,
}

/// What is known about a job's spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpecKnown {
    #[default]
    Unknown,
    /// It could not be had: to be looked at again later.
    Waiting,
    /// The job can be done here.
    Fits { inputs_here: bool },
    /// It cannot.
    Unfit(FailReason),
}

/// How far work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Frames in the hub.
    pub frames: u32,
    /// Nothing more will come.
    pub over: bool,
    pub winding_down: bool,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Stop working on an attempt that is no longer ours.
    Stop(Attempt),
    /// Throw away what is kept of an attempt.
    Forget(Attempt),
    /// Look at the job's spec.
    Look(Attempt),
    /// Claim, and start at once if the inputs are here.
    Claim {
        attempt: Attempt,
        start: bool,
    },
    /// Fetch the inputs.
    Fetch(Attempt),
    Start(Attempt),
    /// Render; begin no new frame if winding down.
    Work {
        attempt: Attempt,
        wind_down: bool,
    },
    /// Begin no new frame.
    WindDown(Attempt),
    /// Deliver what is in the hub.
    Deliver(Attempt),
    /// Give the job back.
    Fail {
        attempt: Attempt,
        reason: FailReason,
    },
    /// Take the payment that is due.
    Settle(Attempt),
}

/// The next actions, those that free something first.
pub fn plan(snapshot: &Snapshot, now: i64) -> Vec<Action> {
    let mut actions = fences(snapshot, now);
    actions.extend(snapshot.jobs.iter().filter(|seen| is_held(snapshot, &seen.job)).flat_map(|seen| next(seen, now)));
    actions.extend(claims(snapshot, now));
    actions
}

fn is_held(snapshot: &Snapshot, job: &Job) -> bool {
    job.state.claim().is_some_and(|claim| claim.provider == snapshot.provider.authority)
}

/// What is done or kept for attempts that have ended.
fn fences(snapshot: &Snapshot, now: i64) -> Vec<Action> {
    let seen = |attempt: &Attempt| snapshot.jobs.iter().find(|seen| seen.job.address == attempt.job);
    let mut actions = Vec::new();
    for attempt in &snapshot.working {
        let lost = match seen(attempt) {
            // An earlier attempt is news from a node that lags behind.
            Some(Seen { job, .. }) if job.state.attempt < attempt.number => false,
            Some(seen) => Attempt::of(&seen.job) != *attempt || !is_held(snapshot, &seen.job) || !is_work(seen, now),
            None => snapshot.closed.contains(&attempt.job),
        };
        if lost {
            actions.push(Action::Stop(*attempt));
        }
    }
    for attempt in snapshot.kept.difference(&snapshot.working) {
        let ended = match seen(attempt) {
            // An earlier attempt is news from a node that lags behind, and so is an open job of this one.
            Some(Seen { job, .. }) if job.state.attempt == attempt.number => {
                job.state.claim().is_some() && !is_held(snapshot, job)
            }
            Some(Seen { job, .. }) => job.state.attempt > attempt.number,
            None => snapshot.closed.contains(&attempt.job),
        };
        if ended {
            actions.push(Action::Forget(*attempt));
        }
    }
    actions
}

/// Whether the job can still be delivered.
fn is_work(seen: &Seen, now: i64) -> bool {
    match seen.job.state.phase {
        Phase::Claimed { .. } | Phase::Running { .. } => {
            seen.job.state.expire_due(&seen.params).is_some_and(|due| now < due)
        }
        Phase::Open { .. } | Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. } => false,
    }
}

/// The next step of a job that this provider holds.
fn next(seen: &Seen, now: i64) -> Option<Action> {
    if seen.local.errand.is_some() {
        return None;
    }
    let attempt = Attempt::of(&seen.job);
    match seen.job.state.phase {
        Phase::Open { .. } => None,
        Phase::Claimed { .. } | Phase::Running { .. } if !is_work(seen, now) => None,
        Phase::Claimed { cancel_at: Some(_), .. } => Some(fail(attempt, FailReason::Worker)),
        Phase::Claimed { cancel_at: None, .. } => claimed(seen, attempt, now),
        Phase::Running { cancel_at: Some(_), .. } => cancelled(seen, attempt, now),
        Phase::Running { cancel_at: None, .. } => running(seen, attempt, now),
        Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. } => {
            let due = seen.job.state.settle_due(&seen.params)?.checked_add(SETTLE_GRACE_SECS)?;
            (now >= due).then_some(Action::Settle(attempt))
        }
    }
}

fn fail(attempt: Attempt, reason: FailReason) -> Action {
    Action::Fail { attempt, reason }
}

/// Claimed: start as soon as the inputs are here.
fn claimed(seen: &Seen, attempt: Attempt, now: i64) -> Option<Action> {
    let late = is_late(seen, now);
    match (seen.local.trouble, seen.local.spec) {
        (Some(reason), _) => Some(fail(attempt, reason)),
        (None, SpecKnown::Unfit(reason)) => Some(fail(attempt, reason)),
        (None, SpecKnown::Fits { inputs_here: true }) => Some(Action::Start(attempt)),
        (None, _) if late => Some(fail(attempt, FailReason::Worker)),
        (None, SpecKnown::Fits { inputs_here: false }) => seen.local.work.is_none().then_some(Action::Fetch(attempt)),
        (None, SpecKnown::Unknown) => Some(Action::Look(attempt)),
        (None, SpecKnown::Waiting) => None,
    }
}

/// Running: deliver when all frames are in the hub.
fn running(seen: &Seen, attempt: Attempt, now: i64) -> Option<Action> {
    let Local { work, trouble, spec, .. } = seen.local;
    match (work, trouble, spec) {
        (Some(work), ..) if work.frames == seen.job.state.chunk.frames => Some(Action::Deliver(attempt)),
        (_, Some(reason), _) | (_, _, SpecKnown::Unfit(reason)) => Some(fail(attempt, reason)),
        _ if is_late(seen, now) => Some(fail(attempt, FailReason::Worker)),
        (None, None, SpecKnown::Fits { .. }) => Some(Action::Work { attempt, wind_down: false }),
        (None, None, SpecKnown::Unknown) => Some(Action::Look(attempt)),
        (None, None, SpecKnown::Waiting) | (Some(_), None, _) => None,
    }
}

/// Running, and the client has cancelled: the frame in hand is finished, what is done is delivered
/// before the cancellation takes effect.
fn cancelled(seen: &Seen, attempt: Attempt, now: i64) -> Option<Action> {
    let Local { work, trouble, spec, .. } = seen.local;
    let complete = work.is_some_and(|work| work.frames == seen.job.state.chunk.frames);
    let last_call = complete || trouble.is_some() || is_late(seen, now);
    match (work, spec) {
        (Some(work), _) if (last_call || work.over) && work.frames > 0 => Some(Action::Deliver(attempt)),
        (Some(Progress { over: true, .. }), _) | (_, SpecKnown::Unfit(_)) => Some(fail(attempt, FailReason::Worker)),
        _ if last_call => Some(fail(attempt, FailReason::Worker)),
        (Some(work), _) => (!work.winding_down).then_some(Action::WindDown(attempt)),
        // Frames of a worker that was restarted may lie on disk.
        (None, SpecKnown::Fits { .. }) => Some(Action::Work { attempt, wind_down: true }),
        (None, SpecKnown::Unknown) => Some(Action::Look(attempt)),
        (None, SpecKnown::Waiting) => None,
    }
}

/// Whether only the time is left that giving back or delivering needs: a tenth of the window, two
/// to twenty seconds.
fn is_late(seen: &Seen, now: i64) -> bool {
    let job = &seen.job.state;
    let (Some(due), Some(since)) = (job.expire_due(&seen.params), since(job)) else { return true };
    let margin = (due.saturating_sub(since) / 10).clamp(2, 20);
    now >= due.saturating_sub(margin)
}

fn since(job: &JobState) -> Option<i64> {
    match job.phase {
        Phase::Claimed { at, .. } | Phase::Running { at, .. } => Some(at),
        Phase::Open { .. } | Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. } => None,
    }
}

/// Claims for the free slots. What the keeper has reserved for this provider comes first. Then what
/// pays best for the time it may take, under this provider's own terms; of jobs that pay the same the
/// one that ends earliest, and of one client's those it posted first: a client's priority is the
/// order of its posts.
fn claims(snapshot: &Snapshot, now: i64) -> Vec<Action> {
    let ProviderState { authority, terms, status, slots, .. } = snapshot.provider;
    if snapshot.resting || status != Status::Active {
        return Vec::new();
    }
    let mut free = usize::from(slots).saturating_sub(taken(snapshot));
    let open = snapshot.jobs.iter().filter_map(|seen| Some((priority(seen, &authority, &terms)?, seen)));
    let may = |seen: &Seen| -> Result<(), JobError> { seen.job.state.may_claim(&seen.params, &authority, &terms, now) };
    let mut open: Vec<_> = open.filter(|(_, seen)| may(seen).is_ok() && seen.local.errand.is_none()).collect();
    open.sort_by_key(|(priority, seen)| (*priority, seen.job.address));
    let (mut actions, mut looks) = (Vec::new(), 0);
    for (_, seen) in open {
        let attempt = Attempt::of(&seen.job);
        match seen.local.spec {
            _ if free == 0 => break,
            SpecKnown::Fits { inputs_here } => {
                free = free.saturating_sub(1);
                actions.push(Action::Claim { attempt, start: inputs_here });
            }
            SpecKnown::Unknown if looks < LOOKS => {
                looks = looks.saturating_add(1);
                actions.push(Action::Look(attempt));
            }
            SpecKnown::Unknown | SpecKnown::Waiting | SpecKnown::Unfit(_) => {}
        }
    }
    actions
}

/// Slots in use, claims on their way included.
fn taken(snapshot: &Snapshot) -> usize {
    let uses = |seen: &&Seen| match seen.job.state.phase {
        Phase::Open { .. } => seen.local.errand == Some(Errand::Claim),
        Phase::Claimed { .. } | Phase::Running { .. } => is_held(snapshot, &seen.job),
        Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. } => false,
    };
    snapshot.jobs.iter().filter(uses).count()
}

/// Lower is earlier: not reserved, lamports an hour at most, when it ends, and its number; `None` for
/// what is not open.
fn priority(seen: &Seen, own: &Key, terms: &Terms) -> Option<(bool, Reverse<u64>, i64, u64)> {
    let job = &seen.job.state;
    match &job.phase {
        Phase::Open { reserved, .. } => {
            let reserved = reserved.is_some_and(|held| held.provider == *own);
            let (pays, ms) = (job.worst_case(&seen.params, terms).unwrap_or(0), job.quoted_ms().unwrap_or(u64::MAX));
            let hourly = u128::from(pays) * 3_600_000 / u128::from(ms.max(1));
            let hourly = u64::try_from(hourly).unwrap_or(u64::MAX);
            Some((!reserved, Reverse(hourly), job.expires_at, job.id))
        }
        Phase::Claimed { .. }
        | Phase::Running { .. }
        | Phase::Delivered { .. }
        | Phase::Accepted { .. }
        | Phase::Disputed { .. } => None,
    }
}
