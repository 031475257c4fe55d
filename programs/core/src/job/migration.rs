//! From the first layout of jobs to today's.

use crate::hash::ZERO;

use super::{JobState, Phase, flag};

impl JobState {
    /// A job of the first layout, read as one of today's. All phases lie alike but two: a reservation
    /// had no terms, so it ends; and an acceptance said whether the client agreed where today's says
    /// [`Acceptance::Keeper`](super::Acceptance) or `Client`, without the challenge that was checked.
    ///
    /// Which deliveries are checked was the keeper's word: it goes with the reservation.
    pub fn migrated(self) -> JobState {
        let flags = self.flags | flag::BY_DEPOSIT;
        match self.phase {
            Phase::Open { at, .. } => {
                JobState { flags: flags & !flag::UNCHECKED, phase: Phase::Open { at, reserved: None }, ..self }
            }
            Phase::Accepted { claim, at, how, frames, ms, root, .. } => {
                let phase = Phase::Accepted { claim, at, how, frames, ms, root, seed: ZERO, round: 0 };
                JobState { flags, phase, ..self }
            }
            Phase::Claimed { .. } | Phase::Running { .. } | Phase::Delivered { .. } | Phase::Disputed { .. } => {
                JobState { flags, ..self }
            }
        }
    }
}
