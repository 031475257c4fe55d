//! Orders and jobs in tokens of both programs, to the base unit.

mod disputes;
mod drawing;
pub mod errors;
mod example;
mod extensions;
mod held;
mod owed;
mod owners;
mod returning;

use rayment_core::job::Phase;
use rayment_tests::vm::{tokens::*, *};
use solana_pubkey::Pubkey;

/// The picture's bill, with the fee.
const BILL: u64 = PRICE + FEE;
/// What of the deposit is left then.
const REST: u64 = DEPOSIT - BILL;

/// A refusal of the token programs: the account is frozen.
const FROZEN: u32 = 17;
/// Anchor's "the account is not initialized".
const NOT_INITIALIZED: u32 = 3012;

/// A world does nothing of this, whatever it answers.
fn nothing_changes(world: &mut World, action: impl FnOnce(&mut World)) {
    let before = world.snapshot();
    action(world);
    assert_eq!(world.snapshot(), before);
}

/// The order that was bought first.
fn order(world: &World) -> Pubkey {
    world.purchases[0].address()
}

/// Balance and fees of Anna's purse.
fn earned(world: &World, coin: Coin) -> (u64, u64) {
    let purse = world.purse(ANNA, coin).state;
    (purse.balance, purse.fees)
}

/// What a job still owes to its provider, as fee and to its client.
fn owes(world: &World, job: Pubkey) -> (u64, u64, u64) {
    match world.job(job).state.phase {
        Phase::Owed { provider, earnings, fee, client } => {
            assert_eq!(provider.0, ANNA.wallet.key().to_bytes());
            (earnings, fee, client)
        }
        phase => panic!("it owes nothing: {phase:?}"),
    }
}
