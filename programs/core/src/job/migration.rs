//! From the earlier layouts of jobs to today's.

use crate::hash::ZERO;

use super::{JobState, Phase, flag};

/// What the second layout called [`flag::BY_DEPOSIT`].
const BY_DEPOSIT_BEFORE: u8 = 16;

impl JobState {
    /// A job of the first or the second layout, read as one of today's. None of them is from an order. All phases
    /// lie alike, but two of the first layout's: a reservation had no terms, so it ends; and an acceptance said
    /// whether the client agreed where today's says [`Acceptance::Keeper`](super::Acceptance) or `Client`, without
    /// the challenge that was checked.
    ///
    /// Which deliveries are checked was the keeper's word then: it goes with the reservation.
    pub fn migrated(self, layout: u8) -> JobState {
        if layout > 1 {
            let by_deposit = if self.has(BY_DEPOSIT_BEFORE) { flag::BY_DEPOSIT } else { 0 };
            return JobState { flags: (self.flags & !BY_DEPOSIT_BEFORE) | by_deposit, ..self };
        }
        let flags = self.flags | flag::BY_DEPOSIT;
        match self.phase {
            Phase::Open { at, .. } => {
                JobState { flags: flags & !flag::UNCHECKED, phase: Phase::Open { at, reserved: None }, ..self }
            }
            Phase::Accepted { claim, at, how, frames, ms, root, .. } => {
                let phase = Phase::Accepted { claim, at, how, frames, ms, root, seed: ZERO, round: 0 };
                JobState { flags, phase, ..self }
            }
            Phase::Claimed { .. }
            | Phase::Running { .. }
            | Phase::Delivered { .. }
            | Phase::Disputed { .. }
            | Phase::Owed { .. } => JobState { flags, ..self },
        }
    }
}
