//! Every transition of a job.

use alloc::vec::Vec;

use crate::{
    hash::{Hash, Sha256},
    key::Pubkey,
    market::Params,
    money::Terms,
    proof::challenge::Sighting,
    step::Step,
};

use super::{
    Delivery, JobError, JobState, Phase, Seal,
    effects::{before, due, seal_slot},
    ending::Fault,
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
    /// Why a job fails: the provider's word while it works, the keeper's about a report or a delivery.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum FailReason {
        /// The provider's: the scene or the spec cannot be rendered by anyone.
        Spec,
        /// The provider's: something of its own.
        Worker,
        /// The keeper's: the delivered tiles can't be had.
        Missing,
        /// The keeper's: the delivered tiles are not like its own, and their bits prove nothing.
        Unlike,
        /// The keeper's: the spec is broken, as was reported.
        Broken,
        /// The keeper's, and no failure: the spec loads, whatever was reported.
        Loads,
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
        /// What the provider asks for at the moment.
        terms: Terms,
        /// The keeper has loaded the spec.
        loads: bool,
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
    /// `seed` is that of the challenge that was checked, `keeper_bond` what the keeper has locked in the market,
    /// in lamports.
    Accept {
        attempt: u8,
        seed: Hash,
        keeper_bond: u64,
    },
    /// The keeper's, or [`Signer::Anyone`]'s who sends what guardians have signed.
    Reject {
        attempt: u8,
        evidence: Evidence,
        /// How many guardians' signatures over just this evidence [`second_check`](crate::guardian::second_check)
        /// has admitted.
        guardians: u8,
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

pub type JobStep = Step<JobState, Outcome>;

impl JobState {
    /// What `command` makes of the job at `now`, if `signer` may ask for it.
    pub fn step<H: Sha256>(
        self,
        params: &Params,
        signer: Signer,
        command: &Command,
        now: i64,
    ) -> Result<JobStep, JobError> {
        use Phase::{Accepted, Claimed, Delivered, Disputed, Open, Owed, Running};
        match (self.phase, command) {
            (Open { at, reserved }, Command::Assign { provider, terms, loads }) => {
                self.by_keeper(signer, Some(provider))?;
                self.assign(params, (at, reserved), (*provider, *terms), *loads, now)
            }
            (
                Claimed { .. } | Running { .. } | Delivered { .. } | Accepted { .. } | Disputed { .. } | Owed { .. },
                Command::Assign { .. },
            ) => Err(JobError::WrongPhase),

            (Open { .. }, Command::Claim { attempt, terms }) => {
                self.for_attempt(*attempt)?;
                self.claimed(params, signer, *terms, now)
            }
            (
                Claimed { .. } | Running { .. } | Delivered { .. } | Accepted { .. } | Disputed { .. } | Owed { .. },
                Command::Claim { .. },
            ) => Err(JobError::WrongPhase),

            (Claimed { claim, cancel_at, .. }, Command::Start { attempt }) => {
                self.for_attempt(*attempt)?;
                self.by_provider(signer, &claim)?;
                before(now, self.expire_due(params))?;
                self.into_phase(Running { claim, at: now, cancel_at })
            }
            (
                Open { .. } | Running { .. } | Delivered { .. } | Accepted { .. } | Disputed { .. } | Owed { .. },
                Command::Start { .. },
            ) => Err(JobError::WrongPhase),

            (Running { claim, at, cancel_at }, Command::Deliver { attempt, root, frames, ms, slot }) => {
                self.for_attempt(*attempt)?;
                self.by_provider(signer, &claim)?;
                before(now, self.expire_due(params))?;
                self.check_units(*frames, cancel_at.is_some())?;
                let ms = self.billed_ms(*ms, *frames, at, now)?;
                let seal = Seal::Pending { slot: seal_slot(params, *slot)?, round: 0 };
                let delivery = Delivery { frames: *frames, ms, root: *root, seal };
                self.into_phase(Delivered { claim, at: now, delivery })
            }
            (
                Open { .. } | Claimed { .. } | Delivered { .. } | Accepted { .. } | Disputed { .. } | Owed { .. },
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
            (Open { .. } | Claimed { .. } | Running { .. } | Accepted { .. } | Owed { .. }, Command::Seal { .. }) => {
                Err(JobError::WrongPhase)
            }

            (
                Delivered { claim, delivery, .. } | Disputed { claim, delivery, .. },
                Command::Accept { attempt, seed, keeper_bond },
            ) => {
                self.for_attempt(*attempt)?;
                self.by_keeper(signer, Some(&claim.provider))?;
                self.accepted(params, (claim, delivery), (seed, *keeper_bond), now)
            }
            (Open { .. } | Claimed { .. } | Running { .. } | Accepted { .. } | Owed { .. }, Command::Accept { .. }) => {
                Err(JobError::WrongPhase)
            }

            (
                Delivered { claim, .. } | Accepted { claim, .. } | Disputed { claim, .. },
                Command::Reject { attempt, evidence, guardians },
            ) => {
                self.may_reject(params, signer, (&claim, *attempt), *guardians, now)?;
                self.check_evidence::<H>(params, evidence)?;
                self.reopen(params, &claim, Fault::Provider, now)
            }
            (Open { .. } | Claimed { .. } | Running { .. } | Owed { .. }, Command::Reject { .. }) => {
                Err(JobError::WrongPhase)
            }

            (_, Command::Approve { attempt }) => self.approved(params, *attempt, signer, now),

            (Delivered { claim, delivery, .. }, Command::Dispute { attempt }) => {
                self.for_attempt(*attempt)?;
                self.by_client(signer)?;
                self.disputed(params, (claim, delivery), now)
            }
            (
                Open { .. } | Claimed { .. } | Running { .. } | Accepted { .. } | Disputed { .. } | Owed { .. },
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
            (Open { .. } | Claimed { .. } | Running { .. } | Owed { .. }, Command::Settle) => Err(JobError::WrongPhase),

            (phase, Command::Fail { attempt, reason }) => {
                self.for_attempt(*attempt)?;
                self.failed(params, signer, (phase, *reason), now)
            }

            (Open { .. }, Command::Cancel) => {
                self.by_client(signer)?;
                Ok(self.refunded_open())
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
            (Delivered { .. } | Accepted { .. } | Disputed { .. } | Owed { .. }, Command::Cancel) => {
                Err(JobError::WrongPhase)
            }

            (Open { .. }, Command::Expire) => {
                due(now, self.expire_due(params))?;
                Ok(self.refunded_open())
            }
            (Claimed { claim, .. } | Running { claim, .. }, Command::Expire) => {
                due(now, self.expire_due(params))?;
                // Of a cancellation and a time-out, the earlier one happened.
                let cancelled =
                    matches!((self.cancel_at(), self.work_due(params)), (Some(cancel), Some(due)) if cancel <= due);
                let fault = if cancelled { Fault::None } else { Fault::Provider };
                self.reopen(params, &claim, fault, now)
            }
            (Delivered { .. } | Accepted { .. } | Disputed { .. } | Owed { .. }, Command::Expire) => {
                Err(JobError::WrongPhase)
            }
        }
    }
}
