//! A worker's view of a small market, told in few words.

use std::collections::BTreeSet;

use rayment_client::Job;
use rayment_core::{
    Pubkey as Key,
    job::{Ceilings, Chunk, Claim, Delivery, JobState, Phase, Reservation, Seal},
    market::Params,
    money::Terms,
    provider::{ProviderState, Status},
    stake::Stake,
};
use rayment_worker::{
    asking::Tokens,
    attempt::Attempt,
    plan::{Action, JobView, LocalState, Progress, Snapshot, SpecStatus, plan},
};
use solana_pubkey::Pubkey;

/// When every story begins.
pub const T0: i64 = 1_000_000;
pub const PARAMS: Params = Params::DEFAULT;
/// Frames of every job.
pub const FRAMES: u32 = 4;
pub const FITS: SpecStatus = SpecStatus::Fits;
pub const TERMS: Terms = Terms { per_frame: 1_000, per_second: 100, per_gb: 0, minimum: 0 };

pub fn own() -> Key {
    Key([1; 32])
}

pub fn other() -> Key {
    Key([2; 32])
}

/// A worker with one slot and nothing to do.
pub fn idle() -> Snapshot {
    let provider = ProviderState {
        market: Key([9; 32]),
        authority: own(),
        operator: Key([3; 32]),
        payout: own(),
        profile: [0; 32],
        terms: TERMS,
        status: Status::Active,
        slots: 1,
        jobs: 0,
        balance: 0,
        fees: 0,
        earned: 0,
        paid_jobs: 0,
        failed_jobs: 0,
        registered_at: 0,
        budget: u64::MAX,
        working: 0,
        stake: Stake { locked: PARAMS.stake_provider, ..Stake::default() },
        purses: 0,
    };
    Snapshot {
        provider,
        jobs: Vec::new(),
        closed: BTreeSet::new(),
        working: BTreeSet::new(),
        kept: BTreeSet::new(),
        cooling_down: false,
        checked_only: false,
        tokens: Tokens::new(),
        stake_asked: PARAMS.stake_provider,
    }
}

pub fn address(number: u8) -> Pubkey {
    Pubkey::new_from_array([number; 32])
}

/// Job `number` in a phase, its spec looked at.
pub fn job(number: u8, phase: Phase) -> JobView {
    let state = JobState {
        market: Key([9; 32]),
        client: Key([8; 32]),
        id: number.into(),
        order: 1,
        spec: [7; 32],
        chunk: Chunk { frame: 1, frames: FRAMES, step: 1, tile: 0, tiles: 12 },
        bytes: 1_000,
        deposit: 1_000_000,
        ceilings: Ceilings { terms: TERMS, ms_per_frame: 10_000 },
        expires_at: T0 + 100_000,
        params: 0,
        attempt: 0,
        flags: 0,
        failed: [[0; 8]; 2],
        phase,
    };
    let local = LocalState { spec: FITS, ..LocalState::default() };
    JobView { job: Job { address: address(number), state }, params: PARAMS, mint: None, local }
}

pub fn open_at(at: i64) -> Phase {
    Phase::Open { at, reserved: None }
}

/// At the prices that every provider asks.
pub fn reserved_for(provider: Key, until: i64) -> Phase {
    reserved_at(TERMS, provider, until)
}

pub fn reserved_at(terms: Terms, provider: Key, until: i64) -> Phase {
    Phase::Open { at: T0, reserved: Some(Reservation { provider, until, terms }) }
}

pub fn claim_of(provider: Key) -> Claim {
    Claim { provider, terms: TERMS }
}

pub fn claimed(at: i64) -> Phase {
    Phase::Claimed { claim: claim_of(own()), at, cancel_at: None }
}

pub fn running(at: i64) -> Phase {
    Phase::Running { claim: claim_of(own()), at, cancel_at: None }
}

pub fn cancelled_at(at: i64, cancel_at: i64) -> Phase {
    Phase::Running { claim: claim_of(own()), at, cancel_at: Some(cancel_at) }
}

pub fn delivered(at: i64) -> Phase {
    let delivery = Delivery { frames: FRAMES, ms: 1, root: [0; 32], seal: Seal::Pending { slot: 1, round: 0 } };
    Phase::Delivered { claim: claim_of(own()), at, delivery }
}

/// Seconds from start to delivery of every job.
pub fn window() -> i64 {
    job(1, running(T0)).job.state.delivery_secs(&PARAMS).unwrap()
}

/// What a snapshot is told of, one thing after the other.
pub trait Told {
    fn with(self, seen: JobView) -> Self;
    fn keeping(self, number: u8, attempt: u8) -> Self;
    fn working_on(self, number: u8, attempt: u8) -> Self;
}

impl Told for Snapshot {
    fn with(mut self, seen: JobView) -> Self {
        self.jobs.push(seen);
        self
    }

    fn keeping(mut self, number: u8, attempt: u8) -> Self {
        self.kept.insert(Attempt { job: address(number), number: attempt });
        self
    }

    fn working_on(mut self, number: u8, attempt: u8) -> Self {
        self.working.insert(Attempt { job: address(number), number: attempt });
        self
    }
}

pub trait Known: Sized {
    fn knowing(self, local: LocalState) -> Self;
    /// With these bits among its flags.
    fn flagged(self, bits: u8) -> Self;

    fn working(self, frames: u32) -> Self {
        self.knowing(LocalState { work: Some(progress(frames)), spec: FITS, ..LocalState::default() })
    }
}

impl Known for JobView {
    fn knowing(self, local: LocalState) -> Self {
        JobView { local, ..self }
    }

    fn flagged(mut self, bits: u8) -> Self {
        self.job.state.flags |= bits;
        self
    }
}

pub fn progress(frames: u32) -> Progress {
    Progress { frames, over: false, winding_down: false }
}

/// The first attempt at job `number`.
pub fn first(number: u8) -> Attempt {
    Attempt { job: address(number), number: 0 }
}

/// Checks each moment of a table.
pub fn follows(table: &[(i64, Option<Action>)], snapshot: impl Fn() -> Snapshot) {
    for (now, expected) in table {
        let expected: Vec<_> = expected.iter().copied().collect();
        assert_eq!(plan(&snapshot(), *now), expected, "at {}", now - T0);
    }
}
