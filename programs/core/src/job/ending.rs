//! How an attempt ends, or the job with it: who is paid, and whose bond goes where.

use crate::{
    market::{ATTEMPTS, Params},
    money::{self, Holding, Transfer, Transfers},
    step::{Step, Tally},
};

use super::{
    Claim, FailReason, JobError, JobState, JobStep, Outcome, Phase, Seal, Signer,
    effects::{Stepped, before},
    flag,
};

/// Why a job opens again, which decides about the bond, the statistics and what comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nobody's: the bond goes back.
    None,
    /// The worker's, says the provider itself: a share of the bond goes to the job's payee.
    Worker,
    /// The spec's, says the provider: the bond goes back, a second report ends the job. Where the
    /// keeper has loaded the spec, the bond goes to the job's payee.
    Spec,
    /// The delivery's, says the keeper, which can prove nothing: the bond goes back.
    Unproven,
    /// The provider's: the bond goes to the job's payee.
    Provider,
}

impl JobState {
    /// The attempt fails, or the keeper says of a spec that it is broken or loads.
    pub(super) fn failed(
        self,
        params: &Params,
        signer: Signer,
        (phase, reason): (Phase, FailReason),
        now: i64,
    ) -> Stepped {
        match (phase, reason) {
            (Phase::Claimed { claim, .. } | Phase::Running { claim, .. }, FailReason::Worker | FailReason::Spec) => {
                self.by_provider(signer, &claim)?;
                before(now, self.expire_due(params))?;
                let fault = if reason == FailReason::Spec { Fault::Spec } else { Fault::Worker };
                self.reopen(params, &claim, fault, now)
            }
            (Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. }, FailReason::Loads) => {
                self.by_keeper(signer, self.claim().map(|claim| &claim.provider))?;
                before(now, self.expire_due(params))?;
                Ok(Step::continues(self.loaded()))
            }
            (Phase::Open { .. }, FailReason::Broken) => {
                self.by_keeper(signer, None)?;
                if self.has(flag::SPEC_REPORTED) { Ok(self.refunded_open()) } else { Err(JobError::SpecNotReported) }
            }
            (
                Phase::Delivered { claim, delivery, .. } | Phase::Disputed { claim, delivery, .. },
                FailReason::Missing | FailReason::Unlike,
            ) => {
                self.objected(params, signer, &claim, self.attempt, now)?;
                // What is unlike was picked and compared; what is missing need not have been.
                if reason == FailReason::Unlike && matches!(delivery.seal, Seal::Pending { .. }) {
                    return Err(JobError::NotSealed);
                }
                self.reopen(params, &claim, Fault::Unproven, now)
            }
            (Phase::Open { .. }, FailReason::Worker | FailReason::Spec | FailReason::Missing | FailReason::Unlike)
            | (
                Phase::Claimed { .. } | Phase::Running { .. },
                FailReason::Missing | FailReason::Unlike | FailReason::Broken,
            )
            | (
                Phase::Delivered { .. } | Phase::Disputed { .. },
                FailReason::Worker | FailReason::Spec | FailReason::Broken | FailReason::Loads,
            )
            | (Phase::Accepted { .. } | Phase::Owed { .. }, _) => Err(JobError::WrongPhase),
        }
    }

    /// What the client gets of the bond of a provider that gives the job back: the longer it was held,
    /// the more. Before the start that grows to `hold_bps` of the bond, from the start on to all of it.
    pub(super) fn given_back(&self, params: &Params, bond: u64, now: i64) -> Result<u64, JobError> {
        if self.is_by_deposit() {
            return Ok(0);
        }
        let hold = scaled_up(bond, params.hold_bps.into(), money::BPS)?;
        let secs = |at: i64| now.checked_sub(at).and_then(|secs| u64::try_from(secs).ok()).unwrap_or(0);
        let window = |secs: i64| u64::try_from(secs).map_err(|_| JobError::Overflow);
        match &self.phase {
            Phase::Claimed { at, .. } => scaled_up(hold, secs(*at), window(params.start_secs.into())?),
            Phase::Running { at, .. } => {
                let all = window(self.delivery_secs(params).ok_or(JobError::Overflow)?)?;
                let rest = bond.checked_sub(hold).ok_or(JobError::Overflow)?;
                hold.checked_add(scaled_up(rest, secs(*at), all)?).ok_or(JobError::Overflow)
            }
            Phase::Open { .. }
            | Phase::Delivered { .. }
            | Phase::Accepted { .. }
            | Phase::Disputed { .. }
            | Phase::Owed { .. } => Ok(0),
        }
    }

    /// Ends an attempt without a result: the next one, or the client's money back.
    pub(super) fn reopen(self, params: &Params, claim: &Claim, fault: Fault, now: i64) -> Stepped {
        let bond = self.bond(params, &claim.terms)?;
        // Who gives back what the client no longer wants has failed nobody.
        let is_free = self.has(flag::CANCELLED);
        let forfeit = match fault {
            Fault::None | Fault::Unproven => 0,
            Fault::Worker | Fault::Spec if is_free => 0,
            Fault::Worker => self.given_back(params, bond, now)?.min(bond),
            Fault::Spec if self.has(flag::LOADS) => bond,
            Fault::Spec => 0,
            Fault::Provider => bond,
        };
        let tally = match fault {
            Fault::None => Tally::Neither,
            Fault::Worker | Fault::Spec if is_free => Tally::Neither,
            Fault::Worker | Fault::Spec | Fault::Unproven | Fault::Provider => Tally::Failed,
        };
        let disputed = if self.has(flag::PAID_IN) { self.disputed_bond(params)? } else { 0 };
        let back = [
            Transfer::new(Holding::Bond, Holding::Balance, bond.checked_sub(forfeit).ok_or(JobError::Overflow)?),
            Transfer::new(Holding::Bond, self.payee(), forfeit),
            Transfer::new(Holding::DisputeBond, self.payee(), disputed),
        ];
        let attempt = self.attempt.checked_add(1).ok_or(JobError::Overflow)?;
        // Where the keeper has loaded the spec, a report says nothing about it.
        let is_reported = fault == Fault::Spec && !self.has(flag::LOADS);
        let is_reported_twice = is_reported && self.has(flag::SPEC_REPORTED);
        if attempt >= ATTEMPTS || is_reported_twice || self.has(flag::CANCELLED) {
            return Ok(self.refunded(back).counting(tally));
        }
        let mut next = if is_reported { self.with(flag::SPEC_REPORTED) } else { self };
        if let Some(place) = next.failed.get_mut(usize::from(self.attempt)) {
            *place = claim.provider.tag();
        }
        next.attempt = attempt;
        next.flags &= !flag::PAID_IN;
        if next.is_by_deposit() {
            next.flags &= !flag::UNCHECKED;
        }
        next.phase = Phase::Open { at: now, reserved: None };
        Ok(Step::continues(next).moving(Transfers::of(back)).counting(tally))
    }

    /// Ends the job with the whole deposit back to the client, and the bonds to whom they belong.
    pub(super) fn refunded(&self, bonds: [Transfer; 3]) -> JobStep {
        let [back, forfeit, disputed] = bonds;
        let refund = Transfer::new(Holding::Deposit, self.payee(), self.deposit);
        Step::ended(Outcome::Refunded, Transfers::of([back, forfeit, disputed, refund]))
    }

    /// Ends an open job: there are no bonds.
    pub(super) fn refunded_open(&self) -> JobStep {
        let refund = Transfer::new(Holding::Deposit, self.payee(), self.deposit);
        Step::ended(Outcome::Refunded, Transfers::of([refund]))
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
        // A dispute's bond is lost where somebody answered it, and there it is paid for the answer.
        let disputed = self.disputed_bond(params)?;
        let lost = if outcome == Outcome::Paid { disputed } else { 0 };
        let (paid_in, within) = if self.has(flag::PAID_IN) { (disputed, 0) } else { (0, lost) };
        let to_provider = lost >> 1;
        let to_fees = lost.checked_sub(to_provider).ok_or(JobError::Overflow)?;
        let back = if lost == 0 { paid_in } else { 0 };
        let spent = earnings.checked_add(fee).and_then(|spent| spent.checked_add(within)).ok_or(JobError::Overflow)?;
        let refund = self.deposit.checked_sub(spent).ok_or(JobError::Overflow)?;
        let transfers = Transfers::of([
            Transfer::new(Holding::Deposit, Holding::Balance, earnings),
            Transfer::new(Holding::Deposit, Holding::Fees, fee),
            Transfer::new(Holding::Bond, Holding::Balance, self.bond(params, &claim.terms)?),
            Transfer::new(Holding::DisputeBond, Holding::Balance, to_provider),
            Transfer::new(Holding::DisputeBond, Holding::Fees, to_fees),
            Transfer::new(Holding::DisputeBond, self.payee(), back),
            Transfer::new(Holding::Deposit, self.payee(), refund),
        ]);
        Ok(Step::ended(outcome, transfers).counting(Tally::Paid))
    }
}

/// `amount * part / whole`, rounded up: what is taken, not what is given.
fn scaled_up(amount: u64, part: u64, whole: u64) -> Result<u64, JobError> {
    let product = u128::from(amount).checked_mul(part.into()).ok_or(JobError::Overflow)?;
    let whole = u128::from(whole.max(1));
    u64::try_from(product.div_ceil(whole)).map_err(|_| JobError::Overflow)
}
