//! When what is due: by the times in the account, nothing of it is stored.

use crate::market::Params;

use super::{Acceptance, JobState, Phase, flag};

impl JobState {
    /// Seconds from start to delivery: twice the quoted time, rounded up, and the market's slack.
    pub fn delivery_secs(&self, params: &Params) -> Option<i64> {
        let twice = self.quoted_ms()?.checked_mul(2)?.div_ceil(1_000);
        i64::try_from(twice).ok()?.checked_add(params.deliver_secs.into())
    }

    /// When a claimed job must be started, a running one delivered. `None` in other phases.
    pub fn work_due(&self, params: &Params) -> Option<i64> {
        match &self.phase {
            Phase::Claimed { at, .. } => at.checked_add(params.start_secs.into()),
            Phase::Running { at, .. } => at.checked_add(self.delivery_secs(params)?),
            Phase::Open { .. }
            | Phase::Delivered { .. }
            | Phase::Accepted { .. }
            | Phase::Disputed { .. }
            | Phase::Owed { .. } => None,
        }
    }

    /// When the pending cancellation takes effect.
    pub fn cancel_at(&self) -> Option<i64> {
        match &self.phase {
            Phase::Claimed { cancel_at, .. } | Phase::Running { cancel_at, .. } => *cancel_at,
            Phase::Open { .. }
            | Phase::Delivered { .. }
            | Phase::Accepted { .. }
            | Phase::Disputed { .. }
            | Phase::Owed { .. } => None,
        }
    }

    /// When the keeper's acceptance is due; for a job without a check none is.
    pub fn verdict_due(&self, params: &Params) -> Option<i64> {
        match &self.phase {
            Phase::Delivered { at, .. } if self.has(flag::UNCHECKED) => Some(*at),
            Phase::Delivered { at, .. } => at.checked_add(params.verdict_secs.into()),
            Phase::Disputed { at, .. } => at.checked_add(params.dispute_secs.into()),
            Phase::Open { .. }
            | Phase::Claimed { .. }
            | Phase::Running { .. }
            | Phase::Accepted { .. }
            | Phase::Owed { .. } => None,
        }
    }

    /// From when on anyone may settle the job, as things stand now. Guardians have their time before the keeper's
    /// word pays: `approval_secs` is never less than `guardian_secs`, by their ranges.
    pub fn settle_due(&self, params: &Params) -> Option<i64> {
        match &self.phase {
            Phase::Delivered { .. } => self.verdict_due(params)?.checked_add(params.approval_secs.into()),
            Phase::Accepted { at, how, .. } => match how {
                Acceptance::Client | Acceptance::Conceded => Some(*at),
                Acceptance::Keeper if !self.has(flag::AT_ONCE) => at.checked_add(params.approval_secs.into()),
                Acceptance::Keeper | Acceptance::Answered if params.second_check == 0 => Some(*at),
                Acceptance::Keeper | Acceptance::Answered => at.checked_add(params.guardian_secs.into()),
            },
            Phase::Disputed { at, .. } => at.checked_add(params.dispute_secs.into()),
            Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. } | Phase::Owed { .. } => None,
        }
    }

    /// From when on anyone may expire the job, as things stand now.
    pub fn expire_due(&self, params: &Params) -> Option<i64> {
        match &self.phase {
            Phase::Open { .. } => Some(self.expires_at),
            Phase::Claimed { cancel_at, .. } | Phase::Running { cancel_at, .. } => {
                let due = self.work_due(params)?;
                Some(cancel_at.map_or(due, |at| at.min(due)))
            }
            Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. } | Phase::Owed { .. } => None,
        }
    }
}
