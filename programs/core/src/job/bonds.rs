//! What is locked beside the deposit: the provider's bond, and the client's of a dispute.

use crate::{
    market::Params,
    money::{self, Terms},
};

use super::{Acceptance, Claim, Delivery, JobError, JobState, Phase, flag};

impl JobState {
    /// The bond that a claim locks: by what the claim can cost at the most.
    pub fn bond(&self, params: &Params, terms: &Terms) -> Result<u64, JobError> {
        if self.is_in_tokens() {
            // A market says its least bond in lamports, which say nothing about a token.
            let part = money::share(self.worst_case(params, terms)?, params.bond_bps).ok_or(JobError::Overflow)?;
            return Ok(part.max(1));
        }
        let value = if self.is_by_deposit() { self.deposit } else { self.worst_case(params, terms)? };
        Ok(params.bond(value))
    }

    /// The bond of a dispute over this delivery.
    pub fn dispute_bond(&self, params: &Params, claim: &Claim, frames: u32, ms: u64) -> Result<u64, JobError> {
        if self.is_by_deposit() {
            return Ok(0);
        }
        let bill = self.bill(params, claim, frames, ms)?.total().ok_or(JobError::Overflow)?;
        Ok(money::share(bill, params.dispute_bps).ok_or(JobError::Overflow)?.max(1))
    }

    /// The bond of the dispute that is not decided or not settled yet; 0 where there is none.
    pub fn disputed_bond(&self, params: &Params) -> Result<u64, JobError> {
        match &self.phase {
            Phase::Disputed { claim, delivery: Delivery { frames, ms, .. }, .. }
            | Phase::Accepted { claim, how: Acceptance::Answered | Acceptance::Conceded, frames, ms, .. } => {
                self.dispute_bond(params, claim, *frames, *ms)
            }
            Phase::Open { .. }
            | Phase::Claimed { .. }
            | Phase::Running { .. }
            | Phase::Delivered { .. }
            | Phase::Owed { .. }
            | Phase::Accepted { how: Acceptance::Keeper | Acceptance::Client, .. } => Ok(0),
        }
    }

    /// What the account, or its vault, owes to somebody: deposit and bonds. The rest is rent and gifts, and in a vault
    /// forfeits of earlier attempts.
    pub fn held(&self, params: &Params) -> Option<u64> {
        if let Phase::Owed { earnings, fee, client, .. } = self.phase {
            return earnings.checked_add(fee)?.checked_add(client);
        }
        let bond = match self.claim() {
            Some(claim) => self.bond(params, &claim.terms).ok()?,
            None => 0,
        };
        let disputed = if self.has(flag::PAID_IN) { self.disputed_bond(params).ok()? } else { 0 };
        self.deposit.checked_add(bond)?.checked_add(disputed)
    }
}
