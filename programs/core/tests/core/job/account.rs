//! Size of what is stored: rent depends on it. Where the fields lie is tested with all other layouts.

use rayment_core::{
    job::{Acceptance, Delivery, JobState, Phase, Reservation, Seal},
    layout,
};

use crate::job::story::*;

/// Bytes of a job without discriminator, layout version and bump.
pub const SIZE: usize = layout::job::SPACE - layout::header::SPACE;

pub fn encoded(state: &JobState) -> Vec<u8> {
    borsh::to_vec(state).expect("a job encodes")
}

pub fn tag(phase: &Phase) -> u8 {
    match phase {
        Phase::Open { .. } => 0,
        Phase::Claimed { .. } => 1,
        Phase::Running { .. } => 2,
        Phase::Delivered { .. } => 3,
        Phase::Accepted { .. } => 4,
        Phase::Disputed { .. } => 5,
        Phase::Owed { .. } => 6,
    }
}

fn with(phase: Phase) -> JobState {
    JobState { phase, ..*Job::open().state() }
}

/// Every phase, each as large as it gets.
pub fn largest() -> [JobState; 7] {
    let claim = *Job::claimed().state().claim().unwrap();
    let seal = Seal::Sealed { seed: [1; 32], round: 16 };
    let delivery = Delivery { frames: 4, ms: 1, root: [2; 32], seal };
    let (at, how, (seed, round)) = (NOON, Acceptance::Conceded, delivery.challenge());
    let reserved = Some(Reservation { provider: ANNA.key, until: NOON, terms: TERMS });
    [
        with(Phase::Open { at: NOON, reserved }),
        with(Phase::Claimed { claim, at: NOON, cancel_at: Some(NOON) }),
        with(Phase::Running { claim, at: NOON, cancel_at: Some(NOON) }),
        with(Phase::Delivered { claim, at: NOON, delivery }),
        with(Phase::Accepted { claim, at, how, frames: 4, ms: 1, root: [2; 32], seed, round }),
        with(Phase::Disputed { claim, at: NOON, delivery }),
        with(Phase::Owed { provider: ANNA.key, earnings: 1 << 40, fee: 2 << 40, client: 3 << 40 }),
    ]
}

#[test]
fn the_largest_job_fits_its_account_exactly() {
    let sizes = largest().map(|state| encoded(&state).len());
    assert_eq!(sizes.iter().max(), Some(&SIZE), "{sizes:?}");
}

#[test]
fn the_account_costs_at_most_0_0035_sol() {
    // 3,480 lamports a byte and year, two years, 128 bytes of the ledger's own per account.
    let account = layout::job::SPACE as u64;
    assert!((account + 128) * 3_480 * 2 <= 3_500_000);
}

#[test]
fn filters_find_a_job_by_its_phase_at_a_fixed_place() {
    for state in largest() {
        let tag_at = layout::job::PHASE_TAG.at - layout::header::SPACE;
        assert_eq!((tag_at, encoded(&state)[tag_at]), (213, tag(&state.phase)), "{:?}", state.phase);
    }
}

#[test]
fn filters_find_a_job_by_market_client_and_order_at_fixed_places() {
    for state in largest() {
        let bytes = encoded(&state);
        assert_eq!(bytes[..32], MARKET.0);
        assert_eq!(bytes[32..64], CLIENT.key.0);
        assert_eq!(bytes[64..72], 9u64.to_le_bytes());
        assert_eq!(bytes[72..80], 77u64.to_le_bytes());
    }
}

#[test]
fn what_is_written_is_read_back() {
    for state in largest() {
        assert_eq!(borsh::from_slice::<JobState>(&encoded(&state)).unwrap(), state);
    }
}
