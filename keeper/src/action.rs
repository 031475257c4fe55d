//! What a keeper does: a check in the background, or something on the chain.

use rayment_client::{Job, Urgency, instructions};
use rayment_core::{
    Hash,
    job::{Evidence, FailReason, Phase, flag},
    proof::challenge::Challenge,
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use crate::snapshot::Snapshot;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Fetch the delivery, and compare the challenged tiles once they are known. Asking again for
    /// a check that is running or done changes nothing.
    Check(CheckRequest),
    /// Try to load the scene of this spec, which a provider has reported as broken.
    TryScene {
        spec: Hash,
    },
    Send(ChainAction),
}

/// A delivery to check, the time there is for it, and the fee that it brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckRequest {
    pub job: Job,
    pub challenge: Option<Challenge>,
    /// Tiles that are challenged, or will be.
    pub tiles: u64,
    /// Lamports of the fee that this delivery brings: of those due together the dearest goes first.
    pub fee: u64,
    /// Its provider renders on processors only, as the keeper does: then bits are compared, even where the
    /// spec allows any device.
    pub same_class: bool,
    /// When the verdict is due by the chain's clock, and the seconds until then.
    pub due: i64,
    pub left_secs: u64,
}

impl CheckRequest {
    /// Whether nobody will compare its tiles, as things stand.
    pub fn is_spared(&self) -> bool {
        let state = &self.job.state;
        state.has(flag::UNCHECKED) && !matches!(state.phase, Phase::Disputed { .. })
    }
}

/// What is sent to the chain about one job; all its instructions go into one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainAction {
    Assign {
        job: Job,
        provider: Pubkey,
        /// The spec was loaded here: whoever calls it broken loses the bond.
        loads: bool,
    },
    Seal {
        job: Job,
    },
    /// Seals first and settles at once where that is possible.
    Accept {
        job: Job,
        /// Of the challenge that was checked.
        seed: Hash,
        seal: bool,
        settle: bool,
    },
    Reject {
        job: Job,
        seal: bool,
        evidence: Evidence,
    },
    /// Says what is wrong: tiles that are missing or unlike, which gives the job back to the market; a
    /// spec that is broken, which ends it, or that loads. Seals first where that is needed.
    Fail {
        job: Job,
        reason: FailReason,
        seal: bool,
    },
    Settle {
        job: Job,
    },
    Expire {
        job: Job,
    },
}

impl ChainAction {
    pub fn job(&self) -> &Job {
        match self {
            Self::Assign { job, .. }
            | Self::Seal { job }
            | Self::Accept { job, .. }
            | Self::Reject { job, .. }
            | Self::Fail { job, .. }
            | Self::Settle { job }
            | Self::Expire { job } => job,
        }
    }

    /// Its name in logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Assign { .. } => "assign",
            Self::Seal { .. } => "seal",
            Self::Accept { .. } => "accept",
            Self::Reject { .. } => "reject",
            Self::Fail { reason, .. } => match reason {
                FailReason::Missing => "give back: tiles are missing",
                FailReason::Unlike => "give back: tiles are unlike",
                FailReason::Broken => "confirm a broken spec",
                FailReason::Loads => "say that a spec loads",
                FailReason::Worker | FailReason::Spec => "fail",
            },
            Self::Settle { .. } => "settle",
            Self::Expire { .. } => "expire",
        }
    }

    /// Until when a verdict or a word on a spec has to be on the chain; the rest can be done later as well.
    pub fn urgency(&self, snapshot: &Snapshot) -> Option<Urgency> {
        match self {
            Self::Seal { job } | Self::Accept { job, .. } | Self::Reject { job, .. } | Self::Fail { job, .. } => {
                Urgency::of(&job.state, snapshot.params.get(&job.state.params)?, snapshot.now)
            }
            Self::Assign { .. } | Self::Settle { .. } | Self::Expire { .. } => None,
        }
    }

    pub fn instructions(&self, keeper: &Pubkey) -> Vec<Instruction> {
        let mut list = Vec::new();
        match self {
            Self::Assign { job, provider, loads } => {
                list.push(instructions::job_assign(keeper, job, provider, *loads));
            }
            Self::Seal { job } => list.push(instructions::job_seal(job)),
            Self::Accept { job, seed, seal, settle } => {
                list.extend(seal.then(|| instructions::job_seal(job)));
                list.push(instructions::job_accept(keeper, job, *seed));
                list.extend(settle.then(|| instructions::job_settle(job)));
            }
            Self::Reject { job, seal, evidence } => {
                list.extend(seal.then(|| instructions::job_seal(job)));
                list.push(instructions::job_reject(keeper, job, evidence));
            }
            Self::Fail { job, reason, seal } => {
                list.extend(seal.then(|| instructions::job_seal(job)));
                list.push(instructions::job_fail(keeper, job, *reason));
            }
            Self::Settle { job } => list.push(instructions::job_settle(job)),
            Self::Expire { job } => list.push(instructions::job_expire(job)),
        }
        list
    }
}
