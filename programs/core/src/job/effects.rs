//! What the transitions are made of: who may, until when, and what changes.

use crate::{
    hash::Sha256,
    key::Pubkey,
    market::Params,
    money::{Holding, Terms, Transfer, Transfers},
    proof::{
        challenge::{self, MAX_ROUND, Sighting},
        merkle,
    },
    step::Step,
};

use super::{
    Acceptance, Claim, Delivery, Evidence, JobError, JobState, JobStep, Phase, Reservation, Seal, Signer, flag,
};

pub(super) type Stepped = Result<JobStep, JobError>;

/// Guardians that reject a delivery without the keeper.
const ALONE: u8 = 2;

pub(super) fn later(at: i64, secs: i64) -> Result<i64, JobError> {
    at.checked_add(secs).ok_or(JobError::Overflow)
}

/// An action is valid before its deadline…
pub(super) fn before(now: i64, deadline: Option<i64>) -> Result<(), JobError> {
    match deadline {
        Some(at) if now < at => Ok(()),
        Some(_) => Err(JobError::DeadlinePassed),
        None => Err(JobError::Overflow),
    }
}

/// …and an expiry from it on.
pub(super) fn due(now: i64, from: Option<i64>) -> Result<(), JobError> {
    match from {
        Some(at) if now >= at => Ok(()),
        Some(_) => Err(JobError::NotYetDue),
        None => Err(JobError::Overflow),
    }
}

impl JobState {
    pub(super) fn into_phase(self, phase: Phase) -> Stepped {
        Ok(Step::continues(JobState { phase, ..self }))
    }

    pub(super) fn with(self, bit: u8) -> JobState {
        JobState { flags: self.flags | bit, ..self }
    }

    pub(super) fn for_attempt(&self, attempt: u8) -> Result<(), JobError> {
        if attempt == self.attempt { Ok(()) } else { Err(JobError::WrongAttempt) }
    }

    pub(super) fn by_client(&self, signer: Signer) -> Result<(), JobError> {
        if signer == Signer::Client(self.client) { Ok(()) } else { Err(JobError::NotJobClient) }
    }

    pub(super) fn by_provider(&self, signer: Signer, claim: &Claim) -> Result<(), JobError> {
        if signer == Signer::Provider(claim.provider) { Ok(()) } else { Err(JobError::NotJobProvider) }
    }

    /// The keeper judges others: its key is neither the client's nor a provider's, past or present.
    pub(super) fn by_keeper(&self, signer: Signer, provider: Option<&Pubkey>) -> Result<(), JobError> {
        let Signer::Keeper(key) = signer else { return Err(JobError::NotKeeper) };
        let party = key == self.client || Some(&key) == provider || self.was_failed_by(&key);
        if party { Err(JobError::KeeperIsParty) } else { Ok(()) }
    }

    pub(super) fn assign(
        self,
        params: &Params,
        (at, reserved): (i64, Option<Reservation>),
        (provider, terms): (Pubkey, Terms),
        loads: bool,
        now: i64,
    ) -> Stepped {
        if reserved.is_some_and(|held| now < held.until) {
            return Err(JobError::ReservedForAnother);
        }
        before(now, Some(self.expires_at))?;
        let job = if loads { self.loaded() } else { self };
        if job.waits_for_keeper(params, now) {
            return Err(JobError::SpecReported);
        }
        job.fits(params, &provider, &terms, now)?;
        let until = later(now, params.reserve_secs.into())?;
        job.into_phase(Phase::Open { at, reserved: Some(Reservation { provider, until, terms }) })
    }

    /// The keeper has loaded the spec.
    pub(super) fn loaded(self) -> JobState {
        JobState { flags: (self.flags | flag::LOADS) & !flag::SPEC_REPORTED, ..self }
    }

    pub(super) fn claimed(self, params: &Params, signer: Signer, terms: Terms, now: i64) -> Stepped {
        let Signer::Provider(provider) = signer else { return Err(JobError::NotJobProvider) };
        self.may_claim(params, &provider, &terms, now)?;
        // From the balance as far as it goes: the provider's rules say what its operator adds.
        let bond = Transfer::new(Holding::Balance, Holding::Bond, self.bond(params, &terms)?);
        let step = self.into_phase(Phase::Claimed { claim: Claim { provider, terms }, at: now, cancel_at: None })?;
        Ok(step.moving(Transfers::of([bond])))
    }

    /// All units of the job, or with a cancellation pending any number of them but none.
    pub(super) fn check_units(&self, units: u32, cancelled: bool) -> Result<(), JobError> {
        let all = self.work().units();
        let fits = units == all || (cancelled && units > 0 && units < all);
        if fits { Ok(()) } else { Err(JobError::WrongFrameCount) }
    }

    /// Time is what the provider says, but never above the ceiling, nor above what has passed.
    pub(super) fn billed_ms(&self, reported: u64, units: u32, started_at: i64, now: i64) -> Result<u64, JobError> {
        let ceiling = self.ceilings.ms_per_frame.checked_mul(units.into()).ok_or(JobError::Overflow)?;
        let secs = now.checked_sub(started_at).and_then(|secs| u64::try_from(secs).ok()).unwrap_or(0);
        Ok(reported.min(ceiling).min(secs.saturating_mul(1_000)))
    }

    pub(super) fn sealed<H: Sha256>(
        &self,
        params: &Params,
        delivery: &Delivery,
        job: &Pubkey,
        sighting: &Sighting,
        slot: u64,
    ) -> Result<Seal, JobError> {
        let Seal::Pending { round, .. } = delivery.seal else { return Err(JobError::AlreadySealed) };
        match sighting {
            Sighting::NotYet => Err(JobError::ChallengeNotReady),
            Sighting::Seen(hash) => {
                let seed = challenge::seed::<H>(job, self.attempt, &delivery.root, hash);
                Ok(Seal::Sealed { seed, round })
            }
            Sighting::Missed => {
                let round = round.saturating_add(1).min(MAX_ROUND);
                Ok(Seal::Pending { slot: seal_slot(params, slot)?, round })
            }
        }
    }

    /// Whether the keeper may still find against this delivery: whoever claimed it and whatever was
    /// agreed, until it is paid for.
    pub(super) fn objected(
        &self,
        params: &Params,
        signer: Signer,
        claim: &Claim,
        attempt: u8,
        now: i64,
    ) -> Result<(), JobError> {
        self.for_attempt(attempt)?;
        self.by_keeper(signer, Some(&claim.provider))?;
        before(now, self.settle_due(params))
    }

    /// Whether enough stand behind a rejection: the keeper and as many guardians as the market asks for, or
    /// guardians alone.
    pub(super) fn may_reject(
        &self,
        params: &Params,
        signer: Signer,
        (claim, attempt): (&Claim, u8),
        guardians: u8,
        now: i64,
    ) -> Result<(), JobError> {
        match signer {
            Signer::Anyone => self.guardians_may_reject(params, attempt, guardians, now),
            // What was accepted is undone by guardians or by nobody: the keeper does not take its word back.
            Signer::Client(_) | Signer::Provider(_) | Signer::Keeper(_) if self.delivery().is_none() => {
                Err(JobError::WrongPhase)
            }
            Signer::Client(_) | Signer::Provider(_) | Signer::Keeper(_) => {
                self.objected(params, signer, claim, attempt, now)?;
                if guardians < params.second_check { Err(JobError::TooFewGuardians) } else { Ok(()) }
            }
        }
    }

    /// Guardians reject without the keeper once it has kept silent for as long as it may, or has accepted. What
    /// the client has agreed to pay is not theirs to undo.
    fn guardians_may_reject(&self, params: &Params, attempt: u8, guardians: u8, now: i64) -> Result<(), JobError> {
        let keeper_has_time = match &self.phase {
            Phase::Delivered { .. } => true,
            Phase::Disputed { .. } | Phase::Accepted { how: Acceptance::Keeper | Acceptance::Answered, .. } => false,
            Phase::Open { .. }
            | Phase::Claimed { .. }
            | Phase::Running { .. }
            | Phase::Owed { .. }
            | Phase::Accepted { how: Acceptance::Client | Acceptance::Conceded, .. } => {
                return Err(JobError::WrongPhase);
            }
        };
        self.for_attempt(attempt)?;
        if params.second_check == 0 {
            return Err(JobError::NoSecondCheck);
        }
        if guardians < ALONE {
            return Err(JobError::TooFewGuardians);
        }
        if keeper_has_time {
            due(now, self.verdict_due(params))?;
        }
        before(now, self.settle_due(params))
    }

    /// The keeper finds the delivery right, by the challenge with this seed. Where it has locked too little to
    /// answer for that, its word alone does not pay at once.
    pub(super) fn accepted(
        mut self,
        params: &Params,
        (claim, delivery): (Claim, Delivery),
        (seed, keeper_bond): (&crate::Hash, u64),
        now: i64,
    ) -> Stepped {
        let is_disputed = matches!(self.phase, Phase::Disputed { .. });
        if self.has(flag::UNCHECKED) && !is_disputed {
            return Err(JobError::Unchecked);
        }
        before(now, self.verdict_due(params))?;
        let Delivery { frames, ms, root, seal } = delivery;
        let Seal::Sealed { seed: sealed, round } = seal else { return Err(JobError::NotSealed) };
        if sealed != *seed {
            return Err(JobError::WrongSeed);
        }
        if keeper_bond < params.keeper_bond_min {
            self.flags &= !flag::AT_ONCE;
        }
        let how = if is_disputed { Acceptance::Answered } else { Acceptance::Keeper };
        self.into_phase(Phase::Accepted { claim, at: now, how, frames, ms, root, seed: sealed, round })
    }

    /// The client agrees to pay.
    pub(super) fn approved(self, params: &Params, attempt: u8, signer: Signer, now: i64) -> Stepped {
        self.for_attempt(attempt)?;
        self.by_client(signer)?;
        let (claim, how, (frames, ms, root), (seed, round)) = match self.phase {
            Phase::Delivered { claim, delivery, .. } => {
                (claim, Acceptance::Client, delivery.content(), delivery.challenge())
            }
            Phase::Disputed { claim, delivery, .. } => {
                (claim, Acceptance::Conceded, delivery.content(), delivery.challenge())
            }
            Phase::Accepted { claim, how: Acceptance::Keeper, frames, ms, root, seed, round, .. } => {
                (claim, Acceptance::Client, (frames, ms, root), (seed, round))
            }
            Phase::Open { .. }
            | Phase::Claimed { .. }
            | Phase::Running { .. }
            | Phase::Accepted { .. }
            | Phase::Owed { .. } => {
                return Err(JobError::WrongPhase);
            }
        };
        before(now, self.settle_due(params))?;
        self.into_phase(Phase::Accepted { claim, at: now, how, frames, ms, root, seed, round })
    }

    /// The client objects, with a bond: out of what the bill leaves of the deposit, or else from its
    /// wallet.
    pub(super) fn disputed(self, params: &Params, (claim, delivery): (Claim, Delivery), now: i64) -> Stepped {
        due(now, self.verdict_due(params))?;
        before(now, self.settle_due(params))?;
        let Delivery { frames, ms, .. } = delivery;
        let bond = self.dispute_bond(params, &claim, frames, ms)?;
        let bill = self.bill(params, &claim, frames, ms)?.total().ok_or(JobError::Overflow)?;
        let left = self.deposit.checked_sub(bill).ok_or(JobError::Overflow)?;
        let phase = Phase::Disputed { claim, at: now, delivery };
        if left >= bond {
            return self.into_phase(phase);
        }
        let paid = Transfer::new(Holding::Client, Holding::DisputeBond, bond);
        Ok(self.with(flag::PAID_IN).into_phase(phase)?.moving(Transfers::of([paid])))
    }

    /// The evidence must show a picked tile of this delivery whose pixels differ from the checker's.
    pub(super) fn check_evidence<H: Sha256>(&self, params: &Params, evidence: &Evidence) -> Result<(), JobError> {
        let challenge = self.challenge(params).ok_or(JobError::NotSealed)?;
        if !challenge.contains::<H>(evidence.frame, evidence.tile) {
            return Err(JobError::TileNotChallenged);
        }
        let (frames, _, root) = self.delivered().ok_or(JobError::NotSealed)?;
        let place = self.work().place(frames, evidence.frame, evidence.tile);
        let (count, index) = place.ok_or(JobError::Overflow)?;
        if evidence.path.len() > merkle::MAX_DEPTH
            || !merkle::verify::<H>(&root, count, index, &evidence.leaf, &evidence.path)
        {
            return Err(JobError::PathMismatch);
        }
        let own = self.work().leaf::<H>(&self.spec, evidence.frame, evidence.tile, &evidence.checker_pixels);
        if own.ok_or(JobError::Overflow)? == evidence.leaf { Err(JobError::TilesAgree) } else { Ok(()) }
    }

    /// When a cancellation of claimed or running work takes effect.
    pub(super) fn cancelled_from(&self, params: &Params, signer: Signer, now: i64) -> Result<i64, JobError> {
        self.by_client(signer)?;
        let unit = i64::try_from(self.ceilings.ms_per_frame.div_ceil(1_000)).map_err(|_| JobError::Overflow)?;
        later(now, unit.max(params.cancel_secs.into()))
    }
}

/// The slot whose hash picks the tiles of what is delivered at `slot`.
pub(super) fn seal_slot(params: &Params, slot: u64) -> Result<u64, JobError> {
    slot.checked_add(params.challenge_slots.into()).ok_or(JobError::Overflow)
}
