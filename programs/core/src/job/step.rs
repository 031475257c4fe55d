//! Every transition of a job.

use alloc::vec::Vec;

use crate::{
    hash::{Hash, Sha256},
    key::Pubkey,
    market::Params,
    money::Terms,
    proof::challenge::Sighting,
};

use super::{
    Delivery, JobError, JobState, Phase, Seal,
    effects::{Fault, Stepped, before, due, seal_slot},
    flag,
};

/// Who signed, as the adapter has established.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    Client(Pubkey),
    /// The provider with this wallet, by its operator's key.
    Provider(Pubkey),
    /// The market's keeper key.
    Keeper(Pubkey),
    Anyone,
}

wire! {
    /// Why a provider gives a job back.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum FailReason {
        /// The scene or the spec cannot be rendered by anyone.
        Spec,
        /// Something of the provider's own; from the keeper: the delivered tiles can't be had.
        Worker,
    }

    /// A delivered tile that is wrong: where it stands, and what the checker got instead.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Evidence {
        /// Which delivered frame, counted from the job's first.
        pub frame: u32,
        /// Which tile of the job's tiles of that frame, counted from the job's first.
        pub tile: u32,
        /// The leaf that was committed to.
        pub leaf: [u8; 32],
        /// From the leaf up to the root.
        pub path: Vec<[u8; 32]>,
        /// SHA-256 of the checker's own pixels of that tile.
        pub checker_pixels: [u8; 32],
    }

    /// How a job ended.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Outcome {
        /// Accepted, approved, or met by silence.
        Paid,
        /// A dispute that nobody answered: half and half.
        Split,
        /// Nothing was bought: cancelled, expired, or out of attempts.
        Refunded,
    }
}

/// What is asked of a job. Those that follow a claim name the attempt they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Assign {
        provider: Pubkey,
        unchecked: bool,
    },
    Claim {
        attempt: u8,
        terms: Terms,
    },
    Start {
        attempt: u8,
    },
    Deliver {
        attempt: u8,
        root: Hash,
        frames: u32,
        ms: u64,
        slot: u64,
    },
    /// `job` is the job's address, `slot` the current one.
    Seal {
        job: Pubkey,
        sighting: Sighting,
        slot: u64,
    },
    Accept {
        attempt: u8,
    },
    Reject {
        attempt: u8,
        evidence: Evidence,
    },
    Approve {
        attempt: u8,
    },
    Dispute {
        attempt: u8,
    },
    Settle,
    Fail {
        attempt: u8,
        reason: FailReason,
    },
    Cancel,
    Expire,
}

/// Lamports that leave or enter the job's account with a step; zero where nothing moves. Closing
/// also returns the rent, and whatever strangers gave, to the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payments {
    /// Provider's account -> job.
    pub bond_in: u64,
    /// Job -> provider's account, to withdraw.
    pub earnings: u64,
    /// Job -> provider's account, to sweep.
    pub fee: u64,
    /// Job -> provider's account: its bond.
    pub bond_back: u64,
    /// Job -> client's wallet: what is left of the deposit.
    pub refund: u64,
    /// Job -> client's wallet: the bond of a provider that failed.
    pub forfeit: u64,
}

impl Payments {
    /// All that leaves the job.
    pub fn out(&self) -> Option<u64> {
        [self.fee, self.bond_back, self.refund, self.forfeit]
            .iter()
            .try_fold(self.earnings, |sum, x| sum.checked_add(*x))
    }
}

/// As what the end of an attempt counts in the holder's statistics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tally {
    /// Not at all: the client cancelled, the tiles can't be had, or no attempt has ended.
    #[default]
    Neither,
    /// Sold, in whole or by half, at whatever price.
    Paid,
    /// Too late, wrong, or given back.
    Failed,
}

/// What follows from a command: the job as it is then, or how it ended, the payments to make, and
/// what that says about the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub next: Result<JobState, Outcome>,
    pub payments: Payments,
    pub tally: Tally,
}

impl JobState {
    /// What `command` makes of the job at `now`, if `signer` may ask for it.
    pub fn step<H: Sha256>(self, params: &Params, signer: Signer, command: &Command, now: i64) -> Stepped {
        use Phase::{Accepted, Claimed, Delivered, Disputed, Open, Running};
        match (self.phase, command) {
            (Open { at, reserved }, Command::Assign { provider, unchecked }) => {
                self.by_keeper(signer, Some(provider))?;
                self.assign(params, (at, reserved), *provider, *unchecked, now)
            }
            (
                Claimed { .. } | Running { .. } | Delivered { .. } | Accepted { .. } | Disputed { .. },
                Command::Assign { .. },
            ) => Err(JobError::WrongPhase),

            (Open { .. }, Command::Claim { attempt, terms }) => {
                self.for_attempt(*attempt)?;
                self.claimed(params, signer, *terms, now)
            }
            (
                Claimed { .. } | Running { .. } | Delivered { .. } | Accepted { .. } | Disputed { .. },
                Command::Claim { .. },
            ) => Err(JobError::WrongPhase),

            (Claimed { claim, cancel_at, .. }, Command::Start { attempt }) => {
                self.for_attempt(*attempt)?;
                self.by_provider(signer, &claim)?;
                before(now, self.expire_due(params))?;
                self.into_phase(Running { claim, at: now, cancel_at })
            }
            (
                Open { .. } | Running { .. } | Delivered { .. } | Accepted { .. } | Disputed { .. },
                Command::Start { .. },
            ) => Err(JobError::WrongPhase),

            (Running { claim, at, cancel_at }, Command::Deliver { attempt, root, frames, ms, slot }) => {
                self.for_attempt(*attempt)?;
                self.by_provider(signer, &claim)?;
                before(now, self.expire_due(params))?;
                self.check_frames(*frames, cancel_at.is_some())?;
                let ms = self.billed_ms(*ms, *frames, at, now)?;
                let seal = Seal::Pending { slot: seal_slot(params, *slot)?, round: 0 };
                let delivery = Delivery { frames: *frames, ms, root: *root, seal };
                self.into_phase(Delivered { claim, at: now, delivery })
            }
            (
                Open { .. } | Claimed { .. } | Delivered { .. } | Accepted { .. } | Disputed { .. },
                Command::Deliver { .. },
            ) => Err(JobError::WrongPhase),

            (Delivered { claim, at, delivery }, Command::Seal { job, sighting, slot }) => {
                let seal = self.sealed::<H>(params, &delivery, job, sighting, *slot)?;
                self.into_phase(Delivered { claim, at, delivery: Delivery { seal, ..delivery } })
            }
            (Disputed { claim, at, delivery }, Command::Seal { job, sighting, slot }) => {
                let seal = self.sealed::<H>(params, &delivery, job, sighting, *slot)?;
                self.into_phase(Disputed { claim, at, delivery: Delivery { seal, ..delivery } })
            }
            (Open { .. } | Claimed { .. } | Running { .. } | Accepted { .. }, Command::Seal { .. }) => {
                Err(JobError::WrongPhase)
            }

            (Delivered { claim, delivery, .. } | Disputed { claim, delivery, .. }, Command::Accept { attempt }) => {
                self.verdict(params, signer, &claim, *attempt, now)?;
                let Seal::Sealed { .. } = delivery.seal else { return Err(JobError::NotSealed) };
                let Delivery { frames, ms, root, .. } = delivery;
                self.into_phase(Accepted { claim, at: now, approved: false, frames, ms, root })
            }
            (
                Delivered { claim, delivery, .. } | Disputed { claim, delivery, .. },
                Command::Reject { attempt, evidence },
            ) => {
                self.verdict(params, signer, &claim, *attempt, now)?;
                self.check_evidence::<H>(params, &delivery, evidence)?;
                self.reopen(params, &claim, Fault::Provider, now)
            }
            (
                Open { .. } | Claimed { .. } | Running { .. } | Accepted { .. },
                Command::Accept { .. } | Command::Reject { .. },
            ) => Err(JobError::WrongPhase),

            (
                Delivered { claim, delivery: Delivery { frames, ms, root, .. }, .. }
                | Disputed { claim, delivery: Delivery { frames, ms, root, .. }, .. }
                | Accepted { claim, approved: false, frames, ms, root, .. },
                Command::Approve { attempt },
            ) => {
                self.for_attempt(*attempt)?;
                self.by_client(signer)?;
                before(now, self.settle_due(params))?;
                self.into_phase(Accepted { claim, at: now, approved: true, frames, ms, root })
            }
            (
                Open { .. } | Claimed { .. } | Running { .. } | Accepted { approved: true, .. },
                Command::Approve { .. },
            ) => Err(JobError::WrongPhase),

            (Delivered { claim, delivery, .. }, Command::Dispute { attempt }) => {
                self.for_attempt(*attempt)?;
                self.by_client(signer)?;
                due(now, self.verdict_due(params))?;
                before(now, self.settle_due(params))?;
                self.into_phase(Disputed { claim, at: now, delivery })
            }
            (
                Open { .. } | Claimed { .. } | Running { .. } | Accepted { .. } | Disputed { .. },
                Command::Dispute { .. },
            ) => Err(JobError::WrongPhase),

            (
                Delivered { claim, delivery: Delivery { frames, ms, .. }, .. } | Accepted { claim, frames, ms, .. },
                Command::Settle,
            ) => {
                due(now, self.settle_due(params))?;
                self.pay(params, &claim, frames, ms, Outcome::Paid)
            }
            (Disputed { claim, delivery, .. }, Command::Settle) => {
                due(now, self.settle_due(params))?;
                self.pay(params, &claim, delivery.frames, delivery.ms, Outcome::Split)
            }
            (Open { .. } | Claimed { .. } | Running { .. }, Command::Settle) => Err(JobError::WrongPhase),

            (Claimed { claim, .. } | Running { claim, .. }, Command::Fail { attempt, reason }) => {
                self.for_attempt(*attempt)?;
                self.by_provider(signer, &claim)?;
                before(now, self.expire_due(params))?;
                match reason {
                    FailReason::Worker => self.reopen(params, &claim, Fault::Worker, now),
                    FailReason::Spec => self.reopen(params, &claim, Fault::Spec, now),
                }
            }
            (Open { .. }, Command::Fail { attempt, reason: FailReason::Spec }) => {
                self.for_attempt(*attempt)?;
                self.by_keeper(signer, None)?;
                if !self.has(flag::SPEC_REPORTED) {
                    return Err(JobError::SpecNotReported);
                }
                self.refund(Payments::default())
            }
            (Open { .. }, Command::Fail { reason: FailReason::Worker, .. }) => Err(JobError::WrongPhase),
            (
                Delivered { claim, .. } | Disputed { claim, .. },
                Command::Fail { attempt, reason: FailReason::Worker },
            ) => {
                // Tiles that can't be had can't be judged: nobody is paid for them, nobody punished.
                self.verdict(params, signer, &claim, *attempt, now)?;
                self.reopen(params, &claim, Fault::None, now)
            }
            (Delivered { .. } | Disputed { .. }, Command::Fail { reason: FailReason::Spec, .. })
            | (Accepted { .. }, Command::Fail { .. }) => Err(JobError::WrongPhase),

            (Open { .. }, Command::Cancel) => {
                self.by_client(signer)?;
                self.refund(Payments::default())
            }
            (Claimed { claim, at, cancel_at: None }, Command::Cancel) => {
                let cancel_at = Some(self.cancelled_from(params, signer, now)?);
                self.with(flag::CANCELLED).into_phase(Claimed { claim, at, cancel_at })
            }
            (Running { claim, at, cancel_at: None }, Command::Cancel) => {
                let cancel_at = Some(self.cancelled_from(params, signer, now)?);
                self.with(flag::CANCELLED).into_phase(Running { claim, at, cancel_at })
            }
            (Claimed { cancel_at: Some(_), .. } | Running { cancel_at: Some(_), .. }, Command::Cancel) => {
                Err(JobError::AlreadyCancelled)
            }
            (Delivered { .. } | Accepted { .. } | Disputed { .. }, Command::Cancel) => Err(JobError::WrongPhase),

            (Open { .. }, Command::Expire) => {
                due(now, self.expire_due(params))?;
                self.refund(Payments::default())
            }
            (Claimed { claim, .. } | Running { claim, .. }, Command::Expire) => {
                due(now, self.expire_due(params))?;
                // Of a cancellation and a time-out, the earlier one happened.
                let cancelled =
                    matches!((self.cancel_at(), self.work_due(params)), (Some(cancel), Some(due)) if cancel <= due);
                let fault = if cancelled { Fault::None } else { Fault::Provider };
                self.reopen(params, &claim, fault, now)
            }
            (Delivered { .. } | Accepted { .. } | Disputed { .. }, Command::Expire) => Err(JobError::WrongPhase),
        }
    }
}
