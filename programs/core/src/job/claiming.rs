//! Who may take a job.

use crate::{key::Pubkey, market::Params, money::Terms};

use super::{JobError, JobState, Phase, flag};

impl JobState {
    /// Why `provider` may not claim the job at `now`, if so.
    pub fn may_claim(&self, params: &Params, provider: &Pubkey, terms: &Terms, now: i64) -> Result<(), JobError> {
        let Phase::Open { at, reserved } = &self.phase else { return Err(JobError::WrongPhase) };
        match reserved {
            Some(held) if now < held.until && held.provider != *provider => return Err(JobError::ReservedForAnother),
            Some(_) => {}
            None if now < at.saturating_add(params.open_secs.into()) => return Err(JobError::NotYetOpenToAll),
            None => {}
        }
        if self.waits_for_keeper(params, now) {
            return Err(JobError::SpecReported);
        }
        match reserved {
            Some(held) if now < held.until && !terms.within(&held.terms) => return Err(JobError::TermsAboveReserved),
            Some(_) | None => {}
        }
        self.fits(params, provider, terms, now)
    }

    /// Whether a provider has called the spec broken, and the keeper still has time to look.
    pub fn waits_for_keeper(&self, params: &Params, now: i64) -> bool {
        match &self.phase {
            Phase::Open { at, .. } => {
                self.has(flag::SPEC_REPORTED) && now < at.saturating_add(params.verdict_secs.into())
            }
            Phase::Claimed { .. }
            | Phase::Running { .. }
            | Phase::Delivered { .. }
            | Phase::Accepted { .. }
            | Phase::Disputed { .. }
            | Phase::Owed { .. } => false,
        }
    }

    /// Why `provider` could not do the job within its limits, whoever it is reserved for.
    pub fn fits(&self, params: &Params, provider: &Pubkey, terms: &Terms, now: i64) -> Result<(), JobError> {
        if self.was_failed_by(provider) {
            return Err(JobError::ProviderFailedBefore);
        }
        if !terms.within(&self.ceilings.terms) {
            return Err(JobError::TermsAboveCeiling);
        }
        if self.worst_case(params, terms)? > self.deposit {
            return Err(JobError::DepositTooLow);
        }
        let window = self.delivery_secs(params).and_then(|secs| secs.checked_add(params.start_secs.into()));
        let done = window.and_then(|secs| now.checked_add(secs)).ok_or(JobError::Overflow)?;
        if done > self.expires_at { Err(JobError::TooLateToClaim) } else { Ok(()) }
    }
}
