//! Guardians: how they come, what their signatures do, and how they lose their stake.

mod contradictions;
mod enlisting;
pub mod errors;
mod refusing;
mod rejecting;
mod signatures;
mod waiting;

use rayment_client::rule_key;
use rayment_core::{
    guardian::Statement,
    job::{Offer, Phase},
};
use rayment_tests::vm::{guardians::*, phases::*, *};
use solana_pubkey::Pubkey;

/// Two statements about one tile that name different pixels: whoever signs both has contradicted itself.
pub fn contradiction(_: &World) -> [Statement; 2] {
    let one = Statement {
        market: rule_key(&World::market_address()),
        job: rayment_core::Pubkey([9; 32]),
        attempt: 1,
        frame: 2,
        tile: 3,
        leaf: [4; 32],
        checker_pixels: [5; 32],
    };
    [one, Statement { checker_pixels: [6; 32], ..one }]
}

/// Noise, delivered and sealed in a market that asks for so many guardians.
fn noise(second_check: u8) -> JobWorld {
    sealed_under(guarded(second_check), &offer(), NOISE)
}

/// Noise that a careless keeper has accepted, for payment at once or after a day.
fn accepted_noise(at_once: bool) -> JobWorld {
    let (mut world, job) = sealed_under(guarded(1), &Offer { at_once, ..offer() }, NOISE);
    KEEPER.accepts(&mut world, job).works();
    (world, job)
}

/// Noise that the keeper has kept silent about and the client disputes, with a bond out of the deposit or the wallet.
fn disputed_noise(deposit: u64) -> JobWorld {
    let (mut world, job) = sealed_under(guarded(1), &Offer { deposit, ..offer() }, NOISE);
    world.advance(VERDICT_SECS);
    CLIENT.disputes(&mut world, job).works();
    (world, job)
}

/// The job is open again after Anna has lost it, with her bond at the client's order, which held so much before.
#[track_caller]
fn assert_rejected(world: &World, job: Pubkey, order: u64) {
    assert_eq!(world.at_orders(CLIENT), order + BOND);
    let state = world.job(job).state;
    assert_eq!(state.attempt, 1);
    assert!(matches!(state.phase, Phase::Open { reserved: None, .. }));
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.earned, anna.jobs, anna.failed_jobs), (0, 0, 0, 1));
}
