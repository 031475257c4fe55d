//! What the transitions are made of: who may, what changes, who is paid.

use crate::{
    hash::Sha256,
    key::Pubkey,
    market::{ATTEMPTS, Params},
    money::{self, Holding, Terms, Transfer, Transfers},
    proof::{
        challenge::{self, MAX_ROUND, Sighting},
        merkle,
    },
    step::{Step, Tally},
};

use super::{Claim, Delivery, Evidence, JobError, JobState, JobStep, Outcome, Phase, Reservation, Seal, Signer, flag};

type Stepped = Result<JobStep, JobError>;

/// Why a job opens again, which decides about the bond, the statistics and what comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nobody's: the bond goes back.
    None,
    /// The worker's, says the provider itself: the bond goes back.
    Worker,
    /// The spec's, says the provider: the bond goes back, a second report ends the job.
    Spec,
    /// The provider's: the bond goes to the client.
    Provider,
}

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
        provider: Pubkey,
        unchecked: bool,
        now: i64,
    ) -> Stepped {
        if reserved.is_some_and(|held| now < held.until) {
            return Err(JobError::ReservedForAnother);
        }
        if self.was_failed_by(&provider) {
            return Err(JobError::ProviderFailedBefore);
        }
        before(now, Some(self.expires_at))?;
        let until = later(now, params.reserve_secs.into())?;
        let bit = if unchecked { flag::UNCHECKED } else { 0 };
        let flags = (self.flags & !flag::UNCHECKED) | bit;
        JobState { flags, ..self }.into_phase(Phase::Open { at, reserved: Some(Reservation { provider, until }) })
    }

    pub(super) fn claimed(self, params: &Params, signer: Signer, terms: Terms, now: i64) -> Stepped {
        let Signer::Provider(provider) = signer else { return Err(JobError::NotJobProvider) };
        self.may_claim(params, &provider, &terms, now)?;
        let job =
            if self.assigned_to(&provider) { self } else { JobState { flags: self.flags & !flag::UNCHECKED, ..self } };
        // From the balance as far as it goes: the provider's rules say what its operator adds.
        let bond = Transfer::sol(Holding::Balance, Holding::Bond, params.bond(self.deposit));
        let step = job.into_phase(Phase::Claimed { claim: Claim { provider, terms }, at: now, cancel_at: None })?;
        Ok(step.moving(Transfers::of([bond])))
    }

    /// A check was agreed with the provider of the assignment, and with nobody else.
    fn assigned_to(&self, provider: &Pubkey) -> bool {
        matches!(&self.phase, Phase::Open { reserved: Some(held), .. } if held.provider == *provider)
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

    /// Whether the keeper may still judge this delivery.
    pub(super) fn verdict(
        &self,
        params: &Params,
        signer: Signer,
        claim: &Claim,
        attempt: u8,
        now: i64,
    ) -> Result<(), JobError> {
        self.for_attempt(attempt)?;
        self.by_keeper(signer, Some(&claim.provider))?;
        let disputed = matches!(self.phase, Phase::Disputed { .. });
        if self.has(flag::UNCHECKED) && !disputed {
            return Err(JobError::Unchecked);
        }
        before(now, self.verdict_due(params))
    }

    /// The evidence must show a picked tile of this delivery whose pixels differ from the checker's.
    pub(super) fn check_evidence<H: Sha256>(
        &self,
        params: &Params,
        delivery: &Delivery,
        evidence: &Evidence,
    ) -> Result<(), JobError> {
        let challenge = self.challenge(params).ok_or(JobError::NotSealed)?;
        if !challenge.contains::<H>(evidence.frame, evidence.tile) {
            return Err(JobError::TileNotChallenged);
        }
        let place = self.work().place(delivery.frames, evidence.frame, evidence.tile);
        let (count, index) = place.ok_or(JobError::Overflow)?;
        if evidence.path.len() > merkle::MAX_DEPTH
            || !merkle::verify::<H>(&delivery.root, count, index, &evidence.leaf, &evidence.path)
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

    /// Ends an attempt without a result: the next one, or the client's money back.
    pub(super) fn reopen(self, params: &Params, claim: &Claim, fault: Fault, now: i64) -> Stepped {
        let bond = params.bond(self.deposit);
        let bond = match fault {
            Fault::None | Fault::Worker | Fault::Spec => Transfer::sol(Holding::Bond, Holding::Balance, bond),
            Fault::Provider => Transfer::sol(Holding::Bond, Holding::Client, bond),
        };
        let tally = match fault {
            Fault::None => Tally::Neither,
            // Who gives back what the client no longer wants has failed nobody.
            Fault::Worker | Fault::Spec if self.has(flag::CANCELLED) => Tally::Neither,
            Fault::Worker | Fault::Spec | Fault::Provider => Tally::Failed,
        };
        let attempt = self.attempt.checked_add(1).ok_or(JobError::Overflow)?;
        let reported_twice = fault == Fault::Spec && self.has(flag::SPEC_REPORTED);
        if attempt >= ATTEMPTS || reported_twice || self.has(flag::CANCELLED) {
            return Ok(self.refunded(Some(bond)).counting(tally));
        }
        let mut next = if fault == Fault::Spec { self.with(flag::SPEC_REPORTED) } else { self };
        if let Some(place) = next.failed.get_mut(usize::from(self.attempt)) {
            *place = claim.provider.tag();
        }
        next.attempt = attempt;
        next.flags &= !flag::UNCHECKED;
        next.phase = Phase::Open { at: now, reserved: None };
        Ok(Step::continues(next).moving(Transfers::of([bond])).counting(tally))
    }

    /// Ends the job with the whole deposit back to the client, and the bond of whoever held it where
    /// that belongs.
    pub(super) fn refunded(&self, bond: Option<Transfer>) -> JobStep {
        let refund = Transfer::sol(Holding::Deposit, Holding::Client, self.deposit);
        let transfers = match bond {
            Some(bond) => Transfers::of([bond, refund]),
            None => Transfers::of([refund]),
        };
        Step::ended(Outcome::Refunded, transfers)
    }

    /// Ends the job and pays: all of the bill, or half of it where nobody judged a dispute.
    pub(super) fn pay(self, params: &Params, claim: &Claim, frames: u32, ms: u64, outcome: Outcome) -> Stepped {
        let bill = self.bill(params, claim, frames, ms)?;
        let (earnings, fee) = match outcome {
            Outcome::Paid => (bill.subtotal, bill.fee),
            Outcome::Split => {
                let half = bill.subtotal >> 1;
                (half, money::share(half, params.fee_bps).ok_or(JobError::Overflow)?)
            }
            Outcome::Refunded => (0, 0),
        };
        let refund =
            self.deposit.checked_sub(earnings).and_then(|left| left.checked_sub(fee)).ok_or(JobError::Overflow)?;
        let transfers = Transfers::of([
            Transfer::sol(Holding::Deposit, Holding::Balance, earnings),
            Transfer::sol(Holding::Deposit, Holding::Fees, fee),
            Transfer::sol(Holding::Bond, Holding::Balance, params.bond(self.deposit)),
            Transfer::sol(Holding::Deposit, Holding::Client, refund),
        ]);
        Ok(Step::ended(outcome, transfers).counting(Tally::Paid))
    }
}

/// The slot whose hash picks the tiles of what is delivered at `slot`.
pub(super) fn seal_slot(params: &Params, slot: u64) -> Result<u64, JobError> {
    slot.checked_add(params.challenge_slots.into()).ok_or(JobError::Overflow)
}
