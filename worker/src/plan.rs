//! What to do next, from a snapshot. Pure: the same snapshot and time give the same actions.

use std::{cmp::Reverse, collections::BTreeSet};

use rayment_client::Job;
use rayment_core::{
    job::{FailReason, JobState, Phase, flag},
    market::Params,
    provider::{ProviderState, Status},
};
use solana_pubkey::Pubkey;

use crate::{
    asking::{Ask, Purse, Tokens},
    attempt::Attempt,
};

/// Specs inspected in one tick: a market full of jobs must not keep the worker from its own.
const INSPECTIONS: usize = 8;
/// How long the keeper has to settle before the worker does it itself.
const SETTLE_GRACE_SECS: i64 = 60;

/// Everything the plan depends on.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub provider: ProviderState,
    /// Jobs that are open, held by this provider, or known to this worker from before.
    pub jobs: Vec<JobView>,
    /// Jobs known from before that are closed.
    pub closed: BTreeSet<Pubkey>,
    /// Attempts that are being worked on.
    pub working: BTreeSet<Attempt>,
    /// Attempts of which finished frames are kept.
    pub kept: BTreeSet<Attempt>,
    /// The last failure was this machine's fault: nothing new for a while.
    pub cooling_down: bool,
    /// Jobs that nobody checks are left to others.
    pub checked_only: bool,
    /// Tokens that this provider renders for; empty while no job is open in any.
    pub tokens: Tokens,
    /// Lamports that the market's parameters of now ask a provider to lock.
    pub stake_asked: u64,
}

/// A job, as the chain and this worker know it.
#[derive(Clone, Debug)]
pub struct JobView {
    pub job: Job,
    /// Those it was posted under.
    pub params: Params,
    /// What a job in tokens is in, where that is known.
    pub mint: Option<Pubkey>,
    pub local: LocalState,
}

/// What this worker knows of a job beside what is on chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LocalState {
    /// Something runs whose outcome must be known first.
    pub pending: Option<Pending>,
    pub spec: SpecStatus,
    /// Work on the current attempt.
    pub work: Option<Progress>,
    /// Why work on the current attempt cannot go on.
    pub failure: Option<FailReason>,
}

/// What runs for a job, apart from work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    Inspection,
    Claim,
    /// Any other transaction.
    Transaction,
}

/// What is known about a job's spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpecStatus {
    #[default]
    Unknown,
    /// It was not available: to be asked for again later.
    Waiting,
    /// The job can be done here, and its files are there.
    Fits,
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
    /// Remove what is kept of an attempt.
    Forget(Attempt),
    /// Fetch the job's spec, and inspect it.
    Inspect(Attempt),
    /// Claim and start.
    Claim(Attempt),
    Start(Attempt),
    /// Fetch the inputs and render; begin no new frame if winding down.
    Work {
        attempt: Attempt,
        wind_down: bool,
    },
    /// Begin no new frame.
    WindDown(Attempt),
    /// Deliver what is in the hub.
    Deliver(Attempt),
    /// Deliver, and by that claim and start what is reserved for the slot that it frees.
    DeliverAndClaim {
        attempt: Attempt,
        next: Attempt,
    },
    /// Give the job back.
    Fail {
        attempt: Attempt,
        reason: FailReason,
    },
    /// Take the payment that is due.
    Settle(Attempt),
}

/// The next actions; those that free something come first.
pub fn plan(snapshot: &Snapshot, now: i64) -> Vec<Action> {
    let mut actions = fences(snapshot, now);
    actions.extend(snapshot.jobs.iter().filter(|seen| is_held(snapshot, &seen.job)).flat_map(|seen| next(seen, now)));
    claims(snapshot, now, &mut actions);
    actions
}

impl Snapshot {
    /// What this provider may ask for an open job now.
    pub fn ask(&self, seen: &JobView, now: i64) -> Option<Ask> {
        Ask::of(&self.provider, &self.tokens, (&seen.job, seen.mint.as_ref()), &seen.params, now)
    }
}

fn is_held(snapshot: &Snapshot, job: &Job) -> bool {
    job.state.claim().is_some_and(|claim| claim.provider == snapshot.provider.authority)
}

/// Stops work on attempts that have ended, and forgets what is kept of them.
fn fences(snapshot: &Snapshot, now: i64) -> Vec<Action> {
    let seen = |attempt: &Attempt| snapshot.jobs.iter().find(|seen| seen.job.address == attempt.job);
    let mut actions = Vec::new();
    for attempt in &snapshot.working {
        let lost = match seen(attempt) {
            // A node that shows an earlier attempt lags behind.
            Some(JobView { job, .. }) if job.state.attempt < attempt.number => false,
            Some(seen) => Attempt::of(&seen.job) != *attempt || !is_held(snapshot, &seen.job) || !is_work(seen, now),
            None => snapshot.closed.contains(&attempt.job),
        };
        if lost {
            actions.push(Action::Stop(*attempt));
        }
    }
    for attempt in snapshot.kept.difference(&snapshot.working) {
        let ended = match seen(attempt) {
            // A node that shows an earlier attempt, or this one as open, lags behind.
            // What a job still owes is no business of its frames.
            Some(JobView { job, .. }) if job.state.attempt == attempt.number => {
                let has_ended = matches!(job.state.phase, Phase::Owed { .. });
                has_ended || (job.state.claim().is_some() && !is_held(snapshot, job))
            }
            Some(JobView { job, .. }) => job.state.attempt > attempt.number,
            None => snapshot.closed.contains(&attempt.job),
        };
        if ended {
            actions.push(Action::Forget(*attempt));
        }
    }
    actions
}

/// Whether the job can still be delivered.
fn is_work(seen: &JobView, now: i64) -> bool {
    match seen.job.state.phase {
        Phase::Claimed { .. } | Phase::Running { .. } => {
            seen.job.state.expire_due(&seen.params).is_some_and(|due| now < due)
        }
        Phase::Open { .. }
        | Phase::Delivered { .. }
        | Phase::Accepted { .. }
        | Phase::Disputed { .. }
        | Phase::Owed { .. } => false,
    }
}

/// The next step of a job that this provider holds.
fn next(seen: &JobView, now: i64) -> Option<Action> {
    if seen.local.pending.is_some() {
        return None;
    }
    let attempt = Attempt::of(&seen.job);
    match seen.job.state.phase {
        Phase::Open { .. } => None,
        Phase::Claimed { .. } | Phase::Running { .. } if !is_work(seen, now) => None,
        Phase::Claimed { cancel_at: Some(_), .. } => Some(fail(seen, FailReason::Worker)),
        Phase::Claimed { cancel_at: None, .. } => claimed(seen, attempt, now),
        Phase::Running { cancel_at: Some(_), .. } => cancelled(seen, attempt, now),
        Phase::Running { cancel_at: None, .. } => running(seen, attempt, now),
        Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. } => {
            let due = seen.job.state.settle_due(&seen.params)?.checked_add(SETTLE_GRACE_SECS)?;
            (now >= due).then_some(Action::Settle(attempt))
        }
        // Anyone may pay the rest, and the keeper does.
        Phase::Owed { .. } => None,
    }
}

/// Gives the job back. Whoever calls a spec broken that the keeper has loaded loses the bond: then it is this
/// machine that can't render it.
fn fail(seen: &JobView, reason: FailReason) -> Action {
    let loads = seen.job.state.has(flag::LOADS);
    let reason = if loads && reason == FailReason::Spec { FailReason::Worker } else { reason };
    Action::Fail { attempt: Attempt::of(&seen.job), reason }
}

/// Claimed, but not started: the worker was interrupted between the two. Fetching the inputs belongs to the run.
fn claimed(seen: &JobView, attempt: Attempt, now: i64) -> Option<Action> {
    let late = is_late(seen, now);
    match (seen.local.failure, seen.local.spec) {
        (Some(reason), _) => Some(fail(seen, reason)),
        (None, SpecStatus::Unfit(reason)) => Some(fail(seen, reason)),
        (None, SpecStatus::Fits) => Some(Action::Start(attempt)),
        (None, _) if late => Some(fail(seen, FailReason::Worker)),
        (None, SpecStatus::Unknown) => Some(Action::Inspect(attempt)),
        (None, SpecStatus::Waiting) => None,
    }
}

/// Running: deliver when all frames are in the hub.
fn running(seen: &JobView, attempt: Attempt, now: i64) -> Option<Action> {
    let LocalState { work, failure, spec, .. } = seen.local;
    match (work, failure, spec) {
        (Some(work), ..) if work.frames == seen.job.state.chunk.frames => Some(Action::Deliver(attempt)),
        (_, Some(reason), _) | (_, _, SpecStatus::Unfit(reason)) => Some(fail(seen, reason)),
        _ if is_late(seen, now) => Some(fail(seen, FailReason::Worker)),
        (None, None, SpecStatus::Fits) => Some(Action::Work { attempt, wind_down: false }),
        (None, None, SpecStatus::Unknown) => Some(Action::Inspect(attempt)),
        (None, None, SpecStatus::Waiting) | (Some(_), None, _) => None,
    }
}

/// Running, and the client has cancelled: the current frame is finished, and what is done is delivered
/// before the cancellation takes effect.
fn cancelled(seen: &JobView, attempt: Attempt, now: i64) -> Option<Action> {
    let LocalState { work, failure, spec, .. } = seen.local;
    let complete = work.is_some_and(|work| work.frames == seen.job.state.chunk.frames);
    let last_call = complete || failure.is_some() || is_late(seen, now);
    match (work, spec) {
        (Some(work), _) if (last_call || work.over) && work.frames > 0 => Some(Action::Deliver(attempt)),
        (Some(Progress { over: true, .. }), _) | (_, SpecStatus::Unfit(_)) => Some(fail(seen, FailReason::Worker)),
        _ if last_call => Some(fail(seen, FailReason::Worker)),
        (Some(work), _) => (!work.winding_down).then_some(Action::WindDown(attempt)),
        // Frames of a worker that was restarted may lie on disk.
        (None, SpecStatus::Fits) => Some(Action::Work { attempt, wind_down: true }),
        (None, SpecStatus::Unknown) => Some(Action::Inspect(attempt)),
        (None, SpecStatus::Waiting) => None,
    }
}

/// Whether the only time left is what delivering or giving back needs: a tenth of the window, but two to
/// twenty seconds.
fn is_late(seen: &JobView, now: i64) -> bool {
    let job = &seen.job.state;
    let (Some(due), Some(since)) = (job.expire_due(&seen.params), since(job)) else { return true };
    let margin = (due.saturating_sub(since) / 10).clamp(2, 20);
    now >= due.saturating_sub(margin)
}

fn since(job: &JobState) -> Option<i64> {
    match job.phase {
        Phase::Claimed { at, .. } | Phase::Running { at, .. } => Some(at),
        Phase::Open { .. }
        | Phase::Delivered { .. }
        | Phase::Accepted { .. }
        | Phase::Disputed { .. }
        | Phase::Owed { .. } => None,
    }
}

/// Claims for the free slots. What the keeper has reserved for this provider comes first. Then what
/// pays best for the time it may take, under this provider's own terms; of jobs that pay the same the
/// one that ends earliest, and of one client's those it posted first: a client's priority is the
/// order of its posts. What nobody knows the weight of comes after the rest. What can't be bonded is left alone.
///
/// Where no slot is free, what is reserved is claimed together with a delivery that frees one.
fn claims(snapshot: &Snapshot, now: i64, actions: &mut Vec<Action>) {
    let ProviderState { status, slots, working, stake, .. } = snapshot.provider;
    if snapshot.cooling_down || status != Status::Active {
        return;
    }
    let taken = taken(snapshot, working);
    let mut free = usize::from(slots).saturating_sub(taken);
    let mut freed = freed_by(actions, usize::from(slots), taken);
    let bond = |seen: &JobView, ask: &Ask| seen.job.state.bond(&seen.params, &ask.terms).unwrap_or(u64::MAX);
    let mut purse = Purse::of(&snapshot.tokens);
    for seen in snapshot.jobs.iter().filter(|seen| is_claim_sent(seen)) {
        snapshot.ask(seen, now).iter().for_each(|ask| purse.spend(ask, bond(seen, ask)));
    }
    let staked = |seen: &JobView| stake.suffices(seen.params.stake_provider).is_ok();
    let wanted = |seen: &JobView| !(snapshot.checked_only && seen.job.state.has(flag::UNCHECKED));
    let free_to_take = |seen: &&JobView| wanted(seen) && seen.local.pending.is_none() && staked(seen);
    let asked = snapshot.jobs.iter().filter(free_to_take).filter_map(|seen| Some((seen, snapshot.ask(seen, now)?)));
    let mut open: Vec<_> = asked.filter(|(seen, ask)| purse.covers(ask, bond(seen, ask))).collect();
    open.sort_by_cached_key(|(seen, ask)| (priority(snapshot, seen, ask, now), seen.job.address));
    let mut inspections = 0;
    for (seen, ask) in open {
        let attempt = Attempt::of(&seen.job);
        match seen.local.spec {
            _ if free == 0 && !is_reserved(snapshot, seen) => break,
            SpecStatus::Fits if purse.covers(&ask, bond(seen, &ask)) => {
                if free > 0 {
                    free = free.saturating_sub(1);
                    actions.push(Action::Claim(attempt));
                } else if let Some((at, delivered)) = freed.pop() {
                    if let Some(action) = actions.get_mut(at) {
                        *action = Action::DeliverAndClaim { attempt: delivered, next: attempt };
                    }
                } else {
                    continue;
                }
                purse.spend(&ask, bond(seen, &ask));
            }
            SpecStatus::Unknown if inspections < INSPECTIONS => {
                inspections = inspections.saturating_add(1);
                actions.push(Action::Inspect(attempt));
            }
            SpecStatus::Fits | SpecStatus::Unknown | SpecStatus::Waiting | SpecStatus::Unfit(_) => {}
        }
    }
}

/// What is asked for, in lamports, where the provider has locked too little for the market's jobs or for one that is
/// open.
pub fn stake_too_low(snapshot: &Snapshot) -> Option<u64> {
    let open = snapshot.jobs.iter().filter(|seen| matches!(seen.job.state.phase, Phase::Open { .. }));
    let asked = open.map(|seen| seen.params.stake_provider).fold(snapshot.stake_asked, u64::max);
    snapshot.provider.stake.suffices(asked).is_err().then_some(asked)
}

/// The deliveries among these that free a slot, each with its place; the first last. Where more is held than there are
/// slots, the first free none.
fn freed_by(actions: &[Action], slots: usize, taken: usize) -> Vec<(usize, Attempt)> {
    let deliveries = actions.iter().enumerate().filter_map(|(at, action)| match action {
        Action::Deliver(attempt) => Some((at, *attempt)),
        _ => None,
    });
    let mut freed: Vec<_> = deliveries.skip(taken.saturating_sub(slots)).collect();
    freed.reverse();
    freed
}

/// Slots in use: jobs that this provider holds, in sight here or counted on chain, and claims that were sent.
fn taken(snapshot: &Snapshot, working: u16) -> usize {
    let count = |uses: &dyn Fn(&JobView) -> bool| snapshot.jobs.iter().filter(|seen| uses(seen)).count();
    let held = count(&|seen| seen.job.state.is_worked_at() && is_held(snapshot, &seen.job));
    let sent = count(&is_claim_sent);
    held.max(working.into()).saturating_add(sent)
}

fn is_claim_sent(seen: &JobView) -> bool {
    matches!(seen.job.state.phase, Phase::Open { .. }) && seen.local.pending == Some(Pending::Claim)
}

/// Whether the keeper has reserved an open job for this provider, now or before.
fn is_reserved(snapshot: &Snapshot, seen: &JobView) -> bool {
    match seen.job.state.phase {
        Phase::Open { reserved, .. } => reserved.is_some_and(|held| held.provider == snapshot.provider.authority),
        Phase::Claimed { .. }
        | Phase::Running { .. }
        | Phase::Delivered { .. }
        | Phase::Accepted { .. }
        | Phase::Disputed { .. }
        | Phase::Owed { .. } => false,
    }
}

/// Lower is earlier: not reserved, of unknown weight and then in which token, what an hour weighs at most, when it
/// ends, and its number.
type Priority = (bool, Option<Pubkey>, Reverse<u64>, i64, u64);

fn priority(snapshot: &Snapshot, seen: &JobView, ask: &Ask, now: i64) -> Priority {
    let job = &seen.job.state;
    let (pays, ms) = (job.worst_case(&seen.params, &ask.terms).unwrap_or(0), job.quoted_ms().unwrap_or(u64::MAX));
    let weight = ask.coin(&snapshot.tokens, now).lamports(pays);
    let hourly = u128::from(weight.unwrap_or(pays)) * 3_600_000 / u128::from(ms.max(1));
    let hourly = u64::try_from(hourly).unwrap_or(u64::MAX);
    let unknown = if weight.is_none() { seen.mint } else { None };
    (!is_reserved(snapshot, seen), unknown, Reverse(hourly), job.expires_at, job.id)
}
